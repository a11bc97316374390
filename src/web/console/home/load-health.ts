import type { CurrentPlan } from '../../../flows/current-plan.ts';
import { japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { loadFollowerFigure, type FollowerFigure } from '../../../storage/follower-store.ts';
import { countDeadLetters } from '../../../storage/dead-letter-store.ts';
import { loadHeartbeat, loadLastRuns, type JobRun } from '../../../storage/job-store.ts';

/** Whether everything runs that should. */
export type Health = {
  current: Pick<CurrentPlan, 'source' | 'version' | 'asOf'>;
  /** When the clock last ran (UTC, ISO 8601); null: never. */
  heartbeat: string | null;
  isClockLate: boolean;
  followerLook: JobRun | null;
  followerFigure: FollowerFigure | null;
  /** Requests of broadcasts that the platform gave up on in the last day; the clock has taken them up again. */
  deadLetters: number;
};

const DAY_MS = 86_400_000;
const CLOCK_LATE_MS = 5 * 60_000; // it runs each minute

export async function loadHealth(db: D1Database, current: CurrentPlan, now: Date): Promise<Health> {
  const [heartbeat, runs, followerFigure, deadLetters] = await Promise.all([
    loadHeartbeat(db),
    loadLastRuns(db),
    loadFollowerFigure(db, japaneseDate(now)),
    countDeadLetters(db, new Date(now.getTime() - DAY_MS)),
  ]);
  return {
    current,
    heartbeat,
    isClockLate: heartbeat === null || now.getTime() - Date.parse(heartbeat) > CLOCK_LATE_MS,
    followerLook: runs.find(({ job }) => job === 'followers') ?? null,
    followerFigure,
    deadLetters,
  };
}
