import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crowdMemberId } from '../../src/simulator/world/crowds.ts';
import { writeChange } from '../../src/domain/look-up/postback.ts';
import type { SettingChange } from '../../src/domain/residents/settings.ts';
import { openBrowser } from '../helpers/browser.ts';
import { newFriend, type ResidentAtPhone } from '../helpers/resident.ts';
import { startSystem, type System } from '../helpers/system.ts';
import { axeFaults, isWiderThanScreen, manualPicture, PERSONA, picture, signIn } from './console-desk.ts';

/** A broadcast from the first word to the record, as two officers make it, and as residents' phones receive it. */
const CROWD = 620;
const ENGLISH = 60; // of the crowd; as many again speak Vietnamese, in which nothing is written
const CROWD_PREFIX = 'b';
const EVENTS_IN_A_BODY = 100;
const COMES_WITHIN_MS = 30_000;

let system: System;
let browser: Browser;
let editor: Page;
let approver: Page;
let officerAtPhone: ResidentAtPhone;
let resident: ResidentAtPhone;

beforeAll(async () => {
  system = await startSystem({ vars: { BROADCAST_UNDO_MINUTES: '0' } });
  await system.enrolPersonas();
  browser = await openBrowser();
  editor = await signIn(browser, system, PERSONA.editor);
  approver = await signIn(browser, system, PERSONA.approver);
  officerAtPhone = await newFriend(system.simulator);
  resident = await newFriend(system.simulator);
  await settleCrowd();
}, 180_000);

afterAll(async () => {
  await browser.close();
  await system.close();
});

/** Many residents in their thirties, of whom some have chosen a language: each by a tap of their own. */
async function settleCrowd(): Promise<void> {
  await system.simulator.gather(CROWD);
  const tap = (index: number, change: SettingChange): Record<string, unknown> => ({
    type: 'postback',
    source: { type: 'user', userId: crowdMemberId(CROWD_PREFIX, index) },
    postback: { data: writeChange(change) },
  });
  const taps = Array.from({ length: CROWD }, (_, index) => index).flatMap((index) => [
    tap(index, { setting: 'age-band', value: '30s' }),
    ...(index < ENGLISH ? [tap(index, { setting: 'language', value: 'en' })] : []),
    ...(index >= ENGLISH && index < 2 * ENGLISH ? [tap(index, { setting: 'language', value: 'vi' })] : []),
  ]);
  for (let from = 0; from < taps.length; from += EVENTS_IN_A_BODY) {
    const { webhookStatus } = await system.simulator.deliver(taps.slice(from, from + EVENTS_IN_A_BODY));
    expect(webhookStatus).toBe(200);
  }
}

const main = (page: Page) => page.locator('main');

async function press(page: Page, name: string | RegExp): Promise<void> {
  await main(page).getByRole('button', { name }).first().click();
  await page.waitForLoadState('load');
}

async function begin(title: string): Promise<string> {
  await editor.goto('/console/broadcasts/new');
  await editor.getByLabel('題名').fill(title);
  await press(editor, '作って内容を入れる');
  return new URL(editor.url()).pathname.split('/')[3] ?? '';
}

/** At whatever hour the test runs. */
async function giveQuietReason(): Promise<void> {
  await editor.getByLabel(/^夜間・早朝に送る理由/).fill('試験のため');
}

async function untilState(page: Page, id: string, words: RegExp): Promise<void> {
  const deadline = Date.now() + COMES_WITHIN_MS;
  for (;;) {
    await system.runScheduled();
    await page.goto(`/console/broadcasts/${id}`);
    const text = await main(page).innerText();
    if (words.test(text)) return;
    expect(Date.now(), text.slice(0, 400)).toBeLessThan(deadline);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** What stands in a resident's chat now, as the phone would read it out. */
async function chatOf(userId: string): Promise<string[]> {
  const { entries } = await system.simulator.view(userId);
  return entries.flatMap((entry) => {
    if (entry.from !== 'account') return [];
    return [entry.message.type === 'text' ? entry.message.text : JSON.stringify(entry.message)];
  });
}

/** Opens the fold a box is in, as a person does, and ticks it. */
async function tick(name: string): Promise<void> {
  const box = editor.locator(`[name="${name}"]`);
  await box.evaluate((element) => element.closest('details')?.setAttribute('open', ''));
  await box.check();
}

async function write(texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) await editor.locator(`[name="${name}"]`).fill(text);
}

async function addBlocks(...blocks: string[]): Promise<void> {
  for (const block of blocks) await press(editor, new RegExp(`^＋ ?${block}$`));
}

async function chooseThirties(): Promise<void> {
  await editor.getByRole('radio', { name: /^条件に合う人だけ/ }).check();
  await tick('age-30s');
}

/** Handed in by the one and approved by the other; it may leave at once here. */
async function handInAndApprove(id: string): Promise<void> {
  await editor.goto(`/console/broadcasts/${id}/edit`);
  await press(editor, '承認を依頼する');
  await approver.goto(`/console/broadcasts/${id}`);
  await press(approver, 'この内容で承認する');
}

const SENT = /配信が終わりました|送り終え/;

test(
  'a broadcast to residents in their thirties: composed, tried, approved, received once, on record',
  { timeout: 120_000 },
  async () => {
    const id = await begin('30代のみなさんへ：R7年度のようす');
    await editor.locator('[name=language-en]').check();
    await addBlocks('文章', '指標のカード', 'リンクのボタン');
    await write({
      'b0-text-ja': '町の計画は、いまこうなっています。{7}年度のようすをお届けします。🎉',
      'b0-text-en': 'This is how the town’s plan is going.',
      'b2-title-ja': 'くわしくは町のページへ',
      'b2-title-en': 'More on the town’s page',
      'b2-body-ja': '町のページに、すべての指標の表があります。',
      'b2-body-en': 'All the figures are on the town’s page.',
      'b2-label-ja': '開く',
      'b2-label-en': 'Open',
      'b2-url': 'https://www.example.lg.jp/plan',
    });
    await tick('b1-id-line-friends');
    await chooseThirties();
    await giveQuietReason();
    await press(editor, '保存して確かめる');
    const checked = await main(editor).innerText();
    for (const words of ['LINEも、この内容を受け付けます', `${CROWD}`, '{7}年度のようすをお届けします。🎉'])
      expect(checked).toContain(words);
    await picture(editor, 'broadcast-edit');
    expect(await axeFaults(editor)).toEqual([]);

    await editor.goto('/console/broadcasts/testers');
    await press(editor, '登録の番号を作る');
    const code = /\d{8}/.exec((await main(editor).innerText()).replace(/[ \n]/g, ''))?.[0] ?? '';
    expect(await officerAtPhone.types(`テスト登録 ${code}`)).toContain('テスト');
    await editor.goto(`/console/broadcasts/${id}/edit`);
    const before = (await chatOf(officerAtPhone.userId)).length;
    await press(editor, 'テスト配信を送る');
    const tried = (await chatOf(officerAtPhone.userId)).slice(before);
    expect(tried).toHaveLength(3);
    expect(tried[0]).toContain('町の計画は、いまこうなっています。');

    await editor.goto(`/console/broadcasts/${id}/edit`);
    await press(editor, '承認を依頼する');
    await approver.goto(`/console/broadcasts/${id}`);
    expect(await main(approver).innerText()).toContain('This is how the town’s plan is going.');
    await picture(approver, 'broadcast-review');
    await manualPicture(approver, 'broadcast-review');
    expect(await axeFaults(approver)).toEqual([]);

    const earlier = (await system.simulator.sent()).length;
    await press(approver, 'この内容で承認する');
    await untilState(approver, id, SENT);
    const sent = (await system.simulator.sent())
      .slice(earlier)
      .filter(({ path }) => path === '/v2/bot/message/multicast');
    expect(sent).toHaveLength(3); // 560 in Japanese are two requests, 60 in English one
    expect(sent.filter(({ body }) => JSON.stringify(body).includes('This is how'))).toHaveLength(1);
    expect(await receivedOf(id)).toMatchObject({
      requests: 3,
      perResident: { once: CROWD, twice: 0, more: 0 },
      missing: 0,
      unexpected: 0,
    });

    const record = await main(approver).innerText();
    for (const words of ['佐藤', '田中', `${CROWD}`, '560', '60', '町の計画は、いまこうなっています。'])
      expect(record).toContain(words);
    await picture(approver, 'broadcast-record');
    await manualPicture(approver, 'broadcast-record');
    expect(await axeFaults(approver)).toEqual([]);
    await approver.setViewportSize({ width: 360, height: 800 });
    expect(await isWiderThanScreen(approver)).toBe(false);
    await picture(approver, 'broadcast-record-narrow');
    await approver.setViewportSize({ width: 1280, height: 900 });
  },
);

/** Of those who live in the crowd. */
async function receivedOf(id: string) {
  const unit = `ayumi_${id.replaceAll('-', '').slice(0, 24)}`;
  return system.simulator.received(`unit=${unit}&crowds=${CROWD_PREFIX}&count=${CROWD}`);
}

test('a broadcast to everyone is one request in Japanese, whose button answers in English', async () => {
  const id = await begin('みなさんへ');
  await editor.locator('[name=language-en]').check();
  await addBlocks('文章');
  await write({ 'b0-text-ja': 'あしたは町の座談会です。', 'b0-text-en': 'The town talk is tomorrow.' });
  await giveQuietReason();
  await press(editor, '保存して確かめる');
  const before = (await system.simulator.view(resident.userId)).latestSeq;
  const earlier = (await system.simulator.sent()).length;
  await handInAndApprove(id);
  await untilState(approver, id, SENT);
  const sent = (await system.simulator.sent())
    .slice(earlier)
    .filter(({ path }) => path === '/v2/bot/message/broadcast');
  expect(sent).toHaveLength(1);
  const { entries } = await system.simulator.view(resident.userId, before);
  expect(JSON.stringify(entries)).toContain('あしたは町の座談会です。');
  const data = /v=1&a=read[^"]*/.exec(JSON.stringify(sent[0]?.body))?.[0] ?? '';
  expect(await resident.does({ kind: 'postback', data })).toContain('The town talk is tomorrow.');
});

test('an approval that is undone in time reaches nobody', async () => {
  const id = await begin('まちがい');
  await addBlocks('文章');
  await write({ 'b0-text-ja': 'これはまちがいです。' });
  await editor.getByRole('radio', { name: /^日時を決める/ }).check();
  const theDayAfter = new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10); // in Japan
  await editor.getByLabel(/^送る日(?!時)/).fill(theDayAfter);
  await editor.getByLabel(/^送る時刻/).fill('10:30');
  await press(editor, '保存して確かめる');
  await handInAndApprove(id);
  await picture(approver, 'broadcast-scheduled');
  await press(approver, '承認を取り消す');
  expect(await main(approver).innerText()).toContain('作成中');
  await system.runScheduled();
  expect(JSON.stringify(await system.simulator.sent())).not.toContain('これはまちがいです。","type');
  expect((await receivedOf(id)).requests).toBe(0);
});

test('a resident who blocks the account between the approval and the sending is left out, and forgotten', async () => {
  const id = await begin('去る人のある配信');
  await addBlocks('文章');
  await write({ 'b0-text-ja': '去る前に決まったお知らせです。' });
  await chooseThirties();
  await giveQuietReason();
  await press(editor, '保存して確かめる');
  await handInAndApprove(id);
  const leaver = { source: { type: 'user', userId: crowdMemberId(CROWD_PREFIX, CROWD - 1) } };
  const { webhookStatus } = await system.simulator.deliver([{ type: 'unfollow', ...leaver }]);
  expect(webhookStatus).toBe(200);
  await untilState(approver, id, SENT);
  expect(await receivedOf(id)).toMatchObject({
    requests: 2,
    perResident: { once: CROWD - 1, twice: 0, more: 0 },
    missing: 0, // who has blocked is not missed
    unexpected: 0,
  });
  const requests = (await system.simulator.sent()).filter(
    ({ path, body }) =>
      path === '/v2/bot/message/multicast' && JSON.stringify(body).includes('去る前に決まった'),
  );
  expect(requests).toHaveLength(2);
  expect(JSON.stringify(requests)).not.toContain(leaver.source.userId);
  // Back again, for the other tests: nothing of before is known, so the age is told anew.
  const age = { type: 'postback', postback: { data: writeChange({ setting: 'age-band', value: '30s' }) } };
  await system.simulator.deliver([{ type: 'follow', ...leaver }]);
  await system.simulator.deliver([{ ...age, ...leaver }]);
});

test('LINE failing in the middle costs nobody the message, and nobody gets it twice', async () => {
  const id = await begin('もう一度、30代のみなさんへ');
  await addBlocks('文章');
  await write({ 'b0-text-ja': 'つづきのお知らせです。' });
  await chooseThirties();
  await giveQuietReason();
  await press(editor, '保存して確かめる');
  const multicast = { match: 'POST /v2/bot/message/multicast' };
  await system.simulator.fault({ ...multicast, kind: 'accept-then-500', times: 2 });
  await system.simulator.fault({ ...multicast, kind: '500', times: 1 });
  await handInAndApprove(id);
  await system.runScheduled();
  await approver.goto(`/console/broadcasts/${id}`);
  await picture(approver, 'broadcast-progress');
  await manualPicture(approver, 'broadcast-progress');
  await untilState(approver, id, SENT);
  expect(await receivedOf(id)).toMatchObject({
    requests: 2,
    perResident: { once: CROWD, twice: 0, more: 0 },
    missing: 0,
  });
});

test('a token that LINE no longer takes pauses a broadcast, which says so and goes on when it is told to', async () => {
  const id = await begin('止まる配信');
  await addBlocks('文章');
  await write({ 'b0-text-ja': '止まってから届くお知らせです。' });
  await giveQuietReason();
  await press(editor, '保存して確かめる');
  await system.simulator.fault({
    match: 'POST /v2/bot/message/broadcast',
    kind: 'status',
    status: 401,
    times: 1,
  });
  await handInAndApprove(id);
  await untilState(approver, id, /一時停止/);
  expect(await main(approver).innerText()).toContain('トークン');
  await picture(approver, 'broadcast-paused');
  await manualPicture(approver, 'broadcast-stop');
  expect(await axeFaults(approver)).toEqual([]);
  await press(approver, '再開する');
  await untilState(approver, id, SENT);
});
