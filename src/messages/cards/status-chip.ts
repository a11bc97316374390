import type { messagingApi } from '@line/bot-sdk';
import type { Assessment } from '../../domain/progress/rate-progress.ts';
import { column, row, text } from '../flex-parts.ts';
import { PALETTE, STATUS_COLOURS } from '../palette.ts';
import type { Wording } from '../wording/wording.ts';

/** Symbol, word and, for 評価対象外, its cause. */
export function statusWords(wording: Wording, { status, because }: Assessment): string {
  const { symbol, label } = wording.status[status];
  const cause = wording.unratedCause(because);
  return `${symbol} ${label}${cause ? `（${cause}）` : ''}`;
}

/** The status alone, as a sentence for those who hear it: no symbol. */
export function spokenStatus(wording: Wording, { status, because }: Assessment): string {
  const cause = wording.unratedCause(because);
  return `${wording.status[status].label}${cause ? `（${cause}）` : ''}`;
}

export function statusChip(wording: Wording, assessment: Assessment): messagingApi.FlexBox {
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
export function sampleBadge(wording: Wording): messagingApi.FlexBox {
  return column(
    [text(wording.sample, { color: PALETTE.sample, weight: 'bold', size: 'xs', align: 'center' })],
    {
      backgroundColor: PALETTE.sampleBack,
      cornerRadius: 'sm',
      paddingAll: 'xs',
    },
  );
}
