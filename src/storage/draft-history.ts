import type { Row } from '../domain/plan/table-schema.ts';
import type { DraftRow } from './draft-store.ts';

/** One save of a draft, of `rows` rows. */
export type DraftSave = { revision: number; savedBy: string; savedAt: string; rows: number };

/** The saves of a draft, newest first. */
export async function loadDraftSaves(
  db: D1Database,
  draftId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<DraftSave[]> {
  const { results } = await db
    .prepare(
      `SELECT revision, saved_by AS savedBy, saved_at AS savedAt, count(*) AS rows
         FROM draft_rows WHERE draft_id = ?1
        GROUP BY revision ORDER BY revision DESC LIMIT ?2 OFFSET ?3`,
    )
    .bind(draftId, limit, offset)
    .all<DraftSave>();
  return results;
}

export async function countDraftSaves(db: D1Database, draftId: string): Promise<number> {
  const row = await db
    .prepare('SELECT count(DISTINCT revision) AS saves FROM draft_rows WHERE draft_id = ?1')
    .bind(draftId)
    .first<{ saves: number }>();
  return row?.saves ?? 0;
}

/** What was saved at some revisions, of each save the rows from `from` (counted from 0), at most `limit`. */
export async function loadRowsOfSaves(
  db: D1Database,
  draftId: string,
  { revisions, from, limit }: { revisions: readonly number[]; from: number; limit: number },
): Promise<DraftRow[]> {
  const { results } = await db
    .prepare(
      `SELECT table_name, row_key, revision, row, saved_by, saved_at
         FROM (SELECT *, row_number() OVER (PARTITION BY revision ORDER BY table_name, row_key) AS place
                 FROM draft_rows
                WHERE draft_id = ?1 AND revision IN (SELECT value FROM json_each(?2)))
        WHERE place > ?3 AND place <= ?3 + ?4
        ORDER BY revision DESC, place`,
    )
    .bind(draftId, JSON.stringify(revisions), from, limit)
    .all<{
      table_name: string;
      row_key: string;
      revision: number;
      row: string | null;
      saved_by: string;
      saved_at: string;
    }>();
  return results.map((row) => ({
    table: row.table_name,
    key: row.row_key,
    revision: row.revision,
    row: row.row === null ? null : (JSON.parse(row.row) as Row),
    savedBy: row.saved_by,
    savedAt: row.saved_at,
  }));
}

export type RowSaver = Pick<DraftRow, 'table' | 'key' | 'savedBy' | 'savedAt'>;

/** Who saved the rows of a draft last, as of a revision: without their content, which may be a whole plan. */
export async function loadRowSavers(
  db: D1Database,
  draftId: string,
  revision: number,
  rows: readonly { table: string; key: string }[],
): Promise<RowSaver[]> {
  const { results } = await db
    .prepare(
      `SELECT table_name AS "table", row_key AS "key", saved_by AS savedBy, saved_at AS savedAt,
              max(revision) AS revision
         FROM draft_rows WHERE draft_id = ?1 AND revision <= ?2
          AND (table_name, row_key) IN (SELECT value ->> '$[0]', value ->> '$[1]' FROM json_each(?3))
        GROUP BY table_name, row_key`, // SQLite: bare columns come from the row that has the maximum
    )
    .bind(draftId, revision, JSON.stringify(rows.map(({ table, key }) => [table, key])))
    .all<RowSaver>();
  return results;
}

/** The drafts that versions came from, by version; versions from `data/` have none. */
export async function loadDraftsOfVersions(
  db: D1Database,
  versions: readonly number[],
): Promise<ReadonlyMap<number, { id: string; title: string }>> {
  const { results } = await db
    .prepare(
      `SELECT version, id, title FROM drafts
        WHERE state = 'published' AND version IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(versions))
    .all<{ version: number; id: string; title: string }>();
  return new Map(results.map(({ version, id, title }) => [version, { id, title }]));
}
