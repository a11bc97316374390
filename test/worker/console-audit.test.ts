import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findAuditFault, type AuditEntry } from '../../src/domain/audit/audit-trail.ts';
import { readChainLine } from '../../src/domain/audit/read-chain.ts';
import { beginDraft } from '../../src/flows/drafts/edit-draft.ts';
import { approve } from '../../src/flows/drafts/review-draft.ts';
import { addToRoll } from '../../src/flows/manage-staff.ts';
import { commitWithAudit, loadEntriesAfter, sha256Now } from '../../src/storage/audit-store.ts';
import { ACTION_WORDS } from '../../src/web/console/audit/action-words.ts';
import { CSV_ROWS_MAX } from '../../src/web/console/audit/audit-files.ts';
import { ADMINISTRATOR, browse, enrol, playIdentityProvider, type Browser } from './console-client.ts';
import { actual, APPROVER, at, deskOf, EDITOR, open, seen, startAnew, submitted } from './draft-desk.ts';

const VIEWER = { email: 'yamada.viewer@example.lg.jp', name: '山田', role: 'viewer' };
const HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>';

let browser: Browser;

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(VIEWER, EDITOR, APPROVER, { email: ADMINISTRATOR, name: '鈴木', role: 'administrator' });
  browser = await browse(VIEWER.email);
});
afterEach(() => void vi.restoreAllMocks());

/** A year's figure all the way to a version: five entries. */
async function publishFriends(): Promise<void> {
  const id = await submitted(actual('line-friends', '7400'));
  await approve(deskOf(APPROVER, 3), seen(await open(id)), { publishAt: null, selfApproval: null });
}

/** So many entries with nothing behind them, a minute apart. */
async function fillTrail(count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, index): AuditEntry => ({
    at: at(index * 60).toISOString(),
    actor: EDITOR.email,
    action: 'draft-renamed',
    subject: `draft/${index}`,
    version: null,
    before: null,
    after: null,
    reason: `理由${index}`,
  }));
  await commitWithAudit(env.DB, entries, () => []);
}

const rowCount = (html: string) => (html.match(/id="entry-/g) ?? []).length;
const textOf = async (response: Response) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await response.arrayBuffer());

describe('the trail', () => {
  test('says so where there is nothing', async () => {
    expect((await browser.get('/console/audit')).html).toContain('まだ記録はありません');
  });
  test('tells who did what, when, why, and what it was before and after', async () => {
    await publishFriends();
    const { html, status } = await browser.get('/console/audit');
    expect(status).toBe(200);
    const rows = html.split('id="entry-');
    const row = rows.find((part) => part.includes('実績：町公式LINE登録者数 R7年度'));
    expect(row).toContain('2026年11月24日 10:00');
    expect(row).toContain('佐藤');
    expect(row).toContain('を追加しました');
    expect(row).toContain('7,400');
    expect(row).toContain('確定値');
    expect(row).toContain('R7年度の実績の公表');
    expect(row).toContain('href="/console/versions/2"');
    expect(row).toContain('href="/console/kpis/line-friends"');
    expect(html).toContain('下書き「R7年度の実績」');
    expect(html).toContain('の承認を依頼しました');
    expect(html).toContain('田中');
    const last = (await loadEntriesAfter(env.DB, 0, 100)).at(-1);
    expect(html).toContain(`title="${last?.sha256}"`);
    expect(html.indexOf('を公開しました')).toBeLessThan(html.indexOf('を作りました'));
  });
  test('tells a changed role in words, and a name that is gone by its address', async () => {
    const staff = { email: ADMINISTRATOR, name: '鈴木', role: 'administrator' as const };
    await addToRoll(
      { db: env.DB, staff, now: at(1) },
      { email: 'kato@example.lg.jp', name: '加藤', role: 'editor' },
    );
    await env.DB.prepare("DELETE FROM staff WHERE email = 'kato@example.lg.jp'").run();
    const { html } = await browser.get('/console/audit');
    expect(html).toContain('kato@example.lg.jp');
    expect(html).toContain('権限：');
    expect(html).toContain('編集者');
  });
  test('shows what officers typed as text', async () => {
    await beginDraft(deskOf(EDITOR), { title: HOSTILE, reason: HOSTILE, newId: 'hostile' });
    const { html } = await browser.get('/console/audit');
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toContain('<script>alert');
  });
  test('shows an entry whose content was tampered with beside the others', async () => {
    await publishFriends();
    await tamper("UPDATE audit_trail SET after = 'not json', action = 'never-heard-of' WHERE seq = 1");
    const { html, status } = await browser.get('/console/audit');
    expect(status).toBe(200);
    expect(html).toContain('never-heard-of');
  });
  test('has fifty on a page, newest first, and leads on to the older ones to the very last', async () => {
    await fillTrail(120);
    const first = await browser.get('/console/audit');
    expect(rowCount(first.html)).toBe(50);
    expect(first.html).toContain('id="entry-120"');
    const second = await browser.get('/console/audit?before=71');
    expect(first.html).toContain('href="/console/audit?before=71"');
    expect(second.html).toContain('id="entry-70"');
    const third = await browser.get('/console/audit?before=21');
    expect(rowCount(third.html)).toBe(20);
    expect(third.html).not.toContain('古いものへ');
    expect((await browser.get('/console/audit?before=1')).html).toContain('これより古い記録はありません');
  });
  test.each(['before=-1', 'before=x', 'before=99999999999999999999', 'action=nothing', 'officer=nobody'])(
    'takes %s for nothing asked',
    async (query) => {
      await fillTrail(3);
      const page = await browser.get(`/console/audit?${query}`);
      expect(page.status).toBe(200);
      expect(rowCount(page.html)).toBe(3);
    },
  );
});

describe('the filter', () => {
  const found = async (query: Record<string, string>) =>
    rowCount((await browser.get(`/console/audit?${new URLSearchParams(query).toString()}`)).html);

  test('has a word for everything that the trail records', async () => {
    const { html } = await browser.get('/console/audit');
    for (const [action, words] of Object.entries(ACTION_WORDS))
      expect(html).toContain(`<option value="${action}">${words}</option>`);
  });
  test('finds by officer and by what was done', async () => {
    await publishFriends();
    expect(await found({ officer: APPROVER.email })).toBe(2);
    expect(await found({ officer: EDITOR.email, action: 'draft-submitted' })).toBe(1);
    expect(await found({ officer: APPROVER.email, action: 'draft-submitted' })).toBe(0);
  });
  test.each([
    ['a part of an indicator’s name', 'line登録', 1],
    ['a draft’s title', 'R7年度の実績', 3],
    ['an officer’s name', '加藤', 1],
    ['a version', '第2版', 1],
    ['an id', 'line-friends', 1],
    ['a quote', "' OR 1=1 --", 0],
    ['a sign that LIKE knows', '%', 0],
  ])('finds by %s', async (_, subject, count) => {
    await publishFriends();
    const staff = { email: ADMINISTRATOR, name: '鈴木', role: 'administrator' as const };
    await addToRoll(
      { db: env.DB, staff, now: at(9) },
      { email: 'kato@example.lg.jp', name: '加藤', role: 'viewer' },
    );
    expect(await found({ subject })).toBe(count);
  });
  test('finds by days in Japan, both included', async () => {
    await fillTrail(2);
    await commitWithAudit(
      env.DB,
      ['2026-11-23T14:59:59.999Z', '2026-11-24T14:59:59.999Z', '2026-11-24T15:00:00.000Z'].map((moment) => ({
        at: moment,
        actor: EDITOR.email,
        action: 'draft-renamed' as const,
        subject: 'draft/x',
        version: null,
        before: null,
        after: null,
        reason: '',
      })),
      () => [],
    );
    expect(await found({ from: '2026-11-24', to: 'R8.11.24' })).toBe(3);
    expect(await found({ to: '2026-11-23' })).toBe(1);
    expect(await found({ from: '2026-11-25' })).toBe(1);
  });
  test('keeps what was typed on every page and in the file', async () => {
    await fillTrail(60);
    const { html } = await browser.get('/console/audit?action=draft-renamed&from=2026-11-24');
    expect(html).toContain('/console/audit?action=draft-renamed&amp;from=2026-11-24&amp;before=11');
    expect(html).toContain('/console/audit.csv?action=draft-renamed&amp;from=2026-11-24');
    expect(html).toContain('60 件');
  });
  test.each([
    ['from=soon', 'はじめの日を読み取れません'],
    ['from=2026-11-24&to=2026-11-23', 'はじめの日より前です'],
  ])('says what is wrong with %s', async (query, told) => {
    for (const path of ['/console/audit', '/console/audit.csv']) {
      const page = await browser.get(`${path}?${query}`);
      expect(page.status).toBe(422);
      expect(page.html).toContain(told);
    }
  });
  test('says so where nothing fits', async () => {
    await fillTrail(1);
    expect((await browser.get('/console/audit?subject=nothing')).html).toContain(
      '条件に合う記録はありません',
    );
  });
});

describe('the file for Excel', () => {
  test('has every column, one header, and formulas made harmless', async () => {
    await beginDraft(deskOf(EDITOR), { title: HOSTILE, reason: HOSTILE, newId: 'hostile' });
    const { response } = await browser.get('/console/audit.csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await textOf(response);
    expect(text.startsWith('\uFEFF番号,日時（日本）,日時（UTC）,職員,')).toBe(true);
    const [entry] = await loadEntriesAfter(env.DB, 0, 1);
    for (const cell of [
      '2026年11月24日 10:00',
      entry?.at,
      '佐藤',
      EDITOR.email,
      entry?.writeId,
      entry?.sha256,
    ])
      expect(text).toContain(cell);
    expect(text).toContain(`"'=HYPERLINK(""x"")`);
    expect(text).not.toMatch(/(^|,)"?=HYPERLINK/m);
  });
  test('holds what the filter finds, newest first, beyond what is read at once', async () => {
    await fillTrail(2_500);
    await publishFriends();
    const { response } = await browser.get('/console/audit.csv?action=draft-renamed');
    const lines = (await textOf(response)).trimEnd().split('\r\n');
    expect(lines).toHaveLength(2_501);
    expect(lines[1]).toMatch(/^2500,/);
    expect(lines.at(-1)).toMatch(/^1,/);
    expect(lines.filter((line) => line.includes('番号'))).toHaveLength(1);
  });
  test('stops at its limit, and the page tells before it is taken', async () => {
    await fillTrail(CSV_ROWS_MAX + 5);
    expect((await browser.get('/console/audit')).html).toContain('新しい順に 20,000 件まで');
    const { response } = await browser.get('/console/audit.csv');
    const lines = (await textOf(response)).trimEnd().split('\r\n');
    expect(lines).toHaveLength(CSV_ROWS_MAX + 1);
    expect(lines[1]).toMatch(/^20005,/);
  });
});

describe('the file for checking elsewhere', () => {
  test('holds the whole chain, which is whole', async () => {
    await fillTrail(2_500);
    await publishFriends();
    const { response } = await browser.get('/console/audit.json?action=draft-created');
    expect(response.headers.get('content-disposition')).toContain('.ndjson');
    const entries = (await textOf(response))
      .trimEnd()
      .split('\n')
      .map((line) => readChainLine(line));
    expect(entries).toEqual(await loadEntriesAfter(env.DB, 0, 10_000));
    const whole = entries.filter((entry) => entry !== null);
    expect(findAuditFault(whole, null, sha256Now)).toBeNull();
  });
});

/** As somebody with the keys to the database could do it: past the triggers. */
async function tamper(sql: string): Promise<void> {
  const triggers = await env.DB.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all<{
    name: string;
  }>();
  await env.DB.batch(triggers.results.map(({ name }) => env.DB.prepare(`DROP TRIGGER ${name}`)));
  await env.DB.prepare(sql).run();
}

describe('verifying', () => {
  const verify = async () => (await browser.post('/console/audit/verify', {})).html;

  test('walks every entry and every version, and shows the last hash', async () => {
    await fillTrail(4_500);
    await publishFriends();
    const html = await verify();
    const last = (await loadEntriesAfter(env.DB, 4_500, 10)).at(-1);
    expect(html).toContain(`4,${(last?.seq ?? 0) - 4_000}件すべて、つながりと内容を確かめました`);
    expect(html).toContain(last?.sha256);
    expect(html).toContain('2 版を確かめました');
  });
  test('says so where there is no entry yet', async () => {
    expect(await verify()).toContain('記録はまだありません');
  });
  test('changes nothing', async () => {
    await publishFriends();
    const before = await loadEntriesAfter(env.DB, 0, 100);
    await verify();
    expect(await loadEntriesAfter(env.DB, 0, 100)).toEqual(before);
  });
  test.each([
    [
      'a changed reason',
      "UPDATE audit_trail SET reason = '別の理由' WHERE seq = 2",
      '記録 2 番',
      '変わっています',
    ],
    ['a changed officer', "UPDATE audit_trail SET actor = 'x' WHERE seq = 3", '記録 3 番', '変わっています'],
    [
      'an entry that was taken out',
      'DELETE FROM audit_trail WHERE seq = 2',
      '記録 3 番',
      '番号が続いていません',
    ],
    [
      'the first entry taken out',
      'DELETE FROM audit_trail WHERE seq = 1',
      '記録 2 番',
      '番号が続いていません',
    ],
    [
      'a broken link',
      `UPDATE audit_trail SET previous_sha256 = '${'1'.repeat(64)}' WHERE seq = 2`,
      '記録 2 番',
      'つながりが合いません',
    ],
  ])('finds %s and where it is', async (_, sql, place, why) => {
    await publishFriends();
    await tamper(sql);
    const html = await verify();
    expect(html).toContain(`${place}で、つながりが切れています`);
    expect(html).toContain(why);
    expect(html).not.toContain('件すべて');
  });
  test.each([
    [
      'changed content',
      "UPDATE plan_versions SET content = content || ' ' WHERE number = 2",
      '公開したときと変わっています',
    ],
    ['another officer', "UPDATE plan_versions SET published_by = 'x' WHERE number = 2", '公開の記録と'],
    [
      'a version that nobody published',
      'INSERT INTO plan_versions SELECT 3, content, sha256, published_at, published_by, reason FROM plan_versions WHERE number = 2',
      '公開の記録がありません',
    ],
    ['a version taken out', 'UPDATE plan_versions SET number = 9 WHERE number = 2', '版がありません'],
  ])('finds %s', async (_, sql, told) => {
    await publishFriends();
    await env.DB.prepare('UPDATE drafts SET version = NULL').run();
    await tamper(sql);
    expect(await verify()).toContain(told);
  });
});
