import { describe, expect, test } from 'vitest';
import { isOfLastMonth, publicationsOf, type PublishedPlan } from '../../src/domain/news/publications.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import { observation, planAfter, planBefore, planWith, revisedTarget } from '../helpers/compositions.ts';
import { rowOf } from '../helpers/plan.ts';

const NOTHING_YET = planWith({});
const withFriends = (value: string): Plan =>
  planWith({ observations: [observation('line-friends', 2025, value)] });

/** Versions from `first` on, a day apart. */
function published(plans: readonly Plan[], first = 1): PublishedPlan[] {
  return plans.map((plan, index) => ({
    number: first + index,
    publishedAt: `2026-11-${String(10 + index)}T03:00:00.000Z`,
    plan,
  }));
}

describe('what a list of versions changed', () => {
  test('is told publication by publication, the newest first, each with its own day', () => {
    const told = publicationsOf(published([NOTHING_YET, planBefore, planAfter]));
    expect(told.map(({ number, on }) => [number, on])).toEqual([
      [3, '2026-11-12'],
      [2, '2026-11-11'],
    ]);
  });
  test('holds each indicator once, with everything that is new of it', () => {
    const [told] = publicationsOf(published([planBefore, planAfter]));
    const counters = told?.changes.filter(({ indicator }) => indicator.id === 'cashless-counters');
    expect(counters?.map(({ news }) => news.map(({ kind }) => kind))).toEqual([['actual', 'status']]);
  });
  test('is nothing for the first version, which is no news', () => {
    expect(publicationsOf(published([planAfter]))).toEqual([]);
    expect(publicationsOf([])).toEqual([]);
  });
  test('leaves out a publication that changed the wording alone', () => {
    const reworded = planWith({ kpis: [{ ...rowOf('kpis', 'line-friends'), name: '町公式LINEの友だち' }] });
    const told = publicationsOf(published([NOTHING_YET, reworded, withFriends('7702')]));
    expect(told.map(({ number }) => number)).toEqual([3]);
  });
  test('leaves out a version whose predecessor is not there: there is nothing to compare it with', () => {
    const [first, , third] = published([NOTHING_YET, planBefore, planAfter]);
    expect(publicationsOf([first, third].filter((plan) => plan !== undefined))).toEqual([]);
  });
  test('tells a correction that was itself corrected as both were published', () => {
    const told = publicationsOf(
      published([withFriends('7702'), withFriends('7720'), withFriends('7710')]),
    ).map(({ changes }) => changes[0]?.news[0]);
    expect(told).toMatchObject([
      { kind: 'corrected', before: { value: 7720 }, after: { value: 7710 } },
      { kind: 'corrected', before: { value: 7702 }, after: { value: 7720 } },
    ]);
  });
  test('tells what was published and taken back as both', () => {
    const told = publicationsOf(published([NOTHING_YET, withFriends('7702'), NOTHING_YET]));
    expect(told.map(({ changes }) => changes[0]?.news[0]?.kind)).toEqual(['withdrawn', 'actual']);
  });
  test('is judged on the day of its publication, whatever comes into force later', () => {
    const kinds = (effective: string): string[] | undefined => {
      const after = planWith({
        observations: [observation('line-friends', 2025, '7702')],
        targets: [revisedTarget('line-friends', '20000', effective, '見直し')],
      });
      return publicationsOf(published([withFriends('7702'), after]))[0]?.changes[0]?.news.map(
        ({ kind }) => kind,
      );
    };
    expect(kinds('2026-11-12')).toEqual(['target']);
    expect(kinds('2026-11-11')).toEqual(['target', 'status']);
  });
  test('is dated by the day in Japan', () => {
    const at = (publishedAt: string): string | undefined => {
      const [before, after] = published([NOTHING_YET, planBefore]);
      return before && after && publicationsOf([before, { ...after, publishedAt }])[0]?.on;
    };
    expect(at('2026-11-11T14:59:59.999Z')).toBe('2026-11-11');
    expect(at('2026-11-11T15:00:00.000Z')).toBe('2026-11-12');
  });
});

describe('the last month', () => {
  test.each([
    ['2026-11-22', '2026-10-22'],
    ['2026-01-15', '2025-12-15'],
    ['2026-03-28', '2026-02-28'],
    ['2026-03-31', '2026-02-28'],
    ['2026-03-29', '2026-02-28'],
    ['2028-03-29', '2028-02-29'],
    ['2028-03-31', '2028-02-29'],
    ['2028-02-29', '2028-01-29'],
    ['2026-05-31', '2026-04-30'],
    ['2026-05-01', '2026-04-01'],
    ['2026-12-31', '2026-11-30'],
    ['2027-01-31', '2026-12-31'],
  ])('on %s begins with %s', (today, first) => {
    const dayBefore = new Date(Date.parse(first) - 86_400_000).toISOString().slice(0, 10);
    expect(isOfLastMonth(first, today)).toBe(true);
    expect(isOfLastMonth(today, today)).toBe(true);
    expect(isOfLastMonth(dayBefore, today)).toBe(false);
  });
});
