import { refused, ok, type Result } from '../result.ts';
import type { DatasetFault } from './dataset-fault.ts';
import type { ProgressRules } from './plan.ts';
import { readCsv } from './read-csv.ts';
import { rowKey, type Row, type Table, type TableSchema } from './table-schema.ts';

/** `datapackage.json`, as far as the program reads it. */
export type DataPackage = {
  version: string;
  created: string;
  /** `title` and `description` are Japanese, for whoever edits the table. */
  resources: readonly {
    name: string;
    path: string;
    title: string;
    description: string;
    schema: TableSchema;
  }[];
};

/**
 * A whole plan as tables of text: what a published version keeps, and what CSV files hold.
 * `parsePlan` turns it into a Plan; nothing else reads the tables.
 */
export type Dataset = { tables: Readonly<Record<string, readonly Row[]>>; rules: ProgressRules };

/** The made-up actuals stand beside the plan and are only taken in on request. */
export const SAMPLE_OBSERVATIONS = 'sample-observations';

export type DatasetFiles = {
  /** CSV text by the path that datapackage.json gives. */
  csv: Readonly<Record<string, string>>;
  /** `rules.json` as it stands. */
  rules: RulesFile;
};

export type RulesFile = {
  version: string;
  behind_below_percent: number;
  on_track_from_percent: number;
  baseline_fiscal_year: number;
};

function readRules(file: RulesFile): ProgressRules {
  return {
    version: file.version,
    behindBelowPercent: file.behind_below_percent,
    onTrackFromPercent: file.on_track_from_percent,
    baselineFiscalYear: file.baseline_fiscal_year,
  };
}

/** Reads the CSV files of a data package. Faults carry the file's own row numbers. */
export function readDataset(
  files: DatasetFiles,
  dataPackage: DataPackage,
  { withSamples = false } = {},
): Result<Dataset, DatasetFault[]> {
  const faults: DatasetFault[] = [];
  const tables: Record<string, readonly Row[]> = {};
  for (const { name, path, schema } of dataPackage.resources) {
    if (name === SAMPLE_OBSERVATIONS && !withSamples) continue;
    const text = files.csv[path];
    if (text === undefined) {
      faults.push({ table: name, row: 0, column: '', value: path, reason: { kind: 'missing-table' } });
      continue;
    }
    const read = readCsv(name, text, schema);
    faults.push(...read.faults);
    tables[name] = read.table.rows.map(({ cells }) => cells);
  }
  return faults.length > 0 ? refused(faults) : ok({ tables, rules: readRules(files.rules) });
}

/** A dataset's tables with the row numbers a person sees: the header is row 1. */
export function numberRows(dataset: Dataset): Map<string, Table> {
  return new Map(
    Object.entries(dataset.tables).map(([name, rows]) => [
      name,
      { name, rows: rows.map((cells, index) => ({ number: index + 2, cells })) },
    ]),
  );
}

/**
 * The text a version is stored and hashed as: tables and columns in the schema's order, rows by their keys, so the same
 * content is the same text whatever the order in which it came about.
 */
export function canonicalText(dataset: Dataset, dataPackage: DataPackage): string {
  const tables = dataPackage.resources.flatMap(({ name, schema }): [string, StoredTable][] => {
    const rows = dataset.tables[name];
    if (!rows) return [];
    const columns = schema.fields.map((field) => field.name);
    const keyed = rows.map((row): [string, Row] => [rowKey(row, schema), row]);
    const sorted = keyed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
    return [[name, { columns, rows: sorted.map((row) => columns.map((column) => row[column] ?? '')) }]];
  });
  const { version, behindBelowPercent, onTrackFromPercent, baselineFiscalYear } = dataset.rules;
  return JSON.stringify({
    format: SNAPSHOT_FORMAT,
    rules: { version, behindBelowPercent, onTrackFromPercent, baselineFiscalYear },
    tables: Object.fromEntries(tables),
  });
}

const SNAPSHOT_FORMAT = 1; // raise it when the shape below changes, and keep reading the older one

/** Columns are kept by name: versions never change, but the schema they are read with may gain columns. */
type StoredTable = { columns: string[]; rows: string[][] };
type Snapshot = { format: number; rules: ProgressRules; tables: Record<string, StoredTable> };

/**
 * Reads what `canonicalText` wrote. The text is our own and its hash was checked, so a shape that does not
 * fit is a version written by newer code: refused, and the caller goes on with what it has.
 */
export function readSnapshot(text: string): Result<Dataset, string> {
  const snapshot = JSON.parse(text) as Snapshot;
  if (snapshot.format !== SNAPSHOT_FORMAT) return refused(`snapshot format ${snapshot.format} is unknown`);
  const tables = Object.entries(snapshot.tables).map(([name, { columns, rows }]): [string, Row[]] => [
    name,
    rows.map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']))),
  ]);
  return ok({ tables: Object.fromEntries(tables), rules: snapshot.rules });
}
