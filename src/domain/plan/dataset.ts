import { refused, ok, type Result } from '../result.ts';
import type { DatasetFault } from './dataset-fault.ts';
import type { ProgressRules } from './plan.ts';
import { readCsv } from './read-csv.ts';
import type { Row, Table, TableSchema } from './table-schema.ts';

/** `datapackage.json`, as far as the program reads it. */
export type DataPackage = {
  version: string;
  created: string;
  resources: readonly { name: string; path: string; schema: TableSchema }[];
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

/** The text a version is stored and hashed as: columns in the schema's order, so the same content is the same text. */
export function canonicalText(dataset: Dataset, dataPackage: DataPackage): string {
  const tables = dataPackage.resources.flatMap(({ name, schema }) => {
    const rows = dataset.tables[name];
    const columns = schema.fields.map((field) => field.name);
    return rows ? [[name, rows.map((row) => columns.map((column) => row[column] ?? ''))]] : [];
  });
  const { version, behindBelowPercent, onTrackFromPercent, baselineFiscalYear } = dataset.rules;
  return JSON.stringify({
    format: SNAPSHOT_FORMAT,
    rules: { version, behindBelowPercent, onTrackFromPercent, baselineFiscalYear },
    tables: Object.fromEntries(tables),
  });
}

const SNAPSHOT_FORMAT = 1; // raise it when the shape below changes, and keep reading the older one

type Snapshot = { format: number; rules: ProgressRules; tables: Record<string, string[][]> };

/**
 * Reads what `canonicalText` wrote. The text is our own and its hash was checked, so a shape that does not
 * fit is a version written by newer code: refused, and the caller goes on with what it has.
 */
export function readSnapshot(text: string, dataPackage: DataPackage): Result<Dataset, string> {
  const snapshot = JSON.parse(text) as Snapshot;
  if (snapshot.format !== SNAPSHOT_FORMAT) return refused(`snapshot format ${snapshot.format} is unknown`);
  const tables: Record<string, Row[]> = {};
  for (const { name, schema } of dataPackage.resources) {
    const rows = snapshot.tables[name];
    if (!rows) continue;
    tables[name] = rows.map((cells) =>
      Object.fromEntries(schema.fields.map((field, at) => [field.name, cells[at] ?? ''])),
    );
  }
  return ok({ tables, rules: snapshot.rules });
}
