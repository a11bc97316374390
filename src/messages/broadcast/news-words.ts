import type { IndicatorChange, News } from '../../domain/news/plan-changes.ts';
import type { Baseline, Indicator, Kgi, Kpi, Observation, Target } from '../../domain/plan/plan.ts';
import type { Assessment } from '../../domain/progress/rate-progress.ts';
import { kpiFigures, type LabelledFigure } from '../cards/kpi-figures.ts';
import { spokenStatus } from '../cards/status-chip.ts';
import type { BroadcastWords } from './broadcast-words.ts';

/** One piece of news: what happened, the figures or reasons under it, and how far a figure moved; empty where nothing. */
export type NewsInWords = { lead: string; lines: readonly string[]; moved: string };

export function newsInWords(news: News, change: IndicatorChange, words: BroadcastWords): NewsInWords {
  const difference = 'difference' in news ? news.difference : null;
  const moved = difference === null ? '' : words.moved(difference, change.indicator);
  return { ...tell(news, change, words), moved };
}

function tell(news: News, change: IndicatorChange, words: BroadcastWords): Omit<NewsInWords, 'moved'> {
  const { indicator, before, after } = change;
  switch (news.kind) {
    case 'added':
      return { lead: words.added, lines: after ? kpiFigures(words, after).map(inOneLine(words)) : [] };
    case 'removed':
      return { lead: words.removed, lines: [] };
    case 'retired':
      return { lead: words.retired(news.on), lines: reasonOf(news.reason, words) };
    case 'reinstated':
      return { lead: words.reinstated, lines: [] };
    case 'actual':
      return { lead: '', lines: actualFigures(news, indicator, words).map(inOneLine(words)) };
    case 'confirmed':
    case 'corrected': {
      const was = words.figure(news.before.value, before?.indicator ?? indicator);
      const is = words.figure(news.after.value, indicator);
      const isSame = news.before.value === news.after.value;
      const time = timeOf(news.after, indicator, words);
      return { lead: words[news.kind], lines: [words.named(time, isSame ? is : `${was} → ${is}`)] };
    }
    case 'late':
      return { lead: words.late, lines: [yearLine(news.actual, indicator, words)] };
    case 'withdrawn':
      return { lead: words.withdrawn, lines: [yearLine(news.actual, before?.indicator ?? indicator, words)] };
    case 'baseline': {
      const was = baselineWords(news.before, before?.indicator ?? indicator, words);
      return {
        lead: words.baselineCorrected,
        lines: [`${was} → ${baselineWords(news.after, indicator, words)}`],
      };
    }
    case 'target': {
      const was = targetWords(news.before, before?.indicator ?? indicator, words);
      const isRevised = news.after.revision > news.before.revision;
      return {
        lead: isRevised ? words.targetRevised(news.after.effectiveDate) : words.targetCorrected,
        lines: [
          `${was} → ${targetWords(news.after, indicator, words)}`,
          ...(isRevised ? reasonOf(news.after.reason, words) : []),
        ],
      };
    }
    case 'status': {
      return {
        lead: '',
        lines: [
          `${words.standing} ${spokenStatus(words, news.after)}`,
          `${words.standingBefore} ${spokenStatus(words, news.before)}${madeUp(news.before, words)}`,
        ],
      };
    }
  }
}

/**
 * One piece of news in one line, from what to what, where a card would be too much. That the figures of now are made up
 * is for the heading to say, as on a card.
 */
export function newsInOneLine(
  news: News,
  change: IndicatorChange,
  words: BroadcastWords,
): Pick<NewsInWords, 'moved'> & { line: string } {
  const { lead, lines, moved } = newsInWords(news, change, words);
  switch (news.kind) {
    case 'actual':
      return { line: lines.join(' → '), moved };
    case 'status': {
      const before = `${spokenStatus(words, news.before)}${madeUp(news.before, words)}`;
      return { line: words.named(words.standing, `${before} → ${spokenStatus(words, news.after)}`), moved };
    }
    default:
      return { line: words.sentences([lead, ...lines]), moved };
  }
}

/** 前回 and 今回; what there was before may be the baseline, or nothing. */
export function actualFigures(
  { previous, actual }: Extract<News, { kind: 'actual' }>,
  indicator: Kpi | Kgi,
  words: BroadcastWords,
): LabelledFigure[] {
  const now: LabelledFigure = {
    label: words.now,
    time: words.actualTime(indicator, actual.fiscalYear),
    value: words.figure(actual.value, indicator),
    marks: marksOf(actual, words),
  };
  if (!previous) return [now];
  const isBaseline = previous.kind === 'baseline';
  return [
    {
      label: isBaseline ? words.baseline : words.previous,
      time: isBaseline ? words.baselineTime(indicator) : words.actualTime(indicator, previous.fiscalYear),
      value: words.figure(previous.value, indicator),
      marks: [],
    },
    now,
  ];
}

/** That a status comes from a figure that is made up; empty where it does not. */
function madeUp({ latest }: Assessment, words: BroadcastWords): string {
  return latest?.sample ? words.aside(words.sample) : '';
}

function marksOf({ status, sample }: Observation, words: BroadcastWords): string[] {
  return [...(status === 'provisional' ? [words.provisional] : []), ...(sample ? [words.sample] : [])];
}

function inOneLine(words: BroadcastWords): (figure: LabelledFigure) => string {
  return ({ label, time, value, marks }) => {
    const remark = words.list([time, ...marks].filter(Boolean));
    return `${label} ${value}${remark ? words.aside(remark) : ''}`;
  };
}

function timeOf(actual: Observation, indicator: Indicator, words: BroadcastWords): string {
  return words.list([words.actualTime(indicator, actual.fiscalYear), ...marksOf(actual, words)]);
}

function yearLine(actual: Observation, indicator: Indicator, words: BroadcastWords): string {
  return words.named(timeOf(actual, indicator, words), words.figure(actual.value, indicator));
}

function baselineWords(baseline: Baseline | null, indicator: Indicator, words: BroadcastWords): string {
  if (!baseline) return words.noBaseline;
  return `${words.figure(baseline.value, indicator)}${words.aside(words.baselineTime(indicator))}`;
}

function targetWords({ value, fiscalYear }: Target, indicator: Indicator, words: BroadcastWords): string {
  return `${words.figure(value, indicator)}${words.aside(words.targetTime(indicator, fiscalYear))}`;
}

function reasonOf(reason: string, words: BroadcastWords): string[] {
  return reason === '' ? [] : [words.because(reason)];
}
