import type { DatasetFault } from '../domain/plan/dataset-fault.ts';
import {
  canonicalText,
  readDataset,
  readSnapshot,
  type DataPackage,
  type Dataset,
  type DatasetFiles,
} from '../domain/plan/dataset.ts';
import { parsePlan } from '../domain/plan/parse-plan.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { withDeadline } from '../line/deadline.ts';
import {
  loadVersionNewerThan,
  publishFromData,
  PUBLISHED_FROM_DATA,
  sha256Hex,
  type PlanVersion,
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
const D1_DEADLINE_MS = 800; // LINE wants its answer within 2 s

type Held = { current: CurrentPlan; nextCheckAt: number; publishedFromData: boolean; sha256: string };

/** Keeps the parsed plan in the memory of one isolate. `log` takes one line of what went wrong, for operators. */
export function createPlanReader(
  files: DatasetFiles,
  dataPackage: DataPackage,
  options: { withSamples: boolean; log: (line: Record<string, unknown>) => void },
): PlanReader {
  let held: Held | null = null;
  let bundledPlan: { dataset: Dataset; plan: Plan } | null = null;
  let bundleSettled = false; // one look at it is enough for the life of an isolate

  function bundled(): { dataset: Dataset; plan: Plan } {
    bundledPlan ??= readBundled(files, dataPackage, options.withSamples);
    return bundledPlan;
  }

  function asKnown(source: 'bundled' | 'unreadable'): CurrentPlan {
    if (held && held.current.version > 0) return { ...held.current, source };
    return { plan: bundled().plan, source, version: 0, asOf: dataPackage.created };
  }

  return {
    async read(db, now) {
      if (held && now.getTime() < held.nextCheckAt) return held.current;
      const known = held?.current.version ?? 0;
      try {
        const newer = await withDeadline(loadVersionNewerThan(db, known), D1_DEADLINE_MS);
        const nextCheckAt = now.getTime() + CHECK_INTERVAL_MS;
        if (newer) {
          const plan = await readVersion(newer, dataPackage);
          const current: CurrentPlan = {
            plan,
            source: 'published',
            version: newer.number,
            asOf: newer.publishedAt,
          };
          const publishedFromData = newer.publishedBy === PUBLISHED_FROM_DATA;
          held = { current, nextCheckAt, publishedFromData, sha256: newer.sha256 };
        } else if (held && known > 0) {
          held = { ...held, current: { ...held.current, source: 'published' }, nextCheckAt };
        } else {
          return asKnown('bundled'); // an empty table is filled at once: do not keep the answer
        }
        return held.current;
      } catch (error) {
        options.log({ event: 'plan-unreadable', fault: error instanceof Error ? error.message : 'unknown' });
        const current = asKnown('unreadable');
        const nextCheckAt = now.getTime() + RETRY_INTERVAL_MS;
        held = { publishedFromData: false, sha256: '', ...held, current, nextCheckAt };
        return current;
      }
    },

    async publishBundledWhereDue(db, now) {
      if (bundleSettled || held?.current.source === 'unreadable') return { published: false };
      if (held && !held.publishedFromData) {
        bundleSettled = true;
        return { published: false };
      }
      const content = canonicalText(bundled().dataset, dataPackage);
      const sha256 = await sha256Hex(content);
      const isCurrent = sha256 === held?.sha256;
      const version = {
        content,
        sha256,
        publishedAt: now.toISOString(),
        reason: `data/ ${dataPackage.version}`,
      };
      const outcome = isCurrent ? { published: false } : await publishFromData(db, version);
      bundleSettled = true;
      if (outcome.published && held) held = { ...held, nextCheckAt: 0 };
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
  if (!dataset.ok) throw new Error(`the build let bad data through: ${nameFaults(dataset.fault)}`);
  const plan = parsePlan(dataset.value, dataPackage);
  if (!plan.ok) throw new Error(`the build let bad data through: ${nameFaults(plan.fault)}`);
  return { dataset: dataset.value, plan: plan.value };
}

/** A version that is not what was published (hash) or that this code cannot read is not shown. */
async function readVersion(version: PlanVersion, dataPackage: DataPackage): Promise<Plan> {
  if ((await sha256Hex(version.content)) !== version.sha256)
    throw new Error(`version ${version.number} does not match its hash`);
  const dataset = readSnapshot(version.content, dataPackage);
  if (!dataset.ok) throw new Error(`version ${version.number}: ${dataset.fault}`);
  const plan = parsePlan(dataset.value, dataPackage);
  if (!plan.ok) throw new Error(`version ${version.number}: ${nameFaults(plan.fault)}`);
  return plan.value;
}

function nameFaults(faults: readonly DatasetFault[]): string {
  return faults
    .map(({ table, row, column, reason }) => `${table} row ${row} ${column}: ${reason.kind}`)
    .join('; ');
}
