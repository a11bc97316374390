import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { approve } from '../../src/flows/drafts/review-draft.ts';
import { runJobs } from '../../src/flows/run-jobs.ts';
import type { LineClientSource } from '../../src/line/line-client.ts';
import { loadFollowerFigure } from '../../src/storage/follower-store.ts';
import { loadHeartbeat, loadLastRuns } from '../../src/storage/job-store.ts';
import { loadNewestNumber } from '../../src/storage/plan-store.ts';
import { actual, APPROVER, deskOf, EDITOR, open, seen, startAnew, submitted } from './draft-desk.ts';

const NOON = new Date('2026-11-24T03:00:00.000Z'); // 12:00 in Japan
const later = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);

type Asked = { days: string[]; source: LineClientSource };

/** LINE's answer to how many friends there are; a fault where it is an error. */
function playLine(answer: () => object): Asked {
  const days: string[] = [];
  const client = {
    getNumberOfFollowers: async (day: string) => {
      days.push(day);
      return answer();
    },
  };
  return { days, source: { client: async () => client, reject: () => ({ isRenewable: false }) } as never };
}

const READY = { status: 'ready', followers: 7512, targetedReaches: 7000, blocks: 300 };
let logged: Record<string, unknown>[] = [];

async function run(now: Date, line: LineClientSource | null = null, db: D1Database = env.DB): Promise<void> {
  const { opener, versions, dataPackage } = deskOf(EDITOR);
  const log = (entry: Record<string, unknown>): void => void logged.push(entry);
  await runJobs({ db, queue: env.DELIVERIES, opener, versions, dataPackage, line, now, log });
}

const faults = () => logged.filter(({ event }) => event === 'job-failed').map(({ job }) => job);
const figureOf = (day: string) => loadFollowerFigure(env.DB, day);

async function schedule(publishAt: Date): Promise<void> {
  const id = await submitted(actual('line-friends', '7400'));
  const approved = await approve(deskOf(APPROVER, 3), seen(await open(id)), {
    publishAt: publishAt.toISOString(),
    selfApproval: null,
  });
  if (!approved.ok) throw new Error(approved.fault.kind);
}

beforeEach(async () => {
  await startAnew();
  logged = [];
});

describe('each minute', () => {
  test('the clock leaves a sign that it runs', async () => {
    await run(NOON);
    await run(later(1));
    expect(await loadHeartbeat(env.DB)).toBe(later(1).toISOString());
  });
  test('what is scheduled is published when its moment has come, and once', async () => {
    await schedule(later(5));
    await run(later(4));
    expect(await loadNewestNumber(env.DB)).toBe(1);
    await Promise.all([run(later(5)), run(later(5))]);
    await run(later(6));
    expect(await loadNewestNumber(env.DB)).toBe(2);
    expect(logged.filter(({ event }) => event === 'scheduled-publications')).toHaveLength(1);
  });
  test('what was missed while the clock stood is caught up', async () => {
    await schedule(later(5));
    await run(later(24 * 60));
    expect(await loadNewestNumber(env.DB)).toBe(2);
  });
  test('one job that fails is logged, and the others run', async () => {
    const line = playLine(() => {
      throw new Error('LINE is down');
    });
    await schedule(NOON);
    await run(later(1), line.source);
    expect(faults()).toEqual(['followers']);
    expect(await loadNewestNumber(env.DB)).toBe(2);
    expect((await loadLastRuns(env.DB)).map(({ job }) => job)).toContain('retention');
  });
  test('a database that does not answer is logged job by job and thrown at nobody', async () => {
    const broken = new Proxy(env.DB, {
      get() {
        throw new Error('D1 is down');
      },
    });
    await expect(run(NOON, null, broken)).resolves.toBeUndefined();
    expect(faults()).toEqual(['heartbeat', 'publish-due', 'broadcasts', 'retention']);
  });
});

describe('the account’s friends', () => {
  test('are asked for once a day, of the day before, and kept', async () => {
    const line = playLine(() => READY);
    for (const minutes of [0, 1, 60, 180]) await run(later(minutes), line.source);
    expect(line.days).toEqual(['20261123']);
    expect(await figureOf('2026-11-24')).toEqual({
      day: '2026-11-23',
      followers: 7512,
      targetedReaches: 7000,
      blocks: 300,
    });
  });
  test('are asked for once when two clocks run at the same moment', async () => {
    const line = playLine(() => READY);
    await Promise.all([run(NOON, line.source), run(NOON, line.source)]);
    expect(line.days).toHaveLength(1);
  });
  test.each([
    ['just after midnight', '2026-11-23T15:00:00.000Z'],
    ['early in the morning', '2026-11-23T21:00:00.000Z'],
    ['before eleven', '2026-11-24T01:59:00.000Z'],
  ])('are not asked for %s, when LINE cannot know yet', async (_, now) => {
    const line = playLine(() => READY);
    await run(new Date(now), line.source);
    expect(line.days).toEqual([]);
  });
  test('that LINE has not made up yet are asked for again the next hour, and nothing is kept of it', async () => {
    let answer: object = { status: 'unready' };
    const line = playLine(() => answer);
    await run(NOON, line.source);
    await run(later(30), line.source);
    expect(line.days).toHaveLength(1);
    expect(await figureOf('2026-11-24')).toBeNull();
    expect(await loadLastRuns(env.DB)).toContainEqual(
      expect.objectContaining({ job: 'followers', outcome: 'unready' }),
    );
    answer = READY;
    await run(later(60), line.source);
    expect(line.days).toHaveLength(2);
    expect(await figureOf('2026-11-24')).toMatchObject({ followers: 7512 });
  });
  test('are asked for again the next hour after LINE failed', async () => {
    let isDown = true;
    const line = playLine(() => {
      if (isDown) throw new Error('LINE is down');
      return READY;
    });
    await run(NOON, line.source);
    await run(later(1), line.source);
    expect(faults()).toEqual(['followers']);
    isDown = false;
    await run(later(61), line.source);
    expect(await figureOf('2026-11-24')).toMatchObject({ followers: 7512 });
  });
  test('are told by the latest look, also from nine to ten o’clock and later', async () => {
    const line = playLine(() => ({ status: 'unready' }));
    for (const minutes of [0, 60, 120, 180]) await run(later(minutes), line.source);
    const look = (await loadLastRuns(env.DB)).find(({ job }) => job === 'followers');
    expect(look?.startedAt).toBe(later(180).toISOString());
  });
  test('are not asked for without the settings for LINE', async () => {
    await run(NOON, null);
    expect(faults()).toEqual([]);
    expect(await figureOf('2026-11-24')).toBeNull();
  });
});

describe('once a day', () => {
  const mark = (day: string) =>
    env.DB.prepare('INSERT INTO unanswered_marks (word_mark, asker_mark, day) VALUES (?1, ?1, ?1)').bind(day);
  const marks = async () => {
    const { results } = await env.DB.prepare('SELECT day FROM unanswered_marks ORDER BY day').all<{
      day: string;
    }>();
    return results.map(({ day }) => day);
  };

  test('marks of words that too few asked within thirty days go, and younger ones stay', async () => {
    await env.DB.batch([mark('2026-10-24'), mark('2026-10-25'), mark('2026-11-24')]);
    await run(NOON);
    expect(await marks()).toEqual(['2026-10-25', '2026-11-24']);
  });
  test('what is over is looked for once, and again on the next day', async () => {
    await run(NOON);
    await env.DB.batch([mark('2026-01-01')]);
    await run(later(60));
    expect(await marks()).toEqual(['2026-01-01']);
    await run(later(24 * 60));
    expect(await marks()).toEqual([]);
  });
  test('runs of sixty days ago go', async () => {
    const old = new Date('2026-09-01T03:00:00.000Z');
    await run(old);
    await run(NOON);
    const { results } = await env.DB.prepare('SELECT started_at AS at FROM job_runs').all<{ at: string }>();
    expect(results.every(({ at }) => at >= '2026-09-25')).toBe(true);
  });
});
