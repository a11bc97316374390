import { differenceOf, type Difference } from '../plan/difference.ts';
import type { FiscalYear, JapaneseDate } from '../plan/fiscal-year.ts';
import type { Baseline, Indicator, Kgi, Kpi, Observation, Plan, Target } from '../plan/plan.ts';
import type { Assessed } from '../progress/count-statuses.ts';
import { assessAll, pairIndicators } from '../progress/pair-indicators.ts';
import type { Assessment } from '../progress/rate-progress.ts';

/** One thing about an indicator that is not as it was. Wording alone is no news, and nothing made up is. */
export type News =
  | { kind: 'added' }
  /** It is in the plan no longer. */
  | { kind: 'removed' }
  | { kind: 'retired'; on: JapaneseDate; reason: string }
  | { kind: 'reinstated' }
  /** The actual of a year newer than all before; `previous` is what residents knew until now. */
  | { kind: 'actual'; actual: Observation; previous: PreviousValue | null; difference: Difference | null }
  /** 速報値 became 確定値, with the same value or another. */
  | { kind: 'confirmed'; before: Observation; after: Observation; difference: Difference | null }
  | { kind: 'corrected'; before: Observation; after: Observation; difference: Difference | null }
  /** A year before the latest that had none. */
  | { kind: 'late'; actual: Observation }
  | { kind: 'withdrawn'; actual: Observation }
  | { kind: 'baseline'; before: Baseline | null; after: Baseline | null }
  /** The newest revision, also where it takes effect later. */
  | { kind: 'target'; before: Target; after: Target }
  | { kind: 'status'; before: Assessment; after: Assessment };

type PreviousValue = { kind: 'actual' | 'baseline'; value: number; fiscalYear: FiscalYear };

/** What is new of one indicator; `news` is never empty. */
export type IndicatorChange = {
  /** As it is now; what has been removed, as it was. */
  indicator: Kpi | Kgi;
  before: Assessed | null;
  after: Assessed | null;
  news: readonly News[];
};

/** What one plan says of its indicators that another did not, in the plan's order; both as judged on the same day. */
export function indicatorChanges(before: Plan, after: Plan, today: JapaneseDate): IndicatorChange[] {
  return pairIndicators(assessAll(before, today), assessAll(after, today)).flatMap((pair) => {
    const shown = pair.after ?? pair.before;
    const news = newsOf(pair.before, pair.after);
    return shown && news.length > 0
      ? [{ indicator: shown.indicator, before: pair.before, after: pair.after, news }]
      : [];
  });
}

function newsOf(before: Assessed | null, after: Assessed | null): News[] {
  if (!before) return [{ kind: 'added' }];
  if (!after) return [{ kind: 'removed' }];
  const [was, is] = [before.indicator, after.indicator];
  return [
    ...newsOfUse(was, is),
    ...newsOfActuals(was, is),
    ...(was.baseline?.value === is.baseline?.value && was.baseline?.fiscalYear === is.baseline?.fiscalYear
      ? []
      : [{ kind: 'baseline' as const, before: was.baseline, after: is.baseline }]),
    ...newsOfTarget(was, is),
    ...(before.assessment.status === after.assessment.status
      ? []
      : [{ kind: 'status' as const, before: before.assessment, after: after.assessment }]),
  ];
}

function newsOfUse({ retired: was }: Indicator, { retired: is }: Indicator): News[] {
  if (is) return was?.on === is.on ? [] : [{ kind: 'retired', on: is.on, reason: is.reason }];
  return was ? [{ kind: 'reinstated' }] : [];
}

function newsOfTarget({ targets: was }: Indicator, { targets: is }: Indicator): News[] {
  const [before, after] = [was.at(-1) ?? was[0], is.at(-1) ?? is[0]];
  const isSame = before.value === after.value && before.fiscalYear === after.fiscalYear;
  return isSame ? [] : [{ kind: 'target', before, after }];
}

function newsOfActuals(was: Indicator, is: Indicator): News[] {
  const [old, current] = [measured(was), measured(is)];
  const known = Math.max(-Infinity, ...old.keys());
  const years = [...new Set([...old.keys(), ...current.keys()])].sort((one, other) => one - other);
  const newest = years.at(-1);
  return years.flatMap((year) => {
    const [one, other] = [old.get(year), current.get(year)];
    if (one && other) return newsOfYear(was, is, one, other);
    if (one) return [{ kind: 'withdrawn', actual: one }];
    if (!other) return [];
    return year === newest ? [newActual(is, other, known)] : [{ kind: 'late', actual: other }];
  });
}

function measured({ observations }: Indicator): ReadonlyMap<FiscalYear, Observation> {
  return new Map(
    observations.filter(({ sample }) => !sample).map((actual) => [actual.fiscalYear, actual] as const),
  );
}

function newsOfYear(was: Indicator, is: Indicator, before: Observation, after: Observation): News[] {
  if (before.value === after.value && before.status === after.status) return [];
  const isConfirmed = before.status === 'provisional' && after.status === 'confirmed';
  const difference = was.unit === is.unit ? differenceOf(is, before.value, after.value) : null;
  return [{ kind: isConfirmed ? 'confirmed' : 'corrected', before, after, difference }];
}

/** `known` is the newest year that residents had a figure of. */
function newActual(indicator: Indicator, actual: Observation, known: FiscalYear): News {
  const previous = previousValue(indicator, known);
  const difference = previous && differenceOf(indicator, previous.value, actual.value);
  return { kind: 'actual', actual, previous, difference };
}

/**
 * The figure of the year that was the newest, as it is known now, or the baseline: but not where that counts something
 * else, as with a running total, whose baseline is that of the period before.
 */
function previousValue(indicator: Indicator, known: FiscalYear): PreviousValue | null {
  const last = indicator.observations.findLast(({ sample, fiscalYear }) => !sample && fiscalYear <= known);
  if (last) return { kind: 'actual', value: last.value, fiscalYear: last.fiscalYear };
  const isComparable = indicator.basis === 'level' || indicator.basis === 'yearly';
  return indicator.baseline && isComparable ? { kind: 'baseline', ...indicator.baseline } : null;
}
