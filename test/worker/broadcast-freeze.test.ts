import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit/audit-trail.ts';
import { EMPTY_SEGMENT, type Segment } from '../../src/domain/broadcasts/audience.ts';
import type { ResidentLanguage } from '../../src/domain/language.ts';
import type { FollowTarget } from '../../src/domain/residents/follows.ts';
import { createBroadcast, loadBroadcast } from '../../src/storage/broadcast-store.ts';
import { reopenBroadcast, stopBroadcast, submitBroadcast } from '../../src/storage/broadcast-steps.ts';
import {
  approveForEveryone,
  approveForSegment,
  countSegment,
  type SegmentQuestion,
} from '../../src/storage/segment-store.ts';
import { startAnew } from './draft-desk.ts';

const ID = 'b0000000-0000-4000-8000-000000000001';
const START = '2026-11-24T02:00:00.000Z';
const SUBMITTED = { id: ID, revision: 0, state: 'submitted' as const };

function entry(action: AuditEntry['action']): AuditEntry {
  return {
    at: '2026-11-24T01:00:00.000Z',
    actor: 'tanaka.approver@example.lg.jp',
    action,
    subject: `broadcast/${ID}`,
    version: null,
    before: null,
    after: null,
    reason: '',
  };
}

function question(
  segment: Partial<Segment> = {},
  follows: FollowTarget[] = [],
  toEveryone = 0,
): SegmentQuestion {
  return { segment: { ...EMPTY_SEGMENT, ...segment }, follows, month: '2026-11', toEveryone };
}

async function freeze(
  asked: SegmentQuestion,
  variants: readonly ResidentLanguage[] = ['ja'],
): Promise<boolean> {
  return approveForSegment(
    env.DB,
    SUBMITTED,
    { question: asked, variants, startAt: START },
    entry('broadcast-approved'),
  );
}

type ResidentRow = { id: string; language?: string; age?: string; district?: string; cap?: number };

async function addResidents(rows: readonly ResidentRow[]): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO residents (user_id, language, age_band, district, monthly_cap)
     SELECT value ->> 'id', value ->> 'language', value ->> 'age', value ->> 'district', value ->> 'cap' FROM json_each(?1)`,
  )
    .bind(JSON.stringify(rows))
    .run();
}

const many = (count: number, prefix: string, more: Omit<ResidentRow, 'id'> = {}): ResidentRow[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${prefix}${String(at).padStart(5, '0')}`,
    age: '50s',
    ...more,
  }));

type FrozenChunk = {
  number: number;
  language: string;
  recipient_count: number;
  retry_key: string;
  ids: string[];
};

async function chunks(): Promise<FrozenChunk[]> {
  const { results } = await env.DB.prepare(
    'SELECT c.*, r.user_ids FROM broadcast_chunks c LEFT JOIN chunk_recipients r USING (broadcast_id, number) ORDER BY number',
  ).all<FrozenChunk & { user_ids: string | null }>();
  return results.map((row) => ({ ...row, ids: JSON.parse(row.user_ids ?? '[]') as string[] }));
}

beforeEach(async () => {
  await startAnew();
  const composed = {
    title: 'お知らせ',
    composition: { languages: ['ja' as const], blocks: [] },
    audience: { kind: 'segment' as const, segment: EMPTY_SEGMENT },
    schedule: { sendAt: null, quietReason: '' },
  };
  await createBroadcast(env.DB, ID, composed, entry('broadcast-created'));
  const content = { broadcastId: ID, revision: 0, content: '{}', sha256: 'x' };
  await submitBroadcast(env.DB, { ...SUBMITTED, state: 'open' }, content, entry('broadcast-submitted'));
});

describe('freezing a segment', () => {
  test('puts everybody into exactly one chunk of at most 500, each with a retry key of its own', async () => {
    await addResidents(many(1_201, 'U'));
    expect(await freeze(question())).toBe(true);
    const frozen = await chunks();
    expect(frozen.map(({ recipient_count: count }) => count)).toEqual([500, 500, 201]);
    const ids = frozen.flatMap((chunk) => chunk.ids);
    expect(new Set(ids).size).toBe(1_201);
    expect(ids).toHaveLength(1_201);
    const keys = frozen.map(({ retry_key: key }) => key);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys)
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const broadcast = await loadBroadcast(env.DB, ID);
    expect(broadcast?.state).toMatchObject({ kind: 'scheduled', recipients: 1_201, startAt: START });
  });

  test('gives each resident their language where there is a variant, and else Japanese', async () => {
    await addResidents([
      ...many(510, 'Ua', { language: 'en' }),
      ...many(5, 'Ub', { language: 'vi' }),
      ...many(30, 'Uc'),
      ...many(2, 'Ud', { language: 'ja' }),
    ]);
    await freeze(question(), ['ja', 'en', 'zh-Hans']);
    const frozen = await chunks();
    expect(frozen.map(({ number, language, recipient_count: count }) => [number, language, count])).toEqual([
      [1, 'ja', 37],
      [2, 'en', 500],
      [3, 'en', 10],
    ]);
    expect(frozen[0]?.ids.filter((id) => id.startsWith('Ub'))).toHaveLength(5);
  });

  test('takes only those who fit every list that is not empty', async () => {
    await addResidents([
      ...many(25, 'Ua', { age: '30s', district: '北部' }),
      ...many(25, 'Ub', { age: '30s', district: '南部' }),
      ...many(25, 'Uc', { age: '40s', district: '北部' }),
      ...many(25, 'Ud'),
    ]);
    await freeze(question({ ageBands: ['30s'], districts: ['北部', '中部'] }));
    const ids = (await chunks()).flatMap((chunk) => chunk.ids);
    expect(ids).toHaveLength(25);
    expect(ids.every((id) => id.startsWith('Ua'))).toBe(true);
  });

  test('takes those who follow any of the targets, once each', async () => {
    await addResidents(many(60, 'U'));
    await env.DB.prepare(
      `INSERT INTO follows SELECT user_id, 'kpi', 'kpi-a', 1, 1 FROM residents WHERE user_id < 'U00030';`,
    ).run();
    await env.DB.prepare(
      `INSERT INTO follows SELECT user_id, 'theme', 'theme-a', 1, 1 FROM residents WHERE user_id < 'U00040';`,
    ).run();
    await freeze(
      question({}, [
        { kind: 'kpi', id: 'kpi-a' },
        { kind: 'theme', id: 'theme-a' },
      ]),
    );
    const ids = (await chunks()).flatMap((chunk) => chunk.ids);
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });

  test('leaves out who has reached the cap they chose, and remembers what the others with a cap get', async () => {
    await addResidents([...many(30, 'Ua'), ...many(3, 'Ub', { cap: 1 }), ...many(2, 'Uc', { cap: 4 })]);
    await env.DB.prepare("INSERT INTO capped_receipts VALUES ('Ub00000', 'earlier', '2026-11')").run();
    await env.DB.prepare("INSERT INTO capped_receipts VALUES ('Ub00001', 'earlier', '2026-10')").run();
    const size = await countSegment(env.DB, question());
    expect(size).toMatchObject({ total: 34, overCap: 1 });
    await freeze(question());
    const ids = (await chunks()).flatMap((chunk) => chunk.ids);
    expect(ids).not.toContain('Ub00000');
    expect(ids).toHaveLength(34);
    const { results } = await env.DB.prepare(
      'SELECT user_id FROM capped_receipts WHERE broadcast_id = ?1 ORDER BY 1',
    )
      .bind(ID)
      .all<{ user_id: string }>();
    expect(results.map((row) => row.user_id)).toEqual(['Ub00001', 'Ub00002', 'Uc00000', 'Uc00001']);
  });

  test('counts broadcasts to everyone towards the cap too', async () => {
    await addResidents([...many(30, 'Ua'), ...many(3, 'Ub', { cap: 1 })]);
    expect(await countSegment(env.DB, question({}, [], 1))).toMatchObject({ total: 30, overCap: 3 });
  });

  test('is refused below twenty people, and nothing is written', async () => {
    await addResidents(many(19, 'U'));
    expect(await freeze(question())).toBe(false);
    expect(await chunks()).toEqual([]);
    expect((await loadBroadcast(env.DB, ID))?.state.kind).toBe('submitted');
    await addResidents([{ id: 'Ux' }]); // told nothing, or took everything back
    expect(await freeze(question())).toBe(false);
    await addResidents([{ id: 'Uy', cap: 8 }]);
    expect(await freeze(question())).toBe(true);
  });

  test('happens once, however often and from wherever it is asked for', async () => {
    await addResidents(many(600, 'U'));
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => freeze(question())));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await chunks()).toHaveLength(2);
  });

  test('leaves no id behind where the approval is undone', async () => {
    await addResidents(many(30, 'U', { cap: 2 }));
    await freeze(question());
    const scheduled = { ...SUBMITTED, state: 'scheduled' as const };
    await reopenBroadcast(env.DB, scheduled, entry('broadcast-cancelled'), { returned: false });
    for (const table of ['broadcast_chunks', 'chunk_recipients', 'capped_receipts'])
      expect(await env.DB.prepare(`SELECT count(*) AS rows FROM ${table}`).first('rows')).toBe(0);
    expect((await loadBroadcast(env.DB, ID))?.state).toEqual({ kind: 'open', returned: null });
  });

  test('leaves no id behind where it is stopped before anything left, and it counts against nobody', async () => {
    await addResidents(many(30, 'U', { cap: 2 }));
    await freeze(question());
    await stopBroadcast(env.DB, { ...SUBMITTED, state: 'scheduled' }, entry('broadcast-stopped'));
    for (const table of ['chunk_recipients', 'capped_receipts'])
      expect(await env.DB.prepare(`SELECT count(*) AS rows FROM ${table}`).first('rows')).toBe(0);
  });
});

describe('approving a broadcast to everyone', () => {
  test('makes one chunk with a retry key and no recipients', async () => {
    expect(await approveForEveryone(env.DB, SUBMITTED, START, entry('broadcast-approved'))).toBe(true);
    const frozen = await chunks();
    expect(frozen).toHaveLength(1);
    expect(frozen[0]).toMatchObject({ number: 1, language: 'ja', recipient_count: null, ids: [] });
    expect((await loadBroadcast(env.DB, ID))?.state).toMatchObject({ kind: 'scheduled', recipients: null });
  });
});
