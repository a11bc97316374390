import type { Composition, Texts } from '../../src/domain/broadcasts/composition.ts';
import { indicatorChanges, type IndicatorChange } from '../../src/domain/news/plan-changes.ts';
import { RESIDENT_LANGUAGES } from '../../src/domain/language.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { Row } from '../../src/domain/plan/table-schema.ts';
import type { BroadcastContext } from '../../src/messages/broadcast/broadcast-context.ts';
import { context, TODAY } from './answers.ts';
import { datasetWith, loadDataset, planOf, rowOf } from './plan.ts';

export function observation(
  kpi: string,
  fiscalYear: number,
  value: string,
  status: 'confirmed' | 'provisional' = 'confirmed',
): Row {
  return {
    kpi,
    fiscal_year: String(fiscalYear),
    era: `R${fiscalYear - 2018}`,
    value,
    status,
    as_of: `${fiscalYear + 1}-03-31`,
    source: '企画担当課調べ',
    comment: '',
  };
}

export function revisedTarget(kpi: string, value: string, effectiveDate: string, reason: string): Row {
  return {
    ...rowOf('targets', kpi, '0'),
    revision: '1',
    value,
    printed: value,
    effective_date: effectiveDate,
    reason,
  };
}

/** The plan of the repository, without anything made up, with some rows changed or added. */
export function planWith(rows: Readonly<Record<string, readonly Row[]>>): Plan {
  return planOf(datasetWith(rows, loadDataset()));
}

const FIRST_YEAR = [
  observation('line-friends', 2025, '7702'),
  observation('paternity-leave', 2025, '60.0'),
  observation('copy-paper', 2025, '1500', 'provisional'),
  observation('self-training', 2025, '12'),
];

export const planBefore = planWith({ observations: FIRST_YEAR });

/** One year later: new actuals, a correction, a revised target, a KPI that ends and a new one. */
export const planAfter = planWith({
  observations: [
    ...FIRST_YEAR.filter(({ kpi }) => kpi !== 'copy-paper'),
    observation('copy-paper', 2025, '1480'),
    observation('line-friends', 2026, '8120', 'provisional'),
    observation('paternity-leave', 2026, '63.1'),
    observation('self-training', 2026, '30'),
    observation('cashless-counters', 2025, '8'),
  ],
  targets: [
    revisedTarget('x-followers', '2000', '2027-04-01', '利用する人が減っているため、目標を見直しました。'),
    { ...rowOf('targets', 'town-talks', '0'), kpi: 'town-walks' },
  ],
  kpis: [
    {
      ...rowOf('kpis', 'facebook-followers'),
      retired_on: '2026-10-01',
      retired_reason: '投稿をやめたため。',
    },
    {
      ...rowOf('kpis', 'town-talks'),
      id: 'town-walks',
      name_printed: '町長とまち歩きの回数',
      name: '町長とまち歩きの回数',
      short_name: '町長とまち歩き',
      reading: 'ちょうちょうとまちあるきのかいすう',
      source_row: '',
      source: '実施計画（2026年9月）',
      order: '101',
    },
  ],
});

export const changesOfTwo: readonly IndicatorChange[] = indicatorChanges(planBefore, planAfter, TODAY);

export const broadcast: BroadcastContext = {
  broadcastId: '0192d5a0-7c1e-7b3a-9f00-5f3c8a1b2c3d',
  revision: 4,
  plan: planAfter,
  changesOf: (version) => (version === 2 ? changesOfTwo : null),
  today: TODAY,
  context,
};

/** The same words in every language, with the language's tag, so that a test sees which one it got. */
export function inEach(words: string): Texts {
  return Object.fromEntries(RESIDENT_LANGUAGES.map((language) => [language, `${words} [${language}]`]));
}

export const EVERYTHING: Composition = {
  languages: RESIDENT_LANGUAGES,
  blocks: [
    {
      kind: 'text',
      text: {
        ja: '令和8年度の実績がまとまりました。',
        'ja-easy': '2026年度（ねんど）の 数（かず）が わかりました。',
        en: 'The results for fiscal year 2026 are in.',
        'zh-Hans': '2026年度的实绩已公布。',
        vi: 'Kết quả năm tài khóa 2026 đã được công bố.',
      },
    },
    { kind: 'changes', version: 2, ids: [] },
    { kind: 'kpis', ids: ['line-friends', 'paternity-leave', 'digital-promoters', 'co2-emissions'] },
    {
      kind: 'poll',
      title: {
        ja: '町の情報発信についてのアンケート',
        'ja-easy': '町の お知らせについての アンケート',
        en: 'Survey on how the town informs you',
        'zh-Hans': '关于町政信息发布的问卷调查',
        vi: 'Khảo sát về cách thị trấn cung cấp thông tin',
      },
      body: {
        ja: '5分ほどで終わります。お名前はうかがいません。',
        'ja-easy': '5分で おわります。名前は 書きません。',
        en: 'It takes about five minutes. We do not ask for your name.',
        'zh-Hans': '大约需要5分钟，无需填写姓名。',
        vi: 'Mất khoảng 5 phút. Không cần ghi tên.',
      },
      url: 'https://form.example.lg.jp/アンケート?id=1',
      closesOn: '2026-12-10',
    },
  ],
};
