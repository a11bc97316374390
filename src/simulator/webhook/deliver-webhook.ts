import { BOT_USER_ID, CHANNEL_SECRET } from '../world/channel.ts';
import type { Deps } from '../deps.ts';
import { redeliver } from './events.ts';
import type { WebhookEvent, World } from '../world/world.ts';

// LINE counts a webhook as failed when no answer came in about 2 s. A bot that has just been started in development
// takes longer, and a test wants to see its answer, so the wait is longer here and the time is told.
const WEBHOOK_DEADLINE_MS = 30_000;
const REDELIVERY_DELAYS_MS = [1_000, 3_000, 9_000]; // LINE keeps its schedule to itself; a Worker lives 30 s after its answer
const BODY_SHOWN_MAX = 10_000; // characters of the bot's answer that are kept

export type WebhookResult = { status: number | null; body: string; tookMs: number };

export type DeliveryOptions = { signature?: string; rawBody?: string };

/** base64 of HMAC-SHA256 over the body (LINE: verify webhook signature). */
export async function signBody(body: string, secret: string): Promise<string> {
  const bytes = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), algorithm, false, ['sign']);
  const digest = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(body)));
  return btoa(String.fromCharCode(...digest));
}

/** Sends events to the bot in one signed body. An empty `signature` leaves the header out; status is null when nobody answered. */
export async function deliverWebhook(
  world: World,
  deps: Deps,
  events: readonly WebhookEvent[],
  options: DeliveryOptions = {},
): Promise<WebhookResult> {
  const startedAt = deps.now();
  if (!world.webhook.active) return { status: null, body: '', tookMs: 0 };
  const body = options.rawBody ?? JSON.stringify({ destination: BOT_USER_ID, events });
  const signature = options.signature ?? (await signBody(body, CHANNEL_SECRET));
  const headers = new Headers({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'LineBotWebhook/2.0',
  });
  if (signature !== '') headers.set('x-line-signature', signature);
  try {
    const signal = AbortSignal.timeout(WEBHOOK_DEADLINE_MS);
    const response = await deps.fetch(
      new Request(world.webhook.endpoint, { method: 'POST', headers, body, signal }),
    );
    const text = (await response.text()).slice(0, BODY_SHOWN_MAX);
    return { status: response.status, body: text, tookMs: deps.now() - startedAt };
  } catch (error) {
    return { status: null, body: String(error), tookMs: deps.now() - startedAt };
  }
}

export function isDelivered({ status }: WebhookResult): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Up to three more tries with growing delay. Resolves when the bot took the events or the tries are used up. */
export async function redeliverUntilTaken(
  world: World,
  deps: Deps,
  events: readonly WebhookEvent[],
): Promise<void> {
  for (const delay of REDELIVERY_DELAYS_MS) {
    await deps.sleep(delay);
    const again = events.map((event) => redeliver(world, event, deps.now()));
    if (isDelivered(await deliverWebhook(world, deps, again))) return;
  }
}
