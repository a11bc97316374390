/** One published version as stored. `content` is the canonical text that `sha256` (hex) was taken of. */
export type PlanVersion = {
  number: number;
  content: string;
  sha256: string;
  /** UTC, ISO 8601. */
  publishedAt: string;
  publishedBy: string;
  reason: string;
};

/** `published_by` of versions that came from the files in `data/`, not from an officer. */
export const PUBLISHED_FROM_DATA = 'data';

type PlanVersionRow = {
  number: number;
  content: string;
  sha256: string;
  published_at: string;
  published_by: string;
  reason: string;
};

/** The newest version if it is newer than `number`, else null. One row read; 0 asks for the newest there is. */
export async function loadVersionNewerThan(db: D1Database, number: number): Promise<PlanVersion | null> {
  const row = await db
    .prepare(
      `SELECT number, content, sha256, published_at, published_by, reason
         FROM plan_versions WHERE number > ?1 ORDER BY number DESC LIMIT 1`,
    )
    .bind(number)
    .first<PlanVersionRow>();
  return row && readVersion(row);
}

function readVersion(row: PlanVersionRow): PlanVersion {
  return {
    number: row.number,
    content: row.content,
    sha256: row.sha256,
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    reason: row.reason,
  };
}

/** One version by its number, or null where there is none. */
export async function loadVersion(db: D1Database, number: number): Promise<PlanVersion | null> {
  const row = await db
    .prepare('SELECT * FROM plan_versions WHERE number = ?1')
    .bind(number)
    .first<PlanVersionRow>();
  return row && readVersion(row);
}

/** Versions behind `after`, oldest first, at most `limit`: for walking them all. */
export async function loadVersionsAfter(
  db: D1Database,
  after: number,
  limit: number,
): Promise<PlanVersion[]> {
  const { results } = await db
    .prepare('SELECT * FROM plan_versions WHERE number > ?1 ORDER BY number LIMIT ?2')
    .bind(after, limit)
    .all<PlanVersionRow>();
  return results.map(readVersion);
}

/** The number of the newest version; 0 while there is none. */
export async function loadNewestNumber(db: D1Database): Promise<number> {
  const row = await db
    .prepare('SELECT coalesce(max(number), 0) AS number FROM plan_versions')
    .first<{ number: number }>();
  return row?.number ?? 0;
}

/** A version as a list shows it: without its content. */
export type VersionHead = Omit<PlanVersion, 'content'>;

/** Versions older than `before`, the newest first, at most `limit`. */
export async function loadVersionHeads(
  db: D1Database,
  { before, limit }: { before: number; limit: number },
): Promise<VersionHead[]> {
  const { results } = await db
    .prepare(
      `SELECT number, sha256, published_at, published_by, reason
         FROM plan_versions WHERE number < ?1 ORDER BY number DESC LIMIT ?2`,
    )
    .bind(before, limit)
    .all<Omit<PlanVersionRow, 'content'>>();
  return results.map(readHead);
}

/** The versions with these numbers, as a list shows them. */
export async function loadHeadsOf(db: D1Database, numbers: readonly number[]): Promise<VersionHead[]> {
  const { results } = await db
    .prepare(
      `SELECT number, sha256, published_at, published_by, reason
         FROM plan_versions WHERE number IN (SELECT value FROM json_each(?1)) ORDER BY number`,
    )
    .bind(JSON.stringify(numbers))
    .all<Omit<PlanVersionRow, 'content'>>();
  return results.map(readHead);
}

/** How many of the first versions came from `data/`; once an officer has published, none follow. */
export async function countVersionsFromData(db: D1Database): Promise<number> {
  const row = await db
    .prepare('SELECT count(*) AS versions FROM plan_versions WHERE published_by = ?1')
    .bind(PUBLISHED_FROM_DATA)
    .first<{ versions: number }>();
  return row?.versions ?? 0;
}

function readHead({
  published_at: publishedAt,
  published_by: publishedBy,
  ...row
}: Omit<PlanVersionRow, 'content'>): VersionHead {
  return { ...row, publishedAt, publishedBy };
}

/**
 * Publishes the plan that is bundled with the code: as version 1 of a new installation, or as the next one when
 * `data/` has changed since. Does nothing, however often and from however many places it is called, once an officer
 * has published (from then on the console is where the plan is kept) or while this very content is the newest.
 */
export async function publishFromData(
  db: D1Database,
  version: Omit<PlanVersion, 'number' | 'publishedBy'>,
): Promise<{ published: boolean }> {
  const { meta } = await db
    .prepare(
      `INSERT INTO plan_versions (number, content, sha256, published_at, published_by, reason)
       SELECT coalesce((SELECT max(number) FROM plan_versions), 0) + 1, ?1, ?2, ?3, ?4, ?5
        WHERE NOT EXISTS (SELECT 1 FROM plan_versions WHERE published_by <> ?4)
          AND coalesce((SELECT sha256 FROM plan_versions ORDER BY number DESC LIMIT 1), '') <> ?2`,
    )
    .bind(version.content, version.sha256, version.publishedAt, PUBLISHED_FROM_DATA, version.reason)
    .run();
  return { published: meta.changes > 0 };
}

/** SHA-256 of a text in UTF-8, in hexadecimal. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
