import type { GlossaryEntry, Initiative, Kgi, Kpi, Theme } from '../plan/plan.ts';
import type { Assessed, StatusCounts } from '../progress/count-statuses.ts';
import type { Status } from '../progress/rate-progress.ts';
import type { FollowItem, FollowWish } from '../residents/follows.ts';
import type { Setting } from '../residents/settings.ts';
import type { View, Wordless } from './intent.ts';

/** One thing a resident may have meant. */
export type Choice = { view: View; label: string };

/** A theme in a list of themes: how many KPIs it has, by status. */
export type ThemeSummary = { theme: Theme; counts: StatusCounts };

/** Everything a renderer needs to say; no wording, no layout. */
export type Answer =
  | { kind: 'greeting'; again: boolean; themes: readonly Theme[] }
  | { kind: 'home'; themes: readonly ThemeSummary[] }
  | {
      kind: 'overview';
      counts: StatusCounts;
      themes: readonly ThemeSummary[];
      /** Beside the KPIs and not in `counts`. */
      kgis: readonly Assessed<Kgi>[];
      initiativesWithoutKpi: number;
      hasSamples: boolean;
    }
  | {
      kind: 'theme';
      theme: Theme;
      counts: StatusCounts;
      kpis: readonly Assessed<Kpi>[];
      withoutKpi: readonly Initiative[];
    }
  | { kind: 'initiative'; initiative: Initiative; kpis: readonly Assessed<Kpi>[]; retired: readonly Kpi[] }
  | { kind: 'kpi'; assessed: Assessed; siblings: readonly Kpi[] }
  | { kind: 'arithmetic'; assessed: Assessed }
  | { kind: 'status'; status: Status; kpis: readonly Assessed<Kpi>[]; total: number }
  | { kind: 'glossary'; entries: readonly GlossaryEntry[] }
  | { kind: 'term'; entry: GlossaryEntry }
  | { kind: 'choices'; near: boolean; choices: readonly Choice[]; more: number }
  | { kind: 'not-found'; themes: readonly Theme[] }
  | { kind: 'wordless'; what: Wordless }
  | { kind: 'outdated-button' }
  | { kind: 'group-notice' }
  | { kind: 'help' | 'polls' | 'website' | 'contact' | 'privacy' }
  /** What the resident has told so far is shown in these. */
  | { kind: 'settings' | Setting }
  | { kind: 'changed'; setting: Setting }
  | { kind: 'following'; page: number }
  /** Whether it was followed before is told, so that tapping twice is no puzzle. */
  | { kind: 'follow' | 'unfollow'; item: FollowItem; wasFollowed: boolean }
  | { kind: 'choose-follow'; wish: FollowWish; items: readonly FollowItem[]; more: number }
  /** The question before everything is deleted, and that it is. */
  | { kind: 'forget' | 'forgotten' }
  | { kind: 'tester'; isRegistered: boolean }
  /** It could not be looked up just now. */
  | { kind: 'try-later' }
  | { kind: 'silence' };

/** Whether what a resident has told so far is needed to say an answer. */
export function showsSettings({ kind }: Answer): boolean {
  return SHOWING_SETTINGS.has(kind);
}

const SHOWING_SETTINGS = new Set<Answer['kind']>([
  'settings',
  'language',
  'age-band',
  'district',
  'monthly-cap',
  'frequency',
  'changed',
  'following',
  'follow',
  'unfollow',
]);
