import type { DataPackage } from '../domain/plan/dataset.ts';
import { JAPAN_OFFSET_MS, japaneseDate } from '../domain/plan/fiscal-year.ts';
import { fetchFollowers } from '../line/followers.ts';
import type { LineClientSource } from '../line/line-client.ts';
import { loadFollowerFigure, saveFollowerFigure } from '../storage/follower-store.ts';
import { deleteOldContents } from '../storage/broadcast-contents.ts';
import { deleteOldDeadLetters } from '../storage/dead-letter-store.ts';
import { deleteOldPreviews } from '../storage/import-store.ts';
import { claimSlot, deleteOldRuns, finishSlot, recordHeartbeat, releaseSlot } from '../storage/job-store.ts';
import { deleteOldReceipts, deleteTracesOfResidents } from '../storage/resident-store.ts';
import { deleteOldRecipients } from '../storage/settle-chunk.ts';
import { deleteOldMarks } from '../storage/usage-store.ts';
import type { ChunkName } from '../storage/chunk-store.ts';
import { fetchInsights } from './broadcasts/fetch-insights.ts';
import { sweepBroadcasts } from './broadcasts/sweep-broadcasts.ts';
import type { DraftOpener } from './drafts/open-draft.ts';
import { publishDueDrafts } from './drafts/publish-due.ts';
import type { VersionReader } from './plan-versions.ts';

export type JobDependencies = {
  db: D1Database;
  opener: DraftOpener;
  versions: VersionReader;
  dataPackage: DataPackage;
  /** Null while the settings for LINE are missing: then nothing is asked of LINE. */
  line: LineClientSource | null;
  queue: Queue<ChunkName>;
  now: Date;
  log: (line: Record<string, unknown>) => void;
};

const DAY_MS = 86_400_000;
const MARKS_KEPT_DAYS = 30;
const TRACES_KEPT_DAYS = 2; // LINE gives up delivering an event long before
const RECEIPTS_KEPT_DAYS = 31; // they count within their month
/** Whom refused chunks were for, contents that were only tried out, what the queue gave up on. */
const DELIVERY_REMAINS_KEPT_DAYS = 30;
const RUNS_KEPT_DAYS = 60;
const FOLLOWERS_FROM = '11'; // o'clock in Japan: LINE makes up a day's figure in the morning after it

/**
 * What the clock starts, each minute. Every job finds out for itself what is due, so a missed minute is caught up by
 * the next; one that fails is logged, does not stop the others, and is tried again.
 */
export async function runJobs(dependencies: JobDependencies): Promise<void> {
  await runSafely('heartbeat', dependencies, () => recordHeartbeat(dependencies.db, dependencies.now));
  await runSafely('publish-due', dependencies, async () => {
    const { published, stopped } = await publishDueDrafts(dependencies);
    if (published + stopped > 0) dependencies.log({ event: 'scheduled-publications', published, stopped });
  });
  await runSafely('broadcasts', dependencies, () => sweepBroadcasts(dependencies));
  await runSafely('followers', dependencies, () => lookAtFollowers(dependencies));
  await runSafely('insights', dependencies, async () => {
    const { db, line, now } = dependencies;
    if (line) await fetchInsights(db, line, now);
  });
  await runSafely('retention', dependencies, () => forgetWhatIsOver(dependencies));
}

async function runSafely(job: string, { log }: JobDependencies, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    log({ event: 'job-failed', job, fault: error instanceof Error ? error.message : 'unknown' });
  }
}

/** Once a day how many friends the account had at the end of yesterday; asked again each hour until LINE knows. */
async function lookAtFollowers({ db, line, now }: JobDependencies): Promise<void> {
  const hour = new Date(now.getTime() + JAPAN_OFFSET_MS).toISOString().slice(11, 13);
  if (!line || hour < FOLLOWERS_FROM) return;
  const day = japaneseDate(new Date(now.getTime() - DAY_MS));
  if ((await loadFollowerFigure(db, day))?.day === day) return;
  const slot = `${day} ${hour}`;
  if (!(await claimSlot(db, 'followers', slot, now))) return;
  const figure = await fetchFollowers(line, day);
  if (figure) await saveFollowerFigure(db, { day, ...figure }, now.toISOString());
  await finishSlot(db, { job: 'followers', slot, outcome: figure ? 'ok' : 'unready', now });
}

/** Once a day: what has been kept as long as it may be. */
async function forgetWhatIsOver({ db, now }: JobDependencies): Promise<void> {
  const today = japaneseDate(now);
  if (!(await claimSlot(db, 'retention', today, now))) return;
  try {
    await deleteOldMarks(db, japaneseDate(new Date(now.getTime() - MARKS_KEPT_DAYS * DAY_MS)));
    await deleteTracesOfResidents(db, now.getTime() - TRACES_KEPT_DAYS * DAY_MS);
    const receiptsFrom = japaneseDate(new Date(now.getTime() - RECEIPTS_KEPT_DAYS * DAY_MS));
    await deleteOldReceipts(db, receiptsFrom.slice(0, 'YYYY-MM'.length));
    const settledBefore = new Date(now.getTime() - DELIVERY_REMAINS_KEPT_DAYS * DAY_MS).toISOString();
    await deleteOldRecipients(db, settledBefore);
    await deleteOldContents(db, settledBefore);
    await deleteOldDeadLetters(db, settledBefore);
    await deleteOldPreviews(db, now);
    await deleteOldRuns(db, new Date(now.getTime() - RUNS_KEPT_DAYS * DAY_MS).toISOString());
    await finishSlot(db, { job: 'retention', slot: today, outcome: 'ok', now });
  } catch (error) {
    await releaseSlot(db, 'retention', today);
    throw error;
  }
}
