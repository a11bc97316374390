import { env } from 'cloudflare:workers';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findAuditFault } from '../../src/domain/audit/audit-trail.ts';
import { RESIDENT_LANGUAGES } from '../../src/domain/language.ts';
import { settleChunk, stop } from '../../src/flows/broadcasts/control-broadcast.ts';
import { discard } from '../../src/flows/broadcasts/edit-broadcast.ts';
import { sendBack } from '../../src/flows/broadcasts/review-broadcast.ts';
import { loadEntriesAfter, sha256Now } from '../../src/storage/audit-store.ts';
import { saveInsight } from '../../src/storage/insight-store.ts';
import { saveTemplate } from '../../src/storage/template-store.ts';
import { consoleRoutes } from '../../src/web/console/console-routes.ts';
import {
  approvedBroadcast,
  broadcastDeskOf,
  broadcastOf,
  composedBroadcast,
  deliver,
  sendingBroadcast,
  sentBroadcast,
  STARTS_AT,
  submittedBroadcast,
  sweep,
  type Wanted,
} from './broadcast-desk.ts';
import { addResidents, addTester, line, playGoodLine, playLine } from './compose-desk.ts';
import {
  ADMINISTRATOR,
  browse,
  enrol,
  openConsole,
  playIdentityProvider,
  type Page,
} from './console-client.ts';
import { formOf, formsOf, wordsOf } from './console-forms.ts';
import { APPROVER, EDITOR, SECOND, startAnew } from './draft-desk.ts';

const MARKUP = `"><script>alert(1)</script><img src=x onerror=alert(1)>' onfocus=alert(1) x='`;
const NORTH = { district: '北部' };
const LATE = STARTS_AT + 600;

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  playGoodLine();
  await enrol(EDITOR, APPROVER, SECOND);
});
afterEach(() => void vi.restoreAllMocks());

const desk = () => openConsole({ seconds: LATE, line });
const inEach = (words: string) =>
  Object.fromEntries(RESIDENT_LANGUAGES.map((language) => [language, words])) as Record<string, string>;

/** What a browser would run or fetch on a page that the console does not mean. */
async function intruders({ html }: Page): Promise<string[]> {
  const found: string[] = [];
  const reader = new HTMLRewriter().on('*', {
    element({ tagName, attributes }) {
      const all = [...attributes].map(([name = '', value = '']) => ({ name, value }));
      const source = all.find(({ name }) => name === 'src')?.value ?? '';
      if (tagName === 'script' && !source.startsWith('/')) found.push('script');
      if (source === 'x') found.push(`${tagName} src`);
      for (const { name, value } of all)
        if (name.startsWith('on') || (name !== 'value' && /^\s*javascript:/i.test(value)))
          found.push(`${tagName} ${name}`);
    },
  });
  await reader.transform(new Response(html, { headers: { 'content-type': 'text/html' } })).text();
  return found;
}

async function faultsOf(page: Page): Promise<string[]> {
  const type = page.response.headers.get('content-type') ?? '';
  if ((page.status >= 300 && page.status < 400) || !type.includes('html'))
    return page.status >= 500 ? [`status ${page.status}`] : [];
  const words = wordsOf(page);
  const inside = words.match(
    /\b\w*Error\b|Exception|undefined|NaN|Infinity|D1_\w+|SQLITE\w*|Not Found|\[object/g,
  );
  return [
    ...(page.status >= 500 ? [`status ${page.status}`] : []),
    ...(/[ぁ-ん]/.test(words) ? [] : ['no Japanese']),
    ...(await intruders(page)),
    ...(inside ?? []),
  ];
}

/** A broadcast in each state it can be in, each with everything hostile that its words can hold. */
async function oneInEachState(text: string, more: Wanted = {}): Promise<Record<string, string>> {
  await addResidents(60, NORTH);
  const wanted: Wanted = {
    title: text.slice(0, 80),
    languages: RESIDENT_LANGUAGES,
    blocks: [
      { kind: 'text', text: inEach(text) },
      {
        kind: 'link',
        title: inEach(text.slice(0, 100)),
        body: inEach(text),
        label: inEach(text.slice(0, 40)),
        url: 'https://example.lg.jp/?q=%22%3E%3Cscript%3E',
      },
    ],
    schedule: { quietReason: text },
    ...more,
  };
  const toNorth = { ...wanted, segment: { districts: ['北部'] } };
  const refusal = (): Response => Response.json({ message: text }, { status: 400 });
  const returned = await submittedBroadcast(wanted);
  await sendBack(broadcastDeskOf(APPROVER, 4), { id: returned, revision: 1 }, text);
  const discarded = await composedBroadcast(wanted);
  await discard(broadcastDeskOf(EDITOR, 4), { id: discarded, revision: 1 });
  const failed = await sentBroadcast(toNorth, refusal());
  const settled = await sentBroadcast(toNorth, refusal());
  await settleChunk(
    broadcastDeskOf(APPROVER, STARTS_AT + 20),
    { id: settled, chunk: 1 },
    { decision: 'give-up', reason: text },
  );
  const stopped = await sendingBroadcast(toNorth);
  await stop(broadcastDeskOf(APPROVER, STARTS_AT + 20), { id: stopped }, text);
  const paused = await sendingBroadcast(toNorth);
  await deliver(
    [{ broadcastId: paused, number: 1 }],
    STARTS_AT + 20,
    Response.json({ message: text }, { status: 403 }),
  );
  const sent = await sentBroadcast(wanted);
  await saveInsight(env.DB, {
    broadcastId: sent,
    delivered: 700,
    seen: 300,
    clicked: null,
    clicks: [{ message: 1, url: text, residents: 20 }],
    fetchedAt: '2026-11-24T02:00:00.000Z',
  });
  const sending = await sendingBroadcast(toNorth);
  const scheduled = await approvedBroadcast(wanted);
  return {
    open: await composedBroadcast(wanted),
    returned,
    submitted: await submittedBroadcast(toNorth),
    scheduled,
    sending,
    paused,
    stopped,
    sent,
    failed,
    settled,
    discarded,
  };
}

const ROUTES = consoleRoutes().routes.filter(({ path }) => path.startsWith('/broadcasts'));
const pathsOf = (method: string): string[] => [
  ...new Set(ROUTES.filter((route) => route.method === method).map(({ path }) => path)),
];
const filled = (path: string, id: string): string =>
  `/console${path
    .replace(/:step\{([^}]*)\}/, (_, steps: string) => steps.split('|')[0] ?? '')
    .replace(/:number(\{[^}]*\})?/, '1')
    .replace(/:\w+(\{[^}]*\})?/, id)}`;

describe('markup in everything an officer, LINE or a link can say', () => {
  test('is text on every page of a broadcast in whatever state', async () => {
    const all = await oneInEachState(MARKUP);
    await saveTemplate(env.DB, {
      id: crypto.randomUUID(),
      name: MARKUP,
      composition: (await broadcastOf(all['open'] ?? '')).composition,
      savedBy: EDITOR.email,
      savedAt: '2026-11-24T01:00:00.000Z',
    });
    await addTester(EDITOR.email, 'sato');
    await enrol({ ...APPROVER, name: MARKUP });
    const admin = await browse(ADMINISTRATOR, desk());
    const faults: string[] = [];
    let pages = 0;
    for (const [state, id] of Object.entries(all))
      for (const path of pathsOf('GET')) {
        const page = await admin.get(filled(path, id));
        pages += page.status === 200 ? 1 : 0;
        for (const fault of await faultsOf(page)) faults.push(`${state} ${path}: ${fault}`);
      }
    for (const path of ['', '/audit', '/staff', '/usage'])
      for (const fault of await faultsOf(await admin.get(`/console${path}`)))
        faults.push(`${path}: ${fault}`);
    expect(pages).toBeGreaterThan(40);
    expect(faults).toEqual([]);
  }, 60_000);

  test('typed into every form of them is answered with a page, never with a fault of ours', async () => {
    const all = await oneInEachState('お知らせ');
    const faults: string[] = [];
    let posts = 0;
    for (const [state, id] of Object.entries(all)) {
      const before = await broadcastOf(id);
      for (const staff of [EDITOR, APPROVER]) {
        const officer = await browse(staff.email, desk());
        for (const place of [`/console/broadcasts/${id}`, `/console/broadcasts/${id}/edit`])
          for (const { action, fields } of formsOf(await officer.get(place))) {
            const typed = Object.fromEntries(Object.keys(fields).map((name) => [name, MARKUP]));
            const answer = await officer.post(action || place, typed);
            posts += 1;
            for (const fault of await faultsOf(answer)) faults.push(`${state} ${action}: ${fault}`);
          }
      }
      const after = await broadcastOf(id);
      const mayStop = ['scheduled', 'sending', 'paused'].includes(before.state.kind);
      expect([state, after.revision, mayStop || after.state.kind === before.state.kind]).toEqual([
        state,
        before.revision,
        true,
      ]);
    }
    expect(posts).toBeGreaterThan(20);
    expect(faults).toEqual([]);
  }, 60_000);
});

describe('an address of something else', () => {
  test.each([
    ['nobody knows', crypto.randomUUID()],
    ['that is no id', 'constructor'],
    ['that ends in nothing', '%00'],
    ['that climbs', '..%2F..%2Fstaff'],
    ['that is SQL', encodeURIComponent("' OR '1'='1")],
    ['that is markup', encodeURIComponent(MARKUP)],
    ['that cannot be decoded', '%E0%A4%A'],
    ['that is very long', 'a'.repeat(4_000)],
  ])('%s is a page in Japanese that does not repeat it', async (_, id) => {
    await composedBroadcast();
    const admin = await browse(ADMINISTRATOR, desk());
    const faults: string[] = [];
    const statuses = new Set<number>();
    for (const path of pathsOf('GET').filter((each) => each.includes(':'))) {
      const page = await admin.get(filled(path, id));
      statuses.add(page.status);
      const words = wordsOf(page);
      for (const fault of [...(await faultsOf(page)), ...(page.status < 300 ? ['there is something'] : [])])
        faults.push(`GET ${path}: ${fault}`);
      if (words.includes(id) || words.includes(MARKUP)) faults.push(`GET ${path}: repeats it`);
    }
    for (const path of pathsOf('POST').filter((each) => each.includes(':') && !each.includes('templates'))) {
      const body = {
        revision: '1',
        sha256: 'f'.repeat(64),
        note: '直してください',
        language: 'ja',
        'decision-1': 'give-up',
        'reason-1': '要らない',
        title: 'x',
      };
      const page = await admin.post(filled(path, id), body);
      statuses.add(page.status);
      for (const fault of await faultsOf(page)) faults.push(`POST ${path}: ${fault}`);
      if (page.status !== 404) faults.push(`POST ${path}: ${page.status}`);
      if (wordsOf(page).includes(id)) faults.push(`POST ${path}: repeats it`);
    }
    expect(faults).toEqual([]);
  });
  test('of a chunk beyond all is told like one that is not there', async () => {
    await addResidents(30, NORTH);
    const id = await sentBroadcast({ segment: { districts: ['北部'] } });
    const approver = await browse(APPROVER.email, desk());
    for (const number of ['0', '2', '99999999999999999999', '1e3', '-1', '１']) {
      const page = await approver.post(
        `/console/broadcasts/${id}/chunks/${encodeURIComponent(number)}/settle`,
        {
          revision: '1',
          [`decision-${Number(number)}`]: 'send-again',
          [`reason-${Number(number)}`]: '理由',
        },
      );
      expect([number, await faultsOf(page)]).toEqual([number, []]);
      expect([404, 409, 422]).toContain(page.status);
    }
    expect((await broadcastOf(id)).state.kind).toBe('sent');
  });
});

describe('a step at the wrong moment', () => {
  const STEPS = [
    'submit',
    'withdraw',
    'return',
    'approve',
    'cancel',
    'stop',
    'resume',
    'edit',
    'discard',
    'test',
  ];
  /** What each state lets an administrator do who has written none of it. */
  const ALLOWED: Record<string, readonly string[]> = {
    open: ['submit', 'edit', 'discard', 'test'],
    returned: ['submit', 'edit', 'discard', 'test'],
    submitted: ['withdraw', 'return', 'approve', 'test'],
    scheduled: ['cancel', 'stop'],
    sending: ['stop'],
    paused: ['stop', 'resume'],
  };

  test('changes nothing, loses nothing, and is answered in words', async () => {
    const all = await oneInEachState('お知らせ', { schedule: {} });
    await addTester(EDITOR.email, 'sato');
    const admin = await browse(ADMINISTRATOR, desk());
    const faults: string[] = [];
    for (const [state, id] of Object.entries(all)) {
      const before = await broadcastOf(id);
      const sha256 = 'sha256' in before.state ? before.state.sha256 : '';
      for (const step of STEPS.filter((each) => !ALLOWED[state]?.includes(each))) {
        const page = await admin.post(`/console/broadcasts/${id}/${step}`, {
          revision: String(before.revision),
          sha256,
          note: '直してください',
          language: 'ja',
          title: 'うっかり',
          'stop-reason': '',
        });
        for (const fault of await faultsOf(page)) faults.push(`${state} ${step}: ${fault}`);
        if (page.status !== 409) faults.push(`${state} ${step}: ${page.status} ${page.location}`);
        const after = JSON.stringify(await broadcastOf(id));
        if (after !== JSON.stringify(before)) faults.push(`${state} ${step}: it has changed`);
      }
    }
    expect(faults).toEqual([]);
    const trail = await loadEntriesAfter(env.DB, 0, 1_000);
    expect(findAuditFault(trail, null, sha256Now)).toBeNull();
  }, 60_000);

  test.each(['', '0', '2', '-1', '1e0', '１', '99999999999999999999', 'NaN'])(
    'with revision %j, that was not seen, approves, cancels and resumes nothing',
    async (revision) => {
      await addResidents(30, NORTH);
      const [submitted, scheduled] = [await submittedBroadcast(), await approvedBroadcast()];
      const paused = await sendingBroadcast({ segment: { districts: ['北部'] } });
      await deliver(
        [{ broadcastId: paused, number: 1 }],
        STARTS_AT + 20,
        new Response('{}', { status: 403 }),
      );
      const { state } = await broadcastOf(submitted);
      const sha256 = state.kind === 'submitted' ? state.sha256 : '';
      const approver = await browse(APPROVER.email, openConsole({ seconds: 60 }));
      for (const [id, step] of [
        [submitted, 'approve'],
        [submitted, 'withdraw'],
        [scheduled, 'cancel'],
        [paused, 'resume'],
      ]) {
        const before = await broadcastOf(id ?? '');
        const page = await approver.post(`/console/broadcasts/${id}/${step}`, { revision, sha256 });
        expect([step, page.status, await faultsOf(page)]).toEqual([step, 409, []]);
        expect(await broadcastOf(id ?? '')).toEqual(before);
      }
    },
  );
});

describe('a formula', () => {
  const RUNS = /^[=+\-@\t\r＝＋－＠]/;

  test.each(['=HYPERLINK("https://evil.example","見る")', '+1+1', '-1+1', '@SUM(1)', "＝cmd|' /C calc'!A0"])(
    '%j in every word leaves as text in the files of a broadcast, whose names hold nothing of it',
    async (text) => {
      await enrol({ ...APPROVER, name: text });
      const all = await oneInEachState(text.trim() === text ? text : `${text}x`);
      const admin = await browse(ADMINISTRATOR, desk());
      let met = 0;
      for (const [state, id] of Object.entries(all))
        for (const file of ['record.csv', 'chunks.csv']) {
          const { status, response } = await admin.get(`/console/broadcasts/${id}/${file}`);
          const name = response.headers.get('content-disposition') ?? '';
          expect([state, status, /^attachment; filename\*=UTF-8''[\w%.-]+$/.test(name)]).toEqual([
            state,
            200,
            true,
          ]);
          const cells = parse(await response.text(), { bom: true, relaxColumnCount: true }).flat();
          expect([state, file, cells.filter((cell) => RUNS.test(cell))]).toEqual([state, file, []]);
          met += cells.filter((cell) => cell.includes(text.trim())).length;
        }
      expect(met).toBeGreaterThan(10);
    },
    60_000,
  );
});

describe('a form filled in by nobody', () => {
  test.each([
    ['a day beyond all', { when: 'later', date: '275760-09-13', time: '10:00' }],
    ['a day that is none', { when: 'later', date: '2027-02-29', time: '10:00' }],
    ['the day zero', { when: 'later', date: '0000-00-00', time: '10:00' }],
    ['the last second', { when: 'later', date: '2026-12-01', time: '24:00' }],
    ['a time that is none', { when: 'later', date: '2026-12-01', time: '99:99' }],
    ['a time with markup', { when: 'later', date: MARKUP, time: MARKUP }],
    ['languages nobody speaks', { 'language-tlh': 'tlh', languages: '__proto__' }],
    [
      'a segment of nobody’s',
      { to: 'segment', 'theme-x': '__proto__', 'district-x': '渋谷区', 'age-x': '200s' },
    ],
    ['an act there is not', { do: 'remove:99' }],
    ['an act on nothing', { do: 'up:0' }],
    ['blocks out of nowhere', { 'b99-kind': 'text', 'b-1-kind': 'text', blocks: '1e9' }],
    ['a kind of block there is not', { 'b0-kind': 'constructor' }],
    ['a version beyond all', { 'b0-kind': 'changes', 'b0-version': '9'.repeat(40) }],
    ['an address that is none', { 'b0-kind': 'link', 'b0-url': 'javascript:alert(1)' }],
  ])('with %s is answered with a page, and what is kept can be read', async (_, fields) => {
    const id = await composedBroadcast();
    const editor = await browse(EDITOR.email, desk());
    const form = formOf(await editor.get(`/console/broadcasts/${id}/edit`), '/edit');
    const answer = await editor.post(`/console/broadcasts/${id}/edit`, { ...form, do: 'save', ...fields });
    expect(await faultsOf(answer)).toEqual([]);
    for (const place of ['', '/edit']) {
      const page = await editor.get(`/console/broadcasts/${id}${place}`);
      expect([place, await faultsOf(page)]).toEqual([place, []]);
    }
    const asked = await editor.post('/console/broadcasts/figures', { ...form, ...fields });
    expect(asked.status).toBe(200);
    expect(await intruders(asked)).toEqual([]);
  });
  test('leaves no broadcast without Japanese, and no language twice', async () => {
    const id = await composedBroadcast();
    const editor = await browse(EDITOR.email, desk());
    const form = formOf(await editor.get(`/console/broadcasts/${id}/edit`), '/edit');
    const without = Object.fromEntries(Object.entries(form).filter(([name]) => !/lang/i.test(name)));
    await editor.post(`/console/broadcasts/${id}/edit`, { ...without, do: 'save' });
    expect((await broadcastOf(id)).composition.languages).toEqual(['ja']);
  });
});

describe('what LINE says of the month', () => {
  test.each([
    ['nothing', () => Response.json({})],
    ['null', () => Response.json(null)],
    ['words for numbers', () => Response.json({ type: 'limited', value: 'many', totalUsage: 'few' })],
    ['a page', () => new Response('<html>maintenance</html>')],
    ['429', () => Response.json({ message: 'Too many' }, { status: 429 })],
    ['404', () => Response.json({ message: 'Not found' }, { status: 404 })],
  ])('answered with %s leaves the pages whole, and says that it is not known', async (_, answer) => {
    playLine(answer);
    const all = { open: await composedBroadcast(), submitted: await submittedBroadcast() };
    const approver = await browse(APPROVER.email, openConsole({ seconds: 60, line }));
    const page = await approver.get(`/console/broadcasts/${all.submitted}`);
    expect(page.status).toBe(200);
    expect(await faultsOf(page)).toEqual([]);
    expect(wordsOf(page)).toMatch(/LINE[^。]*(?:答え|応答|確かめられ|取れ|分かりま)/);
    const editor = await browse(EDITOR.email, openConsole({ seconds: 60, line }));
    expect(await faultsOf(await editor.get(`/console/broadcasts/${all.open}/edit`))).toEqual([]);
  });
});

test('no page, file or trail of a broadcast names a resident', async () => {
  const all = await oneInEachState('お知らせ');
  await sweep(LATE);
  const { results } = await env.DB.prepare('SELECT user_id AS id FROM residents').all<{ id: string }>();
  const admin = await browse(ADMINISTRATOR, desk());
  const paths = Object.values(all).flatMap((id) => pathsOf('GET').map((path) => filled(path, id)));
  for (const path of [...paths, '/console/audit', '/console/audit.csv', '/console']) {
    const { response } = await admin.get(path);
    const text = await response.text();
    expect([path, results.filter(({ id }) => text.includes(id))]).toEqual([path, []]);
  }
  const trail = JSON.stringify(await loadEntriesAfter(env.DB, 0, 1_000));
  expect(results.filter(({ id }) => trail.includes(id))).toEqual([]);
}, 60_000);
