import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keyOf, type Row } from '../../src/domain/plan/table-schema.ts';
import { pendingFollowerProposal } from '../../src/flows/follower-proposal.ts';
import { approve } from '../../src/flows/drafts/review-draft.ts';
import { saveRows } from '../../src/flows/drafts/edit-draft.ts';
import { saveFollowerFigure } from '../../src/storage/follower-store.ts';
import {
  browse,
  enrol,
  openConsole,
  playIdentityProvider,
  type Browser,
  type Page,
} from './console-client.ts';
import {
  actual,
  APPROVER,
  at,
  deskOf,
  EDITOR,
  newDraft,
  open,
  save,
  SECOND,
  seen,
  startAnew,
  submitted,
} from './draft-desk.ts';

const VIEWER = { email: 'mori.viewer@example.lg.jp', name: '森', role: 'viewer' } as const;
const SOURCE = '企画担当課調べ';

let id = '';
let sato: Browser;
let tanaka: Browser;
const path = (year = '2025') => `/console/drafts/${id}/actuals?year=${year}`;

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, SECOND, VIEWER);
  id = await newDraft();
  sato = await browse(EDITOR.email);
  tanaka = await browse(APPROVER.email);
});
afterEach(() => vi.restoreAllMocks());

const ENTITIES: Record<string, string> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};
const plain = (html: string) =>
  html.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
const attribute = (tag: string, name: string) => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
};

/** What a browser would send of the page's form, but for its buttons. */
function formOf({ html }: Page): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = attribute(tag, 'name');
    const isTick = /type="(?:checkbox|radio)"/.test(tag);
    if (name && (!isTick || / checked/.test(tag))) fields[name] = attribute(tag, 'value') ?? '';
  }
  for (const [, tag = '', inner = ''] of html.matchAll(/<(select [^>]*)>(.*?)<\/select>/gs)) {
    const [option = ''] = /<option [^>]*selected[^>]*>/.exec(inner) ?? /<option [^>]*>/.exec(inner) ?? [];
    fields[attribute(tag, 'name') ?? ''] = attribute(option, 'value') ?? '';
  }
  for (const [, tag = '', inner = ''] of html.matchAll(/<(textarea [^>]*)>(.*?)<\/textarea>/gs))
    fields[attribute(tag, 'name') ?? ''] = plain(inner).replace(/^\n/, '');
  delete fields['token'];
  return fields;
}

/** The words of a page, as one reads them. */
const wordsOf = ({ html }: Page) => plain(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

/** What is typed into one row. */
function typed(kpi: string, value: string, more: Record<string, string> = {}): Record<string, string> {
  const cells = { value, status: 'confirmed', as_of: '2026-03-31', source: SOURCE, ...more };
  return Object.fromEntries(Object.entries(cells).map(([field, text]) => [`${field}:${kpi}`, text]));
}

async function rowsNow(): Promise<Record<string, Row | null>> {
  const { changes } = await open(id);
  return Object.fromEntries(changes.map(({ key, after }) => [key.replace('\t', ' '), after]));
}

type Answer = {
  saved?: boolean;
  conflict?: boolean;
  by?: string;
  url?: string;
  revision: number;
  savedAt: string;
  rowsLeft: number;
  cells: Record<string, { level: string; text: string }>;
  merged?: { by: string; rows: number; text: string; values: Record<string, string> };
};

async function autosave(
  browser: Browser,
  fields: Record<string, string>,
): Promise<{ status: number; body: Answer }> {
  const page = await browser.post(path(), fields, { accept: 'application/json' });
  return { status: page.status, body: JSON.parse(page.html) as Answer };
}

describe('the sheet of a year', () => {
  test('shows every indicator by theme with unit, value before, target and what to expect', async () => {
    const page = await sato.get(path());
    expect(page.status).toBe(200);
    expect(page.html.match(/name="value:/g)).toHaveLength(25);
    const words = wordsOf(page);
    expect(words).toContain('行政DXと行財政改革の断行：DXの推進');
    expect(words).toMatch(/町公式LINE登録者数 人 7,159人 基準値（R6年度） 9,000人 R10年度 7,619\.3人/);
    expect(words).toMatch(/庁舎内デジタル推進員の配置 人 15人 .*?— 数え方が確認中のため/);
    expect(page.html).toContain('href="/console/kpis/line-friends"');
    expect(page.html).toContain('data-sheet=""');
    expect(formOf(page)).toMatchObject({ 'as_of:line-friends': '2026-03-31', 'status:line-friends': '' });
  });
  test('is by itself that of the last year that is over, and leads to the others with how many are filled', async () => {
    await save(id, actual('line-friends', '7400'));
    const page = await sato.get(`/console/drafts/${id}/actuals`);
    expect(wordsOf(page)).toMatch(/R7年度の実績/);
    expect(wordsOf(page)).toMatch(/R7年度 25件のうち1件 R8年度 25件のうち0件/);
    expect(page.html).toContain(`/console/drafts/${id}/actuals?year=2028`);
  });
  test('of a year that runs begins with 速報 and today', async () => {
    expect(formOf(await sato.get(path('2026')))).toMatchObject({
      'as_of:line-friends': '2026-11-24',
      'status:line-friends': 'provisional',
    });
  });
  test.each(['1999', '2024', 'x', '', '2025.0', "2025'"])('of year %j there is none', async (year) => {
    expect((await sato.get(path(year))).status).toBe(404);
  });
  test('of a draft that is none is not found', async () => {
    expect((await sato.get('/console/drafts/none/actuals')).status).toBe(404);
    expect((await sato.post('/console/drafts/none/actuals?year=2025', {})).status).toBe(404);
  });
  test('compares with the year before once there is one', async () => {
    await save(id, actual('line-friends', '7400'));
    expect(wordsOf(await sato.get(path('2026')))).toMatch(/町公式LINE登録者数 人 7,400人 9,000人/);
    expect(wordsOf(await sato.get(path('2027')))).toMatch(/町公式LINE登録者数 人 7,400人 R7年度 9,000人/);
  });
  test('lists what was retired below, and takes nothing for it', async () => {
    const kpi = (await open(id)).newest.dataset.tables['kpis']?.find((row) => row['id'] === 'line-friends');
    const row = { ...kpi, retired_on: '2026-01-31', retired_reason: '別の指標に置きかえたため。' };
    await save(id, { table: 'kpis', key: 'line-friends', row });
    const page = await sato.get(path());
    expect(page.html).not.toContain('name="value:line-friends"');
    expect(wordsOf(page)).toMatch(/この年度に入れない指標 .*町公式LINE登録者数 終了した指標 —/);
    await sato.post(path(), { ...formOf(page), ...typed('line-friends', '7400') });
    expect(Object.keys(await rowsNow())).toEqual(['line-friends']);
  });
  test('can be looked at by who may not edit, with no cell to type in', async () => {
    await save(id, actual('line-friends', '7400'));
    const page = await (await browse(VIEWER.email)).get(path());
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('name="value:');
    expect(wordsOf(page)).toMatch(/7400 確定 2026-03-31 企画担当課調べ/);
    expect(wordsOf(page)).toContain('見るだけの権限です');
    const refused = await (await browse(VIEWER.email)).post(path(), typed('line-friends', '7500'));
    expect(refused.status).toBe(403);
  });
  test('of a draft that waits for approval is only looked at', async () => {
    id = await submitted(actual('line-friends', '7400'));
    const page = await sato.get(path());
    expect(page.html).not.toContain('name="value:');
    expect(wordsOf(page)).toContain('承認待ち');
  });
});

describe('saving the sheet', () => {
  test('keeps the rows that were typed, read as people write them, and tells how many', async () => {
    const form = formOf(await sato.get(path()));
    const page = await sato.post(path(), {
      ...form,
      ...typed('line-friends', '７，４００人', { as_of: 'R8.3.31', comment: '広報で呼びかけました' }),
      ...typed('paternity-leave', '40.0%'),
    });
    expect([page.status, page.location]).toEqual([303, `${path()}&rows=2&done=saved`]);
    expect(await rowsNow()).toEqual({
      'line-friends 2025': { ...actual('line-friends', '7400').row, comment: '広報で呼びかけました' },
      'paternity-leave 2025': actual('paternity-leave', '40.0').row,
    });
    expect(wordsOf(await sato.get(page.location))).toContain('2行を下書きに保存しました');
  });
  test('sent twice changes nothing the second time', async () => {
    const form = { ...formOf(await sato.get(path())), ...typed('line-friends', '7400') };
    await sato.post(path(), form);
    const again = await sato.post(path(), form);
    expect(again.location).toContain('rows=0');
    expect((await open(id)).draft.revision).toBe(1);
  });
  test('saves what is right, and gives back what is wrong with everything that was typed', async () => {
    const form = formOf(await sato.get(path()));
    const page = await sato.post(path(), {
      ...form,
      ...typed('line-friends', '7400'),
      ...typed('women-managers', '165', { comment: '集計の途中です' }),
    });
    expect(page.status).toBe(422);
    expect(Object.keys(await rowsNow())).toEqual(['line-friends 2025']);
    expect(formOf(page)).toMatchObject({
      revision: '1',
      'value:women-managers': '165',
      'comment:women-managers': '集計の途中です',
      'value:line-friends': '7400',
    });
    expect(page.html).toContain('href="#field-value-women-managers"');
    expect(wordsOf(page)).toContain('1行を下書きに保存しました');
    const mended = await sato.post(path(), { ...formOf(page), 'value:women-managers': '16.8' });
    expect(mended.status).toBe(303);
    expect(Object.keys(await rowsNow())).toEqual(['line-friends 2025', 'women-managers 2025']);
  });
  test('asks about a jump, and saves it with one tick that holds for that figure only', async () => {
    const form = formOf(await sato.get(path()));
    const asked = await sato.post(path(), { ...form, ...typed('line-friends', '21477') });
    expect(asked.status).toBe(422);
    expect(wordsOf(asked)).toContain('基準値（R6年度）の3倍です。桁や単位を確かめてください。');
    expect(await rowsNow()).toEqual({});
    const tick = /name="sure:line-friends" value="([^"]*)"/.exec(asked.html)?.[1] ?? '';
    const ticked = { ...formOf(asked), 'sure:line-friends': tick };
    const other = await sato.post(path(), { ...ticked, 'value:line-friends': '214770' });
    expect(other.status).toBe(422);
    expect(formOf(other)).not.toHaveProperty('sure:line-friends');
    expect((await sato.post(path(), ticked)).status).toBe(303);
    expect((await rowsNow())['line-friends 2025']?.['value']).toBe('21477');
  });
  test('remembers a tick while something else in the row is still wrong', async () => {
    const form = formOf(await sato.get(path()));
    const page = await sato.post(path(), {
      ...form,
      ...typed('line-friends', '21477', { source: '' }),
      'sure:line-friends': '21477 confirmed 2026-03-31',
    });
    expect(page.status).toBe(422);
    expect(formOf(page)).toHaveProperty('sure:line-friends');
  });
  test('takes a row out whose value was cleared', async () => {
    await save(id, actual('line-friends', '7400'));
    const form = { ...formOf(await sato.get(path())), 'value:line-friends': '' };
    expect((await autosave(sato, form)).body.cells).toEqual({
      'value:line-friends': { level: 'note', text: 'この行は消えます' },
    });
    expect(await rowsNow()).toEqual({});
  });
  test('keeps a comment whose value is not there yet in the page', async () => {
    const form = formOf(await sato.get(path()));
    const page = await sato.post(path(), { ...form, 'comment:line-friends': '集計中' });
    expect(page.status).toBe(200);
    expect(formOf(page)['comment:line-friends']).toBe('集計中');
    expect(wordsOf(page)).toContain('値を入れると、この行を保存します');
    expect((await open(id)).draft.revision).toBe(0);
  });
  test('leaves alone what was not sent, and what belongs to no indicator', async () => {
    await save(id, actual('line-friends', '7400'));
    const page = await sato.post(path(), {
      ...typed('paid-leave', '30'),
      ...typed('none-such', '1'),
      'value:__proto__': '1',
      revision: '1',
      version: '1',
    });
    expect(page.status).toBe(303);
    expect(Object.keys(await rowsNow())).toEqual(['line-friends 2025', 'paid-leave 2025']);
  });
  test('in a draft that was submitted meanwhile saves nothing, and shows what was typed', async () => {
    const form = { ...formOf(await sato.get(path())), ...typed('line-friends', '7400') };
    id = await submitted(actual('paid-leave', '30'));
    const page = await sato.post(path(), form);
    expect(page.status).toBe(409);
    expect(wordsOf(page)).toMatch(/承認待ち.*町公式LINE登録者数 7400 確定/);
    const quiet = await sato.post(path(), form, { accept: 'application/json' });
    expect(quiet.status).toBe(403);
  });
  test('of anything hostile shows it as text, and keeps no formula', async () => {
    const evil = '"><script>alert(1)</script>';
    const form = formOf(await sato.get(path()));
    const page = await sato.post(path(), {
      ...form,
      ...typed('line-friends', evil, { comment: evil, source: '=cmd|calc', status: evil, as_of: evil }),
      pasted: evil,
    });
    expect(page.status).toBe(422);
    expect(page.html).not.toContain('<script>alert');
    expect(formOf(page)).toMatchObject({
      'comment:line-friends': evil,
      'source:line-friends': '=cmd|calc',
      pasted: evil,
    });
    expect(await rowsNow()).toEqual({});
    const done = await sato.get(`${path()}&done=saved&rows=<b>&merged=2&by=${encodeURIComponent(evil)}`);
    expect(done.html).not.toContain('<script>alert');
    expect(done.html).not.toContain('&lt;script');
  });
});

describe('saving as one works', () => {
  test('answers as the page’s script expects, and the page goes on from the new revision', async () => {
    const form = { ...formOf(await sato.get(path())), ...typed('line-friends', '7,400') };
    const first = await autosave(sato, form);
    expect(first).toEqual({
      status: 200,
      body: {
        saved: true,
        revision: 1,
        savedAt: '10:00',
        rowsLeft: 0,
        cells: { 'value:line-friends': { level: 'note', text: '7400 と読み取りました。' } },
      },
    });
    const second = await autosave(sato, { ...form, revision: '1', 'comment:line-friends': '増えました' });
    expect(second.body.revision).toBe(2);
    expect((await rowsNow())['line-friends 2025']?.['comment']).toBe('増えました');
  });
  test('leaves out a row that is half typed without a word of reproach, and counts it', async () => {
    const form = {
      ...formOf(await sato.get(path())),
      'value:line-friends': '7400',
      ...typed('paid-leave', '300'),
    };
    const { body } = await autosave(sato, form);
    expect(body.rowsLeft).toBe(2);
    expect(body.cells['status:line-friends']).toEqual({
      level: 'note',
      text: 'ここを入れると、この行を保存します',
    });
    expect(body.cells['value:paid-leave']?.level).toBe('error');
    expect((await open(id)).draft.revision).toBe(0);
  });
  test('asks, and saves once ticked', async () => {
    const form = { ...formOf(await sato.get(path())), ...typed('line-friends', '71590') };
    expect((await autosave(sato, form)).body.cells['value:line-friends']?.level).toBe('ask');
    const { body } = await autosave(sato, { ...form, 'sure:line-friends': 'on' });
    expect(body).toMatchObject({ revision: 1, rowsLeft: 0, cells: {} });
  });
});

describe('two officers at one draft', () => {
  test('in different rows both keep their work, and are told of each other', async () => {
    const hers = formOf(await sato.get(path()));
    const his = formOf(await tanaka.get(path()));
    await sato.post(path(), { ...hers, ...typed('line-friends', '7400') });
    const page = await tanaka.post(path(), { ...his, ...typed('paid-leave', '30') });
    expect(page.status).toBe(303);
    expect(Object.keys(await rowsNow())).toEqual(['line-friends 2025', 'paid-leave 2025']);
    expect(wordsOf(await tanaka.get(page.location))).toContain(
      '佐藤さんも編集しています（1行を取り込みました）',
    );
  });
  test('as they work, the one who is later gets the other’s rows into the page, and does not undo them', async () => {
    const hers = formOf(await sato.get(path()));
    const his = formOf(await tanaka.get(path()));
    await autosave(sato, { ...hers, ...typed('line-friends', '7400') });
    const { body } = await autosave(tanaka, { ...his, ...typed('paid-leave', '30') });
    expect(body.merged).toMatchObject({
      by: '佐藤',
      rows: 1,
      text: '佐藤さんも編集しています（1行を取り込みました）',
      values: { 'value:line-friends': '7400', 'status:line-friends': 'confirmed' },
    });
    const shown = {
      ...his,
      ...typed('paid-leave', '31'),
      ...body.merged?.values,
      revision: String(body.revision),
    };
    expect((await autosave(tanaka, shown)).status).toBe(200);
    expect((await rowsNow())['line-friends 2025']?.['value']).toBe('7400');
    expect((await rowsNow())['paid-leave 2025']?.['value']).toBe('31');
  });
  test('also where a row of the one was not right yet', async () => {
    const hers = formOf(await sato.get(path()));
    const his = formOf(await tanaka.get(path()));
    await sato.post(path(), { ...hers, ...typed('line-friends', '7400') });
    const page = await tanaka.post(path(), { ...his, ...typed('paid-leave', '300') });
    expect(page.status).toBe(422);
    expect(formOf(page)).toMatchObject({
      'value:line-friends': '7400',
      'value:paid-leave': '300',
      revision: '1',
    });
    expect(wordsOf(page)).toContain('佐藤さんも編集しています');
  });
  test('with the same figure in the same row are of one mind', async () => {
    const hers = formOf(await sato.get(path()));
    const his = formOf(await tanaka.get(path()));
    await sato.post(path(), { ...hers, ...typed('line-friends', '7400') });
    const page = await tanaka.post(path(), { ...his, ...typed('line-friends', '7400') });
    expect(page.status).toBe(303);
    expect((await open(id)).draft.revision).toBe(1);
  });

  async function inConflict(): Promise<Page> {
    const hers = formOf(await sato.get(path()));
    const his = formOf(await tanaka.get(path()));
    await sato.post(path(), { ...hers, ...typed('line-friends', '7400', { comment: '佐藤のひとこと' }) });
    return tanaka.post(path(), { ...his, ...typed('line-friends', '7500'), ...typed('paid-leave', '30') });
  }

  test('who change the same row are shown both, and nothing is saved before one is chosen', async () => {
    const page = await inConflict();
    expect(page.status).toBe(409);
    const words = wordsOf(page);
    expect(words).toContain('佐藤さんが同じ行を保存しました');
    expect(words).toMatch(/新しい値 7400 7500/);
    expect(words).toContain('佐藤のひとこと');
    expect(page.html).not.toMatch(/type="radio"[^>]*checked/);
    expect(Object.keys(await rowsNow())).toEqual(['line-friends 2025']);
    const undecided = await tanaka.post(path(), formOf(page));
    expect(undecided.status).toBe(409);
    expect(wordsOf(undecided)).toContain('どちらの内容を残すか選んでください');
    expect(formOf(undecided)).toEqual(formOf(page));
  });
  test.each([
    ['theirs', '7400'],
    ['mine', '7500'],
  ])('go on with %s, and what was typed elsewhere is saved too', async (side, value) => {
    const page = await inConflict();
    const done = await tanaka.post(path(), { ...formOf(page), 'take:line-friends': side });
    expect(done.status).toBe(303);
    const rows = await rowsNow();
    expect(rows['line-friends 2025']?.['value']).toBe(value);
    expect(rows['paid-leave 2025']?.['value']).toBe('30');
  });
  test('are asked again where the other has saved once more while one was choosing', async () => {
    const page = await inConflict();
    await sato.post(path(), { ...formOf(await sato.get(path())), 'value:line-friends': '7450' });
    const again = await tanaka.post(path(), { ...formOf(page), 'take:line-friends': 'mine' });
    expect(again.status).toBe(409);
    expect(wordsOf(again)).toMatch(/新しい値 7450 7500/);
  });
  test('as they work are told by name, with the sheet’s address', async () => {
    const hers = formOf(await sato.get(path()));
    const his = formOf(await tanaka.get(path()));
    await autosave(sato, { ...hers, ...typed('line-friends', '7400') });
    const { status, body } = await autosave(tanaka, { ...his, ...typed('line-friends', '7500') });
    expect([status, body]).toEqual([409, { conflict: true, url: path(), by: '佐藤' }]);
    expect((await rowsNow())['line-friends 2025']?.['value']).toBe('7400');
  });
  test('one of whom took a row out, and the other changed it, are in conflict too', async () => {
    await save(id, actual('line-friends', '7400'));
    const hers = formOf(await sato.get(path()));
    const his = formOf(await tanaka.get(path()));
    await sato.post(path(), { ...hers, 'value:line-friends': '' });
    const page = await tanaka.post(path(), { ...his, 'value:line-friends': '7500' });
    expect(page.status).toBe(409);
    expect(wordsOf(page)).toContain('（消した）');
  });
  test('at the very same moment lose nothing', async () => {
    const hers = formOf(await sato.get(path()));
    const his = formOf(await tanaka.get(path()));
    const pages = await Promise.all([
      sato.post(path(), { ...hers, ...typed('line-friends', '7400') }),
      tanaka.post(path(), { ...his, ...typed('paid-leave', '30') }),
    ]);
    expect(pages.map(({ status }) => status)).toEqual([303, 303]);
    expect(Object.keys(await rowsNow())).toEqual(['line-friends 2025', 'paid-leave 2025']);
  });
  test('a form without a revision undoes nothing of anybody', async () => {
    const form = formOf(await tanaka.get(path()));
    await save(id, actual('line-friends', '7400'));
    const { revision: _, ...without } = form;
    const page = await tanaka.post(path(), { ...without, ...typed('line-friends', '7500') });
    expect(page.status).toBe(409);
  });
  test('what was published since the page was opened is not taken back', async () => {
    const form = formOf(await sato.get(path()));
    const other = await submitted(actual('line-friends', '7400'));
    const published = await approve(deskOf(APPROVER, 5), seen(await open(other)), {
      publishAt: null,
      selfApproval: null,
    });
    expect(published.ok).toBe(true);
    sato = await browse(EDITOR.email, openConsole());
    const page = await sato.post(path(), { ...form, ...typed('paid-leave', '30') });
    expect(page.status).toBe(303);
    expect(Object.keys(await rowsNow())).toEqual(['paid-leave 2025']);
    const late = await sato.post(path(), { ...form, ...typed('line-friends', '7500') });
    expect(late.status).toBe(409);
  });
});

describe('without script', () => {
  test('a column from Excel goes down the sheet in its order, and is not saved', async () => {
    const form = formOf(await sato.get(path()));
    const page = await sato.post(path(), { ...form, act: 'paste', pasted: '115\r\n\r\n1\r\n１３\r\n' });
    expect(page.status).toBe(200);
    expect(formOf(page)).toMatchObject({
      'value:online-applications': '115',
      'value:cashless-counters': '',
      'value:facility-booking': '1',
      'value:ai-rpa-tasks': '１３',
      pasted: '',
    });
    expect(wordsOf(page)).toContain('3行に入れました。まだ保存していません');
    expect(page.html).toContain('data-unsaved');
    expect((await open(id)).draft.revision).toBe(0);
  });
  test('pairs of id or name and value find their rows; what finds none stays to be looked at', async () => {
    const form = formOf(await sato.get(path()));
    const pasted = 'line-friends\t7,400\n一般職員の年次有給休暇消化率\t30.1\n知らない指標\t5';
    const page = await sato.post(path(), { ...form, ...typed('women-managers', '17'), act: 'paste', pasted });
    expect(formOf(page)).toMatchObject({
      'value:line-friends': '7,400',
      'value:paid-leave': '30.1',
      'value:women-managers': '17',
      pasted: '知らない指標\t5',
    });
    expect(wordsOf(page)).toContain('1行は入れられず');
  });
  test('more lines than rows are not lost', async () => {
    const form = formOf(await sato.get(path()));
    const pasted = Array.from({ length: 27 }, (_, index) => String(index + 1)).join('\n');
    expect(formOf(await sato.post(path(), { ...form, act: 'paste', pasted }))['pasted']).toBe('26\n27');
  });
  test('day, status and source are put into what is still blank, in one go', async () => {
    const form = formOf(await sato.get(path()));
    const page = await sato.post(path(), {
      ...form,
      ...typed('line-friends', '7400', { source: 'LINEの統計', status: 'provisional', as_of: '2026-03-01' }),
      act: 'fill',
      'bulk:as_of': 'R8.4.30',
      'bulk:status': 'confirmed',
      'bulk:source': SOURCE,
    });
    expect(formOf(page)).toMatchObject({
      'source:line-friends': 'LINEの統計',
      'status:line-friends': 'provisional',
      'as_of:line-friends': '2026-03-01',
      'source:paid-leave': SOURCE,
      'status:paid-leave': 'confirmed',
      'as_of:paid-leave': '2026-04-30',
    });
    expect((await open(id)).draft.revision).toBe(0);
    const saved = await sato.post(path(), { ...formOf(page), act: 'save', 'value:paid-leave': '30' });
    expect(saved.status).toBe(200);
    expect(Object.keys(await rowsNow())).toEqual(['line-friends 2025', 'paid-leave 2025']);
    expect(formOf(saved)['source:women-managers']).toBe(SOURCE);
  });
});

describe('the figure that LINE counts', () => {
  const figureOn = (day: string, followers: number) =>
    saveFollowerFigure(env.DB, { day, followers, targetedReaches: 0, blocks: 0 }, at(0).toISOString());

  test('is offered beside its row, and goes into the form only when asked for', async () => {
    await figureOn('2026-03-31', 7512);
    const page = await sato.get(path());
    expect(wordsOf(page)).toContain('LINEの統計では 7,512人（2026-03-31時点） この値を入れる');
    const taken = await sato.post(path(), { ...formOf(page), act: 'line' });
    expect(formOf(taken)).toMatchObject({
      'value:line-friends': '7512',
      'status:line-friends': 'confirmed',
      'as_of:line-friends': '2026-03-31',
      'source:line-friends': 'LINE公式アカウント統計（友だち数）',
    });
    expect((await open(id)).draft.revision).toBe(0);
    expect((await sato.post(path(), { ...formOf(taken), act: 'save' })).status).toBe(303);
    expect((await rowsNow())['line-friends 2025']?.['value']).toBe('7512');
  });
  test('is 速報 while the year runs, and where the last day is missing', async () => {
    await figureOn('2026-11-20', 7800);
    const running = await sato.post(path('2026'), { ...formOf(await sato.get(path('2026'))), act: 'line' });
    expect(formOf(running)).toMatchObject({
      'status:line-friends': 'provisional',
      'as_of:line-friends': '2026-11-20',
    });
    expect(wordsOf(await sato.get(path()))).not.toContain('LINEの統計では');
  });
  test('waits for a person until the plan has the year’s actual', async () => {
    const plan = (await open(id)).newest.plan;
    expect(await pendingFollowerProposal(env.DB, plan, '2026-11-24')).toBeNull();
    await figureOn('2026-03-30', 7500);
    expect(await pendingFollowerProposal(env.DB, plan, '2026-11-24')).toMatchObject({
      fiscalYear: 2025,
      followers: 7500,
      asOf: '2026-03-30',
      status: 'provisional',
    });
    await save(id, actual('line-friends', '7500'));
    const { plan: after } = await open(id);
    expect(after.ok && (await pendingFollowerProposal(env.DB, after.value, '2026-11-24'))).toBeNull();
  });
});

describe('a plan of 200 indicators', () => {
  test('has them all in one sheet, and saves them in one go', async () => {
    const { dataset } = (await open(id)).newest;
    const kpi = dataset.tables['kpis']?.find((row) => row['id'] === 'online-applications');
    const target = dataset.tables['targets']?.find((row) => row['kpi'] === 'online-applications');
    const rows = Array.from({ length: 175 }, (_, index) => {
      const name = `試しの指標${index}`;
      const own = {
        id: `extra-${index}`,
        name,
        name_printed: name,
        short_name: `試し${index}`,
        order: String(100 + index),
      };
      return [
        { table: 'kpis', key: own.id, row: { ...kpi, ...own, source_row: '', source: '試験' } },
        { table: 'targets', key: keyOf(own.id, '0'), row: { ...target, kpi: own.id } },
      ];
    }).flat();
    const saved = await saveRows(deskOf(EDITOR, 1), { id, revision: 0, rows });
    expect(saved.ok).toBe(true);
    const page = await sato.get(path());
    const form = formOf(page);
    const ids = Object.keys(form).flatMap((name) => (name.startsWith('value:') ? [name.slice(6)] : []));
    expect(ids).toHaveLength(200);
    const extra = ids.filter((kpiId) => kpiId.startsWith('extra-'));
    const all = Object.assign({}, form, ...extra.map((kpiId) => typed(kpiId, '115')));
    const done = await sato.post(path(), all);
    expect([done.status, done.location]).toEqual([303, `${path()}&rows=175&done=saved`]);
  });
});
