import type { Plan } from '../../../domain/plan/plan.ts';
import type { Staff } from '../../../domain/staff/roles.ts';
import type { AuditFilter } from '../../../storage/audit-store.ts';
import { findBroadcastsTitled } from '../../../storage/broadcast-heads.ts';
import { findDraftsTitled } from '../../../storage/draft-heads.ts';
import { readDateText } from '../../../domain/plan/date-text.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { isAuditAction } from './action-words.ts';

/** What was typed into the filter. */
export type TypedFilter = Record<'officer' | 'action' | 'subject' | 'from' | 'to', string>;

const SUBJECT_MAX = 100; // characters; longer is no name
const TITLED_MAX = 50; // drafts and broadcasts each

export function readTypedFilter(query: Readonly<Record<string, string>>): TypedFilter {
  const text = (name: string): string => query[name]?.trim() ?? '';
  const action = text('action');
  return {
    officer: text('officer'),
    action: isAuditAction(action) ? action : '',
    subject: text('subject').slice(0, SUBJECT_MAX),
    from: text('from'),
    to: text('to'),
  };
}

/** The address of the trail, or of a file of it, with a filter. */
export function filterQuery(typed: TypedFilter, more: Record<string, string> = {}): string {
  const given = Object.entries({ ...typed, ...more }).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** The days that were typed, or why they are none. */
export function readDays(typed: Pick<TypedFilter, 'from' | 'to'>): {
  from: string;
  to: string;
  faults: FieldFault[];
} {
  const from = typed.from === '' ? '' : readDateText(typed.from);
  const to = typed.to === '' ? '' : readDateText(typed.to);
  const faults: FieldFault[] = [];
  if (from === null) faults.push({ name: 'from', text: `はじめの日を読み取れません。${DAY_HELP}` });
  if (to === null) faults.push({ name: 'to', text: `おわりの日を読み取れません。${DAY_HELP}` });
  if (from && to && from > to)
    faults.push({ name: 'to', text: 'おわりの日が、はじめの日より前です。どちらかを直してください。' });
  return { from: from ?? '', to: to ?? '', faults };
}

const DAY_HELP = '2026-03-31、2026/3/31、R8.3.31 のように入れてください。';

/**
 * What the trail is asked for. Subjects are ids; a person types names, so what is called so is looked for as well.
 */
export async function auditFilterOf(
  db: D1Database,
  typed: TypedFilter,
  days: { from: string; to: string },
  { plan, roll }: { plan: Plan; roll: readonly Staff[] },
): Promise<AuditFilter> {
  const { officer, action, subject } = typed;
  const subjects = subject === '' ? [] : [subject, ...idsCalled(subject, plan, roll)];
  if (subject !== '') {
    subjects.push(...(await findDraftsTitled(db, subject, TITLED_MAX)).map((id) => `draft/${id}`));
    subjects.push(...(await findBroadcastsTitled(db, subject, TITLED_MAX)).map((id) => `broadcast/${id}`));
  }
  return { actor: officer, action, subjects, from: days.from, to: days.to };
}

const VERSION = /^第(\d{1,9})版$/;

function idsCalled(typed: string, plan: Plan, roll: readonly Staff[]): string[] {
  const text = typed.normalize('NFKC').toLowerCase();
  const isCalled = (name: string): boolean => name.normalize('NFKC').toLowerCase().includes(text);
  const version = VERSION.exec(text)?.[1];
  const named = [plan.kpis, plan.kgis, plan.initiatives, plan.themes, plan.priorityItems].flatMap((things) =>
    [...things.values()].filter(({ name }) => isCalled(name.text)).map(({ id }) => `/${id}`),
  );
  const terms = [...plan.glossary.values()].filter(({ term }) => isCalled(term)).map(({ id }) => `/${id}`);
  const officers = roll.filter(({ name }) => isCalled(name)).map(({ email }) => `staff/${email}`);
  return [...named, ...terms, ...officers, ...(version ? [`version/${version}`] : [])];
}
