import type { Staff } from '../../domain/staff/roles.ts';
import { loadRoll } from '../../storage/staff-store.ts';
import { PUBLISHED_FROM_DATA } from '../../storage/plan-store.ts';

/** Whom an address stands for; the address itself for who is on the roll no more. */
export type OfficerNames = (email: string) => string;

/** Who acts without being an officer. */
const OTHERS: Readonly<Record<string, string>> = {
  system: '自動処理',
  [PUBLISHED_FROM_DATA]: '町の資料',
};

export function officerNamesOf(roll: readonly Pick<Staff, 'email' | 'name'>[]): OfficerNames {
  const names = new Map(roll.map(({ email, name }) => [email, name]));
  return (email) => names.get(email) ?? OTHERS[email] ?? email;
}

export async function loadOfficerNames(db: D1Database): Promise<OfficerNames> {
  return officerNamesOf(await loadRoll(db));
}
