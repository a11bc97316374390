import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import type { Broadcast, BroadcastStateKind, PauseReason } from '../domain/broadcasts/broadcast.ts';
import { commitWithAudit, WRITTEN, type Guard } from './audit-store.ts';
import { saveContentStatement, type StoredContent } from './broadcast-contents.ts';

/**
 * The steps of a broadcast from one state to the next. Each takes effect only while it still is in the state, and at the
 * revision, that was seen; false where it is not, and then nothing was written.
 */
export type SeenBroadcast = Pick<Broadcast, 'id' | 'revision'> & { state: BroadcastStateKind };

export function asSeen({ id, revision, state }: SeenBroadcast): Guard {
  return {
    sql: 'EXISTS (SELECT 1 FROM broadcasts WHERE id = ?2 AND revision = ?3 AND state = ?4)',
    values: [id, revision, state],
  };
}

/** `assignments` may use the values from ?4 on; the broadcast's id is ?3. `more` are statements of the same step. */
async function step(
  db: D1Database,
  seen: SeenBroadcast,
  entry: AuditEntry,
  assignments: string,
  values: readonly (string | number | null)[],
  more: (written: { seq: number; writeId: string }) => D1PreparedStatement[] = () => [],
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      db
        .prepare(`UPDATE broadcasts SET ${assignments} WHERE id = ?3 AND ${WRITTEN}`)
        .bind(written.seq, written.writeId, seen.id, ...values),
      ...more(written),
    ],
    asSeen(seen),
  );
}

const TO_OPEN = `state = 'open', submitted_by = NULL, submitted_at = NULL, submitted_sha256 = NULL, approved_by = NULL,
                 approved_at = NULL, start_at = NULL, recipients = NULL, started_at = NULL, progress_at = NULL,
                 paused_why = NULL, paused_at = NULL`;

export async function submitBroadcast(
  db: D1Database,
  seen: SeenBroadcast,
  content: StoredContent,
  entry: AuditEntry,
): Promise<boolean> {
  const set = `state = 'submitted', submitted_by = ?4, submitted_at = ?5, submitted_sha256 = ?6,
               returned_by = NULL, returned_at = NULL, returned_reason = NULL, updated_by = ?4, updated_at = ?5`;
  // The content is written while the broadcast is still open: from then on no other text can take its place.
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      saveContentStatement(db, content, entry.at),
      db
        .prepare(`UPDATE broadcasts SET ${set} WHERE id = ?3 AND ${WRITTEN}`)
        .bind(written.seq, written.writeId, seen.id, entry.actor, entry.at, content.sha256),
    ],
    asSeen(seen),
  );
}

/** Back to where it can be edited, with a reason where an approver returned it: `entry.reason`. */
export async function reopenBroadcast(
  db: D1Database,
  seen: SeenBroadcast,
  entry: AuditEntry,
  { returned }: { returned: boolean },
): Promise<boolean> {
  const set = returned ? `${TO_OPEN}, returned_by = ?4, returned_at = ?5, returned_reason = ?6` : TO_OPEN;
  const values = returned ? [entry.actor, entry.at, entry.reason] : [];
  return step(db, seen, entry, set, values, unfreeze(db, seen.id));
}

/** An approval that is taken back leaves nobody's id behind. Nothing has been sent: its start had not come. */
function unfreeze(db: D1Database, id: string) {
  return ({ seq, writeId }: { seq: number; writeId: string }): D1PreparedStatement[] =>
    ['chunk_recipients', 'broadcast_chunks', 'capped_receipts'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE broadcast_id = ?3 AND ${WRITTEN}`).bind(seq, writeId, id),
    );
}

export async function discardBroadcast(
  db: D1Database,
  seen: SeenBroadcast,
  entry: AuditEntry,
): Promise<boolean> {
  return step(db, seen, entry, "state = 'discarded', closed_by = ?4, closed_at = ?5, updated_at = ?5", [
    entry.actor,
    entry.at,
  ]);
}

/** Its moment has come: from now on its chunks may be claimed. */
export async function startBroadcast(
  db: D1Database,
  seen: SeenBroadcast,
  entry: AuditEntry,
): Promise<boolean> {
  const set = "state = 'sending', started_at = coalesce(started_at, ?4), progress_at = ?4, updated_at = ?4";
  return step(db, seen, entry, set, [entry.at]);
}

/** Nothing more is claimed until a person lets it go on. */
export async function pauseBroadcast(
  db: D1Database,
  seen: SeenBroadcast,
  why: PauseReason,
  entry: AuditEntry,
): Promise<boolean> {
  return step(db, seen, entry, "state = 'paused', paused_why = ?4, paused_at = ?5, updated_at = ?5", [
    why,
    entry.at,
  ]);
}

export async function resumeBroadcast(
  db: D1Database,
  seen: SeenBroadcast,
  entry: AuditEntry,
): Promise<boolean> {
  const set = `state = 'sending', started_at = coalesce(started_at, ?4), progress_at = ?4, updated_at = ?4,
               paused_why = NULL, paused_at = NULL`;
  return step(db, seen, entry, set, [entry.at], ({ seq, writeId }) => [
    db
      .prepare(
        `UPDATE broadcast_chunks SET due_at = ?4, queued_until = ''
          WHERE broadcast_id = ?3 AND state = 'waiting' AND ${WRITTEN}`,
      )
      .bind(seq, writeId, seen.id, entry.at),
  ]);
}

/**
 * Nothing more leaves. What was never accepted is stopped; a chunk whose last try may have arrived is unknown; one that is
 * being sent at this moment ends as it will. Recipients are forgotten: nobody decides about them any more.
 */
export async function stopBroadcast(
  db: D1Database,
  seen: SeenBroadcast,
  entry: AuditEntry,
): Promise<boolean> {
  const set = "state = 'stopped', closed_by = ?4, closed_at = ?5, updated_at = ?5";
  return step(db, seen, entry, set, [entry.actor, entry.at], ({ seq, writeId }) => [
    db
      .prepare(
        `UPDATE broadcast_chunks
            SET state = CASE WHEN first_attempt_at IS NULL THEN 'stopped' ELSE 'unknown' END, settled_at = ?4
          WHERE broadcast_id = ?3 AND state = 'waiting' AND ${WRITTEN}`,
      )
      .bind(seq, writeId, seen.id, entry.at),
    // What never left does not count against anybody's monthly cap.
    db
      .prepare(
        `DELETE FROM capped_receipts
          WHERE broadcast_id = ?3 AND ${WRITTEN}
            AND user_id IN (SELECT id.value FROM broadcast_chunks c
                              JOIN chunk_recipients r ON r.broadcast_id = c.broadcast_id AND r.number = c.number,
                                   json_each(r.user_ids) id
                             WHERE c.broadcast_id = ?3 AND c.state = 'stopped')`,
      )
      .bind(seq, writeId, seen.id),
    db
      .prepare(
        `DELETE FROM chunk_recipients
          WHERE broadcast_id = ?3 AND ${WRITTEN}
            AND number IN (SELECT number FROM broadcast_chunks WHERE broadcast_id = ?3 AND state <> 'leased')`,
      )
      .bind(seq, writeId, seen.id),
  ]);
}

/** Everything has been sent or settled. False also where a chunk has been opened again meanwhile. */
export async function finishBroadcast(
  db: D1Database,
  seen: SeenBroadcast,
  entry: AuditEntry,
): Promise<boolean> {
  const guard = asSeen(seen);
  const nothingOpen = `NOT EXISTS (SELECT 1 FROM broadcast_chunks INDEXED BY broadcast_chunks_open
                                   WHERE broadcast_id = ?2 AND state IN ('waiting', 'leased'))`;
  return commitWithAudit(
    db,
    [entry],
    ({ seq, writeId }) => [
      db
        .prepare(
          `UPDATE broadcasts SET state = 'sent', closed_by = ?4, closed_at = ?5, progress_at = ?5, updated_at = ?5
            WHERE id = ?3 AND ${WRITTEN}`,
        )
        .bind(seq, writeId, seen.id, entry.actor, entry.at),
    ],
    { sql: `${guard.sql} AND ${nothingOpen}`, values: guard.values },
  );
}
