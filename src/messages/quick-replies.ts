import type { messagingApi } from '@line/bot-sdk';
import type { View } from '../domain/look-up/intent.ts';
import { cutGraphemes, QUICK_REPLY_LABEL_MAX, viewAction } from './flex-parts.ts';

/** LINE: at most 13 quick replies; they vanish with the next message, so they only repeat what buttons offer. */
const QUICK_REPLIES_MAX = 13;

export type QuickReplyChoice = { view: View; label: string };

/** A choice shows something; an action may also be one that changes something. */
export function quickReplies(
  choices: readonly (QuickReplyChoice | messagingApi.PostbackAction)[],
): messagingApi.QuickReply {
  const actions = choices.map((choice) =>
    'view' in choice ? viewAction(choice.view, choice.label) : choice,
  );
  return {
    items: actions.slice(0, QUICK_REPLIES_MAX).map((action) => ({
      type: 'action',
      action: { ...action, label: cutGraphemes(action.label ?? '', QUICK_REPLY_LABEL_MAX) },
    })),
  };
}
