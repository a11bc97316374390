import type { messagingApi } from '@line/bot-sdk';
import type { Answer } from '../../domain/look-up/answer.ts';
import type { Status } from '../../domain/progress/rate-progress.ts';
import {
  bubble,
  column,
  flexMessage,
  heading,
  linkButton,
  row,
  separator,
  text,
  viewAction,
  viewButton,
} from '../flex-parts.ts';
import { PALETTE, STATUS_COLOURS } from '../palette.ts';
import { quickReplies } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import type { Wording } from '../wording/wording.ts';
import { sampleBadge } from './status-chip.ts';
import { countsInWords } from './theme-card.ts';

/** Counts per status with the denominator, then per theme; there is no overall grade, and it says so. */
export function renderOverview(
  { counts, themes, initiativesWithoutKpi, hasSamples }: Extract<Answer, { kind: 'overview' }>,
  { wording, publicOrigin, town }: RenderContext,
): messagingApi.FlexMessage {
  const body = [
    ...(hasSamples ? [sampleBadge(wording)] : []),
    text(wording.overviewLead(counts.total)),
    ...counts.byStatus.map(({ status, count }) => statusRow(wording, status, count, counts.total)),
    text(wording.noGrade, { size: 'xs', color: PALETTE.quiet }),
    separator(),
    ...themes.map(({ theme, counts: ofTheme }) =>
      column(
        [
          text(`${theme.shortName} ›`, { weight: 'bold' }),
          text(countsInWords(wording, ofTheme), { size: 'xs', color: PALETTE.quiet }),
        ],
        {
          action: viewAction({ kind: 'theme', id: theme.id }, theme.shortName),
          paddingTop: 'xs',
          paddingBottom: 'xs',
        },
      ),
    ),
    text(wording.withoutKpi(initiativesWithoutKpi), { size: 'xs', color: PALETTE.quiet }),
  ];
  const footer = [
    viewButton({ kind: 'home' }, wording.buttons.home),
    linkButton(`${publicOrigin}/`, wording.pageOf),
  ];
  const spoken = [
    `${wording.overviewTitle}。${hasSamples ? `${wording.sample}。` : ''}${countsInWords(wording, counts)}`,
    ...themes.map(({ theme, counts: ofTheme }) => `${theme.shortName} ${countsInWords(wording, ofTheme)}`),
    wording.noGrade.replace(/。$/, ''),
  ];
  return {
    ...flexMessage(
      wording.kpiSentence(spoken),
      bubble(heading(wording.overviewTitle, town.planTitle), body, footer),
    ),
    quickReply: quickReplies([
      ...themes.map(({ theme }) => ({
        view: { kind: 'theme', id: theme.id } as const,
        label: theme.shortName,
      })),
      { view: { kind: 'home' }, label: wording.buttons.home },
    ]),
  };
}

const FULL = 100;

function statusRow(wording: Wording, status: Status, count: number, total: number): messagingApi.FlexBox {
  const { symbol, label } = wording.status[status];
  const part = Math.max(1, Math.round((count / total) * FULL));
  const { ink, back } = STATUS_COLOURS[status];
  return column(
    [
      row([
        text(`${symbol} ${label}`, { weight: 'bold', color: ink, flex: 5 }),
        text(`${wording.countOf(count)} ›`, { weight: 'bold', align: 'end', flex: 2 }),
      ]),
      column([column([], { width: `${part}%`, height: '8px', backgroundColor: ink, cornerRadius: 'sm' })], {
        height: '8px',
        backgroundColor: back,
        cornerRadius: 'sm',
      }),
    ],
    { action: viewAction({ kind: 'status', status }, label), spacing: 'xs' },
  );
}
