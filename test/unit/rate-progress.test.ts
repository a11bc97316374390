import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kpi, Observation, ProgressRules } from '../../src/domain/plan/plan.ts';
import { rateProgress, STATUSES, type Status } from '../../src/domain/progress/rate-progress.ts';
import { datasetWith, kgiOf, kpiOf, loadPlan, planOf, SATISFACTION_ROWS } from '../helpers/plan.ts';

const plan = loadPlan();
const rules: ProgressRules = plan.rules;
const TODAY = '2026-11-22';

type Shape = Partial<Omit<Kpi, 'targets' | 'observations' | 'baseline'>> & {
  baseline?: Kpi['baseline'];
  target?: number;
  targetYear?: number;
  actuals?: Record<number, number>;
};

function kpiWith({ target = 200, targetYear = 2028, actuals = {}, baseline, ...shape }: Shape): Kpi {
  const observations = Object.entries(actuals).map(([year, value]): Observation => ({
    fiscalYear: Number(year),
    value,
    status: 'confirmed',
    asOf: `${Number(year) + 1}-03-31`,
    source: '統計',
    comment: '',
    sample: false,
  }));
  return {
    ...kpiOf(plan, 'line-friends'),
    baseline: baseline === undefined ? { value: 100, fiscalYear: 2024 } : baseline,
    targets: [
      { revision: 0, value: target, fiscalYear: targetYear, printed: '', effectiveDate: null, reason: '' },
    ],
    observations,
    ...shape,
  };
}

const statusOf = (shape: Shape, today = TODAY): Status => rateProgress(kpiWith(shape), rules, today).status;

describe('the first line of the rule that fits gives the status', () => {
  test('an unconfirmed basis is unrated even with an actual that passes the target', () => {
    expect(statusOf({ basis: 'unconfirmed', actuals: { 2025: 999 } })).toBe('unrated');
  });
  test('no actual after the baseline year is pending, also with one of the baseline year itself', () => {
    expect(statusOf({})).toBe('pending');
    expect(statusOf({ actuals: { 2024: 150 } })).toBe('pending');
  });
  test('a reached target is achieved, in either direction and before the end', () => {
    expect(statusOf({ actuals: { 2025: 200 } })).toBe('achieved');
    expect(statusOf({ better: 'lower', target: 50, actuals: { 2025: 50 } })).toBe('achieved');
  });
  test('a target year that ended short is missed, even by one', () => {
    expect(statusOf({ actuals: { 2028: 199 } })).toBe('missed');
    expect(statusOf({ path: 'by_end', actuals: { 2028: 199 } })).toBe('missed');
  });
  test('where only the end counts, or the target is to keep the baseline, it is under way until then', () => {
    expect(statusOf({ path: 'by_end', actuals: { 2025: 100 } })).toBe('under_way');
    expect(statusOf({ target: 100, actuals: { 2025: 90 } })).toBe('under_way');
  });
  test('without a baseline there is nothing to rate, until the target is reached', () => {
    expect(statusOf({ baseline: null, actuals: { 2025: 150 } })).toBe('unrated');
    expect(statusOf({ baseline: null, actuals: { 2025: 200 } })).toBe('achieved');
  });
  test('below the baseline is worse, and the baseline itself is behind', () => {
    expect(statusOf({ actuals: { 2025: 99 } })).toBe('worse');
    expect(statusOf({ actuals: { 2025: 100 } })).toBe('behind');
  });
  test('the thresholds belong to the better side: exactly 60 % is mostly, exactly 95 % is on track', () => {
    // one of four years gone: an even path stands at +25 of +100; in a scale of 10,000 at +2,500
    const scaled = (value: number): Shape => ({ target: 10_100, actuals: { 2025: value } });
    expect(statusOf(scaled(100 + 1_499))).toBe('behind');
    expect(statusOf(scaled(100 + 1_500))).toBe('mostly');
    expect(statusOf(scaled(100 + 2_374))).toBe('mostly');
    expect(statusOf(scaled(100 + 2_375))).toBe('on_track');
  });
  test('thresholds hold exactly where binary fractions would slip: 36.4 % to 50.0 % at 60 % of the pace', () => {
    const rate = { decimals: 1, unit: '%', baseline: { value: 36.4, fiscalYear: 2024 }, target: 56.4 };
    expect(statusOf({ ...rate, actuals: { 2025: 39.4 } })).toBe('mostly'); // 3.0 of 5.0 is exactly 60 %
    expect(statusOf({ ...rate, actuals: { 2025: 39.3 } })).toBe('behind');
  });
  test('a running total counts from zero at the end of R6, whatever the earlier period had', () => {
    const total: Shape = { basis: 'cumulative', baseline: { value: 5, fiscalYear: 2024 }, target: 10 };
    expect(statusOf({ ...total, actuals: { 2025: 2 } })).toBe('mostly'); // 2 of 2.5
    expect(statusOf({ ...total, actuals: { 2025: 3 } })).toBe('on_track');
    expect(statusOf({ ...total, actuals: { 2025: 0 } })).toBe('behind');
  });
  test('a baseline of another year than R6 uses its own year: R4 to R10 has half its time gone at R7', () => {
    const { because } = rateProgress(
      kpiWith({
        better: 'lower',
        baseline: { value: 7072, fiscalYear: 2022 },
        target: 4352,
        actuals: { 2025: 5900 },
      }),
      rules,
      TODAY,
    );
    expect(because).toMatchObject({ kind: 'pace-between', pace: { expected: 0.5, expectedValue: 5712 } });
  });
});

describe('a revised target', () => {
  const kpi = kpiWith({ actuals: { 2025: 125 } });
  const revised: Kpi = {
    ...kpi,
    targets: [
      kpi.targets[0],
      {
        revision: 1,
        value: 120,
        fiscalYear: 2028,
        printed: '',
        effectiveDate: '2027-04-01',
        reason: '総合振興計画',
      },
    ],
  };
  test('counts from the day it takes effect and not before', () => {
    expect(rateProgress(revised, rules, '2027-03-31')).toMatchObject({
      status: 'on_track',
      target: { revision: 0 },
    });
    expect(rateProgress(revised, rules, '2027-04-01')).toMatchObject({
      status: 'achieved',
      target: { revision: 1 },
    });
  });
});

describe('years without an actual', () => {
  test('are named and never filled in: R8 is missing when R7 is the last known and R9 is running', () => {
    const assessment = rateProgress(kpiWith({ actuals: { 2025: 130 } }), rules, '2027-06-01');
    expect(assessment).toMatchObject({ missingYears: [2026], latest: { fiscalYear: 2025 } });
  });
  test('a year counts as missing only from 1 April on', () => {
    expect(rateProgress(kpiWith({}), rules, '2026-03-31').missingYears).toEqual([]);
    expect(rateProgress(kpiWith({}), rules, '2026-04-01').missingYears).toEqual([2025]);
  });
  test('after the plan has ended no later years are asked for', () => {
    expect(rateProgress(kpiWith({}), rules, '2035-01-01').missingYears).toEqual([2025, 2026, 2027, 2028]);
  });
});

describe('an indicator that has ended', () => {
  const ended = {
    ...kpiWith({ actuals: { 2025: 130 } }),
    retired: { on: '2027-06-01', reason: '別の指標に置きかえた' },
  };
  test('is judged like any other until its day', () => {
    expect(rateProgress(ended, rules, '2027-05-31')).toEqual(
      rateProgress({ ...ended, retired: null }, rules, '2027-05-31'),
    );
  });
  test('is judged from its day on as it stood then: no later year is missing and no later target holds', () => {
    const { targets } = ended;
    const later = { ...targets[0], revision: 1, value: 120, effectiveDate: '2028-04-01', reason: '見直し' };
    const assessment = rateProgress({ ...ended, targets: [...targets, later] }, rules, '2030-01-01');
    expect(assessment).toMatchObject({
      status: 'on_track',
      missingYears: [2026],
      target: { revision: 0 },
      retired: ended.retired,
    });
  });
});

describe('a KGI', () => {
  const kgi = kgiOf(planOf(datasetWith(SATISFACTION_ROWS)), 'satisfaction');
  test('is judged by the same rule as a KPI', () => {
    expect(rateProgress(kgi, rules, TODAY)).toMatchObject({ status: 'pending', byNow: { value: 55 } });
    const [observation] = kpiWith({ actuals: { 2025: 54.9 } }).observations;
    if (!observation) throw new Error('no actual');
    expect(rateProgress({ ...kgi, observations: [observation] }, rules, TODAY).status).toBe('on_track');
  });
});

describe('properties for any KPI', () => {
  const decimals = fc.integer({ min: 0, max: 2 });
  const whole = fc.integer({ min: -100_000, max: 100_000 });
  const anyKpi = fc
    .record({
      decimals,
      base: fc.option(whole),
      target: whole,
      actual: whole,
      year: fc.integer({ min: 2023, max: 2030 }),
      baseYear: fc.constantFrom(2022, 2024),
      basis: fc.constantFrom<Kpi['basis']>('level', 'yearly', 'cumulative', 'unconfirmed'),
      path: fc.constantFrom<Kpi['path']>('linear', 'by_end'),
    })
    .map(({ decimals: digits, base, target, actual, year, baseYear, basis, path }) => {
      const unit = 10 ** digits;
      const from = basis === 'cumulative' ? 0 : (base ?? target);
      return kpiWith({
        decimals: digits,
        basis,
        path,
        better: target >= from ? 'higher' : 'lower',
        baseline: base === null ? null : { value: base / unit, fiscalYear: baseYear },
        target: target / unit,
        actuals: { [year]: actual / unit },
      });
    });

  test('every KPI gets exactly one known status, and no number in its reasoning is NaN or infinite', () => {
    fc.assert(
      fc.property(anyKpi, (kpi) => {
        const assessment = rateProgress(kpi, rules, TODAY);
        expect(STATUSES).toContain(assessment.status);
        const numbers: unknown[] = [];
        JSON.stringify(assessment, (_, value: unknown) => {
          if (typeof value === 'number') numbers.push(value);
          return value;
        });
        expect(numbers.every((value) => Number.isFinite(value))).toBe(true);
      }),
    );
  });

  test('a better actual never has a worse status', () => {
    const rank: Status[] = ['worse', 'missed', 'behind', 'mostly', 'on_track', 'under_way', 'achieved'];
    fc.assert(
      fc.property(anyKpi, fc.integer({ min: 1, max: 100_000 }), (kpi, step) => {
        const gain = (kpi.better === 'higher' ? step : -step) / 10 ** kpi.decimals;
        const better = {
          ...kpi,
          observations: kpi.observations.map((seen) => ({ ...seen, value: seen.value + gain })),
        };
        const before = rateProgress(kpi, rules, TODAY).status;
        const after = rateProgress(better, rules, TODAY).status;
        const notWorse = rank.includes(before)
          ? rank.indexOf(after) >= rank.indexOf(before)
          : [before, 'achieved'].includes(after);
        expect(notWorse).toBe(true);
      }),
    );
  });

  test('turning higher and lower around turns nothing else around', () => {
    fc.assert(
      fc.property(anyKpi, (kpi) => {
        const mirrored: Kpi = {
          ...kpi,
          better: kpi.better === 'higher' ? 'lower' : 'higher',
          baseline: kpi.baseline && { ...kpi.baseline, value: -kpi.baseline.value },
          targets: [{ ...kpi.targets[0], value: -kpi.targets[0].value }],
          observations: kpi.observations.map((seen) => ({ ...seen, value: -seen.value })),
        };
        expect(rateProgress(mirrored, rules, TODAY).status).toBe(rateProgress(kpi, rules, TODAY).status);
      }),
    );
  });
});

describe('the plan as published', () => {
  test('nothing has an actual yet: everything is pending, but the unconfirmed case', () => {
    for (const kpi of plan.kpis.values()) {
      expect(rateProgress(kpi, rules, TODAY).status).toBe(
        kpi.id === 'digital-promoters' ? 'unrated' : 'pending',
      );
    }
  });
  test('the made-up actuals show every status that can occur before R10', () => {
    const shown = [...loadPlan({ withSamples: true }).kpis.values()].map(
      (kpi) => rateProgress(kpi, rules, TODAY).status,
    );
    expect([...new Set(shown)].sort()).toEqual(STATUSES.filter((status) => status !== 'missed').toSorted());
  });
});
