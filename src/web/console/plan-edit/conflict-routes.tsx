import { Hono } from 'hono';
import { isEditable } from '../../../domain/drafts/draft.ts';
import type { OverlayConflict } from '../../../domain/drafts/overlay.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { rebaseDraft, type Choice } from '../../../flows/drafts/edit-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { allow } from '../allow.ts';
import { cellWords } from '../cell-words.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { RadioGroup } from '../parts/fields.tsx';
import { Button, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { DataTable, EmptyState } from '../parts/table-parts.tsx';
import { field, redirectTo, respondNotFound } from '../respond.tsx';
import { BlankCell } from '../row-difference.tsx';
import { columnTitle, rowName } from '../row-names.ts';
import { readRevision } from './commit-rows.ts';
import { openDraft } from './draft-request.ts';
import { plansOf } from './draft-rows.ts';
import { draftHref, readOnlyWhy, respondEdit } from './edit-page.tsx';
import { respondClosed } from './stale-page.tsx';

/** Rows that this draft changes and that have been published otherwise since it began: a person chooses. */
export function conflictRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/drafts/:id/conflicts', allow('view'), async (c) => {
    const open = await openDraft(c);
    return open ? respondConflicts(c, open, [], 200) : respondNotFound(c);
  });

  app.post('/drafts/:id/conflicts', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    if (!isEditable(open.draft)) return respondClosed(c, open.draft);
    // What was chosen was chosen between rows that the page showed.
    if (field(c, 'version') !== String(open.newest.head.number)) return respondConflicts(c, open, [], 409);
    const choices = open.conflicts.flatMap((conflict): Choice[] => {
      const keep = field(c, nameOf(conflict));
      const { table, key } = conflict;
      return keep === 'mine' || keep === 'published' ? [{ table, key, keep }] : [];
    });
    const undecided = open.conflicts.filter(
      ({ table, key }) => !choices.some((choice) => choice.table === table && choice.key === key),
    );
    const faults = undecided.map((conflict) => ({
      name: nameOf(conflict),
      text: `「${rowName(conflict.table, conflict.key, plansOf(open))}」を、どちらにするか選んでください。`,
    }));
    if (faults.length > 0) return respondConflicts(c, open, faults, 422);
    const done = await rebaseDraft(c.var.desk, {
      id: open.draft.id,
      revision: readRevision(field(c, 'revision')),
      choices,
    });
    if (done.ok) return redirectTo(c, draftHref(open.draft.id, '/plan'), 'rebased');
    if (done.fault.kind === 'not-found') return respondNotFound(c);
    if (done.fault.kind === 'closed') return respondClosed(c, done.fault.draft);
    return respondConflicts(c, done.fault.open, [], 409);
  });

  return app;
}

function nameOf({ table, key }: OverlayConflict): string {
  return `keep:${table}/${encodeURIComponent(key)}`;
}

function respondConflicts(
  c: ConsoleContext,
  open: OpenDraft,
  faults: readonly FieldFault[],
  status: 200 | 409 | 422,
): Response | Promise<Response> {
  const canEdit = readOnlyWhy(open.draft, c.var.staff) === null;
  const chosen = (name: string): string => (c.req.method === 'POST' ? field(c, name) : '');
  const sections = open.conflicts.map((conflict) => (
    <section>
      <ConflictTable open={open} conflict={conflict} dataPackage={c.var.deps.dataPackage} />
      {canEdit ? (
        <RadioGroup
          name={nameOf(conflict)}
          label="どちらにしますか"
          value={chosen(nameOf(conflict))}
          choices={[
            {
              value: 'published',
              label: 'いま公開している内容にする',
              hint: 'この下書きでの変更はなくなります。',
            },
            {
              value: 'mine',
              label: 'この下書きの内容にする',
              hint: '公開すると、いまの内容と置きかわります。',
            },
          ]}
          error={faults.find(({ name }) => name === nameOf(conflict))?.text}
          required
        />
      ) : null}
    </section>
  ));
  return respondEdit(
    c,
    open,
    {
      title: '公開中の内容との食い違い',
      notice:
        status === 409 ? (
          <Notice kind="warning" title="この画面を開いたあとで内容が変わったので、まだ保存していません">
            <p>もう一度、内容を確かめてから保存してください。選んだものはそのままです。</p>
          </Notice>
        ) : null,
      lead: '下書きを始めたあとで、同じ行が別に公開されました。どちらにするかを決めるまで、承認を依頼できません。',
      children:
        open.conflicts.length === 0 ? (
          <EmptyState title="食い違いはありません">
            <p>
              <a href={draftHref(open.draft.id)}>下書きのページへ</a>
            </p>
          </EmptyState>
        ) : canEdit ? (
          <>
            <ErrorSummary faults={faults} />
            <Form
              action={draftHref(open.draft.id, '/conflicts')}
              hidden={{ revision: String(open.draft.revision), version: String(open.newest.head.number) }}
              actions={<Button>選んだ内容を下書きに保存する</Button>}
            >
              {sections}
            </Form>
          </>
        ) : (
          sections
        ),
    },
    status,
  );
}

type ConflictProps = { open: OpenDraft; conflict: OverlayConflict; dataPackage: DataPackage };

function ConflictTable({ open, conflict, dataPackage }: ConflictProps) {
  const { table, key, base, newest, mine } = conflict;
  const plans = plansOf(open);
  const cell = (row: Row | null) => (column: string) =>
    row === null ? '（行がありません）' : cellWords(table, column, row, dataPackage, plans) || <BlankCell />;
  const columns = new Set([base, newest, mine].flatMap((row) => Object.keys(row ?? {})));
  const differing = [...columns].filter(
    (column) => new Set([base, newest, mine].map((row) => row?.[column] ?? '')).size > 1,
  );
  return (
    <DataTable
      caption={rowName(table, key, plans)}
      columns={[
        { heading: '項目', names: true, cell: (column: string) => columnTitle(table, column, dataPackage) },
        { heading: '下書きを始めたとき', cell: cell(base) },
        { heading: 'いま公開している内容', cell: cell(newest) },
        { heading: 'この下書き', cell: cell(mine) },
      ]}
      rows={differing}
    />
  );
}
