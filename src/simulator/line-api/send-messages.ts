import type { messagingApi } from '@line/bot-sdk';
import { isOfCrowd } from '../world/crowds.ts';
import { countReached, nameContent } from '../world/reached.ts';
import {
  addChatEntry,
  isFriend,
  nextMessageId,
  remember,
  type Delivery,
  type World,
} from '../world/world.ts';
import { listLinks } from './links.ts';

const DELIVERIES_MAX = 10_000; // remembered for statistics

export type Sending = {
  kind: 'reply' | 'push' | 'multicast' | 'broadcast';
  userIds: readonly string[];
  messages: readonly messagingApi.Message[];
  unit: string | null;
};

/**
 * Puts messages into the chats of those who are friends now: only they are reached and counted by LINE. Of a crowd there
 * is a chat only where somebody has looked at it or the member has done something.
 */
export function sendMessages(world: World, sending: Sending, requestId: string, now: number): void {
  const { kind, userIds, messages, unit } = sending;
  const friends = userIds.filter((userId) => isFriend(world, userId));
  for (const userId of friends) {
    if (!world.chats.has(userId) && isOfCrowd(world, userId)) continue;
    for (const message of messages)
      addChatEntry(world, userId, now, { from: 'account', kind: 'message', via: kind, message });
  }
  const delivery: Delivery = {
    kind,
    at: now,
    messages: messages.length,
    links: listLinks(messages),
    content: nameContent(messages),
    addressed: userIds.length,
    recipients: friends.length,
    unit,
  };
  noteDelivery(world, requestId, delivery);
  if (kind !== 'reply') countReached(world, delivery, friends);
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
  const { quota, usage, settings } = world;
  if (quota.type === 'limited' && usage + settings.reservedQuota + recipients > quota.value) return false;
  world.usage += recipients;
  return true;
}
