import type { ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import type { DraftSave } from '../../../storage/draft-history.ts';
import type { DraftRow } from '../../../storage/draft-store.ts';
import { EntriesTable } from '../audit/entries-table.tsx';
import { cellWords } from '../cell-words.ts';
import type { OfficerNames } from '../officer-names.ts';
import { DataTable, EmptyState, Pager } from '../parts/table-parts.tsx';
import { columnTitle, rowName } from '../row-names.ts';
import { momentInJapan } from '../time-words.ts';

export const SAVES_SHOWN = 50;
export const ROWS_OF_SAVE = 10;
export const ROWS_SHOWN = 100;

type Known = { names: OfficerNames; plans: readonly Plan[]; dataPackage: DataPackage };

type HistoryPageProps = Known & {
  saves: readonly DraftSave[];
  rows: readonly DraftRow[];
  entries: readonly ChainedEntry[];
  total: number;
  page: number;
  path: string;
};

/** Every save of a draft: nothing that was typed is lost. */
export function HistoryPage(props: HistoryPageProps) {
  const { saves, rows, entries, total, page, path, names, plans, dataPackage } = props;
  const pages = Math.max(1, Math.ceil(total / SAVES_SHOWN));
  const pager = <Pager page={page} pages={pages} total={total} href={(other) => `${path}?page=${other}`} />;
  return (
    <>
      <h2>行の保存</h2>
      {saves.length === 0 ? (
        <EmptyState title="行はまだ保存されていません">
          <p>実績を入れるか計画を直すと、保存するたびにここに残ります。</p>
        </EmptyState>
      ) : (
        <>
          {pager}
          <DataTable
            caption="保存（新しい順）"
            columns={[
              {
                heading: '保存',
                names: true,
                cell: ({ revision }: DraftSave) => (revision === 0 ? 'はじめ' : `${revision}回目`),
              },
              {
                heading: 'いつ',
                cell: ({ savedAt }) => <span class="nowrap">{momentInJapan(savedAt)}</span>,
              },
              { heading: '誰が', cell: ({ savedBy }) => names(savedBy) },
              {
                heading: 'どの行を',
                cell: (save) => (
                  <>
                    <ul class="saved-rows">
                      {rows
                        .filter(({ revision }) => revision === save.revision)
                        .map((row) => (
                          <li>
                            <SavedRow row={row} plans={plans} dataPackage={dataPackage} />
                          </li>
                        ))}
                    </ul>
                    {save.rows > ROWS_OF_SAVE ? (
                      <a href={`${path}?revision=${save.revision}`}>
                        この保存の {save.rows.toLocaleString('ja-JP')} 行をすべて見る
                      </a>
                    ) : null}
                  </>
                ),
              },
            ]}
            rows={saves}
          />
          {pager}
        </>
      )}
      <h2>手続き</h2>
      <EntriesTable caption="作成、依頼、承認など（新しい順）" {...{ entries, names, plans, dataPackage }} />
    </>
  );
}

type SavePageProps = Known & { save: DraftSave; rows: readonly DraftRow[]; page: number; path: string };

/** All rows of one save, as after an import. */
export function SavePage({ save, rows, page, path, names, plans, dataPackage }: SavePageProps) {
  const pages = Math.max(1, Math.ceil(save.rows / ROWS_SHOWN));
  const href = (other: number): string => `${path}?revision=${save.revision}&page=${other}`;
  const pager = <Pager page={page} pages={pages} total={save.rows} href={href} />;
  return (
    <>
      <p>
        {names(save.savedBy)}さんが{momentInJapan(save.savedAt)}に保存しました。
      </p>
      {pager}
      <ul class="saved-rows">
        {rows.map((row) => (
          <li>
            <SavedRow row={row} plans={plans} dataPackage={dataPackage} />
          </li>
        ))}
      </ul>
      {pager}
    </>
  );
}

function SavedRow({ row, plans, dataPackage }: Pick<Known, 'plans' | 'dataPackage'> & { row: DraftRow }) {
  const name = rowName(row.table, row.key, plans);
  if (!row.row) return <>{name}：削除</>;
  return (
    <details>
      <summary>{name}</summary>
      <ul>
        {filled(row.row).map((column) => (
          <li>
            {columnTitle(row.table, column, dataPackage)}：
            {cellWords(row.table, column, row.row ?? {}, dataPackage, plans)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function filled(row: Row): string[] {
  return Object.keys(row).filter((column) => row[column] !== '');
}
