import { RULES_TABLE } from '../changes.ts';
import type { DataPackage } from '../dataset.ts';
import type { FiscalYear } from '../fiscal-year.ts';
import { ok, refused, type Result } from '../../result.ts';
import { templateColumnOf, yearNamedIn } from './actuals-template.ts';
import { headerKey } from './header-key.ts';
import type { SheetFault } from './import-fault.ts';

/** A sheet of an uploaded file: text cells, each row with the number a person sees. */
export type ImportSheet = {
  name: string;
  rows: readonly { number: number; cells: readonly string[] }[];
};

/** A table as the data package describes it; the thresholds are one too. */
export type Resource = DataPackage['resources'][number];

/** A sheet of which is known what it holds. `rows` has the cells of `columns`, in their order. */
export type MatchedSheet = {
  sheet: string;
  columns: readonly string[];
  rows: ImportSheet['rows'];
} & ({ kind: 'table'; table: string } | { kind: 'actuals'; fiscalYear: FiscalYear });

/** Finds out by their headers what the sheets of a file hold; refused with everything wrong with any of them. */
export function matchSheets(
  sheets: readonly ImportSheet[],
  tables: readonly Resource[],
): Result<MatchedSheet[], SheetFault[]> {
  const matched = sheets.map((sheet) => matchSheet(sheet, tables));
  const faults = matched.flatMap((one) => (one.ok ? [] : one.fault));
  return faults.length > 0 ? refused(faults) : ok(matched.flatMap((one) => (one.ok ? [one.value] : [])));
}

/** The header's texts by where they stand; without text and without cells below, a column is none. */
type Header = { at: number; text: string }[];

function matchSheet(sheet: ImportSheet, tables: readonly Resource[]): Result<MatchedSheet, SheetFault[]> {
  const [first] = sheet.rows;
  const texts = first?.number === 1 ? first.cells.map((cell) => cell.trim()) : [];
  const header = texts.flatMap((text, at) => (text === '' ? [] : [{ at, text }]));
  if (header.some(({ text }) => templateColumnOf(text) === 'value')) return matchActuals(sheet, header);
  const found = findTable(sheet.name, header, tables);
  return found.ok ? matchTable(sheet, header, found.value) : refused([found.fault]);
}

function findTable(sheet: string, header: Header, tables: readonly Resource[]): Result<Resource, SheetFault> {
  const counted = tables.map((table) => {
    const columns = columnsByKey(table);
    const known = new Set(header.flatMap(({ text }) => columns.get(headerKey(text)) ?? []));
    const hasKey = keyColumns(table).every((column) => known.has(column));
    return {
      table,
      known: known.size,
      fits: hasKey && header.length > 0 && header.every(({ text }) => columns.has(headerKey(text))),
      isWhole: known.size === table.schema.fields.length,
    };
  });
  const fitting = counted.filter(({ fits }) => fits);
  const named = namedLike(sheet, tables);
  const likeliest = fitting.find(({ table }) => table === named) ?? fitting.find(({ isWhole }) => isWhole);
  if (likeliest) return ok(likeliest.table);
  const [only, another] = fitting;
  if (only && another)
    return refused({ kind: 'several-tables', sheet, tables: fitting.map(({ table }) => table.name) });
  if (only) return ok(only.table);
  // A header with a slip of the pen is still told by the table it is meant for.
  const nearest = counted.find(({ table, known }) => table === named && known > 0) ?? nearestOf(counted);
  return nearest
    ? ok(nearest.table)
    : refused({ kind: 'unknown-table', sheet, header: header.map(({ text }) => text) });
}

const NEAR_COLUMNS_MIN = 2;

function nearestOf<Counted extends { known: number }>(counted: readonly Counted[]): Counted | undefined {
  const most = Math.max(...counted.map(({ known }) => known));
  const best = counted.filter(({ known }) => known === most);
  return most >= NEAR_COLUMNS_MIN && best.length === 1 ? best[0] : undefined;
}

/** The table whose name or title is in the name of the sheet or file; the longer one, as one can be in another. */
function namedLike(sheet: string, tables: readonly Resource[]): Resource | undefined {
  const name = headerKey(sheet);
  const named = tables.flatMap((table) =>
    [table.name, table.title]
      .filter((own) => name.includes(headerKey(own)))
      .map((own) => ({ table, length: own.length })),
  );
  return named.sort((one, other) => other.length - one.length)[0]?.table;
}

function matchTable(
  sheet: ImportSheet,
  header: Header,
  resource: Resource,
): Result<MatchedSheet, SheetFault[]> {
  const { name: table } = resource;
  const columns = columnsByKey(resource);
  const places = placeColumns(sheet, header, table, (text) => columns.get(headerKey(text)));
  const faults = [...places.faults];
  for (const column of keyColumns(resource)) {
    if (!places.columns.includes(column))
      faults.push({ kind: 'missing-column', sheet: sheet.name, table, column });
  }
  return faults.length > 0
    ? refused(faults)
    : ok({ kind: 'table', sheet: sheet.name, table, columns: places.columns, rows: places.rows });
}

function matchActuals(sheet: ImportSheet, header: Header): Result<MatchedSheet, SheetFault[]> {
  const places = placeColumns(sheet, header, 'observations', templateColumnOf);
  const faults = [...places.faults];
  if (!places.columns.includes('id')) {
    faults.push({ kind: 'missing-column', sheet: sheet.name, table: 'kpis', column: 'id' });
  }
  const value = header.find(({ text }) => templateColumnOf(text) === 'value')?.text ?? '';
  const fiscalYear = yearNamedIn(value, sheet.name);
  if (fiscalYear === null) faults.push({ kind: 'no-year', sheet: sheet.name });
  return faults.length > 0 || fiscalYear === null
    ? refused(faults)
    : ok({ kind: 'actuals', fiscalYear, sheet: sheet.name, columns: places.columns, rows: places.rows });
}

/** Which column stands where, and everything wrong with that. */
function placeColumns(
  sheet: ImportSheet,
  header: Header,
  table: string,
  columnOf: (text: string) => string | undefined,
): { columns: string[]; rows: ImportSheet['rows']; faults: SheetFault[] } {
  const faults: SheetFault[] = [];
  const places = new Map<string, number>();
  for (const { at, text } of header) {
    const column = columnOf(text);
    const place = { sheet: sheet.name, table, header: text };
    if (column === undefined) faults.push({ kind: 'unknown-column', ...place });
    else if (places.has(column)) faults.push({ kind: 'repeated-column', ...place });
    else places.set(column, at);
  }
  const body = sheet.rows.filter(({ number }) => number !== 1);
  faults.push(...findUnnamed(sheet.name, header, body));
  const wanted = [...places.values()];
  return {
    columns: [...places.keys()],
    rows: body.map(({ number, cells }) => ({ number, cells: wanted.map((at) => cells[at] ?? '') })),
    faults,
  };
}

function findUnnamed(sheet: string, header: Header, body: ImportSheet['rows']): SheetFault[] {
  const named = new Set(header.map(({ at }) => at));
  const width = body[0]?.cells.length ?? 0;
  const unnamed = Array.from({ length: width }, (_, at) => at).filter((at) => !named.has(at));
  return unnamed.flatMap((column): SheetFault[] => {
    const row = body.find(({ cells }) => (cells[column] ?? '').trim() !== '');
    const value = row?.cells[column] ?? '';
    return row ? [{ kind: 'unnamed-column', sheet, column, row: row.number, value }] : [];
  });
}

/** Columns by their English names and by their Japanese titles. */
function columnsByKey({ schema }: Resource): Map<string, string> {
  return new Map([
    ...schema.fields.map(({ name, title }): [string, string] => [headerKey(title), name]),
    ...schema.fields.map(({ name }): [string, string] => [headerKey(name), name]),
  ]);
}

/** What a row is recognised by. The thresholds are one row, which must be whole. */
function keyColumns({ name, schema }: Resource): readonly string[] {
  return name === RULES_TABLE ? schema.fields.map((field) => field.name) : (schema.primaryKey ?? []);
}
