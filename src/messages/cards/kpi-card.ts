import type { messagingApi } from '@line/bot-sdk';
import { isKgi, themeOf, type Indicator, type Kgi, type Kpi } from '../../domain/plan/plan.ts';
import type { Assessed } from '../../domain/progress/count-statuses.ts';
import type { Assessment } from '../../domain/progress/rate-progress.ts';
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
  viewButton,
} from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import { quickReplies, type QuickReplyChoice } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import type { Wording } from '../wording/wording.ts';
import { followAction, indicatorItem } from './follow-actions.ts';
import { kpiFigures, spokenFigures, spokenOpening, type LabelledFigure } from './kpi-figures.ts';
import { choice } from './notice-card.ts';
import { progressBar } from './progress-bar.ts';
import { retiredBadge, sampleBadge, statusChip } from './status-chip.ts';

/** How one promise is going: figures, bar, status, why, as of when and from where, and ways on. */
export function renderKpiCard(
  assessed: Assessed,
  siblings: readonly Kpi[],
  { wording, publicOrigin }: RenderContext,
): messagingApi.FlexMessage {
  const { indicator, assessment } = assessed;
  const { over, list } = belonging(wording, indicator);
  const body = [
    ...retiredBadge(wording, assessment),
    ...(assessment.latest?.sample ? [sampleBadge(wording)] : []),
    statusChip(wording, assessment),
    ...bar(wording, indicator, assessment),
    ...kpiFigures(wording, assessed).map((figure) => figureRow(figure)),
    separator(),
    text(`${wording.reason}：${wording.because(indicator, assessment.because)}`),
    ...remarks(wording, indicator, assessment).map((words) =>
      text(words, { size: 'xs', color: PALETTE.quiet }),
    ),
  ];
  const [sibling] = siblings;
  const follow = assessment.retired === null ? [followAction(wording, indicatorItem(indicator))] : [];
  const isOnAnotherWay = follow.length > 0 && !isKgi(indicator); // the card is tall, and the list leads there too
  const onward = [
    ...(sibling ? [choice({ kind: 'initiative', id: sibling.initiative.id }, wording.sameInitiative)] : []),
    ...(isKgi(indicator) ? [] : [list]),
    ...(isOnAnotherWay ? [] : [choice({ kind: 'overview' }, wording.buttons.overview)]),
  ];
  const arithmetic = {
    view: { kind: 'arithmetic', id: indicator.id } as const,
    label: wording.buttons.arithmetic,
  };
  const footer = [
    viewButton(arithmetic.view, arithmetic.label, 'primary'),
    ...follow.map((action) => button(action)),
    ...onward.map(({ view, label }) => viewButton(view, label)),
    linkButton(`${publicOrigin}/#${indicator.id}`, wording.pageOf),
  ];
  return {
    ...flexMessage(speak(wording, assessed), bubble(heading(indicator.name.text, over), body, footer)),
    quickReply: quickReplies([
      arithmetic,
      ...follow,
      ...onward,
      { view: { kind: 'home' }, label: wording.buttons.home },
    ]),
  };
}

/** Where an indicator belongs: the line over its name, and the list it stands in. */
export function belonging(wording: Wording, indicator: Kpi | Kgi): { over: string; list: QuickReplyChoice } {
  if (isKgi(indicator)) {
    return {
      over: indicator.priorityItem.name.text,
      list: choice({ kind: 'overview' }, wording.buttons.overview),
    };
  }
  const theme = themeOf(indicator);
  return { over: theme.shortName, list: choice({ kind: 'theme', id: theme.id }, wording.themeList(theme)) };
}

function bar(wording: Wording, indicator: Indicator, assessment: Assessment): messagingApi.FlexComponent[] {
  const { share, byNow } = assessment;
  if (share === null && !byNow) return [];
  const legend = [
    ...(share === null ? [] : [text(wording.shareDone(share), { size: 'xs' })]),
    ...(byNow
      ? [
          text(`▏${wording.byNow(byNow.fiscalYear)} ${wording.expectedFigure(byNow.value, indicator)}`, {
            size: 'xs',
            color: PALETTE.quiet,
          }),
        ]
      : []),
  ];
  return [column([progressBar(assessment), ...legend], { spacing: 'xs' })];
}

/** Shares of a row's width; a label of a language with long words needs more. */
type RowParts = { label: number; value: number };

export function figureRow(
  { label, time, value, marks }: LabelledFigure,
  parts: RowParts = { label: 2, value: 5 },
): messagingApi.FlexBox {
  const words = [
    row([
      text(label, { color: PALETTE.quiet, flex: parts.label }),
      text(value, { weight: 'bold', size: 'md', align: 'end', flex: parts.value }),
    ]),
  ];
  const remark = [time, ...marks].filter(Boolean).join('・');
  return column(
    remark ? [...words, text(remark, { size: 'xs', color: PALETTE.quiet, align: 'end' })] : words,
  );
}

/** What must be said beside the figures: gaps, comments, revised targets, notes, dates and sources. */
export function remarks(
  wording: Wording,
  indicator: Indicator,
  { latest, missingYears, target }: Assessment,
): string[] {
  const earlier = indicator.targets.find(({ revision }) => revision === target.revision - 1);
  return [
    ...(missingYears.length > 0 ? [wording.missingYears(missingYears)] : []),
    ...(latest?.comment ? [`${wording.comment}：${latest.comment}`] : []),
    ...(earlier && target.effectiveDate
      ? [wording.revisedTarget(target.effectiveDate, target.reason, wording.figure(earlier.value, indicator))]
      : []),
    ...(latest ? [wording.asOf(latest.asOf, latest.source)] : []),
    indicator.sourceRow === null
      ? wording.otherSource(indicator.source)
      : wording.source(indicator.sourceRow),
  ];
}

function speak(wording: Wording, assessed: Assessed): string {
  const { indicator, assessment } = assessed;
  const byNow = assessment.byNow;
  return wording.kpiSentence([
    ...spokenOpening(wording, assessed),
    ...spokenFigures(wording, assessed),
    ...(byNow
      ? [`${wording.byNow(byNow.fiscalYear)} ${wording.expectedFigure(byNow.value, indicator)}`]
      : []),
  ]);
}
