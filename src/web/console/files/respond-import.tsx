import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { may } from '../../../domain/staff/roles.ts';
import { isEditable, type Draft } from '../../../domain/drafts/draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { ImportDesk, OpenImport } from '../../../flows/import-file.ts';
import type { ConsoleContext } from '../console-env.ts';
import { loadOfficerNames } from '../officer-names.ts';
import { ButtonLink, ErrorSummary } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { readPage } from '../plan-difference/difference-pages.ts';
import { closedWords, draftHref } from '../plan-edit/edit-page.tsx';
import { editableTables, plansOf } from '../plan-edit/draft-rows.ts';
import { respondPage } from '../respond.tsx';
import { momentInJapan } from '../time-words.ts';
import { FaultTable } from './fault-table.tsx';
import { FilesToBegin, ImportForm } from './import-form.tsx';
import { ImportPreview } from './import-preview.tsx';

const TITLE = 'ファイルの取り込み';

export function importDesk({ var: { desk, deps } }: ConsoleContext): ImportDesk {
  return { ...desk, tables: editableTables(deps.dataPackage) };
}

/** Why an officer cannot take files into a draft; null where they can. */
function whyNot(c: ConsoleContext, draft: Draft): string | null {
  if (!isEditable(draft)) return closedWords(draft);
  return may(c.var.staff, 'import')
    ? null
    : '見るだけの権限です。ファイルを取り込むには、編集者以上の権限が必要です';
}

type Again = { status: ContentfulStatusCode; missing: string; error?: string; children?: Child };

/** The form; once more, with what was wrong, where a file was not taken. */
export function respondForm(
  c: ConsoleContext,
  { draft }: Pick<OpenDraft, 'draft'>,
  { status, missing, error, children }: Again = { status: 200, missing: 'keep' },
): Response | Promise<Response> {
  const why = whyNot(c, draft);
  return respondPage(
    c,
    {
      title: TITLE,
      here: 'drafts',
      help: 'import',
      trail: [{ href: draftHref(draft.id), label: draft.title }],
      lead: 'ExcelやCSVの内容を、この下書きに取り込みます。取り込む前に、変わるところをすべて見て決められます。',
      notice: (
        <>
          {c.req.query('done') === 'import-dropped' ? (
            <Notice kind="success" title="ファイルを取り込まずに捨てました。下書きは変わっていません" />
          ) : null}
          {why ? <Notice kind="info" title={why} /> : null}
          {error ? (
            <ErrorSummary faults={[{ name: 'file', text: error }]} title="ファイルを確かめてください" />
          ) : null}
        </>
      ),
      children: (
        <>
          {children}
          {why ? null : <ImportForm draftId={draft.id} missing={missing} error={error} />}
          <FilesToBegin draftId={draft.id} />
        </>
      ),
    },
    status,
  );
}

type Shown = { importId: string; status?: ContentfulStatusCode; notice?: Child };

/** A file that waits for a decision, or was taken, beside its draft as it is now. */
export async function respondImport(
  c: ConsoleContext,
  opened: OpenImport,
  { importId, status = 200, notice }: Shown,
): Promise<Response> {
  const { draft } = opened.open;
  const body = opened.kind === 'taken' ? await takenBody(c, opened) : waitingBody(c, opened, importId);
  return respondPage(
    c,
    {
      title: '取り込みの確認',
      here: 'drafts',
      help: 'import',
      trail: [
        { href: draftHref(draft.id), label: draft.title },
        { href: draftHref(draft.id, '/import'), label: TITLE },
      ],
      lead: `ファイル「${opened.fileName}」`,
      notice: notice ?? body.notice,
      children: body.children,
    },
    status,
  );
}

type Body = { notice: Child; children: Child };

async function takenBody(c: ConsoleContext, taken: OpenImport & { kind: 'taken' }): Promise<Body> {
  const names = await loadOfficerNames(c.env.DB);
  return {
    notice: <Notice kind="info" title="このファイルは、もう取り込まれています" />,
    children: (
      <>
        <p>
          {names(taken.by)}さんが、{momentInJapan(taken.at)}に {taken.rows.toLocaleString('ja-JP')}{' '}
          行を下書きに取り込みました。もう一度取り込む必要はありません。
        </p>
        <p>
          <ButtonLink href={draftHref(taken.open.draft.id)}>下書きを見る</ButtonLink>
        </p>
      </>
    ),
  };
}

function waitingBody(c: ConsoleContext, waiting: OpenImport & { kind: 'waiting' }, importId: string): Body {
  const { open, review } = waiting;
  const { dataPackage } = c.var.deps;
  const why = whyNot(c, open.draft);
  const notice = why ? (
    <Notice kind="info" title={why} />
  ) : review.changes.length > 0 && review.faults.length === 0 ? (
    <Notice
      kind="info"
      title="まだ何も取り込んでいません。変わるところを確かめて、下のボタンで決めてください"
    />
  ) : null;
  return {
    notice,
    children:
      review.faults.length > 0 ? (
        <>
          <FaultTable
            faults={review.faults}
            dataPackage={dataPackage}
            plans={plansOf(open)}
            tables={editableTables(dataPackage)}
          />
          <p>
            <ButtonLink href={draftHref(open.draft.id, '/import')}>ファイルを選び直す</ButtonLink>
          </p>
        </>
      ) : (
        <ImportPreview
          importId={importId}
          waiting={waiting}
          canTake={why === null}
          page={readPage(c.req.query('page'))}
          today={japaneseDate(c.var.desk.now)}
          dataPackage={dataPackage}
        />
      ),
  };
}

/** Somebody saved into the draft after the file was shown: what is shown now is the file beside what there is now. */
export async function respondStale(
  c: ConsoleContext,
  waiting: OpenImport & { kind: 'waiting' },
  importId: string,
): Promise<Response> {
  const { draft } = waiting.open;
  const names = await loadOfficerNames(c.env.DB);
  const isIn = waiting.review.changes.length === 0;
  const notice = (
    <Notice
      kind="warning"
      title={
        isIn
          ? 'このファイルの内容は、もう下書きに入っています'
          : '確かめているあいだに下書きが変わったため、まだ取り込んでいません'
      }
    >
      <p>
        {names(draft.updatedBy)}さんが、{momentInJapan(draft.updatedAt)}に下書きを変えました。
        {isIn
          ? null
          : 'いまの下書きと、ファイルの違いを示します。「変更前」がいまの下書き、「変更後」がファイルの内容です。確かめて、もう一度決めてください。'}
      </p>
    </Notice>
  );
  return respondImport(c, waiting, { importId, status: 409, notice });
}
