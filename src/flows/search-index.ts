import type { Language } from '../domain/language.ts';
import { buildSearchIndex, type SearchIndex } from '../domain/look-up/search.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { wordings } from '../messages/wording/wordings.ts';

const searchIndexes = new WeakMap<Plan, Map<Language, SearchIndex>>();

/** Built once for a plan in memory and a language. */
export function searchIndexOf(plan: Plan, language: Language): SearchIndex {
  const byLanguage = searchIndexes.get(plan) ?? new Map<Language, SearchIndex>();
  searchIndexes.set(plan, byLanguage);
  const index = byLanguage.get(language) ?? buildSearchIndex(plan, wordings[language].menuWords);
  byLanguage.set(language, index);
  return index;
}
