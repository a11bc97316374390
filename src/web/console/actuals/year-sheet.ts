import {
  actualOf,
  indicatorsOf,
  lastValueBefore,
  whyNotEntered,
  yearsOfPlan,
  type LastValue,
  type NotEntered,
} from '../../../domain/plan/actuals.ts';
import { ACTUAL_FIELDS, type ActualInput } from '../../../domain/plan/check-actual.ts';
import { lastDayOf, type FiscalYear, type JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import {
  isKgi,
  targetOn,
  themeOf,
  type Indicator,
  type Kgi,
  type Kpi,
  type Plan,
  type Target,
} from '../../../domain/plan/plan.ts';
import { keyOf, type Row } from '../../../domain/plan/table-schema.ts';
import { expectAtEndOf, type Expectation } from '../../../domain/progress/rate-progress.ts';

export const OBSERVATIONS = 'observations';

/** One indicator in the sheet of a year, with what stands beside the cells that are filled in. */
export type SheetRow = {
  indicator: Kpi | Kgi;
  last: LastValue | null;
  target: Target;
  expected: Expectation;
};

type SheetGroup = { title: string; rows: SheetRow[] };

export type YearSheet = {
  fiscalYear: FiscalYear;
  groups: SheetGroup[];
  /** In the plan, but without a cell of this year. */
  notEntered: { indicator: Indicator; why: NotEntered; value: number | null }[];
};

/** A year's sheet: the KPIs by theme, then the KGIs by 重点項目, in the plan's order. */
export function sheetOf(plan: Plan, fiscalYear: FiscalYear, today: JapaneseDate): YearSheet {
  const groups = new Map<string, SheetGroup>();
  const notEntered: YearSheet['notEntered'] = [];
  for (const indicator of indicatorsOf(plan)) {
    const why = whyNotEntered(indicator, fiscalYear);
    if (why) {
      notEntered.push({ indicator, why, value: actualOf(indicator, fiscalYear)?.value ?? null });
      continue;
    }
    const { id, title } = groupOf(indicator);
    const group = groups.get(id) ?? { title, rows: [] };
    groups.set(id, group);
    group.rows.push({
      indicator,
      last: lastValueBefore(indicator, fiscalYear),
      target: targetOn(indicator, today),
      expected: expectAtEndOf(indicator, plan.rules, fiscalYear, today),
    });
  }
  return { fiscalYear, groups: [...groups.values()], notEntered };
}

function groupOf(indicator: Kpi | Kgi): { id: string; title: string } {
  if (isKgi(indicator)) {
    const { id, name } = indicator.priorityItem;
    return { id: `kgi ${id}`, title: `重点項目「${name.text}」のKGI` };
  }
  const theme = themeOf(indicator);
  return { id: `theme ${theme.id}`, title: `${theme.priorityItem.name.text}：${theme.name.text}` };
}

export function rowsOf({ groups }: Pick<YearSheet, 'groups'>): SheetRow[] {
  return groups.flatMap(({ rows }) => rows);
}

/** How many of the indicators that a year takes have an actual, for every year of the plan. */
export type YearCount = { fiscalYear: FiscalYear; filled: number; total: number };

export function countYears(plan: Plan): YearCount[] {
  return yearsOfPlan(plan).map((fiscalYear) => {
    const entered = indicatorsOf(plan).filter((indicator) => whyNotEntered(indicator, fiscalYear) === null);
    const filled = entered.filter((indicator) => actualOf(indicator, fiscalYear) !== null);
    return { fiscalYear, filled: filled.length, total: entered.length };
  });
}

export function actualKey(id: string, fiscalYear: FiscalYear): string {
  return keyOf(id, String(fiscalYear));
}

/** The cells as they stand before anything was typed. While a year runs, all there can be is a provisional figure. */
export function blankInput(fiscalYear: FiscalYear, today: JapaneseDate): ActualInput {
  const lastDay = lastDayOf(fiscalYear);
  const isOver = lastDay < today;
  return {
    value: '',
    status: isOver ? '' : 'provisional',
    as_of: isOver ? lastDay : today,
    source: '',
    comment: '',
  };
}

export function inputOf(row: Row): ActualInput {
  return Object.fromEntries(ACTUAL_FIELDS.map((field) => [field, row[field] ?? ''])) as ActualInput;
}
