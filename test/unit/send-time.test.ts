import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isQuiet,
  isTooLate,
  scheduleFault,
  sendTimeHints,
  startOf,
} from '../../src/domain/broadcasts/send-time.ts';

/** A moment by a clock in Japan. */
const jst = (day: string, clock: string): Date => new Date(`${day}T${clock}+09:00`);
const NOW = jst('2026-11-24', '10:15:00');
const at = (sendAt: Date | null, quietReason = '') => ({
  sendAt: sendAt?.toISOString() ?? null,
  quietReason,
});

describe('the quiet hours', () => {
  test.each([
    ['08:59:59.999', true],
    ['09:00:00', false],
    ['12:00:00', false],
    ['19:59:59.999', false],
    ['20:00:00', true],
    ['00:00:00', true],
  ])('at %s by the clock in Japan: %s', (clock, quiet) => {
    expect(isQuiet(jst('2026-11-24', clock))).toBe(quiet);
  });
  test('are the same on every day of the year: Japan has no summer time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 23 }), (day, hour) => {
        const moment = new Date(Date.UTC(2025, 0, 1 + day, hour - 9));
        return isQuiet(moment) === (hour >= 20 || hour < 9);
      }),
    );
  });
});

describe('what an officer is told of a moment', () => {
  const kinds = (moment: Date): string[] => sendTimeHints(moment).map(({ kind }) => kind);

  test('nothing of an ordinary morning', () => {
    expect(kinds(jst('2026-11-25', '10:15:00'))).toEqual([]);
  });
  test('a holiday by its name, once, also where it is a substitute or falls on a weekend', () => {
    expect(sendTimeHints(jst('2026-11-23', '10:15:00'))).toEqual([{ kind: 'holiday', name: '勤労感謝の日' }]);
    expect(sendTimeHints(jst('2026-09-22', '10:15:00'))).toEqual([
      { kind: 'holiday', name: expect.stringContaining('休') },
    ]);
    expect(kinds(jst('2027-03-21', '10:15:00'))).toEqual(['holiday']);
  });
  test('a weekend', () => {
    expect(kinds(jst('2026-11-28', '10:15:00'))).toEqual(['weekend']);
    expect(kinds(jst('2026-11-29', '10:15:00'))).toEqual(['weekend']);
  });
  test('an hour at which many accounts send, only when it is sharp', () => {
    expect(kinds(jst('2026-11-25', '12:00:00'))).toEqual(['busy-moment']);
    expect(kinds(jst('2026-11-25', '12:01:00'))).toEqual([]);
    expect(kinds(jst('2026-11-25', '10:00:00'))).toEqual([]);
    expect(kinds(jst('2026-11-25', '18:00:00'))).toEqual(['busy-moment']);
  });
  test('the quiet hours', () => {
    expect(kinds(jst('2026-11-25', '20:30:00'))).toEqual(['quiet']);
    expect(kinds(jst('2026-11-25', '21:00:00'))).toEqual(['quiet', 'busy-moment']);
  });
  test('the day in Japan, not in UTC', () => {
    expect(kinds(jst('2026-11-23', '08:59:00'))).toEqual(['quiet', 'holiday']);
    expect(kinds(jst('2026-11-24', '00:30:00'))).toEqual(['quiet']);
  });
  test('that the holidays of a far year are not known', () => {
    expect(kinds(jst('2034-11-22', '10:15:00'))).toEqual(['holidays-unknown']);
  });
});

describe('the start', () => {
  test('is some minutes after the approval where it should be at once', () => {
    expect(startOf(at(null), NOW, 5)).toEqual(jst('2026-11-24', '10:20:00'));
  });
  test('is as asked for where there is time, and never before the approval can be undone no more', () => {
    expect(startOf(at(jst('2026-11-24', '14:30:00')), NOW, 5)).toEqual(jst('2026-11-24', '14:30:00'));
    expect(startOf(at(jst('2026-11-24', '10:17:00')), NOW, 5)).toEqual(jst('2026-11-24', '10:20:00'));
  });
});

describe('a schedule', () => {
  test('in the past is refused, to the millisecond', () => {
    expect(scheduleFault(at(NOW), NOW, 5)).toEqual({ kind: 'in-the-past' });
    expect(scheduleFault(at(new Date(NOW.getTime() + 1)), NOW, 5)).toBeNull();
  });
  test('in the quiet hours needs a reason', () => {
    const evening = jst('2026-11-24', '20:30:00');
    expect(scheduleFault(at(evening), NOW, 5)).toEqual({
      kind: 'quiet-hours',
      startAt: evening.toISOString(),
    });
    expect(scheduleFault(at(evening, '避難のお知らせ'), NOW, 5)).toBeNull();
  });
  test('at once runs into the quiet hours by the minutes for undoing', () => {
    const late = jst('2026-11-24', '19:56:00');
    expect(scheduleFault(at(null), late, 5)).toMatchObject({ kind: 'quiet-hours' });
    expect(scheduleFault(at(null), late, 3)).toBeNull();
  });
});

describe('what should have started', () => {
  const start = jst('2026-11-24', '10:15:00').toISOString();
  test('an hour ago may still start, and later waits for a person', () => {
    expect(isTooLate(start, '', jst('2026-11-24', '11:15:00'))).toBe(false);
    expect(isTooLate(start, '', jst('2026-11-24', '11:15:01'))).toBe(true);
  });
  test('in the evening does not start in the quiet hours without a reason for them', () => {
    const evening = jst('2026-11-24', '19:58:00').toISOString();
    expect(isTooLate(evening, '', jst('2026-11-24', '20:00:00'))).toBe(true);
    expect(isTooLate(evening, '避難のお知らせ', jst('2026-11-24', '20:00:00'))).toBe(false);
  });
  test('in the quiet hours, with a reason, starts in them', () => {
    const night = jst('2026-11-24', '21:00:00').toISOString();
    expect(isTooLate(night, '避難のお知らせ', jst('2026-11-24', '21:01:00'))).toBe(false);
  });
});
