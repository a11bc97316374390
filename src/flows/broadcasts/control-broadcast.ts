import { isUnderWay, type Broadcast } from '../../domain/broadcasts/broadcast.ts';
import { isQuiet } from '../../domain/broadcasts/send-time.ts';
import { ok, refused, type Result } from '../../domain/result.ts';
import { loadBroadcast } from '../../storage/broadcast-store.ts';
import { resumeBroadcast, stopBroadcast } from '../../storage/broadcast-steps.ts';
import { giveUpChunk, sendChunkAgain } from '../../storage/settle-chunk.ts';
import {
  asSeen,
  broadcastEntry,
  movedOn,
  type BroadcastDesk,
  type MovedOn,
  type SeenOnPage,
} from './broadcast-desk.ts';

export type ControlFault =
  | MovedOn
  | { kind: 'no-reason' }
  /** It is late in the day: going on now needs a reason of its own. */
  | { kind: 'quiet-hours' };

type Control = Promise<Result<null, ControlFault>>;

/**
 * Lets nothing more leave, at any moment after the start. A state that has moved on between the page and the button is
 * no reason not to: only one that cannot be stopped any more is.
 */
export async function stop(desk: BroadcastDesk, { id }: Pick<SeenOnPage, 'id'>, reason: string): Control {
  for (let attempt = 0; attempt < STOP_TRIES; attempt += 1) {
    const broadcast = await loadBroadcast(desk.db, id);
    if (!broadcast) return refused({ kind: 'not-found' });
    if (!isUnderWay(broadcast.state) && broadcast.state.kind !== 'scheduled')
      return refused({ kind: 'moved-on', broadcast });
    const entry = broadcastEntry(desk, 'broadcast-stopped', id, { reason });
    if (await stopBroadcast(desk.db, asSeen(broadcast), entry)) return ok(null);
  }
  return refused(await movedOn(desk, id));
}

const STOP_TRIES = 4; // from scheduled to sending to paused, and once more

/** Lets a paused broadcast go on. In the quiet hours that needs a reason: the approved one, or a new one. */
export async function resume(desk: BroadcastDesk, seen: SeenOnPage, reason: string): Control {
  const broadcast = await loadBroadcast(desk.db, seen.id);
  if (!broadcast) return refused({ kind: 'not-found' });
  if (broadcast.state.kind !== 'paused' || broadcast.revision !== seen.revision)
    return refused({ kind: 'moved-on', broadcast });
  if (isQuiet(desk.now) && reason === '' && broadcast.schedule.quietReason === '')
    return refused({ kind: 'quiet-hours' });
  const entry = broadcastEntry(desk, 'broadcast-resumed', seen.id, {
    before: JSON.stringify({ why: broadcast.state.why }),
    reason,
  });
  return (await resumeBroadcast(desk.db, asSeen(broadcast), entry))
    ? ok(null)
    : refused(await movedOn(desk, seen.id));
}

/**
 * A person's decision on a chunk that LINE refused or that nobody knows of. `send-again` gives it a new retry key: of a
 * chunk that is unknown, some may then get it twice, so both want a reason.
 */
export async function settleChunk(
  desk: BroadcastDesk,
  { id, chunk }: { id: string; chunk: number },
  { decision, reason }: { decision: 'send-again' | 'give-up'; reason: string },
): Control {
  if (reason === '') return refused({ kind: 'no-reason' });
  const broadcast = await loadBroadcast(desk.db, id);
  if (!broadcast) return refused({ kind: 'not-found' });
  if (!canBeSettled(broadcast)) return refused({ kind: 'moved-on', broadcast });
  if (decision === 'send-again' && isQuiet(desk.now) && broadcast.schedule.quietReason === '')
    return refused({ kind: 'quiet-hours' });
  const after = JSON.stringify({ chunk });
  const done =
    decision === 'send-again'
      ? await sendChunkAgain(desk.db, asSeen(broadcast), chunk, {
          entry: broadcastEntry(desk, 'chunk-sent-again', id, { after, reason }),
        })
      : await giveUpChunk(desk.db, asSeen(broadcast), chunk, {
          entry: broadcastEntry(desk, 'chunk-given-up', id, { after, reason }),
        });
  return done ? ok(null) : refused(await movedOn(desk, id));
}

/** Whether anything of a broadcast waits for a person's decision. */
export function canBeSettled({ state }: Broadcast): boolean {
  return state.kind === 'sending' || state.kind === 'sent' || state.kind === 'paused';
}
