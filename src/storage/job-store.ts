/** Claims a slot of a job: true for one caller only, however often and from wherever it is asked for. */
export async function claimSlot(db: D1Database, job: string, slot: string, now: Date): Promise<boolean> {
  const { meta } = await db
    .prepare('INSERT INTO job_runs (job, slot, started_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING')
    .bind(job, slot, now.toISOString())
    .run();
  return meta.changes > 0;
}

export async function finishSlot(
  db: D1Database,
  { job, slot, outcome, now }: { job: string; slot: string; outcome: string; now: Date },
): Promise<void> {
  await db
    .prepare('UPDATE job_runs SET finished_at = ?3, outcome = ?4 WHERE job = ?1 AND slot = ?2')
    .bind(job, slot, now.toISOString(), outcome)
    .run();
}

/** Gives a slot back that could not be finished, so that the next run tries again. */
export async function releaseSlot(db: D1Database, job: string, slot: string): Promise<void> {
  await db
    .prepare('DELETE FROM job_runs WHERE job = ?1 AND slot = ?2 AND finished_at IS NULL')
    .bind(job, slot)
    .run();
}

const HEARTBEAT = 'clock';

/** That the clock runs: one row, written over each minute. */
export async function recordHeartbeat(db: D1Database, now: Date): Promise<void> {
  await db
    .prepare(
      `INSERT INTO job_runs (job, slot, started_at) VALUES (?1, 'last', ?2)
       ON CONFLICT (job, slot) DO UPDATE SET started_at = ?2`,
    )
    .bind(HEARTBEAT, now.toISOString())
    .run();
}

/** When the clock last ran (UTC, ISO 8601), or null where it never has. */
export async function loadHeartbeat(db: D1Database): Promise<string | null> {
  const row = await db
    .prepare("SELECT started_at AS at FROM job_runs WHERE job = ?1 AND slot = 'last'")
    .bind(HEARTBEAT)
    .first<{ at: string }>();
  return row?.at ?? null;
}

export type JobRun = {
  job: string;
  slot: string;
  startedAt: string;
  finishedAt: string | null;
  outcome: string | null;
};

/** The last run of every job. */
export async function loadLastRuns(db: D1Database): Promise<JobRun[]> {
  const { results } = await db
    .prepare(
      `SELECT job, slot, max(started_at) AS startedAt, finished_at AS finishedAt, outcome
         FROM job_runs GROUP BY job ORDER BY job`,
    )
    .all<JobRun>();
  return results;
}

export async function deleteOldRuns(db: D1Database, before: string): Promise<void> {
  await db.prepare('DELETE FROM job_runs WHERE started_at < ?1').bind(before).run();
}
