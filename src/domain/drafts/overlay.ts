import { rowsByKey, sameRow, type RowChange } from '../plan/changes.ts';
import type { DataPackage, Dataset } from '../plan/dataset.ts';
import type { Row } from '../plan/table-schema.ts';

/** A row as a draft has it; null takes it out of the plan. */
export type OverlayRow = { table: string; key: string; row: Row | null };

/** A row that a draft changes and that has been published otherwise since the draft began. */
export type OverlayConflict = {
  table: string;
  key: string;
  base: Row | null;
  newest: Row | null;
  mine: Row | null;
};

/**
 * What a draft changes in the newest version. A row that the draft leaves as it was when it began is no change, so
 * it follows whatever was published since; one that both have changed differently is a conflict, and no change.
 */
export function overlay(
  rows: readonly OverlayRow[],
  base: Dataset,
  newest: Dataset,
  dataPackage: DataPackage,
): { changes: RowChange[]; conflicts: OverlayConflict[] } {
  const changes: RowChange[] = [];
  const conflicts: OverlayConflict[] = [];
  const tables = new Map<string, { base: Map<string, Row>; newest: Map<string, Row> }>();
  for (const { table, key, row: mine } of rows) {
    const known = tables.get(table) ?? {
      base: rowsByKey(base, table, dataPackage),
      newest: rowsByKey(newest, table, dataPackage),
    };
    tables.set(table, known);
    const was = known.base.get(key) ?? null;
    const is = known.newest.get(key) ?? null;
    if (sameRow(mine, is) || sameRow(mine, was)) continue;
    if (sameRow(was, is)) changes.push({ table, key, before: is, after: mine });
    else conflicts.push({ table, key, base: was, newest: is, mine });
  }
  return { changes: inOrder(changes, dataPackage), conflicts };
}

/** By table as the data package lists them, then by key: so the same changes are the same list. */
function inOrder(changes: readonly RowChange[], dataPackage: DataPackage): RowChange[] {
  const place = new Map(dataPackage.resources.map(({ name }, at) => [name, at]));
  const placeOf = ({ table }: RowChange): number => place.get(table) ?? place.size;
  return [...changes].sort((a, b) => placeOf(a) - placeOf(b) || (a.key < b.key ? -1 : 1));
}

/** The text of which a submission's hash is taken: what an approver agrees to is these rows, before and after. */
export function changesText(changes: readonly RowChange[]): string {
  const cells = (row: Row | null): [string, string][] | null =>
    row &&
    Object.entries(row)
      .filter(([, cell]) => cell !== '')
      .sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(
    changes.map(({ table, key, before, after }) => [table, key, cells(before), cells(after)]),
  );
}
