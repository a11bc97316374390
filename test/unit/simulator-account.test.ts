import { beforeEach, describe, expect, it } from 'vitest';
import { HARU, NAOKI, openStand, type Stand } from './simulator-stand.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const credentials =
  'grant_type=client_credentials&client_id=simulator-channel&client_secret=simulator-channel-secret';

let stand: Stand;
beforeEach(async () => {
  stand = openStand();
  await stand.follow(HARU);
});

const broadcast = (body: string, headers = {}) =>
  stand.call('POST', '/v2/bot/message/broadcast', body, headers);
const padded = (bytes: number): string => {
  const rest = JSON.stringify({ messages: [{ type: 'text', text: 'a' }], note: '' }).length;
  return JSON.stringify({ messages: [{ type: 'text', text: 'a' }], note: 'a'.repeat(bytes - rest) });
};
const put = (endpoint: string) => stand.call('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint });
const messages = [{ type: 'text', text: 'お知らせです' }];
const meet = async (count: number): Promise<string[]> => {
  const ids = Array.from({ length: count }, (_, i) => `Ub${i.toString(16).padStart(31, '0')}`);
  await stand.follow(...ids);
  return ids;
};
const eventOf = async (requestId: string | null) =>
  (await stand.call('GET', `/v2/bot/insight/message/event?requestId=${requestId}`)).body;
const broadcastNow = async (what: readonly unknown[] = messages) =>
  (await stand.call('POST', '/v2/bot/message/broadcast', { messages: what })).headers.get(
    'x-line-request-id',
  );
const event = async () => eventOf(await broadcastNow());
const link = (uri: string) => ({ type: 'uri', label: 'ひらく', uri });
const card = (...uris: string[]) => ({
  type: 'flex',
  altText: 'カード',
  contents: {
    type: 'bubble',
    body: {
      type: 'box',
      layout: 'vertical',
      contents: uris.map((uri) => ({ type: 'button', action: link(uri) })),
    },
  },
});
const DAY = 24 * 60 * 60_000;

describe('who may call', () => {
  it('a call without the right token is refused', async () => {
    for (const authorization of ['', 'Bearer wrong', 'simulator-channel-access-token']) {
      const answer = await stand.call('GET', '/v2/bot/info', undefined, { authorization });
      expect([answer.status, answer.body.message]).toEqual([
        401,
        expect.stringContaining('Authentication failed'),
      ]);
    }
    expect((await stand.call('GET', '/v2/bot/info')).body.basicId).toBe('@000ayumi');
  });

  it('a stateless token is good for 15 minutes', async () => {
    const { status, body } = await stand.call('POST', '/oauth2/v3/token', credentials, form);
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 900]);
    const authorization = `Bearer ${body.access_token}`;
    stand.clock.now += 899_999;
    expect((await stand.call('GET', '/v2/bot/info', undefined, { authorization })).status).toBe(200);
    stand.clock.now += 1;
    expect((await stand.call('GET', '/v2/bot/info', undefined, { authorization })).status).toBe(401);
  });

  it('a token is not issued for a wrong secret', async () => {
    const answer = await stand.call(
      'POST',
      '/oauth2/v3/token',
      credentials.replace('-secret', '-guess'),
      form,
    );
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_client']);
  });

  it('a short-lived token can be verified and revoked', async () => {
    const { body } = await stand.call('POST', '/v2/oauth/accessToken', credentials, form);
    const token = `access_token=${body.access_token}`;
    expect((await stand.call('POST', '/v2/oauth/verify', token, form)).body.client_id).toBe(
      'simulator-channel',
    );
    expect((await stand.call('POST', '/v2/oauth/revoke', token, form)).status).toBe(200);
    expect((await stand.call('GET', `/oauth2/v2.1/verify?${token}`)).status).toBe(400);
  });

  it('neither secrets nor tokens stand in the log', async () => {
    const { body } = await stand.call('POST', '/oauth2/v3/token', credentials, form);
    await stand.call('GET', `/oauth2/v2.1/verify?access_token=${body.access_token}`);
    const log = JSON.stringify((await stand.ask('GET', '/__sent')).body);
    expect(log).not.toContain(body.access_token);
    expect(log).not.toContain('simulator-channel-secret');
    expect(log).not.toContain('simulator-channel-access-token');
  });
});

describe('how a call must look', () => {
  it('a body of 2 MB is taken, a larger one is not', async () => {
    expect((await broadcast(padded(2 * 1024 * 1024))).status).toBe(200);
    expect((await broadcast(padded(2 * 1024 * 1024 + 1))).status).toBe(413);
  });

  it('a body is JSON and says so', async () => {
    expect((await broadcast('{"messages":')).status).toBe(400);
    expect((await broadcast(padded(100), { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await broadcast('messages=a', form)).status).toBe(415);
  });

  it('a path that LINE does not have is not found', async () => {
    expect((await stand.call('GET', '/v2/bot/message/poem')).body).toEqual({ message: 'Not found' });
  });

  it('every answer has a request id of its own', async () => {
    const ids = [await stand.call('GET', '/v2/bot/info'), await stand.call('GET', '/v2/nowhere')].map(
      ({ headers }) => headers.get('x-line-request-id'),
    );
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(null);
  });

  it('the 61st broadcast within an hour is one too many, until the hour is over or the limits are off', async () => {
    for (let i = 0; i < 60; i += 1) expect((await broadcast(padded(100))).status).toBe(200);
    expect((await broadcast(padded(100))).body.message).toMatch(/rate limit/);
    await stand.ask('PUT', '/__settings', { rateLimits: false });
    expect((await broadcast(padded(100))).status).toBe(200);
    await stand.ask('PUT', '/__settings', { rateLimits: true });
    stand.clock.now += 60 * 60_000;
    expect((await broadcast(padded(100))).status).toBe(200);
  });
});

describe('friends', () => {
  it('a profile is shown of friends only', async () => {
    expect((await stand.call('GET', `/v2/bot/profile/${HARU}`)).body).toEqual({
      userId: HARU,
      displayName: '小林 ハル',
      language: 'ja',
    });
    expect((await stand.call('GET', `/v2/bot/profile/${NAOKI}`)).status).toBe(404);
  });

  it('follower ids come in pages', async () => {
    await stand.follow(NAOKI);
    const first = await stand.call('GET', '/v2/bot/followers/ids?limit=1');
    expect(first.body.userIds).toEqual([HARU]);
    const second = await stand.call('GET', `/v2/bot/followers/ids?limit=1&start=${first.body.next}`);
    expect(second.body).toEqual({ userIds: [NAOKI] });
    expect((await stand.call('GET', '/v2/bot/followers/ids?limit=1001')).status).toBe(400);
  });
});

describe('the webhook endpoint', () => {
  it('is https, or http on this machine', async () => {
    expect((await put('http://localhost:9000/webhook')).status).toBe(200);
    expect((await put('https://bot.example.jp/webhook')).status).toBe(200);
    expect((await put('http://bot.example.jp/webhook')).status).toBe(400);
    expect((await put('bot')).status).toBe(400);
    expect((await stand.call('GET', '/v2/bot/channel/webhook/endpoint')).body).toEqual({
      endpoint: 'https://bot.example.jp/webhook',
      active: true,
    });
  });

  it('is tested with a signed body without events', async () => {
    stand.webhooks.length = 0;
    const test = () => stand.call('POST', '/v2/bot/channel/webhook/test', {});
    expect((await test()).body).toMatchObject({ success: true, statusCode: 200, reason: 'OK' });
    expect(JSON.parse(stand.webhooks[0]?.body ?? '')).toMatchObject({ events: [] });
    stand.botStatuses.splice(0, 1, 500, null);
    expect((await test()).body).toMatchObject({ success: false, statusCode: 500 });
    expect((await test()).body).toMatchObject({ success: false, reason: 'COULD_NOT_CONNECT' });
  });
});

describe('statistics', () => {
  it('of a broadcast are found by its request id, and small numbers are hidden', async () => {
    expect((await event()).overview).toMatchObject({ delivered: 1, uniqueImpression: null });
    await meet(99);
    expect((await event()).overview).toMatchObject({
      delivered: 100,
      uniqueImpression: 60,
      uniqueClick: null,
    });
  });

  it('have nothing but the number delivered where fewer than 20 have looked', async () => {
    expect(await event()).toEqual({
      overview: {
        requestId: expect.any(String),
        timestamp: stand.clock.now / 1000,
        delivered: 1,
        uniqueImpression: null,
        uniqueClick: null,
        uniqueMediaPlayed: null,
        uniqueMediaPlayed100Percent: null,
      },
      messages: [],
      clicks: [],
    });
  });

  it('tell of every address how often it was opened, and withhold what is below 20', async () => {
    await meet(399);
    const page = 'https://town.example/a';
    const other = 'https://town.example/b';
    const requestId = await broadcastNow([
      { type: 'text', text: `くわしくは ${other} へ` },
      card(page, other, 'tel:0120-000-000'),
    ]);
    const { overview, messages: bubbles, clicks } = await eventOf(requestId);
    expect(overview).toMatchObject({ uniqueImpression: 240, uniqueClick: 40 });
    expect(
      bubbles.map(({ seq, impression }: { seq: number; impression: number }) => [seq, impression]),
    ).toEqual([
      [1, 240],
      [2, 240],
    ]);
    expect(clicks).toEqual([
      { seq: 1, url: other, click: 60, uniqueClick: 40, uniqueClickOfRequest: 40 },
      { seq: 2, url: page, click: 30, uniqueClick: 20, uniqueClickOfRequest: 20 },
      { seq: 2, url: other, click: null, uniqueClick: null, uniqueClickOfRequest: 40 },
    ]);
  });

  it('grow for 14 days and then stand still', async () => {
    await meet(99);
    const requestId = await broadcastNow();
    const seen = async (days: number): Promise<number> => {
      stand.clock.now += days * DAY;
      return (await eventOf(requestId)).overview.uniqueImpression;
    };
    expect([await seen(7), await seen(7), await seen(30)]).toEqual([70, 80, 80]);
  });

  it('of an aggregation unit add up what was sent under it', async () => {
    const to = await meet(100);
    await stand.call('POST', '/v2/bot/message/multicast', {
      to,
      messages,
      customAggregationUnits: ['digest'],
    });
    const ask = (from: string) =>
      stand.call(
        'GET',
        `/v2/bot/insight/message/event/aggregation?customAggregationUnit=digest&from=${from}&to=20261130`,
      );
    expect((await ask('20261122')).body.overview.uniqueImpression).toBe(60);
    expect((await ask('20261123')).body.overview.uniqueImpression).toBeNull();
    expect((await ask('yesterday')).status).toBe(400);
    expect((await ask('20261031')).status).toBe(200);
    expect((await ask('20261030')).status).toBe(400); // LINE: 30 days at most
  });

  it('of friends and deliveries are told by day', async () => {
    await stand.call('POST', '/v2/bot/message/push', { to: HARU, messages });
    await stand.receive({ type: 'unfollow', source: { type: 'user', userId: HARU } });
    expect((await stand.call('GET', '/v2/bot/insight/followers?date=20261122')).body).toEqual({
      status: 'ready',
      followers: 1,
      targetedReaches: 0,
      blocks: 1,
    });
    const deliveries = await stand.call('GET', '/v2/bot/insight/message/delivery?date=20261122');
    expect(deliveries.body).toMatchObject({ status: 'ready', apiPush: 1, apiReply: 0 });
    expect((await stand.call('GET', '/v2/bot/insight/followers?date=20261123')).body).toEqual({
      status: 'unready',
    });
  });
});
