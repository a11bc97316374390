/** What a look-up showed: the kind of answer, and of which KPI, theme …; empty where it has no id. */
type LookUp = { kind: string; id: string };
export type LookUpCount = LookUp & { day: string; count: number };

/** Adds to the counts of a day (Japan, YYYY-MM-DD): one write however many look-ups. */
export async function addLookUpCounts(db: D1Database, counts: readonly LookUpCount[]): Promise<void> {
  await db
    .prepare(
      `INSERT INTO look_up_counts (day, kind, id, count)
       SELECT value ->> '$.day', value ->> '$.kind', value ->> '$.id', value ->> '$.count' FROM json_each(?1)
        WHERE true
       ON CONFLICT (day, kind, id) DO UPDATE SET count = count + excluded.count`,
    )
    .bind(JSON.stringify(counts))
    .run();
}

/** Counts from one day to another, both included. */
export async function loadLookUpCounts(
  db: D1Database,
  { from, to }: { from: string; to: string },
): Promise<LookUpCount[]> {
  const { results } = await db
    .prepare(
      'SELECT day, kind, id, count FROM look_up_counts WHERE day BETWEEN ?1 AND ?2 ORDER BY day, kind, id',
    )
    .bind(from, to)
    .all<LookUpCount>();
  return results;
}

/** A question nobody's search could answer, as marks, with the words for when they may be kept. */
export type Unanswered = { word: string; wordMark: string; askerMark: string; day: string };

/** How many residents must have asked before the words themselves are kept and shown. */
export const RESIDENTS_MIN = 3;

/**
 * Counts questions without an answer. The words are written only from the third resident on; until then there are
 * marks, which go when the words come.
 */
export async function addUnanswered(db: D1Database, asked: readonly Unanswered[]): Promise<void> {
  const statements = asked.flatMap(({ word, wordMark, askerMark, day }) => [
    db
      .prepare(
        `INSERT INTO unanswered_marks (word_mark, asker_mark, day)
         SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM unanswered_words WHERE word = ?4)
         ON CONFLICT DO UPDATE SET day = excluded.day`,
      )
      .bind(wordMark, askerMark, day, word),
    db
      .prepare(
        `INSERT INTO unanswered_words (word, count, first_day, last_day)
         SELECT ?1, ?4, ?2, ?2
          WHERE EXISTS (SELECT 1 FROM unanswered_words WHERE word = ?1)
             OR (SELECT count(*) FROM unanswered_marks WHERE word_mark = ?3) >= ?4
         ON CONFLICT (word) DO UPDATE SET count = count + 1, last_day = max(last_day, excluded.last_day)`,
      )
      .bind(word, day, wordMark, RESIDENTS_MIN),
    db
      .prepare(
        `DELETE FROM unanswered_marks WHERE word_mark = ?1
            AND EXISTS (SELECT 1 FROM unanswered_words WHERE word = ?2)`,
      )
      .bind(wordMark, word),
  ]);
  if (statements.length > 0) await db.batch(statements);
}

export type UnansweredWord = { word: string; count: number; firstDay: string; lastDay: string };

/** Words at least three residents asked for that nobody has dealt with yet, the most asked first. */
export async function loadUnansweredWords(db: D1Database, limit: number): Promise<UnansweredWord[]> {
  const { results } = await db
    .prepare(
      `SELECT word, count, first_day AS firstDay, last_day AS lastDay
         FROM unanswered_words WHERE handled_at IS NULL ORDER BY count DESC, word LIMIT ?1`,
    )
    .bind(limit)
    .all<UnansweredWord>();
  return results;
}

/** Takes a word off the list. False where it is not on it. */
export async function markHandled(
  db: D1Database,
  word: string,
  { by, at }: { by: string; at: string },
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      'UPDATE unanswered_words SET handled_by = ?2, handled_at = ?3 WHERE word = ?1 AND handled_at IS NULL',
    )
    .bind(word, by, at)
    .run();
  return meta.changes > 0;
}

/** Puts a word back on the list. False where it is not off it. */
export async function markUnhandled(db: D1Database, word: string): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE unanswered_words SET handled_by = NULL, handled_at = NULL
        WHERE word = ?1 AND handled_at IS NOT NULL`,
    )
    .bind(word)
    .run();
  return meta.changes > 0;
}

/** Marks of questions that not enough residents asked within the time: nothing is left of them. */
export async function deleteOldMarks(db: D1Database, beforeDay: string): Promise<void> {
  await db.prepare('DELETE FROM unanswered_marks WHERE day < ?1').bind(beforeDay).run();
}
