import type { ResidentLanguage } from '../language.ts';
import { themeOf, type Plan } from '../plan/plan.ts';
import { EVERYTHING, type FollowTarget } from '../residents/follows.ts';
import type { AgeBand } from '../residents/settings.ts';

/**
 * Residents by what they told the account. An empty list asks for nothing; a resident must fit every list that is not
 * empty. `themes` and `kpis` are one list: who follows any of them fits.
 */
export type Segment = {
  themes: readonly string[];
  kpis: readonly string[];
  languages: readonly ResidentLanguage[];
  ageBands: readonly AgeBand[];
  districts: readonly string[];
};

/** Everyone is LINE's own broadcast to all friends of the account. */
export type Audience = { kind: 'everyone' } | { kind: 'segment'; segment: Segment };

export const EMPTY_SEGMENT: Segment = { themes: [], kpis: [], languages: [], ageBands: [], districts: [] };

/** Below this a segment is not sent to, and its size is not told: nobody is singled out. */
export const SEGMENT_MIN = 20;

/**
 * What somebody follows who is meant by a segment: the themes and their KPIs, the KPIs and their themes, or everything.
 * Empty where the segment does not ask what residents follow.
 */
export function followTargets({ themes, kpis }: Segment, plan: Plan): FollowTarget[] {
  if (themes.length + kpis.length === 0) return [];
  const all = [...plan.kpis.values()];
  const chosenThemes = new Set(themes);
  const chosenKpis = new Set(kpis);
  const withTheme = all.filter((kpi) => chosenThemes.has(themeOf(kpi).id)).map(({ id }) => id);
  const ofKpis = all.filter(({ id }) => chosenKpis.has(id)).map((kpi) => themeOf(kpi).id);
  return [
    EVERYTHING,
    ...[...new Set([...themes, ...ofKpis])].map((id) => ({ kind: 'theme' as const, id })),
    ...[...new Set([...kpis, ...withTheme])].map((id) => ({ kind: 'kpi' as const, id })),
  ];
}

export function isEmptySegment({ themes, kpis, languages, ageBands, districts }: Segment): boolean {
  return [themes, kpis, languages, ageBands, districts].every((list) => list.length === 0);
}
