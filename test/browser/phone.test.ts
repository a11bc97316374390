import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import '../../src/simulator/phone/build.ts';
import type { ChatEntry, PhoneAct, PhoneView, Resident } from '../../src/simulator/phone/phone-api.ts';

/** The phone page alone: every request of the page is answered here, so no server runs. */
const PAGE = 'http://phone.test/';
const BUILT = join(import.meta.dirname, '../../.build/phone');
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
};

const resident: Resident = {
  userId: `U${'0'.repeat(32)}`,
  name: '見本 花子',
  about: '試験の住民',
  language: 'ja',
  friendship: 'friend',
};
const menu = (alias: string): PhoneView['richMenu'] => ({
  richMenuId: `menu-${alias}`,
  name: 'メニュー',
  chatBarText: 'メニュー',
  selected: true,
  size: { width: 2500, height: 843 },
  imageUrl: '/menu.png',
  areas: [
    {
      bounds: { x: 0, y: 0, width: 1250, height: 843 },
      action: { type: 'richmenuswitch', label: 'つぎの面', richMenuAliasId: 'b', data: 'tab' },
    },
    {
      bounds: { x: 1250, y: 0, width: 1250, height: 843 },
      action: {
        type: 'postback',
        label: 'さがす',
        data: 'find',
        inputOption: 'openKeyboard',
        fillInText: '子',
      },
    },
  ],
});

type StandIn = {
  resident: Resident;
  entries: ChatEntry[];
  alias: string;
  webhookStatus: number;
  acts: PhoneAct[];
};

let browser: Browser;
let page: Page;
let standIn: StandIn;

beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser.close());

beforeEach(async () => {
  standIn = { resident: { ...resident }, entries: [], alias: 'a', webhookStatus: 200, acts: [] };
  page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'ja-JP' });
  await page.route(`${PAGE}**`, async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname === '/phone/api/residents') return route.fulfill({ json: [standIn.resident] });
    if (pathname === '/phone/api/log') return route.fulfill({ json: [] });
    if (pathname === '/phone/api/act') {
      const posted: { act: PhoneAct } = route.request().postDataJSON();
      const { act } = posted;
      standIn.acts.push(act);
      if (act.kind === 'follow') standIn.resident = { ...standIn.resident, friendship: 'friend' };
      if (act.kind === 'switch-rich-menu') standIn.alias = act.richMenuAliasId;
      return route.fulfill({ json: { webhookStatus: standIn.webhookStatus } });
    }
    if (pathname === '/phone/api/view') {
      const view: PhoneView = {
        resident: standIn.resident,
        entries: standIn.entries.filter(({ seq }) => seq > Number(searchParams.get('after'))),
        latestSeq: standIn.entries.at(-1)?.seq ?? 0,
        richMenu: standIn.resident.friendship === 'friend' ? menu(standIn.alias) : null,
        accountName: '見本のまち',
      };
      return route.fulfill({ json: view });
    }
    const file = pathname === '/' ? 'index.html' : pathname.slice(1);
    const body = await readFile(join(BUILT, file)).catch(() => null);
    const contentType = TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    return body === null ? route.fulfill({ status: 404 }) : route.fulfill({ body, contentType });
  });
  return () => page.close();
});

const at = Date.UTC(2026, 3, 1);
/** By way of JSON, as on the wire: the page must also bear messages that the types do not know. */
function accountSays(seq: number, message: Record<string, unknown>, flexHtml?: string) {
  const entry: ChatEntry = JSON.parse(
    JSON.stringify({ seq, at, from: 'account', kind: 'message', via: 'reply', message, flexHtml }),
  );
  standIn.entries.push(entry);
}
const quickReply = { items: [{ type: 'action', action: { type: 'message', label: '防災', text: '防災' } }] };

describe('the phone', () => {
  test('a stranger adds the account, and its menu opens', async () => {
    standIn.resident.friendship = 'stranger';
    await page.goto(PAGE);
    await page.getByTestId('follow').click();
    await page.getByTestId('rich-menu').waitFor();
    expect(standIn.acts).toEqual([{ kind: 'follow' }]);
  });

  test('a tab of the menu shows the other menu and leaves it open', async () => {
    await page.goto(PAGE);
    await page.getByRole('button', { name: 'つぎの面' }).click();
    await page.locator('[data-rich-menu-id=menu-b]').waitFor();
    expect(standIn.acts).toEqual([{ kind: 'switch-rich-menu', richMenuAliasId: 'b', data: 'tab' }]);
  });

  test('openKeyboard brings the composer with the text filled in', async () => {
    await page.goto(PAGE);
    await page.getByRole('button', { name: 'さがす' }).click();
    const field = page.getByTestId('composer-input');
    await field.press('End');
    await field.pressSequentially('育て');
    await field.press('Enter');
    await expect.poll(() => standIn.acts.at(-1)).toEqual({ kind: 'text', text: '子育て' });
    expect(await field.inputValue()).toBe('');
  });

  test('quick replies go with the next message, and are not there in LINE for PC', async () => {
    accountSays(1, { type: 'text', text: '何を見ますか', quickReply });
    await page.goto(PAGE);
    const chip = page.getByTestId('quick-reply');
    await chip.waitFor();
    await page.getByTestId('tools-toggle').click();
    await page.getByTestId('pc-toggle').click();
    expect([await chip.count(), await page.getByTestId('rich-menu').count()]).toEqual([0, 0]);
    await page.getByTestId('pc-toggle').click();
    await chip.waitFor();
    accountSays(2, { type: 'text', text: 'つぎの知らせ' });
    await expect.poll(() => chip.count()).toBe(0);
  });

  test('a tap area of a Flex message answers the keyboard', async () => {
    const action = { type: 'postback', label: 'フォロー', data: 'follow=1', displayText: 'フォローする' };
    const written = JSON.stringify(action).replaceAll('"', '&quot;');
    const html = `<div class="flex-preview"><a data-action="${written}" role="button" tabindex="0">フォロー</a></div>`;
    accountSays(1, { type: 'flex', altText: '42件です', contents: { type: 'bubble' } }, html);
    await page.goto(PAGE);
    await page.getByRole('button', { name: 'フォロー', exact: true }).press('Enter');
    await expect
      .poll(() => standIn.acts)
      .toEqual([{ kind: 'postback', data: 'follow=1', displayText: 'フォローする' }]);
  });

  test('a message with a sender of its own says whose it is, and begins a row of its own', async () => {
    const sender = { name: 'くらし課' };
    accountSays(1, { type: 'text', text: '町のお知らせです' });
    accountSays(2, { type: 'text', text: 'ごみの日が変わります', sender });
    accountSays(3, { type: 'text', text: '来月からです', sender });
    accountSays(4, { type: 'text', text: 'よろしくお願いします' });
    await page.goto(PAGE);
    await page.getByText('よろしくお願いします').waitFor();
    const senders = await page.locator('.entry .sender').allInnerTexts();
    expect(senders).toEqual(['見本のまち', 'くらし課 from 見本のまち', '見本のまち']);
  });

  test('altText, unknown messages and faults have their words', async () => {
    accountSays(1, { type: 'flex', altText: '42件です', contents: { type: 'bubble' } }, '<p>絵</p>');
    accountSays(2, { type: 'hologram' });
    standIn.webhookStatus = 503;
    await page.goto(PAGE);
    await page.getByText('hologram').waitFor();
    await page.getByTestId('tools-toggle').click();
    await page.getByTestId('alt-text-toggle').click();
    expect(await page.locator('[data-seq="1"]').innerText()).toContain('42件です');
    await page.getByTestId('deliver-again').click();
    await page.getByText('ボットに届きませんでした（HTTP 503）').waitFor();
  });

  test.each([
    ['phone', 390],
    ['desk', 1280],
  ])('axe finds nothing on the %s', async (_name, width) => {
    accountSays(1, { type: 'text', text: '何を見ますか https://example.jp', quickReply });
    await page.setViewportSize({ width, height: 844 });
    await page.goto(PAGE);
    await page.getByTestId('quick-reply').waitFor();
    // Evaluated, not added as a script: the page's own policy allows none but its own.
    await page.evaluate(axe.source);
    const found = await page.evaluate<string[]>('axe.run().then((r) => r.violations.map((v) => v.id))');
    expect(found).toEqual([]);
  });
});
