import { env } from 'cloudflare:workers';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findAuditFault } from '../../src/domain/audit/audit-trail.ts';
import { beginDraft, saveRows } from '../../src/flows/drafts/edit-draft.ts';
import { approve, discard, sendBack, submit, withdraw } from '../../src/flows/drafts/review-draft.ts';
import { UPLOAD_MAX_BYTES } from '../../src/spreadsheets/limits.ts';
import { readSpreadsheet } from '../../src/spreadsheets/read-spreadsheet.ts';
import { loadEntriesAfter, sha256Now } from '../../src/storage/audit-store.ts';
import { loadNewestNumber } from '../../src/storage/plan-store.ts';
import { consoleRoutes } from '../../src/web/console/console-routes.ts';
import { formTokenOf } from '../../src/web/console/form-token.ts';
import { rowsOf, textCell, workbookOf } from '../helpers/workbook-file.ts';
import { ADMINISTRATOR, browse, enrol, playIdentityProvider, signIn, type Page } from './console-client.ts';
import { formsOf, wordsOf } from './console-forms.ts';
import {
  actual,
  APPROVER,
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

const MARKUP = `"><script>alert(1)</script><img src=x onerror=alert(1)>' onfocus=alert(1) x='`;
const AT_ONCE = { publishAt: null, selfApproval: null };

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, SECOND);
});
afterEach(() => void vi.restoreAllMocks());

/** What a browser would run or fetch on a page that the console does not mean; told by a reader of HTML. */
async function intruders({ html }: Page): Promise<string[]> {
  const found: string[] = [];
  const reader = new HTMLRewriter().on('*', {
    element({ tagName, attributes }) {
      const all = [...attributes].map(([name = '', value = '']) => ({ name, value }));
      const source = all.find(({ name }) => name === 'src')?.value ?? '';
      if (tagName === 'script' && !source.startsWith('/')) found.push('script');
      if (source === 'x') found.push(`${tagName} src`);
      for (const { name, value } of all)
        if (name.startsWith('on') || /^\s*javascript:/i.test(value)) found.push(`${tagName} ${name}`);
    },
  });
  await reader.transform(new Response(html, { headers: { 'content-type': 'text/html' } })).text();
  return found;
}

/** Words that belong to a programmer. */
function inside(page: Page): string[] {
  return [
    ...wordsOf(page).matchAll(
      /(?:\b\w*Error|Exception|undefined|NaN|Infinity|D1_\w+|SQLITE\w*|Not Found|Bad Request)/g,
    ),
  ].map(([word]) => word);
}

async function faultsOf(page: Page): Promise<string[]> {
  const isFile = page.response.headers.get('content-disposition')?.startsWith('attachment') ?? false;
  if (isFile || (page.status >= 300 && page.status < 400)) return [];
  const broken = page.status >= 500 ? [`status ${page.status}`] : [];
  const isJapanese = /[ぁ-ん]/.test(wordsOf(page));
  return [...broken, ...(isJapanese ? [] : ['no Japanese']), ...(await intruders(page)), ...inside(page)];
}

function addresses(ids: Record<string, string>): string[] {
  const paths = consoleRoutes()
    .routes.filter(({ method }) => method === 'GET')
    .map(({ path }) => path.replaceAll(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => ids[name] ?? 'unknown'));
  return [...new Set(paths)].map((path) => `/console${path === '/' ? '' : path}`);
}

const isWhole = async () => findAuditFault(await loadEntriesAfter(env.DB, 0, 1_000), null, sha256Now);

const countPreviews = async (): Promise<number> =>
  (await env.DB.prepare('SELECT count(*) AS count FROM import_previews').first<number>('count')) ?? -1;

describe('markup typed into a form', () => {
  /** What a form carries along unseen: an attacker can change it, an officer cannot. */
  const CARRIED =
    /^(?:revision|version|newest|sha256|draft|key|email|year|kpi|step|table|kind|first|when|role)$/;

  test.each([
    ['every field that can be typed in', (name: string) => !CARRIED.test(name)],
    ['every field there is', () => true],
  ])('and put into %s comes out as text, wherever it is answered or shown', async (_, isHit) => {
    const [id, handedIn] = [await newDraft(), await submitted(actual('copy-paper', '100'))];
    await save(id, actual('line-friends', '7400'));
    const admin = await browse(ADMINISTRATOR);
    const places = [id, handedIn].flatMap((draft) => [
      ...addresses({ id: draft, table: 'glossary', number: '1', screen: 'home' }),
      `/console/drafts/${draft}/tables/observations/row?key=line-friends%092025`,
      `/console/drafts/${draft}/tables/glossary/row`,
      `/console/drafts/${draft}/kpis/new?kind=kpi`,
      ...['targets', 'baseline', 'retire'].map((form) => `/console/drafts/${draft}/${form}?kpi=line-friends`),
    ]);
    const faults: string[] = [];
    const sent = new Set<string>();
    const statuses = new Set<number>();
    const check = async (name: string, page: Page) => {
      for (const fault of await faultsOf(page)) faults.push(`${name}: ${fault}`);
    };
    for (const place of new Set(places)) {
      const page = await admin.get(place);
      for (const { action, fields } of formsOf(page)) {
        const target = action || place;
        const name = `${target} ${Object.keys(fields).join()}`;
        if (sent.has(name) || /discard|withdraw|remove$/.test(target)) continue;
        sent.add(name);
        const typed = Object.entries(fields).map(([field, value]) => [field, isHit(field) ? MARKUP : value]);
        const answer = await admin.post(target, Object.fromEntries(typed));
        statuses.add(answer.status);
        await check(`POST ${target}`, answer);
      }
    }
    expect(sent.size).toBeGreaterThan(15);
    expect([...statuses]).toContain(422);
    for (const place of places) await check(place, await admin.get(place));
    expect(faults).toEqual([]);
  });
  test('and a form that is not taken gives it back as text, names of fields too', async () => {
    const page = await (await browse(EDITOR.email)).post('/console/drafts', { token: '', [MARKUP]: MARKUP });
    expect(page.status).toBe(403);
    expect(page.html).toContain('&lt;script&gt;alert');
    expect(await faultsOf(page)).toEqual([]);
  });
  test('and given as the reason for sending back is text for whoever gets the draft back', async () => {
    const id = await submitted(actual('line-friends', '7400'));
    const { revision, sha256 } = seen(await open(id));
    const note = { revision: String(revision), sha256, note: MARKUP };
    const sent = await (await browse(APPROVER.email)).post(`/console/drafts/${id}/return`, note);
    expect(sent.status).toBe(303);
    const editor = await browse(EDITOR.email);
    for (const path of ['', '/drafts', `/drafts/${id}`, `/drafts/${id}/history`, '/audit'])
      expect([path, await faultsOf(await editor.get(`/console${path}`))]).toEqual([path, []]);
    expect((await editor.get(`/console/drafts/${id}`)).html).toContain('&lt;script&gt;alert');
  });
});

describe('a text that a spreadsheet would run', () => {
  const RUNS = /^[=+\-@\t\r＝＋－＠]/;
  const NUMBER = /^-?\d+(?:\.\d+)?$/;

  /** The cells as they stand in a file; of a workbook, which must have no formula, as they are read. */
  async function cellsOf(bytes: Uint8Array, file: string): Promise<string[]> {
    if (file.includes('.csv')) return parse(bytes, { bom: true, relaxColumnCount: true }).flat();
    const read = await readSpreadsheet(bytes, 'a.xlsx');
    if (!read.ok) throw new Error(`${file}: ${JSON.stringify(read.fault)}`);
    return read.value.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells));
  }

  test.each(['=1+1', '+1+1', '-1+1', '@SUM(1)', '\t=1', '\r=1', '＝1+1'])(
    '%j leaves in every file as text',
    async (text) => {
      await enrol({ email: 'mori@example.lg.jp', name: text, role: 'editor' });
      const mori = deskOf({ email: 'mori@example.lg.jp', name: text, role: 'editor' });
      const id = await beginDraft(mori, { title: text, reason: text, newId: 'formula-1' });
      const friends = actual('line-friends', '7400');
      const row = { ...friends.row, source: text, comment: text };
      await saveRows(mori, { id, revision: 0, rows: [{ ...friends, row }] });
      await env.DB.prepare("INSERT INTO look_up_counts VALUES ('2026-11-23', 'kpi', ?1, 1)").bind(text).run();
      const admin = await browse(ADMINISTRATOR);
      const { html } = await admin.get(`/console/export?draft=${id}`);
      const links = [...html.matchAll(/href="(\/console\/[^"]*\.(?:csv|xlsx)[^"]*)"/g)].map(([, href = '']) =>
        href.replaceAll('&amp;', '&'),
      );
      const files = [
        ...links,
        `/console/export/tables/observations.csv?draft=${id}`,
        `/console/export/actuals-template.csv?year=2025&draft=${id}`,
        `/console/export/actuals-template.xlsx?year=2025&draft=${id}`,
        `/console/drafts/${id}/export.xlsx`,
        '/console/audit.csv',
        '/console/usage.csv?from=2026-11-01&to=2026-11-24',
      ];
      let met = 0;
      for (const file of new Set(files)) {
        const { status, response } = await admin.get(file);
        const cells = await cellsOf(new Uint8Array(await response.arrayBuffer()), file);
        const runs = file.includes('.csv')
          ? cells.filter((cell) => RUNS.test(cell) && !NUMBER.test(cell))
          : [];
        expect([file, status, runs]).toEqual([file, 200, []]);
        met += cells.filter((cell) => cell === `'${text}`).length;
      }
      expect(met).toBeGreaterThanOrEqual(5);
    },
  );
});

const HEADER = ['word', 'kind', 'target'].map((name, at) => textCell(`${'ABC'[at]}1`, name)).join('');
const LINE = `${textCell('B2', 'kpi')}${textCell('C2', 'line-friends')}`;
const workbook = (word: string, more: Partial<Parameters<typeof workbookOf>[0]> = {}) =>
  workbookOf({ sheets: [{ name: '言いかえ', xml: rowsOf(HEADER, textCell('A2', word) + LINE) }], ...more });
const csv = (word: string) => new TextEncoder().encode(`word,kind,target\n${word},kpi,line-friends\n`);

describe('a file that comes to do harm', () => {
  test.each([
    ['of 5 MB and a byte, as a workbook', () => new Uint8Array(UPLOAD_MAX_BYTES + 1).fill(0x50)],
    ['that unpacks to 70 MB', () => workbook('a', { prolog: ' '.repeat(70_000_000) })],
    [
      'that says it unpacks to little',
      () =>
        workbookOf({
          sheets: [{ name: 'a', xml: '', relation: 'rIdMore' }],
          more: [{ name: 'xl/more.xml', data: ' '.repeat(70_000_000), declaredBytes: 100 }],
        }),
    ],
    ['with entities of its own', () => workbook('a', { prolog: '<!DOCTYPE sst [<!ENTITY a "aaaa">]>' })],
    ['with NUL in a CSV', () => csv('a\u0000b')],
    ['with NUL in a cell', () => workbook('a&#0;b')],
    ['with NUL by Excel’s own sign', () => workbook('a_x0000_b')],
    ['with half a letter in a cell', () => workbook('a&#xD83D;b')],
    ['with half a letter by Excel’s own sign', () => workbook('a_xD83D_b')],
    [
      'with half a letter in UTF-16',
      () => Uint8Array.of(0xff, 0xfe, ...[...csv('a')].flatMap((byte) => [byte, 0]), 0x3d, 0xd8, 0x0a, 0),
    ],
    ['of 300 columns', () => new TextEncoder().encode(`${'word,'.repeat(300)}x\n${'a,'.repeat(300)}x\n`)],
    [
      'of 16,384 columns by one far cell',
      () => workbookOf({ sheets: [{ name: 'a', xml: rowsOf(HEADER, textCell('XFD2', 'x')) }] }),
    ],
  ])('%s is refused in words, and nothing is kept', async (_, bytes) => {
    const id = await newDraft();
    const file = new File([bytes()], 'a.xlsx');
    const page = await (
      await browse(EDITOR.email)
    ).post(`/console/drafts/${id}/import`, { file, missing: 'keep' });
    expect([page.status, await countPreviews(), (await open(id)).draft.revision]).toEqual([422, 0, 0]);
    expect(await faultsOf(page)).toEqual([]);
  });
  test.each([
    [
      'observations',
      'kpi,fiscal_year,value,status,as_of,source',
      'line-friends,abc,1,confirmed,2026-03-31,x',
    ],
    ['observations', 'kpi,fiscal_year,value,status,as_of,source', 'line-friends,2025,abc,abc,abc,x'],
    ['targets', 'kpi,revision,fiscal_year,era,value', 'line-friends,abc,abc,abc,abc'],
    ['targets', 'kpi,revision,fiscal_year,era,value', 'line-friends,1e400,-1,R0,--1'],
    [
      'targets',
      'kpi,revision,fiscal_year,era,value,effective_date',
      'line-friends,1234567890,2028,R10,8000,2026-04-01',
    ],
  ])('as %s of %s with %s is told in words of an officer', async (table, head, line) => {
    const id = await newDraft();
    const file = new File([`${head}\n${line}\n`], `${table}.csv`);
    const sent = { file, missing: 'keep' };
    const page = await (await browse(EDITOR.email)).post(`/console/drafts/${id}/import`, sent);
    expect([page.status, await countPreviews(), await faultsOf(page)]).toEqual([422, 0, []]);
  });
  test.each([
    ['path parts', '..\\..\\etc/passwd.csv'],
    ['signs that turn its letters', 'a\u202Evsc.csv'],
    ['markup', `${MARKUP}.csv`],
    ['a letter of two halves at the cut', `${'あ'.repeat(119)}😀.csv`],
    ['a thousand letters', `${'長'.repeat(1_000)}.csv`],
  ])('may be called with %s: that is a label, in text', async (_, name) => {
    const id = await newDraft();
    const editor = await browse(EDITOR.email);
    const file = new File([csv('ことば')], name);
    const sent = await editor.post(`/console/drafts/${id}/import`, { file, missing: 'keep' });
    expect(sent.status).toBe(303);
    const page = await editor.get(sent.location);
    expect([page.status, await faultsOf(page)]).toEqual([200, []]);
    expect(page.html).not.toMatch(/[\uFFFD\u202E]/);
    const taken = await editor.post(sent.location, { decision: 'take', revision: '0', newest: '1' });
    expect(taken.status).toBe(303);
    expect(await faultsOf(await editor.get('/console/audit'))).toEqual([]);
    expect(await isWhole()).toBeNull();
  });
  const PART = 'content-disposition: form-data; name=';
  test.each([
    ['breaks off in the file', `--x\r\n${PART}"file"; filename="a.csv"\r\n\r\nword,kind`],
    ['has no end', `--x\r\n${PART}"file"; filename="a.csv"\r\n\r\nword\r\n--x`],
    ['has a part without a name', `--x\r\n\r\nword\r\n--x--\r\n`],
    ['has a header without an end', `--x\r\n${PART}"file`],
    ['has a line break in a file name', `--x\r\n${PART}"file"; filename="a"\r\nX-Evil: 1\r\n\r\n.csv"`],
    ['is of another boundary', `--y\r\n${PART}"file"\r\n\r\nword\r\n--y--\r\n`],
  ])('sent in a form that %s is not read', async (_, rest) => {
    const id = await newDraft();
    const token = await formTokenOf(await signIn(EDITOR.email));
    const headers = {
      origin: 'https://ayumi.example.lg.jp',
      'content-type': 'multipart/form-data; boundary=x',
    };
    const body = `--x\r\n${PART}"token"\r\n\r\n${token}\r\n${rest}`;
    const page = await (
      await browse(EDITOR.email)
    ).send(`/console/drafts/${id}/import`, { method: 'POST', body, headers });
    expect([403, 422]).toContain(page.status);
    expect([await countPreviews(), (await open(id)).draft.revision, await faultsOf(page)]).toEqual([
      0,
      0,
      [],
    ]);
  });
});

describe('an address that nobody was given', () => {
  test.each([
    ['a sign that is not UTF-8', '%E0%A4%A'],
    ['a lone percent sign', '%'],
    ['NUL', '%00'],
    ['a way up', '..%2F..%2Fstaff'],
    ['a wildcard', '%25'],
    ['SQL', encodeURIComponent("' OR 1=1 --")],
    ['eight thousand letters', 'あ'.repeat(900)],
  ])('with %s for an id, a table, a page or a search is told in Japanese', async (_, odd) => {
    const id = await newDraft();
    const admin = await browse(ADMINISTRATOR);
    const paths = [
      ...addresses({ id: odd, table: odd, importId: odd, screen: odd, number: '9007199254740993' }),
      ...['page', 'rows', 'key', 'q', 'kpi', 'year', 'before', 'subject', 'done', 'version'].flatMap((name) =>
        addresses({ id, table: 'glossary', number: '1', screen: 'home' }).map(
          (path) => `${path}?${name}=${odd}`,
        ),
      ),
    ];
    const faults: string[] = [];
    for (const path of paths) {
      const page = await admin.get(path);
      if (![200, 302, 303, 404, 422].includes(page.status)) faults.push(`${path}: ${page.status}`);
      for (const fault of await faultsOf(page)) faults.push(`${path}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});

describe('at the same moment', () => {
  const inTrail = async (action: string): Promise<number> =>
    (await loadEntriesAfter(env.DB, 0, 1_000)).filter((entry) => entry.action === action).length;

  test('one draft handed in twice is handed in once', async () => {
    const id = await newDraft();
    await save(id, actual('line-friends', '7400'));
    const now = seen(await open(id));
    const both = await Promise.all([submit(deskOf(EDITOR, 2), now), submit(deskOf(SECOND, 2), now)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect([await inTrail('draft-submitted'), await isWhole()]).toEqual([1, null]);
  });
  test.each([
    ['sent back', sendBack, 'draft-returned'],
    ['withdrawn', withdraw, 'draft-withdrawn'],
  ] as const)('approved and %s: one of them has its entry', async (_, step, action) => {
    const id = await submitted(actual('line-friends', '7400'));
    const now = seen(await open(id));
    const both = await Promise.all([
      step(deskOf(SECOND, 3), now, '理由'),
      approve(deskOf(APPROVER, 3), now, AT_ONCE),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const published = (await loadNewestNumber(env.DB)) - 1;
    expect([published + (await inTrail(action)), await isWhole()]).toEqual([1, null]);
  });
  test('thrown away, handed in and saved: only one of them', async () => {
    const id = await newDraft();
    await save(id, actual('line-friends', '7400'));
    const now = seen(await open(id));
    const all = await Promise.all([
      discard(deskOf(EDITOR, 2), now),
      submit(deskOf(EDITOR, 2), now),
      saveRows(deskOf(EDITOR, 2), { ...now, rows: [actual('line-friends', '7500')] }),
    ]);
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await isWhole()).toBeNull();
  });
  test('a file taken in and the draft handed in: what was approved holds only what was seen', async () => {
    const id = await newDraft();
    await save(id, actual('line-friends', '7400'));
    const now = seen(await open(id));
    const editor = await browse(EDITOR.email);
    const file = new File([csv('ことば')], 'a.csv');
    const { location } = await editor.post(`/console/drafts/${id}/import`, { file, missing: 'keep' });
    const decision = { decision: 'take', revision: String(now.revision), newest: '1' };
    const [taken, handedIn] = await Promise.all([
      editor.post(location, decision),
      submit(deskOf(SECOND, 2), now),
    ]);
    expect([taken.status === 303, handedIn.ok].filter(Boolean)).toHaveLength(1);
    expect((await open(id)).changes).toHaveLength(handedIn.ok ? 1 : 2);
    expect(await isWhole()).toBeNull();
  });
});
