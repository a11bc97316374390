import { SEGMENT_MIN, type Audience } from '../../domain/broadcasts/audience.ts';
import type { Broadcast } from '../../domain/broadcasts/broadcast.ts';
import { checkClosings, type CompositionFault } from '../../domain/broadcasts/check-composition.ts';
import { languagesOf } from '../../domain/broadcasts/composition-limits.ts';
import { scheduleFault, startOf, type ScheduleFault } from '../../domain/broadcasts/send-time.ts';
import { approvalBar, type ApprovalBar, type SelfApproval } from '../../domain/drafts/draft.ts';
import { japaneseDate } from '../../domain/plan/fiscal-year.ts';
import { ok, refused, type Result } from '../../domain/result.ts';
import { loadBroadcast } from '../../storage/broadcast-store.ts';
import { reopenBroadcast, submitBroadcast } from '../../storage/broadcast-steps.ts';
import { approveForEveryone, approveForSegment } from '../../storage/segment-store.ts';
import {
  asSeen,
  broadcastEntry,
  movedOn,
  type BroadcastDesk,
  type MovedOn,
  type SeenOnPage,
} from './broadcast-desk.ts';
import { composeContent } from './compose-content.ts';
import { questionOf, sizeOf } from './segment-size.ts';

/** Why a step was not taken; nothing has happened then. */
export type StepFault =
  | MovedOn
  | { kind: 'invalid'; faults: readonly CompositionFault[] }
  | { kind: 'no-reason' }
  /** The segment is too small, whatever its size. */
  | { kind: 'too-few' }
  | ScheduleFault
  | ApprovalBar;

type Step<Value = null> = Promise<Result<Value, StepFault>>;

/** Hands a broadcast in: what it says is rendered and frozen now, and from now on nobody can edit it. */
export async function submit(desk: BroadcastDesk, seen: SeenOnPage): Step {
  const broadcast = await loadSeen(desk, seen, 'open');
  if (!broadcast.ok) return broadcast;
  const composed = await composeContent(desk, broadcast.value);
  if (composed.faults.length > 0) return refused({ kind: 'invalid', faults: composed.faults });
  const timeFault = scheduleFault(broadcast.value.schedule, desk.now, desk.undoMinutes);
  if (timeFault) return refused(timeFault);
  if (await isTooSmall(desk, broadcast.value.audience)) return refused({ kind: 'too-few' });
  const { id, revision } = seen;
  const { text, sha256 } = composed;
  const done = await submitBroadcast(
    desk.db,
    asSeen(broadcast.value),
    { broadcastId: id, revision, content: text, sha256 },
    broadcastEntry(desk, 'broadcast-submitted', id, {
      after: JSON.stringify({ title: broadcast.value.title, sha256 }),
    }),
  );
  return done ? ok(null) : refused(await movedOn(desk, id));
}

async function isTooSmall(desk: BroadcastDesk, audience: Audience): Promise<boolean> {
  return audience.kind === 'segment' && (await sizeOf(desk, audience.segment, desk.now)).total < SEGMENT_MIN;
}

/** Takes a broadcast that waits for approval back to where it can be edited. */
export async function withdraw(desk: BroadcastDesk, seen: SeenOnPage): Step {
  return reopen(desk, seen, {
    from: 'submitted',
    action: 'broadcast-withdrawn',
    reason: '',
    returned: false,
  });
}

/** Back to its author, with a reason. */
export async function sendBack(desk: BroadcastDesk, seen: SeenOnPage, reason: string): Step {
  if (reason === '') return refused({ kind: 'no-reason' });
  return reopen(desk, seen, { from: 'submitted', action: 'broadcast-returned', reason, returned: true });
}

/**
 * Undoes an approval before anything has left: the frozen recipients are forgotten, and the broadcast can be edited and
 * must be approved anew. Once it has begun it can only be stopped.
 */
export async function cancelApproval(desk: BroadcastDesk, seen: SeenOnPage): Step {
  return reopen(desk, seen, {
    from: 'scheduled',
    action: 'broadcast-cancelled',
    reason: '',
    returned: false,
  });
}

async function reopen(
  desk: BroadcastDesk,
  seen: SeenOnPage,
  {
    from,
    action,
    reason,
    returned,
  }: {
    from: 'submitted' | 'scheduled';
    action: 'broadcast-withdrawn' | 'broadcast-returned' | 'broadcast-cancelled';
    reason: string;
    returned: boolean;
  },
): Step {
  const broadcast = await loadSeen(desk, seen, from);
  if (!broadcast.ok) return broadcast;
  const entry = broadcastEntry(desk, action, seen.id, { reason });
  const done = await reopenBroadcast(desk.db, asSeen(broadcast.value), entry, { returned });
  return done ? ok(null) : refused(await movedOn(desk, seen.id));
}

export type Approved = { startAt: string; recipients: number | null };

/**
 * A second person's approval of exactly what was handed in, by its hash, and the freezing of whom it goes to, in one
 * transaction. Nothing leaves before the time to undo it is over.
 */
export async function approve(
  desk: BroadcastDesk,
  seen: SeenOnPage & { sha256: string },
  { selfApproval }: { selfApproval: SelfApproval },
): Step<Approved> {
  const loaded = await loadSeen(desk, seen, 'submitted');
  if (!loaded.ok) return loaded;
  const broadcast = loaded.value;
  const { state, authors, schedule, audience } = broadcast;
  if (state.kind !== 'submitted' || state.sha256 !== seen.sha256)
    return refused({ kind: 'moved-on', broadcast });
  const bar = approvalBar(state, authors, desk.staff, selfApproval, desk.now);
  if (bar) return refused(bar);
  const timeFault = scheduleFault(schedule, desk.now, desk.undoMinutes);
  if (timeFault) return refused(timeFault);
  const startAt = startOf(schedule, desk.now, desk.undoMinutes);
  const closed = checkClosings(broadcast.composition, japaneseDate(startAt));
  if (closed.length > 0) return refused({ kind: 'invalid', faults: closed });
  const isOwn = approvalBar(state, authors, desk.staff, null, desk.now) !== null;
  const entry = broadcastEntry(desk, isOwn ? 'broadcast-self-approved' : 'broadcast-approved', seen.id, {
    after: JSON.stringify({ sha256: state.sha256, startAt: startAt.toISOString(), audience }),
    reason: schedule.quietReason,
  });
  const done =
    audience.kind === 'everyone'
      ? await approveForEveryone(desk.db, asSeen(broadcast), startAt.toISOString(), entry)
      : await approveForSegment(
          desk.db,
          asSeen(broadcast),
          {
            question: await questionOf(desk, audience.segment, startAt),
            variants: languagesOf(broadcast.composition),
            startAt: startAt.toISOString(),
          },
          entry,
        );
  if (done) {
    const approved = await loadBroadcast(desk.db, seen.id);
    const recipients = approved && 'recipients' in approved.state ? approved.state.recipients : null;
    return ok({ startAt: startAt.toISOString(), recipients });
  }
  if (await isTooSmall(desk, audience)) return refused({ kind: 'too-few' });
  return refused(await movedOn(desk, seen.id));
}

async function loadSeen(
  desk: BroadcastDesk,
  seen: SeenOnPage,
  state: Broadcast['state']['kind'],
): Promise<Result<Broadcast, MovedOn>> {
  const broadcast = await loadBroadcast(desk.db, seen.id);
  if (!broadcast) return refused({ kind: 'not-found' });
  return broadcast.state.kind === state && broadcast.revision === seen.revision
    ? ok(broadcast)
    : refused({ kind: 'moved-on', broadcast });
}
