import { schemaOf } from '../../../domain/plan/changes.ts';
import {
  japaneseDate,
  lastEndedFiscalYear,
  type FiscalYear,
  type JapaneseDate,
} from '../../../domain/plan/fiscal-year.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { titlesOf, type Titles } from '../../../domain/plan/titles.ts';
import { currentRows } from '../../../flows/drafts/edit-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { SeenAndNow } from '../../../flows/drafts/rows-as-seen.ts';
import type { ConsoleContext } from '../console-env.ts';
import type { JudgedYear } from './judge-row.ts';
import { planOf } from './save-sheet.ts';
import {
  countYears,
  OBSERVATIONS,
  rowsOf,
  sheetOf,
  type SheetRow,
  type YearCount,
  type YearSheet,
} from './year-sheet.ts';

/** The sheet that an address names, as the draft has it now. */
export type OpenSheet = {
  open: OpenDraft;
  plan: Plan;
  fiscalYear: FiscalYear;
  today: JapaneseDate;
  sheet: YearSheet;
  rows: SheetRow[];
  years: YearCount[];
  now: SeenAndNow['now'];
  judged: JudgedYear;
  titles: Titles;
};

/** Null where there is no such draft, or the plan has no such year. */
export async function openSheet(c: ConsoleContext): Promise<OpenSheet | null> {
  const { desk } = c.var;
  const open = await desk.opener.open(c.env.DB, c.req.param('id') ?? '');
  if (!open) return null;
  const plan = planOf(open);
  const today = japaneseDate(desk.now);
  const years = countYears(plan);
  const fiscalYear = yearOf(c.req.query('year'), years, today);
  if (fiscalYear === null) return null;
  const sheet = sheetOf(plan, fiscalYear, today);
  return {
    open,
    plan,
    fiscalYear,
    today,
    sheet,
    rows: rowsOf(sheet),
    years,
    now: currentRows(open, open.newest.dataset, desk.dataPackage),
    judged: { fiscalYear, today, schema: schemaOf(OBSERVATIONS, desk.dataPackage) },
    titles: titlesOf(desk.dataPackage),
  };
}

/** Without a year, the last that is over; before the plan's first has ended, that one. */
function yearOf(
  asked: string | undefined,
  years: readonly YearCount[],
  today: JapaneseDate,
): FiscalYear | null {
  const known = years.map(({ fiscalYear }) => fiscalYear);
  if (asked !== undefined) return known.find((year) => String(year) === asked) ?? null;
  const ended = lastEndedFiscalYear(today);
  return known.findLast((year) => year <= ended) ?? known[0] ?? null;
}

/** The script saves as one works, and reads the answer itself. */
export function wantsJson(c: ConsoleContext): boolean {
  return c.req.header('accept')?.includes('application/json') ?? false;
}
