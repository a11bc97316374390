import type { Dataset } from '../../../domain/plan/dataset.ts';
import { eraLabel } from '../../../domain/plan/fiscal-year.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { groupedFigure } from '../cell-words.ts';
import { rowWithId } from './draft-rows.ts';
import type { Resource } from './draft-rows.ts';

/** Cells that follow from others of their row and are never asked for, by the column they follow. */
const ERA_CELLS: Readonly<Record<string, string>> = {
  era: 'fiscal_year',
  baseline_era: 'baseline_fiscal_year',
};

export function isEraCell(column: string): boolean {
  return column in ERA_CELLS;
}

/** Cells that may be left blank, because they can be made from the others. */
const FILLED: Readonly<Record<string, (row: Row, dataset: Dataset) => string>> = {
  name_printed: (row) => row['name'] ?? '',
  name: (row) => (row['name_printed'] ?? '').normalize('NFKC'),
  unit_printed: (row) => row['unit'] ?? '',
  baseline_printed: (row) =>
    row['baseline_value'] ? printedFigure(row['baseline_value'], row['unit_printed'] ?? '') : '－',
  printed: (row, dataset) =>
    printedFigure(row['value'] ?? '', rowWithId(dataset, 'kpis', row['kpi'] ?? '')?.['unit_printed'] ?? ''),
};

/** Whether a required cell of a table may be left blank in the form. */
export function isFilledByUs({ name: table, schema }: Resource, column: string): boolean {
  if (column === 'printed') return table === 'targets';
  if (column === 'name' || column === 'name_printed')
    return schema.fields.some(({ name }) => name === 'name_printed');
  return column === 'order' || column in FILLED;
}

/**
 * A typed row with what follows from it. A cell that was made from the others and is left as it was follows them when
 * they change; one that somebody worded themselves stays. `dataset` is that of the draft.
 */
export function fillRow(resource: Resource, typed: Row, before: Row | null, dataset: Dataset): Row {
  const columns = new Set(resource.schema.fields.map(({ name }) => name));
  const row: Record<string, string> = { ...typed };
  if (columns.has('order') && !row['order'])
    row['order'] = before?.['order'] || lastOrder(dataset, resource.name);
  for (const column of ['name_printed', 'name', 'unit_printed', 'baseline_printed', 'printed']) {
    const make = FILLED[column];
    if (!make || !columns.has(column) || !isFilledByUs(resource, column)) continue;
    const value = row[column] ?? '';
    const isMade = before !== null && value === before[column] && value === make(before, dataset);
    // A printed name is what the source says: it never follows the name made from it.
    if (value === '' || (isMade && column !== 'name_printed')) row[column] = make(row, dataset);
  }
  for (const [era, year] of Object.entries(ERA_CELLS)) {
    if (columns.has(era)) row[era] = eraOf(row[year] ?? '');
  }
  return row;
}

function lastOrder(dataset: Dataset, table: string): string {
  const orders = (dataset.tables[table] ?? []).map((row) => Number(row['order']) || 0);
  return String(Math.max(0, ...orders) + 1);
}

/** As the source prints figures: `7,159 人`. */
function printedFigure(value: string, unit: string): string {
  return value === '' ? '' : `${groupedFigure(value)} ${unit}`.trim();
}

function eraOf(year: string): string {
  return /^\d{4}$/.test(year) ? eraLabel(Number(year)) : '';
}
