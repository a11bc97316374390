import { Hono } from 'hono';
import { addToRoll, removeFromRoll, rename, setRole, type RollFault } from '../../../flows/manage-staff.ts';
import { may } from '../../../domain/staff/roles.ts';
import { loadRoll } from '../../../storage/staff-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { field, redirectTo, respondPage } from '../respond.tsx';
import { StaffPage, type TypedStaff } from './staff-page.tsx';
import { fieldOfFault, rollFaultWords } from './staff-words.ts';

const DONE: ReadonlyMap<string, string> = new Map([
  ['added', '名簿に追加しました'],
  ['renamed', '名前を変えました'],
  ['role-changed', '権限を変えました'],
  ['removed', '名簿から外しました'],
]);

const BLANK: TypedStaff = { email: '', name: '', role: '' };

export function staffRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/staff', allow('manage-staff'), (c) => {
    const done = DONE.get(c.req.query('done') ?? '');
    return respondRoll(c, { notice: done ? <Notice kind="success" title={done} /> : null });
  });

  app.post('/staff', allow('manage-staff'), async (c) => {
    const typed = { email: field(c, 'email'), name: field(c, 'name'), role: field(c, 'role') };
    const added = await addToRoll(deskOf(c), typed);
    if (added.ok) return redirectTo(c, '/console/staff', 'added');
    const faults = added.fault.map((fault) => ({ name: fieldOfFault(fault), text: rollFaultWords(fault) }));
    return respondRoll(c, { typed, faults, status: 422 });
  });

  app.post('/staff/name', allow('manage-staff'), async (c) => {
    const renamed = await rename(deskOf(c), { email: field(c, 'email'), name: field(c, 'name') });
    return renamed.ok ? redirectTo(c, '/console/staff', 'renamed') : respondKept(c, renamed.fault);
  });

  app.post('/staff/role', allow('manage-staff'), async (c) => {
    const changed = await setRole(deskOf(c), { email: field(c, 'email'), role: field(c, 'role') });
    if (!changed.ok) return respondKept(c, changed.fault);
    return redirectTo(c, mayStay(c, changed.value) ? '/console/staff' : '/console', 'role-changed');
  });

  app.post('/staff/remove', allow('manage-staff'), async (c) => {
    const removed = await removeFromRoll(deskOf(c), { email: field(c, 'email') });
    return removed.ok ? redirectTo(c, '/console/staff', 'removed') : respondKept(c, removed.fault);
  });

  return app;
}

function deskOf(c: ConsoleContext): Parameters<typeof addToRoll>[0] {
  return { db: c.env.DB, staff: c.var.staff, now: c.var.deps.now() };
}

/** Whoever lowers their own role finds the roll closed. */
function mayStay(c: ConsoleContext, changed: Parameters<typeof may>[0] & { email: string }): boolean {
  return changed.email !== c.var.staff.email || may(changed, 'manage-staff');
}

/** The roll was not changed: told above it, since what was chosen is a line of it. */
function respondKept(c: ConsoleContext, fault: RollFault): Promise<Response> {
  const notice = <Notice kind="error" title={rollFaultWords(fault)} />;
  return respondRoll(c, { notice, status: fault.kind === 'changed-meanwhile' ? 409 : 422 });
}

async function respondRoll(
  c: ConsoleContext,
  {
    typed = BLANK,
    faults = [],
    notice = null,
    status = 200,
  }: {
    typed?: TypedStaff;
    faults?: readonly FieldFault[];
    notice?: ReturnType<typeof Notice> | null;
    status?: 200 | 409 | 422;
  },
): Promise<Response> {
  const roll = await loadRoll(c.env.DB);
  return respondPage(
    c,
    {
      title: '職員',
      here: 'staff',
      lead: '管理画面を使える職員と、その権限です。サインインは、町の職員のアカウントで行います。',
      notice,
      children: <StaffPage roll={roll} staff={c.var.staff} typed={typed} faults={faults} />,
    },
    status,
  );
}
