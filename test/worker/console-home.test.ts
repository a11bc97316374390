import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Staff } from '../../src/domain/staff/roles.ts';
import { publishDueDrafts } from '../../src/flows/drafts/publish-due.ts';
import { approve, sendBack, submit } from '../../src/flows/drafts/review-draft.ts';
import { saveRows } from '../../src/flows/drafts/edit-draft.ts';
import { saveFollowerFigure } from '../../src/storage/follower-store.ts';
import { claimSlot, finishSlot, recordHeartbeat } from '../../src/storage/job-store.ts';
import { loadUnansweredWords } from '../../src/storage/usage-store.ts';
import { ADMINISTRATOR, browse, enrol, openConsole, playIdentityProvider } from './console-client.ts';
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

const VIEWER: Staff = { email: 'yamada.viewer@example.lg.jp', name: '山田', role: 'viewer' };
const CHIEF: Staff = { email: ADMINISTRATOR, name: '鈴木', role: 'administrator' };
const friends = actual('line-friends', '7400');
const CALM = 'いま、することはありません';

const home = async (staff: Staff, app = openConsole()) =>
  (await (await browse(staff.email, app)).get('/console')).html;

/** The text of a section, from its heading to the next; empty where there is none. */
function section(html: string, heading: string): string {
  const from = html.indexOf(`<h2>${heading}</h2>`);
  if (from < 0) return '';
  const rest = html.slice(from + heading.length);
  const to = rest.indexOf('<h2>');
  return rest.slice(0, to < 0 ? undefined : to);
}

async function word(text: string, times = 3): Promise<void> {
  await env.DB.prepare('INSERT INTO unanswered_words VALUES (?1, ?2, ?3, ?3, NULL, NULL)')
    .bind(text, times, '2026-11-20')
    .run();
}

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(VIEWER, EDITOR, APPROVER, SECOND, CHIEF);
});
afterEach(() => void vi.restoreAllMocks());

describe('whose turn it is', () => {
  test('is nobody’s where nothing waits: the page is calm', async () => {
    const html = await home(VIEWER);
    expect(section(html, 'あなたの番です')).toContain(CALM);
    expect(section(html, 'はじめる')).toBe('');
  });
  test('a submitted draft waits for each approver, and not for who wrote it', async () => {
    await submitted(friends);
    for (const approver of [APPROVER, SECOND, CHIEF])
      expect(section(await home(approver), 'あなたの番です')).toContain(
        '佐藤さんが、2026年11月24日 10:00に承認を依頼しました',
      );
    const editors = await home(EDITOR);
    expect(section(editors, 'あなたの番です')).not.toContain('承認を依頼しました');
    expect(section(editors, 'ほかの人の承認を待っているもの')).toContain('R7年度の実績');
    expect(section(await home(VIEWER), 'ほかの人の承認を待っているもの')).toContain('R7年度の実績');
  });
  test('an approver who typed a row of it is not the one to approve, until it is another’s again', async () => {
    const id = await newDraft();
    await saveRows(deskOf(APPROVER, 1), { id, revision: 0, rows: [friends] });
    const one = await submit(deskOf(EDITOR, 2), seen(await open(id)));
    expect(one.ok).toBe(true);
    expect(section(await home(APPROVER), 'ほかの人の承認を待っているもの')).toContain('R7年度の実績');
    expect(section(await home(SECOND), 'あなたの番です')).toContain('内容を見て承認する');
  });
  test('who submitted it is the one after the waiting time that the town has set', async () => {
    const id = await newDraft();
    await saveRows(deskOf(APPROVER, 1), { id, revision: 0, rows: [friends] });
    await submit(deskOf(APPROVER, 2), seen(await open(id)));
    const before = openConsole({ selfApprovalWaitHours: 1, seconds: 3_000 });
    expect(section(await home(APPROVER, before), 'あなたの番です')).not.toContain('内容を見て承認する');
    const after = openConsole({ selfApprovalWaitHours: 1, seconds: 3_700 });
    expect(section(await home(APPROVER, after), 'あなたの番です')).toContain('内容を見て承認する');
  });
  test('a draft that was sent back waits for its author, with the reason', async () => {
    const id = await submitted(friends);
    await sendBack(deskOf(APPROVER, 3), seen(await open(id)), '<b>出典</b>を書いてください');
    const html = section(await home(EDITOR), 'あなたの番です');
    expect(html).toContain('差し戻し');
    expect(html).toContain('田中さんが');
    expect(html).toContain('&lt;b&gt;出典&lt;/b&gt;を書いてください');
    expect(section(await home(SECOND), 'あなたの番です')).not.toContain('差し戻し');
  });
  test('an open draft waits for who touched it last', async () => {
    const id = await newDraft('書きかけ');
    await save(id, friends);
    expect(section(await home(EDITOR), 'あなたの番です')).toContain('書きかけ');
    expect(section(await home(APPROVER), 'あなたの番です')).not.toContain('書きかけ');
  });
  test('a publication that was stopped waits for every editor, with the reason', async () => {
    const one = await submitted(friends);
    const publishAt = at(100).toISOString();
    await approve(deskOf(APPROVER, 3), seen(await open(one)), { publishAt, selfApproval: null });
    expect(section(await home(EDITOR), '公開の予約')).toContain('2026年11月24日 10:01');
    const other = await submitted(actual('line-friends', '7500'));
    await approve(deskOf(APPROVER, 4), seen(await open(other)), { publishAt: null, selfApproval: null });
    await publishDueDrafts(deskOf(EDITOR, 101));
    for (const staff of [EDITOR, SECOND])
      expect(section(await home(staff), 'あなたの番です')).toContain('同じところが別に公開されたため');
    expect(section(await home(EDITOR), '公開の予約')).toBe('');
    expect(section(await home(VIEWER), 'あなたの番です')).toContain(CALM);
  });
  test('indicators without an actual of the year that is over wait for editors', async () => {
    const html = section(await home(EDITOR), 'あなたの番です');
    expect(html).toMatch(/R7年度の実績がまだの指標が \d+ 件あります/);
    expect(html).toContain('町公式LINE登録者数');
    const id = await submitted(friends);
    await approve(deskOf(APPROVER, 3), seen(await open(id)), { publishAt: null, selfApproval: null });
    expect(section(await home(EDITOR), 'あなたの番です')).not.toContain('町公式LINE登録者数');
  });
  test('titles are shown as text', async () => {
    await save(await newDraft('<script>alert(1)</script>'), friends);
    const html = await home(EDITOR);
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toContain('<script>alert');
  });
});

describe('LINE’s figure of friends', () => {
  const figure = { followers: 7512, targetedReaches: 7000, blocks: 300 };

  test('is proposed while the plan has no actual of the year, for a person to confirm', async () => {
    await saveFollowerFigure(env.DB, { day: '2026-03-31', ...figure }, at(0).toISOString());
    const html = section(await home(EDITOR), 'あなたの番です');
    expect(html).toContain('LINEの集計では 2026年3月31日に');
    expect(html).toContain('7,512人');
    const id = await submitted(friends);
    await approve(deskOf(APPROVER, 3), seen(await open(id)), { publishAt: null, selfApproval: null });
    expect(section(await home(EDITOR), 'あなたの番です')).not.toContain('7,512人');
  });
});

describe('words without an answer', () => {
  test('are shown to everyone, the most asked first, and can be dealt with by editors', async () => {
    await word('ごみノ日');
    await word('バス', 9);
    const html = section(await home(EDITOR), '答えられなかったことば');
    expect(html.indexOf('バス')).toBeLessThan(html.indexOf('ごみノ日'));
    expect(html).toContain(`/console/drafts/new?word=${encodeURIComponent('バス')}`);
    const viewers = section(await home(VIEWER), '答えられなかったことば');
    expect(viewers).toContain('バス');
    expect(viewers).not.toContain('対応済みにする');
  });
  test('go from the list when they are dealt with, and come back when that is taken back', async () => {
    await word('バス');
    const browser = await browse(EDITOR.email);
    const handled = await browser.post('/console/words/handled', { word: 'バス' });
    const page = await browser.get(handled.location);
    expect(page.html).toContain('対応済みにしました');
    expect(await loadUnansweredWords(env.DB, 10)).toEqual([]);
    const again = await browser.post('/console/words/handled', { word: 'バス' });
    expect(again.location).toBe('/console');
    const back = await browser.post('/console/words/unhandled', { word: 'バス' });
    expect((await browser.get(back.location)).html).toContain('ことばを一覧に戻しました');
    expect(await loadUnansweredWords(env.DB, 10)).toHaveLength(1);
  });
  test('that nobody asked change nothing', async () => {
    const browser = await browse(EDITOR.email);
    expect((await browser.post('/console/words/handled', { word: '=1+1' })).location).toBe('/console');
    expect((await browser.post('/console/words/handled', {})).location).toBe('/console');
  });
  test('are cut where there are very many, and the page says so', async () => {
    for (let index = 0; index < 25; index += 1) await word(`ことば${index}`, 3 + index);
    expect(section(await home(EDITOR), '答えられなかったことば')).toContain('多い順に 20 件まで');
  });
});

describe('health', () => {
  test('tells which version residents see and since when', async () => {
    expect(section(await home(VIEWER), 'しくみの状態')).toContain('第1版（2026年11月24日 10:00）');
  });
  test.each([
    [290, '動いています', false],
    [301, '自動処理が止まっています', true],
  ])('tells after %s seconds without a beat of the clock: %s', async (seconds, words, isLate) => {
    await recordHeartbeat(env.DB, at(10));
    const html = section(await home(VIEWER, openConsole({ seconds: 10 + seconds })), 'しくみの状態');
    expect(html).toContain(words);
    expect(html.includes('自動処理が止まっています')).toBe(isLate);
  });
  test('tells of a clock that has never run', async () => {
    expect(section(await home(VIEWER), 'しくみの状態')).toContain('まだ一度も動いていません');
  });
  test('tells when LINE was last asked for the friends, and how it went', async () => {
    await saveFollowerFigure(
      env.DB,
      { day: '2026-11-22', followers: 7512, targetedReaches: 0, blocks: 0 },
      at(0).toISOString(),
    );
    await claimSlot(env.DB, 'followers', '2026-11-23 11', at(0));
    expect(section(await home(VIEWER), 'しくみの状態')).toContain('LINEから受け取れませんでした');
    await finishSlot(env.DB, { job: 'followers', slot: '2026-11-23 11', outcome: 'unready', now: at(1) });
    const html = section(await home(VIEWER), 'しくみの状態');
    expect(html).toContain('2026年11月22日の終わりに 7,512人');
    expect(html).toContain('LINEの集計がまだでした');
  });
  test('names settings that are missing to an administrator, and to nobody else', async () => {
    const settingFaults = ['LINE_CHANNEL_SECRET'];
    expect(await home(CHIEF, openConsole({ settingFaults }))).toContain('LINE_CHANNEL_SECRET');
    expect(await home(APPROVER, openConsole({ settingFaults }))).not.toContain('LINE_CHANNEL_SECRET');
  });
});

test('the page offers an editor the usual beginnings, with the year that is over', async () => {
  const html = section(await home(EDITOR), 'はじめる');
  for (const words of ['R7年度の実績を入れる', '計画を直す', 'ファイルを取り込む'])
    expect(html).toContain(words);
});

test.each([
  ['?first=actuals&year=2025', 'value="R7年度の実績"', 'actuals'],
  ['?first=plan', 'name="title"', 'plan'],
  ['?first=import', 'name="title"', 'import'],
  [`?word=${encodeURIComponent('バス')}`, 'value="「バス」を言いかえに加える"', 'plan'],
])('what it leads to begins with what it was about: %s', async (query, title, first) => {
  const { html, status } = await (await browse(EDITOR.email)).get(`/console/drafts/new${query}`);
  expect(status).toBe(200);
  expect(html).toContain(title);
  expect(html).toMatch(new RegExp(`value="${first}" checked`));
});

test('opening the page changes nothing but what it reads', async () => {
  await submitted(friends);
  await word('バス');
  const before = await dump();
  await home(APPROVER);
  expect(await dump()).toBe(before);
});

async function dump(): Promise<string> {
  const tables = [
    'drafts',
    'draft_rows',
    'audit_trail',
    'plan_versions',
    'staff',
    'unanswered_words',
    'job_runs',
  ];
  const results = await env.DB.batch(tables.map((table) => env.DB.prepare(`SELECT * FROM ${table}`)));
  return JSON.stringify(results.map(({ results: rows }) => rows));
}
