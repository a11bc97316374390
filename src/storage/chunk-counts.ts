import type { Chunk, ChunkStateKind } from '../domain/broadcasts/delivery.ts';
import { readChunk, UNDECIDED, type ChunkColumns } from './chunk-store.ts';

/** Chunks of one language in one state. `recipients` is null for everyone; `undecided` wait for a person. */
export type ChunkCount = {
  language: string;
  state: ChunkStateKind;
  chunks: number;
  recipients: number | null;
  undecided: number;
};

/** How far a broadcast is; nothing of one that has no approval. */
export async function loadChunkCounts(db: D1Database, broadcastId: string): Promise<ChunkCount[]> {
  const { results } = await db
    .prepare(
      `SELECT language, state, count(*) AS chunks, sum(recipient_count) AS recipients, sum(${UNDECIDED}) AS undecided
         FROM broadcast_chunks WHERE broadcast_id = ?1 GROUP BY language, state ORDER BY min(number)`,
    )
    .bind(broadcastId)
    .all<ChunkCount>();
  return results;
}

/** For how many residents LINE has accepted each of several broadcasts to segments; 0 of one to everyone. */
export async function countAccepted(
  db: D1Database,
  broadcastIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { results } = await db
    .prepare(
      `SELECT broadcast_id AS id, coalesce(sum(recipient_count), 0) AS recipients FROM broadcast_chunks
        WHERE broadcast_id IN (SELECT value FROM json_each(?1)) AND state = 'done' GROUP BY broadcast_id`,
    )
    .bind(JSON.stringify(broadcastIds))
    .all<{ id: string; recipients: number }>();
  return new Map(results.map(({ id, recipients }) => [id, recipients]));
}

/** How many chunks wait for a person's decision, by broadcast; a stopped broadcast has nothing to decide any more. */
export async function countUndecidedChunks(db: D1Database): Promise<ReadonlyMap<string, number>> {
  const { results } = await db
    .prepare(
      `SELECT broadcast_id AS id, count(*) AS chunks FROM broadcast_chunks
        WHERE ${UNDECIDED}
          AND (SELECT state FROM broadcasts WHERE id = broadcast_id) IN ('sending', 'paused', 'sent')
        GROUP BY broadcast_id`,
    )
    .all<{ id: string; chunks: number }>();
  return new Map(results.map(({ id, chunks }) => [id, chunks]));
}

/** Chunks of a broadcast that wait for a person's decision, by number. */
export async function loadUndecidedChunks(
  db: D1Database,
  broadcastId: string,
  limit: number,
): Promise<Chunk[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM broadcast_chunks WHERE broadcast_id = ?1 AND ${UNDECIDED} ORDER BY number LIMIT ?2`,
    )
    .bind(broadcastId, limit)
    .all<ChunkColumns>();
  return results.map(readChunk);
}
