import { Hono } from 'hono';
import type { AuditEntry } from '../../../../domain/audit/audit-trail.ts';
import { TESTER_CODE_LENGTH } from '../../../../domain/residents/tester-code.ts';
import {
  loadTesterCode,
  loadTesters,
  removeTester,
  saveTesterCode,
} from '../../../../storage/tester-store.ts';
import { allow } from '../../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../../console-env.ts';
import { loadOfficerNames } from '../../officer-names.ts';
import { Notice } from '../../parts/notice-parts.tsx';
import { field, redirectTo, respondPage } from '../../respond.tsx';
import { CODE_MINUTES, TestersPage } from './testers-page.tsx';

const HREF = '/console/broadcasts/testers';

const DONE: ReadonlyMap<string, string> = new Map([
  ['code', '番号を作りました'],
  ['removed', 'テスト配信を受け取る人から外しました'],
]);

/** Officers' own LINE accounts, to which a broadcast is tried out. */
export function testerRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/broadcasts/testers', allow('compose-broadcast'), async (c) => {
    const { staff, broadcastDesk: desk } = c.var;
    const [testers, code, names] = await Promise.all([
      loadTesters(desk.db),
      loadTesterCode(desk.db, staff.email, desk.now),
      loadOfficerNames(desk.db),
    ]);
    const done = DONE.get(c.req.query('done') ?? '');
    return respondPage(c, {
      title: 'テスト配信を受け取る人',
      here: 'broadcasts',
      help: 'broadcast-testers',
      lead: '配信する前に、職員のLINEだけに送って確かめられます。受け取る職員を、ここで登録します。',
      notice: done ? <Notice kind="success" title={done} /> : null,
      children: <TestersPage testers={testers} code={code} staff={staff} names={names} />,
    });
  });

  // Where a form is sent to, the browser may come back with a GET.
  app.get('/broadcasts/testers/:step{code|remove|remove-other}', allow('view'), (c) => redirectTo(c, HREF));

  app.post('/broadcasts/testers/code', allow('compose-broadcast'), async (c) => {
    const { staff, broadcastDesk: desk } = c.var;
    const expiresAt = new Date(desk.now.getTime() + CODE_MINUTES * 60_000).toISOString();
    await saveTesterCode(desk.db, { code: newCode(), email: staff.email, expiresAt });
    return redirectTo(c, HREF, 'code');
  });

  app.post('/broadcasts/testers/remove', allow('compose-broadcast'), (c) => remove(c, c.var.staff.email));

  app.post('/broadcasts/testers/remove-other', allow('manage-staff'), (c) => remove(c, field(c, 'email')));

  return app;
}

/** Who is off already stays off: nothing to complain about. */
async function remove(c: ConsoleContext, email: string): Promise<Response> {
  const { staff, now, db } = c.var.broadcastDesk;
  const entry: AuditEntry = {
    at: now.toISOString(),
    actor: staff.email,
    action: 'tester-removed',
    subject: `staff/${email}`,
    version: null,
    before: null,
    after: null,
    reason: '',
  };
  await removeTester(db, email, entry);
  return redirectTo(c, HREF, 'removed');
}

/** Nobody guesses it in ten minutes. */
function newCode(): string {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(drawn % 10 ** TESTER_CODE_LENGTH).padStart(TESTER_CODE_LENGTH, '0');
}
