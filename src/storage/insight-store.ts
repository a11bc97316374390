/** LINE's figures of a broadcast as they were last asked for; null is what LINE withholds (under 20). */
export type BroadcastInsight = {
  broadcastId: string;
  delivered: number | null;
  seen: number | null;
  clicked: number | null;
  clicks: readonly { message: number; url: string; residents: number | null }[];
  fetchedAt: string;
};

type InsightColumns = {
  broadcast_id: string;
  delivered: number | null;
  seen: number | null;
  clicked: number | null;
  details: string;
  fetched_at: string;
};

export async function saveInsight(db: D1Database, insight: BroadcastInsight): Promise<void> {
  await db
    .prepare(
      `INSERT INTO broadcast_insights (broadcast_id, delivered, seen, clicked, details, fetched_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (broadcast_id) DO UPDATE
         SET delivered = ?2, seen = ?3, clicked = ?4, details = ?5, fetched_at = ?6`,
    )
    .bind(
      insight.broadcastId,
      insight.delivered,
      insight.seen,
      insight.clicked,
      JSON.stringify(insight.clicks),
      insight.fetchedAt,
    )
    .run();
}

/** LINE was asked and did not tell; what it told before stays. */
export async function markInsightAsked(db: D1Database, broadcastId: string, at: string): Promise<void> {
  await db
    .prepare(
      `INSERT INTO broadcast_insights (broadcast_id, details, fetched_at) VALUES (?1, '[]', ?2)
       ON CONFLICT (broadcast_id) DO UPDATE SET fetched_at = ?2`,
    )
    .bind(broadcastId, at)
    .run();
}

/** The figures of several broadcasts; there are none of one that has just gone out. */
export async function loadInsights(
  db: D1Database,
  broadcastIds: readonly string[],
): Promise<Map<string, BroadcastInsight>> {
  const { results } = await db
    .prepare('SELECT * FROM broadcast_insights WHERE broadcast_id IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(broadcastIds))
    .all<InsightColumns>();
  return new Map(
    results.map(({ broadcast_id: broadcastId, details, fetched_at: fetchedAt, ...figures }) => [
      broadcastId,
      { broadcastId, ...figures, clicks: JSON.parse(details) as BroadcastInsight['clicks'], fetchedAt },
    ]),
  );
}

/** A broadcast whose figures LINE still brings up to date, and what to ask for them by. */
export type InsightDue = {
  id: string;
  startedAt: string;
  /** Of the one request to everyone; null where it went to a segment. */
  requestId: string | null;
  toEveryone: boolean;
};

/** Started after `since` and not asked for since `askedBefore`, the longest unasked first. */
export async function loadInsightsDue(
  db: D1Database,
  { since, askedBefore, limit }: { since: string; askedBefore: string; limit: number },
): Promise<InsightDue[]> {
  const { results } = await db
    .prepare(
      `SELECT b.id, b.started_at AS startedAt, b.audience ->> '$.kind' = 'everyone' AS toEveryone,
              (SELECT request_id FROM broadcast_chunks c
                WHERE c.broadcast_id = b.id AND c.recipient_count IS NULL AND c.state = 'done') AS requestId
         FROM broadcasts b LEFT JOIN broadcast_insights i ON i.broadcast_id = b.id
        WHERE b.state IN ('sent', 'stopped') AND b.started_at > ?1 AND b.started_at < ?2
          AND (i.fetched_at IS NULL OR i.fetched_at < ?2)
        ORDER BY coalesce(i.fetched_at, ''), b.started_at LIMIT ?3`,
    )
    .bind(since, askedBefore, limit)
    .all<Omit<InsightDue, 'toEveryone'> & { toEveryone: number }>();
  return results.map((row) => ({ ...row, toEveryone: row.toEveryone === 1 }));
}
