import type { messagingApi } from '@line/bot-sdk';
import { writeFollow } from '../../domain/look-up/postback.ts';
import type { Kgi, Kpi, Theme } from '../../domain/plan/plan.ts';
import { EVERYTHING, type FollowItem, type FollowWish } from '../../domain/residents/follows.ts';
import { postbackAction } from '../flex-parts.ts';
import type { Wording } from '../wording/wording.ts';

/** The one button under a card. It does no harm to who follows already, so no card asks D1 who that is. */
export function followAction(wording: Wording, item: FollowItem): messagingApi.PostbackAction {
  const label = item.kind === 'gone' ? wording.follows.again : wording.follows.follow[item.kind];
  return wishAction(wording, { wish: 'follow', item, label });
}

/** What the chat shows as said names the item, so that typing it does the same. */
export function wishAction(
  { follows }: Wording,
  { wish, item, label }: { wish: FollowWish; item: FollowItem; label: string },
): messagingApi.PostbackAction {
  return postbackAction(
    writeFollow(wish, item.target),
    label,
    follows.typed[wish](shortNameOf(follows, item)),
  );
}

export function themeItem(theme: Theme): FollowItem {
  return { kind: 'theme', target: { kind: 'theme', id: theme.id }, theme };
}

export function indicatorItem(indicator: Kpi | Kgi): FollowItem {
  return { kind: 'kpi', target: { kind: 'kpi', id: indicator.id }, indicator, isRetired: false };
}

export const EVERYTHING_ITEM: FollowItem = { kind: 'everything', target: EVERYTHING };

type FollowNames = Pick<Wording['follows'], 'names' | 'everythingShort'>;

export function nameOf({ names }: FollowNames, item: FollowItem): string {
  switch (item.kind) {
    case 'everything':
    case 'gone':
      return names[item.kind];
    case 'theme':
      return item.theme.name.text;
    case 'kpi':
      return item.indicator.name.text;
  }
}

export function shortNameOf({ names, everythingShort }: FollowNames, item: FollowItem): string {
  switch (item.kind) {
    case 'everything':
      return everythingShort;
    case 'gone':
      return names.gone;
    case 'theme':
      return item.theme.shortName;
    case 'kpi':
      return item.indicator.shortName;
  }
}
