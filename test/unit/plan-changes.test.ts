import { describe, expect, test } from 'vitest';
import { indicatorChanges, type News } from '../../src/domain/news/plan-changes.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import { TODAY } from '../helpers/answers.ts';
import {
  changesOfTwo,
  observation,
  planAfter,
  planBefore,
  planWith,
  revisedTarget,
} from '../helpers/compositions.ts';
import { datasetWith, loadDataset, loadPlan, planOf, rowOf, SATISFACTION_ROWS } from '../helpers/plan.ts';

function newsOf(id: string, before: Plan, after: Plan): readonly News[] {
  return indicatorChanges(before, after, TODAY).find(({ indicator }) => indicator.id === id)?.news ?? [];
}

function withActuals(...rows: ReturnType<typeof observation>[]): Plan {
  return planWith({ observations: rows });
}

const NOTHING_YET = planWith({});

describe('a new actual', () => {
  test('is told beside the one that was the latest until now, with both years', () => {
    expect(newsOf('line-friends', planBefore, planAfter)[0]).toMatchObject({
      kind: 'actual',
      previous: { kind: 'actual', value: 7702, fiscalYear: 2025 },
      actual: { value: 8120, fiscalYear: 2026, status: 'provisional' },
      difference: { by: 'count', value: 418 },
    });
  });
  test('of a rate moves by points, without the noise of decimals', () => {
    expect(newsOf('paternity-leave', planBefore, planAfter)[0]).toMatchObject({
      difference: { by: 'points', value: 3.1 },
    });
  });
  test('is compared with the baseline where there was none', () => {
    const news = newsOf('cashless-counters', NOTHING_YET, planAfter)[0];
    expect(news).toMatchObject({ previous: { kind: 'baseline', value: 5, fiscalYear: 2024 } });
  });
  test('is compared with nothing where the baseline counts something else', () => {
    const totals = withActuals(observation('self-training', 2025, '12'));
    expect(newsOf('self-training', NOTHING_YET, totals)[0]).toMatchObject({
      previous: null,
      difference: null,
    });
    const unclear = withActuals(observation('digital-promoters', 2025, '4'));
    expect(newsOf('digital-promoters', NOTHING_YET, unclear)[0]).toMatchObject({ previous: null });
  });
  test('is compared with what residents knew, when two years come at once', () => {
    const before = withActuals(observation('line-friends', 2025, '7702'));
    const after = withActuals(
      observation('line-friends', 2025, '7702'),
      observation('line-friends', 2026, '8120'),
      observation('line-friends', 2027, '8600'),
    );
    expect(newsOf('line-friends', before, after).slice(0, 2)).toMatchObject([
      { kind: 'late', actual: { fiscalYear: 2026 } },
      { kind: 'actual', actual: { fiscalYear: 2027 }, previous: { fiscalYear: 2025 } },
    ]);
  });
  test('is compared with the corrected figure, and the correction is told as well', () => {
    const before = withActuals(observation('line-friends', 2025, '7702'));
    const after = withActuals(
      observation('line-friends', 2025, '7710'),
      observation('line-friends', 2026, '8120'),
    );
    expect(newsOf('line-friends', before, after)).toMatchObject([
      { kind: 'corrected', before: { value: 7702 }, after: { value: 7710 }, difference: { value: 8 } },
      { kind: 'actual', previous: { value: 7710 }, difference: { value: 410 } },
    ]);
  });
  test('comes with the status before and after', () => {
    expect(newsOf('cashless-counters', planBefore, planAfter)[1]).toMatchObject({
      kind: 'status',
      before: { status: 'pending' },
      after: { status: 'on_track' },
    });
  });
});

describe('a past actual', () => {
  const provisional = withActuals(observation('copy-paper', 2025, '1500', 'provisional'));
  test('that becomes final is told as confirmed, with the same value or another', () => {
    const same = withActuals(observation('copy-paper', 2025, '1500'));
    expect(newsOf('copy-paper', provisional, same)[0]).toMatchObject({
      kind: 'confirmed',
      difference: { value: 0 },
    });
    expect(newsOf('copy-paper', planBefore, planAfter)[0]).toMatchObject({
      kind: 'confirmed',
      difference: { value: -20 },
    });
  });
  test('that is taken back is told as withdrawn, with the status it leaves behind', () => {
    expect(newsOf('copy-paper', provisional, NOTHING_YET)).toMatchObject([
      { kind: 'withdrawn', actual: { value: 1500 } },
      { kind: 'status', after: { status: 'pending' } },
    ]);
  });
  test('that is filled in beside a newer one is told as late, not as the newest', () => {
    const newer = withActuals(observation('line-friends', 2026, '8120'));
    const both = withActuals(
      observation('line-friends', 2025, '7702'),
      observation('line-friends', 2026, '8120'),
    );
    expect(newsOf('line-friends', newer, both)).toMatchObject([{ kind: 'late', actual: { value: 7702 } }]);
  });
});

describe('a target', () => {
  test('that was revised is told with both values and the reason, before it takes effect', () => {
    expect(newsOf('x-followers', planBefore, planAfter)).toMatchObject([
      {
        kind: 'target',
        before: { value: 1000 },
        after: { value: 2000, effectiveDate: '2027-04-01', reason: /減っている/ },
      },
    ]);
  });
  test('whose reason alone was rewritten is no news', () => {
    const one = planWith({ targets: [revisedTarget('x-followers', '2000', '2027-04-01', '一つ目の理由')] });
    const other = planWith({ targets: [revisedTarget('x-followers', '2000', '2027-04-01', '別の理由')] });
    expect(indicatorChanges(one, other, TODAY)).toEqual([]);
  });
});

describe('an indicator', () => {
  test('that is new, retired, used again or gone is told as such', () => {
    expect(newsOf('town-walks', planBefore, planAfter)).toEqual([{ kind: 'added' }]);
    expect(newsOf('town-walks', planAfter, planBefore)).toEqual([{ kind: 'removed' }]);
    expect(newsOf('facebook-followers', planBefore, planAfter)[0]).toEqual({
      kind: 'retired',
      on: '2026-10-01',
      reason: '投稿をやめたため。',
    });
    expect(newsOf('facebook-followers', planAfter, planBefore)[0]).toEqual({ kind: 'reinstated' });
  });
  test('is news when the whole 重点項目 gets a KGI, too', () => {
    const after = planWith(SATISFACTION_ROWS);
    expect(newsOf('satisfaction', NOTHING_YET, after)).toEqual([{ kind: 'added' }]);
  });
  test('whose baseline was corrected is told with both', () => {
    const after = planWith({ kpis: [{ ...rowOf('kpis', 'line-friends'), baseline_value: '7200' }] });
    expect(newsOf('line-friends', NOTHING_YET, after)).toMatchObject([
      { kind: 'baseline', before: { value: 7159 }, after: { value: 7200 } },
    ]);
  });
  test('whose wording alone changed is no news', () => {
    const row = rowOf('kpis', 'line-friends');
    const after = planWith({
      kpis: [{ ...row, short_name: 'LINEの友だち', note: '数え方の注', name: '町公式LINEの登録者数' }],
    });
    expect(indicatorChanges(NOTHING_YET, after, TODAY)).toEqual([]);
  });
});

test('the thresholds of the rule are news only where they change a status', () => {
  const dataset = loadDataset();
  const rows = { observations: [observation('line-friends', 2025, '7300')] };
  const before = datasetWith(rows, dataset);
  const after = { ...before, rules: { ...before.rules, behindBelowPercent: 20, onTrackFromPercent: 25 } };
  expect(indicatorChanges(planOf(before), planOf(after), TODAY)).toMatchObject([
    {
      indicator: { id: 'line-friends' },
      news: [{ kind: 'status', before: { status: 'behind' }, after: { status: 'on_track' } }],
    },
  ]);
});

test('what was made up for trying things out is no news of its own', () => {
  const changes = indicatorChanges(loadPlan(), loadPlan({ withSamples: true }), TODAY);
  expect(changes.length).toBeGreaterThan(0);
  expect(new Set(changes.flatMap(({ news }) => news.map(({ kind }) => kind)))).toEqual(new Set(['status']));
});

test('changes stand in the order of the plan, what has gone last', () => {
  expect(changesOfTwo.map(({ indicator }) => indicator.id)).toEqual([
    'cashless-counters',
    'copy-paper',
    'self-training',
    'paternity-leave',
    'line-friends',
    'facebook-followers',
    'x-followers',
    'town-walks',
  ]);
  expect(indicatorChanges(planAfter, planBefore, TODAY).at(-1)?.indicator.id).toBe('town-walks');
});

test('a plan beside itself has nothing new', () => {
  expect(indicatorChanges(planAfter, planAfter, TODAY)).toEqual([]);
});
