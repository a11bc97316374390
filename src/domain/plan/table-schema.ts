import type { DatasetFault, FaultReason } from './dataset-fault.ts';

/**
 * The part of Frictionless Table Schema (Data Package v2) that this data package uses.
 * What `datapackage.json` says is what is enforced: there is no second list of rules for cells.
 */
type Field = {
  name: string;
  /** Japanese, like the description, for whoever edits the table. */
  title: string;
  description: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  constraints?: {
    required?: boolean;
    unique?: boolean;
    enum?: readonly string[];
    pattern?: string;
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
  };
};

export type TableSchema = {
  fields: readonly Field[];
  primaryKey?: readonly string[];
  foreignKeys?: readonly {
    fields: readonly string[];
    reference: { resource: string; fields: readonly string[] };
  }[];
};

/** A cell once read; blank is null, never zero and never the empty text. */
type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, string>>;
export type TypedRow = Readonly<Record<string, Cell>>;

/** Rows as the CSV has them (all text), each with the row number a person sees. */
export type Table = { name: string; rows: readonly { number: number; cells: Row }[] };

/** Cells of a primary key hold no tab: the schema's patterns refuse it. */
const KEY_SEPARATOR = '\t';

/** The cells of a row's primary key in one text; two cells are parted by a tab. */
export function rowKey(row: Row, { primaryKey = [] }: Pick<TableSchema, 'primaryKey'>): string {
  return primaryKey.map((column) => row[column] ?? '').join(KEY_SEPARATOR);
}

/** The cells that `rowKey` put together. */
export function keyCells(key: string): string[] {
  return key.split(KEY_SEPARATOR);
}

export function keyOf(...cells: string[]): string {
  return cells.join(KEY_SEPARATOR);
}

const INTEGER = /^-?(0|[1-9]\d*)$/;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const FORMULA_START = /^[=+\-@\t]/;

/**
 * Signs that make a cell read otherwise than it is kept: an approver would not see what they agree to. The joiner within
 * emoji and letters of the town's own (private use) are none of these; a tab is what the patterns refuse.
 */
const UNSEEN_SIGN = /(?![\t\u{200D}])[\p{Cc}\p{Cf}\p{Cs}]/u;

/** Reads every cell of a table by its schema; rows with a fault are left out of `rows`. */
export function readTable(table: Table, schema: TableSchema): { rows: TypedRow[]; faults: DatasetFault[] } {
  const faults: DatasetFault[] = [];
  const rows: TypedRow[] = [];
  const fields = schema.fields.map((field) => ({ field, pattern: patternOf(field) }));
  for (const { number, cells } of table.rows) {
    const before = faults.length;
    const typed: Record<string, Cell> = {};
    for (const { field, pattern } of fields) {
      const value = cells[field.name] ?? '';
      const read = readCell(value, field, pattern);
      if (read.ok) typed[field.name] = read.cell;
      else faults.push({ table: table.name, row: number, column: field.name, value, reason: read.reason });
    }
    if (faults.length === before) rows.push(typed);
  }
  faults.push(...findDuplicates(table, schema));
  return { rows, faults };
}

function patternOf({ constraints }: Field): RegExp | null {
  return constraints?.pattern === undefined ? null : new RegExp(constraints.pattern, 'u');
}

type ReadCell = { ok: true; cell: Cell } | { ok: false; reason: FaultReason };

function readCell(value: string, { type, constraints = {} }: Field, pattern: RegExp | null): ReadCell {
  if (value === '') return constraints.required ? fault({ kind: 'required' }) : { ok: true, cell: null };
  if (/[\r\n]/.test(value)) return fault({ kind: 'line-break' });
  const [unseen] = UNSEEN_SIGN.exec(value) ?? [];
  if (unseen !== undefined) return fault({ kind: 'unseen-sign', code: codeOf(unseen) });
  if (value !== value.trim()) return fault({ kind: 'outer-space' });
  if (constraints.enum && !constraints.enum.includes(value))
    return fault({ kind: 'enum', allowed: constraints.enum });
  if (pattern && !pattern.test(value)) return fault({ kind: 'pattern', pattern: constraints.pattern ?? '' });
  switch (type) {
    case 'string': {
      if (FORMULA_START.test(value)) return fault({ kind: 'formula-like' });
      const { minLength = 0, maxLength = Infinity } = constraints;
      if (value.length < minLength) return fault({ kind: 'min-length', minimum: minLength });
      if (value.length > maxLength) return fault({ kind: 'max-length', maximum: maxLength });
      return { ok: true, cell: value };
    }
    case 'integer':
    case 'number': {
      const number = Number(value);
      const written =
        (type === 'integer' ? INTEGER : NUMBER).test(value) && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
      if (!written) return fault({ kind: 'type', type });
      const { minimum = -Infinity, maximum = Infinity } = constraints;
      if (number < minimum) return fault({ kind: 'minimum', minimum });
      if (number > maximum) return fault({ kind: 'maximum', maximum });
      return { ok: true, cell: number };
    }
    case 'boolean':
      return value === 'true' || value === 'false'
        ? { ok: true, cell: value === 'true' }
        : fault({ kind: 'type', type });
    case 'date':
      return isDate(value) ? { ok: true, cell: value } : fault({ kind: 'type', type });
  }
}

function codeOf(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function fault(reason: FaultReason): ReadCell {
  return { ok: false, reason };
}

function isDate(value: string): boolean {
  if (!DATE.test(value)) return false;
  const month = Number(value.slice(5, 7)) - 1;
  const day = Number(value.slice(8));
  const date = new Date(Date.UTC(Number(value.slice(0, 4)), month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day; // there is no 30 February
}

function findDuplicates(table: Table, { fields, primaryKey = [] }: TableSchema): DatasetFault[] {
  const unique = fields.filter((field) => field.constraints?.unique).map((field) => [field.name]);
  const keys = [
    ...(primaryKey.length > 0 ? [primaryKey] : []),
    ...unique.filter(([name]) => primaryKey.join() !== name),
  ];
  return keys.flatMap((key) => {
    const firstRows = new Map<string, number>();
    return table.rows.flatMap(({ number, cells }): DatasetFault[] => {
      const value = key.map((name) => cells[name] ?? '').join(', ');
      const firstRow = firstRows.get(value);
      if (firstRow === undefined) firstRows.set(value, number);
      if (firstRow === undefined || value === '') return [];
      return [
        {
          table: table.name,
          row: number,
          column: key.join(', '),
          value,
          reason: { kind: 'duplicate', firstRow },
        },
      ];
    });
  });
}

/** Every reference into another table that leads nowhere. `tables` has the tables as text, by name. */
export function findBrokenReferences(
  table: Table,
  schema: TableSchema,
  tables: ReadonlyMap<string, Table>,
): DatasetFault[] {
  return (schema.foreignKeys ?? []).flatMap(({ fields, reference }) => {
    const target = reference.resource === '' ? table : tables.get(reference.resource);
    const known = new Set(
      target?.rows.map(({ cells }) => reference.fields.map((name) => cells[name]).join('\n')),
    );
    return table.rows.flatMap(({ number, cells }): DatasetFault[] => {
      const values = fields.map((name) => cells[name] ?? '');
      if (values.every((value) => value === '') || known.has(values.join('\n'))) return [];
      const reason: FaultReason = { kind: 'unknown-reference', table: reference.resource || table.name };
      return [
        { table: table.name, row: number, column: fields.join(', '), value: values.join(', '), reason },
      ];
    });
  });
}
