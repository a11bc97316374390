import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keyOf } from '../../src/domain/plan/table-schema.ts';
import { themeOf } from '../../src/domain/plan/plan.ts';
import type { Staff } from '../../src/domain/staff/roles.ts';
import { approve, submit } from '../../src/flows/drafts/review-draft.ts';
import { saveRows } from '../../src/flows/drafts/edit-draft.ts';
import { loadDraft, loadDraftsUnderWay, type RowToSave } from '../../src/storage/draft-store.ts';
import { loadNewestNumber, loadVersion } from '../../src/storage/plan-store.ts';
import { browse, enrol, playIdentityProvider } from './console-client.ts';
import { actual, APPROVER, deskOf, EDITOR, newDraft, open, SECOND, seen, startAnew } from './draft-desk.ts';

const VIEWER: Staff = { email: 'yamada.viewer@example.lg.jp', name: '山田', role: 'viewer' };
const GONE: Staff = { email: 'left.editor@example.lg.jp', name: '退職', role: 'editor' };
const NEW_ID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const friends = actual('line-friends', '7400');

/** Publishes rows as the next version, entered by one officer and approved by another. */
async function publish(rows: readonly RowToSave[], by: Staff = EDITOR, approver: Staff = APPROVER) {
  const id = await newDraft();
  const { draft } = await open(id);
  await saveRows(deskOf(by, 1), { id, revision: draft.revision, rows });
  await submit(deskOf(by, 2), seen(await open(id)));
  const now = seen(await open(id));
  const done = await approve(deskOf(approver, 3), now, { publishAt: null, selfApproval: null });
  if (!done.ok) throw new Error(done.fault.kind);
  return id;
}

const get = async (path: string, staff: Staff = VIEWER) => (await browse(staff.email)).get(`/console${path}`);
const text = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const read = async (path: string, staff: Staff = VIEWER): Promise<string> =>
  text((await get(path, staff)).html);

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(VIEWER, EDITOR, APPROVER, SECOND);
});
afterEach(() => void vi.restoreAllMocks());

describe('the list of versions', () => {
  test('has every version with when, who, why and the beginning of its hash', async () => {
    await publish([friends]);
    const plain = await read('/versions');
    const version = await loadVersion(env.DB, 2);
    for (const words of ['第2版（公開中）', '田中', 'R7年度の実績の公表', '2026年11月24日 10:00'])
      expect(plain).toContain(words);
    expect(plain).toContain(version?.sha256.slice(0, 8));
    expect(plain).toContain('町の資料から');
  });
  test('comes in pages of fifty', async () => {
    await env.DB.prepare(
      `INSERT INTO plan_versions
       WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
       SELECT i, content, sha256, published_at, 'x@example.lg.jp', '理由' FROM n, plan_versions WHERE number = 1`,
    ).run();
    const rows = async (query: string) =>
      (await get(`/versions${query}`)).html.match(/<th scope="row">/g)?.length;
    expect([await rows(''), await rows('?page=2'), await rows('?page=99'), await rows('?page=x')]).toEqual([
      50, 10, 10, 50,
    ]);
  });
});

describe('a version', () => {
  test('says what it changed, who entered, handed in and approved it, and its whole hash', async () => {
    const id = await publish([friends]);
    const { html } = await get('/versions/2');
    const plain = text(html);
    for (const words of ['住民に見える変化', '実績 7,400人', '入力：佐藤', '承認した人 田中'])
      expect(plain).toContain(words);
    expect(plain).toContain((await loadVersion(env.DB, 2))?.sha256);
    expect(html).toContain(`/console/drafts/${id}`);
    expect(html.match(/class="card-preview"/g)).toHaveLength(2);
  });
  test('that was the first shows its contents in brief', async () => {
    const plain = await read('/versions/1');
    expect(plain).toContain('この版の内容');
    const { plan } = await deskOf(VIEWER).versions.newest(env.DB);
    expect(plain).toContain(`KPI ${plan.kpis.size} 件`);
  });
  test.each(['0', '9', '01x', '99999999999999999999'])('%s that is none is not found', async (number) => {
    expect((await get(`/versions/${number}`)).status).toBe(404);
  });
  test('beside any other shows the difference of both', async () => {
    await publish([friends]);
    await publish([actual('line-friends', '7500')], SECOND);
    const plain = await read('/versions/compare?from=１&to=3');
    expect(plain).toContain('第1版と第3版の違い');
    expect(plain).toContain('7,500');
    expect(plain).not.toContain('7,400');
    expect(await read('/versions/compare?from=3&to=3')).toContain('内容は同じです');
  });
  test.each(['', '?from=1', '?from=1&to=99', '?from=%3Cscript%3E&to=-1'])(
    'beside one that is none (%s) is asked for again',
    async (query) => {
      const asked = await get(`/versions/compare${query}`);
      expect(asked.status).toBe(422);
      expect(text(asked.html)).toContain('公開した版の番号を');
      expect(asked.html).not.toContain('<script>"');
    },
  );
});

describe('going back to a version', () => {
  const typed = { draft: NEW_ID, title: '第1版に戻す', reason: '入力の誤りのため' };
  test('makes a draft, whose approval makes the plan again what it was', async () => {
    await publish([friends]);
    const offered = (await get('/versions/1', EDITOR)).html;
    expect(offered).toContain('第1版に戻す');
    expect(offered).toContain(
      '第1版より後に公開した実績や変更は、公開の内容から外れます（履歴には残ります）',
    );
    const sent = await (await browse(EDITOR.email)).post('/console/versions/1/restore', typed);
    expect(sent.location).toBe(`/console/drafts/${NEW_ID}?done=restoring`);
    const { changes } = await open(NEW_ID);
    expect(changes).toMatchObject([{ table: 'observations', after: null, before: { value: '7400' } }]);
    expect(await loadNewestNumber(env.DB)).toBe(2);

    await submit(deskOf(EDITOR, 4), seen(await open(NEW_ID)));
    const now = seen(await open(NEW_ID));
    await approve(deskOf(APPROVER, 5), now, { publishAt: null, selfApproval: null });
    const [first, third] = [await loadVersion(env.DB, 1), await loadVersion(env.DB, 3)];
    expect(third?.content).toBe(first?.content);
    expect(await read('/versions/2')).toContain('実績 7,400人');
  });
  test('sent twice makes one draft', async () => {
    await publish([friends]);
    const editor = await browse(EDITOR.email);
    const sent = await Promise.all([
      editor.post('/console/versions/1/restore', typed),
      editor.post('/console/versions/1/restore', typed),
    ]);
    expect(new Set(sent.map(({ location }) => location))).toHaveLength(1);
    expect(await loadDraftsUnderWay(env.DB)).toHaveLength(1);
  });
  test('needs a reason, and keeps what was typed', async () => {
    await publish([friends]);
    const form = { ...typed, title: '<b>題名</b>', reason: ' ' };
    const sent = await (await browse(EDITOR.email)).post('/console/versions/1/restore', form);
    expect(sent.status).toBe(422);
    expect(sent.html).toContain('戻す理由を書いてください');
    expect(sent.html).toContain('&lt;b&gt;題名&lt;/b&gt;');
    expect(await loadDraft(env.DB, NEW_ID)).toBeNull();
  });
  test('that is published now is not needed, and told so', async () => {
    const page = await get('/versions/1', EDITOR);
    expect(page.html).not.toContain('/restore"');
    const sent = await (await browse(EDITOR.email)).post('/console/versions/1/restore', typed);
    expect([sent.status, sent.html.includes('戻す必要はない')]).toEqual([422, true]);
    expect(await loadDraft(env.DB, NEW_ID)).toBeNull();
  });
  test('is not proposed by a viewer, nor to a version there is not', async () => {
    await publish([friends]);
    expect((await get('/versions/1', VIEWER)).html).not.toContain('/restore"');
    const byViewer = await (await browse(VIEWER.email)).post('/console/versions/1/restore', typed);
    const toNone = await (await browse(EDITOR.email)).post('/console/versions/9/restore', typed);
    expect([byViewer.status, toNone.status]).toEqual([403, 404]);
  });
});

describe('the list of indicators', () => {
  const count = async (query: string): Promise<number> =>
    Number(/指標（(\d+) 件）/.exec((await get(`/kpis${query}`)).html)?.[1] ?? 0);
  test('has all of them, by theme, by status, and those whose actual is due', async () => {
    await publish([friends]);
    const { plan } = await deskOf(VIEWER).versions.newest(env.DB);
    const ofTheme = [...plan.kpis.values()].filter((kpi) => themeOf(kpi).id === 'dx');
    expect(await count('')).toBe(plan.kpis.size + plan.kgis.size);
    expect(await count('?theme=dx')).toBe(ofTheme.length);
    expect(await count('?status=behind')).toBe(1);
    expect(await count('?due=on')).toBe(plan.kpis.size + plan.kgis.size - 1);
    expect(await read('/kpis?status=behind')).toContain('7,400人');
  });
  test.each(['?theme=none', '?status=retired', '?theme=%3Cscript%3E'])(
    'with nothing that fits (%s) says so',
    async (query) => {
      expect(await read(`/kpis${query}`)).toContain('条件に合う指標はありません');
    },
  );
});

describe('an indicator', () => {
  test('shows the card of now, and where the values from the town’s papers came from', async () => {
    const { html } = await get('/kpis/line-friends');
    expect(html.match(/class="card-preview"/g)).toHaveLength(1);
    expect(text(html)).toContain('町の資料から（ 第1版 ）');
    expect(text(html)).toContain('実績は、まだ公開していません');
  });
  test('says who, when and why of every value, also of those that were replaced', async () => {
    const first = await publish([friends]);
    await publish([actual('line-friends', '7500')], SECOND, APPROVER);
    const { html } = await get('/kpis/line-friends');
    const plain = text(html);
    const now = plain.slice(plain.indexOf('誰が・いつ・なぜ'));
    expect(now).toMatch(/7,500人.*いまの値 高橋 田中 2026年11月24日 10:00 第3版 R7年度の実績の公表/);
    expect(now).toMatch(/7,400人.*以前の値 佐藤 田中 2026年11月24日 10:00 第2版 R7年度の実績の公表/);
    expect(html).toContain(`/console/drafts/${first}`);
    expect(html).toContain('/console/versions/2');
  });
  test('that was retired keeps its card and its values, and the list marks it', async () => {
    const { dataset } = await deskOf(EDITOR).versions.newest(env.DB);
    const row = dataset.tables['kpis']?.find(({ id }) => id === 'line-friends') ?? {};
    const retired = { ...row, retired_on: '2026-11-01', retired_reason: '別の指標に変えたため' };
    await publish([friends]);
    await publish([{ table: 'kpis', key: keyOf('line-friends'), row: retired }]);
    const plain = await read('/kpis/line-friends');
    for (const words of ['7,400人', '終了の理由', '別の指標に変えたため', '第3版'])
      expect(plain).toContain(words);
    expect(await read('/kpis?status=retired')).toContain('終了（');
  });
  test('names who is on the roll no more by the address', async () => {
    await publish([friends], GONE);
    expect(await read('/kpis/line-friends')).toContain('left.editor@example.lg.jp');
  });
  test('shows hostile words as they were typed', async () => {
    const row = { ...friends.row, comment: '<script>alert(1)</script>' };
    await publish([{ ...friends, row }]);
    for (const path of ['/kpis/line-friends', '/versions/2']) {
      const { html } = await get(path);
      expect(html).not.toContain('<script>alert');
      expect(html).toContain('&lt;script&gt;alert(1)');
    }
  });
  test.each(['none', '%27%20OR%201', 'kpis%2Fline-friends'])('%s that is none is not found', async (id) => {
    expect((await get(`/kpis/${id}`)).status).toBe(404);
  });
});
