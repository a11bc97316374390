import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { jsx } from 'hono/jsx';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConsolePage } from '../../src/web/console/frame.tsx';
import { TextArea } from '../../src/web/console/parts/fields.tsx';
import { openBrowser } from '../helpers/browser.ts';

/** The part of a broadcast's page that brings itself up to date, answered by a server of this test's own. */
const BUILT = join(import.meta.dirname, '../../.build/assets');
const PAST_A_LOOK_MS = 6_000;
const ARRIVES_WITHIN_MS = 300;

/** What the server says at a look: the region in a state with words, a page without one, or a fault. */
type Answer = { state: string; words: string } | 'no region' | 'unreachable' | 500;

let origin: string;
let browser: Browser;
let page: Page;
let answer: Answer;
let looks: number;

const server = createServer((request, response) => void respond(request, response));

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.close();
});

beforeEach(async () => {
  answer = { state: 'sending', words: '届けた人数 100人' };
  looks = 0;
  page = await browser.newPage({ locale: 'ja-JP' });
  await page.clock.install();
  await page.goto(`${origin}/console/broadcasts/1?done=resumed`);
  looks = 0; // from here on, only those of the script
  return () => page.close();
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  response.setHeader('connection', 'close'); // a browser repeats by itself what fails on a connection it has used before
  if (path.startsWith('/assets/')) {
    const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    response.writeHead(200, { 'content-type': type }).end(await readFile(join(BUILT, path)));
    return;
  }
  looks += 1;
  if (answer === 'unreachable') return void response.destroy();
  const status = answer === 500 ? 500 : 200;
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(pageOf(answer));
}

function pageOf(shown: Exclude<Answer, 'unreachable'>): string {
  const staff = { email: 'hanako@example.lg.jp', name: '見本 花子', role: 'approver' as const };
  const frame = {
    title: '配信',
    town: { name: '○○町' },
    staff,
    here: 'broadcasts' as const,
    formToken: 't0',
  };
  const region =
    typeof shown === 'object'
      ? jsx('div', { 'data-live': shown.state }, jsx('p', {}, shown.words))
      : jsx('p', {}, shown === 500 ? '故障です' : '送り終えました');
  const reason = jsx(TextArea, { name: 'stop-reason', label: '止める理由', rows: 2 });
  return String(jsx(ConsolePage, frame, region, reason));
}

const words = (): Promise<string> => page.locator('main').innerText();
const reason = () => page.locator('[name="stop-reason"]');

/** Long enough for one look, and for its answer. */
async function waitForLook(): Promise<void> {
  const before = looks;
  await page.clock.runFor(PAST_A_LOOK_MS);
  await expect.poll(() => looks).toBeGreaterThan(before);
}

/** How often it looks in several times as long as between two looks; a request that left would have come by the end. */
async function looksInAMinute(): Promise<number> {
  const before = looks;
  await page.clock.runFor(10 * PAST_A_LOOK_MS);
  await new Promise((resolve) => setTimeout(resolve, ARRIVES_WITHIN_MS));
  return looks - before;
}

describe('the part of a page that brings itself up to date', () => {
  test('shows what there is now, and what is typed beside it stays', async () => {
    await reason().fill('まちがいがあった');
    answer = { state: 'sending', words: '届けた人数 600人' };
    await waitForLook();
    await page.getByText('届けた人数 600人').waitFor();
    expect(await words()).not.toContain('100人');
    expect(await reason().inputValue()).toBe('まちがいがあった');
    expect(new URL(page.url()).search).toBe('?done=resumed'); // it was not loaded anew
  });
  test.each<[string, Answer]>([
    ['cannot be reached', 'unreachable'],
    ['answers with a fault', 500],
  ])('keeps what it shows while the server %s, and looks again', async (_, fault) => {
    answer = fault;
    await waitForLook();
    await waitForLook();
    expect(await words()).toContain('届けた人数 100人');
    answer = { state: 'sending', words: '届けた人数 700人' };
    await waitForLook();
    await page.getByText('届けた人数 700人').waitFor();
  });
  test.each<[string, Answer]>([
    ['is in another state', { state: 'paused', words: '一時停止しています' }],
    ['has no such part any more', 'no region'],
  ])('loads the page anew where it %s and nothing was typed', async (_, changed) => {
    answer = changed;
    await waitForLook();
    await page.waitForURL(`${origin}/console/broadcasts/1`);
    expect(await words()).toContain(typeof changed === 'object' ? changed.words : '送り終えました');
  });
  test('only tells of another state where something was typed, and then looks no more', async () => {
    await reason().fill('書きかけ');
    answer = 'no region';
    await waitForLook();
    const link = page.getByRole('status').getByRole('link', { name: 'いまの状態を見る' });
    await link.waitFor();
    expect(await words()).toContain('配信の状態が変わりました。');
    expect(await reason().inputValue()).toBe('書きかけ');
    expect(await looksInAMinute()).toBe(0);
    await link.click();
    await page.getByText('送り終えました').waitFor();
  });
  test('does not look while nobody sees the page', async () => {
    const hide = (isHidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} })`);
    await hide(true);
    expect(await looksInAMinute()).toBe(0);
    await hide(false);
    await waitForLook();
  });
});
