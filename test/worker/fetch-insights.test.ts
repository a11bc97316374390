import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { fetchInsights } from '../../src/flows/broadcasts/fetch-insights.ts';
import type { LineClientSource } from '../../src/line/line-client.ts';
import { loadInsights } from '../../src/storage/insight-store.ts';
import { startAnew } from './draft-desk.ts';

const HOUR = 3_600_000;
const SENT_AT = Date.parse('2026-11-24T01:00:00.000Z');
const after = (hours: number): Date => new Date(SENT_AT + hours * HOUR);

let asked: string[];
let answer: () => object;

const line = {
  client: async () => ({
    getMessageEvent: async (requestId: string) => {
      asked.push(`request ${requestId}`);
      return answer();
    },
    getStatisticsPerUnit: async (unit: string, from: string, to: string) => {
      asked.push(`unit ${unit} ${from} ${to}`);
      return answer();
    },
  }),
  reject: () => ({ isRenewable: false }),
} as unknown as LineClientSource;

async function sent(id: string, kind: 'everyone' | 'segment', state = 'sent'): Promise<void> {
  const at = new Date(SENT_AT).toISOString();
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO broadcasts (id, title, composition, audience, quiet_reason, revision, authors, state, created_by,
                               created_at, updated_by, updated_at, start_at, started_at, progress_at)
       VALUES (?1, 'お知らせ', '{}', ?2, '', 1, '[]', ?3, 'a', ?4, 'a', ?4, ?4, ?4, ?4)`,
    ).bind(id, JSON.stringify({ kind }), state, at),
    env.DB.prepare(
      `INSERT INTO broadcast_chunks (broadcast_id, number, language, recipient_count, retry_key, state, due_at, request_id)
       VALUES (?1, 1, 'ja', ?2, 'k', 'done', ?3, ?4)`,
    ).bind(id, kind === 'everyone' ? null : 30, at, `request-of-${id}`),
  ]);
}

const figuresOf = async (id: string) => (await loadInsights(env.DB, [id])).get(id);

beforeEach(async () => {
  await startAnew();
  asked = [];
  answer = () => ({
    overview: { delivered: 7_000, uniqueImpression: 4_200, uniqueClick: null },
    clicks: [
      { seq: 1, url: 'https://www.example.lg.jp/', uniqueClick: 21 },
      { seq: 2, url: 'tel:0' },
    ],
  });
});

describe('LINE’s figures of a broadcast', () => {
  test('to everyone are asked for by its request, some hours after it', async () => {
    await sent('b1', 'everyone');
    await fetchInsights(env.DB, line, after(5));
    expect(asked).toEqual([]);
    await fetchInsights(env.DB, line, after(7));
    expect(asked).toEqual(['request request-of-b1']);
    expect(await figuresOf('b1')).toMatchObject({
      delivered: 7_000,
      seen: 4_200,
      clicked: null, // withheld: under 20
      clicks: [
        { message: 1, url: 'https://www.example.lg.jp/', residents: 21 },
        { message: 2, url: 'tel:0', residents: null },
      ],
    });
  });
  test('to a segment are asked for by its unit, from its day on', async () => {
    await sent('0a1b2c3d-0000-4000-8000-000000000001', 'segment');
    await fetchInsights(env.DB, line, after(40));
    expect(asked).toEqual(['unit ayumi_0a1b2c3d0000400080000000 20261124 20261126']);
  });
  test('are asked for a few times a day, for the two weeks in which they change', async () => {
    await sent('b1', 'everyone');
    await fetchInsights(env.DB, line, after(7));
    await fetchInsights(env.DB, line, after(8));
    expect(asked).toHaveLength(1);
    await fetchInsights(env.DB, line, after(14));
    expect(asked).toHaveLength(2);
    await fetchInsights(env.DB, line, after(16 * 24));
    expect(asked).toHaveLength(2);
  });
  test('of many are asked for in turns, so that LINE’s 60 an hour are never near', async () => {
    for (const id of ['b1', 'b2', 'b3', 'b4', 'b5']) await sent(id, 'everyone');
    for (let minute = 0; minute < 4; minute += 1) await fetchInsights(env.DB, line, after(7 + minute / 60));
    expect(asked.toSorted()).toEqual(['b1', 'b2', 'b3', 'b4', 'b5'].map((id) => `request request-of-${id}`));
  });
  test('that LINE does not give leave what it gave before, and hold up nobody else', async () => {
    await sent('b1', 'everyone');
    await fetchInsights(env.DB, line, after(7));
    answer = () => {
      throw new Error('LINE is away');
    };
    await fetchInsights(env.DB, line, after(14));
    expect(await figuresOf('b1')).toMatchObject({ seen: 4_200, fetchedAt: after(14).toISOString() });
    await sent('b2', 'everyone');
    await fetchInsights(env.DB, line, after(15));
    expect(asked.at(-1)).toBe('request request-of-b2');
  });
  test('are not asked for while it is being composed or sent', async () => {
    await sent('b1', 'everyone', 'sending');
    await sent('b2', 'everyone', 'scheduled');
    await fetchInsights(env.DB, line, after(7));
    expect(asked).toEqual([]);
  });
});
