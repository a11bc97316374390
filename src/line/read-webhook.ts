import type { webhook } from '@line/bot-sdk';

/** A webhook body, read. `unreadable` counts events that do not have the shape LINE documents. */
export type ReceivedWebhook = { events: webhook.Event[]; unreadable: number };

/**
 * Reads a signed body. Null when it is no JSON or no webhook at all; a single odd event is left out and counted,
 * so that it never stops the others. Only what this bot reads of an event is checked: LINE adds fields and
 * whole event types without notice.
 */
export function readWebhook(rawBody: Uint8Array): ReceivedWebhook | null {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(rawBody));
  } catch {
    return null;
  }
  if (!isObject(body) || !Array.isArray(body['events'])) return null;
  const events = body['events'].filter(isEvent);
  return { events, unreadable: body['events'].length - events.length };
}

/** LINE's are ULIDs, 26 letters; this only keeps a log line from growing without bound. */
const EVENT_ID_MAX = 64;

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEvent(value: unknown): value is webhook.Event {
  if (!isObject(value)) return false;
  const {
    type,
    mode,
    timestamp,
    webhookEventId,
    deliveryContext,
    source,
    replyToken,
    message,
    postback,
    follow,
  } = value;
  return (
    typeof type === 'string' &&
    typeof mode === 'string' &&
    isMoment(timestamp) &&
    typeof webhookEventId === 'string' &&
    webhookEventId.length <= EVENT_ID_MAX &&
    isObject(deliveryContext) &&
    isAbsentOr(replyToken, (token) => typeof token === 'string') &&
    isAbsentOr(
      source,
      (from) => isObject(from) && isAbsentOr(from['userId'], (id) => typeof id === 'string'),
    ) &&
    (type !== 'message' || isMessage(message)) &&
    (type !== 'postback' || (isObject(postback) && typeof postback['data'] === 'string')) &&
    isAbsentOr(follow, isObject)
  );
}

/** What residents choose is kept with it, so it must be a time (ms since 1970). */
function isMoment(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isNaN(new Date(value as number).getTime());
}

function isMessage(value: unknown): boolean {
  if (!isObject(value) || typeof value['type'] !== 'string') return false;
  if (value['type'] !== 'text') return true;
  return typeof value['text'] === 'string' && isAbsentOr(value['emojis'], (emojis) => isEmojis(emojis));
}

function isEmojis(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every(
    (emoji) => isObject(emoji) && Number.isInteger(emoji['index']) && Number.isInteger(emoji['length']),
  );
}

function isAbsentOr(value: unknown, test: (present: unknown) => boolean): boolean {
  return value === undefined || test(value);
}
