import type { JapaneseDate } from '../plan/fiscal-year.ts';
import {
  initiativesWithoutKpi,
  kpisOfInitiative,
  kpisOfTheme,
  type Kpi,
  type Plan,
  type Theme,
} from '../plan/plan.ts';
import { assess, countStatuses, type AssessedKpi } from '../progress/count-statuses.ts';
import type { Answer, ThemeSummary } from './answer.ts';
import type { Intent, View } from './intent.ts';
import { normalise } from './normalise.ts';
import { search, type SearchIndex } from './search.ts';

export type Facts = { plan: Plan; searchIndex: SearchIndex; today: JapaneseDate };

/** What to tell a resident. Look-ups change nothing, so an answer is all there is to decide. */
export function answerIntent(intent: Intent, facts: Facts): Answer {
  switch (intent.kind) {
    case 'show':
      return show(intent.view, facts);
    case 'ask':
      return answerQuestion(intent.text, facts);
    case 'wordless':
      return { kind: 'wordless', what: intent.what };
    case 'befriend':
      return { kind: 'greeting', again: intent.again, themes: themesOf(facts) };
    case 'outdated-button':
      return { kind: 'outdated-button' };
    case 'join-group':
      return { kind: 'group-notice' };
    case 'nothing':
      return { kind: 'silence' };
  }
}

function answerQuestion(text: string, facts: Facts): Answer {
  if (normalise(text) === '' && !/[?？]/u.test(text)) return { kind: 'wordless', what: 'sticker' }; // emoji alone

  const found = search(facts.searchIndex, text);
  switch (found.kind) {
    case 'one':
      return show(found.view, facts);
    case 'several':
    case 'near':
      return { kind: 'choices', near: found.kind === 'near', choices: found.choices, more: found.more };
    case 'none':
      return { kind: 'not-found', themes: themesOf(facts) };
  }
}

function show(view: View, facts: Facts): Answer {
  const { plan } = facts;
  switch (view.kind) {
    case 'home':
      return { kind: 'home', themes: summariseThemes(facts) };
    case 'overview':
      return showOverview(facts);
    case 'theme':
      return showTheme(view.id, facts);
    case 'initiative': {
      const initiative = plan.initiatives.get(view.id);
      if (!initiative) return { kind: 'outdated-button' };
      return { kind: 'initiative', initiative, kpis: assessAll(kpisOfInitiative(plan, view.id), facts) };
    }
    case 'kpi':
    case 'arithmetic':
      return showKpi(view, facts);
    case 'status': {
      const all = assessAll([...plan.kpis.values()], facts);
      const kpis = all.filter(({ assessment }) => assessment.status === view.status);
      return { kind: 'status', status: view.status, kpis, total: all.length };
    }
    case 'glossary':
      return { kind: 'glossary', entries: [...plan.glossary.values()] };
    case 'term': {
      const entry = plan.glossary.get(view.id);
      return entry ? { kind: 'term', entry } : { kind: 'outdated-button' };
    }
    case 'help':
    case 'polls':
    case 'news':
    case 'language':
    case 'website':
    case 'contact':
    case 'privacy':
      return { kind: view.kind };
  }
}

function showOverview(facts: Facts): Answer {
  const { plan } = facts;
  return {
    kind: 'overview',
    counts: countStatuses(assessAll([...plan.kpis.values()], facts)),
    themes: summariseThemes(facts),
    hasSamples: plan.hasSamples,
    initiativesWithoutKpi: [...plan.initiatives.keys()].filter(
      (id) => kpisOfInitiative(plan, id).length === 0,
    ).length,
  };
}

function showTheme(id: string, facts: Facts): Answer {
  const theme = facts.plan.themes.get(id);
  if (!theme) return { kind: 'outdated-button' };
  const kpis = assessAll(kpisOfTheme(facts.plan, id), facts);
  return {
    kind: 'theme',
    theme,
    counts: countStatuses(kpis),
    kpis,
    withoutKpi: initiativesWithoutKpi(facts.plan, id),
  };
}

function showKpi(view: { kind: 'kpi' | 'arithmetic'; id: string }, facts: Facts): Answer {
  const kpi = facts.plan.kpis.get(view.id);
  if (!kpi) return { kind: 'outdated-button' };
  const assessed = assess(kpi, facts.plan.rules, facts.today);
  if (view.kind === 'arithmetic') return { kind: 'arithmetic', assessed };
  const siblings = kpisOfInitiative(facts.plan, kpi.initiative.id).filter(({ id }) => id !== kpi.id);
  return { kind: 'kpi', assessed, siblings: assessAll(siblings, facts) };
}

function assessAll(kpis: readonly Kpi[], { plan, today }: Facts): AssessedKpi[] {
  return kpis.map((kpi) => assess(kpi, plan.rules, today));
}

function summariseThemes(facts: Facts): ThemeSummary[] {
  return themesOf(facts).map((theme) => ({
    theme,
    counts: countStatuses(assessAll(kpisOfTheme(facts.plan, theme.id), facts)),
  }));
}

function themesOf({ plan }: Facts): Theme[] {
  return [...plan.themes.values()];
}
