import { describe, expect, test } from 'vitest';
import type { View } from '../../src/domain/look-up/intent.ts';
import { search } from '../../src/domain/look-up/search.ts';
import { factsOf } from '../helpers/answers.ts';
import { datasetWith, LINE_FRIENDS_ENDED, loadPlan, planOf, SATISFACTION_ROWS } from '../helpers/plan.ts';

const plan = loadPlan();
const { searchIndex } = factsOf(plan);

function found(text: string, index = searchIndex): string {
  const result = search(index, text);
  if (result.kind === 'none') return 'none';
  if (result.kind === 'one') return nameOf(result.view);
  return result.choices.map(({ view }) => nameOf(view)).join(' | ');
}

function nameOf(view: View): string {
  if ('id' in view) return `${view.kind} ${view.id}`;
  return 'status' in view ? `${view.kind} ${view.status}` : view.kind;
}

describe('every KPI', () => {
  test.each([...plan.kpis.values()].map((kpi) => [kpi.name.text, kpi]))(
    '%s is found by its printed, plain and short name and its reading',
    (_, kpi) => {
      for (const words of [kpi.name.printed, kpi.name.text, kpi.shortName, kpi.name.reading]) {
        expect(found(words).split(' | '), words).toContain(`kpi ${kpi.id}`);
        expect(found(words), words).not.toContain('|');
      }
    },
  );
});

describe('a plan that has grown', () => {
  const { searchIndex: grown } = factsOf(
    planOf(
      datasetWith({
        ...SATISFACTION_ROWS,
        kpis: [...(SATISFACTION_ROWS['kpis'] ?? []), LINE_FRIENDS_ENDED],
        synonyms: [{ word: '町への評判', kind: 'kpi', target: 'satisfaction', note: '' }],
      }),
    ),
  );
  test.each(['行政サービスの満足度', 'サービス満足度', 'ぎょうせいさーびすのまんぞくど', '町への評判'])(
    'finds its KGI by 「%s」',
    (words) => {
      expect(found(words, grown)).toBe('kpi satisfaction');
    },
  );
  test.each(['KGI', 'KGIとは'])('still explains the word 「%s」', (words) => {
    expect(found(words, grown)).toBe('term key-goal-indicator');
  });
  test('still finds a KPI that has ended', () => {
    expect(found('町公式LINE登録者数', grown)).toBe('kpi line-friends');
  });
});

describe('people type as people type', () => {
  test.each([
    ['らいん登録', 'kpi line-friends'],
    ['LINE', 'kpi line-friends'],
    ['LINE followers', 'kpi line-friends'],
    ['DX', 'theme dx'],
    ['SDGs', 'theme sdgs'],
    ['SDGsとは', 'term sustainable-development-goals'],
    ['こんにちは', 'home'],
    ['ＬＩＮＥ', 'kpi line-friends'],
    ['町公式line登録者数はどうなっていますか？', 'kpi line-friends'],
    ['育休どうなった?', 'kpi paternity-leave'],
    ['インスタ', 'kpi instagram-followers'],
    ['ツイッター', 'kpi x-followers'],
    ['キャッシュレスについて教えて', 'kpi cashless-counters'],
    ['メニュー', 'home'],
    ['めにゅー', 'home'],
    ['MENU', 'home'],
    ['使い方', 'help'],
    ['全体のようす', 'overview'],
    ['遅れているのは？', 'status behind'],
    ['達成', 'status achieved'],
    ['達成とは', 'term achieved'],
    ['電子決裁の意味は？', 'term electronic-decision'],
    ['KPIとは', 'term key-performance-indicator'],
    ['ＫＰＩってなに？', 'term key-performance-indicator'],
    ['期間中', 'term period-total'],
    ['DXの推進', 'theme dx'],
    ['女性の活躍', 'theme women'],
    ['電子決裁', 'initiative electronic-approval'],
  ])('「%s」 is %s', (words, expected) => {
    expect(found(words)).toBe(expected);
  });

  test.each([
    'オンライン授業',
    'ガイドライン',
    'インスタントラーメン',
    'パパイヤ',
    'ゴールデンウィークの役場',
    'テーマパーク',
    'マイナポイント',
    '選挙結果',
    '地震速報',
    '建築基準法',
    '来年度の予算',
    '投票所はどこ',
    '工事は終わった？',
    'ストップ詐欺',
    'エコー検査',
    '住民税',
    '職員採用',
    '女性検診',
    '避難所一覧',
    '英語教室',
    '消防署の電話番号',
    'こんにちは赤ちゃん訪問',
    'ok',
    'うん',
    'はい',
    'どう',
  ])('「%s」 only has a word in common with something, and is not taken for it', (words) => {
    expect(found(words)).toBe('none');
  });
  test.each(['LINE詐欺', 'ワクチンの予約', 'コピー機はどこ', '広報誌', '職員数', '議会'])(
    '「%s」 is near something in the plan, which is offered and not shown',
    (words) => {
      expect(search(searchIndex, words).kind).toBe('near');
    },
  );
  test.each([
    ['インスタグラムのフォロワー数は？', 'kpi instagram-followers'],
    ['役場に行かずに手続き', 'kpi online-applications'],
    ['CO2減った？', 'kpi co2-emissions'],
    ['男の人の育休', 'kpi paternity-leave'],
    ['町長の約束どうなった', 'overview'],
    ['進捗', 'overview'],
  ])('「%s」 is certain, since nothing else stands beside it: %s', (words, expected) => {
    expect(found(words)).toBe(expected);
  });

  test('a word that several things share gives a choice, not a guess', () => {
    expect(found('ホームページ').split(' | ')).toEqual(
      expect.arrayContaining(['website', 'kpi website-views']),
    );
    expect(found('登録者').split(' | ').length).toBeGreaterThan(1);
  });
  test('too many choices are cut and counted', () => {
    expect(search(searchIndex, '町')).toMatchObject({ kind: 'none' }); // one letter would find everything
    expect(search(searchIndex, 'の推進')).toMatchObject({ kind: 'several' });
  });
  test.each([
    '',
    '。。。',
    '宇宙エレベーター',
    'ごみの日',
    '🎉',
    'email',
    'xyzzy',
    "'; DROP TABLE plan_versions; --",
    'あ',
  ])('「%s」 is not in this plan, and it says so', (words) => {
    expect(found(words)).toBe('none');
  });
});
