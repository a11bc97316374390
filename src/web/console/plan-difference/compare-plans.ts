import type { JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { inForce, isKgi, themeOf, type Kpi, type Plan } from '../../../domain/plan/plan.ts';
import { countStatuses, type Assessed, type StatusCounts } from '../../../domain/progress/count-statuses.ts';
import {
  assessAll,
  pairIndicators,
  type AssessedById,
  type IndicatorPair,
} from '../../../domain/progress/pair-indicators.ts';

type CountsPair = { before: StatusCounts; after: StatusCounts };

/** What residents see otherwise in one plan than in another. */
export type PlanComparison = {
  /** Whose card is not the same, in the plan's order. */
  changed: readonly IndicatorPair[];
  /** Whose status is not the same, or that come or go. */
  restated: readonly IndicatorPair[];
  /** Of the KPIs in force, as overviews count them. */
  counts: CountsPair;
  /** The themes whose counts are not the same. */
  themes: readonly ({ name: string } & CountsPair)[];
};

export function comparePlans(before: Plan, after: Plan, today: JapaneseDate): PlanComparison {
  const [was, is] = [assessAll(before, today), assessAll(after, today)];
  const pairs = pairIndicators(was, is);
  const themes = new Map([...after.themes, ...before.themes]);
  return {
    changed: pairs.filter((pair) => cardText(pair.before) !== cardText(pair.after)),
    restated: pairs.filter((pair) => standing(pair.before) !== standing(pair.after)),
    counts: countsOf(before, after, today, was, is, () => true),
    themes: [...themes.values()]
      .map(({ id, name }) => ({
        name: name.text,
        ...countsOf(before, after, today, was, is, (kpi) => themeOf(kpi).id === id),
      }))
      .filter((pair) => JSON.stringify(pair.before) !== JSON.stringify(pair.after)),
  };
}

/** Everything a card is made from; the number of the rules stands on none. */
function cardText(assessed: Assessed | null): string {
  if (!assessed) return '';
  const { indicator, assessment } = assessed;
  return JSON.stringify([indicator, { ...assessment, rulesVersion: '' }]);
}

function standing(assessed: Assessed | null): string {
  if (!assessed) return '';
  const { status, because, retired } = assessed.assessment;
  return [status, status === 'unrated' ? because.kind : '', retired ? 'retired' : ''].join(' ');
}

function countsOf(
  before: Plan,
  after: Plan,
  today: JapaneseDate,
  was: AssessedById,
  is: AssessedById,
  isMeant: (kpi: Kpi) => boolean,
): CountsPair {
  const count = (plan: Plan, assessed: AssessedById): StatusCounts =>
    countStatuses(
      inForce(plan.kpis.values(), today)
        .filter(isMeant)
        .flatMap(({ id }) => assessed.get(id) ?? [])
        .filter(({ indicator }) => !isKgi(indicator)),
    );
  return { before: count(before, was), after: count(after, is) };
}
