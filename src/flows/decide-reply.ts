import type { messagingApi } from '@line/bot-sdk';
import { showsSettings, type Answer } from '../domain/look-up/answer.ts';
import { answerIntent } from '../domain/look-up/answer-intent.ts';
import { japaneseDate } from '../domain/plan/fiscal-year.ts';
import { listFollowItems } from '../domain/residents/follows.ts';
import type { ResidentSettings } from '../domain/residents/settings.ts';
import type { Town } from '../domain/town.ts';
import { withDeadline } from '../line/deadline.ts';
import { renderAnswer } from '../messages/render-answer.ts';
import { contextFor } from '../messages/render-context.ts';
import { loadResidentSettings } from '../storage/resident-store.ts';
import { loadVariant } from './broadcasts/load-variant.ts';
import type { CurrentPlan } from './current-plan.ts';
import type { UsageRecorder } from './record-usage.ts';
import type { SavedChanges } from './save-changes.ts';
import { searchIndexOf } from './search-index.ts';
import { ANSWER_LANGUAGE, type UnderstoodEvent } from './understand-events.ts';

export type ReplyDependencies = {
  db: D1Database;
  current: CurrentPlan;
  saved: SavedChanges;
  usage: UsageRecorder;
  town: Town;
  publicOrigin: string;
  now: Date;
  /** One line for operators; never with a resident's id or words. */
  log: (line: Record<string, unknown>) => void;
};

/** The messages (none to five) to reply with, and their kind for the log. */
export type DecidedReply = { kind: Answer['kind'] | 'broadcast'; messages: readonly messagingApi.Message[] };

/** Reads from D1 only where an answer shows what a resident has told, or a broadcast: then one row. */
export async function decideReply(
  { event, userId, intent }: UnderstoodEvent,
  { db, current, saved, usage, town, publicOrigin, now, log }: ReplyDependencies,
): Promise<DecidedReply> {
  const dataAsOf = current.source === 'unreadable' ? japaneseDate(new Date(current.asOf)) : null;
  const today = japaneseDate(now);
  const inWords = (answer: Answer, told?: ResidentSettings): DecidedReply => {
    const known = told && { told, following: listFollowItems(told.follows, current.plan, today) };
    const circumstances = { town, publicOrigin, dataAsOf, ...known };
    return { kind: answer.kind, messages: renderAnswer(answer, contextFor(ANSWER_LANGUAGE, circumstances)) };
  };
  if (intent.kind === 'read-broadcast') {
    const messages = await readWhereItAnswers(loadVariant(db, { ...intent, userId }), log);
    if (messages === UNREADABLE) return inWords({ kind: 'try-later' });
    if (messages) return { kind: 'broadcast', messages };
  }
  const answer = answerIntent(intent, {
    plan: current.plan,
    searchIndex: searchIndexOf(current.plan, ANSWER_LANGUAGE),
    today,
    isTesterRegistered: saved.registeredTesters.has(event.webhookEventId),
    wasFollowed: saved.followedBefore.has(event.webhookEventId),
  });
  usage.note(intent, answer, userId ?? undefined, now);
  if (!showsSettings(answer) || userId === null) return inWords(answer);
  const told = await readWhereItAnswers(loadResidentSettings(db, userId), log);
  return told === UNREADABLE ? inWords({ kind: 'try-later' }) : inWords(answer, told);
}

const D1_DEADLINE_MS = 2_000; // a reply token lives a minute, and LINE takes part of it
const UNREADABLE = Symbol('D1 did not answer');

async function readWhereItAnswers<Value>(
  reading: Promise<Value>,
  log: ReplyDependencies['log'],
): Promise<Value | typeof UNREADABLE> {
  try {
    return await withDeadline(reading, D1_DEADLINE_MS);
  } catch (error) {
    log({ event: 'answer-unreadable', fault: error instanceof Error ? error.message : 'unknown' });
    return UNREADABLE;
  }
}
