import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadEntriesOf } from '../../src/storage/audit-store.ts';
import { loadTests } from '../../src/storage/broadcast-tests.ts';
import { claimTesterCode, loadTesters } from '../../src/storage/tester-store.ts';
import {
  ADMINISTRATOR,
  browse,
  enrol,
  openConsole,
  playIdentityProvider,
  type Browser,
} from './console-client.ts';
import { formOf, formsOf, wordsOf } from './console-forms.ts';
import { APPROVER, at, EDITOR, startAnew } from './draft-desk.ts';
import {
  addTester,
  beginBroadcast,
  compose,
  line,
  playGoodLine,
  playLine,
  press,
  stored,
  type LineCall,
} from './compose-desk.ts';

const VIEWER = { email: 'yamada.viewer@example.lg.jp', name: '山田', role: 'viewer' };
const TESTERS = '/console/broadcasts/testers';

let editor: Browser;

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, VIEWER, { email: ADMINISTRATOR, name: '鈴木', role: 'administrator' });
  editor = await browse(EDITOR.email, openConsole({ line }));
});
afterEach(() => void vi.restoreAllMocks());

async function withText(): Promise<string> {
  const id = await beginBroadcast(editor);
  await compose(editor, id, {}, 'add:text');
  await compose(editor, id, { 'b0-text-ja': 'お知らせです。' }, 'languages');
  return id;
}

const edit = (id: string) => editor.get(`/console/broadcasts/${id}/edit`);

async function sendTest(id: string, changes: Record<string, string> = {}) {
  const answer = await editor.post(`/console/broadcasts/${id}/test`, {
    ...formOf(await edit(id), '/test'),
    ...changes,
  });
  return answer.location === '' ? answer : editor.get(answer.location);
}

const multicasts = (calls: readonly LineCall[]) => calls.filter(({ path }) => path.endsWith('/multicast'));

const testEntries = async (id: string) =>
  (await loadEntriesOf(env.DB, `broadcast/${id}`, 20)).filter(({ action }) => action === 'broadcast-tested');

describe('a test send', () => {
  test('goes to the registered officers, who are named, and is written down', async () => {
    const calls = playGoodLine();
    await addTester(EDITOR.email, 'a');
    await addTester(APPROVER.email, 'b');
    const id = await withText();
    expect(wordsOf(await edit(id))).toContain('受け取る人：佐藤さん、田中さん。');
    const page = await sendTest(id);
    expect(wordsOf(page)).toContain('テスト配信を送りました');
    expect(wordsOf(page)).toMatch(/これまでのテスト配信（1 件）.*佐藤 2 台 送りました いまと同じ/);
    expect(JSON.parse(multicasts(calls)[0]?.body ?? '')).toMatchObject({
      to: [/^Ua/, /^Ub/].map((it) => expect.stringMatching(it)),
    });
    expect(page.html).not.toMatch(/U[ab]0{31}/);
  });
  test('is sent once and listed once where the button is pressed twice', async () => {
    const calls = playGoodLine();
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    const fields = formOf(await edit(id), '/test');
    await editor.post(`/console/broadcasts/${id}/test`, fields);
    const later = await browse(EDITOR.email, openConsole({ line, seconds: 12 }));
    const second = await later.post(`/console/broadcasts/${id}/test`, fields);
    expect(second.location).toContain('done=test-accepted');
    const keys = multicasts(calls).map(({ retryKey }) => retryKey);
    expect(new Set(keys).size).toBe(1); // by which LINE knows the second for the first
    expect(wordsOf(await edit(id))).toContain('これまでのテスト配信（1 件）');
    expect(await loadTests(env.DB, id)).toHaveLength(1);
    expect(await testEntries(id)).toHaveLength(1);
  });
  test('is written down once where both presses are under way at once', async () => {
    playGoodLine();
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    const fields = formOf(await edit(id), '/test');
    const later = await browse(EDITOR.email, openConsole({ line, seconds: 12 }));
    const answers = await Promise.all(
      [editor, later].map((browser) => browser.post(`/console/broadcasts/${id}/test`, fields)),
    );
    for (const { location } of answers) expect(location).toContain('done=test-accepted');
    expect(await testEntries(id)).toHaveLength(1);
  });
  test('that was not known to have arrived is written down as sent once LINE says so', async () => {
    let presses = 0;
    playLine(({ path }) => {
      if (!path.endsWith('/multicast')) return Response.json({ type: 'none', totalUsage: 0 });
      presses += 1;
      const headers = { 'x-line-accepted-request-id': 'request-1' };
      return Response.json({}, presses === 1 ? { status: 500 } : { status: 409, headers });
    });
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    const fields = formOf(await edit(id), '/test');
    await editor.post(`/console/broadcasts/${id}/test`, fields);
    const later = await browse(EDITOR.email, openConsole({ line, seconds: 12 }));
    for (const _ of [2, 3]) await later.post(`/console/broadcasts/${id}/test`, fields);
    expect((await loadTests(env.DB, id)).map(({ outcome }) => outcome)).toEqual(['accepted', 'unclear']);
    expect(await testEntries(id)).toHaveLength(2);
  });
  test('has a retry key of its own for each language and each page', async () => {
    playGoodLine();
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    await compose(editor, id, { 'language-en': 'en', 'b0-text-en': 'News' }, 'languages');
    const keysOf = (fields: Record<string, string>) => [fields['retry-key-ja'], fields['retry-key-en']];
    const keys = [...keysOf(formOf(await edit(id), '/test')), ...keysOf(formOf(await edit(id), '/test'))];
    expect(new Set(keys).size).toBe(4);
    expect(wordsOf(await sendTest(id, { language: 'en' }))).toContain('テスト配信を送りました');
    expect(wordsOf(await sendTest(id, { language: 'vi' }))).toContain('その言語の文章がありません');
    expect(wordsOf(await sendTest(id, { language: 'xx' }))).toContain('その言語の文章がありません');
  });
  test('says whether the content has changed since', async () => {
    playGoodLine();
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    await sendTest(id);
    const page = await compose(editor, id, { 'b0-text-ja': '直しました。' }, 'languages');
    expect(wordsOf(page)).toContain('このあと変わりました');
  });
  test.each([['save'], ['languages']])(
    'is still of what there is where nothing is changed by %s',
    async (act) => {
      playGoodLine();
      await addTester(EDITOR.email, 'a');
      const id = await withText();
      // To everyone in two languages: the card that offers the other one names the revision.
      await compose(editor, id, { 'language-en': 'en', 'b0-text-en': 'News' }, 'languages');
      const { revision } = await stored(id);
      expect(wordsOf(await sendTest(id))).toContain('いまと同じ');
      expect(wordsOf(await compose(editor, id, {}, act))).toContain('いまと同じ');
      expect((await stored(id)).revision).toBe(revision);
      expect(wordsOf(await compose(editor, id, { 'b0-text-en': 'More news' }, act))).toContain(
        'このあと変わりました',
      );
      expect((await stored(id)).revision).toBe(revision + 1);
    },
  );
  test('needs somebody to get it', async () => {
    playGoodLine();
    const id = await withText();
    const page = await edit(id);
    expect(wordsOf(page)).toContain('受け取る人が、まだいません。');
    expect(formsOf(page).some(({ action }) => action.endsWith('/test'))).toBe(false);
    const { revision } = formOf(page, '/discard');
    const answer = await editor.post(`/console/broadcasts/${id}/test`, {
      revision: revision ?? '',
      language: 'ja',
    });
    expect(wordsOf(await editor.get(answer.location))).toContain(
      '「テスト配信を受け取る人」から登録してください',
    );
  });
  test('is not sent of what has faults', async () => {
    const calls = playGoodLine();
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    await compose(editor, id, { 'b0-text-ja': '' }, 'languages');
    expect(wordsOf(await sendTest(id))).toContain('直すところが残っています');
    expect(multicasts(calls)).toEqual([]);
  });
  test('is not sent of what somebody has changed since the page was opened', async () => {
    const calls = playGoodLine();
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    const fields = formOf(await edit(id), '/test');
    await compose(editor, id, { 'b0-text-ja': '直しました。' }, 'languages');
    const answer = await editor.post(`/console/broadcasts/${id}/test`, fields);
    expect(answer.status).toBe(409);
    expect(multicasts(calls)).toEqual([]);
  });
  test.each([
    [500, {}, '届いたか分かりません'],
    [429, { message: 'The API rate limit has been exceeded. Try again later.' }, 'LINEが混み合っています'],
    [429, { message: 'You have reached your monthly limit.' }, '今月のLINEの送信枠を使い切っています'],
    [401, { message: 'Authentication failed' }, 'LINEにつなぐための鍵が使えません'],
    [403, { message: 'Not available' }, 'LINEがこの操作を許していません'],
    [400, { message: 'The request body has 1 error(s)' }, 'LINEがこの内容を受け付けませんでした'],
  ])('says in plain words what LINE answered: %i %o', async (status, body, words) => {
    playLine(() => Response.json(body, { status }));
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    const page = await sendTest(id);
    expect(wordsOf(page)).toContain(words);
    expect(await loadTests(env.DB, id)).toHaveLength(1);
  });
  test('says so where LINE cannot be reached or is not set up', async () => {
    playLine(() => Promise.reject(new TypeError('no network')));
    await addTester(EDITOR.email, 'a');
    const id = await withText();
    expect(wordsOf(await sendTest(id))).toContain('テスト配信が届いたか分かりません');
    editor = await browse(EDITOR.email, openConsole());
    expect(wordsOf(await sendTest(id))).toContain('LINEの設定がまだ入っていません');
  });
});

describe('officers who get tests', () => {
  const codeOn = (words: string) => /テスト登録 (\d{8})/.exec(words)?.[1] ?? '';

  test('register with a code of eight digits that is good for ten minutes', async () => {
    const { location } = await editor.post(`${TESTERS}/code`, {});
    const code = codeOn(wordsOf(await editor.get(location)));
    expect(code).toMatch(/^\d{8}$/);
    expect(codeOn(wordsOf(await editor.get(TESTERS)))).toBe(code);
    const late = await browse(EDITOR.email, openConsole({ seconds: 10 + 601 }));
    expect(codeOn(wordsOf(await late.get(TESTERS)))).toBe('');
    const claimed = { code, userId: 'U1', mark: 'mark', now: at(10 + 599) };
    expect(await claimTesterCode(env.DB, claimed)).toBe(EDITOR.email);
    expect(wordsOf(await editor.get(TESTERS))).toMatch(/受け取る人（1 人）.*佐藤 1 台/);
  });
  test('have one code at a time, which nobody else sees', async () => {
    await editor.post(`${TESTERS}/code`, {});
    const first = codeOn(wordsOf(await editor.get(TESTERS)));
    await editor.post(`${TESTERS}/code`, {});
    const second = codeOn(wordsOf(await editor.get(TESTERS)));
    expect(second).not.toBe(first);
    expect(
      await claimTesterCode(env.DB, { code: first, userId: 'U1', mark: 'mark', now: at(20) }),
    ).toBeNull();
    const approver = await browse(APPROVER.email);
    expect((await approver.get(TESTERS)).html).not.toContain(second);
  });
  test('take themselves off, and nobody else', async () => {
    await addTester(EDITOR.email, 'a');
    await addTester(APPROVER.email, 'b');
    const page = await editor.get(TESTERS);
    expect(formsOf(page).map(({ action }) => action)).toEqual([`${TESTERS}/code`, `${TESTERS}/remove`]);
    await editor.post(`${TESTERS}/remove`, { email: APPROVER.email });
    await editor.post(`${TESTERS}/remove`, {});
    expect((await loadTesters(env.DB)).map(({ email }) => email)).toEqual([APPROVER.email]);
    expect((await editor.post(`${TESTERS}/remove-other`, { email: APPROVER.email })).status).toBe(403);
  });
  test('are taken off by an administrator, by name', async () => {
    await addTester(APPROVER.email, 'b');
    const administrator = await browse(ADMINISTRATOR);
    const page = await administrator.get(TESTERS);
    expect(wordsOf(page)).toContain('田中さんを外す');
    expect(page.html).not.toMatch(/Ub0{31}/);
    const { location } = await administrator.post(`${TESTERS}/remove-other`, formOf(page, '/remove-other'));
    expect(wordsOf(await administrator.get(location))).toContain('まだ登録した人がいません');
  });
  test('are no matter of who only looks', async () => {
    const viewer = await browse(VIEWER.email);
    expect((await viewer.get(TESTERS)).status).toBe(403);
    expect((await viewer.post(`${TESTERS}/code`, {})).status).toBe(403);
  });
});

test('a test of a template or a duplicate is not a test of what it came from', async () => {
  playGoodLine();
  await addTester(EDITOR.email, 'a');
  const id = await withText();
  await sendTest(id);
  const page = await editor.get(`/console/broadcasts/new?of=${id}`);
  const { location } = await editor.post('/console/broadcasts/new', formOf(page, '/new'));
  expect(wordsOf(await editor.get(location))).toContain('まだ、テスト配信をしていません。');
  await press(editor, id, formOf(await edit(id), '/edit'));
});
