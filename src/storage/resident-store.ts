import type { FollowTarget } from '../domain/residents/follows.ts';
import {
  NOTHING_TOLD,
  readAgeBand,
  readFrequency,
  readMonthlyCap,
  readResidentLanguage,
  type ResidentSettings,
  type SettingChange,
} from '../domain/residents/settings.ts';
import { UNDECIDED } from './chunk-store.ts';
import { FOLLOWS_OF_ROW, followStatements, type FollowOrder, type Resident } from './follow-store.ts';

/** A choice of a resident; `at` is the moment of LINE's event (ms since 1970). */
export type ResidentChange = Resident & { at: number; change: SettingChange };

/** That everything of a resident is to go that is no newer than LINE's event (ms since 1970). */
export type Deletion = Resident & { at: number };

/** Whatever several residents want changed; `wishes` are about what they follow. */
export type ResidentOrders = {
  changes: readonly ResidentChange[];
  deletions: readonly Deletion[];
  wishes?: readonly FollowOrder[];
};

/**
 * Saves choices, follows and deletions in one transaction. What is newer by LINE's own clock wins, so that it does not
 * matter in what order they come, nor how often: each setting and each follow keeps the moment of its last word, and a
 * deletion leaves a mark. Returns the places of the wishes whose target was followed before.
 */
export async function saveResidents(
  db: D1Database,
  { changes, deletions, wishes = [] }: ResidentOrders,
): Promise<ReadonlySet<number>> {
  const [asking, ...saving] = wishes.length > 0 ? followStatements(db, wishes) : [];
  const statements = [
    ...(asking ? [asking] : []),
    ...(deletions.length > 0 ? forgetStatements(db, deletions) : []),
    ...(changes.length > 0 ? [saveStatement(db, changes)] : []),
    ...saving,
  ];
  if (statements.length === 0) return new Set();
  const [before] = await db.batch<{ place: number }>(statements);
  return new Set(asking ? before?.results.map(({ place }) => place) : []);
}

/** Deletes everything of a resident that is no newer than the event which asks for it. */
export async function forgetResident(db: D1Database, deletion: Deletion): Promise<void> {
  await saveResidents(db, { changes: [], deletions: [deletion] });
}

function saveStatement(db: D1Database, changes: readonly ResidentChange[]): D1PreparedStatement {
  const rows = changes.map(({ userId, mark, at, change: { setting, value } }) => ({
    userId,
    mark,
    at,
    setting,
    value,
  }));
  return db
    .prepare(
      `INSERT INTO residents (user_id, language, language_at, age_band, age_band_at,
                              district, district_at, monthly_cap, monthly_cap_at, frequency, frequency_at)
       SELECT c.value ->> 'userId',
              ${valueOf('language')}, ${momentOf('language')}, ${valueOf('age-band')}, ${momentOf('age-band')},
              ${valueOf('district')}, ${momentOf('district')}, ${valueOf('monthly-cap')}, ${momentOf('monthly-cap')},
              ${valueOf('frequency')}, ${momentOf('frequency')}
         FROM json_each(?1) c
        WHERE NOT EXISTS (SELECT 1 FROM forgotten_marks
                           WHERE mark = c.value ->> 'mark' AND forgotten_at >= c.value ->> 'at')
       ON CONFLICT (user_id) DO UPDATE
          SET ${COLUMNS.map(
            (column) => `${column} = iif(excluded.${column}_at > ${column}_at, excluded.${column}, ${column}),
              ${column}_at = max(${column}_at, excluded.${column}_at)`,
          ).join(', ')}
        WHERE ${COLUMNS.map((column) => `excluded.${column}_at > ${column}_at`).join(' OR ')}`,
    )
    .bind(JSON.stringify(rows));
}

const COLUMNS = ['language', 'age_band', 'district', 'monthly_cap', 'frequency'] as const;

function valueOf(setting: SettingChange['setting']): string {
  return `iif(c.value ->> 'setting' = '${setting}', c.value ->> 'value', NULL)`;
}

function momentOf(setting: SettingChange['setting']): string {
  return `iif(c.value ->> 'setting' = '${setting}', c.value ->> 'at', 0)`;
}

const LAST_TOLD_AT = `max(${COLUMNS.map((column) => `${column}_at`).join(', ')})`;

/** Chunks whose body LINE has never seen, so that it may still change; the first condition is that of their index. */
const UNTRIED = `state IN ('waiting', 'leased') AND state = 'waiting' AND first_attempt_at IS NULL
  AND recipient_count IS NOT NULL`;

/** The deletions, ?1, as rows: one for each resident. */
const DELETIONS = `(SELECT value ->> 'userId' AS user_id, value ->> 'mark' AS mark, value ->> 'at' AS at,
  value ->> 'moment' AS moment FROM json_each(?1))`;

/** Of the resident in whose row it stands. */
const deletedOf = (column: 'at' | 'moment', userId: string): string =>
  `(SELECT ${column} FROM ${DELETIONS} WHERE user_id = ${userId})`;

/** Who has told nothing since: a deletion that comes late leaves alone what is newer. */
const LEAVING = `SELECT d.user_id FROM ${DELETIONS} d
  WHERE NOT EXISTS (SELECT 1 FROM residents r WHERE r.user_id = d.user_id AND ${LAST_TOLD_AT} > d.at)
    AND NOT EXISTS (SELECT 1 FROM follows f WHERE f.user_id = d.user_id AND f.following = 1 AND f.followed_at > d.at)`;

/** Only who stands in the residents' table can be a recipient, so for the others no list is looked through. */
function chunksWithLeaving(which: string): string {
  return `SELECT l.broadcast_id, l.number
     FROM (${LEAVING}) d JOIN residents USING (user_id) CROSS JOIN chunk_recipients l
    WHERE instr(l.user_ids, d.user_id) > 0
      AND EXISTS (SELECT 1 FROM broadcast_chunks c
                   WHERE c.broadcast_id = l.broadcast_id AND c.number = l.number AND (${which}))`;
}

/** As many statements for a hundred residents as for one. */
function forgetStatements(db: D1Database, deletions: readonly Deletion[]): D1PreparedStatement[] {
  const latest = new Map<string, Deletion>();
  for (const deletion of deletions.toSorted((a, b) => a.at - b.at)) latest.set(deletion.userId, deletion);
  const rows = [...latest.values()].map((each) => ({ ...each, moment: new Date(each.at).toISOString() }));
  const of = (sql: string): D1PreparedStatement => db.prepare(sql).bind(JSON.stringify(rows));
  return [
    of(
      `INSERT INTO forgotten_marks (mark, forgotten_at) SELECT mark, at FROM ${DELETIONS} WHERE true
       ON CONFLICT (mark) DO UPDATE SET forgotten_at = excluded.forgotten_at
         WHERE forgotten_at < excluded.forgotten_at`,
    ),
    of(
      `UPDATE broadcast_chunks
          SET recipient_count = recipient_count -
                (SELECT count(*) FROM chunk_recipients l, json_each(l.user_ids) id
                  WHERE l.broadcast_id = broadcast_chunks.broadcast_id AND l.number = broadcast_chunks.number
                    AND id.value IN (${LEAVING}))
        WHERE (broadcast_id, number) IN (${chunksWithLeaving(UNTRIED)})`,
    ),
    of(
      `UPDATE chunk_recipients
          SET user_ids = (SELECT json_group_array(value) FROM json_each(user_ids) WHERE value NOT IN (${LEAVING}))
        WHERE (broadcast_id, number) IN (${chunksWithLeaving(`(${UNTRIED}) OR (${UNDECIDED})`)})`,
    ),
    ...[UNTRIED, UNDECIDED].map((which) =>
      db.prepare(
        `DELETE FROM chunk_recipients
          WHERE user_ids = '[]' AND (broadcast_id, number) IN
            (SELECT broadcast_id, number FROM broadcast_chunks WHERE ${which})`,
      ),
    ),
    of(
      `UPDATE broadcast_chunks SET state = 'done', settled_at = (SELECT max(moment) FROM ${DELETIONS})
        WHERE ${UNTRIED} AND recipient_count = 0`,
    ),
    of(`DELETE FROM capped_receipts WHERE user_id IN (${LEAVING})`),
    of(
      `DELETE FROM follows
        WHERE user_id IN (SELECT user_id FROM ${DELETIONS}) AND followed_at <= ${deletedOf('at', 'follows.user_id')}`,
    ),
    of(
      `DELETE FROM residents
        WHERE user_id IN (SELECT user_id FROM ${DELETIONS})
          AND ${LAST_TOLD_AT} <= ${deletedOf('at', 'residents.user_id')}
          AND NOT EXISTS (SELECT 1 FROM follows WHERE follows.user_id = residents.user_id)`,
    ),
    of(
      `UPDATE residents
          SET ${COLUMNS.map(
            (column) => `${column} = iif(${column}_at > d.at, ${column}, NULL),
              ${column}_at = iif(${column}_at > d.at, ${column}_at, 0)`,
          ).join(', ')}
         FROM ${DELETIONS} d WHERE residents.user_id = d.user_id`,
    ),
    of(
      `DELETE FROM testers
        WHERE user_id IN (SELECT user_id FROM ${DELETIONS})
          AND registered_at <= ${deletedOf('moment', 'testers.user_id')}`,
    ),
  ];
}

/** What a resident has told so far; nothing, for who has told nothing. */
export async function loadResidentSettings(db: D1Database, userId: string): Promise<ResidentSettings> {
  const row = await db
    .prepare(
      `SELECT language, age_band, district, monthly_cap, frequency, ${FOLLOWS_OF_ROW} AS follows
         FROM residents WHERE user_id = ?1`,
    )
    .bind(userId)
    .first<{
      language: string | null;
      age_band: string | null;
      district: string | null;
      monthly_cap: number | null;
      frequency: string | null;
      follows: string;
    }>();
  if (!row) return NOTHING_TOLD;
  return {
    language: readResidentLanguage(row.language ?? ''),
    ageBand: readAgeBand(row.age_band ?? ''),
    district: row.district,
    monthlyCap: readMonthlyCap(String(row.monthly_cap ?? '')),
    frequency: readFrequency(row.frequency ?? ''),
    follows: JSON.parse(row.follows) as FollowTarget[],
  };
}

/**
 * What is left after everything was taken back or deleted: marks, and rows that say nothing but when. Both are only there
 * for late events. `before` is ms since 1970.
 */
export async function deleteTracesOfResidents(db: D1Database, before: number): Promise<void> {
  await db.batch([
    db.prepare('DELETE FROM forgotten_marks WHERE forgotten_at < ?1').bind(before),
    db.prepare('DELETE FROM follows WHERE following = 0 AND followed_at < ?1').bind(before),
    // While there is a list of recipients, a row is also what tells that somebody may be on it.
    db
      .prepare(
        `DELETE FROM residents
          WHERE coalesce(${COLUMNS.join(', ')}) IS NULL AND ${LAST_TOLD_AT} < ?1
            AND NOT EXISTS (SELECT 1 FROM follows WHERE follows.user_id = residents.user_id)
            AND NOT EXISTS (SELECT 1 FROM chunk_recipients)`,
      )
      .bind(before),
  ]);
}

/** What those with a monthly cap were sent counts within its month only (Japan, YYYY-MM). */
export async function deleteOldReceipts(db: D1Database, beforeMonth: string): Promise<void> {
  await db.prepare('DELETE FROM capped_receipts WHERE month < ?1').bind(beforeMonth).run();
}
