import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PERSONAS } from '../../src/simulator/access/personas.ts';
import { signInPage } from '../../src/simulator/access/sign-in-page.tsx';
import { openBrowser } from '../helpers/browser.ts';

/** The stand-in's sign-in page alone: it is answered here, so no server runs. */
const PAGE = 'http://sign-in.test/cdn-cgi/access/login';

let browser: Browser;
let page: Page;
/** What the page sent. */
let chosen: URLSearchParams | null;

beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser.close());
afterEach(() => page.close());

async function open(width: number, { withScript }: { withScript: boolean }): Promise<void> {
  chosen = null;
  page = await browser.newPage({
    viewport: { width, height: 844 },
    locale: 'ja-JP',
    javaScriptEnabled: withScript,
  });
  await page.route(PAGE, (route) => {
    const sent = route.request().postData();
    if (sent !== null) chosen = new URLSearchParams(sent);
    const body = String(signInPage('/console/drafts', { isSignedOut: true })); // oxlint-disable-line typescript/no-base-to-string -- an element of Hono's is the page as text
    return route.fulfill({ body, contentType: 'text/html; charset=utf-8' });
  });
  await page.goto(PAGE);
}

describe('the sign-in page of the stand-in', () => {
  test.each([320, 390, 1280])(
    'has nothing that axe minds and no sideways scrolling at %i px',
    async (width) => {
      await open(width, { withScript: true });
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    },
  );

  test.each(PERSONAS)('signs $name in by keyboard alone, without script', async ({ email, name }) => {
    await open(390, { withScript: false });
    const button = page.getByRole('button', { name });
    while (!(await button.evaluate((element) => element.matches(':focus')))) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => chosen && Object.fromEntries(chosen))
      .toEqual({ email, redirect: '/console/drafts' });
  });
});
