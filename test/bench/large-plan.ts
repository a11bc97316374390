import { writeXlsx } from '../../src/spreadsheets/write-xlsx.ts';

/** More indicators than any town's manifesto has, with ten years of actuals each. */
export const LARGE_PLAN = { kpis: 200, years: 10 };

const FIRST_YEAR = 2025;
const era = (year: number): string => `R${year - 2018}`;

type SheetRows = { name: string; rows: Record<string, string>[] };

/** A workbook that the console's import takes: indicators, their targets and their actuals, beside those of `data/`. */
export async function largePlanWorkbook(existingKpis: number): Promise<Uint8Array> {
  const ids = Array.from({ length: LARGE_PLAN.kpis - existingKpis }, (_, index) => `bench-kpi-${index + 1}`);
  return workbookOf([
    { name: 'kpis', rows: ids.map(kpiRow) },
    { name: 'targets', rows: ids.map(targetRow) },
    {
      name: 'observations',
      rows: ids.flatMap((id, index) => years().map((year) => actualRow(id, year, index))),
    },
  ]);
}

/** `count` rows of one table that break no rule: everyday words for one indicator. */
export async function synonymsWorkbook(count: number): Promise<Uint8Array> {
  return workbookOf([{ name: 'synonyms', rows: synonymRows(count) }]);
}

export function synonymsCsv(count: number): Uint8Array {
  const lines = synonymRows(count).map((row) => Object.values(row).join(','));
  return new TextEncoder().encode(`word,kind,target,note\n${lines.join('\n')}\n`);
}

function synonymRows(count: number): Record<string, string>[] {
  return Array.from({ length: count }, (_, index) => ({
    word: `計測用のことば${index + 1}`,
    kind: 'kpi',
    target: 'line-friends',
    note: '計測のための行',
  }));
}

async function workbookOf(sheets: readonly SheetRows[]): Promise<Uint8Array> {
  return writeXlsx(
    sheets.map(({ name, rows }) => ({
      name,
      columns: Object.keys(rows[0] ?? {}).map((header) => ({ header, numeric: false })),
      rows: rows.map((row) => Object.values(row)),
    })),
    new Date(0),
  );
}

function years(): number[] {
  return Array.from({ length: LARGE_PLAN.years }, (_, index) => FIRST_YEAR + index);
}

function kpiRow(id: string, index: number): Record<string, string> {
  const name = `計測用の指標${index + 1}`;
  return {
    id,
    initiative: 'cashless-payments',
    name_printed: name,
    name,
    short_name: name,
    reading: 'けいそくようのしひょう',
    unit_printed: '件',
    unit: '件',
    decimals: '0',
    basis: 'level',
    better: 'higher',
    path: 'linear',
    baseline_printed: '100 件',
    baseline_value: '100',
    baseline_fiscal_year: '2024',
    baseline_era: 'R6',
    source_row: '',
    order: String(1_000 + index),
    note: '',
    kind: 'kpi',
    priority_item: '',
    source: '計測のための指標',
  };
}

function targetRow(id: string): Record<string, string> {
  return {
    kpi: id,
    revision: '0',
    value: '200',
    fiscal_year: '2034',
    era: era(2034),
    printed: '200 件',
    effective_date: '',
    reason: '当初の公表',
    note: '',
  };
}

function actualRow(kpi: string, year: number, index: number): Record<string, string> {
  return {
    kpi,
    fiscal_year: String(year),
    era: era(year),
    value: String(100 + (index % 7) * (year - 2024)),
    status: 'confirmed',
    as_of: `${year + 1}-03-31`,
    source: '計測のための値',
    comment: '',
  };
}
