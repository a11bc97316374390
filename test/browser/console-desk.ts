import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { System } from '../helpers/system.ts';

/** Officers at their browsers, with the console of a whole running system. */
export const PERSONA = {
  viewer: 'yamada.viewer@example.lg.jp',
  editor: 'sato.editor@example.lg.jp',
  approver: 'tanaka.approver@example.lg.jp',
  second: 'takahashi.approver@example.lg.jp',
  administrator: 'suzuki.admin@example.lg.jp',
} as const;

const PICTURES = '.build/pictures/console'; // to be looked at; not compared
const MANUAL_PICTURES = '.build/pictures/manual'; // `npm run manual:pictures` keeps these

const FINDS_WITHIN_MS = 10_000;
const DESK = { width: 1280, height: 900 };
const MANUAL_DESK = { width: 1080, height: 760 };

/** Signs an officer in as they do: by choosing their name at the stand-in for the identity provider. */
export async function signIn(
  browser: Browser,
  { phoneOrigin }: System,
  email: string,
  { width = DESK.width, script = true } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: DESK.height },
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    baseURL: phoneOrigin,
    javaScriptEnabled: script,
    bypassCSP: false,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(FINDS_WITHIN_MS);
  await page.goto('/console');
  await page.locator(`button[value="${email}"]`).click();
  await page.waitForURL('**/console');
  return page;
}

/** What axe finds wrong with the page, by rule and place. The page's own rules forbid foreign script, so it goes in beside them. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

export async function isWiderThanScreen(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}

/** The picture of a screen for the manual: what an officer sees first, small enough to load at once. */
export async function manualPicture(page: Page, screen: string): Promise<void> {
  mkdirSync(MANUAL_PICTURES, { recursive: true });
  const before = page.viewportSize() ?? DESK;
  await page.setViewportSize(MANUAL_DESK);
  await page.screenshot({ path: `${MANUAL_PICTURES}/${screen}.jpg`, type: 'jpeg', quality: 72 });
  await page.setViewportSize(before);
}
