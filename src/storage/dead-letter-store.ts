/** What the queue gave up on; `body` is the message as JSON. */
export type DeadLetter = { id: string; body: string; at: string };

export async function saveDeadLetters(db: D1Database, letters: readonly DeadLetter[]): Promise<void> {
  await db
    .prepare(
      `INSERT INTO dead_letters (id, body, at)
       SELECT value ->> 'id', value ->> 'body', value ->> 'at' FROM json_each(?1) WHERE true
       ON CONFLICT DO NOTHING`,
    )
    .bind(JSON.stringify(letters))
    .run();
}

/** How many there have been since a moment. */
export async function countDeadLetters(db: D1Database, since: Date): Promise<number> {
  const row = await db
    .prepare('SELECT count(*) AS letters FROM dead_letters WHERE at >= ?1')
    .bind(since.toISOString())
    .first<{ letters: number }>();
  return row?.letters ?? 0;
}

export async function deleteOldDeadLetters(db: D1Database, before: string): Promise<void> {
  await db.prepare('DELETE FROM dead_letters WHERE at < ?1').bind(before).run();
}
