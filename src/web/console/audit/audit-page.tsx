import type { ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import { DateField, SelectField, TextField } from '../parts/fields.tsx';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { DataTable, EmptyState } from '../parts/table-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import { ACTION_WORDS } from './action-words.ts';
import { filterQuery, type TypedFilter } from './audit-filter.ts';
import { CSV_ROWS_MAX } from './audit-files.ts';
import { EntryDifference } from './entry-difference.tsx';
import { EntrySentence } from './entry-words.tsx';
import type { Known } from './subject-words.ts';

const DAY_HINT = '例：R8.3.31、2026/3/31';

export type AuditPageProps = {
  typed: TypedFilter;
  faults: readonly FieldFault[];
  /** Who can be chosen, by address. */
  officers: readonly string[];
  entries: readonly ChainedEntry[];
  /** How many fit in all, counted up to one more than a file takes. */
  total: number;
  /** Older entries follow behind this one; null: these are the last. */
  olderThan: number | null;
  isFirstPage: boolean;
  known: Known;
  dataPackage: DataPackage;
};

export function AuditPage(props: AuditPageProps) {
  const { typed, faults, officers, entries, olderThan, isFirstPage, known, dataPackage } = props;
  return (
    <>
      <ErrorSummary faults={faults} />
      <FilterForm typed={typed} faults={faults} officers={officers} known={known} />
      {faults.length > 0 ? null : (
        <>
          <h2>記録</h2>
          {entries.length === 0 ? (
            <NoEntries typed={typed} isFirstPage={isFirstPage} />
          ) : (
            <EntryTable entries={entries} known={known} dataPackage={dataPackage} />
          )}
          <nav class="pager" aria-label="ページ">
            {isFirstPage ? null : (
              <a class="button secondary" href={`/console/audit${filterQuery(typed)}`}>
                いちばん新しいものへ
              </a>
            )}
            {olderThan === null ? null : (
              <a
                class="button secondary"
                rel="next"
                href={`/console/audit${filterQuery(typed, { before: String(olderThan) })}`}
              >
                古いものへ
              </a>
            )}
          </nav>
          <Downloads {...props} />
        </>
      )}
      <VerifySection />
    </>
  );
}

function FilterForm({
  typed,
  faults,
  officers,
  known,
}: Pick<AuditPageProps, 'typed' | 'faults' | 'officers' | 'known'>) {
  const errorOf = (name: string): string | undefined => faults.find((fault) => fault.name === name)?.text;
  const isFiltered = Object.values(typed).some((value) => value !== '');
  return (
    <form method="get" action="/console/audit" class="audit-filter" aria-label="絞りこみ" novalidate>
      <div class="audit-filter-fields">
        <SelectField
          name="officer"
          label="職員"
          value={typed.officer}
          blank="すべて"
          choices={officers.map((email) => ({ value: email, label: known.names(email) }))}
        />
        <SelectField
          name="action"
          label="したこと"
          value={typed.action}
          blank="すべて"
          choices={Object.entries(ACTION_WORDS).map(([value, label]) => ({ value, label }))}
        />
        <TextField name="subject" label="対象（名前の一部）" type="search" value={typed.subject} />
        <DateField
          name="from"
          label="はじめの日"
          hint={DAY_HINT}
          value={typed.from}
          error={errorOf('from')}
        />
        <DateField name="to" label="おわりの日" hint={DAY_HINT} value={typed.to} error={errorOf('to')} />
      </div>
      <div class="actions">
        <Button kind="secondary">絞りこむ</Button>
        {isFiltered ? <ButtonLink href="/console/audit">条件を消す</ButtonLink> : null}
      </div>
    </form>
  );
}

function NoEntries({ typed, isFirstPage }: Pick<AuditPageProps, 'typed' | 'isFirstPage'>) {
  const isFiltered = Object.values(typed).some((value) => value !== '');
  if (!isFirstPage) return <EmptyState title="これより古い記録はありません" />;
  if (!isFiltered)
    return (
      <EmptyState title="まだ記録はありません">
        <p>下書きや名簿を変えると、ここに順に残ります。</p>
      </EmptyState>
    );
  return (
    <EmptyState title="条件に合う記録はありません">
      <p>条件を減らすか、期間を広げてください。</p>
    </EmptyState>
  );
}

const SHORT_HASH = 8; // digits: enough to tell two entries apart by eye

function EntryTable({
  entries,
  known,
  dataPackage,
}: Pick<AuditPageProps, 'entries' | 'known' | 'dataPackage'>) {
  return (
    <DataTable
      caption={`新しい順に ${entries.length} 件`}
      rowId={({ seq }) => `entry-${seq}`}
      rows={entries}
      columns={[
        { heading: '日時', cell: ({ at }) => <span class="nowrap">{momentInJapan(at)}</span> },
        { heading: '職員', cell: ({ actor }) => known.names(actor) },
        {
          heading: 'したこと',
          names: true,
          cell: (entry) => (
            <span class="audit-sentence">
              <EntrySentence entry={entry} known={known} />
            </span>
          ),
        },
        {
          heading: '変更前 → 変更後',
          cell: (entry) => <EntryDifference entry={entry} known={known} dataPackage={dataPackage} />,
        },
        { heading: '理由', cell: ({ reason }) => reason },
        {
          heading: '版',
          cell: ({ version }) =>
            version === null ? '' : <a href={`/console/versions/${version}`}>第{version}版</a>,
        },
        {
          heading: '番号',
          numeric: true,
          cell: ({ seq, sha256 }) => (
            <>
              {seq}
              <br />
              <code title={sha256}>{sha256.slice(0, SHORT_HASH)}</code>
            </>
          ),
        },
      ]}
    />
  );
}

function Downloads({ typed, total }: Pick<AuditPageProps, 'typed' | 'total'>) {
  const limit = CSV_ROWS_MAX.toLocaleString('ja-JP');
  return (
    <>
      <h2>ダウンロード</h2>
      <ul>
        {total === 0 ? null : (
          <li>
            <a href={`/console/audit.csv${filterQuery(typed)}`}>条件に合う記録をCSVで</a>（
            {total > CSV_ROWS_MAX
              ? `新しい順に ${limit} 件まで。それより古いものは、期間を分けてダウンロードしてください`
              : `${total.toLocaleString('ja-JP')} 件`}
            ）
          </li>
        )}
        <li>
          <a href="/console/audit.json">検証用に、すべての記録を</a>
          （1行に1件のJSON。管理画面の外で検証するときに使います）
        </li>
      </ul>
    </>
  );
}

function VerifySection() {
  return (
    <>
      <h2>検証</h2>
      <p>
        記録は1件ごとに前の記録とつながっていて、あとから書きかえると、つながりが合わなくなります。すべての記録と、公開したすべての版を計算し直して確かめます。記録は変わりません。
      </p>
      <Form action="/console/audit/verify" actions={<Button kind="secondary">検証する</Button>} />
    </>
  );
}
