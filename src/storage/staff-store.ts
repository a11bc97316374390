import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import type { Role, Staff } from '../domain/staff/roles.ts';
import { commitWithAudit, WRITTEN } from './audit-store.ts';

type StaffRow = { email: string; name: string; role: Role };

/** The officer with this e-mail (lower case), or null for who is not on the roll. */
export async function loadStaff(db: D1Database, email: string): Promise<Staff | null> {
  return db.prepare('SELECT email, name, role FROM staff WHERE email = ?1').bind(email).first<StaffRow>();
}

/** The whole roll, by role and name. */
export async function loadRoll(db: D1Database): Promise<Staff[]> {
  const { results } = await db
    .prepare(
      `SELECT email, name, role FROM staff
        ORDER BY instr('administrator approver editor viewer', role), name, email`,
    )
    .all<StaffRow>();
  return results;
}

/** Enters the first administrator, and only while there is none. */
export async function addFirstAdministrator(
  db: D1Database,
  staff: Staff,
  entry: AuditEntry,
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      db
        .prepare(
          `INSERT INTO staff (email, name, role, added_by, added_at)
           SELECT ?3, ?4, 'administrator', 'system', ?5 WHERE ${WRITTEN}
           ON CONFLICT (email) DO UPDATE SET role = 'administrator'`,
        )
        .bind(written.seq, written.writeId, staff.email, staff.name, entry.at),
    ],
    { sql: "NOT EXISTS (SELECT 1 FROM staff WHERE role = 'administrator')", values: [] },
  );
}

/** False where this e-mail is on the roll already. */
export async function addStaff(db: D1Database, staff: Staff, entry: AuditEntry): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      db
        .prepare(
          `INSERT INTO staff (email, name, role, added_by, added_at)
           SELECT ?3, ?4, ?5, ?6, ?7 WHERE ${WRITTEN}`,
        )
        .bind(written.seq, written.writeId, staff.email, staff.name, staff.role, entry.actor, entry.at),
    ],
    { sql: 'NOT EXISTS (SELECT 1 FROM staff WHERE email = ?2)', values: [staff.email] },
  );
}

/** The roll never loses its last administrator, also where two leave at the same moment. */
const ANOTHER_ADMINISTRATOR = "EXISTS (SELECT 1 FROM staff WHERE role = 'administrator' AND email <> ?2)";

/** False where the officer's role is no longer `from`, or the last administrator would be gone. */
export async function changeRole(
  db: D1Database,
  { email, from, to }: { email: string; from: Role; to: Role },
  entry: AuditEntry,
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      db
        .prepare(`UPDATE staff SET role = ?4 WHERE email = ?3 AND ${WRITTEN}`)
        .bind(written.seq, written.writeId, email, to),
    ],
    {
      sql: `EXISTS (SELECT 1 FROM staff WHERE email = ?2 AND role = ?3)
            AND (?3 <> 'administrator' OR ${ANOTHER_ADMINISTRATOR})`,
      values: [email, from],
    },
  );
}

/** Calls an officer by another name. False where they are not on the roll any more. */
export async function renameStaff(
  db: D1Database,
  { email, name }: Pick<Staff, 'email' | 'name'>,
  entry: AuditEntry,
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      db
        .prepare(`UPDATE staff SET name = ?4 WHERE email = ?3 AND ${WRITTEN}`)
        .bind(written.seq, written.writeId, email, name),
    ],
    { sql: 'EXISTS (SELECT 1 FROM staff WHERE email = ?2)', values: [email] },
  );
}

/**
 * Takes an officer off the roll, and their own LINE out of the test sends. False where they are not on it any more with
 * this role, or are the last administrator.
 */
export async function removeStaff(
  db: D1Database,
  { email, role }: Pick<Staff, 'email' | 'role'>,
  entry: AuditEntry,
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    (written) =>
      ['staff', 'testers', 'tester_codes'].map((table) =>
        db
          .prepare(`DELETE FROM ${table} WHERE email = ?3 AND ${WRITTEN}`)
          .bind(written.seq, written.writeId, email),
      ),
    {
      sql: `EXISTS (SELECT 1 FROM staff WHERE email = ?2 AND role = ?3)
            AND (?3 <> 'administrator' OR ${ANOTHER_ADMINISTRATOR})`,
      values: [email, role],
    },
  );
}
