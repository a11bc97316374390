import type { messagingApi } from '@line/bot-sdk';
import {
  addChatEntry,
  isFriend,
  nextMessageId,
  remember,
  type Delivery,
  type World,
} from '../world/world.ts';

const DELIVERIES_MAX = 10_000; // remembered for statistics

type Via = 'reply' | 'push' | 'multicast' | 'broadcast';

/** Puts messages into the chats of those who are friends now, and gives their number: only they are counted by LINE. */
export function sendMessages(
  world: World,
  userIds: readonly string[],
  messages: readonly messagingApi.Message[],
  via: Via,
  now: number,
): number {
  const friends = userIds.filter((userId) => isFriend(world, userId));
  for (const userId of friends) {
    for (const message of messages)
      addChatEntry(world, userId, now, { from: 'account', kind: 'message', via, message });
  }
  return friends.length;
}

/** LINE: the ids of the messages sent, in their order. */
export function nameMessages(
  world: World,
  messages: readonly unknown[],
  now: number,
): { id: string; quoteToken: string }[] {
  return messages.map(() => {
    const id = nextMessageId(world, now);
    return { id, quoteToken: `quote-${id}` };
  });
}

export function noteDelivery(world: World, requestId: string, delivery: Delivery): void {
  remember(world.deliveries, requestId, delivery, DELIVERIES_MAX);
}

/** Takes from the month's quota; false when the plan does not allow as many (LINE: 429). */
export function takeQuota(world: World, recipients: number): boolean {
  if (world.quota.type === 'limited' && world.usage + recipients > world.quota.value) return false;
  world.usage += recipients;
  return true;
}
