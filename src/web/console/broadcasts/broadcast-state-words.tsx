import type { Broadcast, BroadcastStateKind } from '../../../domain/broadcasts/broadcast.ts';
import type { OfficerNames } from '../officer-names.ts';
import { Chip, type Tone } from '../parts/notice-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import { PAUSE_WORDS } from './pause-words.ts';

export const BROADCAST_STATE_WORDS: Record<BroadcastStateKind, string> = {
  open: '作成中',
  submitted: '承認待ち',
  scheduled: '送信予約',
  sending: '配信中',
  paused: '一時停止',
  stopped: '停止',
  sent: '配信済み',
  discarded: '破棄',
};

const TONES: Record<BroadcastStateKind, Tone> = {
  open: 'neutral',
  submitted: 'warning',
  scheduled: 'info',
  sending: 'info',
  paused: 'error',
  stopped: 'error',
  sent: 'success',
  discarded: 'neutral',
};

export function BroadcastChip({ kind }: { kind: BroadcastStateKind }) {
  return <Chip tone={TONES[kind]}>{BROADCAST_STATE_WORDS[kind]}</Chip>;
}

/** How a broadcast came to be where it is: who, and when. */
export function broadcastSentence({ state, updatedBy, updatedAt }: Broadcast, names: OfficerNames): string {
  const did = (email: string, at: string, what: string): string =>
    `${names(email)}さんが${momentInJapan(at)}に${what}`;
  switch (state.kind) {
    case 'open':
      return state.returned
        ? did(state.returned.by, state.returned.at, '差し戻しました')
        : did(updatedBy, updatedAt, '最後に保存しました');
    case 'submitted':
      return did(state.submittedBy, state.submittedAt, '承認を依頼しました');
    case 'scheduled':
      return `${did(state.approvedBy, state.approvedAt, '承認しました')}。${momentInJapan(state.startAt)}に送り始めます`;
    case 'sending':
      return `${momentInJapan(state.startedAt)}に送り始めました`;
    case 'paused':
      return `${momentInJapan(state.pausedAt)}に一時停止しました（${PAUSE_WORDS[state.why]}）`;
    case 'stopped':
      return did(state.by, state.at, '止めました');
    case 'sent':
      return `${momentInJapan(state.at)}に送り終えました`;
    case 'discarded':
      return did(state.by, state.at, '破棄しました');
  }
}
