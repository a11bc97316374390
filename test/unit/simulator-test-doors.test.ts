import { beforeEach, describe, expect, it } from 'vitest';
import { signBody } from '../../src/simulator/webhook/deliver-webhook.ts';
import { addSent, listSent } from '../../src/simulator/world/sent-log.ts';
import { HARU, NOON, openStand, type Stand } from './simulator-stand.ts';

const messages = [{ type: 'text', text: 'お知らせです' }];
const sayHello = {
  type: 'message',
  source: { type: 'user', userId: HARU },
  message: { type: 'text', text: 'やあ' },
};

let stand: Stand;
beforeEach(() => {
  stand = openStand();
});

describe('a webhook', () => {
  it('is signed as LINE signs', async () => {
    const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
    expect(await signBody(body, '8c570fa6dd201bb328f1c1eac23a96d8')).toBe(
      'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=',
    );
    await stand.receive(sayHello);
    const [webhook] = stand.webhooks;
    expect(webhook?.headers.get('x-line-signature')).toBe(
      await signBody(webhook?.body ?? '', 'simulator-channel-secret'),
    );
  });

  it('carries whole events made of partial ones', async () => {
    const event = await stand.receive(sayHello);
    expect(event).toMatchObject({
      type: 'message',
      mode: 'active',
      timestamp: NOON,
      webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      replyToken: expect.stringMatching(/^[0-9a-f]{32}$/),
      deliveryContext: { isRedelivery: false },
      message: {
        id: expect.stringMatching(/^\d+$/),
        type: 'text',
        text: 'やあ',
        quoteToken: expect.any(String),
      },
    });
    expect(JSON.parse(stand.webhooks[0]?.body ?? '')).toMatchObject({
      destination: expect.stringMatching(/^U[0-9a-f]{32}$/),
      events: [event],
    });
  });

  it('carries a hundred events of a hundred new friends in one body', async () => {
    const events = Array.from({ length: 100 }, (_, i) => ({
      ...sayHello,
      source: { type: 'user', userId: `Uc${i.toString(16).padStart(31, '0')}` },
    }));
    const { body } = await stand.ask('POST', '/__events', { events });
    expect([body.webhookStatus, body.events.length, stand.webhooks.length]).toEqual([200, 100, 1]);
    expect(new Set(body.events.map((event: { replyToken: string }) => event.replyToken)).size).toBe(100);
    const followers = await stand.call('GET', '/v2/bot/followers/ids');
    expect(followers.body.userIds).toHaveLength(100);
  });

  it('may have a wrong signature, none, or any body', async () => {
    await stand.ask('POST', '/__events', { events: [], signature: 'wrong' });
    await stand.ask('POST', '/__events', { events: [], signature: '' });
    await stand.ask('POST', '/__events', { rawBody: 'not JSON' });
    expect(stand.webhooks.map(({ headers }) => headers.get('x-line-signature'))).toEqual([
      'wrong',
      null,
      await signBody('not JSON', 'simulator-channel-secret'),
    ]);
    expect(stand.webhooks[2]?.body).toBe('not JSON');
  });

  it('keeps a source as it is given, without a user too', async () => {
    const event = await stand.receive({ ...sayHello, source: { type: 'group', groupId: 'C1' } });
    expect(event.source).toEqual({ type: 'group', groupId: 'C1' });
  });

  it('that nobody takes says so, and is redelivered only when asked', async () => {
    stand.botStatuses.splice(0, 1, null, 500, 500, 200);
    const { body } = await stand.ask('POST', '/__events', { events: [sayHello] });
    expect([body.webhookStatus, stand.pending.length]).toEqual([null, 0]);
    await stand.ask('POST', '/__events', { events: [sayHello], redeliver: true });
    await Promise.all(stand.pending);
    const marks = stand.webhooks.map(
      (webhook) => JSON.parse(webhook.body).events[0].deliveryContext.isRedelivery,
    );
    expect(marks).toEqual([false, false, true, true]);
    expect(stand.slept).toEqual([1000, 3000]);
  });

  it('is redelivered three times at most', async () => {
    stand.botStatuses[0] = 500;
    await stand.ask('POST', '/__events', { events: [sayHello], redeliver: true });
    await Promise.all(stand.pending);
    expect(stand.webhooks).toHaveLength(4);
  });
});

describe('the log of what the bot sent', () => {
  it('has each request in order, as an outside judge reads it', async () => {
    await stand.call(
      'POST',
      '/v2/bot/message/broadcast',
      { messages },
      { 'x-line-retry-key': 'no', 'cf-ray': '1' },
    );
    await stand.call('GET', '/v2/bot/followers/ids?limit=5');
    const { body } = await stand.ask('GET', '/__sent');
    expect(body).toEqual([
      {
        at: NOON,
        method: 'POST',
        path: '/v2/bot/message/broadcast',
        host: 'api.line.me',
        headers: {
          authorization: 'Bearer [token]',
          'content-type': 'application/json',
          'x-line-retry-key': 'no',
        },
        body: { messages },
        status: 400,
        response: { message: expect.any(String) },
        faults: [],
      },
      expect.objectContaining({ method: 'GET', path: '/v2/bot/followers/ids?limit=5', status: 200 }),
    ]);
    await stand.ask('DELETE', '/__sent');
    expect((await stand.ask('GET', '/__sent')).body).toEqual([]);
  });

  it('has the size of an image and not the image', async () => {
    await stand.upload('/v2/bot/richmenu/richmenu-0/content', new Uint8Array(10), 'image/png');
    const [entry] = (await stand.ask('GET', '/__sent')).body;
    expect([entry.bytes, entry.body, entry.host]).toEqual([10, undefined, 'api-data.line.me']);
  });

  it('forgets the oldest beyond 50,000', () => {
    const entry = { at: 0, method: 'GET', path: '/', host: '', headers: {}, raw: 0, status: 200, faults: [] };
    for (let seq = 0; seq < 52_000; seq += 1) addSent(stand.world, { seq, ...entry });
    expect(listSent(stand.world)).toHaveLength(50_000);
    expect(stand.world.sent.length).toBeLessThanOrEqual(51_000);
    expect(stand.world.sent.at(-1)?.seq).toBe(51_999);
  });
});

describe('the state', () => {
  it('shows everything and goes back to the start', async () => {
    await stand.receive(sayHello);
    const before = (await stand.ask('GET', '/__state')).body;
    expect(before.outstandingReplyTokens).toBe(1);
    expect(before.chats[HARU]).toMatchObject([{ from: 'resident', kind: 'text', text: 'やあ' }]);
    await stand.ask('DELETE', '/__state');
    const after = (await stand.ask('GET', '/__state')).body;
    expect([after.outstandingReplyTokens, after.chats]).toEqual([0, {}]);
    expect(after.residents.map(({ friendship }: { friendship: string }) => friendship)).toEqual(
      Array(5).fill('stranger'),
    );
  });

  it('has a clock that can be put forward', async () => {
    const { replyToken } = await stand.receive(sayHello);
    await stand.ask('PUT', '/__settings', { clockOffsetMs: 60_000 });
    expect((await stand.call('POST', '/v2/bot/message/reply', { replyToken, messages })).status).toBe(400);
  });

  it('is healthy', async () => {
    expect((await stand.ask('GET', '/__health')).status).toBe(200);
  });
});
