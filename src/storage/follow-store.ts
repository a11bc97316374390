import type { FollowTarget, FollowWish } from '../domain/residents/follows.ts';

/** Of whom something is kept or deleted: `mark` stands for the user id where it may no longer be kept. */
export type Resident = { userId: string; mark: string };

/** That a resident wants to follow something, or no more; `at` is the moment of LINE's event (ms since 1970). */
export type FollowOrder = Resident & { at: number; wish: FollowWish; target: FollowTarget };

/** What the resident of a row of `residents` follows now, as a JSON list of targets. */
export const FOLLOWS_OF_ROW = `(SELECT json_group_array(json_object('kind', kind, 'id', target))
  FROM follows WHERE follows.user_id = residents.user_id AND following = 1)`;

/** A wish that no deletion has overtaken. */
const COUNTS = `NOT EXISTS (SELECT 1 FROM forgotten_marks
  WHERE mark = c.value ->> 'mark' AND forgotten_at >= c.value ->> 'at')`;

/**
 * For one transaction: first which wishes are about something that is followed already, by their place, then what saves
 * them. The newest word wins. One that is no more stays as a row, so that an older follow which comes late is told by it;
 * of two words of the same moment, no more is the one.
 */
export function followStatements(db: D1Database, orders: readonly FollowOrder[]): D1PreparedStatement[] {
  const rows = orders.map(({ userId, mark, at, wish, target: { kind, id } }) => ({
    userId,
    mark,
    at,
    kind,
    target: id,
    following: wish === 'follow' ? 1 : 0,
  }));
  const of = (sql: string): D1PreparedStatement => db.prepare(sql).bind(JSON.stringify(rows));
  return [
    of(
      `SELECT c.key AS place FROM json_each(?1) c JOIN follows f
           ON f.user_id = c.value ->> 'userId' AND f.kind = c.value ->> 'kind' AND f.target = c.value ->> 'target'
        WHERE f.following = 1`,
    ),
    of(
      `INSERT INTO residents (user_id) SELECT c.value ->> 'userId' FROM json_each(?1) c WHERE ${COUNTS}
       ON CONFLICT (user_id) DO NOTHING`,
    ),
    of(
      `INSERT INTO follows (user_id, kind, target, followed_at, following)
       SELECT c.value ->> 'userId', c.value ->> 'kind', c.value ->> 'target', c.value ->> 'at', c.value ->> 'following'
         FROM json_each(?1) c WHERE ${COUNTS}
       ON CONFLICT (user_id, kind, target) DO UPDATE
          SET followed_at = excluded.followed_at, following = excluded.following
        WHERE excluded.followed_at > followed_at
           OR (excluded.followed_at = followed_at AND excluded.following < following)`,
    ),
  ];
}
