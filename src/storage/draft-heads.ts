/** What drafts are called, by id, for the records that speak of them. */
export async function loadDraftTitles(
  db: D1Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { results } = await db
    .prepare('SELECT id, title FROM drafts WHERE id IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(ids))
    .all<{ id: string; title: string }>();
  return new Map(results.map(({ id, title }) => [id, title]));
}

/** The ids of drafts in whose title a text stands, the latest touched first. */
export async function findDraftsTitled(db: D1Database, text: string, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare('SELECT id FROM drafts WHERE instr(title, ?1) > 0 ORDER BY updated_at DESC LIMIT ?2')
    .bind(text, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** The ids of submitted drafts into which an officer has ever saved a row. */
export async function loadSubmittedTypedInBy(db: D1Database, email: string): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT id FROM drafts
        WHERE state = 'submitted'
          AND EXISTS (SELECT 1 FROM draft_rows WHERE draft_id = drafts.id AND saved_by = ?1)`,
    )
    .bind(email)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}
