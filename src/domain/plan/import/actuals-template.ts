import { expectAtEndOf } from '../../progress/rate-progress.ts';
import { indicatorsOf, lastValueBefore, whyNotEntered } from '../actuals.ts';
import type { ActualField, ActualInput } from '../check-actual.ts';
import { readDateText } from '../date-text.ts';
import { eraLabel, fiscalYearOfReiwa, type FiscalYear, type JapaneseDate } from '../fiscal-year.ts';
import { targetOn, type Indicator, type Plan } from '../plan.ts';
import { keyOf, type Row } from '../table-schema.ts';
import { headerKey } from './header-key.ts';

/** What stands beside the cells that are filled in; an import does not read it. */
const BESIDE = ['name', 'unit', 'previous', 'target', 'expected'] as const;
export type TemplateColumn = 'id' | (typeof BESIDE)[number] | ActualField;

const TITLES: Readonly<Record<TemplateColumn, string>> = {
  id: '識別子',
  name: '指標名',
  unit: '単位',
  previous: '前年の値',
  target: '目標',
  expected: 'この年度のめやす',
  value: '値',
  status: '速報・確定',
  as_of: '時点',
  source: '出典',
  comment: '町からのひとこと',
};

export const TEMPLATE_COLUMNS = Object.keys(TITLES) as TemplateColumn[];

const STATUS_WORDS: Readonly<Record<string, string>> = { provisional: '速報', confirmed: '確定' };
const STATUS_CODES: Readonly<Record<string, string>> = {
  速報: 'provisional',
  速報値: 'provisional',
  確定: 'confirmed',
  確定値: 'confirmed',
};

export function isBeside(column: TemplateColumn): boolean {
  return BESIDE.some((beside) => beside === column);
}

/** The title of a column; those that are a year's say which, so that the file knows its year whatever it is named. */
export function templateTitle(column: TemplateColumn, fiscalYear: FiscalYear): string {
  const title = TITLES[column];
  if (column === 'value') return `${title}（${eraLabel(fiscalYear)}年度）`;
  return column === 'previous' ? `${title}（${eraLabel(fiscalYear - 1)}年度）` : title;
}

/** The sheet of a year, filled in with what the draft or the version has: for each indicator that the year takes. */
export function templateRows(
  plan: Plan,
  observations: readonly Row[],
  fiscalYear: FiscalYear,
  today: JapaneseDate,
): Record<TemplateColumn, string>[] {
  const known = new Map(observations.map((row) => [keyOf(row['kpi'] ?? '', row['fiscal_year'] ?? ''), row]));
  return indicatorsOf(plan)
    .filter((indicator) => whyNotEntered(indicator, fiscalYear) === null)
    .map((indicator) => {
      const row = known.get(keyOf(indicator.id, String(fiscalYear)));
      const status = row?.['status'] ?? '';
      return {
        id: indicator.id,
        name: indicator.name.text,
        unit: indicator.unit,
        previous: previousText(indicator, fiscalYear),
        target: targetOn(indicator, today).value.toFixed(indicator.decimals),
        expected: expectedText(indicator, plan, fiscalYear, today),
        value: row?.['value'] ?? '',
        status: STATUS_WORDS[status] ?? status,
        as_of: row?.['as_of'] ?? '',
        source: row?.['source'] ?? '',
        comment: row?.['comment'] ?? '',
      };
    });
}

function previousText(indicator: Indicator, fiscalYear: FiscalYear): string {
  const last = lastValueBefore(indicator, fiscalYear);
  if (!last) return '';
  const value = last.value.toFixed(indicator.decimals);
  return last.fiscalYear === fiscalYear - 1 ? value : `${value}（${eraLabel(last.fiscalYear)}年度）`;
}

/** One digit more than the figures have: rounded like them, it could read as reached. */
function expectedText(indicator: Indicator, plan: Plan, fiscalYear: FiscalYear, today: JapaneseDate): string {
  const expected = expectAtEndOf(indicator, plan.rules, fiscalYear, today);
  if (expected.kind === 'none') return '';
  return String(Number(expected.value.toFixed(indicator.decimals + 1)));
}

const VALUE_HEADER = /^値(\(.*\))?$/;
const PREVIOUS_HEADER = /^前年の値(\(.*\))?$/;
const COLUMN_BY_TITLE = new Map(TEMPLATE_COLUMNS.map((column) => [headerKey(TITLES[column]), column]));

/** The column that a header means in a template; undefined where it has none of that name. */
export function templateColumnOf(header: string): TemplateColumn | undefined {
  const key = headerKey(header);
  if (VALUE_HEADER.test(key)) return 'value';
  return PREVIOUS_HEADER.test(key) ? 'previous' : COLUMN_BY_TITLE.get(key);
}

const REIWA_YEAR = /(?:r|令和)(\d{1,2}|元)(?!\d)/;
const WESTERN_YEAR = /(?<!\d)(20\d{2})(?!\d)/;

/** The first fiscal year that one of the texts names: R7, 令和7年度, 2025; null where none does. */
export function yearNamedIn(...texts: readonly string[]): FiscalYear | null {
  for (const text of texts) {
    const key = headerKey(text);
    const [, reiwa] = REIWA_YEAR.exec(key) ?? [];
    if (reiwa !== undefined) return fiscalYearOfReiwa(reiwa === '元' ? 1 : Number(reiwa));
    const [, western] = WESTERN_YEAR.exec(key) ?? [];
    if (western !== undefined) return Number(western);
  }
  return null;
}

/** A row of a template as it is checked: words become codes, days YYYY-MM-DD; a column that is not there stays as it is. */
export function readTemplateRow(cells: Partial<Row>, existing: Row | null): ActualInput {
  const cell = (field: ActualField): string => (cells[field] ?? existing?.[field] ?? '').trim();
  const [status, asOf] = [cell('status'), cell('as_of')];
  return {
    value: cell('value'),
    status: STATUS_CODES[headerKey(status)] ?? status,
    as_of: readDateText(asOf) ?? asOf,
    source: cell('source'),
    comment: cell('comment'),
  };
}
