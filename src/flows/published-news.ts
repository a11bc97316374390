import type { DataPackage } from '../domain/plan/dataset.ts';
import { japaneseDate } from '../domain/plan/fiscal-year.ts';
import {
  isOfLastMonth,
  publicationsOf,
  type MonthOfNews,
  type Publication,
  type PublishedPlan,
} from '../domain/news/publications.ts';
import { withDeadline } from '../line/deadline.ts';
import {
  loadVersionHeads,
  loadVersionsAfter,
  type PlanVersion,
  type VersionHead,
} from '../storage/plan-store.ts';
import type { CurrentPlan } from './current-plan.ts';
import { readVersion } from './plan-versions.ts';

/** Both answer null where what was published cannot be read now; neither fails. */
export type PublishedNews = {
  ofMonth(db: D1Database, current: CurrentPlan, now: Date): Promise<MonthOfNews | null>;
  /** At most PUBLICATIONS_MAX, newest first. */
  newest(db: D1Database, current: CurrentPlan): Promise<readonly Publication[] | null>;
};

/** A version may hold 1 MB and takes about 15 ms to read, so a page waits for a few only. */
const MONTH_VERSIONS_MAX = 10;
const VERSIONS_MAX = 30; // more than are told of: some change the wording alone
const PUBLICATIONS_MAX = 20;
/** Versions asked for at once: their text is about 10 MB of an isolate's 128. */
const BATCH = 5;

const MONTH_DEADLINE_MS = 1_500;
const NEWEST_DEADLINE_MS = 10_000; // nobody sits and waits for a feed

type Told = Publication | 'no-news' | 'unreadable';

/**
 * Keeps in the memory of one isolate what the newest versions changed, not the versions themselves. A page costs one
 * look-up after a publication and one for each BATCH of versions that have to be compared, else none.
 */
export function createPublishedNews(
  dataPackage: DataPackage,
  log: (line: Record<string, unknown>) => void,
): PublishedNews {
  let heads: { upTo: number; newest: readonly VersionHead[] } = { upTo: 0, newest: [] };
  const told = new Map<number, Told>(); // a published version never changes

  /** Newest first, and none that is newer than the tables of the page. Only the first version has no predecessor. */
  async function headsUpTo(db: D1Database | null, version: number): Promise<readonly VersionHead[]> {
    if (heads.upTo === version) return heads.newest;
    const loaded = await loadVersionHeads(answering(db), { before: version + 1, limit: VERSIONS_MAX });
    heads = { upTo: version, newest: loaded.filter(({ number }) => number > 1) };
    for (const number of told.keys()) if (number <= version - VERSIONS_MAX) told.delete(number);
    return heads.newest;
  }

  async function tell(db: D1Database | null, versions: readonly VersionHead[]): Promise<Told[]> {
    const missing = versions.map(({ number }) => number).filter((number) => !told.has(number));
    if (missing.length > 0) await compare(answering(db), Math.min(...missing), Math.max(...missing));
    return versions.map(({ number }) => told.get(number) ?? 'unreadable');
  }

  /** What is compared stays, also where time runs out before the last. */
  async function compare(db: D1Database, first: number, last: number): Promise<void> {
    let before = await readPlans(db, { first: first - 1, count: 1 });
    for (let next = first; next <= last; next += BATCH) {
      const count = Math.min(BATCH, last + 1 - next);
      const plans = [...before, ...(await readPlans(db, { first: next, count }))];
      const publications = new Map(publicationsOf(plans).map((each) => [each.number, each]));
      const readable = new Set(plans.map(({ number }) => number));
      for (let number = next; number < next + count; number += 1) {
        const isCompared = readable.has(number - 1) && readable.has(number);
        told.set(number, publications.get(number) ?? (isCompared ? 'no-news' : 'unreadable'));
      }
      before = plans.slice(-1);
    }
  }

  async function readPlans(
    db: D1Database,
    { first, count }: { first: number; count: number },
  ): Promise<PublishedPlan[]> {
    const plans: PublishedPlan[] = [];
    for (const version of await loadVersionsAfter(db, first - 1, count)) {
      const plan = await readPlan(version);
      if (plan) plans.push(plan);
    }
    return plans;
  }

  /** Null where it is not what was published, or this code's rules no longer let it pass. */
  async function readPlan(version: PlanVersion): Promise<PublishedPlan | null> {
    try {
      const { plan } = await readVersion(version, dataPackage);
      return { number: version.number, publishedAt: version.publishedAt, plan };
    } catch (error) {
      log({ event: 'version-unreadable', fault: faultOf(error) });
      return null;
    }
  }

  /** Where the plan's reader has just found D1 failing, what is in memory is all there is. */
  async function attempt<Value>(
    db: D1Database,
    { source, version }: CurrentPlan,
    deadlineMs: number,
    work: (reachable: D1Database | null) => Promise<Value>,
  ): Promise<Value | null> {
    const isReachable = source !== 'unreadable';
    if (!isReachable && version === 0) return null;
    try {
      return await withDeadline(work(isReachable ? db : null), deadlineMs);
    } catch (error) {
      if (isReachable) log({ event: 'news-unreadable', fault: faultOf(error) });
      return null;
    }
  }

  return {
    ofMonth: (db, current, now) =>
      attempt(db, current, MONTH_DEADLINE_MS, async (reachable) => {
        const today = japaneseDate(now);
        const ofMonth = (await headsUpTo(reachable, current.version)).filter(({ publishedAt }) =>
          isOfLastMonth(japaneseDate(new Date(publishedAt)), today),
        );
        const looked = await tell(reachable, ofMonth.slice(0, MONTH_VERSIONS_MAX));
        const unreadable = looked.filter((each) => each === 'unreadable').length;
        return {
          publications: looked.filter(isPublication),
          untold: ofMonth.length - looked.length + unreadable,
          areMore: ofMonth.length === VERSIONS_MAX,
        };
      }),

    newest: (db, current) =>
      attempt(db, current, NEWEST_DEADLINE_MS, async (reachable) => {
        const looked = await tell(reachable, await headsUpTo(reachable, current.version));
        return looked.filter(isPublication).slice(0, PUBLICATIONS_MAX);
      }),
  };
}

function answering(db: D1Database | null): D1Database {
  if (!db) throw new Error('D1 does not answer');
  return db;
}

function isPublication(told: Told): told is Publication {
  return typeof told === 'object';
}

function faultOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
