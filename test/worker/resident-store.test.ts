import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { EMPTY_SEGMENT } from '../../src/domain/broadcasts/audience.ts';
import type { FollowTarget, FollowWish } from '../../src/domain/residents/follows.ts';
import {
  AGE_BANDS,
  FREQUENCIES,
  MONTHLY_CAPS,
  NOTHING_TOLD,
  type SettingChange,
} from '../../src/domain/residents/settings.ts';
import {
  deleteOldReceipts,
  deleteTracesOfResidents,
  forgetResident,
  loadResidentSettings,
  saveResidents,
} from '../../src/storage/resident-store.ts';
import { countSegment } from '../../src/storage/segment-store.ts';
import { removeStaff } from '../../src/storage/staff-store.ts';
import {
  claimTesterCode,
  loadTesters,
  removeTester,
  saveTesterCode,
} from '../../src/storage/tester-store.ts';

const T = Date.parse('2026-11-24T01:00:00.000Z');
const NOBODY = NOTHING_TOLD;

const userIdOf = (name: string): string => `U${name.padEnd(32, '0')}`;
const ofResident = (name: string) => ({ userId: userIdOf(name), mark: `mark of ${name}` });

type Told = [SettingChange['setting'], string | number | null, number];

/** `at` in seconds after T. */
async function tell(name: string, ...told: Told[]): Promise<void> {
  const changes = told.map(([setting, value, at]) => ({
    ...ofResident(name),
    at: T + at * 1_000,
    change: { setting, value } as SettingChange,
  }));
  await saveResidents(env.DB, { changes, deletions: [] });
}

const forget = (name: string, at: number): Promise<void> =>
  forgetResident(env.DB, { ...ofResident(name), at: T + at * 1_000 });
const told = (name: string) => loadResidentSettings(env.DB, userIdOf(name));

async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  return (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results;
}

const DX = { kind: 'theme', id: 'dx' } as const;

/** Returns whether it was followed before. */
async function wish(
  name: string,
  wanted: FollowWish,
  at: number,
  target: FollowTarget = DX,
): Promise<boolean> {
  const order = { ...ofResident(name), at: T + at * 1_000, wish: wanted, target };
  return (await saveResidents(env.DB, { changes: [], deletions: [], wishes: [order] })).has(0);
}
const follow = (name: string, at: number, target: FollowTarget = DX) => wish(name, 'follow', at, target);
const unfollow = (name: string, at: number, target: FollowTarget = DX) => wish(name, 'unfollow', at, target);
const followed = async (name: string) => (await told(name)).follows;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
});

describe('what a resident tells', () => {
  test('is kept setting for setting, and nothing is kept of who tells nothing', async () => {
    await tell('a', ['age-band', '30s', 1], ['language', 'vi', 2]);
    await tell('a', ['district', '中部', 3], ['monthly-cap', 2, 4]);
    await tell('a', ['frequency', 'quarterly', 5]);
    expect(await told('a')).toEqual({
      language: 'vi',
      ageBand: '30s',
      district: '中部',
      monthlyCap: 2,
      frequency: 'quarterly',
      follows: [],
    });
    expect(await told('b')).toEqual(NOBODY);
    expect(await rowsOf('residents')).toHaveLength(1);
  });
  test('in one body, by several residents, is one transaction', async () => {
    const broken = { ...ofResident('b'), at: T, change: { setting: 'language', value: 'klingon' } };
    const changes = [
      { ...ofResident('a'), at: T, change: { setting: 'age-band', value: '30s' } },
      broken,
    ] as never;
    await expect(saveResidents(env.DB, { changes, deletions: [] })).rejects.toThrow('CHECK constraint');
    expect(await rowsOf('residents')).toEqual([]);
  });
  test('twice changes nothing, and an older choice that comes late does not undo a newer one', async () => {
    await tell('a', ['age-band', '40s', 5]);
    const [before] = await rowsOf('residents');
    await tell('a', ['age-band', '40s', 5]);
    await tell('a', ['age-band', '30s', 4]);
    expect(await rowsOf('residents')).toEqual([before]);
  });
  test('and takes back stays taken back when the choice comes late', async () => {
    await tell('a', ['district', null, 5]);
    await tell('a', ['district', '北部', 4]);
    expect(await told('a')).toEqual(NOBODY);
  });
  test('that this version no longer knows reads as not told', async () => {
    await env.DB.prepare("INSERT INTO residents (user_id, age_band, monthly_cap) VALUES (?1, '100s', 3)")
      .bind(userIdOf('a'))
      .run();
    expect(await told('a')).toEqual(NOBODY);
  });
});

describe('what a resident follows', () => {
  const friends: FollowTarget = { kind: 'kpi', id: 'line-friends' };
  test('is kept target for target, beside what they have told, and they are told whether it was so before', async () => {
    expect(await follow('a', 1)).toBe(false);
    expect(await follow('a', 2)).toBe(true);
    await tell('a', ['age-band', '30s', 3]);
    await follow('a', 4, friends);
    await follow('a', 5, { kind: 'everything', id: '' });
    expect(await told('a')).toMatchObject({ ageBand: '30s', follows: { length: 3 } });
    expect(await unfollow('a', 6)).toBe(true);
    expect(await unfollow('a', 7)).toBe(false);
    expect(await followed('a')).toEqual(expect.arrayContaining([friends, { kind: 'everything', id: '' }]));
    expect(await followed('a')).toHaveLength(2);
    expect(await followed('b')).toEqual([]);
  });
  test('is what the newest word says, though an older one comes late or comes again', async () => {
    await unfollow('a', 5);
    await follow('a', 4);
    expect(await followed('a')).toEqual([]);
    await follow('a', 6);
    await unfollow('a', 5);
    expect(await followed('a')).toEqual([DX]);
  });
  test('of two words of one moment is no more, in either order', async () => {
    await follow('a', 1);
    await unfollow('a', 1);
    await unfollow('b', 1);
    await follow('b', 1);
    expect([await followed('a'), await followed('b')]).toEqual([[], []]);
  });
  test('stays as it is when choices of the same body cannot be saved', async () => {
    const orders = {
      changes: [{ ...ofResident('a'), at: T, change: { setting: 'language', value: 'klingon' } }],
      deletions: [],
      wishes: [{ ...ofResident('a'), at: T, wish: 'follow', target: DX }],
    };
    await expect(saveResidents(env.DB, orders as never)).rejects.toThrow('CHECK constraint');
    expect([await rowsOf('residents'), await rowsOf('follows')]).toEqual([[], []]);
  });
  test('is what a segment sees, and only now', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `r${at}x`);
    for (const name of names) await follow(name, 1);
    const size = () =>
      countSegment(env.DB, { segment: EMPTY_SEGMENT, follows: [DX], month: '2026-11', toEveryone: 0 });
    expect(await size()).toMatchObject({ total: 20 });
    await unfollow('r0x', 2);
    await forget('r1x', 2);
    await follow('r1x', 1); // late
    await unfollow('r2x', 2);
    await follow('r2x', 3);
    expect(await size()).toMatchObject({ total: 18 });
    const everybody = { segment: EMPTY_SEGMENT, follows: [], month: '2026-11', toEveryone: 0 };
    expect(await countSegment(env.DB, everybody)).toMatchObject({ total: 18 }); // who follows no more has told nothing
  });
  test('no more is not a reason to keep somebody whose older deletion comes late', async () => {
    await follow('a', 1);
    await env.DB.prepare("INSERT INTO capped_receipts VALUES (?1, 'b1', '2026-11')")
      .bind(userIdOf('a'))
      .run();
    await unfollow('a', 3);
    await forget('a', 2);
    expect(await rowsOf('capped_receipts')).toEqual([]);
    await follow('a', 1);
    expect(await followed('a')).toEqual([]);
  });
});

describe('a deletion', () => {
  test('leaves nothing of the resident but a mark, and nothing of the others is touched', async () => {
    await tell('a', ['age-band', '30s', 1]);
    await tell('b', ['age-band', '30s', 1]);
    await follow('a', 2);
    await env.DB.prepare("INSERT INTO capped_receipts VALUES (?1, 'b1', '2026-11'), (?2, 'b1', '2026-11')")
      .bind(userIdOf('a'), userIdOf('b'))
      .run();
    await env.DB.prepare("INSERT INTO testers VALUES (?1, 'sato@example.lg.jp', '2026-11-24T01:00:00.000Z')")
      .bind(userIdOf('a'))
      .run();
    await forget('a', 10);
    const left = await Promise.all(['residents', 'follows', 'capped_receipts', 'testers'].map(rowsOf));
    expect(JSON.stringify(left)).not.toContain(userIdOf('a'));
    expect(left.map((rows) => rows.length)).toEqual([1, 0, 1, 0]);
    expect(await rowsOf('forgotten_marks')).toEqual([{ mark: 'mark of a', forgotten_at: T + 10_000 }]);
  });
  test('is not undone by an older choice that comes after it, and a newer one counts', async () => {
    await forget('a', 10);
    await tell('a', ['age-band', '30s', 10], ['district', '北部', 9]);
    expect(await rowsOf('residents')).toEqual([]);
    await tell('a', ['age-band', '40s', 11]);
    expect(await told('a')).toEqual({ ...NOBODY, ageBand: '40s' });
  });
  test('that comes late takes what is older than it and leaves what is newer', async () => {
    await tell('a', ['age-band', '30s', 9], ['district', '北部', 11]);
    await env.DB.prepare("INSERT INTO capped_receipts VALUES (?1, 'b1', '2026-11')")
      .bind(userIdOf('a'))
      .run();
    await forget('a', 10);
    expect(await told('a')).toEqual({ ...NOBODY, district: '北部' });
    expect(await rowsOf('capped_receipts')).toHaveLength(1);
    await tell('a', ['age-band', '30s', 9]);
    expect(await told('a')).toEqual({ ...NOBODY, district: '北部' });
  });
  test('that comes late leaves a newer follow, and the row that it rests on', async () => {
    await follow('a', 12);
    await tell('a', ['age-band', '30s', 9]);
    await forget('a', 10);
    expect(await told('a')).toEqual({ ...NOBODY, follows: [DX] });
  });
  test('and an older one do not put the mark back', async () => {
    await forget('a', 10);
    await forget('a', 5);
    await tell('a', ['age-band', '30s', 7]);
    expect(await rowsOf('residents')).toEqual([]);
  });
  test('of somebody of whom nothing is kept reads no list of recipients', async () => {
    await broadcast('b1', [{ users: ['b', 'c'] }]);
    const before = await rowsOf('chunk_recipients');
    await forget('a', 10);
    expect(await rowsOf('chunk_recipients')).toEqual(before);
    expect(await rowsOf('forgotten_marks')).toHaveLength(1);
  });
});

type ChunkOf = { users: string[]; state?: string; tried?: boolean };

async function broadcast(id: string, chunks: ChunkOf[]): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO broadcasts (id, title, composition, audience, quiet_reason, revision, authors, state,
                               created_by, created_at, updated_by, updated_at)
       VALUES (?1, 'お知らせ', '{}', '{}', '', 1, '[]', 'sending', 'a', 'a', 'a', 'a')`,
    ).bind(id),
    ...chunks.flatMap(({ users, state = 'waiting', tried = false }, index) => [
      env.DB.prepare(
        `INSERT INTO broadcast_chunks (broadcast_id, number, language, recipient_count, retry_key, state, due_at,
                                       first_attempt_at)
         VALUES (?1, ?2, 'ja', ?3, 'key', ?4, '', ?5)`,
      ).bind(id, index + 1, users.length, state, tried ? '2026-11-24T01:00:00.000Z' : null),
      env.DB.prepare('INSERT INTO chunk_recipients VALUES (?1, ?2, ?3)').bind(
        id,
        index + 1,
        JSON.stringify(users.map(userIdOf)),
      ),
    ]),
  ]);
}

async function chunksOf(id: string) {
  const { results } = await env.DB.prepare(
    `SELECT c.number, c.state, c.recipient_count AS count, c.settled_at AS settledAt, r.user_ids AS users
       FROM broadcast_chunks c LEFT JOIN chunk_recipients r USING (broadcast_id, number)
      WHERE broadcast_id = ?1 ORDER BY number`,
  )
    .bind(id)
    .all<{ number: number; state: string; count: number; settledAt: string | null; users: string | null }>();
  return results;
}

const listOf = (...users: string[]): string => JSON.stringify(users.map(userIdOf));

describe('a deletion while a broadcast is on its way', () => {
  beforeEach(() => tell('a', ['age-band', '30s', 1]));

  test('takes the resident out of chunks that were never tried, and of those a person decides on', async () => {
    await broadcast('b1', [
      { users: ['b', 'a', 'c'] },
      { users: ['a', 'b'], tried: true },
      { users: ['a', 'b'], state: 'leased', tried: true },
      { users: ['a', 'b'], state: 'failed', tried: true },
      { users: ['b', 'c'] },
      { users: ['a'], state: 'unknown', tried: true },
    ]);
    await broadcast('b2', [{ users: ['a', 'd'] }]);
    await forget('a', 10);
    expect(await chunksOf('b1')).toMatchObject([
      { state: 'waiting', count: 2, users: listOf('b', 'c') },
      { state: 'waiting', count: 2, users: listOf('a', 'b') },
      { state: 'leased', count: 2, users: listOf('a', 'b') },
      { state: 'failed', count: 2, users: listOf('b') },
      { state: 'waiting', count: 2, users: listOf('b', 'c') },
      { state: 'unknown', count: 1, users: null },
    ]);
    expect(await chunksOf('b2')).toMatchObject([{ count: 1, users: listOf('d') }]);
  });
  test('twice takes them out once', async () => {
    await broadcast('b1', [{ users: ['b', 'a', 'c'] }]);
    await forget('a', 10);
    await forget('a', 10);
    expect(await chunksOf('b1')).toMatchObject([{ state: 'waiting', count: 2 }]);
  });
  test('settles a chunk that has nobody left, so that nothing is sent to nobody', async () => {
    await broadcast('b1', [{ users: ['a'] }, { users: ['b'] }]);
    await forget('a', 10);
    expect(await chunksOf('b1')).toMatchObject([
      { state: 'done', count: 0, settledAt: new Date(T + 10_000).toISOString(), users: null },
      { state: 'waiting', count: 1 },
    ]);
  });
  test('that is older than what the resident told since leaves them in', async () => {
    await broadcast('b1', [{ users: ['a', 'b'] }]);
    await tell('a', ['district', '北部', 11]);
    await forget('a', 10);
    expect(await chunksOf('b1')).toMatchObject([{ count: 2, users: listOf('a', 'b') }]);
  });
});

describe('any order and repetition of what a resident does', () => {
  const choice = fc.oneof(
    fc.record({ setting: fc.constant('age-band'), value: fc.constantFrom(null, ...AGE_BANDS) }),
    fc.record({ setting: fc.constant('language'), value: fc.constantFrom(null, 'ja', 'vi', 'en') }),
    fc.record({ setting: fc.constant('district'), value: fc.constantFrom(null, '北部', '南部') }),
    fc.record({ setting: fc.constant('monthly-cap'), value: fc.constantFrom(null, ...MONTHLY_CAPS) }),
    fc.record({ setting: fc.constant('frequency'), value: fc.constantFrom(null, ...FREQUENCIES) }),
  );
  const following = fc.record({
    wish: fc.constantFrom('follow', 'unfollow'),
    target: fc.constantFrom(DX, { kind: 'kpi', id: 'line-friends' }, { kind: 'everything', id: '' }),
  });
  const act = fc.oneof(
    { weight: 3, arbitrary: choice },
    { weight: 4, arbitrary: following },
    { weight: 1, arbitrary: fc.constant('forget') },
  );
  type Act = { setting: string; value: unknown } | { wish: FollowWish; target: FollowTarget } | 'forget';

  async function perform(name: string, acts: readonly { act: Act; at: number }[]): Promise<void> {
    const done = acts.map(({ act: what, at }) => ({ ...ofResident(name), at: T + at, what }));
    await saveResidents(env.DB, {
      changes: done.flatMap(({ what, ...of }) =>
        what !== 'forget' && 'setting' in what ? [{ ...of, change: what as never }] : [],
      ),
      wishes: done.flatMap(({ what, ...of }) =>
        what !== 'forget' && 'wish' in what ? [{ ...of, ...what }] : [],
      ),
      deletions: done.flatMap(({ what, ...of }) => (what === 'forget' ? [of] : [])),
    });
  }

  async function leftOf(name: string): Promise<unknown> {
    const columns = ['residents', 'follows'].map((table) =>
      env.DB.prepare(`SELECT * FROM ${table} WHERE user_id = ?1`).bind(userIdOf(name)),
    );
    const found = await env.DB.batch<Record<string, unknown>>(columns);
    return found.map(({ results }) => results.map((row) => ({ ...row, user_id: '' })));
  }

  test('leaves the rows that doing it once in order leaves', async () => {
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 1, maxLength: 8 }),
        fc.array(fc.record({ pick: fc.nat(), place: fc.nat() }), { minLength: 16, maxLength: 24 }),
        fc.integer({ min: 1, max: 5 }),
        async (acts, picks, bodyLength) => {
          serial += 1;
          const [order, chaos] = [`order${serial}x`, `chaos${serial}x`];
          const events = acts.map((each, at) => ({ act: each as Act, at: at + 1 }));
          for (const event of events) await perform(order, [event]);
          // Delivered in any order, some more than once, each at least once, several to a body.
          const deliveries = picks
            .map(({ pick, place }, at) => ({ event: events[at] ?? events[pick % events.length], place }))
            .toSorted((a, b) => a.place - b.place)
            .flatMap(({ event }) => event ?? []);
          for (let at = 0; at < deliveries.length; at += bodyLength)
            await perform(chaos, deliveries.slice(at, at + bodyLength));
          expect(await leftOf(chaos)).toEqual(await leftOf(order));
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});

describe('in time', () => {
  test('marks go, and rows in which everything was taken back, and follows that are no more', async () => {
    await forget('gone', 0);
    await tell('empty', ['age-band', '30s', 0], ['age-band', null, 1]);
    await tell('kept', ['age-band', '30s', 0]);
    await follow('follower', 0);
    await unfollow('late', 0);
    await unfollow('kept', 1);
    await deleteTracesOfResidents(env.DB, T);
    expect(await rowsOf('forgotten_marks')).toHaveLength(1);
    expect(await rowsOf('residents')).toHaveLength(4);
    await deleteTracesOfResidents(env.DB, T + 2_000);
    expect(await rowsOf('follows')).toMatchObject([{ user_id: userIdOf('follower'), following: 1 }]);
    expect(await rowsOf('forgotten_marks')).toEqual([]);
    expect((await rowsOf('residents')).map((row) => String(row['user_id'])).toSorted()).toEqual(
      ['follower', 'kept'].map(userIdOf),
    );
  });
  test('but not while a list of recipients waits, of which they must still be taken', async () => {
    await tell('a', ['age-band', '30s', 0], ['age-band', null, 1]);
    await broadcast('b1', [{ users: ['a', 'b'] }]);
    await deleteTracesOfResidents(env.DB, T + 2_000);
    await forget('a', 3);
    expect(await chunksOf('b1')).toMatchObject([{ users: listOf('b') }]);
  });
  test('what somebody with a cap was sent in a month that is over goes', async () => {
    await env.DB.prepare(
      "INSERT INTO capped_receipts VALUES ('U1', 'b1', '2026-10'), ('U1', 'b2', '2026-11')",
    ).run();
    await deleteOldReceipts(env.DB, '2026-11');
    expect(await rowsOf('capped_receipts')).toMatchObject([{ broadcast_id: 'b2' }]);
  });
});

describe('a tester', () => {
  const now = new Date(T);
  const later = (seconds: number): Date => new Date(T + seconds * 1_000);
  const code = { code: '12345678', email: 'sato@example.lg.jp', expiresAt: later(600).toISOString() };
  const claim = (name: string, at: Date, digits = code.code) =>
    claimTesterCode(env.DB, { code: digits, ...ofResident(name), now: at });

  test('is registered by a code that works once', async () => {
    await saveTesterCode(env.DB, code);
    expect(await claim('a', now)).toBe(code.email);
    expect(await claim('b', later(1))).toBeNull();
    expect(await loadTesters(env.DB)).toEqual([
      { userId: userIdOf('a'), email: code.email, registeredAt: now.toISOString() },
    ]);
  });
  test('is told the same when the very event comes again', async () => {
    await saveTesterCode(env.DB, code);
    expect(await claim('a', now)).toBe(code.email);
    expect(await claim('a', now)).toBe(code.email);
    expect(await claim('a', later(5))).toBeNull();
  });
  test('is not registered by a wrong, an expired or a replaced code', async () => {
    await saveTesterCode(env.DB, code);
    expect(await claim('a', now, '87654321')).toBeNull();
    await saveTesterCode(env.DB, { ...code, code: '11112222' });
    expect(await claim('a', now)).toBeNull();
    expect(await claim('a', later(600), '11112222')).toBeNull();
    expect(await loadTesters(env.DB)).toEqual([]);
  });
  test('who had everything deleted afterwards is not registered by an event that comes late', async () => {
    await saveTesterCode(env.DB, code);
    await forget('a', 10);
    expect(await claim('a', later(5))).toBeNull();
    expect(await loadTesters(env.DB)).toEqual([]);
  });
  test('who is taken off the roll gets no more test sends, and the code goes too', async () => {
    await env.DB.batch([
      env.DB.prepare("INSERT INTO staff VALUES (?1, '佐藤', 'editor', 'system', 'a')").bind(code.email),
      env.DB.prepare("INSERT INTO testers VALUES (?1, ?2, 'a')").bind(userIdOf('a'), code.email),
    ]);
    await saveTesterCode(env.DB, code);
    const entry = {
      at: now.toISOString(),
      actor: 'tanaka@example.lg.jp',
      action: 'staff-removed',
      subject: `staff/${code.email}`,
      version: null,
      before: 'editor',
      after: null,
      reason: '',
    } as const;
    expect(await removeStaff(env.DB, { email: code.email, role: 'editor' }, entry)).toBe(true);
    expect(await loadTesters(env.DB)).toEqual([]);
    expect(await rowsOf('tester_codes')).toEqual([]);
  });
  test('is taken off with an entry in the audit trail that does not name the account', async () => {
    await saveTesterCode(env.DB, code);
    await claim('a', now);
    const entry = {
      at: now.toISOString(),
      actor: 'tanaka@example.lg.jp',
      action: 'tester-removed',
      subject: `staff/${code.email}`,
      version: null,
      before: null,
      after: null,
      reason: '',
    } as const;
    expect(await removeTester(env.DB, code.email, entry)).toBe(true);
    expect(await removeTester(env.DB, code.email, entry)).toBe(false);
    expect(await loadTesters(env.DB)).toEqual([]);
    const trail = await rowsOf('audit_trail');
    expect(trail).toHaveLength(1);
    expect(JSON.stringify(trail)).not.toContain(userIdOf('a'));
  });
});
