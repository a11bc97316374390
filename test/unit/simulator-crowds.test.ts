import { beforeEach, describe, expect, it } from 'vitest';
import { crowdMemberId } from '../../src/simulator/world/crowds.ts';
import { HARU, UNKNOWN_USER, openStand, type Stand } from './simulator-stand.ts';

const messages = [{ type: 'text', text: 'お知らせです' }];
const UNIT = 'ayumi_1';

let stand: Stand;
beforeEach(() => {
  stand = openStand();
});

const gather = (count: number, prefix = 'b') => stand.ask('POST', '/__friends', { count, prefix });
const members = (from: number, to: number, prefix = 'b') =>
  Array.from({ length: to - from }, (_, i) => crowdMemberId(prefix, from + i));
const multicast = (to: readonly string[], unit = UNIT, say = messages) =>
  stand.call('POST', '/v2/bot/message/multicast', { to, messages: say, customAggregationUnits: [unit] });
const broadcast = () => stand.call('POST', '/v2/bot/message/broadcast', { messages });
const received = async (query = '') => (await stand.ask('GET', `/__received${query}`)).body;
const block = (userId: string) =>
  stand.ask('POST', '/__events', { events: [{ type: 'unfollow', source: { type: 'user', userId } }] });

describe('a crowd', () => {
  it('is of friends whose ids anybody can work out', async () => {
    expect((await gather(300, 'c0')).body).toEqual({
      count: 300,
      prefix: 'c0',
      first: 'Uc0000000000000000000000000000000',
      last: 'Uc000000000000000000000000000012b',
    });
    const profile = await stand.call('GET', `/v2/bot/profile/${crowdMemberId('c0', 299)}`);
    expect(profile.status).toBe(200);
    expect((await stand.call('GET', `/v2/bot/profile/${crowdMemberId('c0', 300)}`)).status).toBe(404);
    expect((await stand.call('GET', '/v2/bot/followers/ids?limit=1000')).body.userIds).toHaveLength(300);
  });

  it('never takes in a persona, nor more than there is room for', async () => {
    for (const prefix of ['0', '', 'g', 'B', 'b'.repeat(13)])
      expect((await gather(1, prefix)).status).toBe(400);
    for (const count of [0, 1.5, 200_001]) expect((await gather(count)).status).toBe(400);
  });

  it('has no chats but of those whose phone was looked at or who wrote', async () => {
    await gather(5);
    await stand.receive({ type: 'postback', source: { type: 'user', userId: UNKNOWN_USER } });
    await stand.ask('GET', `/phone/api/view?user=${crowdMemberId('b', 1)}`);
    await stand.receive({ type: 'message', source: { type: 'user', userId: crowdMemberId('b', 2) } });
    await broadcast();
    const chats = [UNKNOWN_USER, ...members(0, 5)].map(
      (userId) => stand.world.chats.get(userId)?.at(-1)?.from,
    );
    expect(chats).toEqual(['account', undefined, 'account', 'account', undefined, undefined]);
  });

  it('is a number in the state', async () => {
    await gather(5);
    const { residents, crowds } = (await stand.ask('GET', '/__state')).body;
    expect([residents.length, crowds]).toEqual([5, { b: 5 }]); // the personas
  });
});

describe('who was reached', () => {
  beforeEach(() => gather(1_000));

  it('by multicasts of a unit is told with their requests', async () => {
    await multicast(members(0, 500));
    await multicast(members(500, 1_000), UNIT, [{ type: 'text', text: 'News' }]);
    await multicast(members(0, 500), 'ayumi_2');
    const answer = await received(`?unit=${UNIT}&crowds=b`);
    expect(answer).toMatchObject({
      requests: 2,
      residents: 1_000,
      perResident: { once: 1_000, twice: 0, more: 0 },
      twiceOrMore: [],
      missing: 0,
      unexpected: 0,
    });
    expect(answer.deliveries[0]).toEqual({
      requestId: expect.any(String),
      kind: 'multicast',
      unit: UNIT,
      content: expect.stringMatching(/^[0-9a-f]{16}$/),
      at: stand.clock.now,
      messages: 1,
      addressed: 500,
      recipients: 500,
    });
    expect(answer.deliveries[1].content).not.toBe(answer.deliveries[0].content);
  });

  it('twice, or not at all, or without being meant, is told', async () => {
    await multicast(members(0, 500));
    await multicast(members(499, 990));
    await multicast([crowdMemberId('b', 499)]);
    expect(await received(`?unit=${UNIT}&crowds=b&count=900`)).toMatchObject({
      perResident: { once: 989, twice: 0, more: 1 },
      twiceOrMore: [crowdMemberId('b', 499)],
      missing: 0,
      unexpected: 90,
    });
    expect(await received(`?unit=${UNIT}&crowds=b`)).toMatchObject({
      missing: 10,
      missingIds: members(990, 1_000),
      unexpected: 0,
    });
  });

  it('by a broadcast is every friend, and a second one with the same content is seen', async () => {
    await stand.follow(HARU);
    await broadcast();
    expect(await received('?kind=broadcast')).toMatchObject({ residents: 1_001, missing: 0, unexpected: 0 });
    await broadcast();
    expect((await received('?kind=broadcast')).perResident).toEqual({ once: 0, twice: 1_001, more: 0 });
  });

  it('does not miss somebody who blocked the account, and counts them as named', async () => {
    await block(crowdMemberId('b', 7));
    await multicast(members(0, 500));
    const { missing, residents, deliveries } = await received(`?unit=${UNIT}&crowds=b&count=500`);
    expect([missing, residents, deliveries[0].addressed, deliveries[0].recipients]).toEqual([
      0, 499, 500, 499,
    ]);
  });

  it('misses those whom nobody made', async () => {
    expect((await received('?crowds=b,d&count=1000')).missing).toBe(2_000);
  });

  it('counts a repeat with the same retry key once', async () => {
    const key = { 'x-line-retry-key': '123e4567-e89b-12d3-a456-426614174000' };
    const body = { to: members(0, 500), messages, customAggregationUnits: [UNIT] };
    await stand.call('POST', '/v2/bot/message/multicast', body, key);
    expect((await stand.call('POST', '/v2/bot/message/multicast', body, key)).status).toBe(409);
    expect((await received(`?unit=${UNIT}`)).perResident).toEqual({ once: 500, twice: 0, more: 0 });
  });

  it('leaves replies out and can be forgotten', async () => {
    const { replyToken } = await stand.receive({ type: 'message', source: { type: 'user', userId: HARU } });
    await stand.call('POST', '/v2/bot/message/reply', { replyToken, messages });
    expect((await received()).residents).toBe(0);
    await broadcast();
    await stand.ask('DELETE', '/__received');
    expect(await received()).toMatchObject({ requests: 0, residents: 0 });
  });

  it('is asked for a number of members', async () => {
    expect((await stand.ask('GET', '/__received?crowds=b&count=many')).status).toBe(400);
  });
});

describe('a hundred thousand', () => {
  it('can be sent to in multicasts, and one call tells that nobody was missed and nobody reached twice', async () => {
    await stand.ask('PUT', '/__settings', { rateLimits: false });
    await gather(100_000);
    for (let from = 0; from < 100_000; from += 500) await multicast(members(from, from + 500));
    const { deliveries, ...counts } = await received(`?unit=${UNIT}&crowds=b`);
    expect(deliveries).toHaveLength(200);
    expect(counts).toEqual({
      requests: 200,
      residents: 100_000,
      perResident: { once: 100_000, twice: 0, more: 0 },
      twiceOrMore: [],
      missing: 0,
      missingIds: [],
      unexpected: 0,
    });
    expect(stand.world.chats.size).toBe(0);
  });

  it('are remembered for the last five deliveries only', async () => {
    await gather(100_000);
    for (let i = 0; i < 7; i += 1) {
      await stand.call('POST', '/v2/bot/message/broadcast', {
        messages: [{ type: 'text', text: `お知らせ ${i}` }],
      });
    }
    expect(stand.world.reached.size).toBe(5);
  });
});

describe('the month’s limit', () => {
  it('comes early by what LINE holds back for deliveries under way', async () => {
    await gather(10);
    await stand.ask('PUT', '/__settings', { quota: { type: 'limited', value: 15 }, reservedQuota: 6 });
    expect((await broadcast()).status).toBe(429);
    expect((await stand.call('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 0 });
    await stand.ask('PUT', '/__settings', { reservedQuota: 5 });
    expect((await broadcast()).status).toBe(200);
  });
});
