import type { JapaneseDate } from '../plan/fiscal-year.ts';
import type { Kpi, ProgressRules } from '../plan/plan.ts';
import { rateProgress, STATUSES, type Assessment, type Status } from './rate-progress.ts';

/** A KPI and what the rule says of it on one day. */
export type AssessedKpi = { kpi: Kpi; assessment: Assessment };

export function assess(kpi: Kpi, rules: ProgressRules, today: JapaneseDate): AssessedKpi {
  return { kpi, assessment: rateProgress(kpi, rules, today) };
}

/** How many KPIs stand at each status that occurs, with the denominator; there is no overall grade. */
export type StatusCounts = { total: number; byStatus: readonly { status: Status; count: number }[] };

export function countStatuses(assessed: readonly AssessedKpi[]): StatusCounts {
  const counted = STATUSES.map((status) => ({
    status,
    count: assessed.filter(({ assessment }) => assessment.status === status).length,
  }));
  return { total: assessed.length, byStatus: counted.filter(({ count }) => count > 0) };
}
