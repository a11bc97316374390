import type { Language } from '../domain/language.ts';
import type { JapaneseDate } from '../domain/plan/fiscal-year.ts';
import type { Town } from '../domain/town.ts';
import { wordings } from './wording/wordings.ts';
import type { Wording } from './wording/wording.ts';

/** For whom and under what circumstances an answer is put into words. */
export type RenderContext = {
  wording: Wording;
  town: Town;
  /** Origin of the public page, for links. */
  publicOrigin: string;
  /** The day the data is of, when it is older than it should be because D1 did not answer; else null. */
  dataAsOf: JapaneseDate | null;
};

export function contextFor(language: Language, others: Omit<RenderContext, 'wording'>): RenderContext {
  return { wording: wordings[language], ...others };
}
