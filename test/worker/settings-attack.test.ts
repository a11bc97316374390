import { applyD1Migrations, createExecutionContext, reset, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import worker from '../../src/index.ts';
import { writeChange, writeReadPostback } from '../../src/domain/look-up/postback.ts';
import type { SettingChange } from '../../src/domain/residents/settings.ts';
import { approve, cancelApproval } from '../../src/flows/broadcasts/review-broadcast.ts';
import { stop } from '../../src/flows/broadcasts/control-broadcast.ts';
import { sendTest } from '../../src/flows/broadcasts/test-send.ts';
import { loadTesters, saveTesterCode } from '../../src/storage/tester-store.ts';
import { addTester, line } from './compose-desk.ts';
import {
  approvedBroadcast,
  broadcastDeskOf,
  broadcastOf,
  composedBroadcast,
  sendingBroadcast,
  sentBroadcast,
  submittedBroadcast,
} from './broadcast-desk.ts';
import { APPROVER, EDITOR, startAnew } from './draft-desk.ts';

/** What a resident, or somebody who plays one, can do through the webhook to what is kept of residents. */
const SECRET = 'simulator-channel-secret';
const NOW = Date.parse('2026-11-24T03:00:00.000Z');
const HOUR = 3_600_000;
const YEAR_2100 = Date.parse('2100-01-01T00:00:00.000Z');
const LAST_MOMENT = 8_640_000_000_000_000;

const residentNamed = (name: string): string => `U${name.padEnd(32, '0')}`;
const A = residentNamed('a');

let logged: string[];
let replies: { replyToken: string; messages: Record<string, unknown>[] }[];

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  logged = [];
  replies = [];
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void logged.push(text));
  vi.spyOn(console, 'error').mockImplementation((text: string) => void logged.push(text));
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    if (typeof init?.body === 'string') replies.push(JSON.parse(init.body) as (typeof replies)[number]);
    return Response.json({ sentMessages: [] }, { headers: { 'x-line-request-id': 'request' } });
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

let serial = 0;

function event(type: string, userId: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  serial += 1;
  return {
    type,
    mode: 'active',
    timestamp: NOW,
    webhookEventId: `attack-${serial}`,
    deliveryContext: { isRedelivery: false },
    source: { type: 'user', userId },
    ...(type === 'unfollow' ? {} : { replyToken: `token-${serial}` }),
    ...more,
  };
}

const postback = (userId: string, data: string, timestamp = NOW, more: Record<string, unknown> = {}) =>
  event('postback', userId, { postback: { data }, timestamp, ...more });
const change = (userId: string, what: SettingChange, timestamp = NOW) =>
  postback(userId, writeChange(what), timestamp);
const forget = (userId: string, timestamp = NOW) => postback(userId, 'v=1&a=forget-me', timestamp);
const says = (userId: string, text: string, timestamp = NOW) =>
  event('message', userId, { message: { id: '1', type: 'text', text }, timestamp });

async function post(events: readonly unknown[], db: D1Database = env.DB): Promise<number> {
  const body = JSON.stringify({ destination: 'U', events });
  const signature = createHmac('sha256', SECRET).update(body).digest('base64');
  const ctx = createExecutionContext();
  const request = new Request('https://ayumi.example.lg.jp/webhook', {
    method: 'POST',
    body,
    headers: { 'x-line-signature': signature },
  });
  const response = await worker.fetch(request, { ...env, DB: db }, ctx);
  await waitOnExecutionContext(ctx);
  return response.status;
}

async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  return (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results;
}

async function told(userId: string): Promise<Record<string, unknown> | undefined> {
  return (await rowsOf('residents')).find((row) => row['user_id'] === userId);
}

/** Every row of every table, as somebody would read them who got hold of the database. */
async function dump(): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  ).all<{ name: string }>();
  const tables = await Promise.all(results.map(async ({ name }) => [name, await rowsOf(name)]));
  return JSON.stringify(tables);
}

/** D1 that counts what it is asked; from the `breaksAt`th request on it answers nothing any more. */
function watched(breaksAt = Infinity): { db: D1Database; counts: { requests: number; statements: number } } {
  const counts = { requests: 0, statements: 0 };
  const ask = async <Value>(statements: number, go: () => Promise<Value>): Promise<Value> => {
    counts.requests += 1;
    counts.statements += statements;
    if (counts.requests >= breaksAt) throw new Error('D1_ERROR: Network connection lost');
    return go();
  };
  const watch = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => watch(target.bind(...values));
        if (name === 'unwatched') return target;
        const method = Reflect.get(target, name) as (...values: unknown[]) => Promise<unknown>;
        return (...values: unknown[]) => ask(1, () => method.apply(target, values));
      },
    });
  const db = {
    prepare: (sql: string) => watch(env.DB.prepare(sql)),
    batch: (statements: readonly D1PreparedStatement[]) =>
      ask(statements.length, () =>
        env.DB.batch(
          statements.map((each) => (each as unknown as { unwatched: D1PreparedStatement }).unwatched),
        ),
      ),
  };
  return { db: db as unknown as D1Database, counts };
}

const saidBack = (): string => JSON.stringify(replies);

describe('a postback made up by somebody', () => {
  test.each([
    ['a setting there is not', 'v=1&a=set&k=admin&id=1'],
    ['a setting named like a part of every object', 'v=1&a=set&k=__proto__&id=ja'],
    ['a choice named like a part of every object', 'v=1&a=set&k=language&id=constructor'],
    ['an age that is none', 'v=1&a=set&k=age-band&id=toString'],
    ['a cap that is none', 'v=1&a=set&k=monthly-cap&id=-1'],
    ['a cap beyond all', 'v=1&a=set&k=monthly-cap&id=1e999'],
    ['a cap in other digits', `v=1&a=set&k=monthly-cap&id=${encodeURIComponent('２')}`],
    ['SQL', `v=1&a=set&k=district&id=${encodeURIComponent("'; DROP TABLE residents; --")}`],
    ['JSON', `v=1&a=set&k=district&id=${encodeURIComponent('{"a":1}')}`],
    ['a district of another town', `v=1&a=set&k=district&id=${encodeURIComponent('渋谷区')}`],
    ['a district with a sign nobody sees', `v=1&a=set&k=district&id=${encodeURIComponent('中部\u200b')}`],
    ['half a surrogate pair', 'v=1&a=set&k=district&id=%ED%A0%80'],
    ['a district of 300 letters', `v=1&a=set&k=district&id=${'x'.repeat(270)}`],
    ['too much', `v=1&a=set&k=language&id=en&x=${'x'.repeat(300)}`],
    ['nothing', ''],
    ['another version', 'v=2&a=set&k=language&id=en'],
    ['two values, the first of which is none', 'v=1&a=set&k=language&id=tlh&id=en'],
    ['a broadcast that is no id', "v=1&a=read&id=' OR 1=1&r=1&l=en"],
    ['a broadcast nobody knows', `v=1&a=read&id=${crypto.randomUUID()}&r=1&l=en`],
    ['a revision beyond all', `v=1&a=read&id=${crypto.randomUUID()}&r=99999999999&l=en`],
  ])('with %s keeps nothing and gets a kind answer', async (_, data) => {
    expect(await post([postback(A, data)])).toBe(200);
    expect(await rowsOf('residents')).toEqual([]);
    expect(saidBack()).toContain('内容が変わりました');
  });
  test('cannot speak for somebody else: whose it is, LINE says', async () => {
    const other = residentNamed('b');
    await post([postback(A, `v=1&a=set&k=language&id=en&userId=${other}&user_id=${other}`)]);
    expect((await rowsOf('residents')).map((row) => row['user_id'])).toEqual([A]);
  });
  test.each([
    ['a group', { type: 'group', groupId: 'C1', userId: A }],
    ['a room', { type: 'room', roomId: 'R1', userId: A }],
    ['nobody', undefined],
    ['somebody without an id', { type: 'user' }],
    ['somebody with an empty id', { type: 'user', userId: '' }],
  ])('from %s keeps nothing, deletes nothing and registers nobody', async (_, source) => {
    await post([change(A, { setting: 'language', value: 'en' }, NOW - 10)]);
    await saveTesterCode(env.DB, {
      code: '12345678',
      email: EDITOR.email,
      expiresAt: '2026-11-24T04:00:00.000Z',
    });
    const more = { source };
    const events = [
      postback(A, writeChange({ setting: 'language', value: 'vi' }), NOW, more),
      postback(A, 'v=1&a=forget-me', NOW, more),
      { ...says(A, 'テスト登録 12345678'), source },
    ];
    expect(await post(events)).toBe(200);
    expect(await rowsOf('residents')).toMatchObject([{ user_id: A, language: 'en' }]);
    expect(await loadTesters(env.DB)).toEqual([]);
  });
  test('while another module answers keeps nothing', async () => {
    await post([
      postback(A, writeChange({ setting: 'language', value: 'en' }), NOW, { mode: 'standby' }),
      { ...says(A, 'English'), mode: 'standby' },
    ]);
    expect(await rowsOf('residents')).toEqual([]);
    expect(replies).toEqual([]);
  });
});

describe('a moment that cannot be', () => {
  test.each([
    ['in 2100', YEAR_2100],
    ['at the end of all time', LAST_MOMENT],
    ['an hour ahead', NOW + HOUR],
  ])('%s locks no setting: what is chosen next counts', async (_, moment) => {
    await post([change(A, { setting: 'language', value: 'vi' }, moment)]);
    expect(await told(A)).toMatchObject({ language: 'vi' });
    vi.setSystemTime(NOW + 60_000);
    await post([change(A, { setting: 'language', value: 'en' }, NOW + 60_000)]);
    expect(await told(A)).toMatchObject({ language: 'en' });
  });
  test.each([
    ['in 2100', YEAR_2100],
    ['at the end of all time', LAST_MOMENT],
  ])('%s of a deletion shuts nobody out, and its mark goes in time', async (_, moment) => {
    await post([forget(A, moment)]);
    vi.setSystemTime(NOW + 60_000);
    await post([change(A, { setting: 'language', value: 'en' }, NOW + 60_000)]);
    expect(await told(A)).toMatchObject({ language: 'en' });
    expect(await rowsOf('forgotten_marks')).toMatchObject([{ forgotten_at: NOW }]);
  });
  test.each([
    ['in 2100', YEAR_2100],
    ['at the end of all time', LAST_MOMENT],
  ])('%s of a tester’s code: the account can be deleted, and nobody’s code is lost', async (_, moment) => {
    const expiresAt = '2026-11-24T04:00:00.000Z';
    await saveTesterCode(env.DB, { code: '12345678', email: EDITOR.email, expiresAt });
    await saveTesterCode(env.DB, { code: '87654321', email: APPROVER.email, expiresAt });
    await post([says(A, 'テスト登録 12345678', moment)]);
    expect(await rowsOf('tester_codes')).toHaveLength(1);
    vi.setSystemTime(NOW + 60_000);
    await post([forget(A, NOW + 60_000)]);
    expect(await loadTesters(env.DB)).toEqual([]);
  });
  test.each([0, -1, -LAST_MOMENT])('of %d is older than everything and breaks nothing', async (moment) => {
    const events = [
      change(A, { setting: 'language', value: 'vi' }, moment),
      forget(A, moment),
      event('unfollow', A, { timestamp: moment }),
      says(A, 'テスト登録 12345678', moment),
    ];
    expect(await post(events)).toBe(200);
    await post([change(A, { setting: 'language', value: 'en' })]);
    expect(await told(A)).toMatchObject({ language: 'en' });
    expect(await post(events)).toBe(200);
    expect(await told(A)).toMatchObject({ language: 'en' });
  });
  test.each([1.5, '1795000000000', null, LAST_MOMENT + 1, 1e300])(
    'that is no time at all (%s) is left out, and the others of the body count',
    async (timestamp) => {
      const events = [
        { ...change(A, { setting: 'language', value: 'vi' }), timestamp },
        change(residentNamed('b'), { setting: 'language', value: 'en' }),
      ];
      expect(await post(events)).toBe(200);
      expect(await rowsOf('residents')).toMatchObject([{ user_id: residentNamed('b') }]);
    },
  );
});

describe('a body of a hundred events', () => {
  const hundred = <Value>(make: (userId: string, at: number) => Value): Value[] =>
    Array.from({ length: 100 }, (_, at) => make(residentNamed(`r${at}x`), at));

  test('that each set something asks D1 for one write', async () => {
    const { db, counts } = watched();
    await post([change(A, { setting: 'language', value: 'en' })]); // whatever an isolate asks for once
    const events = hundred((userId, at) =>
      change(userId, { setting: 'monthly-cap', value: 2 }, NOW + (at % 7)),
    );
    expect(await post(events, db)).toBe(200);
    expect(await rowsOf('residents')).toHaveLength(101);
    expect(counts.requests).toBeLessThanOrEqual(1 + 100 + 4); // one row is read for each answer
  });
  test('that each delete everything stays within what one invocation may ask of D1', async () => {
    await post(hundred((userId) => change(userId, { setting: 'language', value: 'en' }, NOW - 5)));
    const { db, counts } = watched();
    expect(
      await post(
        hundred((userId) => event('unfollow', userId)),
        db,
      ),
    ).toBe(200);
    expect(await rowsOf('residents')).toEqual([]);
    expect(await rowsOf('forgotten_marks')).toHaveLength(100);
    expect(counts.statements).toBeLessThanOrEqual(40); // the free plan has 50 for an invocation
  });
  test('that each guess at a tester’s code is answered in time, and the right one among them counts', async () => {
    await saveTesterCode(env.DB, {
      code: '00000042',
      email: EDITOR.email,
      expiresAt: '2026-11-24T04:00:00.000Z',
    });
    const { db, counts } = watched();
    const guesses = hundred((userId, at) => says(userId, `テスト登録 ${String(at).padStart(8, '0')}`));
    expect(await post(guesses, db)).toBe(200);
    expect(await loadTesters(env.DB)).toMatchObject([{ userId: residentNamed('r42x') }]);
    expect(counts.requests).toBeLessThanOrEqual(10);
    expect(replies).toHaveLength(100);
  });
});

describe('setting and deleting in one body', () => {
  const ageOf = async (userId: string) => (await told(userId))?.['age_band'];
  const set = (at: number) => change(A, { setting: 'age-band', value: '30s' }, at);

  test.each([
    ['set, then delete', () => [set(NOW - 2), forget(A, NOW - 1)], undefined],
    ['delete, then the older set', () => [forget(A, NOW - 1), set(NOW - 2)], undefined],
    ['delete, then set', () => [forget(A, NOW - 2), set(NOW - 1)], '30s'],
    ['the newer set, then delete', () => [set(NOW - 1), forget(A, NOW - 2)], '30s'],
    [
      'set, unfollow, and the set once more',
      () => [set(NOW - 3), event('unfollow', A), set(NOW - 3)],
      undefined,
    ],
    ['both in one moment', () => [set(NOW), forget(A, NOW)], undefined],
  ])('%s: LINE’s clock decides, however often it comes', async (_, events, expected) => {
    const body = events();
    for (let time = 0; time < 3; time += 1) {
      expect(await post(body)).toBe(200);
      expect(await ageOf(A)).toBe(expected);
    }
    for (const each of body.toReversed()) await post([each]);
    expect(await ageOf(A)).toBe(expected);
  });
});

describe('a D1 that fails', () => {
  test.each([1, 2, 3, 4, 5, 6])('at its request %d leaves all or nothing, and never a lie', async (at) => {
    await post([says(A, '設定')]); // whatever an isolate asks for once
    await post([change(residentNamed('b'), { setting: 'language', value: 'en' }, NOW - 5)]);
    await saveTesterCode(env.DB, {
      code: '12345678',
      email: EDITOR.email,
      expiresAt: '2026-11-24T04:00:00.000Z',
    });
    replies = [];
    const events = [
      change(A, { setting: 'language', value: 'en' }),
      forget(residentNamed('b')),
      says(A, 'テスト登録 12345678'),
    ];
    const status = await post(events, watched(at).db);
    const isSet = (await told(A)) !== undefined;
    const isDeleted = (await told(residentNamed('b'))) === undefined;
    expect(isSet).toBe(isDeleted);
    const isSaved = isSet && (await loadTesters(env.DB)).length === 1;
    expect(status === 500 ? replies.length === 0 : isSaved).toBe(true);
    expect(await post(events)).toBe(200);
    expect(await told(A)).toMatchObject({ language: 'en' });
    expect(await told(residentNamed('b'))).toBeUndefined();
    expect(await loadTesters(env.DB)).toHaveLength(1);
    expect(logged.join()).not.toContain(A);
  });
});

describe('a tester’s code', () => {
  const EXPIRES = '2026-11-24T03:10:00.000Z';
  beforeEach(() => saveTesterCode(env.DB, { code: '12345678', email: EDITOR.email, expiresAt: EXPIRES }));

  test('that two send at once is one person’s', async () => {
    const statuses = await Promise.all([
      post([says(A, 'テスト登録 12345678')]),
      post([says(residentNamed('b'), 'テスト登録 12345678')]),
    ]);
    expect(statuses).toEqual([200, 200]);
    expect(await loadTesters(env.DB)).toHaveLength(1);
    expect(await rowsOf('tester_codes')).toEqual([]);
  });
  test('is judged by when it was sent: not after it has expired', async () => {
    await post([says(A, 'テスト登録 12345678', Date.parse(EXPIRES))]);
    expect(await loadTesters(env.DB)).toEqual([]);
  });
  test('that was sent before it expired counts although LINE delivers it later', async () => {
    vi.setSystemTime(Date.parse(EXPIRES) + HOUR);
    await post([says(A, 'テスト登録 12345678', Date.parse(EXPIRES) - 1)]);
    expect(await loadTesters(env.DB)).toHaveLength(1);
  });
  test('is told from a wrong one by nothing but that it works', async () => {
    await post([says(A, 'テスト登録 99999999'), says(A, 'テスト登録 1234567'), says(A, 'テスト登録')]);
    expect(await loadTesters(env.DB)).toEqual([]);
    expect(saidBack()).not.toContain(EDITOR.email);
    expect(saidBack()).not.toContain(EDITOR.name);
    expect(logged.join()).not.toContain('12345678');
  });
});

describe('the other languages of a broadcast', () => {
  const SECRET_WORDS = 'Not to be known before Friday';
  const blocks = [{ kind: 'text' as const, text: { ja: '金曜日まで秘密です', en: SECRET_WORDS } }];
  const wanted = { blocks, languages: ['ja', 'en'] as const };
  const reads = (id: string, userId = A, revision = 1) =>
    postback(userId, writeReadPostback({ broadcastId: id, revision, language: 'en' }));

  beforeEach(async () => {
    await startAnew();
    vi.setSystemTime(NOW);
  });

  async function tested(id: string): Promise<void> {
    await addTester(EDITOR.email, 'tester');
    const done = await sendTest(
      { ...broadcastDeskOf(EDITOR, 1), line },
      { id, revision: 1 },
      { language: 'ja', retryKey: crypto.randomUUID() },
    );
    if (!done.ok) throw new Error(done.fault.kind);
    replies = [];
  }

  test('are read by whom it was sent to', async () => {
    const id = await sentBroadcast(wanted);
    await post([reads(id)]);
    expect(saidBack()).toContain(SECRET_WORDS);
  });
  test('are read by testers before it is sent, and by nobody else', async () => {
    const id = await composedBroadcast(wanted);
    await tested(id);
    await post([reads(id)]);
    expect(saidBack()).not.toContain(SECRET_WORDS);
    expect(saidBack()).toContain('内容が変わりました');
    replies = [];
    await post([reads(id, residentNamed('tester'))]);
    expect(saidBack()).toContain(SECRET_WORDS);
  });
  test.each([
    ['handed in', () => submittedBroadcast(wanted)],
    ['approved', () => approvedBroadcast(wanted)],
    [
      'cancelled',
      async () => {
        const id = await approvedBroadcast(wanted);
        await cancelApproval(broadcastDeskOf(EDITOR, 10), { id, revision: 1 });
        return id;
      },
    ],
    [
      'stopped before it began',
      async () => {
        const id = await approvedBroadcast(wanted);
        await stop(broadcastDeskOf(EDITOR, 10), { id }, '');
        return id;
      },
    ],
  ])('of one that is %s are nobody’s yet', async (_, make) => {
    const id = await make();
    await post([reads(id)]);
    expect(saidBack()).not.toContain(SECRET_WORDS);
  });
  test('are those of what was sent, not of an earlier revision that was only tested', async () => {
    const id = await composedBroadcast(wanted);
    await tested(id);
    const { saveBroadcast } = await import('../../src/flows/broadcasts/edit-broadcast.ts');
    const { submit } = await import('../../src/flows/broadcasts/review-broadcast.ts');
    const before = await broadcastOf(id);
    const text = { ja: '金曜日の催し', en: 'The event on Friday' };
    await saveBroadcast(
      broadcastDeskOf(EDITOR, 2),
      { id, revision: 1 },
      { ...before, composition: { languages: ['ja', 'en'], blocks: [{ kind: 'text', text }] } },
    );
    await submit(broadcastDeskOf(EDITOR, 3), { id, revision: 2 });
    const { state } = await broadcastOf(id);
    const sha256 = state.kind === 'submitted' ? state.sha256 : '';
    const approved = await approve(
      broadcastDeskOf(APPROVER, 4),
      { id, revision: 2, sha256 },
      { selfApproval: null },
    );
    expect(approved).toMatchObject({ ok: true });
    const { sweep, deliver } = await import('./broadcast-desk.ts');
    await deliver(await sweep(400), 401);
    replies = [];
    await post([reads(id, A, 1)]);
    expect(saidBack()).not.toContain(SECRET_WORDS);
    replies = [];
    await post([reads(id, A, 2)]);
    expect(saidBack()).toContain('The event on Friday');
  });
  test('are read while it is being sent: the first are tapped before the last has gone', async () => {
    const id = await sendingBroadcast(wanted);
    await post([reads(id)]);
    expect(saidBack()).toContain(SECRET_WORDS);
  });
  test('cost one request to D1', async () => {
    const id = await sentBroadcast(wanted);
    await post([reads(id)]);
    const { db, counts } = watched();
    await post([reads(id)], db);
    expect(counts.requests).toBeLessThanOrEqual(2);
  });
});

test('after somebody has gone, no table and no log line has their id', async () => {
  await post([
    change(A, { setting: 'language', value: 'en' }, NOW - 9),
    change(A, { setting: 'age-band', value: '30s' }, NOW - 8),
    change(A, { setting: 'district', value: '中部' }, NOW - 7),
    change(A, { setting: 'monthly-cap', value: 1 }, NOW - 6),
    says(A, '育休', NOW - 5),
    postback(A, 'v=1&a=no-such-thing', NOW - 4),
  ]);
  expect(await dump()).toContain(A);
  await post([event('unfollow', A)]);
  expect(await dump()).not.toContain(A);
  expect(logged.join()).not.toContain(A);
});
