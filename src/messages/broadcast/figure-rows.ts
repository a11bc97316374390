import type { messagingApi } from '@line/bot-sdk';
import { figureRow } from '../cards/kpi-card.ts';
import type { LabelledFigure } from '../cards/kpi-figures.ts';

/** Wide enough for one word of any of the languages at the largest font. */
const PARTS = { label: 4, value: 5 };

export function figureRows(figures: readonly LabelledFigure[]): messagingApi.FlexBox[] {
  return figures.map((figure) => figureRow(figure, PARTS));
}
