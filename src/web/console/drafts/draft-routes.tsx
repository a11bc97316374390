import { Hono } from 'hono';
import { may } from '../../../domain/staff/roles.ts';
import { beginDraft } from '../../../flows/drafts/edit-draft.ts';
import {
  approve,
  cancelSchedule,
  discard,
  sendBack,
  submit,
  withdraw,
  type SeenDraft,
  type StepFault,
} from '../../../flows/drafts/review-draft.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { loadEntriesOf } from '../../../storage/audit-store.ts';
import { countDraftSaves, loadDraftSaves, loadRowsOfSaves } from '../../../storage/draft-history.ts';
import { loadClosedDrafts, loadDraft, loadDraftsUnderWay } from '../../../storage/draft-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { loadOfficerNames } from '../officer-names.ts';
import { readPage } from '../plan-difference/difference-pages.ts';
import { openDraft } from '../plan-edit/draft-request.ts';
import { plansOf } from '../plan-edit/draft-rows.ts';
import { draftHref } from '../plan-edit/edit-page.tsx';
import { field, redirectTo, respondNotFound, respondPage } from '../respond.tsx';
import { beginOnce } from './begin-once.ts';
import { readBeginning } from './draft-beginning.ts';
import { plainLine, plainText, readText, reasonFaults, titleFaults } from './draft-form.ts';
import { CLOSED_SHOWN, DraftsPage } from './drafts-page.tsx';
import { HistoryPage, ROWS_OF_SAVE, ROWS_SHOWN, SavePage, SAVES_SHOWN } from './history-page.tsx';
import { FIRST_STEPS, NewDraftForm, type TypedDraft } from './new-draft-page.tsx';
import { readPublishTime } from './publish-time.ts';
import { respondReview, selfApprovalOf } from './respond-review.tsx';
import { isTakenAlready, respondStepFault, seenDraft, typedSteps, type StepName } from './respond-step.tsx';
import { respondOtherWords, retitle } from './retitle.tsx';

const ENTRIES_SHOWN = 200;

/** Drafts from their beginning to their publication. */
export function draftRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/drafts', allow('view'), async (c) => {
    const [underWay, closed, names] = await Promise.all([
      loadDraftsUnderWay(c.env.DB),
      loadClosedDrafts(c.env.DB, CLOSED_SHOWN),
      loadOfficerNames(c.env.DB),
    ]);
    const canEdit = may(c.var.staff, 'edit-draft');
    return respondPage(c, {
      title: '下書き',
      here: 'drafts',
      lead: '公開中の内容は、下書きを通して変えます。承認されて公開されるまで、住民には見えません。',
      children: <DraftsPage underWay={underWay} closed={closed} names={names} canEdit={canEdit} />,
    });
  });

  app.get('/drafts/new', allow('edit-draft'), (c) =>
    respondPage(c, {
      title: '新しい下書き',
      here: 'drafts',
      children: (
        <NewDraftForm draftId={c.var.deps.newId()} typed={readBeginning(c.req.query())} faults={[]} />
      ),
    }),
  );

  app.post('/drafts', allow('edit-draft'), async (c) => {
    const typed: TypedDraft = {
      title: plainLine(readText(c, 'title')),
      reason: plainText(readText(c, 'reason')),
      first: field(c, 'first'),
    };
    const first = FIRST_STEPS.find(({ value }) => value === typed.first);
    const faults = [
      ...titleFaults(typed.title),
      ...reasonFaults('reason', typed.reason),
      ...(first ? [] : [{ name: 'first', text: '最初にすることを選んでください。' }]),
    ];
    if (faults.length > 0 || !first) {
      const form = <NewDraftForm draftId={field(c, 'draft')} typed={typed} faults={faults} />;
      return respondPage(c, { title: '新しい下書き', here: 'drafts', children: form }, 422);
    }
    const { title, reason } = typed;
    const id = await beginOnce(c, field(c, 'draft'), { title, reason }, (newId) =>
      beginDraft(c.var.desk, { title, reason, newId }),
    );
    return id === null ? respondNotFound(c) : redirectTo(c, draftHref(id, `/${first.value}`));
  });

  app.get('/drafts/:id', allow('view'), async (c) => {
    const open = await openDraft(c);
    return open ? respondReview(c, open) : respondNotFound(c);
  });

  app.post('/drafts/:id/retitle', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    const words = { title: plainLine(readText(c, 'title')), reason: plainText(readText(c, 'reason')) };
    const { revision } = seenDraft(c, open.draft.id);
    const seen = {
      revision,
      title: readText(c, 'title-seen'),
      reason: plainText(readText(c, 'reason-seen')),
    };
    const faults = [...titleFaults(words.title), ...reasonFaults('reason', words.reason)];
    if (faults.length > 0) return respondReview(c, open, { status: 422, typed: words, faults });
    const done = await retitle(c.var, open.draft, { seen, words });
    if (done.ok) return redirectTo(c, draftHref(open.draft.id), 'retitled');
    const now = await loadDraft(c.env.DB, open.draft.id);
    return now ? respondOtherWords(c, now, words) : respondNotFound(c);
  });

  // Where a form is sent to, the browser may come back with a GET: after a reload, or a form that was not taken.
  app.get('/drafts/:id/:step{submit|withdraw|cancel|discard|return|approve|retitle}', allow('view'), (c) =>
    redirectTo(c, draftHref(c.req.param('id'))),
  );

  app.post('/drafts/:id/submit', allow('submit-draft'), (c) =>
    takeStep(c, 'submit', 'submitted', (seen) => submit(c.var.desk, seen)),
  );

  app.post('/drafts/:id/withdraw', allow('withdraw-draft'), (c) =>
    takeStep(c, 'withdraw', 'withdrawn', (seen) => withdraw(c.var.desk, seen)),
  );

  app.post('/drafts/:id/cancel', allow('cancel-schedule'), (c) =>
    takeStep(c, 'cancel', 'cancelled', (seen) => cancelSchedule(c.var.desk, seen)),
  );

  app.post('/drafts/:id/discard', allow('discard-draft'), (c) =>
    takeStep(c, 'discard', 'discarded', (seen) => discard(c.var.desk, seen)),
  );

  app.post('/drafts/:id/return', allow('return-draft'), async (c) => {
    const note = plainText(readText(c, 'note'));
    const faults = reasonFaults('note', note, '差し戻す理由を書いてください。');
    const open = faults.length > 0 ? await openDraft(c) : null;
    if (open) return respondReview(c, open, { status: 422, typed: typedSteps(c), faults });
    return takeStep(c, 'return', 'returned', (seen) => sendBack(c.var.desk, seen, note));
  });

  app.post('/drafts/:id/approve', allow('approve-draft'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    const when = field(c, 'when');
    const time =
      when === 'later'
        ? readPublishTime({ date: readText(c, 'date'), time: readText(c, 'time') }, c.var.desk.now)
        : ok(null);
    const faults = [
      ...(when === 'now' || when === 'later'
        ? []
        : [{ name: 'when', text: 'すぐに公開するか、日時を決めるかを選んでください。' }]),
      ...(time.ok ? [] : time.fault),
    ];
    if (!time.ok || faults.length > 0)
      return respondReview(c, open, { status: 422, typed: typedSteps(c), faults });
    return takeStep(c, 'approve', time.value === null ? 'published' : 'scheduled', (seen) =>
      approve(c.var.desk, seen, { publishAt: time.value, selfApproval: selfApprovalOf(c.var) }),
    );
  });

  app.get('/drafts/:id/history', allow('view'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    const { id, title } = open.draft;
    const page = {
      here: 'drafts',
      help: 'review',
      trail: [{ href: draftHref(id), label: title }],
    } as const;
    const names = await loadOfficerNames(c.env.DB);
    const known = { names, plans: plansOf(open), dataPackage: c.var.deps.dataPackage };
    const path = draftHref(id, '/history');
    const wanted = readPage(c.req.query('page'));
    const revision = c.req.query('revision');
    if (revision !== undefined) {
      const saves = await loadDraftSaves(c.env.DB, id, { limit: -1, offset: 0 });
      const save = saves.find((other) => String(other.revision) === revision);
      if (!save) return respondNotFound(c);
      const last = Math.max(1, Math.ceil(save.rows / ROWS_SHOWN));
      const shown = Math.min(wanted, last);
      const rows = await loadRowsOfSaves(c.env.DB, id, {
        revisions: [save.revision],
        from: (shown - 1) * ROWS_SHOWN,
        limit: ROWS_SHOWN,
      });
      return respondPage(c, {
        ...page,
        title: save.revision === 0 ? 'はじめの行' : `保存${save.revision}回目の行`,
        trail: [...page.trail, { href: path, label: '保存の記録' }],
        children: <SavePage {...known} save={save} rows={rows} page={shown} path={path} />,
      });
    }
    const total = await countDraftSaves(c.env.DB, id);
    const shown = Math.min(wanted, Math.max(1, Math.ceil(total / SAVES_SHOWN)));
    const [saves, entries] = await Promise.all([
      loadDraftSaves(c.env.DB, id, { limit: SAVES_SHOWN, offset: (shown - 1) * SAVES_SHOWN }),
      loadEntriesOf(c.env.DB, `draft/${id}`, ENTRIES_SHOWN),
    ]);
    const rows = await loadRowsOfSaves(c.env.DB, id, {
      revisions: saves.map((save) => save.revision),
      from: 0,
      limit: ROWS_OF_SAVE,
    });
    return respondPage(c, {
      ...page,
      title: '保存の記録',
      lead: '保存した内容は、あとから置きかえた分も含めて、すべて残っています。',
      children: (
        <HistoryPage
          {...known}
          saves={saves}
          rows={rows}
          entries={entries}
          total={total}
          page={shown}
          path={path}
        />
      ),
    });
  });

  return app;
}

/** One step of a draft: on to its page, or why it was not taken. What was done before by the same officer is done. */
async function takeStep<Value>(
  c: ConsoleContext,
  step: StepName,
  done: string,
  take: (seen: SeenDraft) => Promise<Result<Value, StepFault>>,
): Promise<Response> {
  const seen = seenDraft(c, c.req.param('id') ?? '');
  const taken = await take(seen);
  const isDone =
    taken.ok ||
    (taken.fault.kind === 'moved-on' && isTakenAlready(step, taken.fault.open, seen, c.var.staff));
  return isDone ? redirectTo(c, draftHref(seen.id), done) : respondStepFault(c, taken.fault, seen);
}
