import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import { commitWithAudit, WRITTEN, type Guard } from './audit-store.ts';
import { asSeen, type SeenBroadcast } from './broadcast-steps.ts';
import { UNDECIDED } from './chunk-store.ts';

/** A person's word on a chunk that failed or is unknown. False where it is no longer either, and nothing was done. */
type Settlement = { entry: AuditEntry };

function asWaitingForPerson(seen: SeenBroadcast, chunk: number): Guard {
  const { sql, values } = asSeen(seen);
  return {
    sql: `${sql} AND EXISTS (SELECT 1 FROM broadcast_chunks
                              WHERE broadcast_id = ?2 AND number = ?5 AND ${UNDECIDED})`,
    values: [...values, chunk],
  };
}

/** Whom it was for may be forgotten by now, or have left: then it can only be given up. */
const HAS_RECIPIENTS = `EXISTS (SELECT 1 FROM broadcast_chunks c
  WHERE c.broadcast_id = ?2 AND c.number = ?5
    AND (c.recipient_count IS NULL
      OR EXISTS (SELECT 1 FROM chunk_recipients r, json_each(r.user_ids) id
                  WHERE r.broadcast_id = ?2 AND r.number = ?5
                    AND EXISTS (SELECT 1 FROM residents WHERE user_id = id.value))))`;

/** Who left while a request was under way could not be taken out of its list then; what LINE never saw can be changed. */
const STILL_THERE = `(SELECT json_group_array(value) FROM json_each(user_ids)
  WHERE EXISTS (SELECT 1 FROM residents WHERE user_id = value))`;

/** With a new retry key, since the old one has been refused or is too old; the broadcast is being sent again. */
export async function sendChunkAgain(
  db: D1Database,
  seen: SeenBroadcast,
  chunk: number,
  { entry }: Settlement,
): Promise<boolean> {
  const guard = asWaitingForPerson(seen, chunk);
  return commitWithAudit(
    db,
    [entry],
    ({ seq, writeId }) => [
      db
        .prepare(
          `UPDATE chunk_recipients SET user_ids = ${STILL_THERE}
            WHERE broadcast_id = ?3 AND number = ?4 AND ${WRITTEN}`,
        )
        .bind(seq, writeId, seen.id, chunk),
      db
        .prepare(
          `UPDATE broadcast_chunks
              SET state = 'waiting', retry_key = ?5, attempts = 0, due_at = ?6, queued_until = '',
                  first_attempt_at = NULL, fault = NULL, settled_at = NULL, settled_by = NULL,
                  recipient_count = (SELECT json_array_length(user_ids) FROM chunk_recipients
                                      WHERE broadcast_id = ?3 AND number = ?4) -- some may have left since
            WHERE broadcast_id = ?3 AND number = ?4 AND ${WRITTEN}`,
        )
        .bind(seq, writeId, seen.id, chunk, crypto.randomUUID(), entry.at),
      db
        .prepare(
          `UPDATE broadcasts
              SET state = iif(state = 'sent', 'sending', state), progress_at = ?4, updated_at = ?4
            WHERE id = ?3 AND ${WRITTEN}`,
        )
        .bind(seq, writeId, seen.id, entry.at),
    ],
    { sql: `${guard.sql} AND ${HAS_RECIPIENTS}`, values: guard.values },
  );
}

/** It stays what it is, and is no longer anybody's task; whom it was for is forgotten. */
export async function giveUpChunk(
  db: D1Database,
  seen: SeenBroadcast,
  chunk: number,
  { entry }: Settlement,
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    ({ seq, writeId }) => [
      db
        .prepare(
          `UPDATE broadcast_chunks SET settled_by = ?5, settled_at = ?6
            WHERE broadcast_id = ?3 AND number = ?4 AND ${WRITTEN}`,
        )
        .bind(seq, writeId, seen.id, chunk, entry.actor, entry.at),
      db
        .prepare(`DELETE FROM chunk_recipients WHERE broadcast_id = ?3 AND number = ?4 AND ${WRITTEN}`)
        .bind(seq, writeId, seen.id, chunk),
    ],
    asWaitingForPerson(seen, chunk),
  );
}

/**
 * Whom chunks were for on which nobody has decided for so long, or nobody can, those of a stopped broadcast; and of the
 * others who has left since. Gives up nothing: it only forgets people.
 */
export async function deleteOldRecipients(db: D1Database, settledBefore: string): Promise<void> {
  const chunk = `SELECT 1 FROM broadcast_chunks c
    WHERE c.broadcast_id = chunk_recipients.broadcast_id AND c.number = chunk_recipients.number`;
  await db.batch([
    db
      .prepare(
        `DELETE FROM chunk_recipients
          WHERE EXISTS (${chunk}
            AND (c.settled_at < ?1
              OR (c.state NOT IN ('waiting', 'leased')
                AND (SELECT state FROM broadcasts WHERE id = c.broadcast_id) = 'stopped')))`,
      )
      .bind(settledBefore),
    db.prepare(
      `UPDATE chunk_recipients SET user_ids = ${STILL_THERE}
        WHERE json_valid(user_ids) AND EXISTS (${chunk} AND c.state IN ('failed', 'unknown'))`,
    ),
  ]);
}
