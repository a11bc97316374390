import { describeFault } from '../domain/plan/dataset-fault.ts';
import {
  canonicalText,
  readDataset,
  type DataPackage,
  type Dataset,
  type DatasetFiles,
} from '../domain/plan/dataset.ts';
import { parsePlan } from '../domain/plan/parse-plan.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { readVersion } from './plan-versions.ts';
import { withDeadline } from '../line/deadline.ts';
import {
  loadVersionNewerThan,
  publishFromData,
  PUBLISHED_FROM_DATA,
  sha256Hex,
} from '../storage/plan-store.ts';

/**
 * The plan as a resident is told about it. `published`: the newest version, seen within CHECK_INTERVAL_MS.
 * `bundled`: a new installation whose first version is only being written. `unreadable`: D1 did not answer;
 * this is what was last known, as of `asOf` (UTC, ISO 8601).
 */
export type CurrentPlan = {
  plan: Plan;
  source: 'published' | 'bundled' | 'unreadable';
  version: number;
  asOf: string;
};

export type PlanReader = {
  /** Reads at most one row from D1, and none while the last check is fresh. Never fails. */
  read(db: D1Database, now: Date): Promise<CurrentPlan>;
  /** Publishes the bundled plan where that is due; cheap and without effect where it is not. */
  publishBundledWhereDue(db: D1Database, now: Date): Promise<{ published: boolean }>;
};

/** What is published reaches a running bot within this time and one look-up. */
const CHECK_INTERVAL_MS = 15_000;
const RETRY_INTERVAL_MS = 3_000; // after D1 failed: soon again, but not with every look-up
const D1_DEADLINE_MS = 800; // a page, or a reply whose token lives a minute, waits for it no longer

/** What is known of the newest row of the table: nothing yet, that there is none, or where its content came from. */
type Newest = { kind: 'unknown' } | { kind: 'none' } | { kind: 'version'; fromData: boolean; sha256: string };

/** Keeps the parsed plan in the memory of one isolate. `log` takes one line of what went wrong, for operators. */
export function createPlanReader(
  files: DatasetFiles,
  dataPackage: DataPackage,
  options: { withSamples: boolean; log: (line: Record<string, unknown>) => void },
): PlanReader {
  let held: CurrentPlan | null = null;
  let newest: Newest = { kind: 'unknown' };
  let nextCheckAt = 0;
  let bundledPlan: { dataset: Dataset; plan: Plan } | null = null;
  let bundleSettled = false; // one look at it is enough for the life of an isolate

  function bundled(): { dataset: Dataset; plan: Plan } {
    bundledPlan ??= readBundled(files, dataPackage, options.withSamples);
    return bundledPlan;
  }

  function asKnown(source: 'bundled' | 'unreadable'): CurrentPlan {
    if (held && held.version > 0) return { ...held, source };
    return { plan: bundled().plan, source, version: 0, asOf: dataPackage.created };
  }

  /** Looks for a newer version; a slow look never replaces what a later one has found. */
  async function check(db: D1Database, now: Date): Promise<CurrentPlan> {
    const known = held?.version ?? 0;
    const newer = await withDeadline(loadVersionNewerThan(db, known), D1_DEADLINE_MS);
    nextCheckAt = now.getTime() + CHECK_INTERVAL_MS;
    if (!newer && known === 0) {
      newest = { kind: 'none' };
      nextCheckAt = 0; // an empty table is filled at once
      return asKnown('bundled');
    }
    if (newer) {
      newest = { kind: 'version', fromData: newer.publishedBy === PUBLISHED_FROM_DATA, sha256: newer.sha256 };
      const { plan } = await readVersion(newer, dataPackage);
      if (newer.number > (held?.version ?? 0)) {
        held = { plan, source: 'published', version: newer.number, asOf: newer.publishedAt };
      }
    }
    held = { ...asKnown('bundled'), source: 'published' };
    return held;
  }

  return {
    async read(db, now) {
      if (held && now.getTime() < nextCheckAt) return held;
      nextCheckAt = now.getTime() + D1_DEADLINE_MS; // meanwhile others answer from what is held
      try {
        return await check(db, now);
      } catch (error) {
        options.log({ event: 'plan-unreadable', fault: error instanceof Error ? error.message : 'unknown' });
        held = asKnown('unreadable');
        nextCheckAt = now.getTime() + RETRY_INTERVAL_MS;
        return held;
      }
    },

    async publishBundledWhereDue(db, now) {
      if (bundleSettled || newest.kind === 'unknown') return { published: false };
      bundleSettled = newest.kind === 'version' && !newest.fromData;
      if (bundleSettled) return { published: false };
      const content = canonicalText(bundled().dataset, dataPackage);
      const sha256 = await sha256Hex(content);
      const isNewest = newest.kind === 'version' && newest.sha256 === sha256;
      const version = {
        content,
        sha256,
        publishedAt: now.toISOString(),
        reason: `data/ ${dataPackage.version}`,
      };
      const outcome = isNewest ? { published: false } : await publishFromData(db, version);
      bundleSettled = true;
      if (outcome.published) nextCheckAt = 0;
      return outcome;
    },
  };
}

function readBundled(
  files: DatasetFiles,
  dataPackage: DataPackage,
  withSamples: boolean,
): { dataset: Dataset; plan: Plan } {
  const dataset = readDataset(files, dataPackage, { withSamples });
  if (!dataset.ok)
    throw new Error(`the build let bad data through: ${dataset.fault.map(describeFault).join('; ')}`);
  const plan = parsePlan(dataset.value, dataPackage);
  if (!plan.ok)
    throw new Error(`the build let bad data through: ${plan.fault.map(describeFault).join('; ')}`);
  return { dataset: dataset.value, plan: plan.value };
}
