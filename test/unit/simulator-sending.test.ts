import { beforeEach, describe, expect, it } from 'vitest';
import { HARU, NAOKI, UNKNOWN_USER, openStand, type Stand } from './simulator-stand.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const KEY = '123e4567-e89b-12d3-a456-426614174000';
const messages = [{ type: 'text', text: 'お知らせです' }];

let stand: Stand;
beforeEach(async () => {
  stand = openStand();
  await stand.follow(HARU, NAOKI);
});

const said = (userId: string): string[] =>
  (stand.world.chats.get(userId) ?? []).flatMap((entry) => (entry.from === 'account' ? [entry.via] : []));

const reply = (replyToken: unknown, more: object = {}) =>
  stand.call('POST', '/v2/bot/message/reply', { replyToken, messages, ...more });
const push = (to: string, headers: Record<string, string> = {}, more: object = {}) =>
  stand.call('POST', '/v2/bot/message/push', { to, messages, ...more }, headers);
const ids = (count: number) =>
  Array.from({ length: count }, (_, i) => `U${i.toString(16).padStart(32, '0')}`);
const check = (kind: string, list: unknown) =>
  stand.call('POST', `/v2/bot/message/validate/${kind}`, { messages: list });
const start = (loadingSeconds: number) =>
  stand.call('POST', '/v2/bot/chat/loading/start', { chatId: HARU, loadingSeconds });

describe('a reply', () => {
  const sayHello = {
    type: 'message',
    source: { type: 'user', userId: HARU },
    message: { type: 'text', text: 'やあ' },
  };

  it('reaches the chat of whom it answers, and costs nothing', async () => {
    const { replyToken } = await stand.receive(sayHello);
    const answer = await reply(replyToken);
    expect(answer.status).toBe(200);
    expect(answer.body.sentMessages[0].id).toMatch(/^\d+$/);
    expect(said(HARU)).toEqual(['reply']);
    expect(stand.world.usage).toBe(0);
  });

  it('works once with its token', async () => {
    const { replyToken } = await stand.receive(sayHello);
    await reply(replyToken);
    const again = await reply(replyToken);
    expect([again.status, again.body]).toEqual([400, { message: 'Invalid reply token' }]);
    expect(said(HARU)).toHaveLength(1);
  });

  it('works for a minute', async () => {
    const first = await stand.receive(sayHello);
    const second = await stand.receive(sayHello);
    stand.clock.now += MINUTE - 1;
    expect((await reply(first.replyToken)).status).toBe(200);
    stand.clock.now += 1;
    expect((await reply(second.replyToken)).status).toBe(400);
  });

  it('works for another minute after a redelivery within 20 minutes, with a token that was not used', async () => {
    const event = await stand.receive(sayHello);
    const again = { ...event, deliveryContext: { isRedelivery: true } };
    stand.clock.now += 20 * MINUTE;
    await stand.receive(again);
    stand.clock.now += MINUTE - 1;
    expect((await reply(event.replyToken)).status).toBe(200);
    await stand.receive(again);
    expect((await reply(event.replyToken)).status).toBe(400);
  });

  it('does not work after a redelivery of an event older than 20 minutes', async () => {
    const event = await stand.receive(sayHello);
    stand.clock.now += 20 * MINUTE + 1;
    await stand.receive({ ...event, deliveryContext: { isRedelivery: true } });
    expect((await reply(event.replyToken)).status).toBe(400);
  });

  it('does not take a retry key', async () => {
    const { replyToken } = await stand.receive(sayHello);
    const answer = await stand.call(
      'POST',
      '/v2/bot/message/reply',
      { replyToken, messages },
      { 'x-line-retry-key': KEY },
    );
    expect(answer.status).toBe(400);
    expect((await reply(replyToken)).status).toBe(200);
  });

  it('with one bad message sends none, names the fault, and keeps its token', async () => {
    const { replyToken } = await stand.receive(sayHello);
    const answer = await reply(replyToken, { messages: [...messages, { type: 'text', text: '' }] });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      message: 'The request body has 1 error(s)',
      details: [{ message: 'May not be empty', property: 'messages[1].text' }],
    });
    expect(said(HARU)).toEqual([]);
    expect((await reply(replyToken)).status).toBe(200);
  });

  it('has no token to use in stand-by and after an unfollow', async () => {
    const standby = await stand.receive({ ...sayHello, mode: 'standby' });
    const unfollow = await stand.receive({ type: 'unfollow', source: { type: 'user', userId: HARU } });
    expect([standby.replyToken, unfollow.replyToken]).toEqual([undefined, undefined]);
  });
});

describe('a push', () => {
  it('reaches a friend and counts one', async () => {
    expect((await push(HARU)).status).toBe(200);
    expect(said(HARU)).toEqual(['push']);
    expect((await stand.call('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 1 });
  });

  it('to an unknown user is refused', async () => {
    expect((await push(UNKNOWN_USER)).status).toBe(400);
    expect((await push('someone')).body.details[0].property).toBe('to');
  });

  it('to somebody who blocked the account is accepted, shown to nobody and not counted', async () => {
    await stand.receive({ type: 'unfollow', source: { type: 'user', userId: HARU } });
    expect((await push(HARU)).status).toBe(200);
    expect(said(HARU)).toEqual([]);
    expect(stand.world.usage).toBe(0);
  });

  it('with the same retry key is done once within 24 hours', async () => {
    const first = await push(HARU, { 'x-line-retry-key': KEY });
    const again = await push(HARU, { 'x-line-retry-key': KEY.toUpperCase() });
    expect(again.status).toBe(409);
    expect(again.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'));
    expect(again.body.sentMessages).toEqual(first.body.sentMessages);
    expect(said(HARU)).toHaveLength(1);
    stand.clock.now += 24 * HOUR;
    expect((await push(HARU, { 'x-line-retry-key': KEY })).status).toBe(200);
    expect(said(HARU)).toHaveLength(2);
  });

  it('that was refused leaves its retry key free', async () => {
    expect((await push(UNKNOWN_USER, { 'x-line-retry-key': KEY })).status).toBe(400);
    expect((await push(HARU, { 'x-line-retry-key': KEY })).status).toBe(200);
  });

  it('with a retry key that is no UUID is refused', async () => {
    expect((await push(HARU, { 'x-line-retry-key': 'once' })).status).toBe(400);
  });

  it('beyond the month’s limit is refused and counts nothing', async () => {
    await stand.ask('PUT', '/__settings', { quota: { type: 'limited', value: 1 } });
    expect((await stand.call('GET', '/v2/bot/message/quota')).body).toEqual({ type: 'limited', value: 1 });
    expect((await push(HARU)).status).toBe(200);
    const over = await push(NAOKI);
    expect([over.status, over.body.message]).toEqual([429, 'You have reached your monthly limit.']);
    expect(stand.world.usage).toBe(1);
  });

  it('takes one aggregation unit of letters, digits and _', async () => {
    expect((await push(HARU, {}, { customAggregationUnits: ['plan_1'] })).status).toBe(200);
    expect((await push(HARU, {}, { customAggregationUnits: ['plan-1'] })).status).toBe(400);
    expect((await push(HARU, {}, { customAggregationUnits: ['a', 'b'] })).status).toBe(400);
  });
});

describe('many at once', () => {
  it('a multicast reaches friends among up to 500 ids and counts them', async () => {
    const send = (to: string[]) => stand.call('POST', '/v2/bot/message/multicast', { to, messages });
    expect((await send([HARU, NAOKI, UNKNOWN_USER])).body).toEqual({});
    expect([said(HARU), said(NAOKI), stand.world.usage]).toEqual([['multicast'], ['multicast'], 2]);
    expect((await send(ids(500))).status).toBe(200);
    expect((await send(ids(501))).status).toBe(400);
  });

  it('a broadcast reaches every friend and nobody else', async () => {
    await stand.receive({ type: 'unfollow', source: { type: 'user', userId: NAOKI } });
    const answer = await stand.call('POST', '/v2/bot/message/broadcast', { messages });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect([said(HARU), said(NAOKI), stand.world.usage]).toEqual([['broadcast'], [], 1]);
  });

  it('a narrowcast is accepted with 202', async () => {
    const answer = await stand.call('POST', '/v2/bot/message/narrowcast', { messages });
    expect(answer.status).toBe(202);
    const requestId = answer.headers.get('x-line-request-id');
    const progress = await stand.call('GET', `/v2/bot/message/progress/narrowcast?requestId=${requestId}`);
    expect(progress.body.phase).toBe('succeeded');
  });

  it('a check of messages sends nothing', async () => {
    for (const kind of ['reply', 'push', 'multicast', 'narrowcast', 'broadcast']) {
      expect((await check(kind, messages)).status).toBe(200);
      expect((await check(kind, [])).status).toBe(400);
    }
    expect(said(HARU)).toEqual([]);
  });

  it('a loading sign stays 5 to 60 seconds in steps of 5', async () => {
    expect((await start(20)).status).toBe(202);
    expect((await start(7)).status).toBe(400);
    expect((await start(65)).status).toBe(400);
  });
});
