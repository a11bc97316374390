import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import type { Draft, DraftState, StopReason } from '../domain/drafts/draft.ts';
import { commitWithAudit, WRITTEN, type Guard } from './audit-store.ts';
import type { PlanVersion } from './plan-store.ts';

/**
 * The steps of a draft from one state to the next. Each takes effect only while the draft still is in the state and at
 * the revision that the officer saw; false where it is not, and then nothing was written.
 */
type Seen = Pick<Draft, 'id' | 'revision'> & { state: DraftState['kind'] };

function asSeen({ id, revision, state }: Seen): Guard {
  return {
    sql: 'EXISTS (SELECT 1 FROM drafts WHERE id = ?2 AND revision = ?3 AND state = ?4)',
    values: [id, revision, state],
  };
}

/** `assignments` may use the values from ?4 on; the draft's id is ?3. */
async function step(
  db: D1Database,
  seen: Seen,
  entry: AuditEntry,
  assignments: string,
  values: readonly (string | number)[],
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      db
        .prepare(`UPDATE drafts SET ${assignments} WHERE id = ?3 AND ${WRITTEN}`)
        .bind(written.seq, written.writeId, seen.id, ...values),
    ],
    asSeen(seen),
  );
}

export async function submitDraft(
  db: D1Database,
  seen: Seen,
  sha256: string,
  entry: AuditEntry,
): Promise<boolean> {
  const set = `state = 'submitted', submitted_by = ?4, submitted_at = ?5, submitted_sha256 = ?6,
               returned_by = NULL, returned_at = NULL, returned_reason = NULL`;
  return step(db, seen, entry, set, [entry.actor, entry.at, sha256]);
}

/** Back to where it can be edited: withdrawn, or after a schedule that was cancelled or stopped. */
export async function reopenDraft(db: D1Database, seen: Seen, entry: AuditEntry): Promise<boolean> {
  const set = `state = 'open', submitted_by = NULL, submitted_at = NULL, submitted_sha256 = NULL,
               approved_by = NULL, approved_at = NULL, publish_at = NULL, stopped_at = NULL, stopped_why = NULL`;
  return step(db, seen, entry, set, []);
}

/** Back to its author with a reason: `entry.reason`. */
export async function returnDraft(db: D1Database, seen: Seen, entry: AuditEntry): Promise<boolean> {
  const set = `state = 'open', submitted_by = NULL, submitted_at = NULL, submitted_sha256 = NULL,
               returned_by = ?4, returned_at = ?5, returned_reason = ?6`;
  return step(db, seen, entry, set, [entry.actor, entry.at, entry.reason]);
}

/** Approved, to be published at a moment (UTC, ISO 8601). */
export async function scheduleDraft(
  db: D1Database,
  seen: Seen,
  publishAt: string,
  entry: AuditEntry,
): Promise<boolean> {
  const set = "state = 'scheduled', approved_by = ?4, approved_at = ?5, publish_at = ?6";
  return step(db, seen, entry, set, [entry.actor, entry.at, publishAt]);
}

export async function stopDraft(
  db: D1Database,
  seen: Seen,
  why: StopReason,
  entry: AuditEntry,
): Promise<boolean> {
  return step(db, seen, entry, "state = 'stopped', stopped_at = ?4, stopped_why = ?5", [entry.at, why]);
}

export async function discardDraft(db: D1Database, seen: Seen, entry: AuditEntry): Promise<boolean> {
  return step(db, seen, entry, "state = 'discarded', closed_by = ?4, closed_at = ?5", [
    entry.actor,
    entry.at,
  ]);
}

/**
 * Makes a draft the next version: version, draft and trail in one transaction. False where the draft has moved on, or
 * another version has been published since `version.number - 1`: two approvals at once publish once.
 */
export async function publishDraft(
  db: D1Database,
  seen: Seen,
  version: PlanVersion,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  return commitWithAudit(
    db,
    entries,
    (written) => [
      db
        .prepare(
          `INSERT INTO plan_versions (number, content, sha256, published_at, published_by, reason)
           SELECT ?3, ?4, ?5, ?6, ?7, ?8 WHERE ${WRITTEN}`,
        )
        .bind(
          written.seq,
          written.writeId,
          version.number,
          version.content,
          version.sha256,
          version.publishedAt,
          version.publishedBy,
          version.reason,
        ),
      db
        .prepare(
          `UPDATE drafts SET state = 'published', version = ?4, updated_at = ?6,
                  approved_by = ?5, approved_at = coalesce(approved_at, ?6)
            WHERE id = ?3 AND ${WRITTEN}`,
        )
        .bind(
          written.seq,
          written.writeId,
          seen.id,
          version.number,
          version.publishedBy,
          version.publishedAt,
        ),
    ],
    {
      sql: `${asSeen(seen).sql} AND (SELECT max(number) FROM plan_versions) = ?5`,
      values: [...asSeen(seen).values, version.number - 1],
    },
  );
}
