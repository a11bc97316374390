import { createMessageBatch, createExecutionContext, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AuditAction, AuditEntry } from '../../src/domain/audit/audit-trail.ts';
import { canonicalContent } from '../../src/domain/broadcasts/content.ts';
import { handleDeliveries } from '../../src/flows/broadcasts/handle-deliveries.ts';
import { sweepBroadcasts } from '../../src/flows/broadcasts/sweep-broadcasts.ts';
import {
  createLineClientSource,
  type LineClientSource,
  type LineCredentials,
} from '../../src/line/line-client.ts';
import { loadBroadcast } from '../../src/storage/broadcast-store.ts';
import { resumeBroadcast, stopBroadcast } from '../../src/storage/broadcast-steps.ts';
import { countDeadLetters } from '../../src/storage/dead-letter-store.ts';
import { loadChunks, type ChunkName } from '../../src/storage/chunk-store.ts';
import { startAnew } from './draft-desk.ts';

const ID = 'b0000000-0000-4000-8000-000000000001';
const T0 = Date.parse('2026-11-24T01:00:00.000Z'); // ten in the morning in Japan
const LONG_LIVED: LineCredentials = { kind: 'long-lived-token', token: 't' };
const STATELESS: LineCredentials = { kind: 'stateless-token', channelId: 'c', channelSecret: 's' };

type Sent = { path: string; retryKey: string; body: string };
type Play = (request: Sent) => Response | Promise<Response>;

let now = T0;
let sent: Sent[];
let play: Play;
let quota: { type: string; value?: number };
let logged: Record<string, unknown>[];

const accept: Play = () => Response.json({}, { headers: { 'x-line-request-id': `request-${sent.length}` } });
const answer =
  (status: number, body: unknown = { message: 'no' }): Play =>
  () =>
    Response.json(body, { status });
/** Each answer once, and then LINE accepts. */
const first = (...plays: Play[]): Play => {
  const rest = [...plays];
  return (request) => (rest.shift() ?? accept)(request);
};

function lineWith(credentials = LONG_LIVED): LineClientSource {
  const connection = { credentials, apiOrigin: 'http://localhost:9', dataApiOrigin: 'http://localhost:9' };
  return createLineClientSource(connection, () => now);
}

async function setUp(chunks: number, { everyone = false } = {}): Promise<void> {
  const at = new Date(T0 - 1_000).toISOString();
  const audience = everyone ? { kind: 'everyone' as const } : { kind: 'segment' as const, segment: {} };
  const content = canonicalContent({
    title: 'お知らせ',
    audience: { kind: 'everyone' },
    schedule: { sendAt: null, quietReason: '' },
    variants: [{ language: 'ja', messages: [{ type: 'text', text: 'お知らせ' }] }],
  });
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO broadcasts (id, title, composition, audience, quiet_reason, revision, authors, state, created_by,
                               created_at, updated_by, updated_at, start_at, started_at, progress_at)
       VALUES (?1, 'お知らせ', '{}', ?2, '', 1, '[]', 'sending', 'a', ?3, 'a', ?3, ?3, ?3, ?3)`,
    ).bind(ID, JSON.stringify(audience), at),
    env.DB.prepare("INSERT INTO broadcast_contents VALUES (?1, 1, ?2, '', ?3)").bind(ID, content, at),
    ...Array.from({ length: chunks }, (_, index) => [
      env.DB.prepare(
        `INSERT INTO broadcast_chunks (broadcast_id, number, language, recipient_count, retry_key, state, due_at)
         VALUES (?1, ?2, 'ja', ?3, ?4, 'waiting', ?5)`,
      ).bind(ID, index + 1, everyone ? null : 1, `${index + 1}0000000-0000-4000-8000-000000000000`, at),
      ...(everyone
        ? []
        : [
            env.DB.prepare('INSERT INTO chunk_recipients VALUES (?1, ?2, ?3)').bind(
              ID,
              index + 1,
              JSON.stringify([`U${index + 1}`]),
            ),
          ]),
    ]).flat(),
  ]);
}

async function deliver(
  names: readonly (number | ChunkName)[],
  {
    line = lineWith(),
    db = env.DB,
    queue = 'ayumi-deliveries',
  }: { line?: LineClientSource | null; db?: D1Database; queue?: string } = {},
) {
  const bodies = names.map((name) => (typeof name === 'number' ? { broadcastId: ID, number: name } : name));
  const messages = bodies.map((body, at) => ({
    id: body.broadcastId === ID ? `${body.number}` : `other-${at}`,
    timestamp: new Date(now),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch<ChunkName>(queue, messages);
  const delays: (number | undefined)[] = [];
  for (const message of batch.messages)
    vi.spyOn(message, 'retry').mockImplementation((options) => void delays.push(options?.delaySeconds));
  const context = createExecutionContext();
  const pacer = { turn: async () => {}, hold: () => {} };
  const log = (entry: Record<string, unknown>): void => void logged.push(entry);
  await handleDeliveries(batch, { db, line, pacer, now: () => new Date(now), log });
  const { explicitAcks, ackAll } = await getQueueResult(batch, context);
  return { explicitAcks, ackAll, delays };
}

async function chunk(number = 1) {
  const chunks = await loadChunks(env.DB, ID, { from: number, limit: 1 });
  return chunks[0];
}

const state = async () => (await loadBroadcast(env.DB, ID))?.state;
const entry = (action: AuditAction): AuditEntry => ({
  at: new Date(now).toISOString(),
  actor: 'tanaka.approver@example.lg.jp',
  action,
  subject: `broadcast/${ID}`,
  version: null,
  before: null,
  after: null,
  reason: '',
});

beforeEach(async () => {
  await startAnew();
  now = T0;
  sent = [];
  logged = [];
  play = accept;
  quota = { type: 'none' };
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const { pathname: path } = new URL(request.url);
    if (path === '/oauth2/v3/token')
      return Response.json({ access_token: 'short', expires_in: 900, token_type: 'Bearer' });
    if (path === '/v2/bot/message/quota') return Response.json(quota);
    if (path === '/v2/bot/message/quota/consumption') return Response.json({ totalUsage: 100 });
    const retryKey = request.headers.get('x-line-retry-key') ?? '';
    const asked = { path, retryKey, body: await request.text() };
    sent.push(asked);
    return play(asked);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a chunk that LINE accepts', () => {
  test('is sent with its stored key, the frozen messages and the broadcast’s unit, and is done', async () => {
    await setUp(1);
    expect(await deliver([1])).toMatchObject({ explicitAcks: ['1'], delays: [] });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      path: '/v2/bot/message/multicast',
      retryKey: '10000000-0000-4000-8000-000000000000',
    });
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      to: ['U1'],
      messages: [{ type: 'text', text: 'お知らせ' }],
      customAggregationUnits: ['ayumi_b00000000000400080000000'],
    });
    expect(await chunk()).toMatchObject({ state: 'done', status: 200, requestId: 'request-1' });
    expect(await env.DB.prepare('SELECT count(*) AS n FROM chunk_recipients').first('n')).toBe(0);
    expect(await state()).toMatchObject({ kind: 'sent' });
  });
  test('goes to everyone in one request without a list', async () => {
    await setUp(1, { everyone: true });
    await deliver([1]);
    expect(sent.map(({ path }) => path)).toEqual(['/v2/bot/message/broadcast']);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ messages: [{ type: 'text', text: 'お知らせ' }] });
  });
  test('is not sent again when its name comes twice, at once or later', async () => {
    await setUp(1);
    await deliver([1, 1, 1]);
    await deliver([1]);
    expect(sent).toHaveLength(1);
  });
  test('had been accepted before (409): it is done, under the id of the first request', async () => {
    await setUp(1);
    play = () =>
      Response.json(
        { message: 'The retry key is already accepted' },
        { status: 409, headers: { 'x-line-accepted-request-id': 'the-first' } },
      );
    await deliver([1]);
    expect(await chunk()).toMatchObject({ state: 'done', status: 409, requestId: 'the-first' });
  });
});

describe('a chunk of which nobody knows whether it arrived', () => {
  test.each([
    ['500', answer(500)],
    ['503 without JSON', () => new Response('<html>busy</html>', { status: 503 })],
    ['no answer at all', () => Promise.reject(new TypeError('network'))],
    ['a 200 that cannot be read', () => new Response('<html>', { status: 200 })],
  ] as [string, Play][])('(%s) is tried again with the same key and the very same body', async (_, fault) => {
    await setUp(1);
    play = first(fault);
    expect(await deliver([1])).toMatchObject({ explicitAcks: [], delays: [2] });
    expect(await chunk()).toMatchObject({ state: 'waiting', attempts: 1 });
    await deliver([1]); // too soon: nothing is sent
    expect(sent).toHaveLength(1);
    now += 2_000;
    await deliver([1]);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(await chunk()).toMatchObject({ state: 'done', attempts: 2 });
  });
  test('is given up by us after ten seconds, and tried again', async () => {
    await setUp(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    play = () => new Promise<Response>(() => {});
    const delivered = deliver([1]);
    while (sent.length === 0) await env.DB.prepare('SELECT 1').run();
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect(await delivered).toMatchObject({ delays: [2] });
    expect(await chunk()).toMatchObject({ state: 'waiting', status: 0 });
  });
  test('waits longer each time, five minutes at most', async () => {
    await setUp(1);
    play = answer(500);
    const delays: unknown[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      delays.push(...(await deliver([1])).delays);
      now += 300_000;
    }
    expect(delays).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });
  test('is unknown when its key has become too old, and never sent again by itself', async () => {
    await setUp(1);
    play = answer(500);
    await deliver([1]);
    now += 24 * 3_600_000;
    await deliver([1]);
    await sweep();
    await sweep();
    expect(sent).toHaveLength(1);
    expect(await chunk()).toMatchObject({ state: 'unknown' });
    expect(await state()).toMatchObject({ kind: 'sent' });
  });
  test('is taken over when its consumer never comes back, with the same key', async () => {
    await setUp(1);
    await env.DB.prepare(
      "UPDATE broadcast_chunks SET state = 'leased', attempts = 1, due_at = ?1, first_attempt_at = ?2",
    )
      .bind(new Date(T0 + 30_000).toISOString(), new Date(T0).toISOString())
      .run();
    await deliver([1]);
    expect(sent).toHaveLength(0);
    now += 30_000;
    await deliver([1]);
    expect(sent).toHaveLength(1);
    expect(await chunk()).toMatchObject({ state: 'done', attempts: 2 });
  });
});

describe('a chunk that LINE refuses', () => {
  test.each([400, 404, 410, 413, 415])(
    '(%i) has failed, with LINE’s own words for the engineer',
    async (status) => {
      await setUp(2);
      await deliver([1]);
      play = answer(status, { message: 'The request body has 1 error' });
      await deliver([2]);
      expect(await chunk(2)).toMatchObject({
        state: 'failed',
        status,
        fault: expect.stringContaining('1 error'),
      });
      expect(await state()).toMatchObject({ kind: 'sent' });
      await deliver([2]);
      expect(sent).toHaveLength(2);
    },
  );
  test('before any was accepted holds up the others: they would be refused too', async () => {
    await setUp(3);
    play = answer(400);
    await deliver([1]);
    expect(await state()).toMatchObject({ kind: 'paused', why: 'refused' });
    play = accept;
    await deliver([2, 3]);
    expect(sent).toHaveLength(1);
    await resumeBroadcast(env.DB, { id: ID, revision: 1, state: 'paused' }, entry('broadcast-resumed'));
    await deliver([2, 3]);
    expect(await chunk(3)).toMatchObject({ state: 'done' });
  });
  test('after others were accepted holds up nothing', async () => {
    await setUp(3);
    await deliver([1]);
    play = first(answer(400));
    await deliver([2]);
    await deliver([3]);
    expect(await chunk(3)).toMatchObject({ state: 'done' });
    expect(await state()).toMatchObject({ kind: 'sent' });
  });
});

describe('a limit', () => {
  test('of a second (429) makes it wait, and its key counts as unused', async () => {
    await setUp(1);
    play = first(answer(429, { message: 'The API rate limit has been exceeded. Try again later.' }));
    await deliver([1]);
    expect(await chunk()).toMatchObject({ state: 'waiting', status: 429, firstAttemptAt: null });
    now += 25 * 3_600_000; // longer than a key lives: it was never used
    await deliver([1]);
    expect(await chunk()).toMatchObject({ state: 'done' });
  });
  test('of the month (429) pauses the whole broadcast, and nothing is lost', async () => {
    await setUp(2);
    play = answer(429, { message: 'You have reached your monthly limit.' });
    expect(await deliver([1])).toMatchObject({ explicitAcks: ['1'] });
    expect(await state()).toMatchObject({ kind: 'paused', why: 'monthly-limit' });
    await deliver([2]);
    expect(sent).toHaveLength(1);
    play = accept;
    now += 7 * 24 * 3_600_000;
    await sweep();
    await resumeBroadcast(env.DB, { id: ID, revision: 1, state: 'paused' }, entry('broadcast-resumed'));
    await deliver([1, 2]);
    expect(await state()).toMatchObject({ kind: 'sent' });
    expect([(await chunk(1))?.state, (await chunk(2))?.state]).toEqual(['done', 'done']);
  });
  test('of the month is recognised by LINE’s figures too, should its words change', async () => {
    await setUp(1);
    quota = { type: 'limited', value: 100 };
    play = answer(429, { message: 'No more messages for you' });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await deliver([1]);
      now += 300_000;
    }
    expect(await state()).toMatchObject({ kind: 'paused', why: 'monthly-limit' });
  });
});

describe('a token', () => {
  test('that LINE no longer takes (401) pauses the broadcast and says so', async () => {
    await setUp(2);
    play = answer(401);
    await deliver([1]);
    expect(await state()).toMatchObject({ kind: 'paused', why: 'token' });
    expect(await chunk()).toMatchObject({ state: 'waiting', firstAttemptAt: null });
  });
  test('of the short-lived kind is issued anew, and the chunk tried again', async () => {
    await setUp(1);
    const line = lineWith(STATELESS);
    play = first(answer(401));
    await deliver([1], { line });
    now += 2_000;
    await deliver([1], { line });
    expect(await chunk()).toMatchObject({ state: 'done' });
  });
  test('of the short-lived kind that is refused however new it is pauses the broadcast too', async () => {
    await setUp(2);
    const line = lineWith(STATELESS);
    play = answer(401);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await deliver([1], { line });
      now += 300_000;
    }
    expect(await state()).toMatchObject({ kind: 'paused', why: 'token' });
    expect(await chunk()).toMatchObject({ state: 'waiting', firstAttemptAt: null });
  });
  test('without the right to send (403) pauses it too', async () => {
    await setUp(2);
    play = answer(403);
    await deliver([1]);
    expect(await state()).toMatchObject({ kind: 'paused', why: 'forbidden' });
  });
});

describe('a broadcast that is stopped', () => {
  const stop = () =>
    stopBroadcast(env.DB, { id: ID, revision: 1, state: 'sending' }, entry('broadcast-stopped'));

  test('sends nothing more, and says what had gone', async () => {
    await setUp(3);
    await deliver([1]);
    await stop();
    await deliver([2, 3]);
    expect(sent).toHaveLength(1);
    expect([(await chunk(1))?.state, (await chunk(2))?.state, (await chunk(3))?.state]).toEqual([
      'done',
      'stopped',
      'stopped',
    ]);
    expect(await state()).toMatchObject({ kind: 'stopped', by: 'tanaka.approver@example.lg.jp' });
  });
  test('while a request is under way keeps what LINE says of it', async () => {
    await setUp(1);
    play = async () => {
      await stop();
      return accept({ path: '', retryKey: '', body: '' });
    };
    await deliver([1]);
    expect(await chunk()).toMatchObject({ state: 'done' });
  });
  test('while a request is lost says that nobody knows of it', async () => {
    await setUp(1);
    play = async () => {
      await stop();
      throw new TypeError('network');
    };
    await deliver([1]);
    expect(await chunk()).toMatchObject({ state: 'unknown' });
  });
  test('while a request is refused for its rate is stopped, and its recipients are forgotten', async () => {
    await setUp(1);
    play = async () => {
      await stop();
      return answer(429)({ path: '', retryKey: '', body: '' });
    };
    await deliver([1]);
    expect(await chunk()).toMatchObject({ state: 'stopped' });
    expect(await env.DB.prepare('SELECT count(*) AS n FROM chunk_recipients').first('n')).toBe(0);
  });
});

describe('the queue', () => {
  test('brings a chunk again where D1 failed, and the log says so without an id of a resident', async () => {
    await setUp(1);
    const broken = {
      prepare: () => {
        throw new Error('D1 is away');
      },
    } as unknown as D1Database;
    expect(await deliver([1], { db: broken })).toMatchObject({ explicitAcks: [], delays: [10] });
    expect(logged).toContainEqual(expect.objectContaining({ event: 'chunk-not-handled', number: 1 }));
    expect(JSON.stringify(logged)).not.toContain('U1');
  });
  test('takes back everything while the settings for LINE are missing; the sweep brings it again', async () => {
    await setUp(1);
    expect(await deliver([1], { line: null })).toMatchObject({ ackAll: true });
    expect(await chunk()).toMatchObject({ state: 'waiting', attempts: 0 });
  });
  test('has of two broadcasts at most sent at once, and brings the others again a little later', async () => {
    await setUp(2);
    const other = (broadcastId: string): ChunkName => ({ broadcastId, number: 1 });
    const names = [other('one'), 1, other('three'), 2, other('four')];
    expect(await deliver(names)).toMatchObject({ explicitAcks: ['other-0', '1', '2'], delays: [1, 1] });
    expect(sent).toHaveLength(2);
  });
  test('gives up on a message in the end: that is kept for a person, and the sweep goes on', async () => {
    await setUp(1);
    await deliver([1], { queue: 'ayumi-dead-deliveries' });
    await deliver([1], { queue: 'ayumi-dead-deliveries' });
    expect(await countDeadLetters(env.DB, new Date(T0 - 1))).toBe(1);
    expect(sent).toHaveLength(0);
  });
});

type QueuedAt = { body: ChunkName }[];
let queued: QueuedAt;

async function sweep(): Promise<ChunkName[]> {
  queued = [];
  const queue = {
    sendBatch: async (messages: QueuedAt) => void queued.push(...messages),
  } as unknown as Queue<ChunkName>;
  await sweepBroadcasts({ db: env.DB, queue, now: new Date(now), log: (line) => void logged.push(line) });
  return queued.map(({ body }) => body);
}

describe('each minute', () => {
  const schedule = (startAt: string, quietReason = '') =>
    env.DB.prepare(
      "UPDATE broadcasts SET state = 'scheduled', started_at = NULL, start_at = ?1, quiet_reason = ?2",
    )
      .bind(startAt, quietReason)
      .run();

  test('what is due begins, and its chunks go into the queue, each once while it is believed to be there', async () => {
    await setUp(3);
    await schedule(new Date(T0).toISOString());
    expect((await sweep()).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await state()).toMatchObject({ kind: 'sending' });
    expect(await sweep()).toEqual([]);
    now += 30_000;
    expect(await sweep()).toHaveLength(3); // the queue may have lost them
  });
  test('what is not due yet is left alone, to the second', async () => {
    await setUp(1);
    await schedule(new Date(T0 + 1_000).toISOString());
    expect(await sweep()).toEqual([]);
    expect(await state()).toMatchObject({ kind: 'scheduled' });
  });
  test('what is an hour late waits for a person', async () => {
    await setUp(1);
    await schedule(new Date(T0 - 61 * 60_000).toISOString());
    expect(await sweep()).toEqual([]);
    expect(await state()).toMatchObject({ kind: 'paused', why: 'late', startedAt: null });
  });
  test('what has become late into the quiet hours waits for a person, unless there was a reason for them', async () => {
    await setUp(1);
    const evening = Date.parse('2026-11-24T10:50:00.000Z'); // 19:50 in Japan
    await schedule(new Date(evening).toISOString());
    now = evening + 11 * 60_000;
    await sweep();
    expect(await state()).toMatchObject({ kind: 'paused', why: 'late' });
    await schedule(new Date(evening).toISOString(), '避難のお知らせ');
    await sweep();
    expect(await state()).toMatchObject({ kind: 'sending' });
  });
  test('a paused or stopped broadcast puts nothing into the queue', async () => {
    await setUp(2);
    await env.DB.prepare("UPDATE broadcasts SET state = 'paused'").run();
    expect(await sweep()).toEqual([]);
  });
});
