import { JAPAN_OFFSET_MS, japaneseDate } from '../../domain/plan/fiscal-year.ts';

/** A moment (UTC, ISO 8601) as a clock in Japan shows it: 「2026年11月24日 10:42」. */
export function momentInJapan(iso: string): string {
  const clock = new Date(Date.parse(iso) + JAPAN_OFFSET_MS).toISOString().slice(11, 16);
  return `${dayInJapan(iso)} ${clock.replace(/^0/, '')}`;
}

/** The day in Japan at a moment (UTC, ISO 8601): 「2026年11月24日」. */
function dayInJapan(iso: string): string {
  return dayWords(japaneseDate(new Date(iso)));
}

/** A day (YYYY-MM-DD) in words: 「2026年11月24日」. */
export function dayWords(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}
