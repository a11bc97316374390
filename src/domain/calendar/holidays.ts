import year2025 from '@holiday-jp/holiday_jp/lib/holidays_every_year/2025.js';
import year2026 from '@holiday-jp/holiday_jp/lib/holidays_every_year/2026.js';
import year2027 from '@holiday-jp/holiday_jp/lib/holidays_every_year/2027.js';
import year2028 from '@holiday-jp/holiday_jp/lib/holidays_every_year/2028.js';
import year2029 from '@holiday-jp/holiday_jp/lib/holidays_every_year/2029.js';
import year2030 from '@holiday-jp/holiday_jp/lib/holidays_every_year/2030.js';
import year2031 from '@holiday-jp/holiday_jp/lib/holidays_every_year/2031.js';
import type { JapaneseDate } from '../plan/fiscal-year.ts';

// The years of the plan and one more; the whole library would be a tenth of the Worker.
const YEARS: readonly Readonly<Record<string, { name: string }>>[] = [
  year2025,
  year2026,
  year2027,
  year2028,
  year2029,
  year2030,
  year2031,
];
const NAMES = new Map(YEARS.flatMap((year) => Object.entries(year).map(([day, { name }]) => [day, name])));
const FIRST_YEAR = '2025';
const LAST_YEAR = '2031';

/** The name of a national holiday (国民の祝日, substitute ones included); null where the day is none. */
export function holidayName(day: JapaneseDate): string | null {
  return NAMES.get(day) ?? null;
}

/** Whether the holidays of this day's year are known at all. */
export function areHolidaysKnown(day: JapaneseDate): boolean {
  const year = day.slice(0, 4);
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}
