import type { messagingApi } from '@line/bot-sdk';
import type { Assessed } from '../../domain/progress/count-statuses.ts';
import { bubble, carousel, column, cutGraphemes, heading, row, text, viewAction } from '../flex-parts.ts';
import { PALETTE, STATUS_COLOURS } from '../palette.ts';
import type { Wording } from '../wording/wording.ts';
import { shortFigures } from './kpi-figures.ts';
import { spokenStatus, statusWords } from './status-chip.ts';

/** More rows than this in one bubble are not read on a phone; the next ones stand on a bubble beside it. */
const ROWS_PER_BUBBLE = 5;

/** Six bubbles: with the longest names that still stays under LINE's 50 KB for a carousel. */
const ROWS_MAX = 30;
const ROW_NAME_MAX = 60;

export type ListPage = {
  title: string;
  over: string;
  lead: messagingApi.FlexComponent[];
  tail: messagingApi.FlexComponent[];
  footer: messagingApi.FlexComponent[];
};

/** KPIs with status and figures, each row a button; several bubbles side by side when they are many. */
export function kpiList(
  wording: Wording,
  kpis: readonly Assessed[],
  page: ListPage,
): messagingApi.FlexContainer {
  const chunks = chunk(kpis.slice(0, ROWS_MAX));
  const shown = Math.min(kpis.length, ROWS_MAX);
  const pages = Math.max(1, chunks.length);
  return carousel(
    Array.from({ length: pages }, (_, index) => {
      const over = [page.over, pages > 1 ? wording.page(index + 1, pages) : ''].filter(Boolean).join('　');
      const isLast = index === pages - 1;
      const cut = isLast && shown < kpis.length ? [text(wording.moreOnPage(kpis.length - shown))] : [];
      const rows = (chunks[index] ?? []).map((assessed) => kpiRow(wording, assessed));
      return bubble(
        heading(page.title, over),
        [...page.lead, ...rows, ...cut, ...(isLast ? page.tail : [])],
        page.footer,
      );
    }),
  );
}

/** One indicator in a list: status and figures, and tapping it opens its card. */
export function kpiRow(wording: Wording, assessed: Assessed): messagingApi.FlexBox {
  const { indicator, assessment } = assessed;
  const { ink } = STATUS_COLOURS[assessment.status];
  return column(
    [
      row([
        text(cutGraphemes(indicator.name.text, ROW_NAME_MAX), { weight: 'bold', flex: 1 }),
        text('›', { flex: 0, size: 'lg', color: PALETTE.quiet, gravity: 'center', margin: 'sm' }),
      ]),
      text(statusWords(wording, assessment), { size: 'xs', weight: 'bold', color: ink }),
      text(shortFigures(wording, assessed).join('\n'), { size: 'xs', color: PALETTE.quiet }),
    ],
    {
      action: viewAction({ kind: 'kpi', id: indicator.id }, indicator.shortName),
      backgroundColor: PALETTE.soft,
      cornerRadius: 'md',
      paddingAll: 'md',
      spacing: 'xs',
    },
  );
}

/** A list as it is heard: each KPI with its status and its figures. */
export function speakList(wording: Wording, kpis: readonly Assessed[]): string[] {
  return kpis.map(
    (assessed) =>
      `${assessed.indicator.name.text}：${spokenStatus(wording, assessed.assessment)}、${shortFigures(wording, assessed).join('、')}`,
  );
}

function chunk(kpis: readonly Assessed[]): Assessed[][] {
  const count = Math.ceil(kpis.length / ROWS_PER_BUBBLE);
  return Array.from({ length: count }, (_, index) =>
    kpis.slice(index * ROWS_PER_BUBBLE, (index + 1) * ROWS_PER_BUBBLE),
  );
}
