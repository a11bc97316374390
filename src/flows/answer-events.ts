import type { LineClientSource } from '../line/line-client.ts';
import { sendReply, type ReplyClock } from '../line/send-reply.ts';
import type { AnsweredEvents } from './answered-events.ts';
import { decideReply, type ReplyDependencies } from './decide-reply.ts';
import type { UnderstoodEvent } from './understand-events.ts';

export type AnswerEventsDependencies = ReplyDependencies & {
  answered: AnsweredEvents;
  line: LineClientSource;
  clock: ReplyClock;
};

/**
 * Answers the events of one webhook body: residents side by side, each resident's own events in order.
 * One failing event never stops the others. What changes something has been saved by `saveChanges`, so all of this may
 * happen after the 200.
 */
export async function answerEvents(
  events: readonly UnderstoodEvent[],
  dependencies: AnswerEventsDependencies,
): Promise<void> {
  const queues = Map.groupBy(events, ({ event, userId }) => userId ?? event.webhookEventId).values();
  const answerQueues = async (): Promise<void> => {
    for (const queue of queues) for (const understood of queue) await answerSafely(understood, dependencies);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, answerQueues)); // they share the one iterator
}

/** Workers: connections open at once. More would wait for one while the deadline of their call already runs. */
const SIDE_BY_SIDE = 6;

async function answerSafely(
  understood: UnderstoodEvent,
  dependencies: AnswerEventsDependencies,
): Promise<void> {
  const { answered, log } = dependencies;
  const { webhookEventId } = understood.event;
  const type = loggable(understood.event.type);
  if (!answered.claim(webhookEventId))
    return log({ event: 'left-alone', type, why: 'repeated', webhookEventId });
  try {
    const isDone = await answerEvent(understood, dependencies);
    if (!isDone) answered.release(webhookEventId);
  } catch (error) {
    answered.release(webhookEventId);
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    log({ event: 'answer-failed', type, webhookEventId, fault });
  }
}

/** False when the answer could not be delivered and a redelivery may still do so. */
async function answerEvent(
  understood: UnderstoodEvent,
  dependencies: AnswerEventsDependencies,
): Promise<boolean> {
  const { line, clock, log } = dependencies;
  const { event, intent } = understood;
  const { webhookEventId } = event;
  if (intent.kind === 'leave') return true;
  const replyToken = 'replyToken' in event ? event.replyToken : undefined;
  if (intent.kind === 'nothing' || !replyToken) {
    const why = intent.kind === 'nothing' ? intent.why : 'no-reply-token';
    log({ event: 'left-alone', type: loggable(event.type), why, webhookEventId });
    return true;
  }
  const { kind, messages } = await decideReply(understood, dependencies);
  if (messages.length === 0) return true;
  const outcome = await sendReply(
    line,
    { replyToken, messages: [...messages], redelivered: event.deliveryContext.isRedelivery },
    clock,
  );
  const isOrdinary = outcome.result === 'sent' && outcome.attempts === 1; // LINE and the platform count those
  if (!isOrdinary) log({ event: 'reply', answer: kind, webhookEventId, ...outcome });
  return outcome.result !== 'gave-up';
}

/** Types come from outside: only what could be one of LINE's goes into a log. */
function loggable(type: string): string {
  return /^[A-Za-z]{1,40}$/.test(type) ? type : 'odd';
}
