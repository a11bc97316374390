import type { FiscalYear } from '../../../domain/plan/fiscal-year.ts';

/** Where the home page leads to begin something. */
const NEW_DRAFT = '/console/drafts/new';

export const NEW_PLAN_CHANGE = `${NEW_DRAFT}?first=plan`;

export function newActuals(fiscalYear: FiscalYear): string {
  return `${NEW_DRAFT}?first=actuals&year=${fiscalYear}`;
}

export const NEW_IMPORT = `${NEW_DRAFT}?first=import`;

export function newSynonym(word: string): string {
  return `${NEW_DRAFT}?word=${encodeURIComponent(word)}`;
}

export function draftHref(id: string): string {
  return `/console/drafts/${encodeURIComponent(id)}`;
}
