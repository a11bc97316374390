import { HTTPFetchError, type messagingApi } from '@line/bot-sdk';
import { withDeadline } from './deadline.ts';
import type { LineClientSource } from './line-client.ts';

export type Reply = { replyToken: string; messages: messagingApi.Message[]; redelivered: boolean };

/** How a reply ended, for the log: `status` is LINE's last HTTP status, 0 where none came. */
export type ReplyOutcome = { result: ReplyResult; status: number; requestId: string; attempts: number };

/** `already-answered`: LINE had used the token, so the resident has the answer and must not get a second. */
type ReplyResult = 'sent' | 'already-answered' | 'refused' | 'gave-up';

const CALL_DEADLINE_MS = 5_000;

/**
 * How long after an event came in its reply may still be tried: well within a reply token's minute and the 30 s
 * that a Worker is given after its own answer.
 */
export const REPLY_WINDOW_MS = 25_000;

const RETRY_DELAYS_MS = [300, 1_200, 3_000];

/** Wall time in milliseconds, and the moment from which on nothing is tried any more. */
export type ReplyClock = { now: () => number; giveUpAt: number };

type Attempt = { kind: 'sent' | 'again' | 'refused'; status: number; requestId: string };

/**
 * Sends one reply. A reply takes no retry key, but its token works once: a repeat after a time-out can not be
 * seen twice, so everything that may pass is tried again while the token lives. Never falls back to a push.
 */
export async function sendReply(
  line: LineClientSource,
  reply: Reply,
  clock: ReplyClock,
): Promise<ReplyOutcome> {
  let last: Attempt = { kind: 'again', status: 0, requestId: '' };
  for (let attempts = 0; ; attempts += 1) {
    const delay = attempts === 0 ? 0 : RETRY_DELAYS_MS[attempts - 1];
    const isTooLate = delay === undefined || clock.now() + delay >= clock.giveUpAt;
    if (isTooLate) return { result: 'gave-up', status: last.status, requestId: last.requestId, attempts };
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    last = await attemptReply(line, reply, Math.min(CALL_DEADLINE_MS, clock.giveUpAt - clock.now()));
    const { kind, status, requestId } = last;
    if (kind === 'sent') return { result: 'sent', status, requestId, attempts: attempts + 1 };
    if (kind === 'refused') {
      const tokenMayBeSpent = status === 400 && (attempts > 0 || reply.redelivered);
      const result = tokenMayBeSpent ? 'already-answered' : 'refused';
      return { result, status, requestId, attempts: attempts + 1 };
    }
  }
}

async function attemptReply(
  line: LineClientSource,
  { replyToken, messages }: Reply,
  deadlineMs: number,
): Promise<Attempt> {
  let client: Awaited<ReturnType<LineClientSource['client']>>;
  try {
    client = await line.client();
  } catch {
    return { kind: 'again', status: 0, requestId: '' }; // no token could be had
  }
  try {
    const { httpResponse } = await withDeadline(
      client.replyMessageWithHttpInfo({ replyToken, messages }),
      deadlineMs,
    );
    const requestId = httpResponse.headers.get('x-line-request-id') ?? '';
    return { kind: 'sent', status: httpResponse.status, requestId };
  } catch (error) {
    if (!(error instanceof HTTPFetchError)) return { kind: 'again', status: 0, requestId: '' }; // no answer: time-out, network
    const { status, headers } = error;
    const isPassing = status === 401 ? line.reject(client).isRenewable : status === 429 || status >= 500;
    return {
      kind: isPassing ? 'again' : 'refused',
      status,
      requestId: headers.get('x-line-request-id') ?? '',
    };
  }
}
