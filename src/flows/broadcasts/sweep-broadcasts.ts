import type { Broadcast } from '../../domain/broadcasts/broadcast.ts';
import { isTooLate } from '../../domain/broadcasts/send-time.ts';
import { loadDueBroadcasts } from '../../storage/broadcast-store.ts';
import { finishBroadcast, pauseBroadcast, startBroadcast } from '../../storage/broadcast-steps.ts';
import {
  loadFinished,
  markUnknownChunks,
  takeUnqueuedChunks,
  type ChunkName,
} from '../../storage/chunk-store.ts';
import { systemEntry } from './broadcast-desk.ts';

export type SweepDesk = {
  db: D1Database;
  queue: Queue<ChunkName>;
  now: Date;
  log: (line: Record<string, unknown>) => void;
};

const STARTED_AT_ONCE = 3; // broadcasts a sweep begins; the next one takes the others
const ENDED_AT_ONCE = 3;
const QUEUED_FOR_MS = 30_000;
const QUEUED_AT_ONCE = 1_500; // chunks: what a minute takes at the pace of delivery, and a little more
const QUEUE_BATCH_MAX = 100; // messages; Cloudflare Queues: limits

/**
 * Finds out what is due: broadcasts to begin, chunks to put into the queue, keys that are too old, broadcasts that are
 * finished. Nothing depends on what the queue or an isolate remembers, so whatever was lost is found by the next look.
 */
export async function sweepBroadcasts(desk: SweepDesk): Promise<void> {
  const faults = await startDue(desk).catch((error: unknown) => [error]); // what is on its way goes on all the same
  await markUnknownChunks(desk.db, desk.now);
  await queueChunks(desk);
  await finishBroadcasts(desk, ENDED_AT_ONCE);
  if (faults.length > 0) throw faults[0];
}

/** One that cannot be begun does not hold up the others; the faults are given back. */
async function startDue(desk: SweepDesk): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (const broadcast of await loadDueBroadcasts(desk.db, desk.now, STARTED_AT_ONCE)) {
    try {
      await startDueBroadcast(desk, broadcast);
    } catch (error) {
      faults.push(error);
    }
  }
  return faults;
}

async function startDueBroadcast({ db, now, log }: SweepDesk, broadcast: Broadcast): Promise<void> {
  const { id, revision, state, schedule } = broadcast;
  if (state.kind !== 'scheduled') return;
  const seen = { id, revision, state: 'scheduled' as const };
  if (isTooLate(state.startAt, schedule.quietReason, now)) {
    const entry = systemEntry(now, 'broadcast-paused', id, { why: 'late', startAt: state.startAt });
    await pauseBroadcast(db, seen, 'late', entry);
    log({ event: 'broadcast-paused', broadcastId: id, why: 'late' });
    return;
  }
  await startBroadcast(db, seen, systemEntry(now, 'broadcast-started', id, { recipients: state.recipients }));
}

/** Puts due chunks into the queue; called also where an officer lets a broadcast go on. */
export async function queueChunks({ db, queue, now }: Omit<SweepDesk, 'log'>): Promise<void> {
  const queuedUntil = new Date(now.getTime() + QUEUED_FOR_MS);
  const names = await takeUnqueuedChunks(db, { now, queuedUntil, limit: QUEUED_AT_ONCE });
  for (let from = 0; from < names.length; from += QUEUE_BATCH_MAX) {
    await queue.sendBatch(names.slice(from, from + QUEUE_BATCH_MAX).map((body) => ({ body })));
  }
}

/** Closes those with nothing left to send; also called when a batch has been sent, so that nobody waits for the minute. */
export async function finishBroadcasts(
  { db, now }: Pick<SweepDesk, 'db' | 'now'>,
  limit: number,
): Promise<void> {
  for (const { id, revision } of await loadFinished(db, limit))
    await finishBroadcast(
      db,
      { id, revision, state: 'sending' },
      systemEntry(now, 'broadcast-finished', id, null),
    );
}
