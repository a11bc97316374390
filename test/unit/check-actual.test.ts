import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueActuals,
  lastValueBefore,
  LINE_FRIENDS,
  whyNotEntered,
  yearsOfPlan,
} from '../../src/domain/plan/actuals.ts';
import { schemaOf } from '../../src/domain/plan/changes.ts';
import { checkActual, type ActualInput } from '../../src/domain/plan/check-actual.ts';
import { parsePlan } from '../../src/domain/plan/parse-plan.ts';
import { readFigure } from '../../src/domain/plan/read-figure.ts';
import type { Row } from '../../src/domain/plan/table-schema.ts';
import { expectAtEndOf, rateProgress } from '../../src/domain/progress/rate-progress.ts';
import {
  dataPackage,
  datasetWith,
  kgiOf,
  kpiOf,
  LINE_FRIENDS_ENDED,
  loadDataset,
  planOf,
  SATISFACTION_ROWS,
} from '../helpers/plan.ts';

const schema = schemaOf('observations', dataPackage);
const TODAY = '2026-11-24';
const plan = planOf(loadDataset());

function observation(kpi: string, year: number, value: string, more: Row = {}): Row {
  return {
    kpi,
    fiscal_year: String(year),
    era: `R${year - 2018}`,
    value,
    status: 'confirmed',
    as_of: `${year + 1}-03-31`,
    source: '企画担当課調べ',
    comment: '',
    ...more,
  };
}

const planWith = (...observations: Row[]) => planOf(datasetWith({ observations }, loadDataset()));

function check(kpi: string, typed: Partial<ActualInput>, { year = 2025, from = plan, today = TODAY } = {}) {
  const input = {
    value: '',
    status: 'confirmed',
    as_of: `${year + 1}-03-31`,
    source: '調べ',
    comment: '',
    ...typed,
  };
  return checkActual(kpiOf(from, kpi), year, input, { today, schema });
}

/** What is said: field, level, and which reason. */
function said(...args: Parameters<typeof check>): string[] {
  return check(...args).remarks.map(({ field, level, reason }) =>
    [field, level, reason.kind === 'fault' ? reason.fault.reason.kind : reason.kind].join(' '),
  );
}

describe('a figure', () => {
  test.each([
    ['7400', '7400', true],
    ['７，４００人', '7400', false],
    ['7,400', '7400', false],
    [' 7400 人 ', '7400', false],
    ['007', '7', false],
    ['0', '0', true],
    ['7,40', null, false],
    ['7.400.000', null, false],
    ['約7400', null, false],
    ['7400件', null, false],
    ['=1+1', null, false],
    ['1e3', null, false],
    ['', null, false],
  ])('written as %s is read as %s', (typed, text, asTyped) => {
    const read = readFigure(typed, { unit: '人', decimals: 0 });
    expect(read).toEqual(text === null ? null : { text, asTyped });
  });
  test('of a rate keeps its decimals, and loses only zeros beyond them', () => {
    const rate = { unit: '%', decimals: 1 };
    const read = (typed: string) => readFigure(typed, rate)?.text;
    expect(['36.0', '３６．４％', '36.40', '36.45', '▲1.5'].map(read)).toEqual([
      '36.0',
      '36.4',
      '36.4',
      '36.45',
      '-1.5',
    ]);
  });
  test('comes out the same however it is written', () => {
    const wide = (text: string) =>
      text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (number) => {
        const plain = String(number);
        const grouped = plain.replace(/\B(?=(\d{3})+$)/g, ',');
        for (const typed of [plain, grouped, wide(plain), `${grouped}人`, ` ${wide(grouped)} 人`])
          expect(readFigure(typed, { unit: '人', decimals: 0 })?.text).toBe(plain);
      }),
    );
  });
});

describe('an actual', () => {
  test('that is plausible raises nothing', () => {
    expect(said('line-friends', { value: '7400' })).toEqual([]);
    expect(check('line-friends', { value: '7400' }).row).toMatchObject({
      kpi: 'line-friends',
      fiscal_year: '2025',
      era: 'R7',
      value: '7400',
    });
  });
  test('written otherwise is taken, and told how it was read', () => {
    expect(said('line-friends', { value: '７，４００人' })).toEqual(['value note read-as']);
  });
  test.each([
    ['no figure', 'line-friends', { value: 'たくさん' }, 'value error type'],
    ['less than nothing', 'line-friends', { value: '-5' }, 'value error minimum'],
    ['a count in parts', 'line-friends', { value: '7400.5' }, 'value error too-many-digits'],
    ['more decimals than the KPI has', 'paternity-leave', { value: '36.45' }, 'value error too-many-digits'],
    ['a rate over 100', 'women-managers', { value: '101' }, 'value error not-a-rate'],
    ['no status', 'line-friends', { value: '7400', status: '' }, 'status error required'],
    ['a made-up status', 'line-friends', { value: '7400', status: 'final' }, 'status error enum'],
    ['no source', 'line-friends', { value: '7400', source: ' ' }, 'source error required'],
    [
      'a formula as source',
      'line-friends',
      { value: '7400', source: '=HYPERLINK("x")' },
      'source error pattern',
    ],
    ['a formula as comment', 'line-friends', { value: '7400', comment: '@SUM(A1)' }, 'comment error pattern'],
    [
      'too long a comment',
      'line-friends',
      { value: '7400', comment: 'あ'.repeat(401) },
      'comment error max-length',
    ],
    ['a day that is none', 'line-friends', { value: '7400', as_of: '2026-02-30' }, 'as_of error type'],
    [
      'a day before the year',
      'line-friends',
      { value: '7400', as_of: '2025-03-31' },
      'as_of error before-year-began',
    ],
    ['a day to come', 'line-friends', { value: '7400', as_of: '2026-11-25' }, 'as_of error in-future'],
  ])('with %s is refused at that cell', (_what, kpi, typed, remark) => {
    expect(said(kpi, typed)).toEqual([remark]);
  });
  test('has its breaks and tabs made spaces, since a cell is one line', () => {
    const { row, remarks } = check('line-friends', { value: '7400', comment: '一行目\r\n二行目\t終わり' });
    expect([row['comment'], remarks]).toEqual(['一行目 二行目 終わり', []]);
  });
  test('of a year that is not over asks where it is said to be confirmed, and not where it is provisional', () => {
    const typed = { value: '7400', as_of: TODAY };
    expect(said('line-friends', typed, { year: 2026 })).toEqual(['status ask year-not-over']);
    expect(said('line-friends', { ...typed, status: 'provisional' }, { year: 2026 })).toEqual([]);
  });
  test('asks before it takes back that a figure was confirmed', () => {
    const from = planWith(observation('line-friends', 2025, '7400'));
    expect(said('line-friends', { value: '7410', status: 'provisional' }, { from })).toEqual([
      'status ask no-longer-confirmed',
    ]);
  });
  test('the same as the year before is told', () => {
    const from = planWith(observation('line-friends', 2025, '7400'));
    expect(
      said('line-friends', { value: '7400', as_of: TODAY, status: 'provisional' }, { year: 2026, from }),
    ).toEqual(['value note as-before']);
  });
});

describe('a sudden jump', () => {
  test.each([
    ['more than double', 'line-friends', '14319', 'jump'],
    ['less than half', 'training-attendance', '778', 'jump'],
    ['a digit too many', 'line-friends', '71590', 'jump'],
    ['more than the whole way to the target', 'online-applications', '121', 'beyond-the-way'],
    ['a rate by more than 20 points', 'paid-leave', '47.6', 'jump'],
    ['a small count by more than 10', 'cashless-counters', '16', 'jump'],
    ['from nothing by more than 10', 'facility-booking', '11', 'jump'],
    ['a running total over that of the whole plan', 'self-training', '1000', 'beyond-the-way'],
  ])('asks: %s', (_what, kpi, value, kind) => {
    expect(said(kpi, { value })).toEqual([`value ask ${kind}`]);
  });
  test.each([
    ['the target reached at once', 'online-applications', '120'],
    ['a small count doubled', 'cashless-counters', '12'],
    ['a small count from nothing', 'facility-booking', '10'],
    ['nothing to compare with', 'x-followers', '5000'],
    ['how it is counted is not known', 'digital-promoters', '20'],
  ])('is none: %s', (_what, kpi, value) => expect(said(kpi, { value })).toEqual([]));
  test('is measured from the newest actual, whichever year it is of', () => {
    const from = planWith(observation('line-friends', 2025, '9000'));
    expect(lastValueBefore(kpiOf(from, 'line-friends'), 2027)).toEqual({
      value: 9000,
      fiscalYear: 2025,
      kind: 'actual',
    });
  });
  test('is measured from nothing that was made up', () => {
    const from = planOf(loadDataset({ withSamples: true }));
    expect(lastValueBefore(kpiOf(from, 'line-friends'), 2026)?.kind).toBe('baseline');
  });
  test('of a running total is asked about when it falls, however little', () => {
    const from = planWith(observation('self-training', 2025, '3'));
    const typed = { value: '2', status: 'provisional', as_of: TODAY };
    expect(said('self-training', typed, { year: 2026, from })).toEqual(['value ask total-fell']);
  });
});

describe('whatever is typed', () => {
  const anyCell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      '',
      '7400',
      '７,４００',
      '36.4',
      '0',
      '-1',
      'provisional',
      'confirmed',
      '2026-03-31',
      '調べ',
      '=1',
    ),
  );
  const mostly = (...right: string[]) =>
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: anyCell });
  const anyInput = fc.record({
    value: fc.oneof(anyCell, fc.integer({ min: 0, max: 120 }).map(String)),
    status: mostly('provisional', 'confirmed'),
    as_of: mostly('2026-03-31', '2025-04-01'),
    source: mostly('調べ', '企画担当課'),
    comment: mostly('', '減りました'),
  });

  test('is refused here exactly when the plan would refuse it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...plan.kpis.keys()), anyInput, (kpi, input) => {
        const { row, remarks } = checkActual(kpiOf(plan, kpi), 2025, input, { today: TODAY, schema });
        const isRefused = remarks.some(({ level, reason }) => level === 'error' && reason.kind === 'fault');
        const dataset = loadDataset();
        const tables = { ...dataset.tables, observations: [row] };
        expect(parsePlan({ ...dataset, tables }, dataPackage).ok).toBe(!isRefused);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the years of a plan', () => {
  test('are those up to its last target, with any other that has actuals', () => {
    expect(yearsOfPlan(plan)).toEqual([2025, 2026, 2027, 2028]);
    expect(yearsOfPlan(planWith(observation('co2-emissions', 2023, '7000')))).toEqual([
      2023, 2025, 2026, 2027, 2028,
    ]);
  });
  test('take no actual of what was retired by their end, and none before the baseline', () => {
    const ended = kpiOf(planOf(datasetWith({ kpis: [LINE_FRIENDS_ENDED] })), LINE_FRIENDS);
    expect([2024, 2025, 2026].map((year) => whyNotEntered(ended, year))).toEqual([
      'not-after-baseline',
      null,
      'retired',
    ]);
  });
});

describe('an actual that is due', () => {
  const due = (from = plan, today = TODAY) => dueActuals(from, today).map(({ id }) => id);
  test('is each indicator’s of the last year that is over', () => {
    expect(due()).toEqual([...plan.kpis.keys()]);
    expect(due(planWith(observation('line-friends', 2025, '7400')))).not.toContain('line-friends');
  });
  test('is none before the plan’s first year is over, nor after the target’s', () => {
    expect(due(plan, '2026-03-31')).toEqual([]);
    expect(due(plan, '2026-04-01')).toHaveLength(25);
    expect(due(plan, '2030-04-01')).toEqual([]);
  });
  test('is still that of what was retired after the year’s end, and not of what was retired before', () => {
    const ended = planOf(datasetWith({ kpis: [LINE_FRIENDS_ENDED] }, loadDataset()));
    expect(due(ended)).toContain('line-friends');
    expect(due(ended, '2027-04-01')).not.toContain('line-friends');
  });
  test('is still due while there is only a made-up one', () => {
    expect(due(planOf(loadDataset({ withSamples: true })))).toContain('line-friends');
  });
  test('is a KGI’s too', () => {
    const from = planOf(datasetWith(SATISFACTION_ROWS, loadDataset()));
    expect(due(from)).toContain(kgiOf(from, 'satisfaction').id);
  });
});

describe('what to expect at the end of a year', () => {
  test('is what the rule compares that year’s actual with', () => {
    for (const kpi of plan.kpis.values()) {
      const from = planWith(observation(kpi.id, 2025, '1'));
      const { byNow } = rateProgress(kpiOf(from, kpi.id), from.rules, TODAY);
      const expected = expectAtEndOf(kpi, plan.rules, 2025, TODAY);
      expect(expected.kind === 'value' ? expected.value : null).toBe(byNow?.value ?? null);
    }
  });
  test.each([
    ['digital-promoters', 'basis-unconfirmed'],
    ['x-followers', 'no-baseline'],
    ['pr-training', 'only-the-end-counts'],
    ['town-talks', 'only-the-end-counts'],
  ])('is nothing for %s, with the reason', (kpi, why) => {
    expect(expectAtEndOf(kpiOf(plan, kpi), plan.rules, 2025, TODAY)).toEqual({ kind: 'none', why });
  });
});
