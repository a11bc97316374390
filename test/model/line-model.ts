import { HTTPFetchError, type messagingApi } from '@line/bot-sdk';
import type { LineClientSource } from '../../src/line/line-client.ts';
import type { Interference } from './sqlite-d1.ts';

/** What LINE holds to, as far as delivery rests on it. Times are in milliseconds. */
export type LineModel = {
  /** As one process reaches it: held up before the request arrives, and before its answer does. */
  reachedBy(interfere: Interference): LineClientSource;
  /** How often each resident was reached. */
  received: Map<string, number>;
  /** By retry key: what was first accepted under it. */
  accepted: Map<string, { at: number; requestId: string; body: string }>;
  faults: string[];
};

/** What befalls one request: LINE does as asked, does not, or does and nobody hears of it. */
export type Fate =
  | 'ok'
  | 'lost'
  | 'answer-lost'
  | 'garbage'
  | 'server-error'
  | 'late-error'
  | 'rate'
  | 'month'
  | 'bad'
  | 'token';

const KEY_LIFE_MS = 24 * 60 * 60_000;

type Hooks = { now: () => number; fateOf: () => Fate };

export function createLineModel({ now, fateOf }: Hooks): LineModel {
  const received = new Map<string, number>();
  const accepted: LineModel['accepted'] = new Map();
  const faults: string[] = [];
  let serial = 0;

  const refuse = (status: number, body: string, headers: Record<string, string> = {}): never => {
    throw new HTTPFetchError(`${status}`, { status, statusText: '', headers: new Headers(headers), body });
  };

  function accept(key: string, userIds: readonly string[], body: string): string {
    const earlier = accepted.get(key);
    if (earlier && earlier.body !== body) faults.push(`the body of ${key} is not what it was`);
    if (earlier && now() - earlier.at < KEY_LIFE_MS)
      return refuse(409, '{"message":"accepted"}', { 'x-line-accepted-request-id': earlier.requestId });
    serial += 1;
    const requestId = `request-${serial}`;
    accepted.set(key, { at: earlier?.at ?? now(), requestId: earlier?.requestId ?? requestId, body });
    for (const id of userIds) received.set(id, (received.get(id) ?? 0) + 1);
    return requestId;
  }

  async function call(interfere: Interference, key: string, userIds: readonly string[], body: string) {
    await interfere('before', 'LINE');
    const fate = fateOf();
    const isKnown = accepted.has(key);
    if (fate === 'lost') throw new TypeError('network');
    if (fate === 'server-error') refuse(500, '');
    if (fate === 'rate') refuse(429, '{"message":"The API rate limit has been exceeded. Try again later."}');
    if (fate === 'month') refuse(429, '{"message":"You have reached your monthly limit."}');
    if (fate === 'token') refuse(401, '');
    // A request is looked at after its key: what was accepted once is never refused for its form.
    if (fate === 'bad' && !isKnown) refuse(400, '{"message":"The request body has 1 error"}');
    const requestId = accept(key, userIds, body);
    await interfere('after', 'LINE');
    if (fate === 'answer-lost') throw new TypeError('network');
    if (fate === 'garbage') throw new SyntaxError('Unexpected token');
    if (fate === 'late-error') refuse(500, '');
    return { httpResponse: new Response('{}', { headers: { 'x-line-request-id': requestId } }), body: {} };
  }

  const reachedBy = (interfere: Interference): LineClientSource => {
    const client = {
      multicastWithHttpInfo: (request: messagingApi.MulticastRequest, key: string) =>
        call(interfere, key, request.to, JSON.stringify(request)),
      broadcastWithHttpInfo: (request: messagingApi.BroadcastRequest, key: string) =>
        call(interfere, key, ['everyone'], JSON.stringify(request)),
      getMessageQuota: async () => ({ type: 'none' }),
      getMessageQuotaConsumption: async () => ({ totalUsage: 0 }),
    };
    return {
      client: async () => client,
      reject: () => ({ isRenewable: false }),
    } as unknown as LineClientSource;
  };
  return { reachedBy, received, accepted, faults };
}
