import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Staff } from '../../src/domain/staff/roles.ts';
import { addToRoll, admitStaff, NAME_MAX, removeFromRoll, setRole } from '../../src/flows/manage-staff.ts';
import { loadEntriesAfter } from '../../src/storage/audit-store.ts';
import { loadRoll, loadStaff } from '../../src/storage/staff-store.ts';
import { ADMINISTRATOR, browse, enrol, playIdentityProvider } from './console-client.ts';
import { APPROVER, at, EDITOR, startAnew } from './draft-desk.ts';

const CHIEF: Staff = { email: ADMINISTRATOR, name: '鈴木', role: 'administrator' };
const OTHER: Staff = { email: 'ito.admin@example.lg.jp', name: '伊藤', role: 'administrator' };
const NEWCOMER = { email: 'kato@example.lg.jp', name: '加藤 花子', role: 'editor' };

const deskOf = (staff: Staff) => ({ db: env.DB, staff, now: at(5) });
const actions = async () => (await loadEntriesAfter(env.DB, 0, 100)).map(({ action }) => action);
const admit = (email: string) => admitStaff(env.DB, email, { firstAdministrator: ADMINISTRATOR, now: at(1) });

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
});
afterEach(() => void vi.restoreAllMocks());

describe('the first administrator', () => {
  test('is whom the setting names, and the trail says so', async () => {
    expect(await admit(ADMINISTRATOR)).toMatchObject({ email: ADMINISTRATOR, role: 'administrator' });
    expect(await loadEntriesAfter(env.DB, 0, 10)).toMatchObject([
      { action: 'staff-added', actor: 'system', subject: `staff/${ADMINISTRATOR}` },
    ]);
  });
  test('is entered once, however often and at however many places they sign in', async () => {
    await Promise.all([admit(ADMINISTRATOR), admit(ADMINISTRATOR), admit(ADMINISTRATOR)]);
    await admit(ADMINISTRATOR);
    expect(await loadRoll(env.DB)).toHaveLength(1);
    expect(await actions()).toEqual(['staff-added']);
  });
  test('is entered only while there is no administrator: later the setting opens nothing', async () => {
    await enrol(OTHER);
    expect(await admit(ADMINISTRATOR)).toBeNull();
    await enrol({ ...CHIEF, role: 'viewer' });
    expect(await admit(ADMINISTRATOR)).toMatchObject({ role: 'viewer' });
    expect(await actions()).toEqual([]);
  });
  test('is known in whatever case the identity provider writes the address', async () => {
    expect(await admit(' Suzuki.Admin@Example.LG.JP ')).toMatchObject({ email: ADMINISTRATOR });
  });
  test('is nobody whose address only looks like the one that is set', async () => {
    expect(await admit('ſuzuki.admin@example.lg.jp')).toBeNull(); // long s becomes s in lower case
    expect(await admit('Kato@example.lg.jp')).toBeNull();
  });
});

describe('the roll', () => {
  test('keeps addresses in lower case and takes no one twice', async () => {
    const added = await addToRoll(deskOf(CHIEF), { ...NEWCOMER, email: ' KATO@example.lg.jp ' });
    expect(added).toEqual({ ok: true, value: NEWCOMER });
    expect(await addToRoll(deskOf(CHIEF), { ...NEWCOMER, name: '別の名前' })).toEqual({
      ok: false,
      fault: [{ kind: 'on-the-roll' }],
    });
    expect(await loadStaff(env.DB, NEWCOMER.email)).toEqual(NEWCOMER);
    expect(await actions()).toEqual(['staff-added']);
  });
  test('takes one of two who add the same person at the same moment', async () => {
    const both = await Promise.all([
      addToRoll(deskOf(CHIEF), NEWCOMER),
      addToRoll(deskOf(OTHER), { ...NEWCOMER, role: 'viewer' }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await actions()).toEqual(['staff-added']);
  });
  test('names everything that is wrong at once', async () => {
    const added = await addToRoll(deskOf(CHIEF), { email: 'kato', name: ' \n ', role: 'mayor' });
    expect(added).toEqual({
      ok: false,
      fault: [{ kind: 'bad-email' }, { kind: 'no-name' }, { kind: 'bad-role' }],
    });
  });
  test('writes a name in one line, without signs that nobody sees, and refuses a long one', async () => {
    const added = await addToRoll(deskOf(CHIEF), { ...NEWCOMER, name: ' 加藤\n\u202E花子 ' });
    expect(added).toMatchObject({ value: { name: '加藤 花子' } });
    const long = await addToRoll(deskOf(CHIEF), {
      email: 'long@example.lg.jp',
      name: 'あ'.repeat(NAME_MAX + 1),
      role: 'viewer',
    });
    expect(long).toMatchObject({ fault: [{ kind: 'long-name' }] });
  });
  test('keeps one of two administrators who take the role from each other at the same moment', async () => {
    await enrol(CHIEF, OTHER);
    const both = await Promise.all([
      setRole(deskOf(CHIEF), { email: OTHER.email, role: 'viewer' }),
      setRole(deskOf(OTHER), { email: CHIEF.email, role: 'viewer' }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ fault: { kind: 'last-administrator' } });
    expect((await loadRoll(env.DB)).filter(({ role }) => role === 'administrator')).toHaveLength(1);
    expect(await actions()).toEqual(['staff-role-changed']);
  });
  test('keeps one of two administrators who remove each other at the same moment', async () => {
    await enrol(CHIEF, OTHER);
    await Promise.all([
      removeFromRoll(deskOf(CHIEF), { email: OTHER.email }),
      removeFromRoll(deskOf(OTHER), { email: CHIEF.email }),
    ]);
    expect(await loadRoll(env.DB)).toHaveLength(1);
  });
  test('tells of a role that somebody else has changed in between, and leaves it', async () => {
    await enrol(CHIEF, EDITOR);
    const both = await Promise.all([
      setRole(deskOf(CHIEF), { email: EDITOR.email, role: 'approver' }),
      setRole(deskOf(CHIEF), { email: EDITOR.email, role: 'viewer' }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ fault: { kind: 'changed-meanwhile' } });
    expect(await actions()).toEqual(['staff-role-changed']);
  });
  test('records nothing where a role is set to what it is', async () => {
    await enrol(CHIEF, EDITOR);
    expect(await setRole(deskOf(CHIEF), { email: EDITOR.email, role: 'editor' })).toMatchObject({ ok: true });
    expect(await actions()).toEqual([]);
  });
});

describe('the page of the roll', () => {
  test('shows everyone with name, address and role, and whom it is that looks', async () => {
    await enrol(CHIEF, EDITOR);
    const { html, status } = await (await browse(ADMINISTRATOR)).get('/console/staff');
    expect(status).toBe(200);
    expect(html).toContain('鈴木（あなた）');
    expect(html).toContain('管理画面を使える職員 2 人');
    expect(html).toContain(EDITOR.email);
  });
  test('is closed to everyone but an administrator', async () => {
    await enrol(CHIEF, APPROVER);
    const browser = await browse(APPROVER.email);
    expect((await browser.get('/console/staff')).status).toBe(403);
    expect((await browser.post('/console/staff', NEWCOMER)).status).toBe(403);
    expect((await browser.get('/console/staff')).html).toContain('鈴木');
    expect(await loadStaff(env.DB, NEWCOMER.email)).toBeNull();
  });
  test('adds a person, who can then come in, and says that it has', async () => {
    const browser = await browse(ADMINISTRATOR);
    const { status, location } = await browser.post('/console/staff', NEWCOMER);
    expect([status, location]).toEqual([303, '/console/staff?done=added']);
    expect((await browser.get(location)).html).toContain('名簿に追加しました');
    expect((await (await browse(NEWCOMER.email)).get('/console')).status).toBe(200);
  });
  test('keeps what was typed, and tells every fault beside its field', async () => {
    const page = await (
      await browse(ADMINISTRATOR)
    ).post('/console/staff', { email: 'kato@', name: '', role: '' });
    expect(page.status).toBe(422);
    expect(page.html).toContain('入力を確かめてください（3 件）');
    for (const name of ['email', 'name', 'role']) expect(page.html).toContain(`href="#field-${name}"`);
    expect(page.html).toContain('value="kato@"');
  });
  test('tells of somebody who is on the roll already', async () => {
    await enrol(CHIEF, EDITOR);
    const page = await (
      await browse(ADMINISTRATOR)
    ).post('/console/staff', { ...NEWCOMER, email: 'SATO.editor@example.lg.jp' });
    expect(page.status).toBe(422);
    expect(page.html).toContain('もう名簿にあります');
  });
  test('shows hostile names as text', async () => {
    const browser = await browse(ADMINISTRATOR);
    const name = '"><script>alert(1)</script>';
    await browser.post('/console/staff', { ...NEWCOMER, name });
    const { html } = await browser.get('/console/staff');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script>alert');
    expect((await browser.post('/console/staff', { ...NEWCOMER, name })).html).not.toContain('<script>alert');
  });
  test('calls an officer by another name, and the trail keeps the earlier one', async () => {
    const admin = await browse(ADMINISTRATOR);
    const renamed = await admin.post('/console/staff/name', { email: ADMINISTRATOR, name: ' 鈴木　一郎 ' });
    expect(renamed).toMatchObject({ status: 303, location: '/console/staff?done=renamed' });
    expect((await admin.get('/console')).html).toContain('鈴木 一郎');
    const { before, after } = (await env.DB.prepare(
      "SELECT before, after FROM audit_trail WHERE action = 'staff-renamed'",
    ).first<{ before: string; after: string }>()) ?? { before: '', after: '' };
    expect([before, after].join()).toMatch(/suzuki\.admin|鈴木[\s\S]*鈴木 一郎/);
    expect((await admin.post('/console/staff/name', { email: ADMINISTRATOR, name: ' ' })).status).toBe(422);
    expect((await admin.post('/console/staff/name', { email: 'no@example.jp', name: '誰か' })).status).toBe(
      422,
    );
  });
  test('changes a role, and the officer has it with the next page', async () => {
    await enrol(CHIEF, EDITOR);
    const editor = await browse(EDITOR.email);
    await (await browse(ADMINISTRATOR)).post('/console/staff/role', { email: EDITOR.email, role: 'viewer' });
    expect((await editor.get('/console')).html).toContain('佐藤（閲覧者）');
  });
  test('says what removing somebody means before it is done, and then they are out at once', async () => {
    await enrol(CHIEF, EDITOR);
    const browser = await browse(ADMINISTRATOR);
    expect((await browser.get('/console/staff')).html).toContain('佐藤さんは、次に画面を開くときから');
    const editor = await browse(EDITOR.email);
    expect((await editor.get('/console')).status).toBe(200);
    await browser.post('/console/staff/remove', { email: EDITOR.email });
    expect((await editor.get('/console')).status).toBe(403);
    const twice = await browser.post('/console/staff/remove', { email: EDITOR.email });
    expect(twice.status).toBe(422);
    expect(twice.html).toContain('名簿にありません');
    expect((await actions()).filter((action) => action === 'staff-removed')).toHaveLength(1);
  });
  test('keeps the last administrator, kindly', async () => {
    await enrol(CHIEF, EDITOR);
    const browser = await browse(ADMINISTRATOR);
    expect((await browser.get('/console/staff')).html).toContain('最後の管理者です');
    for (const page of [
      await browser.post('/console/staff/remove', { email: ADMINISTRATOR }),
      await browser.post('/console/staff/role', { email: ADMINISTRATOR, role: 'viewer' }),
    ]) {
      expect(page.status).toBe(422);
      expect(page.html).toContain('先に別の職員を管理者にしてください');
    }
    expect(await loadStaff(env.DB, ADMINISTRATOR)).toEqual(CHIEF);
  });
  test('warns who removes or lowers themselves, and leads somewhere that is open to them', async () => {
    await enrol(CHIEF, OTHER);
    const browser = await browse(ADMINISTRATOR);
    const { html } = await browser.get('/console/staff');
    expect(html).toContain('あなた自身を外します');
    expect(html).toContain('自分の権限を下げると');
    const lowered = await browser.post('/console/staff/role', { email: ADMINISTRATOR, role: 'viewer' });
    expect((await browser.get(lowered.location)).status).toBe(200);
    expect((await browser.get(lowered.location)).html).toContain('権限を変えました');
  });
});
