import { HTTPFetchError, type LineBotClient, type messagingApi } from '@line/bot-sdk';
import type { SendOutcome } from '../domain/broadcasts/delivery.ts';
import { withDeadline } from './deadline.ts';
import type { LineClientSource } from './line-client.ts';

/** What one request sends. `userIds` null is LINE's broadcast to everyone; else at most 500. */
export type ChunkRequest = {
  userIds: readonly string[] | null;
  messages: messagingApi.Message[];
  retryKey: string;
  /** Under which name LINE counts what becomes of a multicast; its broadcasts are counted by request id. */
  aggregationUnit: string;
};

/** Far less than a lease. */
export const CALL_DEADLINE_MS = 10_000;

/** LINE's words for it; the status alone does not tell a month's limit from a second's. */
const MONTHLY_LIMIT = /monthly limit/i;
const FAULT_MAX = 500; // characters of LINE's answer that are kept
const USER_ID = /U[0-9a-f]{32}/g; // whom it was about is not kept with them

/**
 * Sends one request, once. It never throws: whatever came is an outcome. The same request with the same key may be sent
 * again for 24 hours, and LINE acts on it once.
 */
export async function sendChunk(source: LineClientSource, request: ChunkRequest): Promise<SendOutcome> {
  let client: LineBotClient;
  try {
    client = await source.client();
  } catch (error) {
    const status = statusOf(error);
    // A channel id or secret that LINE refuses stays refused; anything else passes.
    return status >= 400 && status < 500 && status !== 429
      ? { kind: 'token', status }
      : { kind: 'too-fast', status };
  }
  try {
    const { httpResponse } = await withDeadline(callLine(client, request), CALL_DEADLINE_MS);
    return { kind: 'accepted', status: httpResponse.status, requestId: requestIdOf(httpResponse.headers) };
  } catch (error) {
    if (!(error instanceof HTTPFetchError)) return { kind: 'unclear', status: 0 }; // no answer, or none that can be read
    return outcomeOf(error, () => source.reject(client).isRenewable);
  }
}

function callLine(
  client: LineBotClient,
  { userIds, messages, retryKey, aggregationUnit }: ChunkRequest,
): ReturnType<LineBotClient['multicastWithHttpInfo']> {
  if (userIds === null) return client.broadcastWithHttpInfo({ messages }, retryKey);
  const request = { to: [...userIds], messages, customAggregationUnits: [aggregationUnit] };
  return client.multicastWithHttpInfo(request, retryKey);
}

function outcomeOf({ status, headers, body }: HTTPFetchError, renewToken: () => boolean): SendOutcome {
  const fault = body.replace(USER_ID, 'U…').slice(0, FAULT_MAX);
  if (status === 409) {
    const requestId = headers.get('x-line-accepted-request-id') ?? '';
    return { kind: 'accepted', status, requestId };
  }
  if (status === 401) return renewToken() ? { kind: 'too-fast', status } : { kind: 'token', status };
  if (status === 403) return { kind: 'forbidden', status, fault };
  if (status === 429)
    return MONTHLY_LIMIT.test(body) ? { kind: 'monthly-limit', status } : { kind: 'too-fast', status };
  if (status === 408 || status >= 500 || status < 400) return { kind: 'unclear', status };
  return { kind: 'refused', status, fault };
}

function requestIdOf(headers: Headers): string {
  return headers.get('x-line-request-id') ?? '';
}

function statusOf(error: unknown): number {
  return error instanceof HTTPFetchError ? error.status : 0;
}
