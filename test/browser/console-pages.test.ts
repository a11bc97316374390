import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { startSystem, type System } from '../helpers/system.ts';
import { axeFaults, isWiderThanScreen, manualPicture, PERSONA, picture, signIn } from './console-desk.ts';

/** Every page of the console, looked at wide, narrow and without script. */
const WIDE = 1280;
const NARROW = 320; // WCAG 2.2, 1.4.10: also what 1280 px is at 400 %
const MANUAL_SCREENS = ['home', 'drafts', 'review', 'actuals', 'plan', 'import'];
const RECORD_SCREENS = ['kpis', 'versions', 'export', 'usage', 'audit', 'staff'];

let system: System;
let browser: Browser;
let wide: Page;
let narrow: Page;
let draft: string;

beforeAll(async () => {
  system = await startSystem();
  await system.enrolPersonas();
  browser = await openBrowser();
  [wide, narrow] = [
    await signIn(browser, system, PERSONA.administrator, { width: WIDE }),
    await signIn(browser, system, PERSONA.administrator, { width: NARROW }),
  ];
  draft = await fillDraft();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await system.close();
});

/** A draft with something in it, made without script, as a test that this goes too. */
async function fillDraft(): Promise<string> {
  const plain = await signIn(browser, system, PERSONA.editor, { script: false });
  await plain.goto('/console/drafts/new');
  await plain.getByLabel('題名').fill('R7年度の実績');
  await plain.getByLabel(/^理由/).fill('実績がまとまったため');
  await plain.getByRole('button', { name: '下書きを作って進む' }).click();
  await plain.locator('[name="value:line-friends"]').fill('7512');
  await plain.locator('[name="status:line-friends"]').selectOption({ label: '確定' });
  await plain.locator('[name="source:line-friends"]').fill('LINE公式アカウント統計');
  await plain.getByRole('button', { name: '下書きに保存する' }).first().click();
  const id = new URL(plain.url()).pathname.split('/')[3] ?? '';
  await plain.goto(`/console/drafts/${id}`);
  expect(await plain.locator('main').innerText()).toContain('7,512人');
  await plain.context().close();
  return id;
}

const PAGES = [
  '',
  '/drafts',
  '/drafts/new',
  '/drafts/:id',
  '/drafts/:id/history',
  '/drafts/:id/actuals',
  '/drafts/:id/actuals?year=2027',
  '/drafts/:id/plan',
  '/drafts/:id/tables',
  '/drafts/:id/tables/kpis',
  '/drafts/:id/tables/kpis/row?key=digital-promoters',
  '/drafts/:id/tables/synonyms/row',
  '/drafts/:id/targets?kpi=line-friends',
  '/drafts/:id/baseline?kpi=digital-promoters',
  '/drafts/:id/retire?kpi=line-friends',
  '/drafts/:id/kpis/new?kind=kpi',
  '/drafts/:id/kpis/new?kind=kgi',
  '/drafts/:id/conflicts',
  '/drafts/:id/import',
  '/export',
  '/versions',
  '/versions/1',
  '/kpis',
  '/kpis/line-friends',
  '/kpis/digital-promoters',
  '/usage',
  '/audit',
  '/staff',
  '/help',
  ...[...MANUAL_SCREENS, ...RECORD_SCREENS].map((screen) => `/help/${screen}`),
];

const pathOf = (page: string): string => `/console${page.replace(':id', draft)}`;
const nameOf = (page: string): string => `page${page.replaceAll(/[^a-z0-9]+/gi, '-')}`;

describe('every page of the console', () => {
  test.each(PAGES)(
    '%s has no fault that axe finds, wide or narrow, and never scrolls sideways',
    async (path) => {
      for (const [page, name] of [
        [wide, `${nameOf(path)}-wide`],
        [narrow, `${nameOf(path)}-narrow`],
      ] as const) {
        const response = await page.goto(pathOf(path));
        expect(response?.status()).toBe(200);
        await picture(page, name);
        expect(await axeFaults(page)).toEqual([]);
        expect(await isWiderThanScreen(page)).toBe(false);
      }
    },
  );

  test('leads to a page of the manual that is there, and its picture too', async () => {
    for (const path of PAGES.filter((page) => !page.startsWith('/help'))) {
      await wide.goto(pathOf(path));
      const help = await wide.getByRole('link', { name: 'この画面の手引き' }).getAttribute('href');
      const manual = await wide.goto(help ?? '');
      expect(manual?.status(), `${path} leads to ${help}`).toBe(200);
      const missing = await wide.evaluate<string[]>(
        '[...document.images].filter((image) => image.naturalWidth === 0).map((image) => image.src)',
      );
      expect(missing).toEqual([]);
    }
  });

  test.each(['drafts', 'plan', 'usage', 'staff'])('gives the manual its picture of %s', async (screen) => {
    await wide.goto(screen === 'plan' ? pathOf('/drafts/:id/plan') : `/console/${screen}`);
    await manualPicture(wide, screen);
    expect(await wide.title()).toContain('管理画面');
  });
});

describe('somebody who may not', () => {
  test('is told by whom it can be done, on a page that axe finds nothing wrong with', async () => {
    const viewer = await signIn(browser, system, PERSONA.viewer);
    for (const path of ['/console/staff', `/console/drafts/new`]) {
      const response = await viewer.goto(path);
      expect(response?.status()).toBe(403);
      expect(await viewer.locator('main').innerText()).toContain('この操作には');
      expect(await axeFaults(viewer)).toEqual([]);
    }
    await picture(viewer, 'role-too-low');
  });
  test('is not on the roll, and reads whom to ask', async () => {
    const stranger = await (await browser.newContext({ baseURL: system.phoneOrigin })).newPage();
    await stranger.goto('/console');
    await stranger.locator('button[value="unknown@example.lg.jp"]').click();
    await stranger.waitForURL('**/console');
    expect(await stranger.locator('main').innerText()).toContain('管理者に追加を依頼してください');
    expect(await axeFaults(stranger)).toEqual([]);
    await picture(stranger, 'not-on-the-roll');
  });
  test('has no sign-in at all, and is kept out at the town’s own address', async () => {
    const response = await fetch(`${system.townOrigin}/console`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('サインインが必要です');
  });
});
