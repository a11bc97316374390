import { HTTPFetchError, type messagingApi } from '@line/bot-sdk';
import { withDeadline } from './deadline.ts';
import type { LineClientSource } from './line-client.ts';

export type Reply = { replyToken: string; messages: messagingApi.Message[]; redelivered: boolean };

/** How a reply ended, for the log: `status` is LINE's last HTTP status, 0 where none came. */
export type ReplyOutcome = { result: ReplyResult; status: number; requestId: string; attempts: number };

/** `already-answered`: LINE had used the token, so the resident has the answer and must not get a second. */
type ReplyResult = 'sent' | 'already-answered' | 'refused' | 'gave-up';

const CALL_DEADLINE_MS = 5_000;

/** Waits between tries. All of it ends well within a reply token's minute and a Worker's 30 s after its answer. */
const RETRY_DELAYS_MS = [300, 1_200, 3_000];

type Attempt = { kind: 'sent' | 'again' | 'renew' | 'refused'; status: number; requestId: string };

/**
 * Sends one reply. A reply takes no retry key, but its token works once: a repeat after a time-out can not be
 * seen twice, so everything that may pass is tried again while the token lives. Never falls back to a push.
 */
export async function sendReply(line: LineClientSource, reply: Reply): Promise<ReplyOutcome> {
  for (let attempts = 1; ; attempts += 1) {
    const { kind, status, requestId } = await attemptReply(line, reply);
    const outcome = (result: ReplyResult): ReplyOutcome => ({ result, status, requestId, attempts });
    if (kind === 'sent') return outcome('sent');
    if (kind === 'refused') {
      const tokenMayBeSpent = status === 400 && (attempts > 1 || reply.redelivered);
      return outcome(tokenMayBeSpent ? 'already-answered' : 'refused');
    }
    const delay = RETRY_DELAYS_MS[attempts - 1];
    if (delay === undefined) return outcome('gave-up');
    if (kind === 'renew') line.renew();
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

async function attemptReply(line: LineClientSource, { replyToken, messages }: Reply): Promise<Attempt> {
  try {
    const client = await line.client();
    const { httpResponse } = await withDeadline(
      client.replyMessageWithHttpInfo({ replyToken, messages }),
      CALL_DEADLINE_MS,
    );
    return {
      kind: 'sent',
      status: httpResponse.status,
      requestId: httpResponse.headers.get('x-line-request-id') ?? '',
    };
  } catch (error) {
    if (!(error instanceof HTTPFetchError)) return { kind: 'again', status: 0, requestId: '' }; // no answer: time-out, network
    const requestId = error.headers.get('x-line-request-id') ?? '';
    return { kind: kindOfFailure(error.status), status: error.status, requestId };
  }
}

function kindOfFailure(status: number): Attempt['kind'] {
  if (status === 401) return 'renew';
  return status === 429 || status >= 500 ? 'again' : 'refused';
}
