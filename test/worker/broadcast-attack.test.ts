import { createMessageBatch } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findAuditFault } from '../../src/domain/audit/audit-trail.ts';
import { resume, settleChunk, stop } from '../../src/flows/broadcasts/control-broadcast.ts';
import { saveBroadcast } from '../../src/flows/broadcasts/edit-broadcast.ts';
import { fetchInsights } from '../../src/flows/broadcasts/fetch-insights.ts';
import { forecastQuota } from '../../src/flows/broadcasts/forecast-quota.ts';
import { handleDeliveries } from '../../src/flows/broadcasts/handle-deliveries.ts';
import { createPacer } from '../../src/flows/broadcasts/pacer.ts';
import { approve, cancelApproval, submit } from '../../src/flows/broadcasts/review-broadcast.ts';
import { sweepBroadcasts } from '../../src/flows/broadcasts/sweep-broadcasts.ts';
import { sendTest } from '../../src/flows/broadcasts/test-send.ts';
import { loadEntriesAfter, sha256Now } from '../../src/storage/audit-store.ts';
import { loadContent } from '../../src/storage/broadcast-contents.ts';
import { countBroadcastsToEveryone, countStuckBroadcasts } from '../../src/storage/broadcast-store.ts';
import { loadChunks, markUnknownChunks, type ChunkName } from '../../src/storage/chunk-store.ts';
import { loadInsights } from '../../src/storage/insight-store.ts';
import { forgetResident } from '../../src/storage/resident-store.ts';
import { deleteOldRecipients } from '../../src/storage/settle-chunk.ts';
import {
  approvedBroadcast,
  broadcastDeskOf,
  broadcastOf,
  composedBroadcast,
  deliver,
  refusal,
  sendingBroadcast,
  sentBroadcast,
  STARTS_AT,
  submittedBroadcast,
  sweep,
  type Wanted,
} from './broadcast-desk.ts';
import { addResidents, addTester, line, playLine, type LineCall } from './compose-desk.ts';
import { publishRows } from './console-forms.ts';
import { actual, APPROVER, at, EDITOR, SECOND, startAnew } from './draft-desk.ts';

/** What can happen to a broadcast that nobody meant to. */
const NORTH = { district: '北部' };
const TO_NORTH: Wanted = { segment: { districts: ['北部'] } };
const JAPAN_MS = 9 * 3_600_000;

/** A moment on a clock in Japan. */
const inJapan = (text: string): Date => new Date(Date.parse(`${text}Z`) - JAPAN_MS);

let logged: Record<string, unknown>[];
const log = (told: Record<string, unknown>): void => void logged.push(told);

beforeEach(async () => {
  await startAnew();
  logged = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    throw new Error(`nobody answers at ${new Request(input).url}`);
  });
});
afterEach(() => void vi.restoreAllMocks());

const chunksOf = (id: string) => loadChunks(env.DB, id, { from: 1, limit: 100 });
const kindOf = async (id: string): Promise<string> => (await broadcastOf(id)).state.kind;

async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  return (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results;
}

async function residentIds(): Promise<string[]> {
  return (await rowsOf('residents')).map((row) => String(row['user_id']));
}

async function sealOf(id: string): Promise<{ id: string; revision: number; sha256: string }> {
  const { state, revision } = await broadcastOf(id);
  return { id, revision, sha256: state.kind === 'submitted' ? state.sha256 : '' };
}

const leaves = (userId: string, second = STARTS_AT): Promise<void> =>
  forgetResident(env.DB, { userId, mark: `mark of ${userId}`, at: at(second).getTime() });

/** A batch of the queue with whatever bodies; gives what became of each message. */
async function takeBatch(
  bodies: readonly unknown[],
  { queue = 'ayumi-deliveries', second = STARTS_AT + 5 } = {},
): Promise<string[]> {
  const fates = bodies.map(() => 'nothing');
  const messages = bodies.map((body, index) => ({
    id: `message-${index}`,
    timestamp: at(second),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch(queue, messages) as MessageBatch<ChunkName>;
  for (const [index, message] of batch.messages.entries()) {
    vi.spyOn(message, 'ack').mockImplementation(() => void (fates[index] = 'ack'));
    vi.spyOn(message, 'retry').mockImplementation(() => void (fates[index] = 'again'));
  }
  vi.spyOn(batch, 'ackAll').mockImplementation(() => void fates.fill('ack'));
  const pacer = { turn: async () => {}, hold: () => {} };
  await handleDeliveries(batch, { db: env.DB, line, pacer, now: () => at(second), log });
  return fates;
}

const accepts = (): LineCall[] =>
  playLine(() => Response.json({}, { headers: { 'x-line-request-id': 'request' } }));

const ODD_BODIES: [string, unknown][] = [
  ['nothing', {}],
  ['null', null],
  ['a text', 'broadcast'],
  ['a number', 7],
  ['a list', [1, 2]],
  ['a number as text', { broadcastId: 'ID', number: '1' }],
  ['half a number', { broadcastId: 'ID', number: 1.5 }],
  ['a number below one', { broadcastId: 'ID', number: 0 }],
  ['an id that is an object', { broadcastId: { a: 1 }, number: 1 }],
  ['no number', { broadcastId: 'ID' }],
];

describe('a message of the queue that is none', () => {
  test.each(ODD_BODIES)('with %s is done with at once, and hurts nobody beside it', async (_, odd) => {
    const id = await sendingBroadcast();
    const calls = accepts();
    const body = JSON.parse(JSON.stringify(odd).replace('"ID"', `"${id}"`)) as unknown;
    expect(await takeBatch([body, { broadcastId: id, number: 1 }, body])).toEqual(['ack', 'ack', 'ack']);
    expect(calls).toHaveLength(1);
    expect(await kindOf(id)).toBe('sent');
    expect(logged).toContainEqual({ event: 'odd-deliveries', count: 2 });
  });
  test('of a broadcast nobody knows, or a chunk it does not have, is done with', async () => {
    const id = await sendingBroadcast();
    const unknown = { broadcastId: crypto.randomUUID(), number: 1 };
    expect(await takeBatch([unknown, { broadcastId: id, number: 99 }])).toEqual(['ack', 'ack']);
    expect(await kindOf(id)).toBe('sending');
  });
  test.each([...ODD_BODIES, ['too much', { broadcastId: 'x'.repeat(100_000), number: 1, event: 'chunk' }]])(
    'with %s that was given up is kept for a person, and logged by nothing of its own',
    async (_, odd) => {
      expect(await takeBatch([odd], { queue: 'ayumi-dead-deliveries' })).toEqual(['ack']);
      expect(await rowsOf('dead_letters')).toHaveLength(1);
      expect(logged).toMatchObject([{ event: 'dead-letter', attempts: 1 }]);
      expect(JSON.stringify(logged).length).toBeLessThan(300);
    },
  );
});

describe('a chunk that cannot be sent for a fault of ours', () => {
  const BROKEN: [string, string][] = [
    ['whose content is gone', 'DELETE FROM broadcast_contents'],
    ['whose content is no JSON', 'UPDATE broadcast_contents SET content = \'{"variants": [\' '],
    ['whose language is not in the content', "UPDATE broadcast_chunks SET language = 'vi'"],
    ['whose recipients are gone', 'DELETE FROM chunk_recipients'],
    ['whose recipients are no JSON', "UPDATE chunk_recipients SET user_ids = substr(user_ids, 1, 50) || '?'"],
  ];
  test.each(BROKEN)('%s is seen as stuck, although the queue brings it again and again', async (_, sql) => {
    await addResidents(25, NORTH);
    const id = await sendingBroadcast(TO_NORTH);
    await env.DB.prepare(sql).run();
    const calls = accepts();
    for (let second = STARTS_AT + 5; second < STARTS_AT + 400; second += 10)
      await takeBatch([{ broadcastId: id, number: 1 }], { second });
    expect(calls).toEqual([]);
    expect(await countStuckBroadcasts(env.DB, at(STARTS_AT + 400 - 300))).toBe(1);
    expect(logged.some(({ event }) => event === 'chunk-not-handled')).toBe(true);
    for (const userId of await residentIds()) expect(JSON.stringify(logged)).not.toContain(userId);
    await stop(broadcastDeskOf(APPROVER, STARTS_AT + 401), { id }, '');
    expect(await kindOf(id)).toBe('stopped');
  });
  test('does not pass for progress because another broadcast moves beside it', async () => {
    await addResidents(25, NORTH);
    const stuck = await sendingBroadcast(TO_NORTH);
    await env.DB.prepare('DELETE FROM chunk_recipients').run();
    const moving = await sendingBroadcast();
    accepts();
    await takeBatch(
      [
        { broadcastId: stuck, number: 1 },
        { broadcastId: moving, number: 1 },
      ],
      { second: STARTS_AT + 200 },
    );
    expect(await kindOf(moving)).toBe('sent');
    expect((await broadcastOf(stuck)).state).toMatchObject({ progressAt: at(STARTS_AT).toISOString() });
  });
});

describe('two broadcasts in one batch', () => {
  test('each get their own words, by their own keys', async () => {
    await addResidents(25, NORTH);
    const one = await sendingBroadcast({ ...TO_NORTH, blocks: [{ kind: 'text', text: { ja: '一つめ' } }] });
    const other = await sendingBroadcast({ blocks: [{ kind: 'text', text: { ja: '二つめ' } }] });
    const calls = accepts();
    const names = [
      { broadcastId: one, number: 1 },
      { broadcastId: other, number: 1 },
    ];
    await takeBatch(names);
    expect(calls.map(({ path }) => path).toSorted()).toEqual([
      '/v2/bot/message/broadcast',
      '/v2/bot/message/multicast',
    ]);
    for (const { path, body } of calls)
      expect(body).toContain(path.endsWith('broadcast') ? '二つめ' : '一つめ');
    expect(new Set(calls.map(({ retryKey }) => retryKey)).size).toBe(2);
  });
  test('one that LINE refuses does not hold up the other', async () => {
    await addResidents(25, NORTH);
    const one = await sendingBroadcast(TO_NORTH);
    const other = await sendingBroadcast();
    playLine(({ path }) =>
      path.endsWith('multicast')
        ? refusal()
        : Response.json({}, { headers: { 'x-line-request-id': 'request' } }),
    );
    await takeBatch([
      { broadcastId: one, number: 1 },
      { broadcastId: other, number: 1 },
    ]);
    expect((await chunksOf(one))[0]?.state).toBe('failed');
    expect(await kindOf(other)).toBe('sent');
  });
});

describe('a segment that shrinks', () => {
  test('to 19 before it is approved is not approved, and nothing of it is written', async () => {
    await addResidents(20, NORTH);
    const id = await submittedBroadcast(TO_NORTH);
    await leaves((await residentIds())[0] ?? '', 3);
    const done = await approve(broadcastDeskOf(APPROVER, 5), await sealOf(id), { selfApproval: null });
    expect(done).toMatchObject({ ok: false, fault: { kind: 'too-few' } });
    expect(await rowsOf('broadcast_chunks')).toEqual([]);
    expect(await rowsOf('chunk_recipients')).toEqual([]);
    expect(await rowsOf('capped_receipts')).toEqual([]);
  });
  // It was chosen and approved for twenty; that some have left since tells nobody who is left.
  test('to 19 after it is approved is sent to those who are left', async () => {
    await addResidents(20, NORTH);
    const id = await approvedBroadcast(TO_NORTH);
    const [first = ''] = await residentIds();
    await leaves(first, 20);
    const calls = accepts();
    for (const name of await sweep(STARTS_AT)) await takeBatch([name]);
    expect(calls).toHaveLength(1);
    expect((JSON.parse(calls[0]?.body ?? '{}') as { to: string[] }).to).toHaveLength(19);
    expect(calls[0]?.body).not.toContain(first);
    expect(await kindOf(id)).toBe('sent');
  });
  test('to nobody is finished without a request, and says so', async () => {
    await addResidents(20, NORTH);
    const id = await approvedBroadcast(TO_NORTH);
    for (const userId of await residentIds()) await leaves(userId, 20);
    const calls = accepts();
    expect(await sweep(STARTS_AT)).toEqual([]);
    expect(calls).toEqual([]);
    expect(await kindOf(id)).toBe('sent');
    expect(await rowsOf('chunk_recipients')).toEqual([]);
  });
  test('with 19 is not handed in', async () => {
    await addResidents(19, NORTH);
    const id = await composedBroadcast(TO_NORTH);
    const done = await submit(broadcastDeskOf(EDITOR, 2), { id, revision: 1 });
    expect(done).toMatchObject({ ok: false, fault: { kind: 'too-few' } });
    expect(await kindOf(id)).toBe('open');
  });
});

describe('officers at the same moment', () => {
  const seen = (id: string) => ({ id, revision: 1 });

  test.each([0, 1])('cancelling and the clock that begins it (%d): one of them, whole', async (order) => {
    await addResidents(25, NORTH);
    const id = await approvedBroadcast(TO_NORTH);
    const acts = [() => cancelApproval(broadcastDeskOf(EDITOR, STARTS_AT), seen(id)), () => sweep(STARTS_AT)];
    await Promise.all((order === 0 ? acts : acts.toReversed()).map((act) => act()));
    const kind = await kindOf(id);
    const chunks = (await chunksOf(id)).map(({ state, recipients }) => [state, recipients]);
    const lists = (await rowsOf('chunk_recipients')).length;
    expect([kind, chunks, lists]).toEqual(
      kind === 'open' ? ['open', [], 0] : ['sending', [['waiting', 25]], 1],
    );
  });
  test('cancelling first, then the clock, begins nothing; the other way round nothing is cancelled', async () => {
    const cancelled = await approvedBroadcast();
    await cancelApproval(broadcastDeskOf(EDITOR, STARTS_AT), seen(cancelled));
    expect(await sweep(STARTS_AT)).toEqual([]);
    const begun = await sendingBroadcast();
    const late = await cancelApproval(broadcastDeskOf(EDITOR, STARTS_AT), seen(begun));
    expect(late).toMatchObject({ ok: false, fault: { kind: 'moved-on' } });
    expect(await chunksOf(begun)).toHaveLength(1);
  });
  test('stopping and approving: either nothing was approved, or it is stopped', async () => {
    await addResidents(25, NORTH);
    const id = await submittedBroadcast(TO_NORTH);
    const [approved, stopped] = await Promise.all([
      approve(broadcastDeskOf(APPROVER, 5), await sealOf(id), { selfApproval: null }),
      stop(broadcastDeskOf(SECOND, 5), { id }, '待ってください'),
    ]);
    expect(approved.ok).toBe(true);
    const lists = (await rowsOf('chunk_recipients')).length;
    expect([await kindOf(id), lists]).toEqual(stopped.ok ? ['stopped', 0] : ['scheduled', 1]);
  });
  test('three stop at once: it is stopped once', async () => {
    const id = await sendingBroadcast();
    const answers = await Promise.all(
      [APPROVER, SECOND, EDITOR].map((staff) => stop(broadcastDeskOf(staff, STARTS_AT + 1), { id }, '')),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const trail = (await rowsOf('audit_trail')).filter(({ action }) => action === 'broadcast-stopped');
    expect(trail).toHaveLength(1);
  });
  test('two resume at once: it goes on once', async () => {
    const id = await sendingBroadcast();
    await deliver([{ broadcastId: id, number: 1 }], STARTS_AT + 5, new Response('{}', { status: 403 }));
    expect(await kindOf(id)).toBe('paused');
    const answers = await Promise.all(
      [APPROVER, SECOND].map((staff) => resume(broadcastDeskOf(staff, STARTS_AT + 9), seen(id), '')),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await kindOf(id)).toBe('sending');
  });
  test('one saves while another hands in: what is handed in is what stands, and what was typed comes back', async () => {
    const id = await composedBroadcast();
    const before = await broadcastOf(id);
    const [handedIn, saved] = await Promise.all([
      submit(broadcastDeskOf(EDITOR, 2), seen(id)),
      saveBroadcast(broadcastDeskOf(SECOND, 2), seen(id), { ...before, title: '直した題名' }),
    ]);
    expect([handedIn.ok, saved.ok].filter(Boolean)).toHaveLength(1);
    const { title, state } = await broadcastOf(id);
    expect([title, state.kind]).toEqual(
      saved.ok ? ['直した題名', 'open'] : ['道路工事のお知らせ', 'submitted'],
    );
  });
  test('somebody saves what is handed in, approved or sent: refused, and nothing of it changes', async () => {
    for (const id of [await submittedBroadcast(), await approvedBroadcast(), await sentBroadcast()]) {
      const before = await broadcastOf(id);
      const saved = await saveBroadcast(broadcastDeskOf(SECOND, 500), seen(id), {
        ...before,
        title: '書きかえ',
      });
      expect(saved).toMatchObject({ ok: false, fault: { kind: 'closed' } });
      expect(await broadcastOf(id)).toEqual(before);
    }
  });
});

describe('a chunk that a person decides about', () => {
  /** Twenty-five, in one request that LINE refused; nothing else is open. */
  async function refused(): Promise<string> {
    await addResidents(25, NORTH);
    return sentBroadcast(TO_NORTH, refusal());
  }
  const settle = (id: string, decision: 'send-again' | 'give-up', staff = APPROVER) =>
    settleChunk(
      broadcastDeskOf(staff, STARTS_AT + 60),
      { id, chunk: 1 },
      { decision, reason: '電話で確かめた' },
    );

  test.each([
    ['twice the same', ['send-again', 'send-again']],
    ['one way and the other', ['give-up', 'send-again']],
  ] as const)('by two at once, %s, is decided once', async (_, [one, other]) => {
    const id = await refused();
    const answers = await Promise.all([settle(id, one), settle(id, other, SECOND)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const trail = (await rowsOf('audit_trail')).filter(({ action }) => String(action).startsWith('chunk-'));
    expect(trail).toHaveLength(1);
  });
  test('of a stopped broadcast is not opened again, from wherever it is asked for', async () => {
    const id = await refused();
    await env.DB.prepare("UPDATE broadcasts SET state = 'stopped'").run();
    for (const decision of ['send-again', 'give-up'] as const)
      expect(await settle(id, decision)).toMatchObject({ ok: false, fault: { kind: 'moved-on' } });
    expect(await chunksOf(id)).toMatchObject([{ state: 'failed', settledBy: null }]);
  });
  test('and from whose list somebody has left is sent again to the others, and counts them', async () => {
    const id = await refused();
    const [first = ''] = await residentIds();
    await leaves(first, STARTS_AT + 30);
    expect(JSON.stringify(await rowsOf('chunk_recipients'))).not.toContain(first);
    expect(await settle(id, 'send-again')).toMatchObject({ ok: true });
    const calls = accepts();
    await takeBatch([{ broadcastId: id, number: 1 }], { second: STARTS_AT + 70 });
    expect((JSON.parse(calls[0]?.body ?? '{}') as { to: string[] }).to).toHaveLength(24);
    expect(await chunksOf(id)).toMatchObject([{ state: 'done', recipients: 24 }]);
  });
  test('can only be given up once nobody is left of it, or its people were forgotten in time', async () => {
    const id = await refused();
    await deleteOldRecipients(env.DB, at(STARTS_AT + 40 * 86_400).toISOString());
    expect(await rowsOf('chunk_recipients')).toEqual([]);
    expect(await settle(id, 'send-again')).toMatchObject({ ok: false });
    expect((await chunksOf(id))[0]?.state).toBe('failed');
    expect(await settle(id, 'give-up')).toMatchObject({ ok: true });
  });
});

describe('nobody’s id is kept for longer than it is needed', () => {
  const tables = async (): Promise<string> =>
    JSON.stringify([await rowsOf('chunk_recipients'), await rowsOf('capped_receipts')]);
  const isKept = async (): Promise<boolean> => {
    const text = await tables();
    return (await residentIds()).some((userId) => text.includes(userId));
  };

  test('after it was sent', async () => {
    await addResidents(25, NORTH);
    await sentBroadcast(TO_NORTH);
    expect(await isKept()).toBe(false);
  });
  test('after it was cancelled, with caps too', async () => {
    await addResidents(25, { ...NORTH, cap: 2 });
    const id = await approvedBroadcast(TO_NORTH);
    expect(await isKept()).toBe(true);
    await cancelApproval(broadcastDeskOf(EDITOR, 10), { id, revision: 1 });
    expect(await isKept()).toBe(false);
  });
  test.each([
    ['failed', () => refusal()],
    ['unknown', () => new Response('', { status: 500 })],
  ])(
    'after it was stopped, with a request that is %s: nobody decides about it any more',
    async (_, answer) => {
      await addResidents(1_001, NORTH);
      const id = await sendingBroadcast(TO_NORTH);
      const names = await sweep(STARTS_AT + 31);
      const all = names.length > 0 ? names : [1, 2, 3].map((number) => ({ broadcastId: id, number }));
      await deliver(all.slice(0, 1), STARTS_AT + 5);
      await deliver(all.slice(1, 2), STARTS_AT + 6, answer());
      await stop(broadcastDeskOf(APPROVER, STARTS_AT + 9), { id }, '');
      expect((await chunksOf(id)).map(({ state }) => state)).toContain('stopped');
      expect(await isKept()).toBe(false);
    },
  );
  test('after it was stopped while a request was under way that never came back', async () => {
    await addResidents(25, NORTH);
    const id = await sendingBroadcast(TO_NORTH);
    await env.DB.prepare(
      "UPDATE broadcast_chunks SET state = 'leased', attempts = 1, first_attempt_at = ?1, due_at = ?2",
    )
      .bind(at(STARTS_AT + 1).toISOString(), at(STARTS_AT + 31).toISOString())
      .run();
    await stop(broadcastDeskOf(APPROVER, STARTS_AT + 9), { id }, '');
    expect(await isKept()).toBe(true); // it may still be needed for what LINE says
    await markUnknownChunks(env.DB, at(STARTS_AT + 60));
    expect((await chunksOf(id))[0]?.state).toBe('unknown');
    await deleteOldRecipients(env.DB, at(STARTS_AT + 30).toISOString());
    expect(await isKept()).toBe(false);
  });
  test('in what LINE answers', async () => {
    await addResidents(25, NORTH);
    const id = await approvedBroadcast(TO_NORTH);
    const [first = ''] = await residentIds();
    const names = await sweep(STARTS_AT);
    await deliver(
      names,
      STARTS_AT + 5,
      Response.json(
        { message: 'The request has an error', details: [{ property: `to[${first}]` }] },
        { status: 400 },
      ),
    );
    const [chunk] = await chunksOf(id);
    expect(chunk?.fault).toContain('The request has an error');
    expect(JSON.stringify([await rowsOf('broadcast_chunks'), await rowsOf('audit_trail')])).not.toContain(
      first,
    );
  });
});

describe('somebody who leaves while a request to them is under way', () => {
  /** Twenty-five in one request of which no answer came; one of them has left meanwhile. */
  async function leftMeanwhile(): Promise<{ id: string; gone: string }> {
    await addResidents(25, NORTH);
    const [gone = ''] = await residentIds();
    const id = await sendingBroadcast(TO_NORTH);
    await deliver([{ broadcastId: id, number: 1 }], STARTS_AT + 5, new Response('', { status: 500 }));
    await leaves(gone, STARTS_AT + 6);
    return { id, gone };
  }
  const DAY = 86_400;

  test('is in no table once LINE has answered', async () => {
    const { id, gone } = await leftMeanwhile();
    await deliver([{ broadcastId: id, number: 1 }], STARTS_AT + 10);
    expect(await kindOf(id)).toBe('sent');
    const tables = ['residents', 'follows', 'capped_receipts', 'chunk_recipients', 'broadcast_chunks'];
    expect(JSON.stringify(await Promise.all([...tables, 'audit_trail'].map(rowsOf)))).not.toContain(gone);
  });
  test('gets nothing where a person has it sent again', async () => {
    const { id, gone } = await leftMeanwhile();
    await sweep(STARTS_AT + DAY);
    expect(await chunksOf(id)).toMatchObject([{ state: 'unknown' }]);
    const again = await settleChunk(
      broadcastDeskOf(APPROVER, STARTS_AT + DAY),
      { id, chunk: 1 },
      { decision: 'send-again', reason: '届いていないと分かった' },
    );
    expect(again).toMatchObject({ ok: true });
    const calls = accepts();
    await takeBatch([{ broadcastId: id, number: 1 }], { second: STARTS_AT + DAY + 5 });
    expect(calls[0]?.body).not.toContain(gone);
    expect(await chunksOf(id)).toMatchObject([{ state: 'done', recipients: 24 }]);
  });
  test('is forgotten within a day where nobody knows what became of it', async () => {
    const { gone } = await leftMeanwhile();
    await sweep(STARTS_AT + DAY);
    await deleteOldRecipients(env.DB, at(0).toISOString());
    const lists = JSON.stringify(await rowsOf('chunk_recipients'));
    expect(lists).not.toContain(gone);
    expect(lists).toContain((await residentIds())[0]);
  });
  test('with everybody else leaves a request that can only be given up', async () => {
    const { id } = await leftMeanwhile();
    await sweep(STARTS_AT + DAY);
    for (const userId of await residentIds()) await leaves(userId, STARTS_AT + DAY);
    const settle = (decision: 'send-again' | 'give-up') =>
      settleChunk(
        broadcastDeskOf(APPROVER, STARTS_AT + DAY + 1),
        { id, chunk: 1 },
        { decision, reason: '理由' },
      );
    expect(await settle('send-again')).toMatchObject({ ok: false });
    expect(await settle('give-up')).toMatchObject({ ok: true });
  });
});

describe('a reason', () => {
  test('cut in the middle of an emoji leaves the trail whole', async () => {
    const id = await sendingBroadcast();
    const reason = `あ${'😀'.repeat(200)}`.slice(0, 400);
    expect(reason.isWellFormed()).toBe(false);
    expect(await stop(broadcastDeskOf(APPROVER, STARTS_AT + 1), { id }, reason)).toMatchObject({ ok: true });
    expect(findAuditFault(await loadEntriesAfter(env.DB, 0, 1_000), null, sha256Now)).toBeNull();
  });
});

describe('the clock', () => {
  test.each([
    ['2026-12-01T08:59:59', 'quiet-hours'],
    ['2026-12-01T09:00:00', null],
    ['2026-12-01T19:59:59', null],
    ['2026-12-01T20:00:00', 'quiet-hours'],
    ['2026-12-01T00:00:00', 'quiet-hours'],
    ['2028-02-29T12:00:00', null],
  ])('at %s in Japan: %s', async (moment, fault) => {
    const id = await composedBroadcast({ schedule: { sendAt: inJapan(moment).toISOString() } });
    const done = await submit(broadcastDeskOf(EDITOR, 2), { id, revision: 1 });
    expect(done.ok ? null : done.fault.kind).toBe(fault);
  });
  test('that is late by one second into the quiet hours leaves it to a person', async () => {
    const id = await submittedBroadcast({
      schedule: { sendAt: inJapan('2026-11-24T19:59:59').toISOString() },
    });
    await approve(broadcastDeskOf(APPROVER, 5), await sealOf(id), { selfApproval: null });
    const second = (inJapan('2026-11-24T20:00:00').getTime() - at(0).getTime()) / 1_000;
    expect(await sweep(second)).toEqual([]);
    expect((await broadcastOf(id)).state).toMatchObject({ kind: 'paused', why: 'late' });
  });
  test('that is set back by an hour holds up nobody for an hour', async () => {
    let now = 10_000_000;
    const slept: number[] = [];
    const pacer = createPacer(20, 5, {
      now: () => now,
      sleep: async (milliseconds) => void slept.push(milliseconds),
    });
    await pacer.turn();
    now -= 3_600_000;
    for (let turn = 0; turn < 20; turn += 1) await pacer.turn();
    expect(Math.max(...slept, 0)).toBeLessThan(20_000);
  });
  test.each([1, 100])('paces %d requests a second', async (perSecond) => {
    let now = 0;
    const pacer = createPacer(perSecond, 5, { now: () => now, sleep: async (ms) => void (now += ms) });
    for (let turn = 0; turn < 6; turn += 1) await pacer.turn(); // what may be caught up with at once
    const from = now;
    for (let turn = 0; turn < 50; turn += 1) await pacer.turn();
    expect(now - from).toBeCloseTo((50 * 1_000) / perSecond, 0);
  });
});

describe('how many broadcasts to everyone a month has', () => {
  async function startingAt(moment: string, state = 'sent'): Promise<void> {
    const id = await approvedBroadcast();
    await env.DB.prepare('UPDATE broadcasts SET state = ?2, start_at = ?3, started_at = ?4 WHERE id = ?1')
      .bind(id, state, inJapan(moment).toISOString(), state === 'sent' ? inJapan(moment).toISOString() : null)
      .run();
  }
  test.each([
    ['2026-11', '2026-10-31T23:59:59', '2026-11-01T00:00:00', '2026-11-30T23:59:59', '2026-12-01T00:00:00'],
    ['2026-12', '2026-11-30T23:59:59', '2026-12-01T00:00:00', '2026-12-31T23:59:59', '2027-01-01T00:00:00'],
    ['2028-02', '2028-01-31T23:59:59', '2028-02-01T00:00:00', '2028-02-29T23:59:59', '2028-03-01T00:00:00'],
  ])('%s begins and ends at midnight in Japan', async (month, ...moments) => {
    for (const moment of moments) await startingAt(moment);
    expect(await countBroadcastsToEveryone(env.DB, month)).toBe(2);
  });
  test('counts none that was cancelled, or stopped before it began', async () => {
    await startingAt('2026-11-24T12:00:00');
    await startingAt('2026-11-24T12:00:00', 'stopped');
    const cancelled = await approvedBroadcast();
    await cancelApproval(broadcastDeskOf(EDITOR, 10), { id: cancelled, revision: 1 });
    expect(await countBroadcastsToEveryone(env.DB, '2026-11')).toBe(1);
  });
});

describe('LINE’s figures', () => {
  const GARBAGE: [string, () => Response][] = [
    ['nothing', () => Response.json({})],
    ['null', () => Response.json(null)],
    ['a page', () => new Response('<html>maintenance</html>', { headers: { 'content-type': 'text/html' } })],
    ['404', () => Response.json({ message: 'Not found' }, { status: 404 })],
    ['429', () => Response.json({ message: 'Too many' }, { status: 429 })],
    ['500', () => new Response('', { status: 500 })],
    [
      'objects for numbers',
      () => Response.json({ overview: { delivered: {}, uniqueImpression: [1], uniqueClick: 'x' } }),
    ],
    [
      'numbers that are none',
      () => Response.json({ overview: { delivered: -1, uniqueImpression: 1.5, uniqueClick: 2 ** 60 } }),
    ],
    ['clicks that are none', () => Response.json({ overview: { delivered: 10 }, clicks: null })],
    [
      'clicks of anything',
      () => Response.json({ overview: {}, clicks: [null, 7, { seq: 'x', url: 9, uniqueClick: {} }] }),
    ],
  ];
  test.each(GARBAGE)(
    'answered with %s: the others are asked all the same, and so is this one later',
    async (_, answer) => {
      const [one, other] = [await sentBroadcast(), await sentBroadcast()];
      const later = at(STARTS_AT + 7 * 3_600);
      let asked = 0;
      playLine(() => {
        asked += 1;
        return asked === 1
          ? answer()
          : Response.json({ overview: { delivered: 700, uniqueImpression: 300 } });
      });
      await expect(fetchInsights(env.DB, line, later)).resolves.toBeUndefined();
      const insights = await loadInsights(env.DB, [one, other]);
      expect([...insights.values()].map(({ fetchedAt }) => fetchedAt)).toEqual(
        [one, other].map(() => later.toISOString()),
      );
      expect([...insights.values()].filter(({ seen }) => seen === 300)).toHaveLength(1);
      for (const { delivered, seen, clicked } of insights.values())
        for (const figure of [delivered, seen, clicked])
          expect(figure === null || (Number.isInteger(figure) && figure >= 0)).toBe(true);
      await fetchInsights(env.DB, line, at(STARTS_AT + 14 * 3_600));
      expect(asked).toBe(4);
    },
  );
  test.each([
    ['nothing', {}, {}],
    ['no plan anybody knows', { type: 'gold' }, { totalUsage: 1 }],
    ['a limit that is none', { type: 'limited', value: 'many' }, { totalUsage: 1 }],
    ['a limit without a number', { type: 'limited' }, { totalUsage: 1 }],
    ['a use that is none', { type: 'limited', value: 200 }, { totalUsage: null }],
  ])('of the quota answered with %s are not taken for a plan without a limit', async (_, quota, used) => {
    playLine(({ path }) => Response.json(path.endsWith('/consumption') ? used : quota));
    const forecast = await forecastQuota(broadcastDeskOf(EDITOR), line, { kind: 'everyone' });
    expect(forecast).toMatchObject({ quota: null, left: null });
  });
});

describe('each minute', () => {
  test('one broadcast that cannot be read holds up no other', async () => {
    const broken = await approvedBroadcast();
    const going = await sendingBroadcast();
    await env.DB.prepare("UPDATE broadcasts SET composition = '{' WHERE id = ?1").bind(broken).run();
    await env.DB.prepare("UPDATE broadcasts SET state = 'scheduled' WHERE id = ?1").bind(broken).run();
    const queued: ChunkName[] = [];
    const queue = {
      sendBatch: async (messages: { body: ChunkName }[]) =>
        void queued.push(...messages.map(({ body }) => body)),
    } as unknown as Queue<ChunkName>;
    const sweeping = sweepBroadcasts({ db: env.DB, queue, now: at(STARTS_AT + 40), log });
    await expect(sweeping).rejects.toThrow('JSON');
    expect(queued).toEqual([{ broadcastId: going, number: 1 }]);
  });
});

describe('what was handed in', () => {
  const cards: Wanted = { blocks: [{ kind: 'kpis', ids: ['line-friends'] }] };

  test('is tested as it was handed in, also when the plan has been published anew since', async () => {
    await addTester(EDITOR.email, 'tester');
    const id = await submittedBroadcast(cards);
    await publishRows(actual('line-friends', '7999'));
    const calls = accepts();
    const sent = await sendTest(
      { ...broadcastDeskOf(APPROVER, 30), line },
      { id, revision: 1 },
      { language: 'ja', retryKey: crypto.randomUUID() },
    );
    expect(sent).toMatchObject({ ok: true });
    expect(calls[0]?.body).not.toContain('7,999');
    const { sha256 } = await sealOf(id);
    expect(await rowsOf('broadcast_tests')).toMatchObject([{ sha256 }]);
  });
  test('goes out as it was handed in, when the plan, the themes or the districts are others by then', async () => {
    await addResidents(25, NORTH);
    const id = await submittedBroadcast({ ...TO_NORTH, ...cards });
    await publishRows(actual('line-friends', '7999'));
    const desk = broadcastDeskOf(APPROVER, 40);
    const town = { ...desk.town, districts: ['中部'] };
    const approved = await approve({ ...desk, town }, await sealOf(id), { selfApproval: null });
    expect(approved).toMatchObject({ ok: true, value: { recipients: 25 } });
    const calls = accepts();
    for (const name of await sweep(STARTS_AT + 40)) await takeBatch([name], { second: STARTS_AT + 41 });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.body).not.toContain('7,999');
  });
  test('is refused where a district, a theme or an indicator is no longer there', async () => {
    await addResidents(25, NORTH);
    const desk = broadcastDeskOf(EDITOR, 2);
    const district = await composedBroadcast(TO_NORTH);
    const town = { ...desk.town, districts: ['中部'] };
    const theme = await composedBroadcast({ segment: { themes: ['no-such-theme'] } });
    const indicator = await composedBroadcast({ blocks: [{ kind: 'kpis', ids: ['no-such-kpi'] }] });
    const faults = [
      await submit({ ...desk, town }, { id: district, revision: 1 }),
      await submit(desk, { id: theme, revision: 1 }),
      await submit(desk, { id: indicator, revision: 1 }),
    ];
    expect(
      faults.map((done) => (done.ok || done.fault.kind !== 'invalid' ? done : done.fault.faults[0]?.kind)),
    ).toEqual(['unknown-district', 'unknown-theme', 'unknown-indicator']);
  });
  test('in a language that only its composition names first goes to everybody it should', async () => {
    await addResidents(20, { ...NORTH, language: 'en' });
    await addResidents(20, NORTH);
    const text = { ja: '日本語', en: 'English' };
    const id = await submittedBroadcast({
      ...TO_NORTH,
      blocks: [{ kind: 'text', text }],
      languages: ['en', 'en'],
    });
    await approve(broadcastDeskOf(APPROVER, 5), await sealOf(id), { selfApproval: null });
    const chunks = await chunksOf(id);
    expect(chunks.map(({ language, recipients }) => [language, recipients])).toEqual([
      ['ja', 20],
      ['en', 20],
    ]);
  });
  test('as large as it can be is kept whole, frozen and sent', async () => {
    await addResidents(25, NORTH);
    const languages = ['ja', 'ja-easy', 'en', 'zh-Hans', 'vi'] as const;
    const long = (length: number): Record<(typeof languages)[number], string> =>
      Object.fromEntries(languages.map((language) => [language, '長'.repeat(length)])) as never;
    const kpis = [...(await broadcastDeskOf(EDITOR).versions.newest(env.DB)).plan.kpis.keys()].slice(0, 12);
    const id = await submittedBroadcast({
      ...TO_NORTH,
      languages,
      blocks: [
        { kind: 'text', text: long(4_900) },
        { kind: 'text', text: long(5_000) },
        { kind: 'kpis', ids: kpis },
        { kind: 'kpis', ids: kpis.toReversed() },
        {
          kind: 'link',
          title: long(100),
          body: long(1_000),
          label: long(40),
          url: `https://example.lg.jp/${'x'.repeat(970)}`,
        },
      ],
    });
    const stored = await loadContent(env.DB, id, 1);
    expect(new TextEncoder().encode(stored?.content).length).toBeLessThan(2_000_000); // D1: a value
    await approve(broadcastDeskOf(APPROVER, 5), await sealOf(id), { selfApproval: null });
    const calls = accepts();
    for (const name of await sweep(STARTS_AT)) await takeBatch([name]);
    expect(calls).toHaveLength(1);
    expect((JSON.parse(calls[0]?.body ?? '{}') as { messages: unknown[] }).messages).toHaveLength(5);
    expect(await kindOf(id)).toBe('sent');
  });
});
