import { Hono } from 'hono';
import { japaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import type { Result } from '../../../../domain/result.ts';
import { may } from '../../../../domain/staff/roles.ts';
import { canBeSettled, resume, settleChunk, stop } from '../../../../flows/broadcasts/control-broadcast.ts';
import { BROADCAST_REASON_MAX } from '../../../../flows/broadcasts/edit-broadcast.ts';
import {
  approve,
  cancelApproval,
  sendBack,
  submit,
  withdraw,
} from '../../../../flows/broadcasts/review-broadcast.ts';
import { queueChunks } from '../../../../flows/broadcasts/sweep-broadcasts.ts';
import {
  loadBroadcast,
  loadBroadcastsUnderWay,
  loadClosedBroadcasts,
} from '../../../../storage/broadcast-store.ts';
import { countUndecidedChunks } from '../../../../storage/chunk-counts.ts';
import { loadInsights } from '../../../../storage/insight-store.ts';
import { allow } from '../../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../../console-env.ts';
import { bodyOf, downloadHeaders } from '../../download.ts';
import { plainText, readText, reasonFaults } from '../../drafts/draft-form.ts';
import { selfApprovalOf } from '../../drafts/respond-review.tsx';
import { loadOfficerNames } from '../../officer-names.ts';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { field, redirectTo, respondNotFound, respondPage } from '../../respond.tsx';
import { broadcastHref } from '../broadcast-href.ts';
import { ComparisonPage } from '../comparison/comparison-page.tsx';
import { loadComparison } from '../comparison/load-comparison.ts';
import { chunkLines, recordCsv } from '../record/record-files.ts';
import type { AnyFault } from '../view/broadcast-fault-words.ts';
import { loadBroadcastView } from '../view/load-broadcast-view.ts';
import { BroadcastsPage, CLOSED_SHOWN } from './broadcasts-page.tsx';
import { respondBroadcast } from './respond-broadcast.tsx';
import {
  isSettledAlready,
  isTakenAlready,
  respondMovedOn,
  respondStepFault,
  seenBroadcast,
  typedSteps,
  type Seen,
  type StepName,
} from './respond-step.tsx';

const STEPS = 'submit|withdraw|return|approve|cancel|stop|resume';

/** Broadcasts from the moment they are handed in: approval, sending, and what became of them. */
export function deliveryRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/broadcasts', allow('view'), async (c) => {
    const db = c.env.DB;
    const [underWay, closed, undecided, names] = await Promise.all([
      loadBroadcastsUnderWay(db),
      loadClosedBroadcasts(db, CLOSED_SHOWN),
      countUndecidedChunks(db),
      loadOfficerNames(db),
    ]);
    const insights = await loadInsights(
      db,
      closed.map(({ id }) => id),
    );
    const canCompose = may(c.var.staff, 'compose-broadcast');
    return respondPage(c, {
      title: '配信',
      here: 'broadcasts',
      help: 'broadcast-progress',
      lead: '町の公式LINEから、友だちに知らせを送ります。作る人とは別の人が承認してから送られます。',
      children: <BroadcastsPage {...{ underWay, closed, undecided, insights, names, canCompose }} />,
    });
  });

  app.get('/broadcasts/comparison', allow('view'), async (c) =>
    respondPage(c, {
      title: '配信をくらべる',
      here: 'broadcasts',
      help: 'broadcast-record',
      lead: '配信ごとの開封とクリック、配信のあとの友だちとブロックの動きを見ます。',
      children: <ComparisonPage comparison={await loadComparison(c.env.DB, c.var.broadcastDesk.now)} />,
    }),
  );

  app.get('/broadcasts/:id', allow('view'), async (c) => {
    const broadcast = await loadBroadcast(c.env.DB, c.req.param('id'));
    return broadcast ? respondBroadcast(c, broadcast) : respondNotFound(c);
  });

  app.get('/broadcasts/:id/record.csv', allow('export'), async (c) => {
    const broadcast = await loadBroadcast(c.env.DB, c.req.param('id'));
    if (!broadcast) return respondNotFound(c);
    const view = await loadBroadcastView(c, broadcast);
    return c.body(recordCsv(view), 200, csvHeaders(c, '配信の記録'));
  });

  app.get('/broadcasts/:id/chunks.csv', allow('export'), async (c) => {
    const broadcast = await loadBroadcast(c.env.DB, c.req.param('id'));
    if (!broadcast) return respondNotFound(c);
    const lines = chunkLines(c.env.DB, broadcast, await loadOfficerNames(c.env.DB));
    const log = (fault: string): void =>
      c.var.deps.log({ event: 'download-broken-off', path: c.req.path, fault });
    return c.body(bodyOf(lines, log), 200, csvHeaders(c, '配信の送信一覧'));
  });

  // Where a form is sent to, the browser may come back with a GET: after a reload, or a form that was not taken.
  app.get(`/broadcasts/:id/:step{${STEPS}}`, allow('view'), (c) =>
    redirectTo(c, broadcastHref(c.req.param('id'))),
  );
  app.get('/broadcasts/:id/chunks/:number/settle', allow('view'), (c) =>
    redirectTo(c, broadcastHref(c.req.param('id'))),
  );

  app.post('/broadcasts/:id/submit', allow('submit-broadcast'), (c) =>
    takeStep(c, 'submit', 'submitted', (seen) => submit(c.var.broadcastDesk, seen)),
  );

  app.post('/broadcasts/:id/withdraw', allow('submit-broadcast'), (c) =>
    takeStep(c, 'withdraw', 'withdrawn', (seen) => withdraw(c.var.broadcastDesk, seen)),
  );

  app.post('/broadcasts/:id/return', allow('approve-broadcast'), async (c) => {
    const note = plainText(readText(c, 'note'));
    const faults = reasonFaults('note', note, '差し戻す理由を書いてください。');
    const again = await respondFaults(c, faults);
    return again ?? takeStep(c, 'return', 'returned', (seen) => sendBack(c.var.broadcastDesk, seen, note));
  });

  app.post('/broadcasts/:id/approve', allow('approve-broadcast'), (c) =>
    takeStep(c, 'approve', 'approved', (seen) =>
      approve(c.var.broadcastDesk, seen, { selfApproval: selfApprovalOf(c.var) }),
    ),
  );

  app.post('/broadcasts/:id/cancel', allow('stop-broadcast'), (c) =>
    takeStep(c, 'cancel', 'cancelled', (seen) => cancelApproval(c.var.broadcastDesk, seen)),
  );

  // A reason that is too long is cut: nothing that could be put right holds up a stop.
  app.post('/broadcasts/:id/stop', allow('stop-broadcast'), (c) => {
    const reason = plainText(readText(c, 'stop-reason')).slice(0, BROADCAST_REASON_MAX).toWellFormed();
    return takeStep(c, 'stop', 'stopped', (seen) => stop(c.var.broadcastDesk, seen, reason));
  });

  app.post('/broadcasts/:id/resume', allow('resume-broadcast'), async (c) => {
    const reason = plainText(readText(c, 'resume-reason'));
    const again = await respondFaults(c, reasonFaults('resume-reason', reason));
    if (again) return again;
    return takeStep(c, 'resume', 'resumed', async (seen) => {
      const resumed = await resume(c.var.broadcastDesk, seen, reason);
      if (resumed.ok) await queueNow(c);
      return resumed;
    });
  });

  app.post('/broadcasts/:id/chunks/:number{[0-9]+}/settle', allow('settle-chunk'), settle);

  return app;
}

/** One step of a broadcast: on to its page, or why it was not taken. What the same officer did before is done. */
async function takeStep<Value>(
  c: ConsoleContext,
  step: StepName,
  done: string,
  take: (seen: Seen) => Promise<Result<Value, AnyFault>>,
): Promise<Response> {
  const seen = seenBroadcast(c);
  const taken = await take(seen);
  const isDone =
    taken.ok ||
    (taken.fault.kind === 'moved-on' &&
      (await isTakenAlready(c.env.DB, step, taken.fault.broadcast, seen, c.var.staff)));
  return isDone ? redirectTo(c, broadcastHref(seen.id), done) : respondStepFault(c, step, taken.fault, seen);
}

/** The page once more with what is wrong in its fields; null where nothing is. */
async function respondFaults(
  c: ConsoleContext,
  faults: readonly FieldFault[],
  typed: Record<string, string> = typedSteps(c),
): Promise<Response | null> {
  if (faults.length === 0) return null;
  const broadcast = await loadBroadcast(c.env.DB, c.req.param('id') ?? '');
  return broadcast ? respondBroadcast(c, broadcast, { status: 422, typed, faults }) : respondNotFound(c);
}

async function settle(c: ConsoleContext): Promise<Response> {
  const chunk = Number(c.req.param('number'));
  const decision = field(c, `decision-${chunk}`);
  const reason = plainText(readText(c, `reason-${chunk}`));
  const typed = { chunk: String(chunk), decision, reason };
  const isDecided = decision === 'send-again' || decision === 'give-up';
  const faults = [
    ...(isDecided
      ? []
      : [
          { name: `decision-${chunk}`, text: `${chunk}番の送信を、送りなおすか送らないかを選んでください。` },
        ]),
    ...reasonFaults(`reason-${chunk}`, reason, `${chunk}番の送信について、そう決めた理由を書いてください。`),
  ];
  const again = await respondFaults(c, faults, typed);
  if (again || !isDecided) return again ?? respondNotFound(c);
  const seen = seenBroadcast(c);
  const broadcast = await loadBroadcast(c.env.DB, seen.id);
  if (!broadcast) return respondNotFound(c);
  if (!canBeSettled(broadcast)) return respondMovedOn(c, broadcast, seen, reason);
  const settled = await settleChunk(c.var.broadcastDesk, { id: seen.id, chunk }, { decision, reason });
  const done = decision === 'send-again' ? 'sent-again' : 'given-up';
  if (settled.ok) {
    if (decision === 'send-again') await queueNow(c);
    return redirectTo(c, broadcastHref(seen.id), done);
  }
  const { email } = c.var.staff;
  if (settled.fault.kind === 'moved-on') {
    if (await isSettledAlready(c.env.DB, { id: seen.id, chunk, decision, email }))
      return redirectTo(c, broadcastHref(seen.id), done);
    return respondMovedOn(c, settled.fault.broadcast, seen, reason);
  }
  if (settled.fault.kind === 'quiet-hours') {
    const text = 'いまは夜間・早朝（20:00〜9:00）です。送りなおすのは9:00からにしてください。';
    const late = await respondFaults(c, [{ name: `decision-${chunk}`, text }], typed);
    return late ?? respondNotFound(c);
  }
  return respondStepFault(c, 'settle', settled.fault, seen);
}

/** So that it goes on at once; where the queue does not take it, the clock finds it within a minute. */
async function queueNow(c: ConsoleContext): Promise<void> {
  const { db, now } = c.var.broadcastDesk;
  try {
    await queueChunks({ db, queue: c.env.DELIVERIES, now });
  } catch (error) {
    const fault = error instanceof Error ? error.message : 'unknown';
    c.var.deps.log({ event: 'chunks-not-queued', fault });
  }
}

function csvHeaders(c: ConsoleContext, name: string): Record<string, string> {
  return downloadHeaders(`${name}_${japaneseDate(c.var.deps.now())}.csv`, 'text/csv; charset=utf-8');
}
