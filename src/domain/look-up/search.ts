import { findIndicator, type Plan } from '../plan/plan.ts';
import type { Choice } from './answer.ts';
import type { View } from './intent.ts';
import { hasWord, readLetters, type Letters } from './letters.ts';
import { asksForMeaning, normalise, subjectOf } from './normalise.ts';

/** One word by which something can be asked for. `strong` words are names; the others lead there. */
type Entry = { key: string; view: View; label: string; strong: boolean };

export type SearchIndex = { entries: readonly Entry[] };

export type Found =
  | { kind: 'one'; view: View }
  | { kind: 'several'; choices: readonly Choice[]; more: number }
  /** Not itself in the plan, but these have a word in common with it. */
  | { kind: 'near'; choices: readonly Choice[]; more: number }
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
  for (const { id, name, shortName } of [...plan.kpis.values(), ...plan.kgis.values()]) {
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
 * What a typed text asks for: the whole of a name or word; else words that stand in the text, if nothing else of
 * weight does; else the text as a part of names. A wrong answer is worse than a question: what only shares a
 * word with the text is offered as near, never shown. Where a word names both a thing and a term, the question
 * tells: 「達成とは」 wants the word explained, 「達成」 what has been achieved.
 */
export function search(index: SearchIndex, text: string): Found {
  const letters = readLetters(text);
  const whole = letters.text;
  const subject = subjectOf(whole);
  for (const query of new Set([whole, subject])) {
    const exact = index.entries.filter(({ key }) => key === query);
    if (exact.length > 0) return decide(exact, whole);
  }
  const inside = longestOf(
    index.entries.filter(({ key }) => key.length >= PART_MIN_LENGTH && hasWord(letters, key)),
  );
  const rest = restOf(letters, inside);
  const certain = inside.filter(({ view }) => (isOfPlan(view) ? rest.replace(NEUTRAL, '') : rest) === '');
  if (certain.length > 0) return decide(sharedByAll(certain), whole);
  const around = isTellingPart(subject)
    ? index.entries.filter(({ key, strong }) => strong && key.includes(subject))
    : [];
  if (around.length > 0) return decidePart(around, subject, whole);
  return near(inside.filter(({ view }) => isOfPlan(view)));
}

/** Whether a text is the very name or word of something in the plan. */
export function namesPartOfPlan({ entries }: SearchIndex, text: string): boolean {
  const whole = normalise(text);
  return entries.some(({ key, view }) => key === whole && NAMED.has(view.kind));
}

const NAMED = new Set<View['kind']>(['theme', 'initiative', 'kpi', 'term']);

/** What stands in the text besides the words found, without hiragana: whether anything was left unexplained. */
function restOf({ text, scripts }: Letters, found: readonly Entry[]): string {
  const covered = new Set<number>();
  for (const { key } of found) {
    for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + 1)) {
      for (let place = at; place < at + key.length; place += 1) covered.add(place);
    }
  }
  return text
    .split('')
    .filter((_, place) => !covered.has(place) && scripts[place] !== 'hiragana')
    .join('');
}

/** Words that can stand beside the name of a KPI without asking for something else. */
const NEUTRAL =
  /使用量|排出量|登録者|利用者|回数|件数|人数|割合|役場|公式|状況|進捗|現在|今年|去年|昨年|年度|最新|実績|目標|推移|取得|導入|実施|具合|様子|情報|教え|数|件|率|町|人|者|男|女|今|何|見|知|減|増|進|使|行|取|量|年|月|上|下|多|少|出|変|話|[a-z]?followers|r?\d+/g;

function isOfPlan({ kind }: View): boolean {
  return kind === 'kpi' || kind === 'initiative';
}

/** Two kanji, or four other letters: less is part of too much. */
function isTellingPart(query: string): boolean {
  return (query.match(/\p{Script=Han}/gu)?.length ?? 0) >= 2 || query.length >= 4;
}

/** Words that are not part of a longer word that was found: 「町公式LINE」 says more than 「LINE」. */
function longestOf(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ key }) => !entries.some((other) => other.key !== key && other.key.includes(key)));
}

/** Where one thing has every word that was found, that is the one: 「インスタグラム」 and 「フォロワー」. */
function sharedByAll(entries: readonly Entry[]): readonly Entry[] {
  const keys = new Set(entries.map(({ key }) => key));
  const shared = entries.filter(({ view }) => {
    const target = JSON.stringify(view);
    const own = entries.filter((entry) => JSON.stringify(entry.view) === target);
    return new Set(own.map(({ key }) => key)).size === keys.size;
  });
  return shared.length > 0 ? shared : entries;
}

function choicesOf(entries: readonly Entry[]): { choices: Choice[]; more: number } {
  const choices = [
    ...new Map(entries.map(({ view, label }) => [JSON.stringify(view), { view, label }])).values(),
  ];
  return { choices: choices.slice(0, CHOICES_MAX), more: Math.max(0, choices.length - CHOICES_MAX) };
}

function decide(entries: readonly Entry[], question: string): Found {
  const wanted = entries.filter(({ view }) => (view.kind === 'term') === asksForMeaning(question));
  const offered = choicesOf(wanted.length > 0 ? wanted : entries);
  const [first] = offered.choices;
  if (first && offered.choices.length === 1) return { kind: 'one', view: first.view };
  return { kind: 'several', ...offered };
}

/** A part of names is only taken for the name itself when it is most of one. */
function decidePart(entries: readonly Entry[], part: string, question: string): Found {
  const found = decide(entries, question);
  const isMostOfIt = part.length >= 4 && entries.every(({ key }) => part.length * 2 >= key.length);
  return found.kind === 'one' && !isMostOfIt ? near(entries) : found;
}

function near(entries: readonly Entry[]): Found {
  return entries.length > 0 ? { kind: 'near', ...choicesOf(entries) } : { kind: 'none' };
}

function labelOf(plan: Plan, view: View): string {
  switch (view.kind) {
    case 'kpi':
      return findIndicator(plan, view.id)?.shortName ?? '';
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
