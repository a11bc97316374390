import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import { SEGMENT_MIN, type Segment } from '../domain/broadcasts/audience.ts';
import { MULTICAST_MAX_RECIPIENTS } from '../domain/broadcasts/delivery.ts';
import type { ResidentLanguage } from '../domain/language.ts';
import type { FollowTarget } from '../domain/residents/follows.ts';
import { commitWithAudit, WRITTEN } from './audit-store.ts';
import { asSeen, type SeenBroadcast } from './broadcast-steps.ts';

/**
 * A segment as a question to the residents' table. `follows` are the targets of which a resident must follow one, if
 * there are any; `month` (Japan, YYYY-MM) and `toEveryone`, how many broadcasts to everyone it has, are for those who
 * set a monthly cap.
 */
export type SegmentQuestion = {
  segment: Pick<Segment, 'languages' | 'ageBands' | 'districts'>;
  follows: readonly FollowTarget[];
  month: string;
  toEveryone: number;
};

function parameterOf({ segment, follows, month, toEveryone }: SegmentQuestion): string {
  const { languages, ageBands, districts } = segment;
  return JSON.stringify({ languages, ageBands, districts, follows, month, toEveryone });
}

/** Who has told no language is written to in Japanese. */
const LANGUAGE = "coalesce(r.language, 'ja')";

/** Who has taken everything back leaves an empty row for two days (see `resident-store.ts`), and is meant by no segment. */
const HAS_TOLD = `(coalesce(r.language, r.age_band, r.district, r.monthly_cap, r.frequency) IS NOT NULL
  OR EXISTS (SELECT 1 FROM follows WHERE user_id = r.user_id AND following = 1))`;

/** `question` is the parameter with the question as JSON. Each list is read once for a statement, not for a resident. */
function fits(question: string): string {
  const isIn = (value: string, list: string): string =>
    `(json_array_length(${question}, '$.${list}') = 0
      OR ${value} IN (SELECT value FROM json_each(${question}, '$.${list}')))`;
  return `${HAS_TOLD} AND ${isIn(LANGUAGE, 'languages')} AND ${isIn('r.age_band', 'ageBands')} AND ${isIn('r.district', 'districts')}
    AND (json_array_length(${question}, '$.follows') = 0
      OR r.user_id IN (SELECT f.user_id FROM json_each(${question}, '$.follows') t
                         CROSS JOIN follows f
                           ON f.kind = t.value ->> 'kind' AND f.target = t.value ->> 'id' AND f.following = 1))`;
}

function isUnderCap(question: string): string {
  return `(r.monthly_cap IS NULL OR r.monthly_cap > (${question} ->> '$.toEveryone') +
            (SELECT count(*) FROM capped_receipts c
              WHERE c.user_id = r.user_id AND c.month = ${question} ->> '$.month'))`;
}

/** How many a segment has by the language they are written to in, and how many more have reached their cap. */
export type SegmentSize = { byLanguage: ReadonlyMap<string, number>; total: number; overCap: number };

export async function countSegment(db: D1Database, question: SegmentQuestion): Promise<SegmentSize> {
  const { results } = await db
    .prepare(
      `SELECT ${LANGUAGE} AS language, count(*) AS residents, sum(${isUnderCap('?1')}) AS under
         FROM residents r WHERE ${fits('?1')} GROUP BY 1`,
    )
    .bind(parameterOf(question))
    .all<{ language: string; residents: number; under: number }>();
  const byLanguage = new Map(results.map(({ language, under }) => [language, under]));
  const total = results.reduce((sum, { under }) => sum + under, 0);
  return {
    byLanguage,
    total,
    overCap: results.reduce((sum, { residents }) => sum + residents, 0) - total,
  };
}

/**
 * Approves a broadcast to everyone: one chunk, its retry key stored with it. False where it is no longer what was seen.
 */
export async function approveForEveryone(
  db: D1Database,
  seen: SeenBroadcast,
  startAt: string,
  entry: AuditEntry,
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    ({ seq, writeId }) => [
      db
        .prepare(
          `INSERT INTO broadcast_chunks (broadcast_id, number, language, recipient_count, retry_key, state, due_at)
           SELECT ?3, 1, 'ja', NULL, ${RANDOM_UUID}, 'waiting', ?4 WHERE ${WRITTEN}`,
        )
        .bind(seq, writeId, seen.id, startAt),
      approve(db, { seq, writeId }, seen.id, { startAt, entry }),
    ],
    asSeen(seen),
  );
}

/**
 * Approves a broadcast to a segment and freezes whom it goes to, all in one transaction and without the ids ever passing
 * through the Worker: chunks of at most 500 of one variant, each with its retry key. `variants` are its languages, Japanese
 * first; who is written to in another language gets the Japanese one. False where it is no longer what was seen, or the
 * segment has become too small.
 */
export async function approveForSegment(
  db: D1Database,
  seen: SeenBroadcast,
  { question, variants, startAt }: FreezeOrder,
  entry: AuditEntry,
): Promise<boolean> {
  const parameter = parameterOf(question);
  const guard = asSeen(seen);
  const isLargeEnough = `(SELECT count(*) FROM (SELECT 1 FROM residents r
     WHERE ${fits('?5')} AND ${isUnderCap('?5')} LIMIT ${SEGMENT_MIN})) >= ${SEGMENT_MIN}`;
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      ...variants.flatMap((variant) =>
        freezeVariant(db, written, seen.id, { variant, variants, parameter, startAt }),
      ),
      db
        .prepare(
          `INSERT INTO capped_receipts (user_id, broadcast_id, month)
           SELECT r.user_id, ?3, ?4 ->> '$.month' FROM residents r
            WHERE ${WRITTEN} AND r.monthly_cap IS NOT NULL AND ${fits('?4')} AND ${isUnderCap('?4')}`,
        )
        .bind(written.seq, written.writeId, seen.id, parameter),
      approve(db, written, seen.id, { startAt, entry }),
    ],
    { sql: `${guard.sql} AND ${isLargeEnough}`, values: [...guard.values, parameter] },
  );
}

type FreezeOrder = {
  question: SegmentQuestion;
  variants: readonly ResidentLanguage[];
  startAt: string;
};

type Written = { seq: number; writeId: string };

/** SQLite has no UUIDs of its own: version 4, from its random bytes. */
const RANDOM_UUID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' ||
  substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;

function freezeVariant(
  db: D1Database,
  { seq, writeId }: Written,
  id: string,
  {
    variant,
    variants,
    parameter,
    startAt,
  }: { variant: ResidentLanguage; variants: readonly ResidentLanguage[]; parameter: string; startAt: string },
): D1PreparedStatement[] {
  const isOfVariant =
    variant === 'ja'
      ? `${LANGUAGE} NOT IN (SELECT value FROM json_each(?5) WHERE value <> 'ja')`
      : `${LANGUAGE} = ?6`;
  return [
    db
      .prepare(
        `INSERT INTO chunk_recipients (broadcast_id, number, user_ids)
         SELECT ?3, (SELECT coalesce(max(number), 0) FROM chunk_recipients WHERE broadcast_id = ?3) + 1 + place,
                json_group_array(user_id)
           FROM (SELECT r.user_id, (row_number() OVER (ORDER BY r.user_id) - 1) / ${MULTICAST_MAX_RECIPIENTS} AS place
                   FROM residents r
                  WHERE ${WRITTEN} AND ${fits('?4')} AND ${isUnderCap('?4')} AND ${isOfVariant})
          WHERE ?6 IS NOT NULL
          GROUP BY place`,
      )
      .bind(seq, writeId, id, parameter, JSON.stringify(variants), variant),
    db
      .prepare(
        `INSERT INTO broadcast_chunks (broadcast_id, number, language, recipient_count, retry_key, state, due_at)
         SELECT broadcast_id, number, ?4, json_array_length(user_ids), ${RANDOM_UUID}, 'waiting', ?5
           FROM chunk_recipients
          WHERE broadcast_id = ?3 AND ${WRITTEN}
            AND number > (SELECT coalesce(max(number), 0) FROM broadcast_chunks WHERE broadcast_id = ?3)`,
      )
      .bind(seq, writeId, id, variant, startAt),
  ];
}

function approve(
  db: D1Database,
  { seq, writeId }: Written,
  id: string,
  { startAt, entry }: { startAt: string; entry: AuditEntry },
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE broadcasts
          SET state = 'scheduled', approved_by = ?4, approved_at = ?5, start_at = ?6, updated_at = ?5,
              recipients = (SELECT sum(recipient_count) FROM broadcast_chunks WHERE broadcast_id = ?3)
        WHERE id = ?3 AND ${WRITTEN}`,
    )
    .bind(seq, writeId, id, entry.actor, entry.at, startAt);
}
