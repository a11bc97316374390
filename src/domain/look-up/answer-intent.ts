import type { JapaneseDate } from '../plan/fiscal-year.ts';
import {
  findIndicator,
  inForce,
  initiativesWithoutKpi,
  isRetired,
  kpisOfInitiative,
  kpisOfTheme,
  siblingsOf,
  type Indicator,
  type Plan,
  type Theme,
} from '../plan/plan.ts';
import { assess, countStatuses, type Assessed } from '../progress/count-statuses.ts';
import { findFollowItem, type FollowTarget, type FollowWish } from '../residents/follows.ts';
import type { Answer, ThemeSummary } from './answer.ts';
import type { Intent, View } from './intent.ts';
import { normalise } from './normalise.ts';
import { search, type SearchIndex } from './search.ts';

export type Facts = {
  plan: Plan;
  searchIndex: SearchIndex;
  today: JapaneseDate;
  /** Whether the code that was sent was one of an officer's. */
  isTesterRegistered?: boolean;
  /** Whether what is to be followed, or no more, was followed before. */
  wasFollowed?: boolean;
};

/** What to tell a resident. What changes something has been saved by now, so an answer is all there is to decide. */
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
    case 'change':
      return { kind: 'changed', setting: intent.change.setting };
    case 'follow':
    case 'unfollow':
      return answerWish(intent, facts);
    case 'choose-follow': {
      const items = intent.targets.map((target) => findFollowItem(target, facts.plan, facts.today));
      return { kind: 'choose-follow', wish: intent.wish, items, more: intent.more };
    }
    case 'forget-me':
      return { kind: 'forgotten' };
    case 'register-tester':
      return { kind: 'tester', isRegistered: facts.isTesterRegistered ?? false };
    case 'read-broadcast': // what it said is not part of the plan: whoever has it sends it as it is
    case 'outdated-button':
      return { kind: 'outdated-button' };
    case 'join-group':
      return { kind: 'group-notice' };
    case 'leave':
    case 'nothing':
      return { kind: 'silence' };
  }
}

/** What has left the plan can be followed no more, but only by who followed it. */
function answerWish(
  { kind, target }: { kind: FollowWish; target: FollowTarget },
  { plan, today, wasFollowed = false }: Facts,
): Answer {
  const item = findFollowItem(target, plan, today);
  const isUnknown = item.kind === 'gone' && !wasFollowed;
  return isUnknown ? { kind: 'outdated-button' } : { kind, item, wasFollowed };
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
    case 'initiative':
      return showInitiative(view.id, facts);
    case 'kpi':
    case 'arithmetic':
      return showIndicator(view, facts);
    case 'status': {
      const all = assessInForce(plan.kpis.values(), facts);
      const kpis = all.filter(({ assessment }) => assessment.status === view.status);
      return { kind: 'status', status: view.status, kpis, total: all.length };
    }
    case 'glossary':
      return { kind: 'glossary', entries: [...plan.glossary.values()] };
    case 'term': {
      const entry = plan.glossary.get(view.id);
      return entry ? { kind: 'term', entry } : { kind: 'outdated-button' };
    }
    case 'following':
      return { kind: 'following', page: view.page ?? 1 };
    case 'help':
    case 'polls':
    case 'website':
    case 'contact':
    case 'privacy':
    case 'settings':
    case 'language':
    case 'age-band':
    case 'district':
    case 'monthly-cap':
    case 'frequency':
    case 'forget':
      return { kind: view.kind };
  }
}

function showOverview(facts: Facts): Answer {
  const { plan } = facts;
  return {
    kind: 'overview',
    counts: countStatuses(assessInForce(plan.kpis.values(), facts)),
    themes: summariseThemes(facts),
    kgis: assessInForce(plan.kgis.values(), facts),
    hasSamples: plan.hasSamples,
    initiativesWithoutKpi: initiativesWithoutKpi(plan, facts.today).length,
  };
}

function showTheme(id: string, facts: Facts): Answer {
  const theme = facts.plan.themes.get(id);
  if (!theme) return { kind: 'outdated-button' };
  const kpis = assessInForce(kpisOfTheme(facts.plan, id), facts);
  const withoutKpi = initiativesWithoutKpi(facts.plan, facts.today);
  return {
    kind: 'theme',
    theme,
    counts: countStatuses(kpis),
    kpis,
    withoutKpi: withoutKpi.filter(({ matter }) => matter.theme.id === id),
  };
}

function showInitiative(id: string, facts: Facts): Answer {
  const initiative = facts.plan.initiatives.get(id);
  if (!initiative) return { kind: 'outdated-button' };
  const all = kpisOfInitiative(facts.plan, id);
  const retired = all.filter((kpi) => isRetired(kpi, facts.today));
  return { kind: 'initiative', initiative, kpis: assessInForce(all, facts), retired };
}

/** Also one that is retired: who asks for it by name, or taps an old button, is told so. */
function showIndicator(view: { kind: 'kpi' | 'arithmetic'; id: string }, { plan, today }: Facts): Answer {
  const indicator = findIndicator(plan, view.id);
  if (!indicator) return { kind: 'outdated-button' };
  const assessed = assess(indicator, plan.rules, today);
  if (view.kind === 'arithmetic') return { kind: 'arithmetic', assessed };
  return { kind: 'kpi', assessed, siblings: siblingsOf(plan, indicator, today) };
}

function assessInForce<Of extends Indicator>(
  indicators: Iterable<Of>,
  { plan, today }: Facts,
): Assessed<Of>[] {
  return inForce(indicators, today).map((indicator) => assess(indicator, plan.rules, today));
}

function summariseThemes(facts: Facts): ThemeSummary[] {
  return themesOf(facts).map((theme) => ({
    theme,
    counts: countStatuses(assessInForce(kpisOfTheme(facts.plan, theme.id), facts)),
  }));
}

function themesOf({ plan }: Facts): Theme[] {
  return [...plan.themes.values()];
}
