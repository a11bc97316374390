import type { messagingApi } from '@line/bot-sdk';
import { themeOf, type Kpi } from '../../domain/plan/plan.ts';
import type { AssessedKpi } from '../../domain/progress/count-statuses.ts';
import type { Assessment } from '../../domain/progress/rate-progress.ts';
import {
  bubble,
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
import { quickReplies } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import type { Wording } from '../wording/wording.ts';
import { kpiFigures, spokenFigures, type LabelledFigure } from './kpi-figures.ts';
import { progressBar } from './progress-bar.ts';
import { sampleBadge, spokenStatus, statusChip } from './status-chip.ts';

/** How one promise is going: figures, bar, status, why, as of when and from where, and ways on. */
export function renderKpiCard(
  assessed: AssessedKpi,
  siblings: readonly AssessedKpi[],
  { wording, publicOrigin }: RenderContext,
): messagingApi.FlexMessage {
  const { kpi, assessment } = assessed;
  const theme = themeOf(kpi);
  const body = [
    ...(assessment.latest?.sample ? [sampleBadge(wording)] : []),
    statusChip(wording, assessment),
    ...bar(wording, kpi, assessment),
    ...kpiFigures(wording, assessed).map(figureRow),
    separator(),
    text(`${wording.reason}：${wording.because(kpi, assessment.because)}`),
    ...remarks(wording, kpi, assessment).map((words) => text(words, { size: 'xs', color: PALETTE.quiet })),
  ];
  const onward = [
    ...(siblings.length > 0
      ? [{ view: { kind: 'initiative', id: kpi.initiative.id } as const, label: wording.sameInitiative }]
      : []),
    { view: { kind: 'theme', id: theme.id } as const, label: wording.themeList(theme) },
    { view: { kind: 'overview' } as const, label: wording.buttons.overview },
  ];
  const arithmetic = { view: { kind: 'arithmetic', id: kpi.id } as const, label: wording.buttons.arithmetic };
  const footer = [
    viewButton(arithmetic.view, arithmetic.label, 'primary'),
    ...onward.map(({ view, label }) => viewButton(view, label)),
    linkButton(`${publicOrigin}/#${kpi.id}`, wording.pageOf),
  ];
  return {
    ...flexMessage(speak(wording, assessed), bubble(heading(kpi.name.text, theme.shortName), body, footer)),
    quickReply: quickReplies([
      arithmetic,
      ...onward,
      { view: { kind: 'home' }, label: wording.buttons.home },
    ]),
  };
}

function bar(wording: Wording, kpi: Kpi, assessment: Assessment): messagingApi.FlexComponent[] {
  const { share, byNow } = assessment;
  if (share === null && !byNow) return [];
  const legend = [
    ...(share === null ? [] : [text(wording.shareDone(share), { size: 'xs' })]),
    ...(byNow
      ? [
          text(`▏${wording.byNow(byNow.fiscalYear)} ${wording.expectedFigure(byNow.value, kpi)}`, {
            size: 'xs',
            color: PALETTE.quiet,
          }),
        ]
      : []),
  ];
  return [column([progressBar(assessment), ...legend], { spacing: 'xs' })];
}

function figureRow({ label, time, value, marks }: LabelledFigure): messagingApi.FlexBox {
  const words = [
    row([
      text(label, { color: PALETTE.quiet, flex: 2 }),
      text(value, { weight: 'bold', size: 'md', align: 'end', flex: 5 }),
    ]),
  ];
  const remark = [time, ...marks].filter(Boolean).join('・');
  return column(
    remark ? [...words, text(remark, { size: 'xs', color: PALETTE.quiet, align: 'end' })] : words,
  );
}

/** What must be said beside the figures: gaps, comments, revised targets, notes, dates and sources. */
export function remarks(wording: Wording, kpi: Kpi, { latest, missingYears, target }: Assessment): string[] {
  const earlier = kpi.targets.find(({ revision }) => revision === target.revision - 1);
  return [
    ...(missingYears.length > 0 ? [wording.missingYears(missingYears)] : []),
    ...(latest?.comment ? [`${wording.comment}：${latest.comment}`] : []),
    ...(earlier && target.effectiveDate
      ? [wording.revisedTarget(target.effectiveDate, target.reason, wording.figure(earlier.value, kpi))]
      : []),
    ...(latest ? [wording.asOf(latest.asOf, latest.source)] : []),
    wording.source(kpi.sourceRow),
  ];
}

function speak(wording: Wording, assessed: AssessedKpi): string {
  const { kpi, assessment } = assessed;
  const byNow = assessment.byNow;
  return wording.kpiSentence([
    `${kpi.name.text}：${spokenStatus(wording, assessment)}`,
    ...spokenFigures(wording, assessed),
    ...(byNow ? [`${wording.byNow(byNow.fiscalYear)} ${wording.expectedFigure(byNow.value, kpi)}`] : []),
  ]);
}
