import type { messagingApi } from '@line/bot-sdk';
import type { View } from '../domain/look-up/intent.ts';
import { cutGraphemes, QUICK_REPLY_LABEL_MAX, viewAction } from './flex-parts.ts';

/** LINE: at most 13 quick replies; they vanish with the next message, so they only repeat what buttons offer. */
const QUICK_REPLIES_MAX = 13;

export type QuickReplyChoice = { view: View; label: string };

export function quickReplies(choices: readonly QuickReplyChoice[]): messagingApi.QuickReply {
  return {
    items: choices.slice(0, QUICK_REPLIES_MAX).map(({ view, label }) => ({
      type: 'action',
      action: { ...viewAction(view, label), label: cutGraphemes(label, QUICK_REPLY_LABEL_MAX) },
    })),
  };
}
