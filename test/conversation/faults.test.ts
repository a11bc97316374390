import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { atPhone, type ResidentAtPhone } from '../helpers/resident.ts';
import { startSystem, type SentRequest, type System } from '../helpers/system.ts';

let system: System;
let resident: ResidentAtPhone;

const REPLY = 'POST /v2/bot/message/reply';

beforeAll(async () => {
  system = await startSystem();
  const [first] = await system.simulator.residents();
  resident = atPhone(system.simulator, first?.userId ?? '');
  await resident.addsFriend();
});

afterAll(async () => {
  await system.close();
});

beforeEach(async () => {
  await system.simulator.clear();
});

async function answersShown(): Promise<number> {
  const { entries } = await system.simulator.view(resident.userId);
  return entries.filter(({ from }) => from === 'account').length;
}

/** All replies for which LINE has answered, once none has come for a while. */
async function settledReplies(): Promise<SentRequest[]> {
  let before = -1;
  let replies: SentRequest[] = [];
  while (replies.length !== before) {
    before = replies.length;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    replies = (await system.simulator.sent()).filter(({ path }) => path === '/v2/bot/message/reply');
  }
  return replies;
}

describe('a resident gets one answer', () => {
  test.each(['500', '429-rate', 'accept-then-500'])('though LINE fails with %s at first', async (kind) => {
    const before = await answersShown();
    await system.simulator.fault({ match: REPLY, kind, times: 1 });
    await resident.types('育休');
    const replies = await settledReplies();
    expect(await answersShown()).toBe(before + 1);
    expect(replies).toHaveLength(2); // and not more: an answer that arrived is not sent again
  });

  test('though LINE accepts it and then does not answer in time', async () => {
    const before = await answersShown();
    await system.simulator.fault({ match: REPLY, kind: 'timeout', times: 1 });
    await resident.types('育休');
    await settledReplies();
    expect(await answersShown()).toBe(before + 1);
  });

  test('and the webhook is answered before LINE has taken the reply, however slow LINE is', async () => {
    await system.simulator.fault({ match: REPLY, kind: 'delay', delayMs: 3_000, times: 1 });
    const { webhookStatus } = await system.simulator.deliver([
      {
        type: 'message',
        source: { type: 'user', userId: resident.userId },
        message: { type: 'text', id: '1', text: '育休' },
      },
    ]);
    expect(webhookStatus).toBe(200);
    const [reply] = await system.simulator.sent();
    expect(reply?.status ?? 0).toBe(0); // LINE has not answered yet, or has not even been asked
    await settledReplies();
  });

  test('or none, when LINE fails for good; and never a push, which would cost the town', async () => {
    await system.simulator.fault({ match: REPLY, kind: '500' });
    await system.simulator.act(resident.userId, { kind: 'text', text: '育休' });
    await settledReplies();
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    const sent = await system.simulator.sent();
    expect(sent.length).toBeGreaterThan(1);
    expect(new Set(sent.map(({ path }) => path))).toEqual(new Set(['/v2/bot/message/reply']));
  });
});

describe('many at once', () => {
  const userIdOf = (index: number): string => `U${index.toString(16).padStart(32, '0')}`;
  const questionOf = (userId: string, text: string): Record<string, unknown> => ({
    type: 'message',
    source: { type: 'user', userId },
    message: { type: 'text', id: '1', text },
  });

  test('a body with the events of 100 residents is answered whole, though some replies fail at first', async () => {
    await system.simulator.fault({ match: REPLY, kind: '500', probability: 0.2, seed: 7, times: 20 });
    const events = Array.from({ length: 100 }, (_, index) => questionOf(userIdOf(index + 1), 'CO2'));
    const { webhookStatus } = await system.simulator.deliver(events);
    expect(webhookStatus).toBe(200);
    const replies = await settledReplies();
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(100);
    const tokens = replies.filter(({ status }) => status === 200).map(({ body }) => body?.replyToken);
    expect(new Set(tokens).size).toBe(100);
  });

  test("one resident's questions in one body are answered in the order in which they were asked", async () => {
    const words = ['育休', 'CO2', 'キャッシュレス', 'メニュー', '女性の活躍'];
    await system.simulator.deliver(words.map((text) => questionOf(resident.userId, text)));
    const replies = await settledReplies();
    const heard = replies.map(
      ({ body }) => (body?.messages?.[0] as { altText?: string } | undefined)?.altText ?? '',
    );
    expect(heard.map((words_) => words_.slice(0, 4))).toEqual([
      '男性の育',
      '行政事務',
      'キャッシ',
      'メニュー',
      '女性の活',
    ]);
  });

  test('hostile events among them are left alone, and those beside them answered', async () => {
    const hostile = [
      { type: 'message', message: { type: 'text', text: { a: 1 } } },
      { type: 'message', source: null, message: null },
      { type: '__proto__' },
      {
        type: 'postback',
        postback: { data: 'v=1&a=kpi&id=__proto__' },
        source: { type: 'user', userId: resident.userId },
      },
    ];
    const { webhookStatus } = await system.simulator.deliver([...hostile, questionOf(userIdOf(500), '育休')]);
    expect(webhookStatus).toBe(200);
    const replies = await settledReplies();
    expect(replies.map(({ status }) => status)).toEqual([200, 200]); // the forged button, kindly, and the question
  });
});
