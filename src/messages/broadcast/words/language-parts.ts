import type { Difference } from '../../../domain/plan/difference.ts';
import type { FiscalYear, JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { Indicator } from '../../../domain/plan/plan.ts';
import { expectedDigits, FIRST_PLAN_YEAR, PLAN_YEARS } from '../../wording/ja-figures.ts';
import type { Wording } from '../../wording/wording.ts';

/** What the catalogues of a broadcast's words are built from. */

/** One for each language and number of digits: making one takes longer than all else in a card. */
const formatters = new Map<string, Intl.NumberFormat>();

function numberIn(locale: string, value: number, digits: number): string {
  const key = `${locale} ${digits}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formatters.set(key, formatter);
  }
  return formatter.format(value);
}

type Figures = Pick<Wording, 'figure' | 'expectedFigure'> & {
  moved(difference: Difference, indicator: Indicator): string;
};

/** Figures as a language writes numbers; the unit stays the town's, but for percentage points. */
export function figuresIn(locale: string, words: { same: string; points: string }): Figures {
  return {
    figure: (value, { unit, decimals }) => `${numberIn(locale, value, decimals)}${unit}`,
    expectedFigure: (value, { unit, decimals }) =>
      `${numberIn(locale, value, expectedDigits(value, decimals))}${unit}`,
    moved: ({ by, value }, { unit, decimals }) => {
      if (value === 0) return words.same;
      const sign = value > 0 ? '+' : '−';
      return `${sign}${numberIn(locale, Math.abs(value), decimals)}${by === 'points' ? words.points : unit}`;
    },
  };
}

type Times = Pick<Wording, 'baselineTime' | 'actualTime' | 'targetTime'>;

/** When a figure holds, put together from how a language says years. */
export function timesIn(words: {
  endOf(year: FiscalYear): string;
  within(year: FiscalYear): string;
  total(from: FiscalYear, to: FiscalYear): string;
  unconfirmed: string;
  yearOf(year: FiscalYear): string;
}): Times {
  const time = ({ basis }: Indicator, year: FiscalYear, first: FiscalYear): string => {
    switch (basis) {
      case 'level':
        return words.endOf(year);
      case 'yearly':
        return words.within(year);
      case 'cumulative':
        return first === year ? words.within(year) : words.total(first, year);
      case 'unconfirmed':
        return words.unconfirmed;
    }
  };
  return {
    baselineTime: (indicator) => {
      const year = indicator.baseline?.fiscalYear;
      return year === undefined ? '' : time(indicator, year, year - PLAN_YEARS + 1);
    },
    actualTime: (indicator, year) => {
      const when = time(indicator, year, FIRST_PLAN_YEAR);
      return indicator.basis === 'unconfirmed' ? `${words.yearOf(year)}・${when}` : when;
    },
    targetTime: (indicator, year) => time(indicator, year, FIRST_PLAN_YEAR),
  };
}

/** A day in its parts; `weekday` counts from Sunday, 0. */
export function partsOf(date: JapaneseDate): { year: number; month: number; day: number; weekday: number } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return { year, month, day, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

export function isSameYear(one: JapaneseDate, other: JapaneseDate): boolean {
  return one.slice(0, 4) === other.slice(0, 4);
}

const ENDS_SENTENCE = /[。．.！!？?…]["'」』）)]?$/u;

export function sentencesIn({
  stop,
  gap,
}: {
  stop: string;
  gap: string;
}): (parts: readonly string[]) => string {
  return (parts) =>
    parts
      .map((part) => part.replaceAll(/\s*\n\s*/g, ' ').trim())
      .filter((part) => part !== '')
      .map((part) => (ENDS_SENTENCE.test(part) ? part : `${part}${stop}`))
      .join(gap);
}
