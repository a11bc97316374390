/**
 * Which events this isolate has taken on lately, so that one delivered twice is answered once without asking LINE.
 * Only a saving: another isolate does not know, and there the reply token, which LINE takes once, sees to it.
 */
export type AnsweredEvents = {
  /** True the first time an event is seen; false while, and after, it is answered. */
  claim(webhookEventId: string): boolean;
  /** The answer did not arrive: a redelivery may try again. */
  release(webhookEventId: string): void;
};

const REMEMBERED_MAX = 5_000; // about 0.3 MB of an isolate's 128 MB

export function createAnsweredEvents(): AnsweredEvents {
  const remembered = new Set<string>(); // oldest first
  return {
    claim(webhookEventId) {
      if (remembered.has(webhookEventId)) return false;
      remembered.add(webhookEventId);
      const [oldest] = remembered;
      if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest);
      return true;
    },
    release(webhookEventId) {
      remembered.delete(webhookEventId);
    },
  };
}
