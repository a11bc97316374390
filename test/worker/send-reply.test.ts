import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLineClientSource, type LineCredentials } from '../../src/line/line-client.ts';
import { sendReply } from '../../src/line/send-reply.ts';

const REPLY = { replyToken: 'r', messages: [{ type: 'text' as const, text: '答え' }], redelivered: false };

let asked: string[];
/** What LINE answers to each reply in turn; after that 200. */
let answers: number[];

beforeEach(() => {
  asked = [];
  answers = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const { pathname } = new URL(new Request(input).url);
    if (pathname === '/oauth2/v3/token') {
      asked.push('token');
      return Response.json({ access_token: `token-${asked.length}`, expires_in: 900, token_type: 'Bearer' });
    }
    asked.push(new Headers(init?.headers).get('authorization') ?? '');
    const status = answers.shift() ?? 200;
    return Response.json(status === 200 ? { sentMessages: [] } : { message: 'no' }, { status });
  });
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const lineWith = (credentials: LineCredentials) =>
  createLineClientSource(
    { credentials, apiOrigin: 'http://localhost:9', dataApiOrigin: 'http://localhost:9' },
    Date.now,
  );
const shortLived = () => lineWith({ kind: 'stateless-token', channelId: 'c', channelSecret: 's' });
const inTime = () => ({ now: Date.now, giveUpAt: Date.now() + 25_000 });

describe('short-lived tokens', () => {
  test('are issued once and used for many replies', async () => {
    const line = shortLived();
    await sendReply(line, REPLY, inTime());
    await sendReply(line, REPLY, inTime());
    expect(asked).toEqual(['token', 'Bearer token-1', 'Bearer token-1']);
  });
  test('are issued anew when LINE refuses one, and when their time is over', async () => {
    const line = shortLived();
    answers = [401];
    expect(await sendReply(line, REPLY, inTime())).toMatchObject({ result: 'sent', attempts: 2 });
    expect(asked).toEqual(['token', 'Bearer token-1', 'token', 'Bearer token-3']);
    vi.setSystemTime(Date.now() + 15 * 60_000);
    await sendReply(line, REPLY, inTime());
    expect(asked.slice(4)).toEqual(['token', 'Bearer token-5']);
  });
});

describe('a long-lived token', () => {
  test('that LINE refuses is not tried again: it stays what it is', async () => {
    answers = [401];
    const line = lineWith({ kind: 'long-lived-token', token: 'old' });
    expect(await sendReply(line, REPLY, inTime())).toMatchObject({
      result: 'refused',
      status: 401,
      attempts: 1,
    });
  });
});

describe('the time for a reply', () => {
  test('that is over ends the tries, and says so', async () => {
    const line = lineWith({ kind: 'long-lived-token', token: 't' });
    expect(await sendReply(line, REPLY, { now: Date.now, giveUpAt: Date.now() })).toMatchObject({
      result: 'gave-up',
      attempts: 0,
    });
    answers = [500, 500, 500];
    const soonOver = { now: Date.now, giveUpAt: Date.now() + 900 };
    expect(await sendReply(line, REPLY, soonOver)).toMatchObject({
      result: 'gave-up',
      status: 500,
      attempts: 2,
    });
  });
});
