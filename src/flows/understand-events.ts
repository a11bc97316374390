import type { webhook } from '@line/bot-sdk';
import type { Language } from '../domain/language.ts';
import type { Intent } from '../domain/look-up/intent.ts';
import { namesPartOfPlan } from '../domain/look-up/search.ts';
import { japaneseDate, type JapaneseDate } from '../domain/plan/fiscal-year.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { buildChoiceIndex, findChoice, type ChoiceIndex } from '../domain/residents/find-choice.ts';
import {
  isFollowable,
  readFollowRequest,
  understandFollowRequest,
} from '../domain/residents/follow-request.ts';
import { isOffered } from '../domain/residents/settings.ts';
import type { Town } from '../domain/town.ts';
import { interpretEvent } from '../interpretation/interpret-event.ts';
import { choiceWords } from '../messages/wording/choice-words.ts';
import { wordings } from '../messages/wording/wordings.ts';
import { searchIndexOf } from './search-index.ts';

/** An event, whom it comes from, and what it asks of the bot. */
export type UnderstoodEvent = { event: webhook.Event; userId: string | null; intent: Intent };

/** The only catalogue there is: what residents choose is the language of broadcasts. */
export const ANSWER_LANGUAGE: Language = 'ja';

type Circumstances = {
  town: Town;
  /** Asked for only where something may change by a name of the plan: a look-up can wait for the plan until after the 200. */
  loadPlan: () => Promise<Plan>;
  log: (line: Record<string, unknown>) => void;
};

/** What the events of one webhook body ask for. One that cannot be understood for a fault of ours is left out. */
export async function understandEvents(
  events: readonly webhook.Event[],
  circumstances: Circumstances,
): Promise<UnderstoodEvent[]> {
  const understood = await Promise.all(
    events.map(async (event) => {
      try {
        return { event, userId: userIdOf(event), intent: await understand(event, circumstances) };
      } catch (error) {
        const fault = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
        circumstances.log({ event: 'not-understood', webhookEventId: event.webhookEventId, fault });
        return null;
      }
    }),
  );
  return understood.filter((each) => each !== null);
}

async function understand(event: webhook.Event, circumstances: Circumstances): Promise<Intent> {
  const intent = interpretEvent(event);
  switch (intent.kind) {
    case 'change':
      return isOffered(intent.change, circumstances.town.districts) ? intent : { kind: 'outdated-button' };
    case 'follow':
      return isFollowable(intent.target, await circumstances.loadPlan(), dayOf(event))
        ? intent
        : { kind: 'outdated-button' };
    case 'ask':
      return (await understandWords(intent.text, event, circumstances)) ?? intent;
    default:
      return intent;
  }
}

/** What a typed text asks to be done; null where it is a question, as is everything the plan has under that very name. */
async function understandWords(
  text: string,
  event: webhook.Event,
  { town, loadPlan }: Circumstances,
): Promise<Intent | null> {
  const choice = findChoice(choiceIndexOf(town), text);
  const request = choice ? null : readFollowRequest(text);
  if (!choice && !request) return null;
  const plan = await loadPlan();
  const searchIndex = searchIndexOf(plan, ANSWER_LANGUAGE);
  if (namesPartOfPlan(searchIndex, text)) return null;
  if (choice || !request) return choice;
  return understandFollowRequest(request, { plan, searchIndex, today: dayOf(event) });
}

/** By LINE's clock, so that a redelivery on the next day means the same. */
function dayOf({ timestamp }: webhook.Event): JapaneseDate {
  return japaneseDate(new Date(timestamp));
}

function userIdOf({ source }: webhook.Event): string | null {
  return (source && 'userId' in source ? source.userId : undefined) ?? null;
}

const choiceIndexes = new WeakMap<Town, ChoiceIndex>();

function choiceIndexOf(town: Town): ChoiceIndex {
  const index =
    choiceIndexes.get(town) ?? buildChoiceIndex(choiceWords(wordings[ANSWER_LANGUAGE], town.districts));
  choiceIndexes.set(town, index);
  return index;
}
