import type { messagingApi } from '@line/bot-sdk';
import { carousel, CAROUSEL_MAX } from '../flex-parts.ts';

/** LINE: a carousel, in bytes of JSON. Some are left for a line that may be added to a card. */
const CAROUSEL_BYTES_MAX = 50 * 1024 - 1024;

/** The cards side by side; where LINE takes no more, the last one is `more`, with how many are left out. */
export function fitCards(
  cards: readonly messagingApi.FlexBubble[],
  more: (count: number) => messagingApi.FlexBubble,
): messagingApi.FlexContainer {
  const sizes = cards.map(bytesOf);
  if (cards.length <= CAROUSEL_MAX && sum(sizes) <= CAROUSEL_BYTES_MAX) return carousel([...cards]);
  let shown = Math.min(cards.length - 1, CAROUSEL_MAX - 1);
  const room = CAROUSEL_BYTES_MAX - bytesOf(more(cards.length));
  while (shown > 1 && sum(sizes.slice(0, shown)) > room) shown -= 1;
  return carousel([...cards.slice(0, shown), more(cards.length - shown)]);
}

function bytesOf(card: messagingApi.FlexBubble): number {
  return new TextEncoder().encode(JSON.stringify(card)).length + 1; // and the comma
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
