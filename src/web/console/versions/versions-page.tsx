import type { VersionHead } from '../../../storage/plan-store.ts';
import type { OfficerNames } from '../officer-names.ts';
import { TextField } from '../parts/fields.tsx';
import { Button, ErrorSummary, type FieldFault } from '../parts/form-parts.tsx';
import { DataTable, EmptyState, Pager } from '../parts/table-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import { shortHash, versionHref, versionReason } from './version-words.ts';

export const VERSIONS_SHOWN = 50;

type VersionsPageProps = {
  heads: readonly VersionHead[];
  drafts: ReadonlyMap<number, { id: string; title: string }>;
  names: OfficerNames;
  newest: number;
  page: number;
  pages: number;
};

export function VersionsPage({ heads, drafts, names, newest, page, pages }: VersionsPageProps) {
  if (newest === 0) return <EmptyState title="まだ何も公開していません" />;
  const pager = (
    <Pager page={page} pages={pages} total={newest} href={(other) => `/console/versions?page=${other}`} />
  );
  return (
    <>
      {pager}
      <DataTable
        caption="公開した版（新しい順）"
        columns={[
          {
            heading: '版',
            names: true,
            cell: ({ number }: VersionHead) => (
              <a href={versionHref(number)}>
                第{number}版{number === newest ? '（公開中）' : ''}
              </a>
            ),
          },
          {
            heading: '公開した日時',
            cell: ({ publishedAt }) => <span class="nowrap">{momentInJapan(publishedAt)}</span>,
          },
          { heading: '承認した人', cell: ({ publishedBy }) => names(publishedBy) },
          { heading: '理由', cell: versionReason },
          { heading: '下書き', cell: ({ number }) => <DraftOf draft={drafts.get(number)} /> },
          {
            heading: 'ハッシュ（はじめの8けた）',
            cell: (head) => <span class="hash">{shortHash(head)}</span>,
          },
        ]}
        rows={heads}
      />
      {pager}
      {newest > 1 ? (
        <>
          <h2>2つの版をくらべる</h2>
          <CompareForm from={String(newest - 1)} to={String(newest)} faults={[]} />
        </>
      ) : null}
    </>
  );
}

export function DraftOf({ draft }: { draft: { id: string; title: string } | undefined }) {
  return draft ? (
    <a href={`/console/drafts/${encodeURIComponent(draft.id)}`}>{draft.title}</a>
  ) : (
    <span class="hint">（なし）</span>
  );
}

type CompareFormProps = { from: string; to: string; faults: readonly FieldFault[] };

export function CompareForm({ from, to, faults }: CompareFormProps) {
  const errorOf = (name: string): string | undefined => faults.find((fault) => fault.name === name)?.text;
  return (
    <>
      <ErrorSummary faults={faults} />
      <form method="get" action="/console/versions/compare" aria-label="2つの版をくらべる" novalidate>
        <div class="kpi-filter">
          <TextField name="from" label="前の版（番号）" width="short" value={from} error={errorOf('from')} />
          <TextField name="to" label="後の版（番号）" width="short" value={to} error={errorOf('to')} />
          <div class="actions">
            <Button kind="secondary">くらべる</Button>
          </div>
        </div>
      </form>
    </>
  );
}
