import type { webhook } from '@line/bot-sdk';
import type { Language } from '../domain/language.ts';
import type { Intent } from '../domain/look-up/intent.ts';
import { namesPartOfPlan } from '../domain/look-up/search.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { buildChoiceIndex, findChoice, type ChoiceIndex } from '../domain/residents/find-choice.ts';
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
  /** Asked for only where a text might be a choice: a look-up can wait for the plan until after the 200. */
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

async function understand(event: webhook.Event, { town, loadPlan }: Circumstances): Promise<Intent> {
  const intent = interpretEvent(event);
  if (intent.kind === 'change' && !isOffered(intent.change, town.districts))
    return { kind: 'outdated-button' };
  if (intent.kind !== 'ask') return intent;
  const choice = findChoice(choiceIndexOf(town), intent.text);
  const isNameInPlan =
    choice && namesPartOfPlan(searchIndexOf(await loadPlan(), ANSWER_LANGUAGE), intent.text);
  return choice && !isNameInPlan ? choice : intent;
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
