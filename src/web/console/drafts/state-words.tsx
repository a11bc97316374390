import type { Draft, DraftState } from '../../../domain/drafts/draft.ts';
import type { OfficerNames } from '../officer-names.ts';
import { Chip, type Tone } from '../parts/notice-parts.tsx';
import { momentInJapan } from '../time-words.ts';

type Kind = DraftState['kind'];

export const STATE_WORDS: Record<Kind, string> = {
  open: '編集中',
  submitted: '承認待ち',
  scheduled: '公開予約',
  stopped: '公開停止（要確認）',
  published: '公開済み',
  discarded: '破棄',
};

const TONES: Record<Kind, Tone> = {
  open: 'neutral',
  submitted: 'warning',
  scheduled: 'info',
  stopped: 'error',
  published: 'success',
  discarded: 'neutral',
};

export function StateChip({ kind }: { kind: Kind }) {
  return <Chip tone={TONES[kind]}>{STATE_WORDS[kind]}</Chip>;
}

/** How a draft came to be where it is: who, and when. */
export function stateSentence({ state, updatedBy, updatedAt }: Draft, names: OfficerNames): string {
  const did = (email: string, at: string, what: string): string =>
    `${names(email)}さんが${momentInJapan(at)}に${what}`;
  switch (state.kind) {
    case 'open':
      return state.returned
        ? did(state.returned.by, state.returned.at, '差し戻しました')
        : did(updatedBy, updatedAt, '最後に編集しました');
    case 'submitted':
      return did(state.submittedBy, state.submittedAt, '承認を依頼しました');
    case 'scheduled':
      return `${did(state.approvedBy, state.approvedAt, '承認し')}、${momentInJapan(state.publishAt)}に公開する予約をしました`;
    case 'stopped':
      return `${momentInJapan(state.at)}に、予約した公開を自動で止めました（${STOPPED[state.why]}）`;
    case 'published':
      return `${did(state.approvedBy, state.approvedAt, '承認し')}、第${state.version}版として${momentInJapan(updatedAt)}に公開されました`;
    case 'discarded':
      return did(state.by, state.at, '破棄しました');
  }
}

const STOPPED = {
  conflict: '承認のあとで、同じところが別に公開されたため',
  invalid: '公開すると、計画のきまりに合わなくなるため',
} as const;
