import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Staff } from '../../src/domain/staff/roles.ts';
import { settleChunk } from '../../src/flows/broadcasts/control-broadcast.ts';
import { loadChunks, markUnknownChunks } from '../../src/storage/chunk-store.ts';
import { saveFollowerFigure } from '../../src/storage/follower-store.ts';
import { saveInsight } from '../../src/storage/insight-store.ts';
import { saveDeadLetters } from '../../src/storage/dead-letter-store.ts';
import { recordHeartbeat } from '../../src/storage/job-store.ts';
import {
  approvedBroadcast,
  broadcastDeskOf,
  broadcastOf,
  deliver,
  refusal,
  sendingBroadcast,
  sentBroadcast,
  STARTS_AT,
  submittedBroadcast,
  sweep,
} from './broadcast-desk.ts';
import { addResidents } from './compose-desk.ts';
import { browse, enrol, openConsole, playIdentityProvider, queued, type Page } from './console-client.ts';
import { errorAt, formOf, formsOf, wordsOf } from './console-forms.ts';
import { APPROVER, at, EDITOR, SECOND, startAnew } from './draft-desk.ts';

const VIEWER: Staff = { email: 'yamada.viewer@example.lg.jp', name: '山田', role: 'viewer' };
const NORTH = { district: '北部' };
const EVERYBODY = { segment: {} };
const LATER = 82_800; // within the day for which an officer is signed in

const page = async (staff: Staff, id: string, seconds = STARTS_AT + 60, query = ''): Promise<Page> =>
  (await browse(staff.email, openConsole({ seconds }))).get(`/console/broadcasts/${id}${query}`);
const press = async (
  staff: Staff,
  id: string,
  step: string,
  fields: Record<string, string>,
  seconds = STARTS_AT + 60,
): Promise<Page> =>
  (await browse(staff.email, openConsole({ seconds }))).post(`/console/broadcasts/${id}/${step}`, fields);
const chunksOf = (id: string) => loadChunks(env.DB, id, { from: 1, limit: 100 });
const monthlyLimit = (): Response =>
  Response.json({ message: 'You have reached your monthly limit.' }, { status: 429 });

/** A broadcast to residents that LINE refused the second request of. */
async function sentWithRefusal(): Promise<string> {
  await addResidents(1_001, NORTH);
  const id = await approvedBroadcast(EVERYBODY);
  const names = await sweep(STARTS_AT);
  await deliver(names.slice(0, 1), STARTS_AT + 5);
  await deliver(names.slice(1), STARTS_AT + 6, refusal());
  return id;
}

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  queued.length = 0;
  await enrol(VIEWER, EDITOR, APPROVER, SECOND);
});
afterEach(() => void vi.restoreAllMocks());

describe('a broadcast that is being sent', () => {
  test('shows how far it is by language, its pace and when it last moved', async () => {
    await addResidents(900, NORTH);
    await addResidents(30, { ...NORTH, language: 'en' });
    const text = { ja: '道路工事のお知らせです', en: 'Road works' };
    const id = await approvedBroadcast({
      ...EVERYBODY,
      languages: ['ja', 'en'],
      blocks: [{ kind: 'text', text }],
    });
    const names = await sweep(STARTS_AT);
    await deliver(names.slice(0, 1), STARTS_AT + 30);
    const words = wordsOf(await page(VIEWER, id));
    expect(words).toContain('500 / 930');
    expect(words).toContain('500人（1回） 400人（1回）');
    expect(words).toContain('英語 0人（0回） 30人（1回）');
    expect(words).toContain(
      '2026年11月24日 10:05に送り始めました。最後に進んだのは10:05です。1分に約1,000人の速さです。',
    );
  });
  test('keeps back the size of a language that hardly anybody reads', async () => {
    await addResidents(40, NORTH);
    await addResidents(3, { ...NORTH, language: 'vi' });
    const text = { ja: '道路工事のお知らせです', vi: 'Thông báo' };
    const id = await approvedBroadcast({
      ...EVERYBODY,
      languages: ['ja', 'vi'],
      blocks: [{ kind: 'text', text }],
    });
    await deliver(await sweep(STARTS_AT), STARTS_AT + 5);
    const words = wordsOf(await page(VIEWER, id));
    expect(words).toContain('20人に満たない言語があるため、言語ごとの人数は出しません');
    expect(words).not.toMatch(/[^0-9](3|40)人/);
    const { html: csv } = await (
      await browse(VIEWER.email, openConsole({ seconds: STARTS_AT + 60 }))
    ).get(`/console/broadcasts/${id}/chunks.csv`);
    expect(csv).toContain('出しません');
    expect(csv).not.toMatch(/[^0-9](3|40)人/);
  });
  test('has the stop first on its page, and stops with or without a reason', async () => {
    await addResidents(600, NORTH);
    const id = await approvedBroadcast(EVERYBODY);
    await deliver((await sweep(STARTS_AT)).slice(0, 1), STARTS_AT + 5);
    const shown = await page(EDITOR, id);
    const [first] = formsOf(shown);
    expect(first?.action).toBe(`/console/broadcasts/${id}/stop`);
    expect(wordsOf(shown)).toContain(
      'これまでに500人分を、LINEが受け付けました。止めると、残りの人には送りません',
    );
    const fields = { ...formOf(shown, '/stop'), 'stop-reason': '日付の誤り'.repeat(200) };
    const done = await press(EDITOR, id, 'stop', fields);
    expect(done.location).toContain('done=stopped');
    expect((await chunksOf(id)).map(({ state }) => state)).toEqual(['done', 'stopped']);
    const words = wordsOf(await page(VIEWER, id));
    expect(words).toContain('佐藤（2026年11月24日 10:06）');
    expect(words).toContain('送らずに止めた');
    expect(words).toContain('日付の誤り');
  });
  test('tells who stops too late that it was over, or who was quicker, and keeps what was written', async () => {
    const id = await sendingBroadcast();
    const fields = { ...formOf(await page(EDITOR, id), '/stop'), 'stop-reason': '誤字' };
    await press(SECOND, id, 'stop', fields);
    const late = await press(EDITOR, id, 'stop', fields);
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toContain('高橋さんが2026年11月24日 10:06に止めました');
    expect(wordsOf(late)).toContain('誤字');
    const twice = await press(SECOND, id, 'stop', fields);
    expect(twice.location).toContain('done=stopped');
  });
  test('says whom to ask where one may only look', async () => {
    const id = await sendingBroadcast();
    const shown = await page(VIEWER, id);
    expect(formsOf(shown)).toEqual([]);
    expect(wordsOf(shown)).toContain('止められる人：');
    expect((await press(VIEWER, id, 'stop', { revision: '1', sha256: '' })).status).toBe(403);
    expect((await broadcastOf(id)).state.kind).toBe('sending');
  });
  test('raises an alarm when nothing has moved for five minutes', async () => {
    const id = await sendingBroadcast();
    expect(wordsOf(await page(VIEWER, id, STARTS_AT + 300))).not.toContain('配信が進んでいません');
    expect(wordsOf(await page(VIEWER, id, STARTS_AT + 420))).toContain('7分のあいだ、配信が進んでいません');
  });
  test('is brought up to date by the browser only where that was asked for, and then nothing can be typed', async () => {
    const id = await sendingBroadcast();
    const still = await page(EDITOR, id);
    expect(still.response.headers.get('refresh')).toBeNull();
    expect(still.html).toContain('data-live="sending"');
    const moving = await page(EDITOR, id, STARTS_AT + 60, '?reload=on');
    expect(moving.response.headers.get('refresh')).toContain('5;url=');
    expect(moving.html).not.toContain('<textarea');
    expect(formOf(moving, '/stop')).toHaveProperty('revision');
  });
});

describe('a paused broadcast', () => {
  const reasons: [string, Response, string][] = [
    ['the monthly limit', monthlyLimit(), '料金プランを上げるか、追加メッセージを買います'],
    ['a token that LINE does not take', Response.json({}, { status: 401 }), 'LINE_CHANNEL_ACCESS_TOKEN'],
    ['a call LINE forbids', Response.json({ message: 'no' }, { status: 403 }), 'チャネルの権限を確かめます'],
    ['a refusal of the first request', refusal(), 'LINEのことば'],
  ];
  test.each(reasons)('says what to do about %s', async (_, response, words) => {
    await addResidents(600, NORTH);
    const id = await approvedBroadcast(EVERYBODY);
    await deliver((await sweep(STARTS_AT)).slice(0, 1), STARTS_AT + 5, response);
    expect((await broadcastOf(id)).state.kind).toBe('paused');
    const shown = await page(APPROVER, id);
    expect(wordsOf(shown)).toContain('配信を一時停止しています');
    expect(wordsOf(shown)).toContain(words);
    expect(formsOf(shown).map(({ action }) => action.split('/').at(-1))).toEqual(
      expect.arrayContaining(['stop', 'resume']),
    );
    expect(shown.html).not.toContain('<b>text</b>');
  });
  test('that came too late waits for a person, and goes on at once when resumed', async () => {
    const id = await approvedBroadcast();
    await sweep(STARTS_AT + 2 * 3_600);
    const shown = await page(APPROVER, id, STARTS_AT + 7_260);
    expect(wordsOf(shown)).toContain('送る時刻を大きく過ぎた');
    const fields = formOf(shown, '/resume');
    const done = await press(APPROVER, id, 'resume', fields, STARTS_AT + 7_270);
    expect(done.location).toContain('done=resumed');
    expect(queued).toEqual([{ broadcastId: id, number: 1 }]);
    expect((await press(APPROVER, id, 'resume', fields, STARTS_AT + 7_280)).location).toContain(
      'done=resumed',
    );
    const other = await press(SECOND, id, 'resume', fields, STARTS_AT + 7_290);
    expect(other.status).toBe(409);
    expect(wordsOf(other)).toContain('もう送り始めています');
  });
  test('is not resumed by an editor, who is told whom to ask', async () => {
    const id = await approvedBroadcast();
    await sweep(STARTS_AT + 2 * 3_600);
    const shown = await page(EDITOR, id, STARTS_AT + 7_260);
    expect(wordsOf(shown)).toContain('再開できる人：');
    expect(formsOf(shown).some(({ action }) => action.endsWith('/resume'))).toBe(false);
  });
  test('is resumed in the quiet hours only with a reason', async () => {
    const id = await approvedBroadcast();
    const night = 11 * 3_600;
    await sweep(night);
    const shown = await page(APPROVER, id, night + 10);
    expect(wordsOf(shown)).toContain('いまは夜間・早朝');
    const blank = await press(APPROVER, id, 'resume', formOf(shown, '/resume'), night + 20);
    expect(blank.status).toBe(422);
    expect(errorAt(blank, 'resume-reason')).toContain('夜間・早朝');
    expect((await broadcastOf(id)).state.kind).toBe('paused');
    const fields = { ...formOf(blank, '/resume'), 'resume-reason': '避難の知らせ' };
    expect((await press(APPROVER, id, 'resume', fields, night + 30)).location).toContain('done=resumed');
  });
});

describe('the record of a broadcast', () => {
  test('has what the council asks: who, when, to whom, the hash, each request and what became of it', async () => {
    await addResidents(600, NORTH);
    const id = await sentBroadcast(EVERYBODY);
    const { state } = await broadcastOf(id);
    const shown = await page(VIEWER, id);
    const words = wordsOf(shown);
    for (const part of [
      '作った人 佐藤（2026年11月24日 10:00）',
      '承認を依頼した人 佐藤（2026年11月24日 10:00）',
      '承認した人 田中（2026年11月24日 10:00）',
      '送り始めた日時 2026年11月24日 10:05',
      '承認したときに決めた送り先 600人',
      '送る前にやめた人 0人',
      'LINEが受け付けた 600人',
      '道路工事のお知らせです',
      'request-1',
      'request-2',
      'sha256' in state ? state.sha256 : '',
      '開封などの数は、まだLINEから受け取っていません',
    ])
      expect(words).toContain(part);
  });
  test('counts those who left between the approval and the sending', async () => {
    await addResidents(600, NORTH);
    const id = await approvedBroadcast(EVERYBODY);
    await env.DB.prepare(
      'UPDATE broadcast_chunks SET recipient_count = recipient_count - 25 WHERE number = 1',
    ).run();
    await deliver(await sweep(STARTS_AT), STARTS_AT + 5);
    expect(wordsOf(await page(VIEWER, id))).toContain('送る前にやめた人 25人');
  });
  test('shows LINE’s figures when they are there, and says which are withheld', async () => {
    const id = await sentBroadcast();
    const details = { clicks: [{ message: 1, url: 'https://example.lg.jp/<b>', residents: null }] };
    await saveInsight(env.DB, {
      broadcastId: id,
      delivered: 1_200,
      seen: 600,
      clicked: null,
      ...details,
      fetchedAt: at(LATER - 3_600).toISOString(),
    });
    const shown = await page(VIEWER, id, LATER);
    const words = wordsOf(shown);
    expect(words).toContain('開封した人 600人（50.0%）');
    expect(words).toContain('リンクを押した人 20人未満（LINEは示しません）');
    expect(words).toContain('2026年11月25日 8:00にLINEから受け取った数です。LINEの集計は14日間更新されます');
    expect(shown.html).not.toContain('lg.jp/<b>');
  });
  test('is where the next broadcast may start from, for who may compose one', async () => {
    await addResidents(600, NORTH);
    const id = await sentBroadcast(EVERYBODY);
    const link = `/console/broadcasts/new?of=${id}`;
    expect((await page(APPROVER, id, LATER)).html).toContain(link);
    expect((await page(VIEWER, id, LATER)).html).not.toContain(link);
    const editor = await browse(EDITOR.email, openConsole({ seconds: STARTS_AT + 60 }));
    expect((await editor.get(link)).html).toMatch(new RegExp(`<option value="${id}" selected`));
  });
  test('is kept as files that Excel opens, without a formula in them', async () => {
    await addResidents(600, NORTH);
    const id = await sentBroadcast({ ...EVERYBODY, title: '=HYPERLINK("x")' });
    const browser = await browse(VIEWER.email, openConsole({ seconds: STARTS_AT + 60 }));
    const record = await browser.get(`/console/broadcasts/${id}/record.csv`);
    expect(record.response.headers.get('content-type')).toContain('text/csv');
    expect(record.html).toContain("'=HYPERLINK");
    expect(record.html).toContain('承認した人,田中（2026年11月24日 10:00）');
    expect(record.html).toContain('送った内容：日本語の1通目,道路工事のお知らせです');
    const chunks = await browser.get(`/console/broadcasts/${id}/chunks.csv`);
    expect(chunks.html.split('\r\n').filter((row) => row.includes('LINEが受け付けた'))).toHaveLength(2);
  });
});

describe('a request that failed or nobody knows of', () => {
  test('waits for a person, with LINE’s words and what a second sending means', async () => {
    const id = await sentWithRefusal();
    const words = wordsOf(await page(APPROVER, id));
    expect(words).toContain('決めていない送信（1 回）');
    expect(words).toContain('2番の送信（日本語、500人）：LINEが断りました');
    expect(words).toContain('The property, <b>text</b>, is wrong');
    expect(wordsOf(await page(VIEWER, id))).toContain('決められる人：');
  });
  test('that is unknown is warned of before it is sent twice', async () => {
    const id = await sendingBroadcast();
    await env.DB.prepare("UPDATE broadcast_chunks SET first_attempt_at = '2026-11-22T01:00:00.000Z'").run();
    await markUnknownChunks(env.DB, at(STARTS_AT + 10));
    await sweep(STARTS_AT + 20);
    const words = wordsOf(await page(APPROVER, id));
    expect(words).toContain('届いたか分かりません');
    expect(words).toContain('同じ配信が2回届く人がいるかもしれません');
    expect(words).toContain('送りなおすと、もう届いていた人には2回届きます');
  });
  test('needs a decision and a reason, and what was given of them stays', async () => {
    const id = await sentWithRefusal();
    const blank = await press(APPROVER, id, 'chunks/2/settle', {
      ...formOf(await page(APPROVER, id), '/chunks/2/settle'),
      'reason-2': '電話で確かめた',
    });
    expect(blank.status).toBe(422);
    expect(errorAt(blank, 'decision-2')).toContain('2番の送信を、送りなおすか送らないかを選んでください');
    expect(formOf(blank, '/chunks/2/settle')['reason-2']).toBe('電話で確かめた');
  });
  test('is sent again at once with a new key, or given up, once', async () => {
    const id = await sentWithRefusal();
    const fields = formOf(await page(APPROVER, id), '/chunks/2/settle');
    const [, before] = await chunksOf(id);
    const answer = { ...fields, 'decision-2': 'send-again', 'reason-2': 'LINEの故障と分かった' };
    const done = await press(APPROVER, id, 'chunks/2/settle', answer);
    expect(done.location).toContain('done=sent-again');
    expect(queued).toEqual([{ broadcastId: id, number: 2 }]);
    const [, after] = await chunksOf(id);
    expect(after?.retryKey).not.toBe(before?.retryKey);
    expect((await press(APPROVER, id, 'chunks/2/settle', answer)).location).toContain('done=sent-again');
    const other = await press(SECOND, id, 'chunks/2/settle', answer);
    expect(other.status).toBe(409);
    expect(wordsOf(other)).toContain('LINEの故障と分かった');
  });
  test('that is given up says who decided, on the page and in the trail', async () => {
    const id = await sentWithRefusal();
    const fields = formOf(await page(APPROVER, id), '/chunks/2/settle');
    const done = await press(APPROVER, id, 'chunks/2/settle', {
      ...fields,
      'decision-2': 'give-up',
      'reason-2': '期日を過ぎた',
    });
    expect(done.location).toContain('done=given-up');
    const words = wordsOf(await page(VIEWER, id));
    expect(words).toContain('LINEが断った（田中さんが、送らないと決めた）');
    expect(words).toContain('期日を過ぎた');
    expect(words).not.toContain('決めていない送信');
  });
  test('is not sent again in the quiet hours', async () => {
    const id = await sentWithRefusal();
    const night = 11 * 3_600;
    const fields = formOf(await page(APPROVER, id, night), '/chunks/2/settle');
    const answer = { ...fields, 'decision-2': 'send-again', 'reason-2': '急ぎ' };
    const refused = await press(APPROVER, id, 'chunks/2/settle', answer, night);
    expect(refused.status).toBe(422);
    expect(errorAt(refused, 'decision-2')).toContain('9:00から');
    expect((await chunksOf(id))[1]?.state).toBe('failed');
  });
  test('of a stopped broadcast is nobody’s to decide', async () => {
    const id = await sentWithRefusal();
    const fields = formOf(await page(APPROVER, id), '/chunks/2/settle');
    await env.DB.prepare("UPDATE broadcasts SET state = 'stopped', closed_by = ?1, closed_at = ?2")
      .bind(SECOND.email, at(STARTS_AT + 60).toISOString())
      .run();
    const late = await press(APPROVER, id, 'chunks/2/settle', {
      ...fields,
      'decision-2': 'give-up',
      'reason-2': '要らない',
    });
    expect(late.status).toBe(409);
    expect(wordsOf(await page(APPROVER, id))).not.toContain('決めていない送信（');
  });
});

describe('the comparison of broadcasts', () => {
  const compare = async (): Promise<Page> =>
    (await browse(VIEWER.email, openConsole({ seconds: LATER }))).get('/console/broadcasts/comparison');
  const figures = async (day: string, followers: number, blocks: number): Promise<void> =>
    saveFollowerFigure(env.DB, { day, followers, targetedReaches: followers - blocks, blocks }, day);

  test('says what will stand there while nothing has been sent', async () => {
    const words = wordsOf(await compare());
    expect(words).toContain('送った配信は、まだありません');
    expect(words).toContain('友だちの数の記録は、まだありません');
  });
  test('has rates as a plot and as figures, and blocks from the day before to three days after', async () => {
    const id = await sentBroadcast({ title: '<b>工事</b>' });
    await saveInsight(env.DB, {
      broadcastId: id,
      delivered: 1_000,
      seen: 550,
      clicked: 40,
      clicks: [],
      fetchedAt: at(LATER - 3_600).toISOString(),
    });
    await env.DB.prepare("UPDATE broadcasts SET started_at = '2026-11-19T22:00:00.000Z'").run(); // the 20th in Japan
    await figures('2026-11-19', 1_020, 15);
    await figures('2026-11-23', 1_030, 22);
    const shown = await compare();
    const words = wordsOf(shown);
    expect(words).toContain('全員 1,000人 550人 55.0% 40人 4.0% +7人');
    expect(shown.html).toContain('<title id="rates-title">');
    expect(shown.html).toContain('class="plot-mark"');
    expect(shown.html).not.toContain('<b>工事</b>');
  });
  test('says which figures are withheld and which are not there yet', async () => {
    const id = await sentBroadcast();
    expect(wordsOf(await compare())).toContain('集計はこれから');
    const none = { delivered: null, seen: null, clicked: null, clicks: [] };
    await saveInsight(env.DB, { broadcastId: id, ...none, fetchedAt: at(LATER - 3_600).toISOString() });
    const words = wordsOf(await compare());
    expect(words).toContain('20人未満');
    expect(words).toContain('まだ分かりません');
  });
});

describe('what the home page says of broadcasts', () => {
  const home = async (staff: Staff, seconds = STARTS_AT + 60): Promise<string> =>
    wordsOf(await (await browse(staff.email, openConsole({ seconds }))).get('/console'));

  test('is that one waits for the approval of who may give it', async () => {
    await submittedBroadcast();
    expect(await home(APPROVER)).toContain('内容を見て承認する ：道路工事のお知らせ');
    expect(await home(EDITOR)).not.toContain('内容を見て承認する');
    expect(await home(EDITOR)).toContain('進んでいる配信');
  });
  test('is that one is paused, stuck or waits for a decision', async () => {
    const stuck = await sendingBroadcast({ title: '進まない配信' });
    expect(await home(EDITOR)).toContain('10:05に送り始めました');
    expect(await home(EDITOR, STARTS_AT + 600)).toContain('進んでいません 進まない配信');
    expect(stuck).not.toBe('');
    await sentWithRefusal();
    expect(await home(APPROVER)).toContain('届いたか分からない送信が1回あります');
    expect(await home(VIEWER, STARTS_AT + 600)).toContain('いま、することはありません');
  });
  test('is how many requests the platform gave up on in the last day', async () => {
    await recordHeartbeat(env.DB, at(STARTS_AT));
    expect(await home(VIEWER)).toContain('滞りはありません');
    await saveDeadLetters(env.DB, [{ id: 'x', body: '{}', at: at(0).toISOString() }]);
    expect(await home(VIEWER)).toContain('配信の送信のうち1回が、何度試しても処理できませんでした');
  });
});

describe('the trail', () => {
  test('calls a broadcast by its title, leads to it and is searched by it', async () => {
    const id = await sentWithRefusal();
    const reason = { decision: 'give-up' as const, reason: '期日を過ぎた' };
    await settleChunk(broadcastDeskOf(APPROVER, STARTS_AT + 100), { id, chunk: 2 }, reason);
    const browser = await browse(VIEWER.email, openConsole({ seconds: STARTS_AT + 200 }));
    const shown = await browser.get('/console/audit?subject=道路工事');
    expect(wordsOf(shown)).toContain('配信「道路工事のお知らせ」');
    expect(shown.html).toContain(`href="/console/broadcasts/${id}"`);
    expect(wordsOf(shown)).toContain('送信の番号： 2番');
  });
});
