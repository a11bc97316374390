import { lastEndedFiscalYear, type FiscalYear, type JapaneseDate } from '../plan/fiscal-year.ts';
import {
  isRetired,
  targetOn,
  type Baseline,
  type Indicator,
  type Observation,
  type ProgressRules,
  type Retirement,
  type Target,
} from '../plan/plan.ts';

/** The ten outcomes of the published rule; 評価対象外 has two causes, so nine names. */
export type Status =
  | 'achieved'
  | 'on_track'
  | 'mostly'
  | 'behind'
  | 'worse'
  | 'missed'
  | 'under_way'
  | 'pending'
  | 'unrated';

/** In the order in which overviews list them. */
export const STATUSES: readonly Status[] = [
  'achieved',
  'on_track',
  'mostly',
  'behind',
  'worse',
  'missed',
  'under_way',
  'pending',
  'unrated',
];

/** An even path from the baseline to the target, and where the latest actual stands on it. */
export type Pace = {
  baseline: Baseline;
  target: Target;
  actual: Observation;
  /** p: the part of the way done; 1 is the target, below 0 is worse than the baseline. */
  share: number;
  /** e: the part of the time gone at the end of the actual's year, above 0 and below 1. */
  expected: number;
  /** r = p / e: 1 is an even pace. */
  pace: number;
  /** The value on the even path at the end of the actual's year, in the indicator's unit. */
  expectedValue: number;
};

/** Why a status was given, with the numbers of the arithmetic. */
export type Because =
  | { kind: 'basis-unconfirmed' }
  | { kind: 'no-actual' }
  | { kind: 'target-reached'; actual: Observation; target: Target }
  | { kind: 'target-year-over'; actual: Observation; target: Target }
  | { kind: 'only-the-end-counts'; actual: Observation; target: Target }
  | { kind: 'no-baseline'; actual: Observation; target: Target }
  | { kind: 'away-from-target'; pace: Pace }
  | { kind: 'pace-below'; pace: Pace; percent: number }
  | { kind: 'pace-between'; pace: Pace; fromPercent: number; belowPercent: number }
  | { kind: 'pace-from'; pace: Pace; percent: number };

export type Assessment = {
  status: Status;
  because: Because;
  rulesVersion: string;
  target: Target;
  /** The newest actual after the baseline year, whatever the status; null while there is none. */
  latest: Observation | null;
  /** p for the bar, where a baseline and an actual give one; may pass 1 or be negative. */
  share: number | null;
  /**
   * Where an even path would be: at the end of the latest actual's year, or, while there is no actual,
   * of the last year that is over. Null where no pace is implied.
   */
  byNow: { fiscalYear: FiscalYear; share: number; value: number } | null;
  /** Years that are over on this day, are newer than the latest actual, and have none of their own. */
  missingYears: readonly FiscalYear[];
  /** Null as long as the indicator is used. */
  retired: Retirement | null;
};

/**
 * The published rule (data/rules.json), mechanical: the first line that fits gives the status.
 * Comparisons are made in whole numbers, so that a figure on a threshold lands on its right side. What has been
 * retired is judged as it stood on its last day: no later target holds for it, and no later year is missing.
 */
export function rateProgress(indicator: Indicator, rules: ProgressRules, today: JapaneseDate): Assessment {
  const retired = isRetired(indicator, today) ? indicator.retired : null;
  const day = retired?.on ?? today;
  const target = targetOn(indicator, day);
  const baseline = effectiveBaseline(indicator, rules);
  const latest = latestActual(indicator, rules);
  const path = evenPath(indicator, baseline, target);
  const common = {
    rulesVersion: rules.version,
    target,
    latest,
    share: shareDone(baseline, target, latest),
    byNow: path && pointOnPath(path, latest?.fiscalYear ?? lastEndedFiscalYear(day)),
    missingYears: missingYears(target, latest, day, rules),
    retired,
  };
  return { ...common, ...judge({ indicator, baseline, target, latest, path, rules }) };
}

type Path = { baseline: Baseline; target: Target };
type Facts = {
  indicator: Indicator;
  baseline: Baseline | null;
  target: Target;
  latest: Observation | null;
  path: Path | null;
  rules: ProgressRules;
};

function judge({ indicator, baseline, target, latest, path, rules }: Facts): {
  status: Status;
  because: Because;
} {
  if (indicator.basis === 'unconfirmed') return { status: 'unrated', because: { kind: 'basis-unconfirmed' } };
  if (!latest) return { status: 'pending', because: { kind: 'no-actual' } };
  const facts = { actual: latest, target };
  if (hasReached(indicator, latest.value, target.value))
    return { status: 'achieved', because: { kind: 'target-reached', ...facts } };
  if (latest.fiscalYear >= target.fiscalYear)
    return { status: 'missed', because: { kind: 'target-year-over', ...facts } };
  if (onlyTheEndCounts(indicator, baseline, target)) {
    return { status: 'under_way', because: { kind: 'only-the-end-counts', ...facts } };
  }
  if (!baseline || !path) return { status: 'unrated', because: { kind: 'no-baseline', ...facts } };
  return judgePace(indicator, paceOf(path, latest), rules);
}

function judgePace(
  indicator: Indicator,
  pace: Pace,
  rules: ProgressRules,
): { status: Status; because: Because } {
  const { behindBelowPercent, onTrackFromPercent } = rules;
  if (compareShareToZero(indicator, pace) < 0)
    return { status: 'worse', because: { kind: 'away-from-target', pace } };
  if (comparePace(indicator, pace, behindBelowPercent) < 0) {
    return { status: 'behind', because: { kind: 'pace-below', pace, percent: behindBelowPercent } };
  }
  if (comparePace(indicator, pace, onTrackFromPercent) < 0) {
    const bounds = { fromPercent: behindBelowPercent, belowPercent: onTrackFromPercent };
    return { status: 'mostly', because: { kind: 'pace-between', pace, ...bounds } };
  }
  return { status: 'on_track', because: { kind: 'pace-from', pace, percent: onTrackFromPercent } };
}

/** A running total begins at nothing when the plan begins; the printed figure is that of the period before. */
function effectiveBaseline(indicator: Indicator, rules: ProgressRules): Baseline | null {
  if (indicator.basis === 'unconfirmed') return null;
  return indicator.basis === 'cumulative'
    ? { value: 0, fiscalYear: rules.baselineFiscalYear }
    : indicator.baseline;
}

/** Actuals count from the year after the baseline's; without a baseline, or for a running total, from R7. */
function latestActual(indicator: Indicator, rules: ProgressRules): Observation | null {
  const own = indicator.basis === 'cumulative' ? null : indicator.baseline;
  const after = own?.fiscalYear ?? rules.baselineFiscalYear;
  return indicator.observations.findLast((observation) => observation.fiscalYear > after) ?? null;
}

function hasReached(indicator: Indicator, actual: number, target: number): boolean {
  return indicator.better === 'higher' ? actual >= target : actual <= target;
}

/** "Keep it" (target equals baseline) implies no pace either. */
function onlyTheEndCounts(indicator: Indicator, baseline: Baseline | null, target: Target): boolean {
  return indicator.path === 'by_end' || baseline?.value === target.value;
}

function evenPath(indicator: Indicator, baseline: Baseline | null, target: Target): Path | null {
  return baseline && !onlyTheEndCounts(indicator, baseline, target) ? { baseline, target } : null;
}

function pointOnPath({ baseline, target }: Path, fiscalYear: FiscalYear): Assessment['byNow'] {
  const gone = (fiscalYear - baseline.fiscalYear) / (target.fiscalYear - baseline.fiscalYear);
  const share = Math.min(1, gone);
  if (share <= 0) return null; // before the plan's first year is over there is nothing to expect
  return { fiscalYear, share, value: baseline.value + share * (target.value - baseline.value) };
}

/** The value on an even path at the end of a year, or why there is none. */
export type Expectation =
  | { kind: 'value'; value: number }
  | { kind: 'none'; why: 'basis-unconfirmed' | 'no-baseline' | 'only-the-end-counts' | 'not-after-baseline' };

/** What the rule would expect at the end of any year, with the target of `today`. */
export function expectAtEndOf(
  indicator: Indicator,
  rules: ProgressRules,
  fiscalYear: FiscalYear,
  today: JapaneseDate,
): Expectation {
  if (indicator.basis === 'unconfirmed') return { kind: 'none', why: 'basis-unconfirmed' };
  const target = targetOn(indicator, dayJudged(indicator, today));
  const baseline = effectiveBaseline(indicator, rules);
  if (onlyTheEndCounts(indicator, baseline, target)) return { kind: 'none', why: 'only-the-end-counts' };
  const path = evenPath(indicator, baseline, target);
  if (!path) return { kind: 'none', why: 'no-baseline' };
  const point = pointOnPath(path, fiscalYear);
  return point ? { kind: 'value', value: point.value } : { kind: 'none', why: 'not-after-baseline' };
}

/** What has been retired is judged as it stood on its last day. */
function dayJudged(indicator: Indicator, today: JapaneseDate): JapaneseDate {
  return isRetired(indicator, today) ? (indicator.retired?.on ?? today) : today;
}

function shareDone(baseline: Baseline | null, target: Target, latest: Observation | null): number | null {
  if (!baseline || !latest || target.value === baseline.value) return null;
  return (latest.value - baseline.value) / (target.value - baseline.value);
}

function paceOf({ baseline, target }: Path, actual: Observation): Pace {
  const share = (actual.value - baseline.value) / (target.value - baseline.value);
  const expected = (actual.fiscalYear - baseline.fiscalYear) / (target.fiscalYear - baseline.fiscalYear);
  const expectedValue = baseline.value + expected * (target.value - baseline.value);
  return { baseline, target, actual, share, expected, pace: share / expected, expectedValue };
}

// p = done/way and r = p/e, with done and way counted in the indicator's smallest step (36.4 % is 364), both turned
// so that way is positive. BigInt keeps the products exact however large the figures are.

function steps(indicator: Indicator, pace: Pace): { done: bigint; way: bigint } {
  const scale = (value: number): bigint => BigInt(Math.round(value * 10 ** indicator.decimals));
  const from = scale(pace.baseline.value);
  const way = scale(pace.target.value) - from;
  const done = scale(pace.actual.value) - from;
  return way < 0n ? { done: -done, way: -way } : { done, way };
}

function compareShareToZero(indicator: Indicator, pace: Pace): number {
  return Number(steps(indicator, pace).done);
}

/** Below, at or above `percent` of an even pace: the sign of 100·done·years − percent·yearsGone·way. */
function comparePace(indicator: Indicator, pace: Pace, percent: number): number {
  const { done, way } = steps(indicator, pace);
  const years = BigInt(pace.target.fiscalYear - pace.baseline.fiscalYear);
  const gone = BigInt(pace.actual.fiscalYear - pace.baseline.fiscalYear);
  return Number(100n * done * years - BigInt(percent) * gone * way);
}

function missingYears(
  target: Target,
  latest: Observation | null,
  day: JapaneseDate,
  rules: ProgressRules,
): FiscalYear[] {
  const first = Math.max(latest?.fiscalYear ?? rules.baselineFiscalYear, rules.baselineFiscalYear) + 1;
  const last = Math.min(lastEndedFiscalYear(day), target.fiscalYear);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
