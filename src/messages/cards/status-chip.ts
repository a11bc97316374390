import type { messagingApi } from '@line/bot-sdk';
import type { Assessment, Status } from '../../domain/progress/rate-progress.ts';
import { column, row, text } from '../flex-parts.ts';
import { PALETTE, STATUS_COLOURS } from '../palette.ts';
import type { Wording } from '../wording/wording.ts';

/** What is needed to name a status; less than a whole catalogue, so that a broadcast can be in other languages. */
export type StatusWords = Pick<Wording, 'unratedCause'> & {
  status: Readonly<Record<Status, { symbol: string; label: string }>>;
  /** Around a remark, where it is not （ and ）. */
  aside?(this: void, words: string): string;
};

function inBrackets(words: string): string {
  return `（${words}）`;
}

/** Symbol, word and, for 評価対象外, its cause. */
export function statusWords(wording: StatusWords, assessment: Assessment): string {
  return `${wording.status[assessment.status].symbol} ${spokenStatus(wording, assessment)}`;
}

/** The status alone, as a sentence for those who hear it: no symbol. */
export function spokenStatus(
  { status: words, unratedCause, aside = inBrackets }: StatusWords,
  { status, because }: Assessment,
): string {
  const cause = unratedCause(because);
  return `${words[status].label}${cause ? aside(cause) : ''}`;
}

export function statusChip(wording: StatusWords, assessment: Assessment): messagingApi.FlexBox {
  const { ink, back } = STATUS_COLOURS[assessment.status];
  return row([text(statusWords(wording, assessment), { color: ink, weight: 'bold', size: 'md' })], {
    backgroundColor: back,
    cornerRadius: 'md',
    paddingAll: 'sm',
    paddingStart: 'md',
    paddingEnd: 'md',
  });
}

/** An indicator that is no longer used says so before anything else. */
export function retiredBadge(wording: Wording, { retired }: Assessment): messagingApi.FlexComponent[] {
  if (!retired) return [];
  return [
    column([text(wording.retired(retired.on, retired.reason), { weight: 'bold' })], {
      backgroundColor: PALETTE.soft,
      cornerRadius: 'sm',
      paddingAll: 'md',
    }),
  ];
}

/** Made-up figures are never shown without this. */
export function sampleBadge(wording: Pick<Wording, 'sample'>): messagingApi.FlexBox {
  return column(
    [text(wording.sample, { color: PALETTE.sample, weight: 'bold', size: 'xs', align: 'center' })],
    {
      backgroundColor: PALETTE.sampleBack,
      cornerRadius: 'sm',
      paddingAll: 'xs',
    },
  );
}
