import type { messagingApi } from '@line/bot-sdk';
import type { Assessed } from '../../domain/progress/count-statuses.ts';
import {
  bubble,
  column,
  flexMessage,
  heading,
  linkButton,
  separator,
  text,
  viewButton,
} from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import { quickReplies } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import { belonging, remarks } from './kpi-card.ts';
import { spokenFigures, spokenOpening, withoutFullStop } from './kpi-figures.ts';
import { choice } from './notice-card.ts';
import { retiredBadge, sampleBadge, statusChip } from './status-chip.ts';

/** The rule applied with this KPI's own numbers, how it is counted, notes on the source, and where it stands. */
export function renderArithmeticCard(
  assessed: Assessed,
  { wording, publicOrigin }: RenderContext,
): messagingApi.FlexMessage {
  const { indicator, assessment } = assessed;
  const steps = wording.arithmetic(indicator, assessment.because);
  const reason = wording.because(indicator, assessment.because);
  const facts = [
    `${wording.howCounted}：${wording.basis[indicator.basis]}`,
    ...(indicator.note ? [`${wording.note}：${indicator.note}`] : []),
    ...remarks(wording, indicator, assessment),
    ...(assessment.latest?.status === 'provisional' ? [`${wording.actual}：${wording.provisional}`] : []),
    wording.rules(assessment.rulesVersion),
  ];
  const body = [
    ...retiredBadge(wording, assessment),
    ...(assessment.latest?.sample ? [sampleBadge(wording)] : []),
    statusChip(wording, assessment),
    text(reason),
    ...(steps.length > 0
      ? [
          column(
            steps.map((step) => text(step)),
            { backgroundColor: PALETTE.soft, paddingAll: 'md', spacing: 'sm', cornerRadius: 'md' },
          ),
        ]
      : []),
    separator(),
    ...facts.map((words) => text(words, { size: 'xs', color: PALETTE.quiet })),
  ];
  const onward = [
    choice({ kind: 'kpi', id: indicator.id }, indicator.shortName),
    belonging(wording, indicator).list,
    choice({ kind: 'home' }, wording.buttons.home),
  ];
  const footer = [
    ...onward.map(({ view, label }) => viewButton(view, label)),
    linkButton(`${publicOrigin}/#${indicator.id}`, wording.pageOf),
  ];
  const spoken = [
    ...spokenOpening(wording, assessed),
    ...spokenFigures(wording, assessed),
    ...[reason, ...steps].map(withoutFullStop),
  ];
  return {
    ...flexMessage(
      wording.kpiSentence(spoken),
      bubble(heading(indicator.name.text, wording.arithmeticTitle), body, footer),
    ),
    quickReply: quickReplies(onward),
  };
}
