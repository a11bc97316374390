import { USER_ID } from '../world/channel.ts';
import { isFields, textOf, type Fields } from '../line-api/rules/fields.ts';
import {
  addChatEntry,
  meetResident,
  nextMessageId,
  remember,
  type WebhookEvent,
  type World,
} from '../world/world.ts';

const REPLY_TOKEN_MS = 60_000; // LINE: a reply token is good for one minute
const REDELIVERY_MS = 20 * 60_000; // LINE: no reply to a redelivered event older than 20 minutes
const REPLY_TOKENS_MAX = 50_000; // remembered

// LINE: webhook event objects that carry a reply token.
const REPLIABLE = new Set([
  'message',
  'follow',
  'join',
  'memberJoined',
  'postback',
  'beacon',
  'accountLink',
  'videoPlayComplete',
  'membership',
]);

/** A whole event from a part of one: what is missing is filled as LINE would. Its reply token is good from now. */
export function completeEvent(world: World, partial: Fields, now: number, newId: () => string): WebhookEvent {
  const [firstUser = ''] = world.residents.keys();
  const event: WebhookEvent = {
    mode: 'active',
    source: { type: 'user', userId: firstUser },
    deliveryContext: { isRedelivery: false },
    ...partial,
    type: textOf(partial.type ?? 'message'),
    timestamp: typeof partial.timestamp === 'number' ? partial.timestamp : now,
    webhookEventId: textOf(partial.webhookEventId ?? makeUlid(now, newId())),
  };
  if (event.type === 'message') event.message = completeMessage(world, partial.message, now);
  if (event.type === 'follow') event.follow = partial.follow ?? { isUnblocked: isBlocked(world, event) };
  const repliable = REPLIABLE.has(event.type) && event.mode === 'active';
  if (repliable && event.replyToken === undefined) event.replyToken = newId().replaceAll('-', '');
  if (!repliable) delete event.replyToken;
  registerReplyToken(world, event, now);
  return event;
}

function completeMessage(world: World, partial: unknown, now: number): Fields {
  const message: Fields = isFields(partial) ? partial : { type: 'text', text: 'こんにちは' };
  const id = textOf(message.id ?? nextMessageId(world, now));
  const quotable = message.type === 'text' || message.type === 'sticker';
  return { id, ...(quotable ? { quoteToken: `quote-${id}` } : {}), ...message };
}

function isBlocked(world: World, event: WebhookEvent): boolean {
  const userId = userOf(event);
  return userId !== null && world.residents.get(userId)?.friendship === 'blocked';
}

function userOf(event: Fields): string | null {
  const userId = isFields(event.source) ? event.source.userId : undefined;
  return typeof userId === 'string' && USER_ID.test(userId) ? userId : null;
}

function isRedelivery(event: Fields): boolean {
  return isFields(event.deliveryContext) && event.deliveryContext.isRedelivery === true;
}

/** A used token stays used; a redelivered event's token is good for another minute unless the event is too old. */
function registerReplyToken(world: World, event: WebhookEvent, now: number): void {
  if (typeof event.replyToken !== 'string') return;
  const known = world.replyTokens.get(event.replyToken);
  if (known?.state === 'used') return;
  const eventAt = known?.eventAt ?? event.timestamp;
  if (isRedelivery(event) && now - eventAt > REDELIVERY_MS) return;
  const token = { userId: userOf(event), eventAt, expiresAt: now + REPLY_TOKEN_MS, state: 'open' } as const;
  remember(world.replyTokens, event.replyToken, token, REPLY_TOKENS_MAX);
}

/** The same event once more, as LINE redelivers it: nothing but the mark differs. */
export function redeliver(world: World, event: WebhookEvent, now: number): WebhookEvent {
  const again = { ...event, deliveryContext: { isRedelivery: true } };
  registerReplyToken(world, again, now);
  return again;
}

/** LINE describes webhookEventId as a ULID: 48 bits of time and 80 random bits in Crockford's base 32. */
function makeUlid(now: number, uuid: string): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let time = '';
  for (let rest = now, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
  return time + uuid.replaceAll('-', '').slice(0, 16).toUpperCase();
}

/** What an event changes in the world: who is a friend, and what stands in the chat. A redelivery changes nothing. */
export function applyEvent(world: World, event: WebhookEvent, now: number): void {
  const userId = userOf(event);
  if (userId === null || isRedelivery(event)) return;
  world.lastEvents.set(userId, event);
  if (event.type === 'follow') {
    meetResident(world, userId, 'friend');
    return addChatEntry(world, userId, now, { from: 'system', kind: 'note', text: '友だちに追加しました' });
  }
  if (event.type === 'unfollow') {
    meetResident(world, userId, 'blocked');
    return addChatEntry(world, userId, now, { from: 'system', kind: 'note', text: 'ブロックしました' });
  }
  const friendship = world.residents.get(userId)?.friendship;
  if (friendship !== 'blocked') meetResident(world, userId, 'friend');
  if (event.type === 'unsend') {
    return addChatEntry(world, userId, now, {
      from: 'system',
      kind: 'note',
      text: 'メッセージの送信を取り消しました',
    });
  }
  if (event.type === 'message' && isFields(event.message)) addMessageEntry(world, userId, event.message, now);
}

function addMessageEntry(world: World, userId: string, message: Fields, now: number): void {
  const messageId = textOf(message.id);
  if (message.type === 'text') {
    const text = textOf(message.text);
    addChatEntry(world, userId, now, { from: 'resident', kind: 'text', text, messageId });
  } else if (message.type === 'sticker' || message.type === 'image') {
    addChatEntry(world, userId, now, { from: 'resident', kind: message.type, messageId });
  } else {
    addChatEntry(world, userId, now, {
      from: 'system',
      kind: 'note',
      text: `${textOf(message.type)} を送りました`,
    });
  }
}
