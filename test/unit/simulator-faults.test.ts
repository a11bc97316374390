import { beforeEach, describe, expect, it } from 'vitest';
import { HARU, openStand, type Stand } from './simulator-stand.ts';

const messages = [{ type: 'text', text: 'お知らせです' }];

let stand: Stand;
beforeEach(() => {
  stand = openStand();
});

const KEY = '123e4567-e89b-12d3-a456-426614174000';
const push = (headers = {}) => stand.call('POST', '/v2/bot/message/push', { to: HARU, messages }, headers);
const arrange = (fault: object) =>
  stand.ask('POST', '/__faults', { match: 'POST /v2/bot/message/push', ...fault });
const pushed = (): number =>
  (stand.world.chats.get(HARU) ?? []).filter(({ from }) => from === 'account').length;
const draw = async (seed: number): Promise<number[]> => {
  await stand.ask('DELETE', '/__faults');
  await arrange({ kind: '500', probability: 0.5, seed });
  const statuses = [];
  for (let i = 0; i < 40; i += 1) statuses.push((await push()).status);
  return statuses;
};

describe('a fault', () => {
  beforeEach(() => stand.follow(HARU));

  it.each([
    ['500', 500, 'Internal Server Error'],
    ['429-rate', 429, 'The API rate limit has been exceeded. Try again later.'],
    ['429-monthly', 429, 'You have reached your monthly limit.'],
    ['timeout', 504, 'Gateway Timeout'],
  ])('%s does nothing and answers %i', async (kind, status, message) => {
    await arrange({ kind });
    const answer = await push();
    expect([answer.status, answer.body.message, pushed()]).toEqual([status, message, 0]);
    expect((await stand.ask('GET', '/__sent')).body[0]).toMatchObject({ status, faults: [kind] });
  });

  it('timeout holds the connection for a minute', async () => {
    await arrange({ kind: 'timeout' });
    await push();
    expect(stand.slept).toEqual([60_000]);
  });

  it.each([400, 401, 403, 404, 409, 413, 429, 503])(
    'status answers %i, with what text it is told, and does nothing',
    async (status) => {
      await arrange({ kind: 'status', status, times: 1 });
      expect(await push({ 'x-line-retry-key': KEY })).toMatchObject({
        status,
        body: { message: `Status ${status}` },
      });
      await arrange({ kind: 'status', status, body: '{"message":"Too bad"}', times: 1 });
      expect(await push({ 'x-line-retry-key': KEY })).toMatchObject({
        status,
        body: '{"message":"Too bad"}',
      });
      expect((await push({ 'x-line-retry-key': KEY })).status).toBe(200);
      expect(pushed()).toBe(1);
    },
  );

  it('garbage answers 200 with something that is no JSON, and does nothing', async () => {
    await arrange({ kind: 'garbage', times: 1 });
    const answer = await push({ 'x-line-retry-key': KEY });
    expect([answer.status, answer.body]).toEqual([200, expect.stringMatching(/^</)]);
    expect(pushed()).toBe(0);
    expect((await push({ 'x-line-retry-key': KEY })).status).toBe(200);
  });

  it('accept-then-garbage answers the same and has done it, so that a retry finds it done', async () => {
    await arrange({ kind: 'accept-then-garbage', body: 'ok?', times: 1 });
    const answer = await push({ 'x-line-retry-key': KEY });
    expect([answer.status, answer.body, pushed()]).toEqual([200, 'ok?', 1]);
    expect((await push({ 'x-line-retry-key': KEY })).status).toBe(409);
    expect(pushed()).toBe(1);
  });

  it('accept-then-timeout does all and holds its answer', async () => {
    await arrange({ kind: 'accept-then-timeout', delayMs: 12_000, times: 1 });
    expect((await push({ 'x-line-retry-key': KEY })).status).toBe(504);
    expect([stand.slept, pushed()]).toEqual([[12_000], 1]);
    expect((await push({ 'x-line-retry-key': KEY })).status).toBe(409);
  });

  it('accept-then-drop does all and breaks off in its answer', async () => {
    await arrange({ kind: 'accept-then-drop', times: 1 });
    await expect(push({ 'x-line-retry-key': KEY })).rejects.toThrow('broke off');
    expect(pushed()).toBe(1);
    expect((await push({ 'x-line-retry-key': KEY })).status).toBe(409);
  });

  it('after acceptance leaves alone what was refused', async () => {
    await arrange({ kind: 'accept-then-garbage' });
    expect((await push({ 'x-line-retry-key': 'no key' })).status).toBe(400);
  });

  it('accept-then-500 does all and says 500, so that a retry finds it done', async () => {
    await arrange({ kind: 'accept-then-500', times: 1 });
    expect((await push({ 'x-line-retry-key': KEY })).status).toBe(500);
    expect((await push({ 'x-line-retry-key': KEY })).status).toBe(409);
    expect(pushed()).toBe(1);
  });

  it('delay waits and goes on', async () => {
    await arrange({ kind: 'delay', delayMs: 300 });
    expect((await push()).status).toBe(200);
    expect(stand.slept).toEqual([300]);
  });

  it('strikes as often as it says, and only what it matches', async () => {
    await arrange({ kind: '500', times: 2 });
    expect((await stand.call('GET', '/v2/bot/info')).status).toBe(200);
    expect([(await push()).status, (await push()).status, (await push()).status]).toEqual([500, 500, 200]);
    expect((await stand.ask('GET', '/__faults')).body).toEqual([]);
  });

  it('matches by a regexp too', async () => {
    await arrange({ match: '/^(POST|GET) .*\\/message\\//', kind: '500' });
    expect([(await push()).status, (await stand.call('GET', '/v2/bot/message/quota')).status]).toEqual([
      500, 500,
    ]);
    await stand.ask('DELETE', '/__faults');
    expect((await push()).status).toBe(200);
  });

  it('strikes by chance, the same for the same seed', async () => {
    const first = await draw(7);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await draw(7)).toEqual(first);
    expect(await draw(8)).not.toEqual(first);
  });

  it('of an unknown kind is refused', async () => {
    expect((await arrange({ kind: 'flood' })).status).toBe(400);
    expect((await arrange({ kind: '500', match: '/(/' })).status).toBe(400);
    expect((await arrange({ kind: 'status' })).status).toBe(400);
    expect((await arrange({ kind: 'status', status: 200 })).status).toBe(400);
  });
});
