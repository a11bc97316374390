import { expect, test } from 'vitest';
import { isOfficeTime } from '../../src/web/console/drafts/publish-time.ts';

test.each([
  ['2026-11-24T10:00:00+09:00', true, 'a Tuesday morning'],
  ['2026-11-24T08:29:00+09:00', false, 'before the office opens'],
  ['2026-11-24T17:16:00+09:00', false, 'after it has closed'],
  ['2026-11-28T10:00:00+09:00', false, 'a Saturday'],
  ['2026-11-23T10:00:00+09:00', false, 'a holiday on a Monday'],
  ['2026-11-22T23:30:00Z', false, 'the same holiday, which is still a Sunday in UTC'],
])('at %s somebody is at the office: %s (%s)', (moment, isThere) => {
  expect(isOfficeTime(new Date(moment).toISOString())).toBe(isThere);
});
