import type { ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import type { Dataset } from '../../../domain/plan/dataset.ts';
import { keyCells, type Row } from '../../../domain/plan/table-schema.ts';

/** One state of a row: who brought it about. `row` null: it was taken out. `by` null: it came with `data/`. */
export type ValueState = {
  row: Row | null;
  by: { actor: string; version: number | null; at: string; reason: string } | null;
  isCurrent: boolean;
};

/** Every state a row has had, the newest first. `columns`: which cells matter; other changes are passed over. */
export function statesOf(
  current: Row | null,
  entries: readonly ChainedEntry[],
  columns?: readonly string[],
): ValueState[] {
  const newestFirst = [...entries].sort((one, other) => other.seq - one.seq);
  const origin = newestFirst.length > 0 ? readRow(newestFirst.at(-1)?.before ?? null) : current;
  const states = [
    ...newestFirst.map(({ actor, version, at, reason, after }) => ({
      row: readRow(after),
      by: { actor, version, at, reason },
    })),
    ...(origin ? [{ row: origin, by: null }] : []),
  ];
  return states
    .filter(
      (state, at) => !columns || cells(state.row, columns) !== cells(states[at + 1]?.row ?? null, columns),
    )
    .map((state, at) => ({ ...state, isCurrent: at === 0 && state.row !== null }));
}

function cells(row: Row | null, columns: readonly string[]): string {
  return row === null ? '' : JSON.stringify(columns.map((column) => row[column] ?? ''));
}

function readRow(json: string | null): Row | null {
  return json === null ? null : (JSON.parse(json) as Row);
}

/** A row of an indicator by what tells it from its like: a year, the number of a revision. */
export type KeyedStates = { part: string; states: ValueState[] };

/** The states of all rows that one table has or had of an indicator, by year or revision, the latest first. */
export function statesByKey(
  table: 'targets' | 'observations',
  kpi: string,
  dataset: Dataset,
  entries: readonly ChainedEntry[],
): KeyedStates[] {
  const column = table === 'targets' ? 'revision' : 'fiscal_year';
  const rows = new Map(
    (dataset.tables[table] ?? []).filter((row) => row['kpi'] === kpi).map((row) => [row[column] ?? '', row]),
  );
  const own = Map.groupBy(
    entries.filter(({ subject }) => subject.startsWith(`${table}/`)),
    ({ subject }) => keyCells(subject)[1] ?? '',
  );
  return [...new Set([...rows.keys(), ...own.keys()])]
    .sort((one, other) => Number(other) - Number(one))
    .map((part) => ({ part, states: statesOf(rows.get(part) ?? null, own.get(part) ?? []) }));
}
