/** A Japanese fiscal year by the Western year it begins in: 2024 is R6, from 2024-04-01 to 2025-03-31. */
export type FiscalYear = number;

/** A day in Asia/Tokyo, as `YYYY-MM-DD`, so that days compare as text. */
export type JapaneseDate = string;

const REIWA_OFFSET = 2018; // Reiwa 1 began in 2019
const FISCAL_YEAR_FIRST_MONTH = 4;
export const JAPAN_OFFSET_MS = 9 * 60 * 60 * 1000; // Asia/Tokyo is UTC+9 all year round

/** The day it is in Japan at a moment. */
export function japaneseDate(now: Date): JapaneseDate {
  return new Date(now.getTime() + JAPAN_OFFSET_MS).toISOString().slice(0, 10);
}

function fiscalYearOf(date: JapaneseDate): FiscalYear {
  const year = Number(date.slice(0, 4));
  return Number(date.slice(5, 7)) >= FISCAL_YEAR_FIRST_MONTH ? year : year - 1;
}

/** The newest fiscal year that is over on this day. */
export function lastEndedFiscalYear(date: JapaneseDate): FiscalYear {
  return fiscalYearOf(date) - 1;
}

export function firstDayOf(fiscalYear: FiscalYear): JapaneseDate {
  return `${fiscalYear}-04-01`;
}

export function lastDayOf(fiscalYear: FiscalYear): JapaneseDate {
  return `${fiscalYear + 1}-03-31`;
}

/** The label the source prints: 2024 is `R6`. */
export function eraLabel(fiscalYear: FiscalYear): string {
  return `R${fiscalYear - REIWA_OFFSET}`;
}

/** The year of the Reiwa era: 2024 is 6. */
export function reiwaYear(fiscalYear: FiscalYear): number {
  return fiscalYear - REIWA_OFFSET;
}

/** The fiscal year of a year of the Reiwa era: 6 is 2024. */
export function fiscalYearOfReiwa(year: number): FiscalYear {
  return year + REIWA_OFFSET;
}
