import { indicatorsOf } from '../plan/actuals.ts';
import type { JapaneseDate } from '../plan/fiscal-year.ts';
import type { Kgi, Kpi, Plan } from '../plan/plan.ts';
import { assess, type Assessed } from './count-statuses.ts';

/** An indicator in two plans, each with what the rule says of it; null where the plan does not have it. */
export type IndicatorPair = { id: string; name: string; before: Assessed | null; after: Assessed | null };

export type AssessedById = ReadonlyMap<string, Assessed>;

export function assessAll(plan: Plan, today: JapaneseDate): AssessedById {
  return new Map(
    indicatorsOf(plan).map((indicator: Kpi | Kgi) => [indicator.id, assess(indicator, plan.rules, today)]),
  );
}

/** In the newer plan's order; what it no longer has comes last. */
export function pairIndicators(was: AssessedById, is: AssessedById): IndicatorPair[] {
  return [...new Set([...is.keys(), ...was.keys()])].map((id) => {
    const [before, after] = [was.get(id) ?? null, is.get(id) ?? null];
    return { id, name: (after ?? before)?.indicator.name.text ?? id, before, after };
  });
}
