import { useCallback, useEffect, useRef, useState } from 'hono/jsx/dom';
import type { ChatEntry, PhoneAct, PhoneView } from './phone-api.ts';
import { actFault, STAND_IN_UNREACHABLE } from './notices.ts';
import { loadView, postAct } from './phone-client.ts';

const POLL_MS = 1000;
/** After an act the bot's answer is near: look often, for a while. */
const HURRIED_POLL_MS = 150;
const HURRY_MS = 3000;

export type OpenConversation = { phase: 'open'; userId: string; entries: readonly ChatEntry[] } & Pick<
  PhoneView,
  'resident' | 'richMenu' | 'accountName'
>;
type Conversation = { phase: 'loading' } | OpenConversation;

/** Puts a poll's answer behind what is shown; the same object back means that nothing changed. */
function mergeView(shown: Conversation, userId: string, view: PhoneView): Conversation {
  const open = shown.phase === 'open' && shown.userId === userId ? shown : null;
  const known = open?.entries.at(-1)?.seq ?? 0;
  const fresh = view.entries.filter((entry) => entry.seq > known);
  const { resident, richMenu, accountName } = view;
  const surroundings = { resident, richMenu, accountName };
  if (
    open !== null &&
    fresh.length === 0 &&
    JSON.stringify(surroundings) ===
      JSON.stringify({ resident: open.resident, richMenu: open.richMenu, accountName: open.accountName })
  ) {
    return open;
  }
  return { phase: 'open', userId, entries: [...(open?.entries ?? []), ...fresh], ...surroundings };
}

type PollingHands = {
  onView: (view: PhoneView) => void;
  onRestart: () => void;
  onReach: (reached: boolean) => void;
};

/** Polls one resident's view until stopped; rests while the tab is hidden. */
function pollView(userId: string, hands: PollingHands) {
  let after = 0;
  let hurriedUntil = 0;
  let stopped = false;
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const poll = async () => {
    clearTimeout(timer);
    if (stopped || asking || document.hidden) return;
    asking = true;
    const answer = await loadView(userId, after);
    asking = false;
    if (stopped) return;
    hands.onReach(answer.ok);
    if (answer.ok && answer.value.latestSeq < after) {
      // The stand-in was restarted and counts from the beginning again.
      after = 0;
      hands.onRestart();
    } else if (answer.ok) {
      after = answer.value.latestSeq;
      hands.onView(answer.value);
    }
    timer = setTimeout(() => void poll(), Date.now() < hurriedUntil ? HURRIED_POLL_MS : POLL_MS);
  };
  const wake = () => void poll();
  document.addEventListener('visibilitychange', wake);
  wake();
  return {
    hurry() {
      hurriedUntil = Date.now() + HURRY_MS;
      wake();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    },
  };
}

/** The chat of one resident, kept up to date, and the way to act in it. Faults of an act go to `say`; a new act takes the last one away. */
export function useConversation(userId: string | null, say: (notice: string | null) => void) {
  const [conversation, setConversation] = useState<Conversation>({ phase: 'loading' });
  const [reached, setReached] = useState(true);
  const polling = useRef<ReturnType<typeof pollView> | null>(null);

  useEffect(() => {
    setConversation({ phase: 'loading' });
    if (userId === null) return undefined;
    const current = pollView(userId, {
      onView: (view) => setConversation((shown) => mergeView(shown, userId, view)),
      onRestart: () => setConversation({ phase: 'loading' }),
      onReach: setReached,
    });
    polling.current = current;
    return () => current.stop();
  }, [userId]);

  const act = useCallback(
    async (what: PhoneAct) => {
      if (userId === null) return;
      say(null);
      polling.current?.hurry();
      const fault = actFault(what, await postAct(userId, what));
      if (fault !== null) say(fault);
      polling.current?.hurry();
    },
    [userId, say],
  );

  return { conversation, act, fault: reached ? null : STAND_IN_UNREACHABLE };
}
