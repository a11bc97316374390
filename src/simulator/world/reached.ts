import type { Delivery, World } from './world.ts';

const TOPICS_MAX = 200; // remembered
const COUNTS_MAX = 500_000; // residents times topics that are remembered; about 35 bytes each

/** How often each resident was reached under one aggregation unit, or with one content where there is no unit. */
export type Topic = {
  kind: Delivery['kind'];
  unit: string | null;
  content: string;
  times: Map<string, number>;
};

type Sent = Pick<Topic, 'kind' | 'unit' | 'content'>;

/** Counts residents as reached once more. The oldest topics are forgotten when there are too many counts. */
export function countReached(world: World, sent: Sent, userIds: readonly string[]): void {
  const { kind, unit, content } = sent;
  const key = `${kind} ${unit === null ? `content ${content}` : `unit ${unit}`}`;
  const topic = world.reached.get(key) ?? { kind, unit, content, times: new Map<string, number>() };
  world.reached.set(key, topic);
  for (const userId of userIds) {
    // The id as the residents' list holds it: one that came in a request would be kept as a copy.
    const id = world.residents.get(userId)?.userId ?? userId;
    topic.times.set(id, (topic.times.get(id) ?? 0) + 1);
  }
  let counts = 0;
  for (const { times } of world.reached.values()) counts += times.size;
  for (const [oldest, { times }] of world.reached) {
    if (oldest === key || (counts <= COUNTS_MAX && world.reached.size <= TOPICS_MAX)) return;
    counts -= times.size;
    world.reached.delete(oldest);
  }
}

/** A short name for what a request said, the same for the same messages: two FNV-1a hashes of 32 bits, side by side. */
export function nameContent(messages: readonly unknown[]): string {
  const text = JSON.stringify(messages);
  let [one, other] = [0x811c9dc5, 0x050c5d1f];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit ^ (i & 0xff), 0x01000193);
  }
  return [one, other].map((hash) => (hash >>> 0).toString(16).padStart(8, '0')).join('');
}
