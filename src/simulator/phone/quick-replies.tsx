import type { messagingApi } from '@line/bot-sdk';
import type { ChatEntry } from './phone-api.ts';
import { tapName } from './tap-effects.ts';

/** The quick replies on offer: those of the very last message. Any message after it takes them away; notes do not. */
export function offeredReplies(
  entries: readonly ChatEntry[],
): { seq: number; items: messagingApi.QuickReplyItem[] } | null {
  const last = entries.findLast((entry) => entry.from !== 'system');
  if (last?.from !== 'account') return null;
  const items = last.message.quickReply?.items ?? [];
  return items.length === 0 ? null : { seq: last.seq, items };
}

type QuickRepliesProps = {
  items: messagingApi.QuickReplyItem[];
  onTap: (action: messagingApi.Action) => void;
};

export function QuickReplies({ items, onTap }: QuickRepliesProps) {
  return (
    <section class="quick-replies" aria-label="クイックリプライ">
      {items.map(
        ({ action, imageUrl }) =>
          action && (
            <button type="button" data-testid="quick-reply" onClick={() => onTap(action)}>
              {imageUrl && <img src={imageUrl} alt="" />}
              {tapName(action, action.type ?? '')}
            </button>
          ),
      )}
    </section>
  );
}
