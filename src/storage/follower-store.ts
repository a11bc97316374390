/** LINE's figure of the account's friends on a day (Japan, YYYY-MM-DD). */
export type FollowerFigure = { day: string; followers: number; targetedReaches: number; blocks: number };

/** Keeps a day's figure; a later look at the same day replaces it. */
export async function saveFollowerFigure(
  db: D1Database,
  figure: FollowerFigure,
  fetchedAt: string,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO follower_figures (day, followers, targeted_reaches, blocks, fetched_at)
       VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (day) DO UPDATE SET followers = ?2, targeted_reaches = ?3, blocks = ?4, fetched_at = ?5`,
    )
    .bind(figure.day, figure.followers, figure.targetedReaches, figure.blocks, fetchedAt)
    .run();
}

/** The last figure on or before a day, or null where there is none. */
export async function loadFollowerFigure(db: D1Database, day: string): Promise<FollowerFigure | null> {
  return db
    .prepare(
      `SELECT day, followers, targeted_reaches AS targetedReaches, blocks
         FROM follower_figures WHERE day <= ?1 ORDER BY day DESC LIMIT 1`,
    )
    .bind(day)
    .first<FollowerFigure>();
}

/** The figures of the days from one to another, both included, the earliest first; days nobody asked LINE of are missing. */
export async function loadFollowerFigures(
  db: D1Database,
  { from, to }: { from: string; to: string },
): Promise<FollowerFigure[]> {
  const { results } = await db
    .prepare(
      `SELECT day, followers, targeted_reaches AS targetedReaches, blocks
         FROM follower_figures WHERE day >= ?1 AND day <= ?2 ORDER BY day`,
    )
    .bind(from, to)
    .all<FollowerFigure>();
  return results;
}
