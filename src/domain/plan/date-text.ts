/** Reiwa began in 2019; years of earlier eras are before anything the console keeps. */
const REIWA_OFFSET = 2018;

const WESTERN = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/;
const REIWA = /^(?:R|令和)(\d{1,2}|元)(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/i;

/** A day as it is written in a town office, as YYYY-MM-DD; null where it is none, or not in the calendar. */
export function readDateText(text: string): string | null {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  const western = WESTERN.exec(plain);
  const reiwa = REIWA.exec(plain);
  const [, year = '', month = '', day = ''] = western ?? reiwa ?? [];
  if (year === '') return null;
  const fullYear = western ? Number(year) : REIWA_OFFSET + (year === '元' ? 1 : Number(year));
  const iso = `${fullYear}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const read = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(iso) ? iso : null;
}
