import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import type { SendOutcome } from '../domain/broadcasts/delivery.ts';
import { commitWithAudit, WRITTEN, type Guard } from './audit-store.ts';

/** One test send: what was tested (by its hash), to how many testers, and what LINE answered. */
export type BroadcastTest = {
  broadcastId: string;
  at: string;
  sentBy: string;
  sha256: string;
  testers: number;
  outcome: SendOutcome['kind'];
  requestId: string | null;
};

/** One that LINE accepted is written down once, however often it is asked for: LINE gives it the same request id. */
export async function saveTest(db: D1Database, test: BroadcastTest, entry: AuditEntry): Promise<void> {
  await commitWithAudit(
    db,
    [entry],
    ({ seq, writeId }) => [
      db
        .prepare(
          `INSERT INTO broadcast_tests (broadcast_id, at, sent_by, sha256, testers, outcome, request_id)
           SELECT ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE ${WRITTEN} ON CONFLICT DO NOTHING`,
        )
        .bind(
          seq,
          writeId,
          test.broadcastId,
          test.at,
          test.sentBy,
          test.sha256,
          test.testers,
          test.outcome,
          test.requestId,
        ),
    ],
    test.requestId === null ? undefined : notYet(test.broadcastId, test.requestId),
  );
}

function notYet(broadcastId: string, requestId: string): Guard {
  return {
    sql: 'NOT EXISTS (SELECT 1 FROM broadcast_tests WHERE broadcast_id = ?2 AND request_id = ?3)',
    values: [broadcastId, requestId],
  };
}

/** The tests of a broadcast, the latest first. */
export async function loadTests(db: D1Database, broadcastId: string): Promise<BroadcastTest[]> {
  const { results } = await db
    .prepare(
      `SELECT broadcast_id AS broadcastId, at, sent_by AS sentBy, sha256, testers, outcome, request_id AS requestId
         FROM broadcast_tests WHERE broadcast_id = ?1 ORDER BY at DESC`,
    )
    .bind(broadcastId)
    .all<BroadcastTest>();
  return results;
}
