import { areHolidaysKnown, holidayName } from '../calendar/holidays.ts';
import { JAPAN_OFFSET_MS, japaneseDate } from '../plan/fiscal-year.ts';
import type { Schedule } from './broadcast.ts';

const QUIET_FROM_HOUR = 20;
const QUIET_TO_HOUR = 9;
const BUSY_HOURS = new Set([12, 17, 18, 19, 20, 21, 22, 23]); // LINE: many accounts send on these hours sharp
const MINUTE_MS = 60_000;

/** Sending that begins later than this after its moment waits for a person instead: the words may no longer fit. */
const LATE_AFTER_MS = 60 * MINUTE_MS;

function clockInJapan(at: Date): { hour: number; minute: number; weekday: number } {
  const there = new Date(at.getTime() + JAPAN_OFFSET_MS);
  return { hour: there.getUTCHours(), minute: there.getUTCMinutes(), weekday: there.getUTCDay() };
}

/** 20:00 to 9:00 in Japan: nobody is written to then without a reason. */
export function isQuiet(at: Date): boolean {
  const { hour } = clockInJapan(at);
  return hour >= QUIET_FROM_HOUR || hour < QUIET_TO_HOUR;
}

/** What an officer may want to think about before choosing a moment. */
export type SendTimeHint =
  | { kind: 'quiet' }
  | { kind: 'holiday'; name: string }
  | { kind: 'weekend' }
  | { kind: 'busy-moment' }
  | { kind: 'holidays-unknown' };

export function sendTimeHints(at: Date): SendTimeHint[] {
  const { hour, minute, weekday } = clockInJapan(at);
  const day = japaneseDate(at);
  const holiday = holidayName(day);
  return [
    ...(isQuiet(at) ? [{ kind: 'quiet' as const }] : []),
    ...(holiday === null ? [] : [{ kind: 'holiday' as const, name: holiday }]),
    ...(holiday === null && (weekday === 0 || weekday === 6) ? [{ kind: 'weekend' as const }] : []),
    ...(minute === 0 && BUSY_HOURS.has(hour) ? [{ kind: 'busy-moment' as const }] : []),
    ...(areHolidaysKnown(day) ? [] : [{ kind: 'holidays-unknown' as const }]),
  ];
}

/** When the first request may leave: as asked for, but never before the approval can no longer be undone. */
export function startOf({ sendAt }: Schedule, approvedAt: Date, undoMinutes: number): Date {
  const earliest = approvedAt.getTime() + undoMinutes * MINUTE_MS;
  return new Date(sendAt === null ? earliest : Math.max(Date.parse(sendAt), earliest));
}

export type ScheduleFault = { kind: 'in-the-past' } | { kind: 'quiet-hours'; startAt: string };

/** Why a broadcast approved at a moment could not go out as asked; null where it can. */
export function scheduleFault(
  schedule: Schedule,
  approvedAt: Date,
  undoMinutes: number,
): ScheduleFault | null {
  if (schedule.sendAt !== null && Date.parse(schedule.sendAt) <= approvedAt.getTime())
    return { kind: 'in-the-past' };
  const start = startOf(schedule, approvedAt, undoMinutes);
  return isQuiet(start) && schedule.quietReason === ''
    ? { kind: 'quiet-hours', startAt: start.toISOString() }
    : null;
}

/** Whether a broadcast that should have started must wait for a person now. */
export function isTooLate(startAt: string, quietReason: string, now: Date): boolean {
  if (now.getTime() - Date.parse(startAt) > LATE_AFTER_MS) return true;
  return isQuiet(now) && !isQuiet(new Date(startAt)) && quietReason === '';
}
