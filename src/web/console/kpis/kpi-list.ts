import { dueActuals, indicatorsOf } from '../../../domain/plan/actuals.ts';
import type { JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { isKgi, themeOf, type Kgi, type Kpi, type Plan } from '../../../domain/plan/plan.ts';
import { assess, type Assessed } from '../../../domain/progress/count-statuses.ts';
import { STATUSES, type Status } from '../../../domain/progress/rate-progress.ts';

/** What is looked for; an empty text looks for everything. */
export type KpiFilter = { theme: string; status: Status | 'retired' | ''; due: boolean };

/** A KGI belongs to no theme. */
export const KGI_THEME = '-kgi';

export function readKpiFilter(query: (name: string) => string | undefined): KpiFilter {
  const status = query('status') ?? '';
  return {
    theme: query('theme') ?? '',
    status: status === 'retired' ? status : (STATUSES.find((known) => known === status) ?? ''),
    due: query('due') === 'on',
  };
}

/** The indicators that fit, in the plan's order, those that are retired last. */
export function listIndicators(plan: Plan, filter: KpiFilter, today: JapaneseDate): Assessed[] {
  const due = filter.due ? new Set(dueActuals(plan, today).map(({ id }) => id)) : null;
  const fitting = indicatorsOf(plan)
    .filter((indicator) => filter.theme === '' || placeOf(indicator).id === filter.theme)
    .filter(({ id }) => due === null || due.has(id))
    .map((indicator) => assess(indicator, plan.rules, today))
    .filter((assessed) => filter.status === '' || filter.status === standingOf(assessed));
  return fitting.sort((one, other) => Number(isOver(one)) - Number(isOver(other)));
}

function isOver({ assessment }: Assessed): boolean {
  return assessment.retired !== null;
}

function standingOf({ assessment }: Assessed): Status | 'retired' {
  return assessment.retired ? 'retired' : assessment.status;
}

/** Where an indicator belongs, as the list is filtered. */
export function placeOf(indicator: Kpi | Kgi): { id: string; name: string } {
  if (isKgi(indicator)) return { id: KGI_THEME, name: `KGI：${indicator.priorityItem.name.text}` };
  const theme = themeOf(indicator);
  return { id: theme.id, name: theme.name.text };
}
