import { describeFault } from '../domain/plan/dataset-fault.ts';
import { readSnapshot, type DataPackage, type Dataset } from '../domain/plan/dataset.ts';
import { parsePlan } from '../domain/plan/parse-plan.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { loadNewestNumber, loadVersion, sha256Hex, type PlanVersion } from '../storage/plan-store.ts';

/** A published version, read: its tables of text and the plan they make. */
export type ReadVersion = { head: Omit<PlanVersion, 'content'>; dataset: Dataset; plan: Plan };

/** Throws where a version is not what was published (hash), or this code cannot read it. */
export async function readVersion(
  { content, ...head }: PlanVersion,
  dataPackage: DataPackage,
): Promise<ReadVersion> {
  if ((await sha256Hex(content)) !== head.sha256)
    throw new Error(`version ${head.number} does not match its hash`);
  const dataset = readSnapshot(content);
  if (!dataset.ok) throw new Error(`version ${head.number}: ${dataset.fault}`);
  const plan = parsePlan(dataset.value, dataPackage);
  if (!plan.ok) throw new Error(`version ${head.number}: ${plan.fault.map(describeFault).join('; ')}`);
  return { head, dataset: dataset.value, plan: plan.value };
}

/** Versions never change, so an isolate reads each once and keeps the ones used last. */
export type VersionReader = {
  newest(db: D1Database): Promise<ReadVersion>;
  /** Null where there is no such version. */
  version(db: D1Database, number: number): Promise<ReadVersion | null>;
};

const KEPT_MAX = 6; // a version of 200 KPIs and 10 years takes about 3 MB once read

export function createVersionReader(dataPackage: DataPackage): VersionReader {
  const kept = new Map<number, ReadVersion>(); // used longest ago first
  async function version(db: D1Database, number: number): Promise<ReadVersion | null> {
    const known = kept.get(number);
    kept.delete(number);
    const stored = known ? null : await loadVersion(db, number);
    const read = known ?? (stored && (await readVersion(stored, dataPackage)));
    if (!read) return null;
    kept.set(number, read);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    return read;
  }
  return {
    version,
    async newest(db) {
      const newest = await version(db, await loadNewestNumber(db));
      if (!newest) throw new Error('no version has been published yet');
      return newest;
    },
  };
}
