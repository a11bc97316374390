import type { Fields } from '../line-api/rules/fields.ts';
import type { World } from './world.ts';

const SENT_MAX = 50_000; // requests kept
const SENT_BYTES_MAX = 32 * 1024 * 1024; // of bodies kept; parsed they are half as large again, and an isolate has 128 MB (Cloudflare: Workers limits)
const TRIM_STEP = 1_000; // requests dropped at once, so that a full log costs nothing per request

/** One request of the bot to LINE. `status` is 0 until it is answered; `raw` is its size in bytes. */
export type SentEntry = {
  seq: number;
  at: number;
  method: string;
  path: string;
  host: string;
  headers: Record<string, string>;
  body?: unknown;
  bytes?: number;
  raw: number;
  status: number;
  response?: unknown;
  faults: string[];
};

const LEFT_OUT = new Set([
  'accept-encoding',
  'connection',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]);

/** The headers as the bot wrote them: no hop-by-hop headers, none of Cloudflare's, and no token. */
export function readHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (LEFT_OUT.has(name) || name.startsWith('cf-') || name.startsWith('mf-')) continue;
    kept[name] = name === 'authorization' ? value.replace(/^Bearer \S+$/, 'Bearer [token]') : value;
  }
  return kept;
}

export function addSent(world: World, entry: SentEntry): void {
  world.sent.push(entry);
  world.sentBytes += entry.raw;
  if (world.sent.length <= SENT_MAX + TRIM_STEP && world.sentBytes <= SENT_BYTES_MAX) return;
  const tooMany = Math.max(world.sent.length - SENT_MAX, TRIM_STEP);
  for (const dropped of world.sent.splice(0, tooMany)) world.sentBytes -= dropped.raw;
}

export function clearSent(world: World): void {
  world.sent = [];
  world.sentBytes = 0;
}

/** The log in the form an outside judge of LINE requests reads. */
export function listSent(world: World): Fields[] {
  return world.sent.slice(-SENT_MAX).map(({ seq: _seq, raw: _raw, ...entry }) => entry);
}
