import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findAuditFault } from '../../src/domain/audit/audit-trail.ts';
import { beginDraft, retitleDraft, saveRows } from '../../src/flows/drafts/edit-draft.ts';
import { publishDueDrafts } from '../../src/flows/drafts/publish-due.ts';
import { approve, submit, withdraw } from '../../src/flows/drafts/review-draft.ts';
import { loadEntriesAfter, sha256Now } from '../../src/storage/audit-store.ts';
import { loadNewestNumber } from '../../src/storage/plan-store.ts';
import { consoleRoutes } from '../../src/web/console/console-routes.ts';
import { ADMINISTRATOR, browse, enrol, playIdentityProvider, type Browser } from './console-client.ts';
import {
  actual,
  APPROVER,
  at,
  deskOf,
  EDITOR,
  newDraft,
  open,
  save,
  SECOND,
  seen,
  startAnew,
  submitted,
} from './draft-desk.ts';

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const AT_ONCE = { publishAt: null, selfApproval: null };

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, SECOND);
});
afterEach(() => void vi.restoreAllMocks());

/** Every address of the console that is read, with real ids; `more` goes behind each. */
function addresses(ids: Record<string, string>, more = ''): string[] {
  const paths = consoleRoutes()
    .routes.filter(({ method }) => method === 'GET')
    .map(({ path }) => path.replaceAll(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => ids[name] ?? 'unknown'));
  return [...new Set(paths)].map((path) => `/console${path === '/' ? '' : path}${more}`);
}

async function hostileDraft(): Promise<string> {
  const id = await beginDraft(deskOf(EDITOR), { title: HOSTILE, reason: HOSTILE, newId: 'hostile-1' });
  const row = { ...actual('line-friends', '7400').row, source: HOSTILE, comment: HOSTILE };
  await saveRows(deskOf(EDITOR, 1), { id, revision: 0, rows: [{ ...actual('line-friends', '7400'), row }] });
  return id;
}

async function look(browser: Browser, paths: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const path of paths) {
    const { status, html, response } = await browser.get(path);
    const isPage = (response.headers.get('content-type') ?? '').startsWith('text/html');
    if (!isPage && response.headers.get('content-disposition')?.startsWith('attachment')) continue; // a file
    if (html.includes('<script>alert') || html.includes('<img src=x')) faults.push(`${path} shows it`);
    if (status >= 500) faults.push(`${path} answers ${status}`);
    if (/\b(Error|TypeError|undefined|NaN|D1_ERROR|SQLITE)\b/.test(html.replaceAll(/<[^>]*>/g, ' ')))
      faults.push(`${path} shows the inside`);
  }
  return faults;
}

describe('what is typed to do harm', () => {
  test('is shown as text on every page, as a draft, handed in, published, and in the records', async () => {
    await enrol({ email: 'evil@example.lg.jp', name: HOSTILE, role: 'editor' });
    const admin = await browse(ADMINISTRATOR);
    const id = await hostileDraft();
    const ids = { id, table: 'observations', name: 'observations', number: '1', screen: 'home' };
    expect(await look(admin, addresses(ids))).toEqual([]);
    expect(await submit(deskOf(EDITOR, 2), seen(await open(id)))).toMatchObject({ ok: true });
    expect(await approve(deskOf(APPROVER, 3), seen(await open(id)), AT_ONCE)).toMatchObject({ ok: true });
    expect(await look(admin, addresses({ ...ids, number: '2' }))).toEqual([]);
    expect(
      await look(admin, ['/console/kpis/line-friends', '/console/versions/compare?from=1&to=2']),
    ).toEqual([]);
  });
  test('in an address is shown as text, and never breaks a page', async () => {
    const id = await newDraft();
    const admin = await browse(ADMINISTRATOR);
    const evil = encodeURIComponent(HOSTILE);
    const names = [
      'done',
      'q',
      'year',
      'kpi',
      'page',
      'from',
      'to',
      'actor',
      'action',
      'subject',
      'before',
      'status',
    ];
    const query = `?${[
      ...names,
      'theme',
      'key',
      'kind',
      'first',
      'word',
      'rows',
      'cards',
      'revision',
      'version',
    ]
      .map((name) => `${name}=${evil}`)
      .join('&')}`;
    const ids = { id, table: 'kpis', name: 'kpis', number: '1', screen: 'home' };
    expect(await look(admin, addresses(ids, query))).toEqual([]);
    expect(
      await look(admin, addresses({ id: evil, table: evil, name: evil, number: '9', screen: evil })),
    ).toEqual([]);
  });
});

describe('an odd address', () => {
  test.each([
    ['a number below one', '-1'],
    ['nothing', '0'],
    ['a power', '1e9'],
    ['more digits than a number holds', '99999999999999999999'],
    ['letters', 'abc'],
    ['full-width digits', '１２'],
    ['a space', ' '],
    ['a day that is not in the calendar', '2025-13-40'],
    ['eight thousand letters', 'x'.repeat(8_000)],
  ])('with %s where a number or a day belongs never fails', async (_, odd) => {
    const id = await newDraft();
    const admin = await browse(ADMINISTRATOR);
    const value = encodeURIComponent(odd);
    const names = ['year', 'page', 'rows', 'cards', 'before', 'from', 'to', 'version', 'revision', 'key'];
    const query = `?${names.map((name) => `${name}=${value}`).join('&')}`;
    const ids = { id, table: 'targets', name: 'targets', number: '1', screen: 'home' };
    expect(await look(admin, addresses(ids, query))).toEqual([]);
  });
});

describe('at the same moment', () => {
  const trail = () => loadEntriesAfter(env.DB, 0, 1_000);
  const isWhole = async () => findAuditFault(await trail(), null, sha256Now);

  test('approving and withdrawing: one of them, never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await submitted(actual('line-friends', String(7_400 + round)));
      const now = seen(await open(id));
      const before = await loadNewestNumber(env.DB);
      const [approved, withdrawn] = await Promise.all([
        approve(deskOf(APPROVER, 3), now, AT_ONCE),
        withdraw(deskOf(EDITOR, 3), now),
      ]);
      expect([approved.ok, withdrawn.ok].filter(Boolean)).toHaveLength(1);
      expect((await loadNewestNumber(env.DB)) - before).toBe(approved.ok ? 1 : 0);
    }
    expect(await isWhole()).toBeNull();
  });
  test('saving and handing in: what is handed in is what was seen', async () => {
    const id = await newDraft();
    await save(id, actual('line-friends', '7400'));
    const now = seen(await open(id));
    const [saved, handedIn] = await Promise.all([
      saveRows(deskOf(EDITOR, 2), { id, revision: now.revision, rows: [actual('line-friends', '9999')] }),
      submit(deskOf(EDITOR, 2), now),
    ]);
    expect([saved.ok, handedIn.ok].filter(Boolean)).toHaveLength(1);
    const after = await open(id);
    expect(after.changes[0]?.after?.['value']).toBe(handedIn.ok ? '7400' : '9999');
  });
  test('a publication that is due, and an approval of the same rows: one takes place, the other is told', async () => {
    const due = await submitted(actual('line-friends', '7400'));
    await approve(deskOf(APPROVER, 3), seen(await open(due)), {
      publishAt: at(600).toISOString(),
      selfApproval: null,
    });
    const other = await submitted(actual('line-friends', '7500'));
    const [run, approved] = await Promise.all([
      publishDueDrafts({ ...deskOf(EDITOR, 700), now: at(700) }),
      approve(deskOf(SECOND, 700), seen(await open(other)), AT_ONCE),
    ]);
    expect(run.published + Number(approved.ok)).toBe(1);
    expect(await loadNewestNumber(env.DB)).toBe(2);
    await publishDueDrafts({ ...deskOf(EDITOR, 800), now: at(800) });
    expect(await loadNewestNumber(env.DB)).toBe(2);
    expect(await isWhole()).toBeNull();
  });
  test('many at many drafts: every step has its entry, and the chain is whole', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => newDraft()));
    await Promise.all(
      ids.map((id, index) =>
        retitleDraft(deskOf(EDITOR, 1), { id, revision: 0, title: `下書き${index}`, reason: '理由' }),
      ),
    );
    expect(await trail()).toHaveLength(12);
    expect(await isWhole()).toBeNull();
  });
});
