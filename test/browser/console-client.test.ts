import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import axe from 'axe-core';
import { jsx } from 'hono/jsx';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConsolePage } from '../../src/web/console/frame.tsx';
import { FileField } from '../../src/web/console/parts/fields.tsx';
import { Button, Form } from '../../src/web/console/parts/form-parts.tsx';
import { AutosaveState, Sheet, SheetInput, SheetSelect } from '../../src/web/console/parts/sheet-parts.tsx';
import { openBrowser } from '../helpers/browser.ts';

/** The parts and the script of the console, answered by a server of this test's own. */
const BUILT = join(import.meta.dirname, '../../.build/assets');
const POLICY =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data: https:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const KPIS = ['line', 'x', 'web'];
const STATUSES = [
  { value: 'provisional', label: '速報' },
  { value: 'confirmed', label: '確定' },
];

function pageWith(title: string, ...children: unknown[]): string {
  const staff = { email: 'hanako@example.lg.jp', name: '見本 花子', role: 'editor' as const };
  const frame = { title, town: { name: '○○町' }, staff, here: 'drafts' as const, formToken: 't0' };
  return String(jsx(ConsolePage, frame, ...(children as string[])));
}

const sheetPage = (): string =>
  pageWith(
    '令和7年度の実績',
    jsx(
      Form,
      { action: '/sheet', autosave: '/sheet/autosave', actions: jsx(Button, {}, '保存') },
      jsx(AutosaveState, { revision: 3 }),
      jsx(
        Sheet,
        {
          caption: '実績',
          head: jsx(
            'tr',
            {},
            ...['指標', '前年', '値', '区分', '時点'].map((head) => jsx('th', { scope: 'col' }, head)),
          ),
        },
        ...KPIS.map((kpi) =>
          jsx(
            'tr',
            {},
            jsx('th', { scope: 'row' }, kpi),
            jsx('td', {}, '7,159'),
            jsx(
              'td',
              {},
              jsx(SheetInput, {
                kind: 'figure',
                name: `value:${kpi}`,
                label: `${kpi} 値`,
                readOnly: kpi === 'x',
              }),
            ),
            jsx(
              'td',
              {},
              jsx(SheetSelect, { name: `status:${kpi}`, label: `${kpi} 区分`, choices: STATUSES }),
            ),
            jsx('td', {}, jsx(SheetInput, { kind: 'date', name: `asOf:${kpi}`, label: `${kpi} 時点` })),
          ),
        ),
      ),
    ),
  );

const uploadPage = (): string =>
  pageWith(
    '取り込み',
    jsx(
      Form,
      { action: '/import', upload: { maxBytes: 1_000_000 }, actions: jsx(Button, {}, '確かめる') },
      jsx(FileField, { name: 'file', label: 'ファイル', accept: '.csv' }),
    ),
  );

type Saved = { status: number; body: object };
const saved = (revision: number, cells = {}): Saved => ({
  status: 200,
  body: { saved: true, revision, savedAt: '10:42', cells },
});

const server = createServer((request, response) => void answer(request, response));
let origin: string;
let browser: Browser;
let page: Page;
let posted: { path: string; fields: Record<string, string> }[];
/** What the server says to each save in turn; the last one again and again. */
let answers: (Saved | 'unreachable')[];
let answerToPost: (response: ServerResponse) => unknown;

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
  posted = [];
  answers = [saved(4)];
  answerToPost = (response) => sendPage(response, pageWith('保存しました'));
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
  return () => page.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  response.setHeader('connection', 'close'); // a browser repeats by itself what fails on a connection it has used before
  if (path.startsWith('/assets/')) {
    const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    response.writeHead(200, { 'content-type': type }).end(await readFile(join(BUILT, path)));
    return;
  }
  if (request.method !== 'POST') return sendPage(response, path === '/upload' ? uploadPage() : sheetPage());
  posted.push({ path, fields: await fieldsOf(request) });
  if (path !== '/sheet/autosave') return void answerToPost(response);
  const said = answers.length > 1 ? answers.shift() : answers[0];
  if (said === undefined || said === 'unreachable') response.destroy();
  else response.writeHead(said.status, { 'content-type': 'application/json' }).end(JSON.stringify(said.body));
}

function sendPage(response: ServerResponse, html: string): void {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };
  response.writeHead(200, headers).end(html);
}

async function fieldsOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const type = request.headers['content-type'] ?? '';
  const form = await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData();
  return Object.fromEntries(
    [...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
  );
}

const cell = (name: string): Locator => page.locator(`[name="${name}"]`);
const state = (): Locator => page.locator('[data-autosave-state]');

async function paste(name: string, text: string): Promise<void> {
  await cell(name).focus();
  await cell(name).evaluate((control, words) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', words);
    control.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}
const valuesOf = (what: string): Promise<string[]> =>
  Promise.all(KPIS.map((kpi) => cell(`${what}:${kpi}`).inputValue()));

describe('a sheet', () => {
  beforeEach(async () => {
    await page.goto(`${origin}/sheet`);
  });

  test('is walked through by Enter and the arrows, column by column', async () => {
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement?.getAttribute('name') ?? null);
    await cell('value:line').focus();
    const seen: (string | null)[] = [];
    for (const key of ['Enter', 'ArrowDown', 'ArrowDown', 'Shift+Enter', 'ArrowUp', 'Tab']) {
      await page.keyboard.press(key);
      seen.push(await focused());
    }
    expect(seen).toEqual(['value:x', 'value:web', 'value:web', 'value:x', 'value:line', 'status:line']);
    expect(posted.filter(({ path }) => path === '/sheet')).toEqual([]);
  });

  test('takes a block from Excel, skips what is only read, and tells what did not fit', async () => {
    await paste(
      'value:line',
      '7,500\t確定\tR8.3.31\r\n1\t速報\t2026/3/31\r\n800\t確定\t2026-03-31\r\n9\t確定\t\r\n',
    );
    expect(await valuesOf('value')).toEqual(['7,500', '', '800']);
    expect(await valuesOf('status')).toEqual(['confirmed', 'provisional', 'confirmed']);
    expect(await valuesOf('asOf')).toEqual(['2026-03-31', '2026-03-31', '2026-03-31']);
    const said = page.getByRole('status').filter({ hasText: '貼り付けました' });
    expect(await said.innerText()).toMatch(/8 個のセルに.*1 行は貼り付けていません。書き込めないセルの 1 個/);
    expect(await page.locator('td.changed').count()).toBe(7); // the second 速報 was there before
  });

  test.each(['key', 'button'])('gives back the whole paste, by %s', async (way) => {
    await cell('value:line').fill('1');
    await paste('value:line', '2\n\n3');
    if (way === 'key') await page.keyboard.press('Control+z');
    else await page.getByRole('button', { name: '貼り付けを元に戻す' }).click();
    expect(await valuesOf('value')).toEqual(['1', '', '']);
  });

  test('writes the day of today at Ctrl+; in a column of days', async () => {
    await cell('asOf:line').focus();
    await page.keyboard.press('Control+;');
    expect(await cell('asOf:line').inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});

describe('saving as one works', () => {
  beforeEach(async () => {
    await page.goto(`${origin}/sheet`);
  });

  test('sends the form once after the last change, and shows state, revision and messages', async () => {
    answers = [saved(4, { 'value:line': { level: 'error', text: '数字で入力してください' } }), saved(5)];
    await cell('value:line').pressSequentially('七千');
    await page.getByText('10:42 に保存しました').waitFor();
    expect(posted).toHaveLength(1);
    expect(posted[0]?.fields).toMatchObject({ token: 't0', revision: '3', 'value:line': '七千' });
    const described = await cell('value:line').getAttribute('aria-describedby');
    expect(await page.locator(`#${described}`).innerText()).toContain('数字で入力してください');
    expect(await cell('value:line').getAttribute('aria-invalid')).toBe('true');
    await cell('value:line').fill('7500');
    await expect.poll(() => posted.at(1)?.fields['revision']).toBe('4');
    await expect.poll(() => cell('value:line').getAttribute('aria-invalid')).toBeNull();
  });

  test('keeps what was typed while the server cannot be reached, and saves it later', async () => {
    answers = ['unreachable', saved(4)];
    await cell('value:line').fill('7500');
    await page.getByText('保存できていません。通信を確かめてください（入力は残っています）').waitFor();
    await page.getByText('10:42 に保存しました').waitFor();
    expect(posted.map(({ fields }) => fields['value:line'])).toEqual(['7500', '7500']);
  });

  test('offers unsaved input again after the page was lost', async () => {
    answers = ['unreachable'];
    await cell('value:line').fill('7500');
    await page.getByText('保存できていません').waitFor();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(`${origin}/sheet`);
    expect(await cell('value:line').inputValue()).toBe('');
    answers = [saved(4)];
    await page.getByRole('button', { name: '戻す', exact: true }).click();
    expect(await cell('value:line').inputValue()).toBe('7500');
    await page.getByText('10:42 に保存しました').waitFor();
    await page.goto(`${origin}/sheet`);
    expect(await page.getByRole('button', { name: '戻す', exact: true }).count()).toBe(0);
  });

  test('warns before leaving only while something is unsaved', async () => {
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    answers = [saved(4), 'unreachable'];
    await cell('value:line').fill('1');
    await page.getByText('10:42 に保存しました').waitFor();
    await page.reload();
    expect(asked).toEqual([]);
    await cell('value:line').fill('2');
    await page.getByText('保存できていません').waitFor();
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
  });

  test('stops at a conflict, and sends the form as usual to show both versions', async () => {
    answers = [{ status: 409, body: { conflict: true, url: '/console/drafts/7', by: '承認 太郎' } }];
    await cell('value:line').fill('7500');
    await page.getByRole('alert').getByText('承認 太郎さんがこの内容を先に保存しました').waitFor();
    await cell('value:web').fill('800');
    expect(await state().innerText()).toContain('保存を止めています');
    await page.getByRole('button', { name: '両方の内容を見比べる' }).click();
    await page.getByRole('heading', { name: '保存しました' }).waitFor();
    expect(posted.map(({ path }) => path)).toEqual(['/sheet/autosave', '/sheet']);
    expect(posted.at(1)?.fields).toMatchObject({ 'value:line': '7500', 'value:web': '800', revision: '3' });
  });

  test('a form is sent once, however often its button is pressed', async () => {
    answerToPost = (response) => setTimeout(() => sendPage(response, pageWith('保存しました')), 300);
    await page.getByRole('button', { name: '保存' }).dblclick();
    await page.getByRole('heading', { name: '保存しました' }).waitFor();
    expect(posted).toHaveLength(1);
  });
});

describe('an upload', () => {
  beforeEach(async () => {
    await page.goto(`${origin}/upload`);
  });
  const choose = (bytes: number): Promise<void> =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name: '実績.csv', mimeType: 'text/csv', buffer: Buffer.alloc(bytes, 'a') });
  const send = (): Promise<void> => page.getByRole('button', { name: '確かめる' }).click();

  test('that is too large is not sent', async () => {
    await choose(1_200_000);
    await send();
    await page.getByText('「実績.csv」は 1.2 MB あります。送れるのは 1.0 MB までです。').waitFor();
    expect(posted).toEqual([]);
  });
  test('shows its progress, and then the answer as if the browser had sent it', async () => {
    let held: ServerResponse | undefined;
    answerToPost = (response) => (held = response);
    await choose(900_000);
    await send();
    await page.getByText('確かめています…').waitFor();
    expect(await page.getByRole('button', { name: '確かめる' }).isDisabled()).toBe(true);
    if (held) sendPage(held, pageWith('取り込みの結果'));
    await page.getByRole('heading', { name: '取り込みの結果' }).waitFor();
    expect(await page.title()).toContain('取り込みの結果');
  });
  test('that fails on the way can be sent again', async () => {
    answerToPost = (response) => response.destroy();
    await choose(10);
    await send();
    await page.getByText('送れませんでした。通信を確かめて').waitFor();
    expect(await page.getByRole('button', { name: '確かめる' }).isDisabled()).toBe(false);
  });
});

describe('the parts', () => {
  test.each([1280, 390, 320])(
    'have no fault that axe finds and no sideways scrolling at %i px',
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      for (const path of ['/sheet', '/upload']) {
        await page.goto(`${origin}${path}`);
        // Evaluated, not added as a script: the page's own policy allows none but its own.
        await page.evaluate(axe.source);
        const found = await page.evaluate<string[]>('axe.run().then((r) => r.violations.map((v) => v.id))');
        expect(found).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    },
  );
});
