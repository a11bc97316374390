import type { World } from '../world/world.ts';

type Rate = { name: string; most: number; windowMs: number };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** LINE: "Rate limits", per channel and endpoint. Counted in fixed windows, which is coarser than LINE. */
function rateOf(method: string, path: string): Rate {
  const call = `${method} ${path}`;
  if (/^POST \/v2\/bot\/message\/(broadcast|narrowcast)$/.test(call))
    return { name: call, most: 60, windowMs: HOUR };
  if (path.startsWith('/v2/bot/insight/')) return { name: path, most: 60, windowMs: HOUR };
  if (call === 'POST /v2/bot/richmenu') return { name: call, most: 100, windowMs: HOUR };
  if (/^DELETE \/v2\/bot\/richmenu\/[^/]+$/.test(call))
    return { name: 'DELETE richmenu', most: 100, windowMs: HOUR };
  if (call === 'POST /v2/bot/richmenu/batch') return { name: call, most: 3, windowMs: HOUR };
  if (call === 'POST /v2/bot/message/multicast') return { name: call, most: 200, windowMs: SECOND };
  if (call === 'PUT /v2/bot/channel/webhook/endpoint') return { name: call, most: 1_000, windowMs: MINUTE };
  if (call === 'POST /v2/bot/channel/webhook/test') return { name: call, most: 60, windowMs: HOUR };
  if (call === 'POST /v2/bot/chat/loading/start') return { name: call, most: 100, windowMs: SECOND };
  return { name: call.replace(/\/(U[0-9a-f]{32}|richmenu-[0-9a-f]+)/g, '/*'), most: 2_000, windowMs: SECOND };
}

/** Counts a request; false when LINE would answer 429. */
export function takeRate(world: World, method: string, path: string, now: number): boolean {
  if (!world.settings.rateLimits) return true;
  const rate = rateOf(method, path);
  const seen = world.rates.get(rate.name);
  if (!seen || now - seen.windowStart >= rate.windowMs) {
    world.rates.set(rate.name, { windowStart: now, count: 1 });
    return true;
  }
  seen.count += 1;
  return seen.count <= rate.most;
}
