import type { messagingApi } from '@line/bot-sdk';
import { themeOf } from '../../domain/plan/plan.ts';
import type { AssessedKpi } from '../../domain/progress/count-statuses.ts';
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
import { remarks } from './kpi-card.ts';
import { spokenFigures } from './kpi-figures.ts';
import { sampleBadge, spokenStatus, statusChip } from './status-chip.ts';

/** The rule applied with this KPI's own numbers, how it is counted, notes on the source, and where it stands. */
export function renderArithmeticCard(
  assessed: AssessedKpi,
  { wording, publicOrigin }: RenderContext,
): messagingApi.FlexMessage {
  const { kpi, assessment } = assessed;
  const theme = themeOf(kpi);
  const steps = wording.arithmetic(kpi, assessment.because);
  const reason = wording.because(kpi, assessment.because);
  const facts = [
    `${wording.howCounted}：${wording.basis[kpi.basis]}`,
    ...(kpi.note ? [`${wording.note}：${kpi.note}`] : []),
    ...remarks(wording, kpi, assessment),
    ...(assessment.latest?.status === 'provisional' ? [`${wording.actual}：${wording.provisional}`] : []),
    wording.rules(assessment.rulesVersion),
  ];
  const body = [
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
    { view: { kind: 'kpi', id: kpi.id } as const, label: kpi.shortName },
    { view: { kind: 'theme', id: theme.id } as const, label: wording.themeList(theme) },
    { view: { kind: 'home' } as const, label: wording.buttons.home },
  ];
  const footer = [
    ...onward.map(({ view, label }) => viewButton(view, label)),
    linkButton(`${publicOrigin}/#${kpi.id}`, wording.pageOf),
  ];
  const spoken = [
    `${kpi.name.text}：${spokenStatus(wording, assessment)}`,
    ...spokenFigures(wording, assessed),
    ...[reason, ...steps].map(withoutFullStop),
  ];
  return {
    ...flexMessage(
      wording.kpiSentence(spoken),
      bubble(heading(kpi.name.text, wording.arithmeticTitle), body, footer),
    ),
    quickReply: quickReplies(onward),
  };
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/。$/, '');
}
