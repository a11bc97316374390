import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import { readEmailAddress } from '../domain/staff/email-address.ts';
import { ROLES, type Role, type Staff } from '../domain/staff/roles.ts';
import { ok, refused, type Result } from '../domain/result.ts';
import {
  addFirstAdministrator,
  addStaff,
  changeRole,
  loadStaff,
  removeStaff,
  renameStaff,
} from '../storage/staff-store.ts';

/** Why the roll stays as it is. */
export type RollFault =
  | { kind: 'bad-email' }
  | { kind: 'no-name' }
  | { kind: 'long-name' }
  | { kind: 'bad-role' }
  | { kind: 'on-the-roll' }
  | { kind: 'not-on-the-roll' }
  | { kind: 'changed-meanwhile' }
  | { kind: 'last-administrator' };

type Desk = { db: D1Database; staff: Staff; now: Date };

export const NAME_MAX = 40;

/**
 * The officer who has signed in, or null for who is not on the roll. Whom the settings name as first administrator is
 * entered as such, and only while the roll has none: later the setting opens nothing.
 */
export async function admitStaff(
  db: D1Database,
  vouchedFor: string,
  { firstAdministrator, now }: { firstAdministrator: string; now: Date },
): Promise<Staff | null> {
  const email = readEmailAddress(vouchedFor);
  if (email === null) return null;
  const known = await loadStaff(db, email);
  if (email !== firstAdministrator || known?.role === 'administrator') return known;
  const staff: Staff = { email, name: known?.name ?? email.split('@')[0] ?? email, role: 'administrator' };
  await addFirstAdministrator(db, staff, {
    ...entryOf(email, now, 'staff-added', email),
    actor: 'system',
    after: JSON.stringify(staff),
    reason: '設置のときに決めた、最初の管理者',
  });
  return loadStaff(db, email);
}

/** Every fault of what was given at once. */
export async function addToRoll(
  { db, staff, now }: Desk,
  given: { email: string; name: string; role: string },
): Promise<Result<Staff, RollFault[]>> {
  const email = readEmailAddress(given.email);
  const name = plainName(given.name);
  const role = readRole(given.role);
  const faults: RollFault[] = [];
  if (email === null) faults.push({ kind: 'bad-email' });
  if (name === '') faults.push({ kind: 'no-name' });
  if (name.length > NAME_MAX) faults.push({ kind: 'long-name' });
  if (!role) faults.push({ kind: 'bad-role' });
  if (email === null || !role || faults.length > 0) return refused(faults);
  const added: Staff = { email, name, role };
  const entry = { ...entryOf(staff.email, now, 'staff-added', email), after: JSON.stringify(added) };
  return (await addStaff(db, added, entry)) ? ok(added) : refused([{ kind: 'on-the-roll' }]);
}

export async function rename(
  { db, staff, now }: Desk,
  given: { email: string; name: string },
): Promise<Result<Staff, RollFault>> {
  const name = plainName(given.name);
  if (name === '') return refused({ kind: 'no-name' });
  if (name.length > NAME_MAX) return refused({ kind: 'long-name' });
  const other = await loadByAddress(db, given.email);
  if (!other) return refused({ kind: 'not-on-the-roll' });
  if (other.name === name) return ok(other);
  const entry: AuditEntry = {
    ...entryOf(staff.email, now, 'staff-renamed', other.email),
    before: JSON.stringify({ name: other.name }),
    after: JSON.stringify({ name }),
  };
  const renamed = await renameStaff(db, { email: other.email, name }, entry);
  return renamed ? ok({ ...other, name }) : refused({ kind: 'not-on-the-roll' });
}

export async function setRole(
  { db, staff, now }: Desk,
  given: { email: string; role: string },
): Promise<Result<Staff, RollFault>> {
  const role = readRole(given.role);
  if (!role) return refused({ kind: 'bad-role' });
  const other = await loadByAddress(db, given.email);
  if (!other) return refused({ kind: 'not-on-the-roll' });
  if (other.role === role) return ok(other);
  const entry: AuditEntry = {
    ...entryOf(staff.email, now, 'staff-role-changed', other.email),
    before: JSON.stringify({ role: other.role }),
    after: JSON.stringify({ role }),
  };
  const changed = await changeRole(db, { email: other.email, from: other.role, to: role }, entry);
  return changed ? ok({ ...other, role }) : refused(await whyKept(db, other));
}

export async function removeFromRoll(
  { db, staff, now }: Desk,
  given: { email: string },
): Promise<Result<Staff, RollFault>> {
  const other = await loadByAddress(db, given.email);
  if (!other) return refused({ kind: 'not-on-the-roll' });
  const entry = {
    ...entryOf(staff.email, now, 'staff-removed', other.email),
    before: JSON.stringify(other),
  };
  return (await removeStaff(db, other, entry)) ? ok(other) : refused(await whyKept(db, other));
}

async function whyKept(db: D1Database, seen: Staff): Promise<RollFault> {
  const now = await loadStaff(db, seen.email);
  if (!now) return { kind: 'not-on-the-roll' };
  return { kind: now.role === seen.role ? 'last-administrator' : 'changed-meanwhile' };
}

async function loadByAddress(db: D1Database, given: string): Promise<Staff | null> {
  const email = readEmailAddress(given);
  return email === null ? null : loadStaff(db, email);
}

function readRole(given: string): Role | undefined {
  return ROLES.find((known) => known === given);
}

/** One line, without signs that nobody sees: a name stands beside everything its officer does. */
function plainName(given: string): string {
  return given
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
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
