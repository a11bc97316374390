import { changedColumns, type RowChange } from '../../domain/plan/changes.ts';
import type { DataPackage } from '../../domain/plan/dataset.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { cellWords } from './cell-words.ts';
import { DataTable } from './parts/table-parts.tsx';
import { BlankCell, RowDifference } from './row-difference.tsx';
import { columnTitle, tableTitle } from './row-names.ts';

/** More columns than these are easier to read below each other, a table for each row. */
const COLUMNS_MOST = 9;

type RowsDifferenceProps = {
  /** All of one table. */
  changes: readonly RowChange[];
  dataPackage: DataPackage;
  plans: readonly Plan[];
  /** Who entered a row and when, in words; empty where that is not known. */
  enteredBy?: (change: RowChange) => string;
};

/** Rows that are added stand in one table, as in Excel; what changes or goes has a table of its own for each row. */
export function RowsDifference({ changes, enteredBy, ...known }: RowsDifferenceProps) {
  const added = changes.filter(({ before }) => before === null);
  const columns = columnsOf(added);
  const isTable = added.length > 1 && columns.length <= COLUMNS_MOST;
  const single = isTable ? changes.filter(({ before }) => before !== null) : changes;
  return (
    <>
      {isTable ? <AddedRows changes={added} columns={columns} enteredBy={enteredBy} {...known} /> : null}
      {single.length === 0 ? null : (
        <div class="row-changes">
          {single.map((change) => (
            <div>
              <RowDifference change={change} {...known} />
              {enteredBy ? <EnteredBy words={enteredBy(change)} /> : null}
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function EnteredBy({ words }: { words: string }) {
  return words === '' ? null : <p class="entered-by">入力：{words}</p>;
}

type AddedRowsProps = Omit<RowsDifferenceProps, 'enteredBy'> & {
  columns: readonly string[];
  enteredBy: ((change: RowChange) => string) | undefined;
};

function AddedRows({ changes, columns, dataPackage, plans, enteredBy }: AddedRowsProps) {
  const [first] = changes;
  if (!first) return null;
  const { table } = first;
  return (
    <DataTable
      caption={`「${tableTitle(table, dataPackage)}」に追加する ${changes.length.toLocaleString('ja-JP')} 行`}
      columns={[
        ...columns.map((column, index) => ({
          heading: columnTitle(table, column, dataPackage),
          names: index === 0,
          cell: ({ after }: RowChange) => (
            <AddedCell words={after ? cellWords(table, column, after, dataPackage, plans) : ''} />
          ),
        })),
        ...(enteredBy
          ? [{ heading: '入力', cell: (change: RowChange) => <small>{enteredBy(change)}</small> }]
          : []),
      ]}
      rows={changes}
    />
  );
}

// In characters.
const SHORT = 12; // a day or a figure, which a line's end must not part
const LONG = 40;

function AddedCell({ words }: { words: string }) {
  if (words === '') return <BlankCell />;
  if (words.length <= SHORT) return <span class="nowrap">{words}</span>;
  return words.length > LONG ? <span class="long-cell">{words}</span> : <>{words}</>;
}

/** In the order of the widest row, which the others follow. */
function columnsOf(changes: readonly RowChange[]): string[] {
  const used = new Set(changes.flatMap((change) => changedColumns(change)));
  const all = changes.flatMap(({ after }) => Object.keys(after ?? {}));
  return [...new Set(all)].filter((column) => used.has(column));
}
