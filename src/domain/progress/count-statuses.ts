import type { JapaneseDate } from '../plan/fiscal-year.ts';
import type { Indicator, Kgi, Kpi, ProgressRules } from '../plan/plan.ts';
import { rateProgress, STATUSES, type Assessment, type Status } from './rate-progress.ts';

/** An indicator and what the rule says of it on one day. */
export type Assessed<Of extends Indicator = Kpi | Kgi> = { indicator: Of; assessment: Assessment };

export function assess<Of extends Indicator>(
  indicator: Of,
  rules: ProgressRules,
  today: JapaneseDate,
): Assessed<Of> {
  return { indicator, assessment: rateProgress(indicator, rules, today) };
}

/** How many indicators stand at each status that occurs, with the denominator; there is no overall grade. */
export type StatusCounts = { total: number; byStatus: readonly { status: Status; count: number }[] };

export function countStatuses(assessed: readonly Assessed<Indicator>[]): StatusCounts {
  const counted = STATUSES.map((status) => ({
    status,
    count: assessed.filter(({ assessment }) => assessment.status === status).length,
  }));
  return { total: assessed.length, byStatus: counted.filter(({ count }) => count > 0) };
}
