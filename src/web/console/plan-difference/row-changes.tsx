import type { RowChange } from '../../../domain/plan/changes.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { Pager } from '../parts/table-parts.tsx';
import { tableTitle } from '../row-names.ts';
import { RowsDifference } from '../rows-difference.tsx';
import { pageOf } from './difference-pages.ts';

const ROWS_SHOWN = 30; // an import can change ten thousand

/** The changes of one page of the list. */
export function shownChanges(
  changes: readonly RowChange[],
  page: number,
): ReturnType<typeof pageOf<RowChange>> {
  return pageOf(changes, page, ROWS_SHOWN);
}

type RowChangesProps = {
  changes: readonly RowChange[];
  dataPackage: DataPackage;
  plans: readonly Plan[];
  /** Who entered a row and when, in words; empty where that is not known. */
  enteredBy: (change: RowChange) => string;
  page: number;
  href: (page: number) => string;
};

/** Every row that is not the same, by table. */
export function RowChanges({ changes, dataPackage, plans, enteredBy, page, href }: RowChangesProps) {
  if (changes.length === 0) return <p>変わる行はありません。</p>;
  const shown = shownChanges(changes, page);
  const byTable = Map.groupBy(shown.items, ({ table }) => table);
  const countIn = (table: string): number => changes.filter((change) => change.table === table).length;
  const pager = <Pager {...shown} total={changes.length} href={href} label="行のページ" />;
  return (
    <>
      {pager}
      {[...byTable].map(([table, ofTable]) => (
        <>
          <h3>
            {tableTitle(table, dataPackage)}（{countIn(table).toLocaleString('ja-JP')} 行）
          </h3>
          <RowsDifference changes={ofTable} dataPackage={dataPackage} plans={plans} enteredBy={enteredBy} />
        </>
      ))}
      {pager}
    </>
  );
}
