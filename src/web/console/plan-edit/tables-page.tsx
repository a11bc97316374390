import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { cellWords } from '../cell-words.ts';
import { Button, ButtonLink } from '../parts/form-parts.tsx';
import { TextField } from '../parts/fields.tsx';
import { Chip, type Tone } from '../parts/notice-parts.tsx';
import { DataTable, EmptyState, Pager, type Column } from '../parts/table-parts.tsx';
import type { ChangeWord } from '../row-difference.tsx';
import { columnTitle, rowName } from '../row-names.ts';
import { editableTables, markedRows, plansOf, type MarkedRow, type Resource } from './draft-rows.ts';
import { draftHref } from './edit-page.tsx';
import { rowHref } from './fault-list.tsx';

const MARK_TONES: Record<ChangeWord, Tone> = { 追加: 'success', 変更: 'info', 削除: 'warning' };

export function Mark({ mark }: { mark: ChangeWord | null }) {
  return mark ? <Chip tone={MARK_TONES[mark]}>{mark}</Chip> : null;
}

/** Every table with how many rows it has and how many of them the draft changes. */
export function TableList({ open, dataPackage }: { open: OpenDraft; dataPackage: DataPackage }) {
  const { id } = open.draft;
  const tables = editableTables(dataPackage).map((resource) => {
    const rows = markedRows(open, resource.name, dataPackage);
    return { resource, total: rows.length, changed: rows.filter(({ mark }) => mark).length };
  });
  return (
    <DataTable
      caption="計画の表"
      columns={[
        {
          heading: '表',
          names: true,
          cell: ({ resource }) => <a href={draftHref(id, `/tables/${resource.name}`)}>{resource.title}</a>,
        },
        { heading: '何の表か', cell: ({ resource }) => resource.description.split('。')[0] },
        { heading: '行の数', numeric: true, cell: ({ total }) => total.toLocaleString('ja-JP') },
        {
          heading: 'この下書きで変わる行',
          numeric: true,
          cell: ({ changed }) => changed.toLocaleString('ja-JP'),
        },
      ]}
      rows={tables}
    />
  );
}

const PAGE_SIZE = 50; // rows

/** What is shown of a row beside its name: the columns one looks for. */
const SHOWN_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'source-rows': ['printed', 'kind'],
  'priority-items': ['code', 'reading'],
  themes: ['priority_item', 'short_name'],
  matters: ['theme'],
  initiatives: ['matter'],
  kpis: ['initiative', 'priority_item', 'unit', 'basis', 'retired_on'],
  targets: ['value', 'era', 'effective_date', 'reason'],
  observations: ['value', 'status', 'as_of', 'source'],
  glossary: ['explanation'],
  synonyms: ['note'],
};

type TableRowsProps = {
  open: OpenDraft;
  resource: Resource;
  dataPackage: DataPackage;
  query: string;
  page: number;
  canEdit: boolean;
};

/** The rows of a table, found by any of their cells, a page at a time. */
export function TableRows({ open, resource, dataPackage, query, page, canEdit }: TableRowsProps) {
  const { name: table } = resource;
  const { id } = open.draft;
  const plans = plansOf(open);
  const all = markedRows(open, table, dataPackage);
  const wanted = folded(query);
  const nameOf = ({ key, row }: MarkedRow): string => nameInDraft(open, table, key, row);
  const found =
    wanted === ''
      ? all
      : all.filter((marked) =>
          [nameOf(marked), ...Object.values(marked.row), ...wordsIn(marked)].some((text) =>
            folded(text).includes(wanted),
          ),
        );
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const at = Math.min(Math.max(page, 1), pages);
  const shown = found.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE);
  const columns = (SHOWN_COLUMNS[table] ?? []).map((column): Column<MarkedRow> => ({
    heading: columnTitle(table, column, dataPackage),
    cell: ({ row }) => cellWords(table, column, row, dataPackage, plans),
  }));
  const href = (number: number): string =>
    draftHref(id, `/tables/${table}?q=${encodeURIComponent(query)}&page=${number}`);

  function wordsIn({ row }: MarkedRow): string[] {
    return Object.keys(row).map((column) => cellWords(table, column, row, dataPackage, plans));
  }

  return (
    <>
      {canEdit ? (
        <div class="actions">
          <ButtonLink
            kind="primary"
            href={draftHref(id, table === 'kpis' ? '/kpis/new?kind=kpi' : `/tables/${table}/row`)}
          >
            「{resource.title}」に1行追加する
          </ButtonLink>
        </div>
      ) : null}
      <search>
        <form method="get" action={draftHref(id, `/tables/${table}`)} class="row-search">
          <TextField name="q" label="この表の中をさがす" type="search" value={query} />
          <Button kind="secondary">さがす</Button>
        </form>
      </search>
      {shown.length === 0 ? (
        <EmptyState title={all.length === 0 ? 'この表にはまだ行がありません' : '見つかりませんでした'}>
          {all.length === 0 ? null : (
            <p>
              言葉を短くするか、<a href={draftHref(id, `/tables/${table}`)}>すべての行を表示</a>
              してください。
            </p>
          )}
        </EmptyState>
      ) : (
        <>
          <DataTable
            caption={`${resource.title}（${found.length.toLocaleString('ja-JP')}行）`}
            columns={[
              {
                heading: '行',
                names: true,
                cell: (marked) => <a href={rowHref(id, { table, key: marked.key })}>{nameOf(marked)}</a>,
              },
              { heading: 'この下書きで', cell: ({ mark }) => <Mark mark={mark} /> },
              ...columns,
            ]}
            rows={shown}
          />
          <Pager page={at} pages={pages} total={found.length} href={href} />
        </>
      )}
    </>
  );
}

/** A row's name also where no sound plan has it yet. */
export function nameInDraft(
  open: OpenDraft,
  table: string,
  key: string,
  row: Record<string, string>,
): string {
  const name = rowName(table, key, plansOf(open));
  const own = row['name'] || row['term'];
  return own && name.endsWith(key) ? name.slice(0, -key.length) + own : name;
}

/** Upper and lower case, full and half width, katakana and hiragana find each other. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
}
