import { applyChanges, rowsByKey, RULES_TABLE, type RowChange } from '../../../domain/plan/changes.ts';
import { SAMPLE_OBSERVATIONS, type DataPackage, type Dataset } from '../../../domain/plan/dataset.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import { changeWord, type ChangeWord } from '../row-difference.tsx';
import { RULES_RESOURCE } from '../rules-table.ts';

export type Resource = DataPackage['resources'][number];

/** The one row of the thresholds. */
export const RULES_KEY = RULES_TABLE;

/** What can be edited as tables; the made-up actuals belong to no plan of a town. */
export function editableTables({ resources }: DataPackage): Resource[] {
  return [...resources.filter(({ name }) => name !== SAMPLE_OBSERVATIONS), RULES_RESOURCE];
}

export function editableTable(table: string, dataPackage: DataPackage): Resource | undefined {
  return editableTables(dataPackage).find(({ name }) => name === table);
}

/** The plans that know what ids stand for: the draft's own where it is sound, then the published one. */
export function plansOf({ plan, newest }: Pick<OpenDraft, 'plan' | 'newest'>): Plan[] {
  return plan.ok ? [plan.value, newest.plan] : [newest.plan];
}

/** The rows of a table as the draft would have them, in the table's order. */
export function rowsIn(dataset: Dataset, table: string): readonly Row[] {
  const rows = dataset.tables[table] ?? [];
  return rows.some((row) => row['order'])
    ? [...rows].sort((one, other) => Number(one['order']) - Number(other['order']))
    : rows;
}

export function rowWithId(dataset: Dataset, table: string, id: string): Row | undefined {
  return dataset.tables[table]?.find((row) => row['id'] === id);
}

export type MarkedRow = { key: string; row: Row; mark: ChangeWord | null };

/** Every row of a table with what the draft does to it; what it takes out stands where it stood. */
export function markedRows(open: OpenDraft, table: string, dataPackage: DataPackage): MarkedRow[] {
  const own: Pick<RowChange, 'table' | 'key' | 'before' | 'after'>[] = [
    ...open.changes,
    ...open.conflicts.map(({ table: of, key, newest, mine }) => ({
      table: of,
      key,
      before: newest,
      after: mine,
    })),
  ];
  const changed = new Map(
    own.filter((change) => change.table === table).map((change) => [change.key, change]),
  );
  const rows = new Map([
    ...rowsByKey(open.newest.dataset, table, dataPackage),
    ...rowsByKey(open.dataset, table, dataPackage),
  ]);
  for (const { key, after } of changed.values()) if (after) rows.set(key, after);
  const marked = [...rows].map(([key, row]): MarkedRow => {
    const change = changed.get(key);
    return { key, row, mark: change ? changeWord(change) : null };
  });
  const orderOf = ({ row }: MarkedRow): number => Number(row['order'] || 0);
  return marked.sort((one, other) => orderOf(one) - orderOf(other));
}

/** A dataset with rows laid over it, whatever stood there. */
export function layOver(dataset: Dataset, rows: readonly RowToSave[], dataPackage: DataPackage): Dataset {
  const changes = rows.map(({ table, key, row }): RowChange => ({
    table,
    key,
    before: rowsByKey(dataset, table, dataPackage).get(key) ?? null,
    after: row,
  }));
  const applied = applyChanges(dataset, changes, dataPackage);
  if (!applied.ok) throw new Error('a change that starts from what is there is in conflict with it');
  return applied.value;
}
