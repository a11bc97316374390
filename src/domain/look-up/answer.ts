import type { GlossaryEntry, Initiative, Theme } from '../plan/plan.ts';
import type { AssessedKpi, StatusCounts } from '../progress/count-statuses.ts';
import type { Status } from '../progress/rate-progress.ts';
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
      initiativesWithoutKpi: number;
      hasSamples: boolean;
    }
  | {
      kind: 'theme';
      theme: Theme;
      counts: StatusCounts;
      kpis: readonly AssessedKpi[];
      withoutKpi: readonly Initiative[];
    }
  | { kind: 'initiative'; initiative: Initiative; kpis: readonly AssessedKpi[] }
  | { kind: 'kpi'; assessed: AssessedKpi; siblings: readonly AssessedKpi[] }
  | { kind: 'arithmetic'; assessed: AssessedKpi }
  | { kind: 'status'; status: Status; kpis: readonly AssessedKpi[]; total: number }
  | { kind: 'glossary'; entries: readonly GlossaryEntry[] }
  | { kind: 'term'; entry: GlossaryEntry }
  | { kind: 'choices'; near: boolean; choices: readonly Choice[]; more: number }
  | { kind: 'not-found'; themes: readonly Theme[] }
  | { kind: 'wordless'; what: Wordless }
  | { kind: 'outdated-button' }
  | { kind: 'group-notice' }
  | { kind: 'help' | 'polls' | 'news' | 'language' | 'website' | 'contact' | 'privacy' }
  | { kind: 'silence' };
