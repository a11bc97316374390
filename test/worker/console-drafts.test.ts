import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Staff } from '../../src/domain/staff/roles.ts';
import { publishDueDrafts } from '../../src/flows/drafts/publish-due.ts';
import { approve, submit, withdraw } from '../../src/flows/drafts/review-draft.ts';
import { retitleDraft, saveRows } from '../../src/flows/drafts/edit-draft.ts';
import { loadEntriesAfter } from '../../src/storage/audit-store.ts';
import { loadClosedDrafts, loadDraft, loadDraftsUnderWay } from '../../src/storage/draft-store.ts';
import { loadNewestNumber } from '../../src/storage/plan-store.ts';
import { browse, enrol, openConsole, playIdentityProvider, type Page } from './console-client.ts';
import {
  actual,
  APPROVER,
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

const VIEWER: Staff = { email: 'yamada.viewer@example.lg.jp', name: '山田', role: 'viewer' };
const AT_ONCE = { publishAt: null, selfApproval: null };
const friends = actual('line-friends', '7400');
const NEW_ID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const HOSTILE = '<script>alert("題名")</script>';

/** What the forms of a draft's page carry. */
async function carried(id: string): Promise<{ revision: string; sha256: string }> {
  const now = seen(await open(id));
  return { revision: String(now.revision), sha256: now.sha256 };
}

const drafts = async () => [...(await loadDraftsUnderWay(env.DB)), ...(await loadClosedDrafts(env.DB, 50))];
const page = async (staff: Staff, id: string, query = ''): Promise<string> =>
  (await (await browse(staff.email)).get(`/console/drafts/${id}${query}`)).html;

async function press(
  staff: Staff,
  id: string,
  step: string,
  fields: Record<string, string> = {},
): Promise<Page> {
  const form = { ...(await carried(id)), ...fields };
  return (await browse(staff.email)).post(`/console/drafts/${id}/${step}`, form);
}

/** The page as text, as a person reads it. */
const text = (html: string): string => html.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(VIEWER, EDITOR, APPROVER, SECOND);
});
afterEach(() => void vi.restoreAllMocks());

describe('a new draft', () => {
  const typed = { draft: NEW_ID, title: 'R7年度の実績', reason: '決算の公表', first: 'actuals' };
  test('leads on to what was chosen to be done first', async () => {
    const editor = await browse(EDITOR.email);
    expect((await editor.get('/console/drafts/new')).html).toContain('なぜ変えるのか。公開の履歴に残ります');
    const sent = await editor.post('/console/drafts', { ...typed, first: 'plan' });
    expect([sent.status, sent.location]).toEqual([303, `/console/drafts/${NEW_ID}/plan`]);
    expect(await loadDraft(env.DB, NEW_ID)).toMatchObject({ title: typed.title, createdBy: EDITOR.email });
  });
  test('sent twice, also at the same moment, is one', async () => {
    const editor = await browse(EDITOR.email);
    const sent = await Promise.all([
      editor.post('/console/drafts', typed),
      editor.post('/console/drafts', typed),
    ]);
    const again = await editor.post('/console/drafts', typed);
    expect(new Set([...sent, again].map(({ location }) => location))).toEqual(
      new Set([`/console/drafts/${NEW_ID}/actuals`]),
    );
    expect(await drafts()).toHaveLength(1);
  });
  test('sent again with another title is another, so that nothing typed is lost', async () => {
    const editor = await browse(EDITOR.email);
    await editor.post('/console/drafts', typed);
    const other = await editor.post('/console/drafts', { ...typed, title: 'べつの下書き' });
    expect(other.location).not.toContain(NEW_ID);
    expect((await drafts()).map(({ title }) => title).toSorted()).toEqual(['R7年度の実績', 'べつの下書き']);
  });
  test.each([
    ['no title', { title: ' 　' }, '題名を書いてください'],
    ['too long a title', { title: 'あ'.repeat(81) }, '題名は80文字まで'],
    ['too long a reason', { reason: 'あ'.repeat(401) }, '理由は400文字まで'],
    ['nothing to do first', { first: 'https://example.com' }, '最初にすることを選んでください'],
  ])('with %s is asked for again with everything typed', async (_, wrong, words) => {
    const form = { ...typed, ...wrong };
    const sent = await (await browse(EDITOR.email)).post('/console/drafts', form);
    expect(sent.status).toBe(422);
    expect(text(sent.html)).toContain(words);
    expect(sent.html).toContain(form.reason);
    expect(await drafts()).toEqual([]);
  });
  test('with a carried id that is none gets one of its own', async () => {
    const sent = await (await browse(EDITOR.email)).post('/console/drafts', { ...typed, draft: '../../x' });
    expect(sent.location).toMatch(/^\/console\/drafts\/[\da-f-]{36}\/actuals$/);
  });
  test('shows hostile words as they were typed, on every page that names it', async () => {
    const editor = await browse(EDITOR.email);
    await editor.post('/console/drafts', { ...typed, title: HOSTILE, reason: `${HOSTILE}\n=1+1` });
    for (const path of ['', `/${NEW_ID}`, `/${NEW_ID}/history`]) {
      const { html } = await editor.get(`/console/drafts${path}`);
      expect(html).not.toContain('<script>alert');
      expect(html).toContain('&lt;script&gt;alert');
    }
  });
  test('is not begun by a viewer', async () => {
    const viewer = await browse(VIEWER.email);
    expect((await viewer.get('/console/drafts')).html).not.toContain('/console/drafts/new');
    expect((await viewer.post('/console/drafts', typed)).status).toBe(403);
    expect(await drafts()).toEqual([]);
  });
});

describe('the list of drafts', () => {
  test('says what to do while there is none', async () => {
    const { html } = await (await browse(EDITOR.email)).get('/console/drafts');
    expect(html).toContain('進んでいる下書きはありません');
  });
  test('parts them by state, with who and when', async () => {
    await newDraft('編集しているもの');
    const published = await submitted(friends);
    await approve(deskOf(APPROVER, 3), seen(await open(published)), AT_ONCE);
    await submitted(actual('cashless-counters', '7'));
    const plain = text((await (await browse(VIEWER.email)).get('/console/drafts')).html);
    expect(plain).toContain('承認待ち（1 件）');
    expect(plain).toContain('編集中（1 件）');
    expect(plain).toContain('佐藤さんが2026年11月24日 10:00に承認を依頼しました');
    expect(plain).toContain('田中さんが2026年11月24日 10:00に承認し、第2版として');
  });
});

describe('the page of a draft', () => {
  test('shows first what changes for residents, then the cards, then every row and who typed it', async () => {
    const id = await newDraft();
    await save(id, friends);
    const html = await page(APPROVER, id);
    const plain = text(html);
    const order = [
      '住民に見える変化',
      '判定が変わる指標（1 件）',
      'カードの変化（1 件）',
      '変わる行（1 行）',
    ];
    const places = order.map((words) => plain.indexOf(words));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    expect(html.match(/class="card-preview"/g)).toHaveLength(2);
    expect(plain).toContain('実績 7,400人');
    expect(plain).toContain('入力：佐藤（2026年11月24日 10:00）');
  });
  test('shows rows that are added in one table, with who typed each', async () => {
    const id = await newDraft();
    await save(id, friends, actual('co2-emissions', '7000'));
    const html = await page(APPROVER, id);
    const [, added = ''] = html.split('「実績値」に追加する 2 行</caption>');
    const rows = (added.split('</table>')[0] ?? '')
      .split('<tr')
      .slice(2)
      .map((row) => text(`<tr${row}`));
    expect(rows).toHaveLength(2);
    for (const [name, value] of [
      ['町公式LINE登録者数', '7,400'],
      ['行政事務におけるCO2排出量', '7,000'],
    ] as const) {
      const row = rows.find((words) => words.includes(name));
      expect(row).toContain(value);
      expect(row).toContain('佐藤（2026年11月24日 10:00）');
    }
  });
  test('without a change says so, and hands nothing in', async () => {
    const id = await newDraft();
    const html = await page(EDITOR, id);
    expect(html).toContain('変わるところは、まだありません');
    expect(html).not.toContain(`/drafts/${id}/submit"`);
    expect((await press(EDITOR, id, 'submit')).status).toBe(422);
  });
  test('names what would make the plan unsound, with the way to the row', async () => {
    const id = await newDraft();
    await save(id, actual('no-such-kpi', '1'));
    const html = await page(EDITOR, id);
    expect(html).toContain('このままでは公開できません');
    expect(html).toContain(`/console/drafts/${id}/tables/observations/row?key=no-such-kpi%092025`);
    const sent = await press(EDITOR, id, 'submit');
    expect(sent.status).toBe(422);
    expect(sent.html).toContain('計画のきまりに合わない');
  });
  test('has an approver look twice at what jumps', async () => {
    const id = await newDraft();
    await save(id, actual('line-friends', '740000'));
    expect(text(await page(APPROVER, id))).toContain('確かめてほしい値が1件あります');
  });
  test('leads to the choice where the same row has been published otherwise', async () => {
    const mine = await newDraft('わたしの下書き');
    await save(mine, friends);
    const other = await submitted(actual('line-friends', '7500'));
    await approve(deskOf(APPROVER, 3), seen(await open(other)), AT_ONCE);
    expect(await page(EDITOR, mine)).toContain(`/console/drafts/${mine}/conflicts`);
    const sent = await press(EDITOR, mine, 'submit');
    expect([sent.status, sent.html.includes('食い違っている')]).toEqual([422, true]);
  });
  test('shows twenty cards and thirty rows of many, and the rest behind pages', async () => {
    const id = await newDraft();
    const { plan } = await deskOf(EDITOR).versions.newest(env.DB);
    const years = [2025, 2026];
    await save(id, ...[...plan.kpis.keys()].flatMap((kpi) => years.map((year) => actual(kpi, '1', year))));
    const total = plan.kpis.size;
    const first = await page(EDITOR, id);
    const last = await page(EDITOR, id, '?cards=2&rows=99');
    const cardsIn = (html: string): number => html.match(/class="card-pair"/g)?.length ?? 0;
    expect([cardsIn(first), cardsIn(first) + cardsIn(last)]).toEqual([20, total]);
    expect(first).toContain('?cards=2#difference-cards');
    expect(first).toContain('?rows=2#difference-rows');
  });
  test.each(['', '/history'])('%s of a draft that is not there is not found', async (rest) => {
    const found = await (await browse(VIEWER.email)).get(`/console/drafts/none${rest}`);
    expect(found.status).toBe(404);
  });
});

describe('the title and the reason', () => {
  const words = { title: '新しい題名', reason: '新しい理由', 'title-seen': 'R7年度の実績' };
  const kept = { ...words, 'reason-seen': 'R7年度の実績の公表' };
  test('can be written again, also while rows are being saved', async () => {
    const id = await newDraft();
    const before = await carried(id);
    await save(id, friends);
    const sent = await (
      await browse(EDITOR.email)
    ).post(`/console/drafts/${id}/retitle`, { ...before, ...kept });
    expect(sent.location).toBe(`/console/drafts/${id}?done=retitled`);
    expect(await loadDraft(env.DB, id)).toMatchObject({ title: '新しい題名', reason: '新しい理由' });
  });
  test('that somebody else has written meanwhile stand beside one’s own, and one can go on', async () => {
    const id = await newDraft();
    const before = await carried(id);
    await retitleDraft(deskOf(SECOND, 3), { id, revision: 0, title: '高橋の題名', reason: '高橋の理由' });
    const editor = await browse(EDITOR.email);
    const sent = await editor.post(`/console/drafts/${id}/retitle`, { ...before, ...kept });
    expect(sent.status).toBe(409);
    for (const word of ['高橋さんが', '高橋の題名', '新しい題名', '新しい理由'])
      expect(sent.html).toContain(word);
    expect((await loadDraft(env.DB, id))?.title).toBe('高橋の題名');
    const again = { ...kept, revision: '1', 'title-seen': '高橋の題名', 'reason-seen': '高橋の理由' };
    await editor.post(`/console/drafts/${id}/retitle`, again);
    expect((await loadDraft(env.DB, id))?.title).toBe('新しい題名');
  });
  test('of a draft that is handed in stay as they are', async () => {
    const id = await submitted(friends);
    expect((await press(EDITOR, id, 'retitle', kept)).status).toBe(409);
    expect((await loadDraft(env.DB, id))?.title).toBe('R7年度の実績');
  });
  test('are needed before a draft is handed in', async () => {
    const id = await newDraft();
    await save(id, friends);
    await press(EDITOR, id, 'retitle', { ...kept, reason: '' });
    expect(await page(EDITOR, id)).not.toContain('action="/console/drafts/' + id + '/submit"');
    const sent = await press(EDITOR, id, 'submit');
    expect([sent.status, sent.html.includes('理由が空白です')]).toEqual([422, true]);
  });
});

describe('from the first figure to the version', () => {
  test('a draft is handed in, sent back, handed in again, approved and published', async () => {
    const id = await newDraft();
    await save(id, friends);
    expect((await press(EDITOR, id, 'submit')).location).toBe(`/console/drafts/${id}?done=submitted`);
    expect(await page(EDITOR, id, '?done=submitted')).toContain('承認を依頼しました');

    const blank = await press(APPROVER, id, 'return', { note: ' ' });
    expect([blank.status, text(blank.html).includes('差し戻す理由を書いてください')]).toEqual([422, true]);
    await press(APPROVER, id, 'return', { note: '出典を確かめてください' });
    const returned = text(await page(EDITOR, id));
    expect(returned).toContain('田中さんが差し戻しました');
    expect(returned).toContain('出典を確かめてください');

    await press(EDITOR, id, 'submit');
    const approved = await press(APPROVER, id, 'approve', { when: 'now' });
    expect(approved.location).toBe(`/console/drafts/${id}?done=published`);
    const shown = text(await page(APPROVER, id, '?done=published'));
    expect(shown).toContain('第2版として公開しました。住民のトークには1分以内に反映されます');
    const { plan } = await deskOf(EDITOR, 20).versions.newest(env.DB);
    expect(plan.kpis.get('line-friends')?.observations.at(-1)?.value).toBe(7400);
    const trail = (await loadEntriesAfter(env.DB, 0, 100)).map(({ action }) => action);
    expect(trail).toEqual([
      'draft-created',
      'draft-submitted',
      'draft-returned',
      'draft-submitted',
      'draft-approved',
      'version-published',
      'value-changed',
    ]);
  });
  test('every button pressed twice does its work once and complains about nothing', async () => {
    const id = await newDraft();
    await save(id, friends);
    const form = await carried(id);
    const twice = async (staff: Staff, step: string, fields = {}): Promise<string[]> => {
      const browser = await browse(staff.email);
      const send = () => browser.post(`/console/drafts/${id}/${step}`, { ...form, ...fields });
      return [(await send()).location, (await send()).location];
    };
    for (const [staff, step, done, fields] of [
      [EDITOR, 'submit', 'submitted', {}],
      [APPROVER, 'return', 'returned', { note: '直して' }],
      [EDITOR, 'submit', 'submitted', {}],
      [EDITOR, 'withdraw', 'withdrawn', {}],
      [EDITOR, 'submit', 'submitted', {}],
      [APPROVER, 'approve', 'published', { when: 'now' }],
    ] as const)
      expect(await twice(staff, step, fields)).toEqual(Array(2).fill(`/console/drafts/${id}?done=${done}`));
    expect(await loadNewestNumber(env.DB)).toBe(2);
  });
  test('two approvals at once publish once, and the later officer learns who was first', async () => {
    const id = await submitted(friends);
    const sent = await Promise.all([
      press(APPROVER, id, 'approve', { when: 'now' }),
      press(SECOND, id, 'approve', { when: 'now' }),
    ]);
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([303, 409]));
    expect(sent.find(({ status }) => status === 409)?.html).toMatch(
      /(田中|高橋)さんが先に承認し、第2版として/,
    );
    expect(await loadNewestNumber(env.DB)).toBe(2);
  });
  test('an approval of what has been edited since is refused, and says who edited', async () => {
    const id = await submitted(friends);
    const before = await carried(id);
    await withdraw(deskOf(EDITOR, 3), seen(await open(id)));
    await saveRows(deskOf(SECOND, 4), { id, revision: 1, rows: [actual('line-friends', '9999')] });
    await submit(deskOf(EDITOR, 5), seen(await open(id)));
    const late = await (
      await browse(APPROVER.email)
    ).post(`/console/drafts/${id}/approve`, { ...before, when: 'now' });
    expect(late.status).toBe(409);
    expect(late.html).toContain('高橋さんが2026年11月24日 10:00に編集しました');
    expect(late.html).toContain(`href="/console/drafts/${id}"`);
    expect(await loadNewestNumber(env.DB)).toBe(1);
  });
  test('a reason for sending back is not lost where somebody was quicker', async () => {
    const id = await submitted(friends);
    const before = await carried(id);
    await approve(deskOf(SECOND, 3), seen(await open(id)), AT_ONCE);
    const late = await (
      await browse(APPROVER.email)
    ).post(`/console/drafts/${id}/return`, { ...before, note: '出典がちがいます' });
    expect([late.status, late.html.includes('出典がちがいます')]).toEqual([409, true]);
  });
  test('a withdrawn draft can be edited again', async () => {
    const id = await submitted(friends);
    expect((await press(EDITOR, id, 'withdraw')).location).toContain('done=withdrawn');
    expect((await open(id)).draft.state.kind).toBe('open');
  });
  test.each([{}, { revision: '', sha256: '' }, { revision: '1e1', sha256: 'x' }])(
    'an approval that names nothing it has seen is refused (%o)',
    async (form) => {
      const id = await submitted(friends);
      const approver = await browse(APPROVER.email);
      const sent = await approver.post(`/console/drafts/${id}/approve`, { when: 'now', ...form });
      expect(sent.status).toBe(409);
      expect(await loadNewestNumber(env.DB)).toBe(1);
    },
  );
  test('a form that was not taken leads back to the draft', async () => {
    const id = await newDraft();
    const back = await (await browse(VIEWER.email)).get(`/console/drafts/${id}/approve`);
    expect(back.location).toBe(`/console/drafts/${id}`);
  });
});

describe('one’s own submission', () => {
  const own = async (): Promise<string> => {
    const id = await newDraft();
    await save(id, friends);
    await submit(deskOf(APPROVER, 2), seen(await open(id)));
    return id;
  };
  test('has no button, says who could approve, and is refused all the same', async () => {
    const id = await own();
    const html = await page(APPROVER, id);
    expect(html).not.toContain(`/drafts/${id}/approve"`);
    expect(text(html)).toContain('承認できる人：高橋さん');
    const sent = await press(APPROVER, id, 'approve', { when: 'now' });
    expect([sent.status, sent.html.includes('承認できません')]).toEqual([403, true]);
    expect(await loadNewestNumber(env.DB)).toBe(1);
  });
  test('can be approved from a moment on where the town has set one, and the page says from when', async () => {
    const id = await own();
    const early = await browse(APPROVER.email, openConsole({ selfApprovalWaitHours: 24 }));
    expect((await early.get(`/console/drafts/${id}`)).html).toContain('2026年11月25日 10:00から承認できます');
    const form = { ...(await carried(id)), when: 'now' };
    const refused = await early.post(`/console/drafts/${id}/approve`, form);
    expect([refused.status, refused.html.includes('2026年11月25日 10:00')]).toEqual([403, true]);
    const late = openConsole({ selfApprovalWaitHours: 1, seconds: 3_700 });
    const sent = await (await browse(APPROVER.email, late)).post(`/console/drafts/${id}/approve`, form);
    expect(sent.location).toContain('done=published');
  });
});

describe('a publication at a set time', () => {
  const later = { when: 'later', date: '2026-11-25', time: '9:00' };
  test('takes place then, and can be called off before', async () => {
    const id = await submitted(friends);
    const sent = await press(APPROVER, id, 'approve', later);
    expect(sent.location).toContain('done=scheduled');
    const html = await page(APPROVER, id, '?done=scheduled');
    expect(text(html)).toContain('2026年11月25日 9:00に公開されます');
    expect(text(html)).not.toContain('8:30〜17:15の外です');
    expect((await open(id)).draft.state).toMatchObject({ publishAt: '2026-11-25T00:00:00.000Z' });
    expect((await press(APPROVER, id, 'cancel')).location).toContain('done=cancelled');
    expect(await publishDueDrafts(deskOf(EDITOR, 90_000))).toEqual({ published: 0, stopped: 0 });
  });
  test('outside office hours is taken, and told', async () => {
    const id = await submitted(friends);
    await press(APPROVER, id, 'approve', { ...later, date: 'R8.11.28', time: '１０時' });
    expect(text(await page(APPROVER, id))).toContain('8:30〜17:15の外です');
  });
  test.each([
    ['nothing chosen', { when: '' }, 'すぐに公開するか、日時を決めるか'],
    ['a moment gone by', { date: '2026-11-24', time: '9:59' }, 'この日時は過ぎています'],
    ['no day', { date: '' }, '公開する日を'],
    ['a day that is none', { date: '2026-02-30' }, '公開する日を'],
    ['a time that is none', { time: '25:00' }, '公開する時刻を'],
    ['a slip of the year', { date: '2062-11-25' }, '1年先まで'],
  ])('with %s is asked for again', async (_, wrong, words) => {
    const id = await submitted(friends);
    const fields = { ...later, ...wrong };
    const sent = await press(APPROVER, id, 'approve', fields);
    expect(sent.status).toBe(422);
    expect(text(sent.html)).toContain(words);
    expect(sent.html).toContain(`value="${fields.date}"`);
    expect((await open(id)).draft.state.kind).toBe('submitted');
  });
  test('that was stopped says why, and can be edited again', async () => {
    const id = await submitted(friends);
    await press(APPROVER, id, 'approve', later);
    const other = await submitted(actual('line-friends', '7500'));
    await approve(deskOf(APPROVER, 4), seen(await open(other)), AT_ONCE);
    await publishDueDrafts(deskOf(EDITOR, 90_000));
    const plain = text(await page(EDITOR, id));
    expect(plain).toContain('公開停止（要確認）');
    expect(plain).toContain('同じところが別に公開されたため');
    await press(EDITOR, id, 'withdraw');
    expect((await open(id)).draft.state.kind).toBe('open');
  });
});

describe('discarding', () => {
  test('closes a draft, whose content can still be read', async () => {
    const id = await newDraft();
    await save(id, friends);
    expect((await press(EDITOR, id, 'discard')).location).toContain('done=discarded');
    const html = await page(VIEWER, id);
    expect(text(html)).toContain('佐藤さんが2026年11月24日 10:00に破棄しました');
    expect(text(html)).toContain('実績 7,400人');
    expect(html).not.toContain(`/drafts/${id}/submit"`);
  });
  test('of what somebody has edited since the page was opened is refused', async () => {
    const id = await newDraft();
    const before = await carried(id);
    await save(id, friends);
    const sent = await (await browse(SECOND.email)).post(`/console/drafts/${id}/discard`, before);
    expect(sent.status).toBe(409);
    expect((await open(id)).draft.state.kind).toBe('open');
  });
});

describe('each role', () => {
  const STEPS = ['submit', 'withdraw', 'discard', 'retitle', 'approve', 'return', 'cancel'] as const;
  test.each([
    [VIEWER.role, 'open', VIEWER, []],
    [EDITOR.role, 'open', EDITOR, ['submit', 'discard', 'retitle']],
    [APPROVER.role, 'open', APPROVER, ['submit', 'discard', 'retitle']],
    [VIEWER.role, 'submitted', VIEWER, []],
    [EDITOR.role, 'submitted', EDITOR, ['withdraw']],
    [APPROVER.role, 'submitted', APPROVER, ['withdraw', 'approve', 'return']],
    [EDITOR.role, 'scheduled', EDITOR, []],
    [APPROVER.role, 'scheduled', APPROVER, ['cancel']],
  ] as const)('sees only what it may do: %s, %s', async (_, state, staff, steps) => {
    const id = state === 'open' ? await newDraft() : await submitted(friends);
    if (state === 'open') await save(id, friends);
    const publishAt = '2026-11-25T00:00:00.000Z';
    if (state === 'scheduled')
      await approve(deskOf(SECOND, 3), seen(await open(id)), { publishAt, selfApproval: null });
    const html = await page(staff, id);
    const shown = STEPS.filter((step) => html.includes(`action="/console/drafts/${id}/${step}"`));
    expect(shown.toSorted()).toEqual([...steps].toSorted());
  });
  test('that may not is refused whatever it sends', async () => {
    const id = await submitted(friends);
    for (const step of STEPS) expect((await press(VIEWER, id, step)).status).toBe(403);
    for (const step of ['approve', 'return', 'cancel'])
      expect((await press(EDITOR, id, step, { when: 'now', note: 'x' })).status).toBe(403);
    expect((await open(id)).draft.state.kind).toBe('submitted');
  });
});

describe('the record of saves', () => {
  test('has every save with who, when and which rows, also those replaced since', async () => {
    const id = await newDraft();
    await save(id, friends);
    await saveRows(deskOf(SECOND, 5), { id, revision: 1, rows: [actual('line-friends', '7500')] });
    const plain = text((await (await browse(VIEWER.email)).get(`/console/drafts/${id}/history`)).html);
    for (const words of ['2回目', '高橋', '7,500', '1回目', '佐藤', '7,400', '下書きの作成'])
      expect(plain).toContain(words);
  });
  test('says so while nothing has been saved', async () => {
    const id = await newDraft();
    const { html } = await (await browse(VIEWER.email)).get(`/console/drafts/${id}/history`);
    expect(html).toContain('行はまだ保存されていません');
  });
  test('of a large save shows its beginning, and all of it by pages', async () => {
    const id = await newDraft();
    const { plan } = await deskOf(EDITOR).versions.newest(env.DB);
    const kpis = [...plan.kpis.keys()];
    await save(id, ...kpis.map((kpi) => actual(kpi, '1')));
    const viewer = await browse(VIEWER.email);
    const { html } = await viewer.get(`/console/drafts/${id}/history`);
    const countIn = (shown: string): number => shown.match(/<summary>実績：/g)?.length ?? 0;
    expect(countIn(html)).toBe(10);
    const all = await viewer.get(`/console/drafts/${id}/history?revision=1`);
    expect(countIn(all.html)).toBe(kpis.length);
    expect((await viewer.get(`/console/drafts/${id}/history?revision=9`)).status).toBe(404);
  });
});
