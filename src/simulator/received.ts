import { crowdMemberId } from './world/crowds.ts';
import { listFriends, type World } from './world/world.ts';
import type { Fields } from './line-api/rules/fields.ts';

const IDS_SHOWN = 20; // of each list; the numbers beside them are whole

/** Which requests to count, and whom they should have reached: members of crowds, else every friend there is now. */
export type ReceivedQuery = {
  unit?: string | undefined;
  content?: string | undefined;
  kind?: string | undefined;
  /** Prefixes of crowds. */
  crowds: readonly string[];
  /** Members of each crowd, from 0; all of it where nothing is said. */
  count?: number | undefined;
};

/**
 * Who was reached how often by requests that are no replies. `missing` should have been reached and were not, though
 * they had not blocked the account; `unexpected` were reached and should not have been.
 */
export function describeReceived(world: World, query: ReceivedQuery): Fields {
  const isAsked = (each: { kind: string; unit: string | null; content: string }): boolean =>
    each.kind !== 'reply' &&
    (query.unit === undefined || each.unit === query.unit) &&
    (query.content === undefined || each.content === query.content) &&
    (query.kind === undefined || each.kind === query.kind);

  const deliveries = [...world.deliveries].flatMap(([requestId, delivery]) => {
    const { links: _links, ...told } = delivery;
    return isAsked(delivery) ? [{ requestId, ...told }] : [];
  });

  const times = new Map<string, number>();
  for (const topic of world.reached.values()) {
    if (!isAsked(topic)) continue;
    for (const [userId, count] of topic.times) times.set(userId, (times.get(userId) ?? 0) + count);
  }
  const expected = new Set(expectedOf(world, query));
  const perResident = { once: 0, twice: 0, more: 0 };
  const twiceOrMore: string[] = [];
  let unexpected = 0;
  for (const [userId, count] of times) {
    if (count === 1) perResident.once += 1;
    else twiceOrMore.push(userId);
    if (count === 2) perResident.twice += 1;
    if (count > 2) perResident.more += 1;
    if (!expected.has(userId)) unexpected += 1;
  }
  const missing = [...expected].filter(
    (userId) => !times.has(userId) && world.residents.get(userId)?.friendship !== 'blocked',
  );
  return {
    deliveries,
    requests: deliveries.length,
    residents: times.size,
    perResident,
    twiceOrMore: twiceOrMore.slice(0, IDS_SHOWN),
    missing: missing.length,
    missingIds: missing.slice(0, IDS_SHOWN),
    unexpected,
  };
}

function expectedOf(world: World, { crowds, count }: ReceivedQuery): string[] {
  if (crowds.length === 0) return listFriends(world);
  return crowds.flatMap((prefix) =>
    Array.from({ length: count ?? world.crowds.get(prefix) ?? 0 }, (_, index) =>
      crowdMemberId(prefix, index),
    ),
  );
}
