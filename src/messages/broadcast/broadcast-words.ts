import type { ResidentLanguage } from '../../domain/language.ts';
import type { Difference } from '../../domain/plan/difference.ts';
import type { JapaneseDate } from '../../domain/plan/fiscal-year.ts';
import type { Indicator } from '../../domain/plan/plan.ts';
import type { FigureWords } from '../cards/kpi-figures.ts';
import type { StatusWords } from '../cards/status-chip.ts';
import type { Wording } from '../wording/wording.ts';
import { enWords } from './words/en-words.ts';
import { jaEasyWords } from './words/ja-easy-words.ts';
import { jaWords } from './words/ja-words.ts';
import { viWords } from './words/vi-words.ts';
import { zhHansWords } from './words/zh-hans-words.ts';

/**
 * The few words of a broadcast's cards that the bot itself adds. Names, units and reasons stay as the town published
 * them, in Japanese.
 */
export type BroadcastWords = FigureWords &
  StatusWords &
  Pick<Wording, 'expectedFigure' | 'byNow'> & {
    /** What stands before a translation; empty where the text is Japanese. */
    reference: string;
    details: string;
    page: string;

    survey: string;
    answer: string;
    /** The last day of a survey; with its year where that is not this year. */
    until(day: JapaneseDate, today: JapaneseDate): string;

    countOfNews(count: number): string;
    /** Of the indicators that a message has no room for. */
    more(count: number): string;
    previous: string;
    now: string;
    moved(difference: Difference, indicator: Indicator): string;
    standing: string;
    standingBefore: string;
    added: string;
    removed: string;
    retired(on: JapaneseDate): string;
    reinstated: string;
    confirmed: string;
    corrected: string;
    late: string;
    withdrawn: string;
    baselineCorrected: string;
    targetCorrected: string;
    targetRevised(effective: JapaneseDate | null): string;
    because(reason: string): string;

    /** Of the list of languages, in the message that goes to everyone. */
    otherLanguages: string;

    aside(this: void, words: string): string;
    /** Words that belong to one thing, in one breath. */
    list(parts: readonly string[]): string;
    named(name: string, words: string): string;
    /** Sentences for those who hear a card: each ends as one, and what ends already does so once. */
    sentences(parts: readonly string[]): string;
  };

export const broadcastWords: Readonly<Record<ResidentLanguage, BroadcastWords>> = {
  ja: jaWords,
  'ja-easy': jaEasyWords,
  en: enWords,
  'zh-Hans': zhHansWords,
  vi: viWords,
};
