import { findIndicator, type Plan } from '../plan.ts';
import { whyNotEntered } from '../actuals.ts';
import { RULES_TABLE, sameRow } from '../changes.ts';
import { checkActual, type Remark } from '../check-actual.ts';
import type { DatasetFault } from '../dataset-fault.ts';
import { readDateText } from '../date-text.ts';
import { eraLabel, type FiscalYear, type JapaneseDate } from '../fiscal-year.ts';
import { readFigure } from '../read-figure.ts';
import { keyOf, rowKey, readTable, type Row } from '../table-schema.ts';
import { readTemplateRow } from './actuals-template.ts';
import type { FilePlace, RowFault } from './import-fault.ts';
import type { MatchedSheet, Resource } from './match-sheets.ts';

/** A row of the file as the plan would keep it. */
export type FileRow = { table: string; key: string; row: Row; place: FilePlace };

/** What is worth a second look before an actual is taken in. */
export type Wonder = { indicator: string; year: FiscalYear; remark: Remark; place: FilePlace };

export type ReadRows = {
  rows: FileRow[];
  faults: RowFault[];
  wonders: Wonder[];
  /** Rows of a template without a value: what is there stays as it is. */
  blank: number;
};

/** The rows there are, by table and key. */
type Existing = (table: string) => ReadonlyMap<string, Row>;

type Context = {
  existing: Existing;
  tables: readonly Resource[];
  /** Whose indicators a template is about. */
  plan: Plan;
  today: JapaneseDate;
};

const OBSERVATIONS = 'observations';

/** The rows of a sheet. Columns that the file does not have stay as they are, and are blank in a new row. */
export function readRows(sheet: MatchedSheet, context: Context): ReadRows {
  return sheet.kind === 'table'
    ? readTableRows(sheet, context)
    : readActuals(sheet, context, resourceNamed(OBSERVATIONS, context.tables));
}

function resourceNamed(table: string, tables: readonly Resource[]): Resource {
  const resource = tables.find(({ name }) => name === table);
  if (!resource) throw new Error(`a sheet was matched to ${table}, which is no table`);
  return resource;
}

function readTableRows(sheet: MatchedSheet & { kind: 'table' }, { existing, tables }: Context): ReadRows {
  const { table, columns } = sheet;
  const resource = resourceNamed(table, tables);
  const known = existing(table);
  const types = new Map(resource.schema.fields.map(({ name, type }) => [name, type]));
  const blank: Row = Object.fromEntries(resource.schema.fields.map(({ name }) => [name, '']));
  const kinds = columns.map((column) => types.get(column) ?? 'string');
  const [firstKey = ''] = resource.schema.primaryKey ?? [];
  const rows: FileRow[] = [];
  const faults: RowFault[] = [];
  for (const { number, cells } of sheet.rows) {
    const place: FilePlace = { sheet: sheet.sheet, row: number, year: null };
    const read: Record<string, string> = {};
    for (const [at, column] of columns.entries())
      read[column] = readCell(cells[at] ?? '', kinds[at] ?? 'string');
    const key = table === RULES_TABLE ? RULES_TABLE : rowKey(read, resource.schema);
    if (key.trim() === '') {
      const fault = {
        table,
        row: number,
        column: firstKey,
        value: '',
        reason: { kind: 'required' },
      } as const;
      faults.push({ kind: 'cell', ...place, fault, beside: null });
      continue;
    }
    const row = fillEras({ ...blank, ...known.get(key), ...read }, columns);
    rows.push({ table, key, row, place });
  }
  if (table === RULES_TABLE) faults.push(...cellFaults(rows, resource));
  return { rows, faults, wonders: [], blank: 0 };
}

type CellType = Resource['schema']['fields'][number]['type'];

/** Excel writes figures and days its own way; what is meant is kept, and what is not understood stays to be told. */
function readCell(text: string, type: CellType): string {
  const typed = text.trim();
  switch (type) {
    case 'integer':
    case 'number':
      return readFigure(typed, { unit: '', decimals: Number.POSITIVE_INFINITY })?.text ?? typed;
    case 'date':
      return readDateText(typed) ?? typed;
    case 'boolean':
      return typed.toLowerCase();
    case 'string':
      return typed;
  }
}

/** Cells that follow from another one of their row, so nobody has to write them. */
const ERAS: Readonly<Record<string, string>> = { era: 'fiscal_year', baseline_era: 'baseline_fiscal_year' };
const WESTERN_YEAR = /^\d{4}$/;

function fillEras(row: Row, given: readonly string[]): Row {
  const filled: Record<string, string> = { ...row };
  for (const [era, year] of Object.entries(ERAS)) {
    const isOwn = given.includes(era) && row[era] !== '';
    if (era in row && !isOwn && given.includes(year))
      filled[era] = WESTERN_YEAR.test(row[year] ?? '') ? eraLabel(Number(row[year])) : '';
  }
  return filled;
}

/** The thresholds are kept as numbers, so what is none must be caught while it is text. */
function cellFaults(rows: readonly FileRow[], { name, schema }: Resource): RowFault[] {
  const table = { name, rows: rows.map(({ row, place }) => ({ number: place.row, cells: row })) };
  const places = new Map(rows.map(({ place }) => [place.row, place]));
  return readTable(table, { fields: schema.fields }).faults.flatMap((fault): RowFault[] => {
    const place = places.get(fault.row);
    return place ? [{ kind: 'cell', ...place, fault, beside: null }] : [];
  });
}

function readActuals(
  sheet: MatchedSheet & { kind: 'actuals' },
  { existing, plan, today }: Context,
  { schema }: Resource,
): ReadRows {
  const { fiscalYear, columns } = sheet;
  const known = existing(OBSERVATIONS);
  const read: ReadRows = { rows: [], faults: [], wonders: [], blank: 0 };
  for (const { number, cells } of sheet.rows) {
    const place: FilePlace = { sheet: sheet.sheet, row: number, year: fiscalYear };
    const given = Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']));
    const id = (given['id'] ?? '').trim();
    const key = keyOf(id, String(fiscalYear));
    const before = known.get(key) ?? null;
    const input = readTemplateRow(given, before);
    if (input.value === '') {
      read.blank += 1;
      continue;
    }
    const indicator = findIndicator(plan, id);
    if (!indicator) {
      read.faults.push({ kind: 'unknown-indicator', ...place, value: id });
      continue;
    }
    const { row, remarks } = checkActual(indicator, fiscalYear, input, { today, schema });
    read.rows.push({ table: OBSERVATIONS, key, row, place });
    if (sameRow(row, before)) continue; // what is there already is not judged anew
    const why = whyNotEntered(indicator, fiscalYear);
    if (why) read.faults.push({ kind: 'not-entered', ...place, why, fiscalYear, value: id });
    for (const remark of remarks) {
      const { level, reason } = remark;
      if (reason.kind === 'fault') read.faults.push(cellFault(reason.fault, place));
      else if (reason.kind === 'in-future')
        read.faults.push({ kind: 'in-future', ...place, value: row['as_of'] ?? '', today });
      else if (level === 'ask') read.wonders.push({ indicator: id, year: fiscalYear, remark, place });
    }
  }
  return read;
}

function cellFault(fault: DatasetFault, place: FilePlace): RowFault {
  return { kind: 'cell', ...place, fault: { ...fault, row: place.row }, beside: null };
}
