import type { messagingApi } from '@line/bot-sdk';
import type { Answer } from '../../domain/look-up/answer.ts';
import type { Kgi } from '../../domain/plan/plan.ts';
import type { Assessed } from '../../domain/progress/count-statuses.ts';
import type { Status } from '../../domain/progress/rate-progress.ts';
import {
  bubble,
  button,
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
import { EVERYTHING_ITEM, followAction } from './follow-actions.ts';
import { kpiRow, speakList } from './kpi-list.ts';
import { sampleBadge } from './status-chip.ts';
import { countsInWords } from './theme-card.ts';

/** Counts per status with the denominator, then per theme; there is no overall grade, and it says so. */
export function renderOverview(
  { counts, themes, kgis, initiativesWithoutKpi, hasSamples }: Extract<Answer, { kind: 'overview' }>,
  { wording, publicOrigin, town }: RenderContext,
): messagingApi.FlexMessage {
  const body = [
    ...(hasSamples ? [sampleBadge(wording)] : []),
    text(wording.overviewLead(counts.total)),
    ...counts.byStatus.map(({ status, count }) => statusRow(wording, status, count, counts.total)),
    text(wording.noGrade, { size: 'xs', color: PALETTE.quiet }),
    ...kgiRows(wording, kgis),
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
  const follow = followAction(wording, EVERYTHING_ITEM);
  const footer = [
    button(follow),
    viewButton({ kind: 'home' }, wording.buttons.home),
    linkButton(`${publicOrigin}/`, wording.pageOf),
  ];
  const spoken = [
    `${wording.overviewTitle}。${hasSamples ? `${wording.sample}。` : ''}${countsInWords(wording, counts)}`,
    ...themes.map(({ theme, counts: ofTheme }) => `${theme.shortName} ${countsInWords(wording, ofTheme)}`),
    ...(kgis.length > 0 ? [wording.kgiCount(kgis.length), ...speakList(wording, kgis)] : []),
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
      follow,
      { view: { kind: 'home' }, label: wording.buttons.home },
    ]),
  };
}

/** Each 重点項目 has one or two; more than these leave no room for the themes. */
const KGI_ROWS_MAX = 6;

/** What the 重点項目 are for, beside the KPIs and not counted with them. */
function kgiRows(wording: Wording, kgis: readonly Assessed<Kgi>[]): messagingApi.FlexComponent[] {
  if (kgis.length === 0) return [];
  const more = kgis.length - KGI_ROWS_MAX;
  return [
    separator(),
    text(wording.kgiCount(kgis.length), { weight: 'bold' }),
    ...kgis
      .slice(0, KGI_ROWS_MAX)
      .flatMap((assessed) => [
        text(assessed.indicator.priorityItem.name.text, { size: 'xs', color: PALETTE.quiet }),
        kpiRow(wording, assessed),
      ]),
    ...(more > 0 ? [text(wording.moreOnPage(more), { size: 'xs' })] : []),
  ];
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
