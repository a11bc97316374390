import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { newFriend } from '../helpers/resident.ts';
import { startSystem, type System } from '../helpers/system.ts';

/** The phone, the stand-in and the bot together, in a real browser at the width of a phone. */
const PHONE = { width: 390, height: 844 };
const PICTURES = '.build/pictures'; // to be looked at; not compared

let system: System;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  system = await startSystem({ withSamples: true });
  await system.publishRichMenu();
  browser = await openBrowser();
  mkdirSync(PICTURES, { recursive: true });
});

afterAll(async () => {
  await browser.close();
  await system.close();
});

const lastEntry = () => page.locator('[data-testid=entry][data-from=account]').last();
const see = (words: string) => lastEntry().getByText(words).first().waitFor();
const picture = (name: string) => page.screenshot({ path: `${PICTURES}/${name}.png` });
const menuArea = (name: string) => page.getByTestId('rich-menu').getByRole('button', { name });

async function type(words: string): Promise<void> {
  const keyboard = page.getByTestId('show-keyboard'); // gone once it has been asked for
  const input = page.getByTestId('composer-input');
  await keyboard.or(input).first().waitFor();
  if (await keyboard.isVisible()) await keyboard.click();
  await input.fill(words);
  await page.getByTestId('send').click();
}

describe('as a resident with the phone in hand', () => {
  let served = 0;

  beforeEach(async () => {
    const residents = await system.simulator.residents();
    const userId = residents[served]?.userId ?? ''; // another one each time: LINE keeps a resident's tab of the menu
    served += 1;
    page = await browser.newPage({ viewport: PHONE, locale: 'ja-JP' });
    await page.goto(`${system.phoneOrigin}/#${userId}`);
    await page.getByTestId('follow').first().click();
    await see('個人情報の取り扱い');
  });
  afterEach(() => page.close());

  test('I tap a theme in the rich menu, a KPI in the list, and see its card', async () => {
    await picture('greeting');
    await menuArea('住民サービス').click();
    await see('町公式LINE登録者数');
    await picture('carousel');
    await lastEntry().getByText('町公式LINE登録者数').click();
    await see('R7年度末のめやす 7,619.3人');
    await see('見本（架空の値）');
    await picture('kpi-card');
  });

  test('the other tab of the rich menu says honestly what is not there yet', async () => {
    await menuArea('参加・設定').click();
    await menuArea('アンケート').click();
    await see('いま受け付けているアンケートはありません');
    await picture('second-tab');
  });

  test('I type a word, am asked which I mean, and tap one', async () => {
    await type('研修');
    await see('どれのことですか？');
    await picture('choices');
    await lastEntry().getByText('職員の自主研修').click();
    await see('自主研修受講件数');
  });

  test('in the largest letters a card that comes in is larger, and its buttons have room', async () => {
    await page.getByTestId('tools-toggle').click();
    await page.getByTestId('font-size').locator('[data-size=largest]').click();
    await page.keyboard.press('Escape');
    await type('職員の自主研修');
    await see('自主研修受講件数');
    const button = lastEntry().locator('.MdBtn').first();
    const { fontSize, height } = await button.evaluate((element) => {
      const label = element.querySelector('a') ?? element;
      return {
        fontSize: Number.parseFloat(getComputedStyle(label).fontSize),
        height: label.getBoundingClientRect().height,
      };
    });
    expect(height).toBeGreaterThan(fontSize * 1.5);
    expect(fontSize).toBeGreaterThan(18); // 16 px is the standard
    await picture('largest-letters');
  });

  test('with altText shown I get the same figures in sentences', async () => {
    await type('職員の自主研修');
    await see('自主研修受講件数');
    await page.getByTestId('tools-toggle').click();
    await page.getByTestId('alt-text-toggle').click();
    await page.keyboard.press('Escape');
    await see('自主研修受講件数：おおむね順調。');
    await picture('alt-text');
  });
});

test('I follow what a card shows, and see in the list what I follow and how to stop, in any size of letters', async () => {
  const { userId } = await newFriend(system.simulator);
  page = await browser.newPage({ viewport: PHONE, locale: 'ja-JP' });
  await page.goto(`${system.phoneOrigin}/#${userId}`);
  await type('町公式LINE登録者数');
  await see('フォローする');
  await lastEntry().getByText('フォローする').click();
  await see('フォローしました');
  await picture('followed');
  await type('住民サービスをフォロー');
  await see('フォローしました');
  await type('すべてフォロー');
  await see('フォローしました');
  await type('フォロー中');
  await see('フォローしているものは3件です');
  await picture('following');
  await type('設定');
  await see('通知の頻度');
  await picture('settings');
  await page.getByTestId('tools-toggle').click();
  await page.getByTestId('font-size').locator('[data-size=largest]').click();
  await page.keyboard.press('Escape');
  await type('フォロー中');
  await see('フォローしているものは3件です');
  await picture('following-largest');
  await lastEntry().getByText('やめる').first().click();
  await see('フォローをやめました');
  await type('町公式LINE登録者数');
  await see('フォローする');
  await picture('kpi-card-largest');
  await page.close();
});

describe('the public page', () => {
  test.each(['/', '/privacy', '/nowhere'])(
    '%s has no fault that axe finds, and nothing wider than a phone',
    async (path) => {
      const visit = await browser.newPage({ viewport: PHONE, locale: 'ja-JP', bypassCSP: true });
      await visit.goto(`${system.townOrigin}${path}`);
      await visit.evaluate(axe.source);
      expect(await visit.evaluate<string[]>('axe.run().then((r) => r.violations.map((v) => v.id))')).toEqual(
        [],
      );
      expect(await visit.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        PHONE.width,
      );
      await visit.screenshot({ path: `${PICTURES}/page-${path.slice(1) || 'front'}.png`, fullPage: true });
      await visit.close();
    },
  );
});
