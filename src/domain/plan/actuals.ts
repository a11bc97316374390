import { lastDayOf, lastEndedFiscalYear, type FiscalYear, type JapaneseDate } from './fiscal-year.ts';
import { isRetired, targetOn, type Indicator, type Kgi, type Kpi, type Plan } from './plan.ts';

/** 町公式LINE登録者数: the one indicator that the account can count itself. */
export const LINE_FRIENDS = 'line-friends';

/** Why a year's actual of an indicator cannot be entered. */
export type NotEntered = 'retired' | 'not-after-baseline';

/** Null where a year takes an actual: the indicator is used to the year's end, and the year is after its baseline's. */
export function whyNotEntered(indicator: Indicator, fiscalYear: FiscalYear): NotEntered | null {
  if (isRetired(indicator, lastDayOf(fiscalYear))) return 'retired';
  return indicator.baseline && fiscalYear <= indicator.baseline.fiscalYear ? 'not-after-baseline' : null;
}

/** The measured value of a year; what was made up for trying things out is none. */
export function actualOf(
  indicator: Indicator,
  fiscalYear: FiscalYear,
): Indicator['observations'][number] | null {
  return indicator.observations.find((actual) => !actual.sample && actual.fiscalYear === fiscalYear) ?? null;
}

export type LastValue = { value: number; fiscalYear: FiscalYear; kind: 'actual' | 'baseline' };

/**
 * What a year's figure is compared with: the newest earlier actual, or the baseline. The baseline of a running total
 * is that of the period before, so there is none to compare with.
 */
export function lastValueBefore(indicator: Indicator, fiscalYear: FiscalYear): LastValue | null {
  const actual = indicator.observations.findLast(
    (earlier) => !earlier.sample && earlier.fiscalYear < fiscalYear,
  );
  if (actual) return { value: actual.value, fiscalYear: actual.fiscalYear, kind: 'actual' };
  if (!indicator.baseline || indicator.basis === 'cumulative') return null;
  return indicator.baseline.fiscalYear < fiscalYear ? { ...indicator.baseline, kind: 'baseline' } : null;
}

/** The years a plan is measured in: from its first to that of its latest target, and others that have actuals. */
export function yearsOfPlan(plan: Plan): FiscalYear[] {
  const indicators = indicatorsOf(plan);
  const first = plan.rules.baselineFiscalYear + 1;
  const last = Math.max(
    first,
    ...indicators.flatMap(({ targets }) => targets.map((target) => target.fiscalYear)),
  );
  const planned = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const measured = indicators.flatMap(({ observations }) =>
    observations.filter(({ sample }) => !sample).map((actual) => actual.fiscalYear),
  );
  return [...new Set([...planned, ...measured])].sort((one, other) => one - other);
}

/** Every KPI in the plan's order, then every KGI. */
export function indicatorsOf({ kpis, kgis }: Plan): (Kpi | Kgi)[] {
  return [...kpis.values(), ...kgis.values()];
}

/** The indicators that have no actual of the last year that is over, up to their target's year. */
export function dueActuals(plan: Plan, today: JapaneseDate): (Kpi | Kgi)[] {
  const fiscalYear = lastEndedFiscalYear(today);
  if (fiscalYear <= plan.rules.baselineFiscalYear) return [];
  return indicatorsOf(plan).filter(
    (indicator) =>
      whyNotEntered(indicator, fiscalYear) === null &&
      fiscalYear <= targetOn(indicator, today).fiscalYear &&
      actualOf(indicator, fiscalYear) === null,
  );
}
