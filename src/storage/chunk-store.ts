import {
  CLOCKS_APART_MS,
  RETRY_KEY_LIFE_MS,
  type Chunk,
  type ChunkStateKind,
} from '../domain/broadcasts/delivery.ts';

/** Names a chunk; what the queue carries. */
export type ChunkName = { broadcastId: string; number: number };

/** A chunk that one consumer holds until its lease ends. `attempts` tells its claim from a later one. */
export type ClaimedChunk = ChunkName & {
  revision: number;
  language: string;
  retryKey: string;
  attempts: number;
  /** Null for everyone. */
  userIds: readonly string[] | null;
  claimedAt: string;
  /** When its key was first used in a try that LINE may have accepted; this claim's own moment where there was none. */
  firstAttemptAt: string;
};

/**
 * Claims a chunk for one try: only while its broadcast is being sent, it is due, nobody else holds it, and its retry key
 * is still good. Null otherwise, and that is an ordinary thing: the queue delivers more than once.
 */
export async function claimChunk(
  db: D1Database,
  { broadcastId, number }: ChunkName,
  { now, leaseMs }: { now: Date; leaseMs: number },
): Promise<ClaimedChunk | null> {
  const claimedAt = now.toISOString();
  const row = await db
    .prepare(
      `UPDATE broadcast_chunks
          SET state = 'leased', attempts = attempts + 1, due_at = ?4,
              first_attempt_at = coalesce(first_attempt_at, ?3)
        WHERE broadcast_id = ?1 AND number = ?2 AND state IN ('waiting', 'leased')
          AND (due_at <= ?3 OR due_at > ?6)
          AND (first_attempt_at IS NULL OR first_attempt_at > ?5)
          AND EXISTS (SELECT 1 FROM broadcasts WHERE id = ?1 AND state = 'sending')
        RETURNING language, retry_key, attempts, first_attempt_at, recipient_count,
          (SELECT revision FROM broadcasts WHERE id = ?1) AS revision,
          (SELECT user_ids FROM chunk_recipients WHERE broadcast_id = ?1 AND number = ?2) AS user_ids`,
    )
    .bind(broadcastId, number, claimedAt, new Date(now.getTime() + leaseMs).toISOString(), ...keyTimes(now))
    .first<{
      language: string;
      retry_key: string;
      attempts: number;
      first_attempt_at: string;
      recipient_count: number | null;
      revision: number;
      user_ids: string | null;
    }>();
  if (!row) return null;
  if (row.recipient_count !== null && row.user_ids === null)
    throw new Error(`chunk ${number} of broadcast ${broadcastId} has lost its recipients`);
  return {
    broadcastId,
    number,
    revision: row.revision,
    language: row.language,
    retryKey: row.retry_key,
    attempts: row.attempts,
    userIds: row.user_ids === null ? null : (JSON.parse(row.user_ids) as string[]),
    claimedAt,
    firstAttemptAt: row.first_attempt_at,
  };
}

/** Before the first, a retry key is too old; after the second, whatever is written there was by a clock that was wrong. */
function keyTimes(now: Date): [string, string] {
  return [-RETRY_KEY_LIFE_MS, CLOCKS_APART_MS].map((ms) => new Date(now.getTime() + ms).toISOString()) as [
    string,
    string,
  ];
}

/** LINE has it: kept whatever else has happened to the chunk meanwhile, since it is the truth. Its recipients go. */
export async function recordAccepted(
  db: D1Database,
  { broadcastId, number }: ChunkName,
  { status, requestId, at }: { status: number; requestId: string; at: string },
): Promise<void> {
  await db.batch([
    db
      .prepare(
        `UPDATE broadcast_chunks
            SET state = 'done', status = ?3, request_id = ?4, fault = NULL, settled_at = ?5
          WHERE broadcast_id = ?1 AND number = ?2 AND state <> 'done'`,
      )
      .bind(broadcastId, number, status, requestId, at),
    db
      .prepare('DELETE FROM chunk_recipients WHERE broadcast_id = ?1 AND number = ?2')
      .bind(broadcastId, number),
  ]);
}

/** LINE will never take it. Only the consumer that still holds the chunk can say so. */
export async function recordRefused(
  db: D1Database,
  { broadcastId, number, attempts }: ClaimedChunk,
  { status, fault, at }: { status: number; fault: string; at: string },
): Promise<void> {
  await db
    .prepare(
      `UPDATE broadcast_chunks SET state = 'failed', status = ?4, fault = ?5, settled_at = ?6
        WHERE broadcast_id = ?1 AND number = ?2 AND state = 'leased' AND attempts = ?3`,
    )
    .bind(broadcastId, number, attempts, status, fault, at)
    .run();
}

/**
 * To be tried again at `dueAt`. `mayBeAccepted` says that LINE may have accepted this try; where it certainly did not, and no
 * try before did, the key counts as unused. A broadcast that was stopped meanwhile is not tried again.
 */
export async function recordAgain(
  db: D1Database,
  { broadcastId, number, attempts, firstAttemptAt, claimedAt }: ClaimedChunk,
  { status, dueAt, mayBeAccepted, at }: { status: number; dueAt: string; mayBeAccepted: boolean; at: string },
): Promise<void> {
  const isUnused = !mayBeAccepted && firstAttemptAt === claimedAt;
  await db.batch([
    db
      .prepare(
        `UPDATE broadcast_chunks
            SET state = iif(EXISTS (SELECT 1 FROM broadcasts WHERE id = ?1 AND state = 'stopped'), ?4, 'waiting'),
                settled_at = iif(EXISTS (SELECT 1 FROM broadcasts WHERE id = ?1 AND state = 'stopped'), ?5, NULL),
                due_at = ?6, queued_until = ?6, first_attempt_at = ?7, status = ?8
          WHERE broadcast_id = ?1 AND number = ?2 AND state = 'leased' AND attempts = ?3`,
      )
      .bind(
        broadcastId,
        number,
        attempts,
        isUnused ? 'stopped' : 'unknown',
        at,
        dueAt,
        isUnused ? null : firstAttemptAt,
        status,
      ),
    deleteStoppedRecipients(db, { broadcastId, number }),
  ]);
}

function deleteStoppedRecipients(db: D1Database, { broadcastId, number }: ChunkName): D1PreparedStatement {
  return db
    .prepare(
      `DELETE FROM chunk_recipients
        WHERE broadcast_id = ?1 AND number = ?2
          AND EXISTS (SELECT 1 FROM broadcast_chunks
                       WHERE broadcast_id = ?1 AND number = ?2 AND state IN ('done', 'stopped'))`,
    )
    .bind(broadcastId, number);
}

/** A sign of life of a broadcast that is being sent. */
export async function recordProgress(db: D1Database, broadcastId: string, at: string): Promise<void> {
  await db
    .prepare(
      "UPDATE broadcasts SET progress_at = ?2 WHERE id = ?1 AND state = 'sending' AND progress_at < ?2",
    )
    .bind(broadcastId, at)
    .run();
}

/** Whether LINE has taken any chunk of a broadcast, and whether any is still to be sent. */
export async function loadProgress(
  db: D1Database,
  broadcastId: string,
): Promise<{ isAnyDone: boolean; isAnyOpen: boolean }> {
  const row = await db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM broadcast_chunks WHERE broadcast_id = ?1 AND state = 'done' AND attempts > 0) AS done,
              EXISTS (SELECT 1 FROM broadcast_chunks INDEXED BY broadcast_chunks_open
                       WHERE broadcast_id = ?1 AND state IN ('waiting', 'leased')) AS open`,
    )
    .bind(broadcastId)
    .first<{ done: number; open: number }>();
  return { isAnyDone: row?.done === 1, isAnyOpen: row?.open === 1 };
}

/**
 * Chunks to put into the queue: due, of a broadcast that is being sent, and not believed to be in it. They are believed
 * to be from now on, until `queuedUntil`; where the queue loses them, the next look after that finds them again.
 */
export async function takeUnqueuedChunks(
  db: D1Database,
  { now, queuedUntil, limit }: { now: Date; queuedUntil: Date; limit: number },
): Promise<ChunkName[]> {
  const { results } = await db
    .prepare(
      `UPDATE broadcast_chunks SET queued_until = ?2
        WHERE (broadcast_id, number) IN
          (SELECT c.broadcast_id, c.number
             FROM broadcasts b JOIN broadcast_chunks c INDEXED BY broadcast_chunks_open ON c.broadcast_id = b.id
            WHERE b.state = 'sending' AND c.state IN ('waiting', 'leased')
              AND (c.due_at <= ?1 OR c.due_at > ?4) AND (c.queued_until <= ?1 OR c.queued_until > ?4)
            ORDER BY c.due_at LIMIT ?3)
        RETURNING broadcast_id AS broadcastId, number`,
    )
    .bind(now.toISOString(), queuedUntil.toISOString(), limit, keyTimes(now)[1])
    .all<ChunkName>();
  // One broadcast after another, so that a batch of the queue has few of them.
  return results.toSorted((a, b) =>
    a.broadcastId === b.broadcastId ? a.number - b.number : a.broadcastId < b.broadcastId ? -1 : 1,
  );
}

/**
 * Chunks whose retry key is too old to tell a repeat by, and those of a stopped broadcast whose consumer never came
 * back: nobody knows whether LINE has them. They are never sent again by themselves.
 */
export async function markUnknownChunks(db: D1Database, now: Date): Promise<void> {
  await db
    .prepare(
      `UPDATE broadcast_chunks SET state = 'unknown', settled_at = ?1
        WHERE (broadcast_id, number) IN
          (SELECT c.broadcast_id, c.number
             FROM broadcasts b JOIN broadcast_chunks c INDEXED BY broadcast_chunks_open ON c.broadcast_id = b.id
            WHERE b.state IN ('sending', 'paused', 'stopped') AND c.state IN ('waiting', 'leased')
              AND c.first_attempt_at IS NOT NULL
              AND (c.state = 'waiting' OR c.due_at <= ?1 OR c.due_at > ?3)
              AND (c.first_attempt_at <= ?2 OR c.first_attempt_at > ?3 OR b.state = 'stopped'))`,
    )
    .bind(now.toISOString(), ...keyTimes(now))
    .run();
}

/** Broadcasts that are being sent and have nothing left to send: asked after every batch, so without a walk through the rest. */
export async function loadFinished(
  db: D1Database,
  limit: number,
): Promise<{ id: string; revision: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT id, revision FROM broadcasts b
        WHERE state = 'sending'
          AND NOT EXISTS (SELECT 1 FROM broadcast_chunks INDEXED BY broadcast_chunks_open
                           WHERE broadcast_id = b.id AND state IN ('waiting', 'leased'))
        ORDER BY start_at LIMIT ?1`,
    )
    .bind(limit)
    .all<{ id: string; revision: number }>();
  return results;
}

export type ChunkColumns = {
  number: number;
  language: string;
  recipient_count: number | null;
  state: ChunkStateKind;
  attempts: number;
  retry_key: string;
  first_attempt_at: string | null;
  status: number | null;
  request_id: string | null;
  fault: string | null;
  settled_at: string | null;
  settled_by: string | null;
};

export function readChunk(row: ChunkColumns): Chunk {
  return {
    number: row.number,
    language: row.language,
    recipients: row.recipient_count,
    state: row.state,
    attempts: row.attempts,
    retryKey: row.retry_key,
    firstAttemptAt: row.first_attempt_at,
    status: row.status,
    requestId: row.request_id,
    fault: row.fault,
    settledAt: row.settled_at,
    settledBy: row.settled_by,
  };
}

/** Of chunks that a person decides about: sent again, they get a new retry key, so whom they go to may change as well. */
export const UNDECIDED = "state IN ('failed', 'unknown') AND settled_by IS NULL";

/** Chunks of a broadcast by number, from `from` on. */
export async function loadChunks(
  db: D1Database,
  broadcastId: string,
  { from, limit }: { from: number; limit: number },
): Promise<Chunk[]> {
  const { results } = await db
    .prepare(
      'SELECT * FROM broadcast_chunks WHERE broadcast_id = ?1 AND number >= ?2 ORDER BY number LIMIT ?3',
    )
    .bind(broadcastId, from, limit)
    .all<ChunkColumns>();
  return results.map(readChunk);
}
