import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keyOf } from '../../src/domain/plan/table-schema.ts';
import { UPLOAD_MAX_BYTES } from '../../src/spreadsheets/limits.ts';
import { writeXlsx } from '../../src/spreadsheets/write-xlsx.ts';
import { deleteOldPreviews } from '../../src/storage/import-store.ts';
import { synonymsCsv, synonymsWorkbook } from '../bench/large-plan.ts';
import { rowsOf, textCell, workbookOf } from '../helpers/workbook-file.ts';
import {
  browse,
  enrol,
  openConsole,
  playIdentityProvider,
  type Browser,
  type Page,
} from './console-client.ts';
import { actual, APPROVER, at, EDITOR, newDraft, open, save, startAnew, submitted } from './draft-desk.ts';

const VIEWER = { email: 'ito.viewer@example.lg.jp', name: '伊藤', role: 'viewer' };

let editor: Browser;

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, VIEWER);
  editor = await browse(EDITOR.email);
});
afterEach(() => vi.restoreAllMocks());

const WORDS = 'word,kind,target,note\n';
const word = (text: string, target = 'line-friends'): string => `${text},kpi,${target},\n`;

function fileOf(content: string | Uint8Array, name = 'synonyms.csv'): File {
  return new File([typeof content === 'string' ? content : new Uint8Array(content)], name);
}

function upload(id: string, file: File, missing = 'keep', by = editor): Promise<Page> {
  return by.post(`/console/drafts/${id}/import`, { file, missing });
}

/** The page of a file's preview, which it must come to. */
async function preview(id: string, file: File, missing = 'keep'): Promise<Page & { path: string }> {
  const sent = await upload(id, file, missing);
  expect([sent.status, sent.html.slice(0, 3_000)]).toEqual([303, '']);
  return { ...(await editor.get(sent.location)), path: sent.location };
}

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

function decide(path: string, html: string, decision: 'take' | 'drop', by = editor): Promise<Page> {
  return by.post(path, { decision, revision: hidden(html, 'revision'), newest: hidden(html, 'newest') });
}

/** The cells of the tables of a page as a person reads them, a row a line. */
function rowsShown(html: string): string[] {
  return [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)]
      .map(([, cell = '']) => cell.replaceAll(/<[^>]*>/g, '').trim())
      .join('|'),
  );
}

async function countPreviews(): Promise<number> {
  const row = await env.DB.prepare('SELECT count(*) AS count FROM import_previews').first<{
    count: number;
  }>();
  return row?.count ?? 0;
}

/** Every letter of Shift_JIS by its bytes: workerd only decodes it. */
function shiftJis(text: string): Uint8Array {
  const decoder = new TextDecoder('shift_jis');
  const bytes = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    for (let trail = 0x40; trail <= 0xfc; trail += 1)
      bytes.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  }
  return Uint8Array.from(Array.from(text).flatMap((letter) => bytes.get(letter) ?? [letter.charCodeAt(0)]));
}

const JAPANESE = '言葉,種類,指すもの\r\nライン友だち,kpi,line-friends\r\n';

async function workbook(name: string, header: string[], ...rows: string[][]): Promise<Uint8Array> {
  const columns = header.map((text) => ({ header: text, numeric: false }));
  return writeXlsx([{ name, columns, rows }], at(0));
}

describe('a file comes in', () => {
  test.each([
    ['CSV in UTF-8', async () => fileOf(JAPANESE)],
    ['CSV in UTF-8 with a mark', async () => fileOf(`\uFEFF${JAPANESE}`)],
    ['CSV in Shift_JIS', async () => fileOf(shiftJis(JAPANESE))],
    [
      'a workbook',
      async () =>
        fileOf(
          await workbook('Sheet1', ['言葉', '種類', '指すもの'], ['ライン友だち', 'kpi', 'line-friends']),
          'a.xlsx',
        ),
    ],
  ])('as %s: shown first, then taken as one works', async (_, file) => {
    const id = await newDraft();
    const page = await preview(id, await file());
    expect(page.status).toBe(200);
    expect(page.html).toContain('まだ何も取り込んでいません');
    expect(page.html).toContain('言いかえ：「ライン友だち」→');
    expect((await open(id)).draft.revision).toBe(0);
    const taken = await decide(page.path, page.html, 'take');
    expect([taken.status, taken.location]).toEqual([303, `/console/drafts/${id}?done=imported`]);
    const { changes, draft } = await open(id);
    expect(draft.revision).toBe(1);
    expect(changes.map(({ key }) => key)).toEqual([keyOf('ライン友だち', 'line-friends')]);
  });
  test('and the trail says who took what in', async () => {
    const id = await newDraft();
    const page = await preview(id, fileOf(WORDS + word('ことば'), '町のことば.csv'));
    await decide(page.path, page.html, 'take');
    const entry = await env.DB.prepare(
      "SELECT actor, after FROM audit_trail WHERE action = 'draft-imported'",
    ).first();
    expect(entry).toEqual({
      actor: EDITOR.email,
      after: JSON.stringify({ file: '町のことば.csv', rows: 1 }),
    });
  });
  test('or is thrown away, and the draft is as it was', async () => {
    const id = await newDraft();
    const page = await preview(id, fileOf(WORDS + word('ことば')));
    const dropped = await decide(page.path, page.html, 'drop');
    expect((await editor.get(dropped.location)).html).toContain('取り込まずに捨てました');
    expect([(await open(id)).changes, await countPreviews()]).toEqual([[], 0]);
    expect((await editor.get(page.path)).status).toBe(404);
  });
  test('as the template of a year, with values that ask for a second look and statuses that change', async () => {
    const id = await newDraft();
    const file = fileOf(
      '識別子,値（R7年度）,速報・確定,時点,出典\nline-friends,"900,000人",確定,2026/3/31,LINE\n',
      'a.csv',
    );
    const { html } = await preview(id, file);
    expect(html).toContain('確かめてください（1 件）');
    expect(rowsShown(html)).toContainEqual(
      expect.stringMatching(/^a\|R7年度の実績（ひな型）\|1\|0\|0\|0\|0/),
    );
    expect(rowsShown(html)).toContainEqual('町公式LINE登録者数|… 実績未公表|★ 達成');
  });
  test('as a whole table with rows taken out, where that was chosen', async () => {
    const id = await newDraft();
    await save(id, actual('line-friends', '3000'), actual('co2-emissions', '7000'));
    const csv = `kpi,fiscal_year,value\nline-friends,2025,3100\n`;
    expect(rowsShown((await preview(id, fileOf(csv, 'observations.csv'))).html)).toContainEqual(
      'observations|実績値|0|1|0|0|1（ファイルにない行）',
    );
    const page = await preview(id, fileOf(csv, 'observations.csv'), 'remove');
    expect(rowsShown(page.html)).toContainEqual('observations|実績値|0|1|1|0|0');
    await decide(page.path, page.html, 'take');
    const { dataset } = await open(id);
    expect(dataset.tables['observations']).toMatchObject([{ kpi: 'line-friends', value: '3100' }]);
  });
  test('with nothing new in it, and is told to change nothing', async () => {
    const id = await newDraft();
    const csv = await (await editor.get('/console/export/tables/kpis.csv')).response.text();
    const { html } = await preview(id, fileOf(csv, 'kpis.csv'), 'remove');
    expect(html).toContain('このファイルで変わるところはありません');
    expect(html).not.toContain('value="take"');
  });
});

describe('a file with faults', () => {
  test('is kept out as a whole, with every place told', async () => {
    const id = await newDraft();
    const file = fileOf(
      `${WORDS}${word('よい')}${word('わるい', 'nobody')}${word('わるい2', '9')}よい,kpi,line-friends,\n`,
    );
    const page = await upload(id, file, 'remove');
    expect(page.status).toBe(422);
    expect(page.html).toContain('何も取り込んでいません');
    expect(rowsShown(page.html)).toContainEqual(
      expect.stringMatching(/^synonyms\|5行目\|言葉・指すもの\|よい・line-friends\|/),
    );
    expect(page.html).toMatch(/value="remove"[^>]*checked/);
    const mended = await upload(id, fileOf(`${WORDS}${word('わるい', 'nobody')}${word('わるい2', '9')}`));
    expect(rowsShown(mended.html)).toContainEqual(
      expect.stringMatching(/^synonyms\|2行目\|指すもの\|nobody\|/),
    );
    expect(rowsShown(mended.html)).toContainEqual(expect.stringMatching(/^synonyms\|3行目\|指すもの\|9\|/));
    expect([(await open(id)).draft.revision, await countPreviews()]).toEqual([0, 0]);
  });
  test('of which there are too many to read: the first are shown, the rest is counted', async () => {
    const id = await newDraft();
    const rows = Array.from({ length: 250 }, (_, index) => word(`ことば${index}`, 'nobody'));
    const { html } = await upload(id, fileOf(WORDS + rows.join('')));
    expect(html).toContain('直すところが 250 か所あります');
    expect(html).toContain('ほかに 50');
  });
  test('with a header of nothing we know is told what there is', async () => {
    const { status, html } = await upload(await newDraft(), fileOf('氏名,住所\nA,B\n', '名簿.csv'));
    expect(status).toBe(422);
    expect(html).toContain('受け取れる見出し');
    expect(html).toContain('値（R7年度）');
  });
  test('with hostile cells shows them as text', async () => {
    const id = await newDraft();
    const evil = `"<script>alert(1)</script>"`;
    const { html } = await upload(
      id,
      fileOf(`${WORDS}${evil},kpi,"""><img src=x>",${evil}\n`, '<b>x</b>.csv'),
    );
    expect(html).not.toMatch(/<script>alert|<img src=x|<b>x/);
    const page = await preview(
      id,
      fileOf(`${WORDS}${evil},kpi,line-friends,"'; DROP TABLE"\n`, '<b>x</b>.csv'),
    );
    expect(page.html).not.toMatch(/<script>alert|<b>x/);
    expect(page.html).toContain('&lt;script&gt;');
  });
});

const sheet = (xml: string, more: Partial<Parameters<typeof workbookOf>[0]> = {}): Uint8Array =>
  workbookOf({ sheets: [{ name: '言いかえ', xml }], ...more });
const HEADER = `${textCell('A1', 'word')}${textCell('B1', 'kind')}${textCell('C1', 'target')}`;

describe('what cannot be read', () => {
  test.each([
    ['a formula', sheet(rowsOf(HEADER, '<c r="A2"><f>1+1</f><v>2</v></c>')), /A2 に数式（=?1\+1）/],
    [
      'merged cells',
      sheet(`${rowsOf(HEADER, textCell('A2', 'x'))}<mergeCells><mergeCell ref="A2:B2"/></mergeCells>`),
      /A2:B2 でセルが結合/,
    ],
    [
      'a hidden column',
      sheet(`<cols><col min="2" max="2" hidden="1"/></cols>${rowsOf(HEADER)}`),
      /B列が非表示/,
    ],
    ['a macro', sheet(rowsOf(HEADER), { more: [{ name: 'xl/vbaProject.bin', data: 'x' }] }), /マクロを含む/],
  ])('%s is refused by name', async (_, bytes, words) => {
    const id = await newDraft();
    const { status, html } = await upload(id, fileOf(bytes, 'a.xlsx'));
    expect([status, await countPreviews()]).toEqual([422, 0]);
    expect(html).toMatch(words);
  });
  test.each([
    ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), '古い形式'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2), 'ファイルです'],
    ['an empty file', new Uint8Array(0), 'ファイルに内容がありません'],
    ['a file of 5 MB and a byte', new Uint8Array(UPLOAD_MAX_BYTES + 1).fill(0x61), 'ファイルが大きすぎます'],
    ['10,001 rows', synonymsCsv(10_001), '10,001行'],
    ['an open quote', new TextEncoder().encode('word,kind,target\n"a,kpi,x\n'), '引用符'],
  ])('%s is refused, with what to do', async (_, bytes, words) => {
    const { status, html } = await upload(await newDraft(), fileOf(bytes, 'a.csv'));
    expect([status, await countPreviews()]).toEqual([422, 0]);
    expect(html).toContain(words);
  });
  test('more than a form may hold is refused before it is read', async () => {
    const { status } = await upload(await newDraft(), fileOf(new Uint8Array(5_400_000).fill(0x61)));
    expect(status).toBe(413);
  });
  test('no file at all is asked for', async () => {
    const id = await newDraft();
    const { status, html } = await editor.post(`/console/drafts/${id}/import`, { missing: 'keep' });
    expect(status).toBe(422);
    expect(html).toContain('取り込むファイルを選んでください');
  });
  test('more than can be kept is refused kindly', async () => {
    const noise = (length: number): string => {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      return Array.from(bytes, (byte) => String.fromCharCode(0x4e00 + byte * 80)).join('');
    };
    const rows = Array.from({ length: 5_000 }, (_, index) => `こ${index},kpi,line-friends,${noise(290)}\n`);
    const { status, html } = await upload(await newDraft(), fileOf(WORDS + rows.join('')));
    expect([status, await countPreviews()]).toEqual([422, 0]);
    expect(html).toContain('内容が多すぎて');
  });
});

describe('10,000 rows', () => {
  test.each([
    ['CSV', async () => fileOf(synonymsCsv(10_000), 'a.csv')],
    ['a workbook', async () => fileOf(await synonymsWorkbook(10_000), 'a.xlsx')],
  ])('as %s are shown by pages and taken in', async (_, file) => {
    const id = await newDraft();
    const page = await preview(id, await file());
    expect(page.html).toContain('変わる行（10,000 行）');
    expect(page.html).toContain('1 / 100 ページ');
    const last = await editor.get(`${page.path}?page=100`);
    expect(last.html).toContain('100 / 100 ページ');
    expect((await decide(page.path, page.html, 'take')).status).toBe(303);
    expect((await open(id)).changes).toHaveLength(10_000);
  });
});

describe('while a file waits', () => {
  test('a save by somebody else shows the difference to what there is now, and asks again', async () => {
    const id = await newDraft();
    const csv = 'kpi,fiscal_year,value,status,as_of,source\nline-friends,2025,3100,confirmed,2026-03-31,x\n';
    const page = await preview(id, fileOf(csv, 'observations.csv'));
    await save(id, actual('line-friends', '2900'));
    const stale = await decide(page.path, page.html, 'take');
    expect(stale.status).toBe(409);
    expect(stale.html).toContain('まだ取り込んでいません');
    expect(stale.html).toContain('佐藤さん');
    expect(rowsShown(stale.html)).toContainEqual('実績値|2,900|3,100');
    expect((await open(id)).dataset.tables['observations']).toMatchObject([{ value: '2900' }]);
    expect((await decide(page.path, stale.html, 'take')).status).toBe(303);
    expect((await open(id)).dataset.tables['observations']).toMatchObject([{ value: '3100' }]);
  });
  test('a save that makes it wrong keeps it out, with the places told', async () => {
    const id = await newDraft();
    const page = await preview(id, fileOf(WORDS + word('ことば', 'dx').replace('kpi', 'theme')));
    const rows = (await open(id)).dataset.tables['themes'] ?? [];
    const gone = { table: 'themes', key: 'dx', row: null };
    expect(rows.some((row) => row['id'] === 'dx')).toBe(true);
    await save(id, gone as unknown as ReturnType<typeof actual>);
    const { status, html } = await editor.get(page.path);
    expect([status, html.includes('value="take"')]).toEqual([200, false]);
    expect(rowsShown(html)).toContainEqual(expect.stringMatching(/^synonyms\|2行目\|指すもの\|dx\|/));
  });
  test('it can be taken once: whoever tries again is told that it is in', async () => {
    const id = await newDraft();
    const page = await preview(id, fileOf(WORDS + word('ことば')));
    const both = await Promise.all([
      decide(page.path, page.html, 'take'),
      decide(page.path, page.html, 'take', await browse(APPROVER.email)),
    ]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([303, 409]));
    expect(both.find(({ status }) => status === 409)?.html).toMatch(/もう取り込まれて|もう下書きに入って/);
    const again = await decide(page.path, page.html, 'take');
    expect(again.status).toBe(409);
    expect(again.html).toContain('もう取り込まれています');
    expect((await decide(page.path, page.html, 'drop')).html).toContain('もう取り込まれています');
    expect((await open(id)).draft.revision).toBe(1);
  });
  test('another draft does not know it, and after a day nobody does', async () => {
    const [id, other] = [await newDraft(), await newDraft()];
    const page = await preview(id, fileOf(WORDS + word('ことば')));
    const foreign = page.path.replace(id, other);
    expect((await editor.get(foreign)).status).toBe(404);
    expect((await decide(foreign, page.html, 'take')).status).toBe(404);
    expect((await decide(foreign, page.html, 'drop')).status).toBe(404);
    expect((await editor.get(`/console/drafts/${id}/imports/nothing`)).status).toBe(404);
    const tomorrow = await browse(EDITOR.email, openConsole({ seconds: 86_399 }));
    expect((await tomorrow.get(page.path)).status).toBe(200);
    const later = await browse(EDITOR.email, openConsole({ seconds: 86_420 }));
    expect((await later.get(page.path)).status).toBe(404);
    expect((await decide(page.path, page.html, 'take', later)).status).toBe(404);
    await deleteOldPreviews(env.DB, at(200_000));
    expect(await countPreviews()).toBe(0);
  });
  test('a draft that was handed in takes nothing', async () => {
    const id = await newDraft();
    const page = await preview(id, fileOf(WORDS + word('ことば')));
    await env.DB.prepare("UPDATE drafts SET state = 'discarded' WHERE id = ?1").bind(id).run();
    const closed = await decide(page.path, page.html, 'take');
    expect([closed.status, closed.html.includes('value="take"')]).toEqual([409, false]);
    const handedIn = await submitted(actual('line-friends', '3000'));
    expect((await editor.get(`/console/drafts/${handedIn}/import`)).html).not.toContain('type="file"');
    expect((await upload(handedIn, fileOf(WORDS + word('ことば')))).status).toBe(409);
  });
  test('a viewer may look and take out, but not take in', async () => {
    const id = await newDraft();
    const page = await preview(id, fileOf(WORDS + word('ことば')));
    const viewer = await browse(VIEWER.email);
    expect((await viewer.get(`/console/drafts/${id}/import`)).html).not.toContain('type="file"');
    expect((await viewer.get(page.path)).html).not.toContain('value="take"');
    expect((await upload(id, fileOf(WORDS + word('別')), 'keep', viewer)).status).toBe(403);
    expect((await decide(page.path, page.html, 'take', viewer)).status).toBe(403);
    expect((await viewer.get('/console/export/plan.xlsx')).status).toBe(200);
    expect((await open(id)).draft.revision).toBe(0);
  });
  test('a revision that is no number is one that has changed', async () => {
    const page = await preview(await newDraft(), fileOf(WORDS + word('ことば')));
    const odd = await editor.post(page.path, { decision: 'take', revision: '0x0', newest: '' });
    expect(odd.status).toBe(409);
  });
});

describe('files out', () => {
  test('the page leads to each, and every link gives a file', async () => {
    const { html } = await editor.get('/console/export');
    const links = [...html.matchAll(/href="(\/console\/export\/[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    expect(links.length).toBeGreaterThan(20);
    for (const link of links) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that a failure names its link
      const { status, response } = await editor.get(link);
      expect([link, status]).toEqual([link, 200]);
      expect(response.headers.get('content-disposition')).toMatch(
        /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w%.-]+$/,
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });
  test('CSV is UTF-8 without a mark and with the canonical header; the copy for Excel has the mark', async () => {
    const plain = new Uint8Array(
      await (await editor.get('/console/export/tables/synonyms.csv')).response.arrayBuffer(),
    );
    expect(new TextDecoder().decode(plain.slice(0, 22))).toBe('word,kind,target,note\n');
    const { response } = await editor.get('/console/export/tables/synonyms.csv?excel=1');
    expect(new Uint8Array(await response.arrayBuffer()).slice(0, 3)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf));
  });
  test('a draft goes out as it is, and comes back with no difference', async () => {
    const id = await newDraft();
    const row = actual('line-friends', '3000');
    await save(id, { ...row, row: { ...row.row, comment: '"引用",、\'=1+1 007' } });
    for (const path of [
      `/console/drafts/${id}/export.xlsx`,
      `/console/export/tables/observations.csv?draft=${id}`,
      `/console/export/actuals-template.xlsx?year=2025&draft=${id}`,
      `/console/export/actuals-template.csv?year=2025&draft=${id}&excel=1`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that a failure names its file
      const { response } = await editor.get(path);
      // oxlint-disable-next-line no-await-in-loop
      const bytes = new Uint8Array(await response.arrayBuffer());
      // oxlint-disable-next-line no-await-in-loop
      const { html } = await preview(id, fileOf(bytes, path.includes('xlsx') ? 'a.xlsx' : 'a.csv'), 'remove');
      expect([path, html.includes('変わるところはありません')]).toEqual([path, true]);
    }
  });
  test('an older version can be asked for; what there is not is not found', async () => {
    expect((await editor.get('/console/export/tables/kpis.csv?version=1')).status).toBe(200);
    for (const path of [
      '/console/export?version=99',
      '/console/export/tables/kpis.csv?version=1e1',
      '/console/export/tables/nothing.csv',
      '/console/export/tables/sample-observations.csv',
      '/console/export/plan.xlsx?draft=nothing',
      '/console/drafts/nothing/export.xlsx',
      '/console/export/actuals-template.xlsx',
      '/console/export/actuals-template.csv?year=1999',
      '/console/drafts/nothing/import',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that a failure names its path
      expect([path, (await editor.get(path)).status]).toEqual([path, 404]);
    }
  });
  test('what a spreadsheet would run goes out as text', async () => {
    const id = await newDraft();
    const row = actual('line-friends', '3000');
    await save(id, { ...row, row: { ...row.row, source: '=HYPERLINK("x")', comment: '@SUM' } });
    const { response } = await editor.get(`/console/export/tables/observations.csv?draft=${id}`);
    expect(await response.text()).toContain(`"'=HYPERLINK(""x"")",'@SUM`);
  });
});
