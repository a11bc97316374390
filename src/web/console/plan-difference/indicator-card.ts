import type { messagingApi } from '@line/bot-sdk';
import type { JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { siblingsOf, type Plan } from '../../../domain/plan/plan.ts';
import type { Assessed } from '../../../domain/progress/count-statuses.ts';
import type { Town } from '../../../domain/town.ts';
import { renderKpiCard } from '../../../messages/cards/kpi-card.ts';
import { contextFor } from '../../../messages/render-context.ts';

/** An indicator's card as the chat shows it on a day. */
export function indicatorCard(
  plan: Plan,
  assessed: Assessed,
  today: JapaneseDate,
  { town, publicOrigin }: { town: Town; publicOrigin: string },
): messagingApi.FlexMessage {
  const siblings = siblingsOf(plan, assessed.indicator, today);
  return renderKpiCard(assessed, siblings, contextFor('ja', { town, publicOrigin, dataAsOf: null }));
}
