import type { messagingApi } from '@line/bot-sdk';
import type { PauseReason } from '../../domain/broadcasts/broadcast.ts';
import { aggregationUnitOf, type Content } from '../../domain/broadcasts/content.ts';
import { LEASE_MS, stepAfter, type SendOutcome } from '../../domain/broadcasts/delivery.ts';
import { fetchQuota, type Quota } from '../../line/quota.ts';
import type { LineClientSource } from '../../line/line-client.ts';
import { CALL_DEADLINE_MS, sendChunk } from '../../line/send-chunk.ts';
import { loadContent } from '../../storage/broadcast-contents.ts';
import { pauseBroadcast } from '../../storage/broadcast-steps.ts';
import {
  claimChunk,
  loadProgress,
  recordAccepted,
  recordAgain,
  recordProgress,
  recordRefused,
  type ChunkName,
  type ClaimedChunk,
} from '../../storage/chunk-store.ts';
import { systemEntry } from './broadcast-desk.ts';
import type { Pacer } from './pacer.ts';

export type DeliveryDesk = {
  db: D1Database;
  line: LineClientSource;
  pacer: Pacer;
  now: () => Date;
  log: (line: Record<string, unknown>) => void;
};

/** What the queue is told of a message: done with, or to bring it again after a while. */
export type Handled = { kind: 'ack' } | { kind: 'again'; delaySeconds: number };

/** Calls to LINE under way at once; a Worker has six connections. */
const IN_FLIGHT = 5;

/**
 * Sends the chunks that a batch of the queue names, a few at once. Which of them may be sent is decided by D1 at the very
 * moment, so a name that comes twice, late or for nothing does no harm. Gives what becomes of each message, in order.
 */
export async function deliverChunks(desk: DeliveryDesk, names: readonly ChunkName[]): Promise<Handled[]> {
  const batch: Batch = { ...desk, contents: new Map(), quota: null, moved: new Set() };
  const handled: Handled[] = names.map(() => ({ kind: 'again', delaySeconds: 0 }));
  const waiting = names.entries();
  const work = async (): Promise<void> => {
    for (const [at, name] of waiting) {
      handled[at] = await deliverSafely(batch, name);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  for (const id of batch.moved) await recordProgressSafely(desk, id);
  return handled;
}

/** What the chunks of one batch share: each is asked for once. */
type Batch = DeliveryDesk & {
  contents: Map<string, Promise<Content<messagingApi.Message>>>;
  quota: Promise<Quota | null> | null;
  /** Broadcasts of which LINE has taken or refused something: a name that came for nothing is no progress. */
  moved: Set<string>;
};

const AFTER_A_FAULT_S = 10; // D1 or the platform: the sweep finds the chunk again in any case

async function deliverSafely(batch: Batch, name: ChunkName): Promise<Handled> {
  try {
    return await deliverChunk(batch, name);
  } catch (error) {
    batch.log({
      event: 'chunk-not-handled',
      ...name,
      fault: error instanceof Error ? error.message : 'unknown',
    });
    return { kind: 'again', delaySeconds: AFTER_A_FAULT_S };
  }
}

async function recordProgressSafely({ db, now, log }: DeliveryDesk, id: string): Promise<void> {
  await recordProgress(db, id, now().toISOString()).catch((error: unknown) =>
    log({
      event: 'progress-not-written',
      broadcastId: id,
      fault: error instanceof Error ? error.message : '',
    }),
  );
}

async function deliverChunk(batch: Batch, name: ChunkName): Promise<Handled> {
  const chunk = await claimChunk(batch.db, name, { now: batch.now(), leaseMs: LEASE_MS });
  if (!chunk) return { kind: 'ack' };
  const messages = await messagesOf(batch, chunk);
  await batch.pacer.turn();
  if (batch.now().getTime() - Date.parse(chunk.claimedAt) > LEASE_MS - CALL_DEADLINE_MS)
    return { kind: 'again', delaySeconds: 0 }; // waited too long: whoever claims it next sends it
  const outcome = await sendChunk(batch.line, {
    userIds: chunk.userIds,
    messages,
    retryKey: chunk.retryKey,
    aggregationUnit: aggregationUnitOf(chunk.broadcastId),
  });
  if (outcome.kind === 'too-fast') batch.pacer.hold(SLOW_DOWN_MS);
  return recordOutcome(batch, chunk, await afterManyTries(batch, chunk, outcome));
}

/**
 * What an outcome is taken for when a chunk has met it again and again. LINE answers 429 for either limit, and its words
 * for the month's may change: then its own figures tell. A token that is refused however new it is will not be taken.
 */
async function afterManyTries(batch: Batch, chunk: ClaimedChunk, outcome: SendOutcome): Promise<SendOutcome> {
  if (outcome.status === 401 && chunk.attempts >= NEW_TOKENS_MAX)
    return { kind: 'token', status: outcome.status };
  if (outcome.status !== 429 || outcome.kind !== 'too-fast' || chunk.attempts < ASK_QUOTA_FROM)
    return outcome;
  batch.quota ??= fetchQuota(batch.line).catch(() => null);
  const quota = await batch.quota;
  if (!quota || quota.limit === null) return outcome;
  return quota.limit - quota.used < (chunk.userIds?.length ?? 1)
    ? { kind: 'monthly-limit', status: outcome.status }
    : outcome;
}

const NEW_TOKENS_MAX = 3;
const SLOW_DOWN_MS = 2_000;
const ASK_QUOTA_FROM = 3; // attempts: a limit a second has passed by then

async function messagesOf(
  { db, contents }: Batch,
  { broadcastId, revision, language }: ClaimedChunk,
): Promise<messagingApi.Message[]> {
  const known = contents.get(broadcastId) ?? readContent(db, broadcastId, revision);
  contents.set(broadcastId, known);
  const variant = (await known).variants.find((other) => other.language === language);
  if (!variant) throw new Error(`broadcast ${broadcastId} has no messages in ${language}`);
  return [...variant.messages];
}

async function readContent(
  db: D1Database,
  broadcastId: string,
  revision: number,
): Promise<Content<messagingApi.Message>> {
  const stored = await loadContent(db, broadcastId, revision);
  if (!stored) throw new Error(`broadcast ${broadcastId} has no content of revision ${revision}`);
  return JSON.parse(stored.content) as Content<messagingApi.Message>;
}

async function recordOutcome(desk: Batch, chunk: ClaimedChunk, outcome: SendOutcome): Promise<Handled> {
  const { db, log } = desk;
  const now = desk.now();
  const at = now.toISOString();
  const step = stepAfter(outcome, chunk, now);
  const { status } = outcome;
  if (step.kind !== 'done' || status !== 200) {
    const { broadcastId, number, attempts } = chunk;
    log({ event: 'chunk', broadcastId, number, attempts, outcome: outcome.kind, status });
  }
  switch (step.kind) {
    case 'done':
      await recordAccepted(db, chunk, { status, requestId: step.requestId, at });
      desk.moved.add(chunk.broadcastId);
      return { kind: 'ack' };
    case 'again':
      await recordAgain(db, chunk, {
        status,
        dueAt: step.dueAt,
        mayBeAccepted: outcome.kind === 'unclear',
        at,
      });
      return { kind: 'again', delaySeconds: Math.ceil((Date.parse(step.dueAt) - now.getTime()) / 1_000) };
    case 'failed':
      await recordRefused(db, chunk, { status, fault: step.fault, at });
      desk.moved.add(chunk.broadcastId);
      await pauseWhereNothingWorks(desk, chunk, status);
      return { kind: 'ack' };
    case 'pause':
      await recordAgain(db, chunk, { status, dueAt: at, mayBeAccepted: false, at });
      await pause(desk, chunk, step.why, status);
      return { kind: 'ack' };
  }
}

/** What LINE refuses the first chunk for, it would refuse all of them for. */
async function pauseWhereNothingWorks(
  desk: DeliveryDesk,
  chunk: ClaimedChunk,
  status: number,
): Promise<void> {
  const { isAnyDone, isAnyOpen } = await loadProgress(desk.db, chunk.broadcastId);
  if (!isAnyDone && isAnyOpen) await pause(desk, chunk, 'refused', status);
}

async function pause(
  { db, now }: DeliveryDesk,
  { broadcastId, revision, number }: ClaimedChunk,
  why: PauseReason,
  status: number,
): Promise<void> {
  const entry = systemEntry(now(), 'broadcast-paused', broadcastId, { why, chunk: number, status });
  // False where it has been paused or stopped already: then there is nothing more to do.
  await pauseBroadcast(db, { id: broadcastId, revision, state: 'sending' }, why, entry);
}
