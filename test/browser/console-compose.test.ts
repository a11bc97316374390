import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { newFriend } from '../helpers/resident.ts';
import { startSystem, type System } from '../helpers/system.ts';
import { axeFaults, isWiderThanScreen, manualPicture, PERSONA, picture, signIn } from './console-desk.ts';

/** Composing a broadcast in a browser: what the script adds, and that nothing needs it. */
const NARROW = 320;

let system: System;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  system = await startSystem();
  await system.enrolPersonas();
  browser = await openBrowser();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await system.close();
});

beforeEach(async () => {
  page = await signIn(browser, system, PERSONA.editor);
  return () => page.context().close();
});

async function press(name: string | RegExp, at: Page = page): Promise<void> {
  const answered = at.waitForResponse((response) => response.request().isNavigationRequest());
  await at.getByRole('button', { name }).first().click();
  await answered;
  await at.waitForLoadState('load');
}

async function begin(at: Page = page): Promise<void> {
  await at.goto('/console/broadcasts/new');
  await at.getByLabel('題名').fill('R7年度の実績のお知らせ');
  await press('作って内容を入れる', at);
}

const text = () => page.locator('[name="b0-text-ja"]');
const line = (name: string, words: string) => page.locator(`[data-lines="${name}"]`, { hasText: words });
const count = () => page.locator('[data-count-of="field-b0-text-ja"]');

describe('while one types', () => {
  test('the count goes along as LINE counts, and says how much is too much', async () => {
    await begin();
    await press('＋ 文章');
    await text().fill('あ👍');
    expect(await count().innerText()).toBe('3 / 5,000 文字');
    await text().fill('あ'.repeat(5_001));
    expect(await count().innerText()).toBe('5,001 / 5,000 文字（1文字多い）');
  });
  test('a language that is ticked has its fields at once, and keeps them when it is not', async () => {
    await begin();
    await press('＋ 文章');
    const english = page.locator('[name="b0-text-en"]');
    expect(await english.isVisible()).toBe(false);
    await page.getByLabel('英語').first().check();
    await english.fill('News');
    await page.getByLabel('英語').first().uncheck();
    expect(await english.isVisible()).toBe(false);
    await page.getByLabel('英語').first().check();
    expect(await english.inputValue()).toBe('News');
  });
  test('what is said of whom and when follows the choice, without the page being sent', async () => {
    await begin();
    await page.getByLabel('条件に合う人だけ').check();
    await line('audience', '20人未満（配信できません）').waitFor();
    await page.getByLabel('日時を決める').check();
    await page.getByLabel('送る日', { exact: true }).fill('あした');
    await line('time', '送る日を「2026-12-01」のように').waitFor();
    expect(new URL(page.url()).searchParams.get('done')).toBe('begun');
  });
  test('an answer that does not come is told, and hides nothing', async () => {
    await begin();
    await page.route('**/broadcasts/figures', (route) => route.abort());
    await page.getByLabel('条件に合う人だけ').check();
    await line('audience', '確かめられませんでした').waitFor();
    expect(await page.getByLabel('条件に合う人だけ').isChecked()).toBe(true);
  });
  test('the page is not left by mistake, and offers what was typed when one comes back', async () => {
    await begin();
    await press('＋ 文章');
    const address = page.url().replace(/\?.*/, '');
    await text().fill('書きかけの文');
    const asked = page.waitForEvent('dialog');
    const reloaded = page.goto(address).catch(() => null);
    await (await asked).accept();
    await reloaded;
    expect(await text().inputValue()).toBe('');
    await page.getByRole('button', { name: '戻す', exact: true }).click();
    expect(await text().inputValue()).toBe('書きかけの文');
    await press('保存して確かめる');
    expect(new URL(page.url()).searchParams.get('done')).toBe('saved');
    expect(await text().inputValue()).toBe('書きかけの文');
  });
  test('the Enter key in the title saves', async () => {
    await begin();
    await press('＋ 文章');
    await page.locator('[name="title"]').fill('別の題名');
    await Promise.all([page.waitForURL('**done=saved*'), page.locator('[name="title"]').press('Enter')]);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('別の題名');
    expect(await page.locator('.block').count()).toBe(1);
  });
});

test('without script, a broadcast of all five kinds is composed, looked through and tried out', async () => {
  const resident = await newFriend(system.simulator);
  const plain = await signIn(browser, system, PERSONA.editor, { script: false });
  await begin(plain);
  for (const kind of ['文章', '指標のカード', '変わったことのカード', 'アンケートの案内', 'リンクのボタン'])
    await press(`＋ ${kind}`, plain);
  await press('保存して確かめる', plain);
  expect(await plain.locator('.error-summary').innerText()).toContain('3番目（変わったことのカード）');
  await picture(plain, 'compose-faults');
  expect(await isWiderThanScreen(plain)).toBe(false);
  await press('3番目を外す', plain); // there is only one version yet
  await plain.locator('[name="b0-text-ja"]').fill('令和7年度の実績を公開しました。');
  await plain.locator('.choice-group', { hasText: '住民サービス' }).first().locator('summary').click();
  await plain.locator('[name="b1-id-line-friends"]').check();
  await plain.locator('[name="b2-title-ja"]').fill('バスの時刻についてのアンケート');
  await plain.locator('[name="b2-body-ja"]').fill('ご意見をお寄せください。');
  await plain.locator('[name="b2-url"]').fill('https://example.lg.jp/form');
  await plain.locator('[name="b3-title-ja"]').fill('くわしいページ');
  await plain.locator('[name="b3-body-ja"]').fill('計画のすべてを見られます。');
  await plain.locator('[name="b3-label-ja"]').fill('見る');
  await plain.locator('[name="b3-url"]').fill('https://example.lg.jp/plan');
  await plain.getByLabel('夜間・早朝に送る理由').fill('いつ動かしても通る試験のため');
  await press('保存して確かめる', plain);
  const words = await plain.locator('main').innerText();
  expect(words).toContain('直すところはありません');
  expect(words).toContain('LINEも、この内容を受け付けます');
  await manualPicture(plain, 'broadcast-compose');

  await plain.goto('/console/broadcasts/testers');
  await press('登録の番号を作る', plain);
  await manualPicture(plain, 'broadcast-testers');
  const sent = /テスト登録 \d{8}/.exec(await plain.locator('.tester-code').innerText())?.[0] ?? '';
  await system.simulator.act(resident.userId, { kind: 'text', text: sent });
  await plain.goBack();
  await plain.goBack();
  await plain.reload();
  expect(await plain.locator('main').innerText()).toContain('受け取る人：');
  await press('テスト配信を送る', plain);
  expect(await plain.locator('main').innerText()).toContain('テスト配信を送りました');
  const { entries } = await system.simulator.view(resident.userId);
  expect(JSON.stringify(entries)).toContain('令和7年度の実績を公開しました。');
  await plain.context().close();
}, 60_000);

describe('the pages', () => {
  test.each(['/console/broadcasts/new', '/console/broadcasts/testers', 'edit'])(
    '%s has no fault that axe finds, and never scrolls sideways',
    async (path) => {
      await begin();
      for (const kind of ['文章', '指標のカード', 'リンクのボタン']) await press(`＋ ${kind}`);
      await page.getByLabel('条件に合う人だけ').check();
      await press('保存して確かめる');
      if (path !== 'edit') await page.goto(path);
      for (const width of [1280, NARROW]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await axeFaults(page)).toEqual([]);
        expect(await isWiderThanScreen(page)).toBe(false);
        await picture(page, `compose-${path.replaceAll('/', '-')}-${width}`);
      }
    },
  );
});
