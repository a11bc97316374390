import type { FiscalYear, JapaneseDate } from './fiscal-year.ts';

/** A name as the source prints it, the same in NFKC, and how it is read (hiragana). */
export type Name = { printed: string; text: string; reading: string };

/** 重点項目, a pillar of the manifesto. */
export type PriorityItem = { id: string; code: string; name: Name };

/** 推進項目, what residents choose from in the menu: a theme. */
export type Theme = { id: string; priorityItem: PriorityItem; name: Name; shortName: string };

/** 推進事項. */
export type Matter = { id: string; theme: Theme; name: Name };

/** 取組. Ten of the printed ones carry no KPI. */
export type Initiative = { id: string; matter: Matter; name: Name; note: string } & Source;

/** Where something stands in the printed table; what came later has no row and says its source in words. */
export type Source = { sourceRow: number | null; source: string };

/**
 * What a figure counts: `level` the state at the end of a year, `yearly` what happened within one year,
 * `cumulative` the running total since R7, `unconfirmed` the source does not let us tell.
 */
export type Basis = 'level' | 'yearly' | 'cumulative' | 'unconfirmed';

/** `linear`: an even path from baseline to target is implied. `by_end`: only the end counts. */
export type Path = 'linear' | 'by_end';

export type Baseline = { value: number; fiscalYear: FiscalYear };

/** A target as of a revision; revision 0 is the one first published, whose day the source does not give. */
export type Target = {
  revision: number;
  value: number;
  fiscalYear: FiscalYear;
  printed: string;
  effectiveDate: JapaneseDate | null;
  reason: string;
};

/** 実績. A `sample` is made up for trying things out, and every surface that shows it must say so. */
export type Observation = {
  fiscalYear: FiscalYear;
  value: number;
  status: 'provisional' | 'confirmed';
  asOf: JapaneseDate;
  source: string;
  comment: string;
  sample: boolean;
};

/** From `on` an indicator is no longer used; its figures stay. */
export type Retirement = { on: JapaneseDate; reason: string };

/** 指標: what the rule needs to judge a figure, whatever the figure belongs to. */
export type Indicator = {
  id: string;
  name: Name;
  shortName: string;
  unit: string;
  /** Digits after the point with which the source gives its figures. */
  decimals: number;
  basis: Basis;
  better: 'higher' | 'lower';
  path: Path;
  baseline: Baseline | null;
  /** The baseline cell as printed, also where it is no number (`－ 人`). */
  baselinePrinted: string;
  /** By revision, the first published one first; never empty. */
  targets: readonly [Target, ...Target[]];
  /** By fiscal year, oldest first, at most one a year. */
  observations: readonly Observation[];
  retired: Retirement | null;
  note: string;
} & Source;

/** An indicator of an initiative. */
export type Kpi = Indicator & { initiative: Initiative };

/** The indicator of a 重点項目: what all its initiatives are for. It stands beside the KPIs and is not counted with them. */
export type Kgi = Indicator & { priorityItem: PriorityItem };

export type GlossaryEntry = {
  id: string;
  term: string;
  reading: string;
  aliases: readonly string[];
  explanation: string;
};

/** Everyday words that residents use for something that the plan calls otherwise. */
export type Synonym = { word: string; kind: 'kpi' | 'theme' | 'initiative' | 'glossary'; target: string };

/** The published progress rule: its thresholds in percent of an even pace, and the year the plan starts from. */
export type ProgressRules = {
  version: string;
  behindBelowPercent: number;
  onTrackFromPercent: number;
  baselineFiscalYear: FiscalYear;
};

/** One published state of everything residents can ask about; maps keep the order of the source. */
export type Plan = {
  rules: ProgressRules;
  priorityItems: ReadonlyMap<string, PriorityItem>;
  themes: ReadonlyMap<string, Theme>;
  matters: ReadonlyMap<string, Matter>;
  initiatives: ReadonlyMap<string, Initiative>;
  kpis: ReadonlyMap<string, Kpi>;
  /** No id is both a KPI's and a KGI's. */
  kgis: ReadonlyMap<string, Kgi>;
  glossary: ReadonlyMap<string, GlossaryEntry>;
  synonyms: readonly Synonym[];
  hasSamples: boolean;
};

export function isKgi(indicator: Kpi | Kgi): indicator is Kgi {
  return 'priorityItem' in indicator;
}

export function themeOf(kpi: Kpi): Theme {
  return kpi.initiative.matter.theme;
}

export function findIndicator(plan: Plan, id: string): Kpi | Kgi | undefined {
  return plan.kpis.get(id) ?? plan.kgis.get(id);
}

/** With those that are retired, like the next. */
export function kpisOfTheme(plan: Plan, themeId: string): Kpi[] {
  return [...plan.kpis.values()].filter((kpi) => themeOf(kpi).id === themeId);
}

export function kpisOfInitiative(plan: Plan, initiativeId: string): Kpi[] {
  return [...plan.kpis.values()].filter((kpi) => kpi.initiative.id === initiativeId);
}

/** The other KPIs of the same initiative that are used on a day; a KGI has none. */
export function siblingsOf(plan: Plan, indicator: Kpi | Kgi, today: JapaneseDate): Kpi[] {
  const ofInitiative = isKgi(indicator) ? [] : kpisOfInitiative(plan, indicator.initiative.id);
  return inForce(ofInitiative, today).filter(({ id }) => id !== indicator.id);
}

export function isRetired({ retired }: Indicator, today: JapaneseDate): boolean {
  return retired !== null && retired.on <= today;
}

/** Those that are still used on a day: what lists show and counts count. */
export function inForce<Of extends Indicator>(indicators: Iterable<Of>, today: JapaneseDate): Of[] {
  return [...indicators].filter((indicator) => !isRetired(indicator, today));
}

/** The initiatives that have no KPI in force on a day. */
export function initiativesWithoutKpi(plan: Plan, today: JapaneseDate): Initiative[] {
  const measured = new Set(inForce(plan.kpis.values(), today).map(({ initiative }) => initiative.id));
  return [...plan.initiatives.values()].filter(({ id }) => !measured.has(id));
}

/** The target in force on a day: the newest revision that has taken effect. */
export function targetOn({ targets }: Indicator, today: JapaneseDate): Target {
  const taken = targets.filter(({ effectiveDate }) => effectiveDate === null || effectiveDate <= today);
  return taken.at(-1) ?? targets[0];
}
