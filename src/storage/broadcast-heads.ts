/** What broadcasts are called, by id, for the records that speak of them. */
export async function loadBroadcastTitles(
  db: D1Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { results } = await db
    .prepare('SELECT id, title FROM broadcasts WHERE id IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(ids))
    .all<{ id: string; title: string }>();
  return new Map(results.map(({ id, title }) => [id, title]));
}

/** The ids of broadcasts in whose title a text stands, the latest touched first. */
export async function findBroadcastsTitled(db: D1Database, text: string, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare('SELECT id FROM broadcasts WHERE instr(title, ?1) > 0 ORDER BY updated_at DESC LIMIT ?2')
    .bind(text, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}
