import { japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { diffDatasets, type RowChange } from '../../../domain/plan/changes.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import { REASON_MAX, TITLE_MAX } from '../../../flows/drafts/edit-draft.ts';
import type { ReadVersion } from '../../../flows/plan-versions.ts';
import type { RowSaver } from '../../../storage/draft-history.ts';
import type { ConsoleDependencies } from '../console-env.ts';
import { errorOf } from '../drafts/draft-form.ts';
import type { OfficerNames } from '../officer-names.ts';
import { TextArea, TextField } from '../parts/fields.tsx';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { DataTable, DefinitionList } from '../parts/table-parts.tsx';
import type { DifferencePages } from '../plan-difference/difference-pages.ts';
import { PlanDifference } from '../plan-difference/plan-difference.tsx';
import { momentInJapan } from '../time-words.ts';
import { DraftOf } from './versions-page.tsx';
import { versionHref, versionReason } from './version-words.ts';

/** The draft that became a version, with who entered its rows. */
export type Origin = {
  draft: { id: string; title: string; submittedBy: string };
  rows: readonly RowSaver[];
};

export type RestoreForm = {
  draftId: string;
  typed: { title: string; reason: string };
  faults: readonly FieldFault[];
};

type VersionPageProps = {
  version: ReadVersion;
  /** Null for the first. */
  before: ReadVersion | null;
  newest: ReadVersion['head'];
  origin: Origin | null;
  names: OfficerNames;
  deps: ConsoleDependencies;
  now: Date;
  pages: DifferencePages;
  /** Null where this officer may not, or there is nothing to go back to. */
  restore: RestoreForm | null;
};

export function VersionPage(props: VersionPageProps) {
  const { version, before, newest, origin, names, deps, now, pages, restore } = props;
  const { head } = version;
  return (
    <>
      {restore ? <ErrorSummary faults={restore.faults} /> : null}
      <DefinitionList
        items={[
          { term: '公開した日時', description: momentInJapan(head.publishedAt) },
          { term: '理由', description: versionReason(head) },
          { term: '入力した人', description: enteredWords(origin, names) },
          ...(origin ? [{ term: '承認を依頼した人', description: names(origin.draft.submittedBy) }] : []),
          { term: '承認した人', description: names(head.publishedBy) },
          { term: '下書き', description: <DraftOf draft={origin?.draft} /> },
          { term: 'ハッシュ（SHA-256）', description: <span class="hash">{head.sha256}</span> },
          { term: 'ファイル', description: <a href="/console/export">書き出しのページへ</a> },
        ]}
      />
      <nav class="pager" aria-label="前後の版">
        {head.number > 1 ? <a href={versionHref(head.number - 1)}>第{head.number - 1}版（1つ前）</a> : null}
        {head.number < newest.number ? (
          <a href={versionHref(head.number + 1)}>第{head.number + 1}版（1つ後）</a>
        ) : null}
        {head.number < newest.number ? (
          <a href={`/console/versions/compare?from=${head.number}&to=${newest.number}`}>
            公開中の第{newest.number}版とくらべる
          </a>
        ) : null}
      </nav>
      {before ? (
        <VersionDifference
          from={before}
          to={version}
          deps={deps}
          now={now}
          pages={pages}
          path={versionHref(head.number)}
          enteredBy={enteredBy(origin, names)}
        />
      ) : (
        <Contents version={version} dataPackage={deps.dataPackage} />
      )}
      {restore ? <Restore number={head.number} restore={restore} /> : null}
    </>
  );
}

const differences = new WeakMap<ReadVersion, WeakMap<ReadVersion, readonly RowChange[]>>();

/** Versions never change, so two are compared once for as long as they are in memory. */
export function differenceOf(
  from: ReadVersion,
  to: ReadVersion,
  dataPackage: DataPackage,
): readonly RowChange[] {
  const known = differences.get(from) ?? new WeakMap<ReadVersion, readonly RowChange[]>();
  differences.set(from, known);
  const changes = known.get(to) ?? diffDatasets(from.dataset, to.dataset, dataPackage);
  known.set(to, changes);
  return changes;
}

type VersionDifferenceProps = {
  from: ReadVersion;
  to: ReadVersion;
  deps: ConsoleDependencies;
  now: Date;
  pages: DifferencePages;
  path: string;
  enteredBy: (change: RowChange) => string;
};

export function VersionDifference({
  from,
  to,
  deps,
  now,
  pages,
  path,
  enteredBy: by,
}: VersionDifferenceProps) {
  const changes = differenceOf(from, to, deps.dataPackage);
  if (changes.length === 0)
    return (
      <p>
        第{from.head.number}版と第{to.head.number}版の内容は同じです。
      </p>
    );
  return (
    <PlanDifference
      plans={{ before: from.plan, after: to.plan }}
      changes={changes}
      sides={{ before: `第${from.head.number}版`, after: `第${to.head.number}版` }}
      today={japaneseDate(now)}
      place={deps}
      dataPackage={deps.dataPackage}
      enteredBy={by}
      pages={pages}
      path={path}
    />
  );
}

/** The first version changes nothing: what is in it, in brief. */
function Contents({ version, dataPackage }: { version: ReadVersion; dataPackage: DataPackage }) {
  const { kpis, kgis } = version.plan;
  const tables = dataPackage.resources.flatMap(({ name, title }) => {
    const count = version.dataset.tables[name]?.length ?? 0;
    return count > 0 ? [{ title, count }] : [];
  });
  return (
    <>
      <h2>この版の内容</h2>
      <p>
        はじめに公開した内容です。KPI {kpis.size} 件{kgis.size > 0 ? `と、KGI ${kgis.size} 件` : ''}
        があります。
      </p>
      <DataTable
        caption="表ごとの行の数"
        columns={[
          { heading: '表', names: true, cell: ({ title }: (typeof tables)[number]) => title },
          { heading: '行の数', numeric: true, cell: ({ count }) => count.toLocaleString('ja-JP') },
        ]}
        rows={tables}
      />
    </>
  );
}

function Restore({ number, restore }: { number: number; restore: RestoreForm }) {
  const { draftId, typed, faults } = restore;
  return (
    <>
      <h2 id="restore">この版に戻す</h2>
      <Form
        action={versionHref(number, '/restore')}
        label="この版に戻す下書きを作る"
        hidden={{ draft: draftId }}
        confirm={`第${number}版より後に公開した実績や変更は、公開の内容から外れます（履歴には残ります）。まず下書きができ、承認されるまで公開の内容は変わりません。`}
        actions={
          <>
            <Button>この版に戻す下書きを作る</Button>
            <ButtonLink href="/console/versions">やめる</ButtonLink>
          </>
        }
      >
        <TextField
          name="title"
          label="題名"
          required
          width="full"
          maxLength={TITLE_MAX}
          value={typed.title}
          error={errorOf(faults, 'title')}
        />
        <TextArea
          name="reason"
          label="理由"
          hint="なぜ戻すのか。公開の履歴に残ります"
          required
          maxLength={REASON_MAX}
          value={typed.reason}
          error={errorOf(faults, 'reason')}
        />
      </Form>
    </>
  );
}

function enteredWords(origin: Origin | null, names: OfficerNames): string {
  if (!origin) return '町の資料';
  return [...new Set(origin.rows.map(({ savedBy }) => names(savedBy)))].join('、');
}

function enteredBy(origin: Origin | null, names: OfficerNames): (change: RowChange) => string {
  if (!origin) return () => '町の資料';
  const saves = new Map(origin.rows.map((row) => [`${row.table}/${row.key}`, row]));
  return ({ table, key }) => {
    const row = saves.get(`${table}/${key}`);
    return row ? `${names(row.savedBy)}（${momentInJapan(row.savedAt)}）` : '';
  };
}
