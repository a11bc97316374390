import type { messagingApi } from '@line/bot-sdk';
import type { ResidentLanguage } from '../../domain/language.ts';
import { findIndicator, siblingsOf, type Kgi, type Kpi } from '../../domain/plan/plan.ts';
import { assess, type Assessed } from '../../domain/progress/count-statuses.ts';
import { renderKpiCard } from '../cards/kpi-card.ts';
import { kpiFigures } from '../cards/kpi-figures.ts';
import { progressBar } from '../cards/progress-bar.ts';
import { sampleBadge, spokenStatus, statusChip } from '../cards/status-chip.ts';
import { bubble, button, column, flexMessage, linkButton, text, viewAction } from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import type { BroadcastContext } from './broadcast-context.ts';
import { broadcastWords, type BroadcastWords } from './broadcast-words.ts';
import { figureRows } from './figure-rows.ts';
import { fitCards } from './fit-cards.ts';
import { nameHeading, nameOf } from './name-heading.ts';

/** The chosen indicators as they stand on the day, each a card; null where the plan has none of them. */
export function renderKpis(
  ids: readonly string[],
  language: ResidentLanguage,
  { plan, today, context }: BroadcastContext,
): messagingApi.FlexMessage | null {
  const assessed = [...new Set(ids)]
    .flatMap((id) => findIndicator(plan, id) ?? [])
    .map((indicator: Kpi | Kgi) => assess(indicator, plan.rules, today));
  const [only] = assessed;
  if (!only) return null;
  if (assessed.length === 1 && language === 'ja') {
    const { quickReply: _, ...card } = renderKpiCard(only, siblingsOf(plan, only.indicator, today), context);
    return card;
  }
  const words = broadcastWords[language];
  const spoken = words.sentences(assessed.map((each) => speak(each, words)));
  return flexMessage(
    spoken,
    fitCards(
      assessed.map((each) => kpiCard(each, words)),
      (count) => moreCard(words.more(count), words, context.publicOrigin),
    ),
  );
}

/** Smaller than the card of a look-up, so that twelve fit into one message; the button opens that one. */
function kpiCard(assessed: Assessed, words: BroadcastWords): messagingApi.FlexBubble {
  const { indicator, assessment } = assessed;
  return bubble(
    nameHeading(indicator),
    [
      ...(assessment.latest?.sample ? [sampleBadge(words)] : []),
      statusChip(words, assessment),
      ...barOf(assessed, words),
      ...figureRows(kpiFigures(words, assessed)),
    ],
    [detailsButton(indicator, words)],
  );
}

function barOf({ indicator, assessment }: Assessed, words: BroadcastWords): messagingApi.FlexComponent[] {
  const { share, byNow } = assessment;
  if (share === null && !byNow) return [];
  const legend = byNow
    ? [
        text(`▏${words.byNow(byNow.fiscalYear)} ${words.expectedFigure(byNow.value, indicator)}`, {
          size: 'xs',
          color: PALETTE.quiet,
        }),
      ]
    : [];
  return [column([progressBar(assessment), ...legend], { spacing: 'xs' })];
}

function speak(assessed: Assessed, words: BroadcastWords): string {
  const figures = kpiFigures(words, assessed).map(({ label, time, value, marks }) => {
    const remark = words.list([time, ...marks].filter(Boolean));
    return `${label} ${value}${remark ? words.aside(remark) : ''}`;
  });
  return words.named(
    nameOf(assessed.indicator),
    words.list([spokenStatus(words, assessed.assessment), ...figures]),
  );
}

/** Opens the card that a look-up gives, with the arithmetic and the sources. */
export function detailsButton(indicator: Kpi | Kgi, words: BroadcastWords): messagingApi.FlexButton {
  const view = { kind: 'kpi', id: indicator.id } as const;
  return button(viewAction(view, words.details, indicator.shortName), 'primary');
}

/** The last of a carousel that could not take everything. */
export function moreCard(lead: string, words: BroadcastWords, publicOrigin: string): messagingApi.FlexBubble {
  return {
    type: 'bubble',
    size: 'mega',
    body: column([text(lead)], { paddingAll: 'lg', justifyContent: 'center' }),
    footer: column([linkButton(`${publicOrigin}/`, words.page)], { paddingAll: 'md' }),
  };
}
