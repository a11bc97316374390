import type { messagingApi } from '@line/bot-sdk';
import { isKgi, themeOf, type Kgi, type Kpi } from '../../domain/plan/plan.ts';
import { cutGraphemes, heading } from '../flex-parts.ts';

/** The plan's names have at most 80; a longer one would crowd out the others of a carousel. */
const NAME_MAX = 80;

export function nameOf({ name }: Kpi | Kgi): string {
  return cutGraphemes(name.text, NAME_MAX);
}

/** An indicator's name, and over it what it belongs to. */
export function nameHeading(indicator: Kpi | Kgi): messagingApi.FlexBox {
  const over = isKgi(indicator) ? indicator.priorityItem.name.text : themeOf(indicator).shortName;
  return heading(nameOf(indicator), cutGraphemes(over, NAME_MAX));
}
