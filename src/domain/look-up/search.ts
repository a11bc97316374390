import type { Plan } from '../plan/plan.ts';
import type { Choice } from './answer.ts';
import type { View } from './intent.ts';
import { asksForMeaning, normalise, subjectOf, wordsApart } from './normalise.ts';

/** One word by which something can be asked for. `strong` words are names; the others lead there. */
type Entry = { key: string; view: View; label: string; strong: boolean };

export type SearchIndex = { entries: readonly Entry[] };

export type Found =
  | { kind: 'one'; view: View }
  | { kind: 'several'; choices: readonly Choice[]; more: number }
  | { kind: 'none' };

/** Words that belong to the menu, not to the plan; supplied by the wording of each language. */
export type MenuWord = { word: string; view: View; label: string };

/** LINE: quick replies take 13 items, and a list longer than this is not read on a phone. */
const CHOICES_MAX = 10;

/** One letter finds too much by accident: it only counts where it is a whole name. */
const PART_MIN_LENGTH = 2;

/** Read once for a plan and kept beside it. */
export function buildSearchIndex(plan: Plan, menuWords: readonly MenuWord[]): SearchIndex {
  const entries: Entry[] = [];
  const add = (words: readonly string[], view: View, label: string, strong = true): void => {
    for (const key of new Set(words.map(normalise)))
      if (key !== '') entries.push({ key, view, label, strong });
  };
  for (const { word, view, label } of menuWords) add([word], view, label);
  for (const { id, name, shortName } of plan.themes.values()) {
    add([name.printed, name.text, name.reading, shortName], { kind: 'theme', id }, shortName);
  }
  for (const { id, name, shortName } of plan.kpis.values()) {
    add([name.printed, name.text, name.reading, shortName], { kind: 'kpi', id }, shortName);
  }
  for (const { id, name } of plan.initiatives.values()) {
    add([name.printed, name.text, name.reading], { kind: 'initiative', id }, name.text);
  }
  for (const { id, term, reading, aliases } of plan.glossary.values()) {
    add([term, reading, ...aliases], { kind: 'term', id }, term);
  }
  for (const { word, kind, target } of plan.synonyms) {
    const view: View = kind === 'glossary' ? { kind: 'term', id: target } : { kind, id: target };
    add([word], view, labelOf(plan, view), false);
  }
  return { entries };
}

/**
 * What a typed text asks for: the whole of a name or word first, then a name inside the text, then the text
 * inside a name. Several equally good are a choice; a guess is never made. Where a word names both a thing and
 * a term, the question tells: 「達成とは」 wants the word explained, 「達成」 what has been achieved.
 */
export function search(index: SearchIndex, text: string): Found {
  const whole = normalise(text);
  for (const query of new Set([whole, subjectOf(whole)])) {
    const exact = index.entries.filter(({ key }) => key === query);
    if (exact.length > 0) return decide(exact, whole);
  }
  const apart = wordsApart(text);
  const query = subjectOf(whole);
  const inside = longestOf(
    index.entries.filter(
      ({ key }) =>
        key.length >= PART_MIN_LENGTH &&
        whole.includes(key) &&
        (standsAlone(key, whole) || standsAlone(key, apart)),
    ),
  );
  const around =
    query.length >= PART_MIN_LENGTH
      ? index.entries.filter(({ key, strong }) => strong && key.includes(query))
      : [];
  if (around.length > 0) return decide(around, whole);
  return inside.length > 0 ? decide(inside, whole) : { kind: 'none' };
}

/** A short Latin word inside a longer Latin word is an accident (`ai` in `email`). */
function standsAlone(key: string, text: string): boolean {
  if (!/^[a-z0-9]+$/.test(key)) return true;
  return new RegExp(`(?<![a-z0-9])${key}(?![a-z0-9])`).test(text);
}

/** Words that are not part of a longer word that was found: 「町公式LINE」 says more than 「LINE」. */
function longestOf(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ key }) => !entries.some((other) => other.key !== key && other.key.includes(key)));
}

function decide(entries: readonly Entry[], question: string): Found {
  const wanted = entries.filter(({ view }) => (view.kind === 'term') === asksForMeaning(question));
  const meant = wanted.length > 0 ? wanted : entries;
  const choices = [
    ...new Map(meant.map(({ view, label }) => [JSON.stringify(view), { view, label }])).values(),
  ];
  const [first] = choices;
  if (first && choices.length === 1) return { kind: 'one', view: first.view };
  return {
    kind: 'several',
    choices: choices.slice(0, CHOICES_MAX),
    more: Math.max(0, choices.length - CHOICES_MAX),
  };
}

function labelOf(plan: Plan, view: View): string {
  switch (view.kind) {
    case 'kpi':
      return plan.kpis.get(view.id)?.shortName ?? '';
    case 'theme':
      return plan.themes.get(view.id)?.shortName ?? '';
    case 'initiative':
      return plan.initiatives.get(view.id)?.name.text ?? '';
    case 'term':
      return plan.glossary.get(view.id)?.term ?? '';
    default:
      return '';
  }
}
