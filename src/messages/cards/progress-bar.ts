import type { messagingApi } from '@line/bot-sdk';
import type { Assessment } from '../../domain/progress/rate-progress.ts';
import { column } from '../flex-parts.ts';
import { PALETTE, STATUS_COLOURS } from '../palette.ts';

const BAR_HEIGHT = '14px';
const MARK_HEIGHT = '22px';
const MARK_WIDTH = '3px';
const FULL = 100;
const SMALLEST_VISIBLE = 2; // percent: something done must be seen, however little

/**
 * How far from baseline to target, drawn from boxes: the filled part is p, capped to the bar, the upright mark
 * is where an even path would be. The card gives both as words as well; the bar is never the only one to say it.
 */
export function progressBar({ status, share, byNow }: Assessment): messagingApi.FlexBox {
  const filled =
    share === null || share <= 0 ? 0 : Math.max(SMALLEST_VISIBLE, Math.min(FULL, Math.round(share * FULL)));
  // In a vertical box a child keeps its width; in a horizontal one it would share the whole.
  const fill = column([], {
    width: `${filled}%`,
    height: BAR_HEIGHT,
    backgroundColor: STATUS_COLOURS[status].ink,
    cornerRadius: 'sm',
  });
  const track = column(filled > 0 ? [fill] : [], {
    height: BAR_HEIGHT,
    backgroundColor: PALETTE.track,
    cornerRadius: 'sm',
    offsetTop: '4px',
  });
  const marks = byNow
    ? [
        column([], {
          position: 'absolute',
          offsetStart: `${Math.min(FULL - 1, Math.round(byNow.share * FULL))}%`,
          offsetTop: 'none',
          width: MARK_WIDTH,
          height: MARK_HEIGHT,
          backgroundColor: PALETTE.mark,
        }),
      ]
    : [];
  return column([track, ...marks], { height: MARK_HEIGHT });
}
