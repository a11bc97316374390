import { changedColumns, type RowChange } from '../../domain/plan/changes.ts';
import type { DataPackage } from '../../domain/plan/dataset.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Row } from '../../domain/plan/table-schema.ts';
import { cellWords } from './cell-words.ts';
import { DataTable } from './parts/table-parts.tsx';
import { columnTitle, rowName } from './row-names.ts';

type RowDifferenceProps = { change: RowChange; dataPackage: DataPackage; plans: readonly Plan[] };

/** What a change does to a row, column by column, as a person reads it. */
export function RowDifference({ change, dataPackage, plans }: RowDifferenceProps) {
  const { table, key, before, after } = change;
  const cell = (row: Row | null) => (column: string) =>
    row === null ? '' : cellWords(table, column, row, dataPackage, plans) || <BlankCell />;
  return (
    <DataTable
      caption={`${rowName(table, key, plans)}（${changeWord(change)}）`}
      columns={[
        {
          heading: '項目',
          names: true,
          cell: (column: string) => columnTitle(table, column, dataPackage),
        },
        ...(before ? [{ heading: '変更前', cell: cell(before) }] : []),
        ...(after ? [{ heading: before ? '変更後' : '追加する内容', cell: cell(after) }] : []),
      ]}
      rows={changedColumns(change)}
    />
  );
}

export type ChangeWord = '追加' | '変更' | '削除';

export function changeWord({ before, after }: Pick<RowChange, 'before' | 'after'>): ChangeWord {
  if (before === null) return '追加';
  return after === null ? '削除' : '変更';
}

/** A cell with nothing in it says so: it could else be taken for one that was forgotten. */
export function BlankCell() {
  return <span class="hint">（空白）</span>;
}
