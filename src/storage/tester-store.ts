import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import { commitWithAudit, WRITTEN } from './audit-store.ts';

/** An officer's own LINE account; an officer may have several. `registeredAt` is UTC, ISO 8601. */
export type Tester = { userId: string; email: string; registeredAt: string };

/** A code for an officer, in place of an earlier one; `expiresAt` is UTC, ISO 8601. */
export async function saveTesterCode(
  db: D1Database,
  { code, email, expiresAt }: { code: string; email: string; expiresAt: string },
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO tester_codes (code, email, expires_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (email) DO UPDATE SET code = ?1, expires_at = ?3`,
    )
    .bind(code, email, expiresAt)
    .run();
}

/** A code as somebody sent it; `now` is the moment of LINE's event. */
export type TesterClaim = { code: string; userId: string; mark: string; now: Date };

/** Those of several claims that can be an officer's: guesses, however many, cost one look together. */
export async function findTesterClaims<Claim extends TesterClaim>(
  db: D1Database,
  claims: readonly Claim[],
): Promise<Claim[]> {
  const { results } = await db
    .prepare(
      `SELECT key FROM json_each(?1) c
        WHERE EXISTS (SELECT 1 FROM tester_codes WHERE code = c.value ->> 'code')
           OR EXISTS (SELECT 1 FROM testers
                       WHERE user_id = c.value ->> 'userId' AND registered_at = c.value ->> 'at')`,
    )
    .bind(JSON.stringify(claims.map(({ code, userId, now }) => ({ code, userId, at: now.toISOString() }))))
    .all<{ key: number }>();
  const found = new Set(results.map(({ key }) => key));
  return claims.filter((_, at) => found.has(at));
}

/**
 * Ties an account to the officer whose code was sent from it, and uses the code up. Gives the officer's e-mail, or null
 * where there is no such code. `now` is the moment of LINE's event: delivered again, it finds what it did and says so, and
 * one that comes after a later deletion does nothing (`mark`, see `resident-store.ts`).
 */
export async function claimTesterCode(
  db: D1Database,
  { code, userId, mark, now }: TesterClaim,
): Promise<string | null> {
  const at = now.toISOString();
  const results = await db.batch<{ email: string }>([
    db
      .prepare(
        `INSERT INTO testers (user_id, email, registered_at)
         SELECT ?1, email, ?2 FROM tester_codes
          WHERE code = ?3 AND expires_at > ?2
            AND NOT EXISTS (SELECT 1 FROM forgotten_marks WHERE mark = ?4 AND forgotten_at >= ?5)
         ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, registered_at = excluded.registered_at`,
      )
      .bind(userId, at, code, mark, now.getTime()),
    db.prepare('DELETE FROM tester_codes WHERE code = ?1 OR expires_at <= ?2').bind(code, at),
    db.prepare('SELECT email FROM testers WHERE user_id = ?1 AND registered_at = ?2').bind(userId, at),
  ]);
  return results.at(-1)?.results[0]?.email ?? null;
}

/** All of them, by officer. */
export async function loadTesters(db: D1Database): Promise<Tester[]> {
  const { results } = await db
    .prepare(
      'SELECT user_id AS userId, email, registered_at AS registeredAt FROM testers ORDER BY email, registered_at',
    )
    .all<Tester>();
  return results;
}

/** Takes every account of an officer off. False where there is none. */
export async function removeTester(db: D1Database, email: string, entry: AuditEntry): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    ({ seq, writeId }) => [
      db.prepare(`DELETE FROM testers WHERE email = ?3 AND ${WRITTEN}`).bind(seq, writeId, email),
    ],
    { sql: 'EXISTS (SELECT 1 FROM testers WHERE email = ?2)', values: [email] },
  );
}

/** The code an officer has and can still use; null where there is none. */
export async function loadTesterCode(
  db: D1Database,
  email: string,
  now: Date,
): Promise<{ code: string; expiresAt: string } | null> {
  return db
    .prepare('SELECT code, expires_at AS expiresAt FROM tester_codes WHERE email = ?1 AND expires_at > ?2')
    .bind(email, now.toISOString())
    .first<{ code: string; expiresAt: string }>();
}
