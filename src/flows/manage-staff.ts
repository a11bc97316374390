import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import { ROLES, type Role, type Staff } from '../domain/staff/roles.ts';
import { ok, refused, type Result } from '../domain/result.ts';
import {
  addFirstAdministrator,
  addStaff,
  changeRole,
  loadStaff,
  removeStaff,
} from '../storage/staff-store.ts';

/** Why the roll stays as it is. */
export type RollFault =
  | { kind: 'bad-email' }
  | { kind: 'no-name' }
  | { kind: 'bad-role' }
  | { kind: 'on-the-roll' }
  | { kind: 'not-on-the-roll' }
  | { kind: 'last-administrator' };

type Desk = { db: D1Database; staff: Staff; now: Date };

export const NAME_MAX = 40;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{1,60}$/;

/**
 * The officer who has signed in, or null for who is not on the roll. Whom the settings name as first administrator is
 * entered as such, and only while the roll has none: later the setting opens nothing.
 */
export async function admitStaff(
  db: D1Database,
  email: string,
  { firstAdministrator, now }: { firstAdministrator: string; now: Date },
): Promise<Staff | null> {
  const known = await loadStaff(db, email);
  if (email !== firstAdministrator || known?.role === 'administrator') return known;
  const staff: Staff = { email, name: known?.name ?? email.split('@')[0] ?? email, role: 'administrator' };
  await addFirstAdministrator(db, staff, {
    ...entryOf(email, now, 'staff-added', email),
    actor: 'system',
    after: JSON.stringify(staff),
    reason: '設定 FIRST_ADMINISTRATOR による最初の管理者',
  });
  return loadStaff(db, email);
}

export async function addToRoll(
  { db, staff, now }: Desk,
  given: { email: string; name: string; role: string },
): Promise<Result<Staff, RollFault>> {
  const email = given.email.trim().toLowerCase();
  const name = given.name.trim().slice(0, NAME_MAX);
  const role = ROLES.find((known) => known === given.role);
  if (!EMAIL.test(email)) return refused({ kind: 'bad-email' });
  if (name === '') return refused({ kind: 'no-name' });
  if (!role) return refused({ kind: 'bad-role' });
  const added: Staff = { email, name, role };
  const entry = { ...entryOf(staff.email, now, 'staff-added', email), after: JSON.stringify(added) };
  return (await addStaff(db, added, entry)) ? ok(added) : refused({ kind: 'on-the-roll' });
}

export async function setRole(
  { db, staff, now }: Desk,
  given: { email: string; role: string },
): Promise<Result<Staff, RollFault>> {
  const role = ROLES.find((known) => known === given.role);
  if (!role) return refused({ kind: 'bad-role' });
  const other = await loadStaff(db, given.email);
  if (!other) return refused({ kind: 'not-on-the-roll' });
  if (other.role === role) return ok(other);
  const entry: AuditEntry = {
    ...entryOf(staff.email, now, 'staff-role-changed', other.email),
    before: JSON.stringify({ role: other.role }),
    after: JSON.stringify({ role }),
  };
  const changed = await changeRole(db, { email: other.email, from: other.role, to: role }, entry);
  return changed ? ok({ ...other, role }) : refused(whyKept(other.role));
}

export async function removeFromRoll(
  { db, staff, now }: Desk,
  email: string,
): Promise<Result<Staff, RollFault>> {
  const other = await loadStaff(db, email);
  if (!other) return refused({ kind: 'not-on-the-roll' });
  const entry = {
    ...entryOf(staff.email, now, 'staff-removed', email),
    before: JSON.stringify(other),
  };
  return (await removeStaff(db, other, entry)) ? ok(other) : refused(whyKept(other.role));
}

/** What else can stop it is another administrator who has changed the same line a moment before. */
function whyKept(role: Role): RollFault {
  return role === 'administrator' ? { kind: 'last-administrator' } : { kind: 'not-on-the-roll' };
}

function entryOf(actor: string, now: Date, action: AuditEntry['action'], email: string): AuditEntry {
  return {
    at: now.toISOString(),
    actor,
    action,
    subject: `staff/${email}`,
    version: null,
    before: null,
    after: null,
    reason: '',
  };
}
