import type { RowChange } from '../../../domain/plan/changes.ts';
import { eraLabel, type JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { Wonder } from '../../../domain/plan/import/read-rows.ts';
import type { SheetCount } from '../../../domain/plan/import/review-import.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import { findIndicator, type Plan } from '../../../domain/plan/plan.ts';
import { titlesOf } from '../../../domain/plan/titles.ts';
import type { OpenImport } from '../../../flows/import-file.ts';
import { remarkWords } from '../actuals/remark-words.ts';
import { Button, Form } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { DataTable, Pager } from '../parts/table-parts.tsx';
import { comparePlans } from '../plan-difference/compare-plans.ts';
import { pageOf } from '../plan-difference/difference-pages.ts';
import { standingWords } from '../plan-difference/status-difference.tsx';
import { draftHref } from '../plan-edit/edit-page.tsx';
import { plansOf } from '../plan-edit/draft-rows.ts';
import { referenceName, tableTitle } from '../row-names.ts';
import { RowsDifference } from '../rows-difference.tsx';

const ROWS_SHOWN = 100;

type Waiting = OpenImport & { kind: 'waiting' };

type ImportPreviewProps = {
  importId: string;
  waiting: Waiting;
  canTake: boolean;
  page: number;
  today: JapaneseDate;
  dataPackage: DataPackage;
};

/** Everything a file would change in its draft, and the decision about it. */
export function ImportPreview(props: ImportPreviewProps) {
  const { importId, waiting, canTake, page, today, dataPackage } = props;
  const { open, review } = waiting;
  const { changes } = review;
  const plans = review.plan ? [review.plan, ...plansOf(open)] : plansOf(open);
  return (
    <>
      <Counts counts={review.counts} dataPackage={dataPackage} />
      {changes.length === 0 ? (
        <Notice kind="info" title="このファイルで変わるところはありません">
          <p>ファイルの内容は、いまの下書きと同じです。</p>
        </Notice>
      ) : null}
      {canTake ? <Decision importId={importId} waiting={waiting} /> : null}
      <Wonders wonders={review.wonders} plans={plans} dataPackage={dataPackage} />
      {review.plan && changes.length > 0 ? <Statuses open={open} after={review.plan} today={today} /> : null}
      <Differences
        changes={changes}
        plans={plans}
        page={page}
        href={(wanted) => importHref(open.draft.id, importId, `?page=${wanted}#rows`)}
        dataPackage={dataPackage}
      />
    </>
  );
}

export function importHref(draftId: string, importId: string, rest = ''): string {
  return draftHref(draftId, `/imports/${encodeURIComponent(importId)}${rest}`);
}

function Counts({ counts, dataPackage }: { counts: readonly SheetCount[]; dataPackage: DataPackage }) {
  const figure = (value: number): string => value.toLocaleString('ja-JP');
  return (
    <DataTable
      caption="シートごとの行の数"
      columns={[
        { heading: 'シート', names: true, cell: ({ sheet }: SheetCount) => sheet.sheet },
        { heading: '読み取った表', cell: ({ sheet }) => sheetWords(sheet, dataPackage) },
        { heading: '追加', numeric: true, cell: ({ added }) => figure(added) },
        { heading: '変更', numeric: true, cell: ({ changed }) => figure(changed) },
        { heading: '削除', numeric: true, cell: ({ removed }) => figure(removed) },
        { heading: '変わらない', numeric: true, cell: ({ unchanged }) => figure(unchanged) },
        {
          heading: 'そのまま残す',
          numeric: true,
          cell: ({ left, sheet }) => (
            <>
              {figure(left)}
              {left > 0 ? (
                <small>{sheet.kind === 'actuals' ? '（値が空白の行）' : '（ファイルにない行）'}</small>
              ) : null}
            </>
          ),
        },
      ]}
      rows={counts}
    />
  );
}

function sheetWords(sheet: SheetCount['sheet'], dataPackage: DataPackage): string {
  return sheet.kind === 'actuals'
    ? `${eraLabel(sheet.fiscalYear)}年度の実績（ひな型）`
    : tableTitle(sheet.table, dataPackage);
}

function Decision({ importId, waiting }: { importId: string; waiting: Waiting }) {
  const { open, review } = waiting;
  const sum = (part: 'added' | 'changed' | 'removed'): string =>
    review.counts.reduce((total, count) => total + count[part], 0).toLocaleString('ja-JP');
  const isEmpty = review.changes.length === 0;
  const consequence = `追加 ${sum('added')} 行、変更 ${sum('changed')} 行、削除 ${sum('removed')} 行を、まとめて下書きに入れます。公開されるまで住民には見えません。あとから1行ずつ、公開中の内容に戻せます。`;
  return (
    <Form
      action={importHref(open.draft.id, importId)}
      label="取り込むか決める"
      hidden={{ revision: String(open.draft.revision), newest: String(open.newest.head.number) }}
      {...(isEmpty ? {} : { confirm: consequence })}
      actions={
        <>
          {isEmpty ? null : (
            <Button name="decision" value="take">
              下書きに取り込む
            </Button>
          )}
          <Button kind="secondary" name="decision" value="drop">
            取り込まない
          </Button>
        </>
      }
    />
  );
}

type WondersProps = { wonders: readonly Wonder[]; plans: readonly Plan[]; dataPackage: DataPackage };

/** What is no fault but often is a slip: a digit too many, a unit mistaken. */
function Wonders({ wonders, plans, dataPackage }: WondersProps) {
  if (wonders.length === 0) return null;
  const titles = titlesOf(dataPackage);
  const words = ({ indicator: id, remark, year }: Wonder): string => {
    const indicator = plans.map((plan) => findIndicator(plan, id)).find((found) => found !== undefined);
    return indicator ? remarkWords(remark.reason, { indicator, fiscalYear: year, titles }) : '';
  };
  return (
    <>
      <h2>確かめてください（{wonders.length.toLocaleString('ja-JP')} 件）</h2>
      <DataTable
        caption="取り込めますが、まちがいかもしれないところ"
        columns={[
          {
            heading: '指標',
            names: true,
            cell: ({ indicator }: Wonder) => referenceName('kpis', indicator, plans),
          },
          { heading: 'ファイルの行', cell: ({ place }) => `${place.sheet} ${place.row}行目` },
          { heading: '気になるところ', cell: words },
        ]}
        rows={wonders.slice(0, ROWS_SHOWN)}
      />
    </>
  );
}

type StatusesProps = { open: OpenImport['open']; after: Plan; today: JapaneseDate };

function Statuses({ open, after, today }: StatusesProps) {
  const before = open.plan.ok ? open.plan.value : open.newest.plan;
  const { restated } = comparePlans(before, after, today);
  if (restated.length === 0) return <p>判定が変わる指標はありません。</p>;
  return (
    <>
      <h2>判定が変わる指標（{restated.length} 件）</h2>
      <DataTable
        caption={`判定が変わる指標（全 ${restated.length} 件）`}
        columns={[
          { heading: '指標', names: true, cell: ({ name }: (typeof restated)[number]) => name },
          { heading: 'いまの下書き', cell: (pair) => standingWords(pair.before) },
          { heading: '取り込んだあと', cell: (pair) => standingWords(pair.after) },
        ]}
        rows={restated.slice(0, ROWS_SHOWN)}
      />
    </>
  );
}

type DifferencesProps = {
  changes: readonly RowChange[];
  plans: readonly Plan[];
  page: number;
  href: (page: number) => string;
  dataPackage: DataPackage;
};

function Differences({ changes, plans, page, href, dataPackage }: DifferencesProps) {
  if (changes.length === 0) return null;
  const shown = pageOf(changes, page, ROWS_SHOWN);
  const pager = (label: string) => <Pager {...shown} total={changes.length} href={href} label={label} />;
  return (
    <>
      <h2 id="rows">変わる行（{changes.length.toLocaleString('ja-JP')} 行）</h2>
      {pager('変わる行のページ（上）')}
      {[...Map.groupBy(shown.items, ({ table }) => table).values()].map((ofTable) => (
        <RowsDifference changes={ofTable} dataPackage={dataPackage} plans={plans} />
      ))}
      {pager('変わる行のページ（下）')}
    </>
  );
}
