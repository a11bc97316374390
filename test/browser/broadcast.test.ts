import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
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

async function handIn(id: string): Promise<void> {
  await editor.goto(`/console/broadcasts/${id}/edit`);
  await press(editor, '承認を依頼する');
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

describe('a broadcast to residents in their thirties', () => {
  let id = '';

  test('is composed in two languages, with cards and a link, and looks as on the phone', async () => {
    id = await begin('30代のみなさんへ：R7年度のようす');
    await editor.locator('[name=language-en]').check();
    for (const block of ['文章', '指標のカード', 'リンクのボタン'])
      await press(editor, new RegExp(`^＋ ?${block}$`));
    await editor
      .locator('[name=b0-text-ja]')
      .fill('町の計画は、いまこうなっています。{7}年度のようすをお届けします。🎉');
    await editor.locator('[name=b0-text-en]').fill('This is how the town’s plan is going.');
    await editor.locator('[name=b1-id-line-friends]').evaluate((box: HTMLInputElement) => {
      const fold = box.closest('details');
      if (fold) fold.open = true;
    });
    await editor.locator('[name=b1-id-line-friends]').check();
    await editor.locator('[name=b2-title-ja]').fill('くわしくは町のページへ');
    await editor.locator('[name=b2-title-en]').fill('More on the town’s page');
    await editor.locator('[name=b2-label-ja]').fill('開く');
    await editor.locator('[name=b2-label-en]').fill('Open');
    await editor.locator('[name=b2-url]').fill('https://www.example.lg.jp/plan');
    await editor.getByRole('radio', { name: /^条件に合う人だけ/ }).check();
    await editor.locator('[name=age-30s]').evaluate((box: HTMLInputElement) => {
      const fold = box.closest('details');
      if (fold) fold.open = true;
    });
    await editor.locator('[name=age-30s]').check();
    await giveQuietReason();
    await press(editor, '保存して確かめる');
    const text = await main(editor).innerText();
    expect(text).toContain('LINEも、この内容を受け付けます');
    expect(text).toContain(`${CROWD}`);
    expect(text).toContain('町の計画は、いまこうなっています。{7}年度のようすをお届けします。🎉');
    await picture(editor, 'broadcast-edit');
    await manualPicture(editor, 'broadcast-edit');
    expect(await axeFaults(editor)).toEqual([]);
  });

  test('is tried on the phone of an officer who has registered it', async () => {
    await editor.goto('/console/broadcasts/testers');
    await press(editor, '登録の番号を作る');
    const code = /\d{8}/.exec((await main(editor).innerText()).replaceAll(' ', ''))?.[0] ?? '';
    expect(await officerAtPhone.types(`テスト登録 ${code}`)).toContain('テスト');
    await editor.goto(`/console/broadcasts/${id}/edit`);
    const before = (await chatOf(officerAtPhone.userId)).length;
    await press(editor, /テスト配信/);
    const heard = (await chatOf(officerAtPhone.userId)).slice(before);
    expect(heard).toHaveLength(3);
    expect(heard[0]).toContain('町の計画は、いまこうなっています。');
    expect((await system.simulator.received('unit=none')).residents).toBe(0);
  });

  test('is handed in, and nobody approves their own', async () => {
    await handIn(id);
    expect(await main(editor).innerText()).toContain('承認');
    await approver.goto(`/console/broadcasts/${id}`);
    await picture(approver, 'broadcast-review');
    await manualPicture(approver, 'broadcast-review');
    expect(await axeFaults(approver)).toEqual([]);
    expect(await main(approver).innerText()).toContain('This is how the town’s plan is going.');
  });

  test('is approved by another, and goes out to each exactly once, in their language', async () => {
    await press(approver, /^承認/);
    await untilState(approver, id, /送り終/);
    const received = await system.simulator.received(`kind=multicast&crowds=${CROWD_PREFIX}&count=${CROWD}`);
    expect(received).toMatchObject({ missing: 0 });
    const { entries: english } = await system.simulator.view(crowdMemberId(CROWD_PREFIX, 0));
    expect(JSON.stringify(english)).toBeDefined();
    const sent = (await system.simulator.sent())
      .filter(({ path }) => path === '/v2/bot/message/multicast')
      .slice(1);
    expect(sent).toHaveLength(3); // 560 in Japanese are two requests, 60 in English one
    expect(
      sent.filter(({ body }) => JSON.stringify(body).includes('This is how the town’s plan')),
    ).toHaveLength(1);
  });

  test('leaves a record for the council, on the screen, on paper and as files', async () => {
    const text = await main(approver).innerText();
    for (const words of ['佐藤', '田中', `${CROWD}`, '560', '60', '町の計画は、いまこうなっています。'])
      expect(text).toContain(words);
    await picture(approver, 'broadcast-record');
    await manualPicture(approver, 'broadcast-record');
    expect(await axeFaults(approver)).toEqual([]);
    await approver.setViewportSize({ width: 360, height: 800 });
    expect(await isWiderThanScreen(approver)).toBe(false);
    await picture(approver, 'broadcast-record-narrow');
    await approver.setViewportSize({ width: 1280, height: 900 });
  });
});

describe('a broadcast to everyone', () => {
  test('is one request in Japanese, whose button answers in English', async () => {
    const id = await begin('みなさんへ');
    await editor.locator('[name=language-en]').check();
    await press(editor, /^＋ ?文章$/);
    await editor.locator('[name=b0-text-ja]').fill('あしたは町の座談会です。');
    await editor.locator('[name=b0-text-en]').fill('The town talk is tomorrow.');
    await giveQuietReason();
    await press(editor, '保存して確かめる');
    await handIn(id);
    await approver.goto(`/console/broadcasts/${id}`);
    const before = (await system.simulator.view(resident.userId)).latestSeq;
    await press(approver, /^承認/);
    await untilState(approver, id, /送り終/);
    const sent = (await system.simulator.sent()).filter(({ path }) => path === '/v2/bot/message/broadcast');
    expect(sent).toHaveLength(1);
    const { entries } = await system.simulator.view(resident.userId, before);
    expect(JSON.stringify(entries)).toContain('あしたは町の座談会です。');
    const data = /v=1&a=read[^"']*/.exec(JSON.stringify(sent[0]?.body))?.[0] ?? '';
    expect(await resident.does({ kind: 'postback', data })).toContain('The town talk is tomorrow.');
  });

  test('is undone before it has left, and then reaches nobody', async () => {
    const id = await begin('まちがい');
    await press(editor, /^＋ ?文章$/);
    await editor.locator('[name=b0-text-ja]').fill('これはまちがいです。');
    await editor.getByRole('radio', { name: /^日時を決める/ }).check();
    const tomorrow = new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10); // in Japan
    await editor.getByLabel(/^日(?!時)/).fill(tomorrow);
    await editor.getByLabel(/^時刻/).fill('10:30');
    await press(editor, '保存して確かめる');
    await handIn(id);
    await approver.goto(`/console/broadcasts/${id}`);
    await press(approver, /^承認/);
    await picture(approver, 'broadcast-scheduled');
    await press(approver, /取り消/);
    expect(await main(approver).innerText()).toContain('作成中');
    await system.runScheduled();
    expect(JSON.stringify(await system.simulator.sent())).not.toContain('これはまちがいです。');
  });
});

describe('LINE failing in the middle', () => {
  test('costs nobody the message, and nobody gets it twice', async () => {
    await editor.goto('/console/broadcasts');
    const id = await begin('もう一度、30代のみなさんへ');
    await press(editor, /^＋ ?文章$/);
    await editor.locator('[name=b0-text-ja]').fill('つづきのお知らせです。');
    await editor.getByRole('radio', { name: /^条件に合う人だけ/ }).check();
    await editor.locator('[name=age-30s]').evaluate((box: HTMLInputElement) => {
      const fold = box.closest('details');
      if (fold) fold.open = true;
    });
    await editor.locator('[name=age-30s]').check();
    await giveQuietReason();
    await press(editor, '保存して確かめる');
    await handIn(id);
    await system.simulator.fault({
      match: 'POST /v2/bot/message/multicast',
      kind: 'accept-then-500',
      times: 2,
    });
    await system.simulator.fault({ match: 'POST /v2/bot/message/multicast', kind: '500', times: 1 });
    await approver.goto(`/console/broadcasts/${id}`);
    await press(approver, /^承認/);
    await untilState(approver, id, /送り終/);
    const unit = `ayumi_${id.replaceAll('-', '').slice(0, 24)}`;
    expect(
      await system.simulator.received(`unit=${unit}&crowds=${CROWD_PREFIX}&count=${CROWD}`),
    ).toMatchObject({
      requests: 2,
      perResident: { once: CROWD, twice: 0, more: 0 },
      missing: 0,
    });
  });

  test('to take its token pauses the broadcast, says so, and goes on when told to', async () => {
    const id = await begin('三度目');
    await press(editor, /^＋ ?文章$/);
    await editor.locator('[name=b0-text-ja]').fill('三度目のお知らせです。');
    await giveQuietReason();
    await press(editor, '保存して確かめる');
    await handIn(id);
    await system.simulator.fault({
      match: 'POST /v2/bot/message/broadcast',
      kind: 'status',
      status: 401,
      times: 1,
    });
    await approver.goto(`/console/broadcasts/${id}`);
    await press(approver, /^承認/);
    await untilState(approver, id, /止まって|一時停止/);
    await picture(approver, 'broadcast-paused');
    await press(approver, /再開/);
    await untilState(approver, id, /送り終/);
  });
});
