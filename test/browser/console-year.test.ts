import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { newFriend, type ResidentAtPhone } from '../helpers/resident.ts';
import { startSystem, type System } from '../helpers/system.ts';
import { axeFaults, manualPicture, PERSONA, picture, signIn } from './console-desk.ts';

/** A year's work at the console, as two officers do it, and what a resident's phone says of it. */
const REACHES_THE_BOT_WITHIN_MS = 60_000;

let system: System;
let browser: Browser;
let editor: Page;
let approver: Page;
let resident: ResidentAtPhone;

beforeAll(async () => {
  system = await startSystem();
  await system.enrolPersonas();
  browser = await openBrowser();
  editor = await signIn(browser, system, PERSONA.editor);
  approver = await signIn(browser, system, PERSONA.approver);
  resident = await newFriend(system.simulator);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await system.close();
});

/** Within the year ahead that the console allows. */
function nextYearsApril(): string {
  const now = new Date();
  return `${now.getMonth() < 3 ? now.getFullYear() : now.getFullYear() + 1}-04-10`;
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const cell = (kpi: string, column = 'value') => editor.locator(`[name="${column}:${kpi}"]`);
const saved = () => editor.locator('[data-autosave-state]');

async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).first().click();
  await page.waitForLoadState('load');
}

async function beginDraft(title: string, first: string): Promise<string> {
  await editor.goto('/console/drafts/new');
  await editor.getByLabel('題名').fill(title);
  await editor.getByLabel(/^理由/).fill('R7年度の実績がまとまったため');
  await editor.getByRole('radio', { name: new RegExp(`^${first}`) }).check();
  await press(editor, '下書きを作って進む');
  return new URL(editor.url()).pathname.split('/')[3] ?? '';
}

/** What Excel puts on the clipboard, pasted where the focus is. */
async function paste(text: string): Promise<void> {
  await editor.evaluate((words) => {
    const data = new DataTransfer();
    data.setData('text/plain', words);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);
}

async function handIn(id: string): Promise<void> {
  await editor.goto(`/console/drafts/${id}`);
  await press(editor, '承認を依頼する');
}

async function approveNow(id: string): Promise<void> {
  await approver.goto(`/console/drafts/${id}`);
  await approver.getByRole('radio', { name: /^すぐに公開する/ }).check();
  await press(approver, '承認して公開する');
}

async function hearsWithinAMinute(words: string): Promise<string> {
  const deadline = Date.now() + REACHES_THE_BOT_WITHIN_MS;
  let heard = '';
  while (Date.now() < deadline) {
    heard = await resident.types('町公式LINE登録者数');
    if (heard.includes(words)) return heard;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  throw new Error(`after a minute the phone still says: ${heard}`);
}

describe('a year at the console', () => {
  test(
    'figures typed, pasted and imported, compared, approved by a second person, heard by a resident, and taken back',
    { timeout: 300_000 },
    async () => {
      expect(await resident.types('町公式LINE登録者数')).toContain('実績 未公表');

      // typed by keyboard: Enter goes down, unit and comma are understood, a jump is asked about
      const id = await beginDraft('R7年度の実績', '実績を入れる');
      await heading(editor, 'R7年度の実績').waitFor();
      await editor.waitForFunction('document.querySelector("[data-sheet]") !== null');
      await editor.getByText('まとめて入れる', { exact: true }).click();
      await manualPicture(editor, 'actuals');
      await editor.getByText('まとめて入れる', { exact: true }).click();
      await cell('line-friends').fill('7,512人');
      await cell('line-friends', 'status').selectOption({ label: '確定' });
      await cell('line-friends', 'source').fill('LINE公式アカウント統計');
      await cell('line-friends', 'comment').fill('広報紙で呼びかけました');
      await cell('line-friends').focus();
      await editor.keyboard.press('Enter');
      expect(await editor.evaluate<string>('document.activeElement.name')).toBe('value:facebook-followers');
      await saved().getByText('保存しました').waitFor();

      // a column from Excel, from the first cell down
      await cell('online-applications').focus();
      await paste('113\r\n7\r\n4\r\n');
      for (const kpi of ['online-applications', 'cashless-counters', 'facility-booking']) {
        await cell(kpi, 'status').selectOption({ label: '確定' });
        await cell(kpi, 'source').fill('企画担当課調べ');
      }
      expect(await cell('facility-booking').inputValue()).toBe('4');
      await expect.poll(() => saved().textContent(), { timeout: 15_000 }).toContain('保存しました');
      await picture(editor, 'actuals');
      await editor.reload();
      expect(await cell('online-applications').inputValue()).toBe('113');
      expect(await cell('line-friends').inputValue()).toBe('7512');

      // a file from another section: the template, with one figure filled in
      await editor.goto('/console/export');
      await manualPicture(editor, 'export');
      const template = await editor.request.get(`/console/export/actuals-template.csv?year=2025&draft=${id}`);
      expect(template.status()).toBe(200);
      const lines = (await template.text()).split(/\r?\n/);
      const at = lines.findIndex((line) => line.includes('co2-emissions'));
      const columns = (lines[0] ?? '').split(',');
      const filled = (lines[at] ?? '').split(',').map((text, column) => {
        const title = columns[column] ?? '';
        if (title.startsWith('値（')) return '7000';
        if (title.includes('確定')) return '確定';
        if (title.includes('時点')) return '2026-03-31';
        if (title.includes('出典')) return '環境担当課調べ';
        return text;
      });
      lines[at] = filled.join(',');
      await editor.goto(`/console/drafts/${id}/import`);
      await editor.locator('input[type=file]').setInputFiles({
        name: 'R7実績.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(lines.join('\r\n'), 'utf8'),
      });
      await editor.getByRole('button', { name: /確かめる|送る|読み取る/ }).click();
      await editor.waitForURL(/\/imports\//);
      expect(await editor.locator('main').innerText()).toContain('行政事務におけるCO2排出量');
      await manualPicture(editor, 'import');
      await picture(editor, 'import-preview');
      await press(editor, /取り込む/);

      // what residents would see
      await editor.goto(`/console/drafts/${id}`);
      const review = await editor.locator('main').innerText();
      expect(review).toContain('判定が変わる指標');
      expect(review).toMatch(/実績未公表[\s\S]*おおむね順調/);
      expect(review).toContain('7,512人');
      await manualPicture(editor, 'review');
      await picture(editor, 'review');
      await press(editor, '承認を依頼する');
      expect(await editor.locator('main').innerText()).toContain('承認待ち');
      expect(await editor.getByRole('button', { name: '承認して公開する' }).count()).toBe(0);

      // nothing has changed for residents yet
      expect(await resident.types('町公式LINE登録者数')).toContain('実績 未公表');

      await approver.goto('/console');
      expect(await approver.locator('main').innerText()).toContain('R7年度の実績');
      await manualPicture(approver, 'home');
      await picture(approver, 'home');
      await approveNow(id);
      expect(await approver.locator('main').innerText()).toContain('第2版');
      expect(await hearsWithinAMinute('7,512人')).toContain('おおむね順調');

      // who, when, why
      await approver.goto('/console/kpis/line-friends');
      const history = await approver.locator('main').innerText();
      for (const words of ['7,512人', '佐藤', '田中', '第2版', 'R7年度の実績がまとまったため']) {
        expect(history).toContain(words);
      }
      await manualPicture(approver, 'kpis');
      await picture(approver, 'kpi');

      // back to the first version, again with a second person
      await editor.goto('/console/versions');
      await manualPicture(editor, 'versions');
      await editor.goto('/console/versions/1');
      await editor.getByLabel(/理由/).fill('入力する年度を誤ったため');
      await press(editor, /戻す/);
      const restore = new URL(editor.url()).pathname.split('/')[3] ?? '';
      await handIn(restore);
      await approveNow(restore);
      expect(await hearsWithinAMinute('実績 未公表')).toContain('7,159人');

      // and the trail of all this is whole
      await approver.goto('/console/audit');
      await press(approver, '検証する');
      expect(await approver.locator('main').innerText()).toContain('確かめました');
      await manualPicture(approver, 'audit');
    },
  );

  test(
    'a publication at a set time reaches the resident when the clock strikes, not before',
    { timeout: 120_000 },
    async () => {
      const id = await beginDraft('LINEの友だち数', '実績を入れる');
      await cell('instagram-followers').fill('1100');
      await cell('instagram-followers', 'status').selectOption({ label: '速報' });
      await cell('instagram-followers', 'source').fill('Instagramの画面');
      const sure = editor.locator('[name="sure:instagram-followers"]');
      await saved()
        .getByText(/保存しました|確かめ/)
        .waitFor();
      if (await sure.isVisible()) await sure.check();
      await expect.poll(() => saved().textContent(), { timeout: 15_000 }).toMatch(/保存しました$/);
      await handIn(id);
      await approver.goto(`/console/drafts/${id}`);
      await approver.getByRole('radio', { name: /^日時を決めて/ }).check();
      await approver.getByLabel(/公開する日/).fill(nextYearsApril());
      await approver.getByLabel(/公開する時刻/).fill('10:00');
      await press(approver, '承認して公開する');
      expect(await approver.locator('main').innerText()).toContain('公開予約');
      await system.runScheduled();
      await approver.reload();
      expect(await approver.locator('main').innerText()).toContain('公開予約');
      await press(approver, /予約を取り消す/);
      expect(await approver.locator('main').innerText()).toContain('編集中');
    },
  );
});

describe('two officers at one sheet', () => {
  test('each gets the other’s rows; at the same row the second is asked, and nothing typed is lost', async () => {
    const id = await beginDraft('2人で入れる実績', '実績を入れる');
    const other = await signIn(browser, system, PERSONA.second);
    await other.goto(`/console/drafts/${id}/actuals`);
    const fill = async (page: Page, kpi: string, value: string): Promise<void> => {
      await page.locator(`[name="source:${kpi}"]`).fill('担当課調べ');
      await page.locator(`[name="status:${kpi}"]`).selectOption({ label: '確定' });
      await page.locator(`[name="value:${kpi}"]`).fill(value);
    };
    const state = (page: Page) => page.locator('[data-autosave-state]').textContent();

    await fill(editor, 'line-friends', '7500');
    await expect.poll(() => state(editor), { timeout: 15_000 }).toContain('保存しました');
    await fill(other, 'cashless-counters', '7');
    await expect.poll(() => state(other), { timeout: 15_000 }).toContain('保存しました');
    await other.getByText(/佐藤さんも/).waitFor();
    expect(await other.locator('[name="value:line-friends"]').inputValue()).toBe('7500');

    await fill(editor, 'cashless-counters', '8');
    await editor.getByText('高橋さんがこの内容を先に保存しました').waitFor();
    expect(await cell('cashless-counters').inputValue()).toBe('8');
    await press(editor, '両方の内容を見比べる');
    const both = await editor.locator('main').innerText();
    for (const words of ['高橋さん', '7', '8', '担当課調べ']) expect(both).toContain(words);
    await picture(editor, 'conflict');
    expect(await axeFaults(editor)).toEqual([]);
    await editor.getByRole('radio', { name: '自分の内容で上書きする' }).check();
    await press(editor, /保存/);
    await editor.goto(`/console/drafts/${id}/actuals`);
    expect(await cell('cashless-counters').inputValue()).toBe('8');
    expect(await cell('line-friends').inputValue()).toBe('7500');
    await other.context().close();
  });
});

describe('with the keyboard alone', () => {
  test('an officer begins a draft, fills in a figure and hands it in', async () => {
    const page = await signIn(browser, system, PERSONA.editor);
    /** Moves on with Tab until the focus is on what is meant, as somebody without a mouse does. */
    const tabTo = async (selector: string): Promise<void> => {
      for (let steps = 0; steps < 400; steps += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector))
          return;
      }
      throw new Error(`Tab never came to ${selector}`);
    };
    await tabTo('a.skip');
    await page.keyboard.press('Enter');
    await page.goto('/console/drafts/new');
    await tabTo('[name=title]');
    await page.keyboard.type('キーボードだけの下書き');
    await tabTo('[name=reason]');
    await page.keyboard.type('キーボードだけで入れるため');
    await tabTo('main button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/actuals/);
    await tabTo('[name="value:line-friends"]');
    await page.keyboard.type('7600');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown'); // 速報, then 確定
    await page.keyboard.press('ArrowDown');
    await tabTo('[name="source:line-friends"]');
    await page.keyboard.type('LINE公式アカウント統計');
    await expect
      .poll(() => page.locator('[data-autosave-state]').textContent(), { timeout: 15_000 })
      .toMatch(/保存しました$/);
    await page.goto(page.url().replace(/\/actuals.*/, ''));
    await tabTo('form[action$="/submit"] button');
    await page.keyboard.press('Enter');
    await page.getByText('承認待ち').first().waitFor();
    await page.context().close();
  });
});
