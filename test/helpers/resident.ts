import type { messagingApi } from '@line/bot-sdk';
import { readPostback } from '../../src/domain/look-up/postback.ts';
import type { PhoneAct } from '../../src/simulator/phone/phone-api.ts';
import type { StandIn } from './system.ts';

/** One resident at the phone: what is tapped and typed, and what is seen then. */
export type ResidentAtPhone = {
  userId: string;
  addsFriend(): Promise<string>;
  blocks(): Promise<void>;
  types(text: string): Promise<string>;
  /** Taps what the last answer, its quick replies, or the rich menu offers under this label. */
  taps(label: string): Promise<string>;
  does(act: PhoneAct): Promise<string>;
  /** Does something that is not answered, and makes sure of it. */
  doesUnanswered(act: PhoneAct): Promise<void>;
  /** The labels of everything that could be tapped in the last answer. */
  offered(): string[];
  /** The labels of the tap areas of the rich menu shown now. */
  menuAreas(): Promise<string[]>;
  /** The last answer as LINE got it. */
  lastMessages(): messagingApi.Message[];
};

const ANSWER_WITHIN_MS = 10_000;
const POLL_MS = 25;
const SILENCE_MS = 400;

type Tappable = messagingApi.Action & { label?: string };

export function atPhone(standIn: StandIn, userId: string): ResidentAtPhone {
  let messages: messagingApi.Message[] = [];

  async function seqNow(): Promise<number> {
    return (await standIn.view(userId)).latestSeq;
  }

  async function answersSince(seq: number): Promise<messagingApi.Message[]> {
    const { entries } = await standIn.view(userId, seq);
    return entries.flatMap((entry) => (entry.from === 'account' ? [entry.message] : []));
  }

  async function does(act: PhoneAct): Promise<string> {
    const before = await seqNow();
    const status = await standIn.act(userId, act);
    if (status !== 200) throw new Error(`the bot answered ${status} to ${JSON.stringify(act)}`);
    const deadline = Date.now() + ANSWER_WITHIN_MS;
    while (Date.now() < deadline) {
      const answers = await answersSince(before);
      if (answers.length > 0) {
        messages = answers;
        return messages.map(heard).join('\n');
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`no answer to ${JSON.stringify(act)}`);
  }

  async function taps(label: string): Promise<string> {
    const { richMenu } = await standIn.view(userId);
    const menuActions = (richMenu?.areas ?? []).map(({ action }) => action as Tappable);
    const action = [...actionsIn(messages), ...menuActions].find((candidate) => candidate.label === label);
    if (!action)
      throw new Error(
        `「${label}」 is not there; there is ${actionsIn(messages)
          .map((a) => a.label)
          .join('、')}`,
      );
    return does(asAct(action));
  }

  return {
    userId,
    addsFriend: () => does({ kind: 'follow' }),
    async blocks() {
      await standIn.act(userId, { kind: 'block' });
    },
    types: (text) => does({ kind: 'text', text }),
    taps,
    does,
    async doesUnanswered(act) {
      const before = await seqNow();
      const status = await standIn.act(userId, act);
      if (status !== 200 && status !== null) throw new Error(`the bot answered ${status}`);
      await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
      const answers = await answersSince(before);
      if (answers.length > 0) throw new Error(`answered ${answers.map(heard).join()}`);
    },
    offered: () => actionsIn(messages).map(({ label }) => label ?? ''),
    async menuAreas() {
      const { richMenu } = await standIn.view(userId);
      return (richMenu?.areas ?? []).map(({ action }) => (action as Tappable).label ?? '');
    },
    lastMessages: () => messages,
  };
}

/** Somebody new, who has just added the account and been greeted. */
export async function newFriend(standIn: StandIn): Promise<ResidentAtPhone> {
  const userId = `U${crypto.randomUUID().replaceAll('-', '')}`;
  await standIn.deliver([
    { type: 'follow', follow: { isUnblocked: false }, source: { type: 'user', userId } },
  ]);
  const isGreeted = async (): Promise<boolean> =>
    (await standIn.view(userId)).entries.some(({ from }) => from === 'account');
  while (!(await isGreeted())) await new Promise((resolve) => setTimeout(resolve, POLL_MS)); // ends with the test's time
  return atPhone(standIn, userId);
}

/** What a screen reader gives of a message. */
function heard(message: messagingApi.Message): string {
  if (message.type === 'text') return message.text;
  return 'altText' in message ? (message as { altText: string }).altText : message.type;
}

function actionsIn(messages: readonly messagingApi.Message[]): Tappable[] {
  const found: Tappable[] = [];
  JSON.stringify(messages, (key, value: unknown) => {
    if (key === 'action' && typeof value === 'object' && value !== null) found.push(value as Tappable);
    return value;
  });
  return found;
}

function asAct(action: Tappable): PhoneAct {
  if (action.type === 'message') return { kind: 'text', text: action.text ?? '' };
  if (action.type === 'postback') {
    const { data = '', displayText } = action;
    return { kind: 'postback', data, ...(displayText === undefined ? {} : { displayText }) };
  }
  throw new Error(`a tap on ${action.type} is not answered by the bot`);
}

/** The data of every button in the last answer, for walking through everything by tapping. */
export function viewsOffered(resident: ResidentAtPhone): { data: string; label: string }[] {
  return actionsIn(resident.lastMessages()).flatMap((action) => {
    if (action.type !== 'postback') return [];
    const { data = '', label = '' } = action;
    return readPostback(data).kind === 'view' ? [{ data, label }] : [];
  });
}
