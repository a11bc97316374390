import { holidayName } from '../../../domain/calendar/holidays.ts';
import { JAPAN_OFFSET_MS, japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { refused, ok, type Result } from '../../../domain/result.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { readDateText } from '../../../domain/plan/date-text.ts';

const CLOCK = /^(\d{1,2})(?::|時)(\d{1,2})?分?$/;

/** A year ahead; what is later is a slip of the finger. */
export const AHEAD_MAX_MS = 366 * 86_400_000;

/** A day and a clock time in Japan as a moment (UTC, ISO 8601), or what is wrong with them. */
export function readPublishTime(
  typed: { date: string; time: string },
  now: Date,
): Result<string, readonly FieldFault[]> {
  const day = readDateText(typed.date);
  const clock = readClock(typed.time);
  if (day === null || clock === null) {
    return refused([
      ...(day === null ? [{ name: 'date', text: '公開する日を「2026-12-01」のように書いてください。' }] : []),
      ...(clock === null ? [{ name: 'time', text: '公開する時刻を「9:00」のように書いてください。' }] : []),
    ]);
  }
  const moment = new Date(`${day}T${clock}:00+09:00`);
  if (moment <= now)
    return refused([{ name: 'date', text: 'この日時は過ぎています。これからの日時を書いてください。' }]);
  if (moment.getTime() - now.getTime() > AHEAD_MAX_MS)
    return refused([{ name: 'date', text: '予約できるのは1年先までです。年を確かめてください。' }]);
  return ok(moment.toISOString());
}

/** 9:00, 9時 or 9時30分 as HH:MM; null where it is no time of a day. */
export function readClock(typed: string): string | null {
  const plain = typed.normalize('NFKC').replace(/\s/g, '');
  const [, hour = '', minute = plain.includes('時') ? '0' : ''] = CLOCK.exec(plain) ?? [];
  if (hour === '' || minute === '' || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

const OFFICE_FROM = 8 * 60 + 30; // minutes of the day
const OFFICE_TO = 17 * 60 + 15;

/** Whether somebody is at the office at a moment to answer what residents ask. */
export function isOfficeTime(iso: string): boolean {
  const there = new Date(Date.parse(iso) + JAPAN_OFFSET_MS);
  const minutes = there.getUTCHours() * 60 + there.getUTCMinutes();
  const isOff =
    there.getUTCDay() === 0 || there.getUTCDay() === 6 || holidayName(japaneseDate(new Date(iso))) !== null;
  return !isOff && minutes >= OFFICE_FROM && minutes <= OFFICE_TO;
}
