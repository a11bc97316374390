import type { JapaneseDate } from '../plan/fiscal-year.ts';
import {
  findIndicator,
  isKgi,
  isRetired,
  themeOf,
  type Kgi,
  type Kpi,
  type Plan,
  type Theme,
} from '../plan/plan.ts';

/** What a resident can follow. A KGI is followed like a KPI. */
export type FollowTarget =
  | { kind: 'everything'; id: '' }
  | { kind: 'theme'; id: string }
  | { kind: 'kpi'; id: string };

export const EVERYTHING: FollowTarget = { kind: 'everything', id: '' };

/** Following, or no more: both can be asked for at any time, and as often as one likes. */
export type FollowWish = 'follow' | 'unfollow';

/** A target as it stands in the plan. What has left the plan can still be followed no more. */
export type FollowItem =
  | { kind: 'everything'; target: FollowTarget }
  | { kind: 'theme'; target: FollowTarget; theme: Theme }
  | { kind: 'kpi'; target: FollowTarget; indicator: Kpi | Kgi; isRetired: boolean }
  | { kind: 'gone'; target: FollowTarget };

export function isFollowed({ kind, id }: FollowTarget, targets: readonly FollowTarget[]): boolean {
  return targets.some((each) => each.kind === kind && each.id === id);
}

export function findFollowItem(target: FollowTarget, plan: Plan, today: JapaneseDate): FollowItem {
  switch (target.kind) {
    case 'everything':
      return { kind: 'everything', target };
    case 'theme': {
      const theme = plan.themes.get(target.id);
      return theme ? { kind: 'theme', target, theme } : { kind: 'gone', target };
    }
    case 'kpi': {
      const indicator = findIndicator(plan, target.id);
      return indicator
        ? { kind: 'kpi', target, indicator, isRetired: isRetired(indicator, today) }
        : { kind: 'gone', target };
    }
  }
}

/** Of what has ended or gone there will be no news. */
export function canBeFollowed(item: FollowItem): boolean {
  return item.kind !== 'gone' && !(item.kind === 'kpi' && item.isRetired);
}

/** What somebody follows, as a list is read: everything, themes, KPIs and KGIs as the plan has them, what has gone. */
export function listFollowItems(
  targets: readonly FollowTarget[],
  plan: Plan,
  today: JapaneseDate,
): FollowItem[] {
  const inOrder: FollowTarget[] = [
    EVERYTHING,
    ...[...plan.themes.keys()].map((id) => ({ kind: 'theme' as const, id })),
    ...[...plan.kpis.keys(), ...plan.kgis.keys()].map((id) => ({ kind: 'kpi' as const, id })),
  ];
  const known = inOrder.filter((target) => isFollowed(target, targets));
  const gone = targets.filter((target) => !isFollowed(target, known));
  return [...known, ...gone].map((target) => findFollowItem(target, plan, today));
}

/** By what news of an item still come although it is not followed itself: its theme, or everything. */
export function coveringFollow(item: FollowItem, followed: readonly FollowItem[]): FollowItem | null {
  if (item.kind === 'everything' || !canBeFollowed(item)) return null;
  const theme = item.kind === 'kpi' && !isKgi(item.indicator) ? themeOf(item.indicator) : null;
  const ofTheme = followed.find((each) => each.kind === 'theme' && each.theme.id === theme?.id);
  return ofTheme ?? followed.find(({ kind }) => kind === 'everything') ?? null;
}
