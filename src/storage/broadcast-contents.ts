/** What a revision of a broadcast says, as it was tested or handed in: the very text its hash was taken of. */
export type StoredContent = { broadcastId: string; revision: number; content: string; sha256: string };

/** A revision is never saved twice with different words, so a second time changes nothing. */
export function saveContentStatement(
  db: D1Database,
  { broadcastId, revision, content, sha256 }: StoredContent,
  madeAt: string,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO broadcast_contents (broadcast_id, revision, content, sha256, made_at)
       VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT DO UPDATE SET content = ?3, sha256 = ?4, made_at = ?5
         WHERE EXISTS (SELECT 1 FROM broadcasts WHERE id = ?1 AND state = 'open')`,
    )
    .bind(broadcastId, revision, content, sha256, madeAt);
}

/** Null where this revision was never tested nor handed in. */
export async function loadContent(
  db: D1Database,
  broadcastId: string,
  revision: number,
): Promise<StoredContent | null> {
  return db
    .prepare(
      `SELECT broadcast_id AS broadcastId, revision, content, sha256
         FROM broadcast_contents WHERE broadcast_id = ?1 AND revision = ?2`,
    )
    .bind(broadcastId, revision)
    .first<StoredContent>();
}

/**
 * A revision as its reader may see it by a button under it: what has begun to go out, and for a tester any. Null where
 * there is none, or it is not theirs: what was only tested, handed in or taken back is nobody else's.
 */
export async function loadReadableContent(
  db: D1Database,
  { broadcastId, revision, userId }: { broadcastId: string; revision: number; userId: string | null },
): Promise<string | null> {
  const row = await db
    .prepare(
      `SELECT c.content FROM broadcast_contents c JOIN broadcasts b ON b.id = c.broadcast_id
        WHERE c.broadcast_id = ?1 AND c.revision = ?2
          AND ((b.revision = c.revision AND b.started_at IS NOT NULL)
            OR EXISTS (SELECT 1 FROM testers WHERE user_id = ?3))`,
    )
    .bind(broadcastId, revision, userId)
    .first<{ content: string }>();
  return row?.content ?? null;
}

/** Contents that were only tried out; what was handed in and sent is kept for good. */
export async function deleteOldContents(db: D1Database, madeBefore: string): Promise<void> {
  await db
    .prepare(
      `DELETE FROM broadcast_contents
        WHERE made_at < ?1
          AND NOT EXISTS (SELECT 1 FROM broadcasts
                           WHERE id = broadcast_id AND submitted_sha256 = broadcast_contents.sha256)`,
    )
    .bind(madeBefore)
    .run();
}
