import type { webhook } from '@line/bot-sdk';
import type { Language } from '../domain/language.ts';
import { answerIntent } from '../domain/look-up/answer-intent.ts';
import { buildSearchIndex, type SearchIndex } from '../domain/look-up/search.ts';
import { japaneseDate } from '../domain/plan/fiscal-year.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { Town } from '../domain/town.ts';
import { interpretEvent } from '../interpretation/interpret-event.ts';
import type { LineClientSource } from '../line/line-client.ts';
import { sendReply, type ReplyClock } from '../line/send-reply.ts';
import { renderAnswer } from '../messages/render-answer.ts';
import { contextFor } from '../messages/render-context.ts';
import { wordings } from '../messages/wording/wordings.ts';
import type { AnsweredEvents } from './answered-events.ts';
import type { CurrentPlan } from './current-plan.ts';
import type { UsageRecorder } from './record-usage.ts';

export type AnswerEventsDependencies = {
  current: CurrentPlan;
  answered: AnsweredEvents;
  usage: UsageRecorder;
  line: LineClientSource;
  town: Town;
  publicOrigin: string;
  now: Date;
  clock: ReplyClock;
  /** One line for operators; never with a resident's id or words. */
  log: (line: Record<string, unknown>) => void;
};

/**
 * Answers the events of one webhook body: residents side by side, each resident's own events in order.
 * One failing event never stops the others. Look-ups change nothing, so all of this may happen after the 200.
 */
export async function answerEvents(
  events: readonly webhook.Event[],
  dependencies: AnswerEventsDependencies,
): Promise<void> {
  const queues = Map.groupBy(events, (event) => userIdOf(event) ?? event.webhookEventId).values();
  const answerQueues = async (): Promise<void> => {
    for (const queue of queues) for (const event of queue) await answerSafely(event, dependencies);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, answerQueues)); // they share the one iterator
}

/** Workers: connections open at once. More would wait for one while the deadline of their call already runs. */
const SIDE_BY_SIDE = 6;

function userIdOf({ source }: webhook.Event): string | undefined {
  return source && 'userId' in source ? source.userId : undefined;
}

async function answerSafely(event: webhook.Event, dependencies: AnswerEventsDependencies): Promise<void> {
  const { answered, log } = dependencies;
  const { webhookEventId } = event;
  const type = loggable(event.type);
  if (!answered.claim(webhookEventId))
    return log({ event: 'left-alone', type, why: 'repeated', webhookEventId });
  try {
    const isDone = await answerEvent(event, dependencies);
    if (!isDone) answered.release(webhookEventId);
  } catch (error) {
    answered.release(webhookEventId);
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    log({ event: 'answer-failed', type, webhookEventId, fault });
  }
}

/** False when the answer could not be delivered and a redelivery may still do so. */
async function answerEvent(
  event: webhook.Event,
  { current, usage, line, town, publicOrigin, now, clock, log }: AnswerEventsDependencies,
): Promise<boolean> {
  const { webhookEventId } = event;
  const type = loggable(event.type);
  const language: Language = 'ja'; // residents' own choice arrives with the store of their settings
  const intent = interpretEvent(event);
  const replyToken = 'replyToken' in event ? event.replyToken : undefined;
  if (intent.kind === 'nothing' || !replyToken) {
    const why = intent.kind === 'nothing' ? intent.why : 'no-reply-token';
    log({ event: 'left-alone', type, why, webhookEventId });
    return true;
  }
  const searchIndex = searchIndexOf(current.plan, language);
  const answer = answerIntent(intent, { plan: current.plan, searchIndex, today: japaneseDate(now) });
  usage.note(intent, answer, userIdOf(event), now);
  const dataAsOf = current.source === 'unreadable' ? japaneseDate(new Date(current.asOf)) : null;
  const messages = renderAnswer(answer, contextFor(language, { town, publicOrigin, dataAsOf }));
  if (messages.length === 0) return true;
  const outcome = await sendReply(
    line,
    { replyToken, messages, redelivered: event.deliveryContext.isRedelivery },
    clock,
  );
  const isOrdinary = outcome.result === 'sent' && outcome.attempts === 1; // LINE and the platform count those
  if (!isOrdinary) log({ event: 'reply', answer: answer.kind, webhookEventId, ...outcome });
  return outcome.result !== 'gave-up';
}

/** Types come from outside: only what could be one of LINE's goes into a log. */
function loggable(type: string): string {
  return /^[A-Za-z]{1,40}$/.test(type) ? type : 'odd';
}

const searchIndexes = new WeakMap<Plan, Map<Language, SearchIndex>>();

/** Built once for a plan in memory and a language. */
function searchIndexOf(plan: Plan, language: Language): SearchIndex {
  const byLanguage = searchIndexes.get(plan) ?? new Map<Language, SearchIndex>();
  searchIndexes.set(plan, byLanguage);
  const index = byLanguage.get(language) ?? buildSearchIndex(plan, wordings[language].menuWords);
  byLanguage.set(language, index);
  return index;
}
