import { refused, ok, type Result } from '../result.ts';
import type { DataPackage, Dataset } from './dataset.ts';
import type { ProgressRules } from './plan.ts';
import { rowKey, type Row, type TableSchema } from './table-schema.ts';

/**
 * One row of the plan as it was and as it is to be. `before` null: the row is new; `after` null: it goes.
 * `key` is `rowKey` of the row. The thresholds of the progress rule are the one row of the table `rules`.
 */
export type RowChange = { table: string; key: string; before: Row | null; after: Row | null };

/** A row that is not what a change starts from: somebody has published in between. */
export type RowConflict = { change: RowChange; current: Row | null };

export const RULES_TABLE = 'rules';
const RULES_KEY = 'rules';

/** The rows of a table by key, in the table's order. */
export function rowsByKey(dataset: Dataset, table: string, dataPackage: DataPackage): Map<string, Row> {
  if (table === RULES_TABLE) return new Map([[RULES_KEY, writeRules(dataset.rules)]]);
  const schema = schemaOf(table, dataPackage);
  return new Map((dataset.tables[table] ?? []).map((row) => [rowKey(row, schema), row]));
}

/** What turns one dataset into another: table by table, row by row; empty where they say the same. */
export function diffDatasets(from: Dataset, to: Dataset, dataPackage: DataPackage): RowChange[] {
  const tables = [...dataPackage.resources.map(({ name }) => name), RULES_TABLE];
  return tables.flatMap((table) => {
    const before = rowsByKey(from, table, dataPackage);
    const after = rowsByKey(to, table, dataPackage);
    const keys = new Set([...before.keys(), ...after.keys()]);
    return [...keys].flatMap((key): RowChange[] => {
      const was = before.get(key) ?? null;
      const is = after.get(key) ?? null;
      return sameRow(was, is) ? [] : [{ table, key, before: was, after: is }];
    });
  });
}

/**
 * A dataset with changes made to it. Refused, with every conflict, where a row is no longer what its change starts
 * from; a change that has been made already is none.
 */
export function applyChanges(
  dataset: Dataset,
  changes: readonly RowChange[],
  dataPackage: DataPackage,
): Result<Dataset, RowConflict[]> {
  const conflicts: RowConflict[] = [];
  const touched = new Map<string, Map<string, Row>>();
  const rowsOf = (table: string): Map<string, Row> => {
    const rows = touched.get(table) ?? rowsByKey(dataset, table, dataPackage);
    touched.set(table, rows);
    return rows;
  };
  for (const change of changes) {
    const rows = rowsOf(change.table);
    const current = rows.get(change.key) ?? null;
    if (sameRow(current, change.after)) continue;
    if (!sameRow(current, change.before)) conflicts.push({ change, current });
    else if (change.after) rows.set(change.key, change.after);
    else rows.delete(change.key);
  }
  if (conflicts.length > 0) return refused(conflicts);
  const rules = touched.get(RULES_TABLE)?.get(RULES_KEY);
  const tables = Object.fromEntries(
    [...touched].flatMap(([table, rows]) => (table === RULES_TABLE ? [] : [[table, [...rows.values()]]])),
  );
  return ok({
    tables: { ...dataset.tables, ...tables },
    rules: rules ? readRulesRow(rules) : dataset.rules,
  });
}

/** A missing column is the same as an empty cell: older versions lack columns that came later. */
export function sameRow(one: Row | null, other: Row | null): boolean {
  if (one === null || other === null || one === other) return one === other;
  return hasCellsOf(one, other) && hasCellsOf(other, one);
}

function hasCellsOf(one: Row, other: Row): boolean {
  for (const column in other) if ((one[column] ?? '') !== (other[column] ?? '')) return false;
  return true;
}

/** The columns in which two rows differ, in the schema's order; all that are filled where one of them is missing. */
export function changedColumns({ before, after }: RowChange): string[] {
  const columns = new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})]);
  return [...columns].filter((column) => (before?.[column] ?? '') !== (after?.[column] ?? ''));
}

export function schemaOf(table: string, dataPackage: DataPackage): TableSchema {
  const resource = dataPackage.resources.find(({ name }) => name === table);
  if (!resource) throw new Error(`datapackage.json has no table ${table}`);
  return resource.schema;
}

function writeRules(rules: ProgressRules): Row {
  return {
    version: rules.version,
    behind_below_percent: String(rules.behindBelowPercent),
    on_track_from_percent: String(rules.onTrackFromPercent),
    baseline_fiscal_year: String(rules.baselineFiscalYear),
  };
}

/** What is no number becomes NaN, which the rules of the plan refuse. */
function readRulesRow(row: Row): ProgressRules {
  return {
    version: row['version'] ?? '',
    behindBelowPercent: Number(row['behind_below_percent'] || Number.NaN),
    onTrackFromPercent: Number(row['on_track_from_percent'] || Number.NaN),
    baselineFiscalYear: Number(row['baseline_fiscal_year'] || Number.NaN),
  };
}
