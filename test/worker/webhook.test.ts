import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ok, refused } from '../../src/domain/result.ts';
import { createAnsweredEvents } from '../../src/flows/answered-events.ts';
import { createPlanReader } from '../../src/flows/current-plan.ts';
import worker from '../../src/index.ts';
import { createLineClientSource } from '../../src/line/line-client.ts';
import { bundledDataPackage, bundledFiles } from '../../src/storage/bundled-data.ts';
import { recordHeartbeat } from '../../src/storage/job-store.ts';
import { createApp } from '../../src/web/app.ts';
import { readSettings, bundledTown, type Environment } from '../../src/settings.ts';
import { withoutConsole } from './app-parts.ts';

const SECRET = 'simulator-channel-secret';
const RESIDENT = 'U0123456789abcdef0123456789abcdef';

type Sent = { url: string; body: { replyToken: string; messages: { altText?: string; text?: string }[] } };

let sent: Sent[];
let logged: string[];
/** What LINE answers to each call in turn; after that 200. */
let answers: (number | 'no-answer')[];

beforeEach(() => {
  sent = [];
  logged = [];
  answers = [];
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void logged.push(line));
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    sent.push({
      url: new Request(input).url,
      body: JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Sent['body'],
    });
    const answer = answers.shift() ?? 200;
    if (answer === 'no-answer') throw new TypeError('network connection lost');
    const headers = { 'x-line-request-id': 'request-1' };
    return Response.json(answer === 200 ? { sentMessages: [] } : { message: 'refused' }, {
      status: answer,
      headers,
    });
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function sign(body: BufferSource, secret = SECRET): Promise<string> {
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign('HMAC', key, body))));
}

let serial = 0;

function textEvent(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  serial += 1;
  return {
    type: 'message',
    mode: 'active',
    timestamp: 1_795_000_000_000 + serial,
    webhookEventId: `event-${serial}`,
    deliveryContext: { isRedelivery: false },
    source: { type: 'user', userId: RESIDENT },
    replyToken: `token-${serial}`,
    message: { id: `${serial}`, type: 'text', text },
    ...more,
  };
}

type Post = {
  signature?: string | null;
  headers?: Record<string, string>;
  fetcher?: (request: Request, e: never, ctx: ExecutionContext) => Promise<Response> | Response;
};

async function post(
  raw: string | Uint8Array<ArrayBuffer>,
  { signature, headers = {}, fetcher = worker.fetch }: Post = {},
): Promise<Response> {
  const body = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw;
  const signed = signature === undefined ? await sign(body) : signature;
  const request = new Request('https://ayumi.example.lg.jp/webhook', {
    method: 'POST',
    body,
    headers: { ...headers, ...(signed === null ? {} : { 'x-line-signature': signed }) },
  });
  const ctx = createExecutionContext();
  const response = await fetcher(request, env as never, ctx);
  await waitOnExecutionContext(ctx);
  return response;
}

const postEvents = (...events: unknown[]): Promise<Response> =>
  post(JSON.stringify({ destination: 'U', events }));
const logOf = (event: string): Record<string, unknown>[] =>
  logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['event'] === event);

describe('what comes in at /webhook', () => {
  test('a signed question is answered once, to its reply token, and the answer is 200', async () => {
    const response = await postEvents(textEvent('町公式LINE登録者数'));
    expect(response.status).toBe(200);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe('http://localhost:9/v2/bot/message/reply');
    expect(sent[0]?.body.messages[0]?.altText).toContain('町公式LINE登録者数：実績未公表');
  });
  test("LINE's verification, a body without events, is 200", async () => {
    expect((await postEvents()).status).toBe(200);
    expect(sent).toEqual([]);
  });
  test('without a signature, or with one of another secret or body, it is 401 and nothing happens', async () => {
    const body = JSON.stringify({ destination: 'U', events: [textEvent('育休')] });
    const foreign = await sign(new TextEncoder().encode(body), 'another secret');
    for (const signature of [null, '', 'x', foreign, await sign(new TextEncoder().encode(`${body} `))]) {
      expect((await post(body, { signature })).status).toBe(401);
    }
    expect(sent).toEqual([]);
  });
  test('over 1 MB it is 413, whether or not the length was stated truly', async () => {
    const large = new Uint8Array(1_048_577);
    expect((await post(large)).status).toBe(413);
    expect((await post('{}', { headers: { 'content-length': '2000000' } })).status).toBe(413);
  });
  test('exactly 1 MB is read', async () => {
    const body = JSON.stringify({ destination: 'U', events: [], padding: '' });
    const padded = body.replace('"padding":""', `"padding":"${'x'.repeat(1_048_576 - body.length)}"`);
    expect((await post(padded)).status).toBe(200);
  });
  test('malformed JSON with a valid signature is 400', async () => {
    expect((await post('{"events":[')).status).toBe(400);
    expect((await post(new Uint8Array([0xff, 0xfe, 0xfd]))).status).toBe(400);
    expect((await post('{"destination":"U"}')).status).toBe(400);
  });
  test('unknown events, odd ones and hostile postbacks are 200, and one line without personal data says so', async () => {
    const odd = textEvent('x', { message: { type: 'text', text: { toString: 1 } } });
    const unknown = textEvent('x', { type: 'telepathy' });
    expect((await postEvents(odd, unknown)).status).toBe(200);
    expect(sent).toEqual([]);
    expect(logOf('unreadable-events')).toMatchObject([{ count: 1 }]);
    expect(logOf('left-alone')).toMatchObject([{ type: 'telepathy', why: 'unknown-event' }]);
    expect(logged.join()).not.toContain(RESIDENT);
  });
  test('an old or forged button gets a kind answer', async () => {
    await postEvents(
      textEvent('', { type: 'postback', message: undefined, postback: { data: 'v=1&a=kpi&id=../../etc' } }),
    );
    expect(sent[0]?.body.messages[0]?.altText).toContain('内容が変わりました');
  });
  test('standby and groups are left alone', async () => {
    await postEvents(
      textEvent('育休', { mode: 'standby' }),
      textEvent('育休', { source: { type: 'group', groupId: 'C1', userId: RESIDENT } }),
    );
    expect(sent).toEqual([]);
  });
  test('one resident is answered in order, and an event that stands twice in a body once', async () => {
    const twice = textEvent('育休');
    await postEvents(twice, twice, textEvent('CO2'), textEvent('メニュー'));
    expect(sent.map(({ body }) => body.messages[0]?.altText?.slice(0, 6))).toEqual([
      '男性の育児休',
      '行政事務にお',
      'メニュー。見',
    ]);
  });
  test('an event delivered again is answered once; one whose answer did not arrive is answered then', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 100 });
    const event = textEvent('育休');
    const again = { ...event, deliveryContext: { isRedelivery: true } };
    answers = [503, 503, 503, 503];
    await postEvents(event);
    await postEvents(again);
    await postEvents(again);
    expect(logOf('reply').map(({ result }) => result)).toEqual(['gave-up']); // what goes well leaves no line
    expect(sent).toHaveLength(5);
  });
  test('logs hold neither the words nor the id of a resident', async () => {
    answers = [400, 200];
    await postEvents(textEvent('わたしの電話は090-1234-5678'), textEvent('x', { type: 'telepathy' }));
    expect([...logOf('reply'), ...logOf('left-alone')]).toHaveLength(2);
    expect(logged.join()).not.toMatch(/090|U0123|わたし/);
  });
});

describe('when LINE does not take the reply', () => {
  test('5xx, 429 and a lost connection are tried again with the same reply', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 100 });
    answers = [500, 429, 'no-answer', 200];
    await postEvents(textEvent('育休'));
    expect(sent).toHaveLength(4);
    expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(logOf('reply')).toMatchObject([{ result: 'sent', attempts: 4 }]);
  });
  test('it gives up after a few tries, says so, and never pushes instead', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 100 });
    answers = Array.from({ length: 10 }, () => 503);
    await postEvents(textEvent('育休'));
    expect(logOf('reply')).toMatchObject([{ result: 'gave-up', status: 503, attempts: 4 }]);
    expect(sent.every(({ url }) => url.endsWith('/reply'))).toBe(true);
  });
  test('400 is not tried again; after a time-out it means the first try had arrived', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 100 });
    answers = [400, 'no-answer', 400];
    await postEvents(textEvent('育休'));
    await postEvents(textEvent('育休'));
    expect(logOf('reply')).toMatchObject([
      { result: 'refused', attempts: 1 },
      { result: 'already-answered', attempts: 2 },
    ]);
  });
  test('one resident whose reply fails does not stop the others', async () => {
    answers = [400];
    await postEvents(
      textEvent('育休'),
      textEvent('CO2', { source: { type: 'user', userId: RESIDENT.replace('0', 'f') } }),
    );
    expect(logOf('reply')).toMatchObject([{ result: 'refused' }]);
    expect(sent).toHaveLength(2);
  });
});

describe('a fault of our own', () => {
  test('in answering one event does not stop the one beside it, and is logged without words of a resident', async () => {
    const log = (line: Record<string, unknown>): void => void logged.push(JSON.stringify(line));
    const reader = createPlanReader(bundledFiles, bundledDataPackage, { withSamples: false, log });
    const current = await reader.read(env.DB, new Date());
    const kpis = new Map(current.plan.kpis);
    const leave = kpis.get('paternity-leave');
    if (!leave) throw new Error('no such KPI');
    kpis.set(leave.id, {
      ...leave,
      get observations(): never {
        throw new Error('a bug');
      },
    });
    const line = createLineClientSource(
      {
        credentials: { kind: 'long-lived-token', token: 't' },
        apiOrigin: 'http://localhost:9',
        dataApiOrigin: 'http://localhost:9',
      },
      Date.now,
    );
    const app = createApp({
      settings: ok({ channelSecret: SECRET, publicOrigin: 'https://ayumi.example.lg.jp', line }),
      town: bundledTown(),
      plans: { ...reader, read: () => Promise.resolve({ ...current, plan: { ...current.plan, kpis } }) },
      answered: createAnsweredEvents(),
      ...withoutConsole(reader),
      now: () => new Date(),
      log,
    });
    const events = [textEvent('育休'), textEvent('CO2')];
    const response = await post(JSON.stringify({ events }), { fetcher: app.fetch });
    expect(response.status).toBe(200);
    expect(sent.map(({ body }) => body.replyToken)).toEqual([events[1]?.['replyToken']]);
    expect(logOf('answer-failed')).toMatchObject([{ type: 'message', fault: 'Error: a bug' }]);
  });
});

describe('settings', () => {
  const good: Environment = { ...(env as unknown as Environment) };
  test('that are missing or malformed are all named at once, and never echoed', () => {
    const faults = readSettings({
      DB: good.DB,
      DELIVERIES: good.DELIVERIES,
      LINE_API_ORIGIN: 'https://api.line.me/v2?token=hush',
      SAMPLE_ACTUALS: 'yes',
    });
    if (faults.ok) throw new Error('accepted');
    expect(faults.fault.map(({ name }) => name).sort()).toEqual([
      'LINE_API_ORIGIN',
      'LINE_CHANNEL_ACCESS_TOKEN',
      'LINE_CHANNEL_SECRET',
      'PUBLIC_ORIGIN',
      'SAMPLE_ACTUALS',
    ]);
    expect(JSON.stringify(faults)).not.toContain('hush');
  });
  test('never let made-up figures reach LINE itself', () => {
    const sample = { ...good, SAMPLE_ACTUALS: 'show' };
    expect(readSettings(sample)).toMatchObject({ ok: true });
    expect(readSettings({ ...sample, LINE_API_ORIGIN: 'https://api.line.me' })).toMatchObject({
      fault: [{ name: 'SAMPLE_ACTUALS' }],
    });
  });
  test('need either a token or a channel id', () => {
    const { LINE_CHANNEL_ACCESS_TOKEN: _, ...rest } = good;
    expect(readSettings({ ...rest, LINE_CHANNEL_ID: '123' })).toMatchObject({
      ok: true,
      value: { credentials: { kind: 'stateless-token' } },
    });
  });
  test('that are missing make /webhook answer 503, and /healthz name them; the pages still work', async () => {
    const plans = createPlanReader(bundledFiles, bundledDataPackage, { withSamples: false, log: () => {} });
    const app = createApp({
      settings: refused([{ name: 'LINE_CHANNEL_SECRET', reason: 'is missing' }]),
      town: bundledTown(),
      plans,
      answered: createAnsweredEvents(),
      ...withoutConsole(plans),
      now: () => new Date(),
      log: () => {},
    });
    const fetcher = app.fetch as never;
    expect((await post('{}', { fetcher })).status).toBe(503);
    const health = await app.request('/healthz', {}, env, createExecutionContext());
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      status: 'failing',
      settings: [{ name: 'LINE_CHANNEL_SECRET' }],
    });
    expect((await app.request('/', {}, env, createExecutionContext())).status).toBe(200);
  });
});

describe('pages', () => {
  const get = (path: string): Promise<Response> =>
    Promise.resolve(
      worker.fetch(
        new Request(`https://ayumi.example.lg.jp${path}`) as never,
        env as never,
        createExecutionContext(),
      ),
    );
  test('the front lists all 25 KPIs with baseline, actual, target and status', async () => {
    const html = await (await get('/')).text();
    for (const name of ['町公式LINE登録者数', '行政事務におけるCO2排出量', '女性管理職(係長以上)の割合'])
      expect(html).toContain(name);
    expect(html.match(/<tr id="/g)).toHaveLength(25);
    expect(html).toContain('7,072t');
  });
  test('have a strict policy, no script and a language', async () => {
    for (const path of ['/', '/privacy', '/nowhere']) {
      const response = await get(path);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      const html = await response.text();
      expect(html).not.toContain('<script');
      expect(html).toContain('<html lang="ja">');
    }
  });
  test('what is not there is said in Japanese, with a way on', async () => {
    const response = await get('/nowhere');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('ページが見つかりません');
  });
  test('/healthz tells the plan version it answers from', async () => {
    const response = await get('/healthz');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'ok', settings: [] });
  });
});

describe('/healthz', () => {
  const health = async (lastRun: Date | null): Promise<{ status: number; body: unknown }> => {
    await env.DB.prepare("DELETE FROM job_runs WHERE job = 'clock'").run();
    if (lastRun) await recordHeartbeat(env.DB, lastRun);
    const response = await worker.fetch(
      new Request('https://ayumi.example.lg.jp/healthz'),
      env,
      createExecutionContext(),
    );
    return { status: response.status, body: await response.json() };
  };
  test('says when the clock last ran, and fails once it has been still for a quarter of an hour', async () => {
    expect(await health(null)).toMatchObject({
      status: 200,
      body: { clock: { lastRun: null, late: false } },
    });
    expect(await health(new Date())).toMatchObject({ status: 200, body: { clock: { late: false } } });
    const still = new Date(Date.now() - 16 * 60_000);
    expect(await health(still)).toMatchObject({ status: 503, body: { clock: { late: true } } });
    await health(null);
  });
});
