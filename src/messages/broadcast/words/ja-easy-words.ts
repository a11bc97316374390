import type { BroadcastWords } from '../broadcast-words.ts';
import { figuresIn, isSameYear, partsOf, sentencesIn, timesIn } from './language-parts.ts';

/** やさしい日本語: short sentences with spaces between their parts, Western years, readings where a word is not easy. */

const WEEKDAYS = ['日', '月', '火', '水', '木', '金', '土'];

function date(on: string): string {
  const { year, month, day } = partsOf(on);
  return `${year}年${month}月${day}日`;
}

export const jaEasyWords: BroadcastWords = {
  ...figuresIn('ja-JP', { same: 'おなじ', points: 'ポイント' }),
  ...timesIn({
    yearOf: (year) => `${year}年度（ねんど）`,
    endOf: (year) => `${year + 1}年3月`,
    within: (year) => `${year}年4月から1年`,
    total: (from, to) => `${from}年4月から${to + 1}年3月まで`,
    unconfirmed: '数え方を しらべています',
  }),
  baseline: 'はじめ',
  actual: 'いま',
  target: 'めざす 数',
  noBaseline: 'ありません',
  notPublished: 'まだです',
  provisional: 'かりの 数',
  sample: '見本（みほん）。本当では ない 数',
  status: {
    achieved: { symbol: '★', label: 'めざす 数に とどきました' },
    on_track: { symbol: '◎', label: 'よく すすんでいます' },
    mostly: { symbol: '○', label: 'だいたい よく すすんでいます' },
    behind: { symbol: '△', label: 'おくれています' },
    worse: { symbol: '▼', label: 'はじめより わるく なりました' },
    missed: { symbol: '×', label: 'めざす 数に とどきませんでした' },
    under_way: { symbol: '→', label: 'いま やっています' },
    pending: { symbol: '…', label: '数が まだ ありません' },
    unrated: { symbol: '－', label: 'くらべて いません' },
  },
  unratedCause: ({ kind }) => {
    if (kind === 'basis-unconfirmed') return '数え方を しらべています';
    return kind === 'no-baseline' ? 'はじめの 数が ありません' : '';
  },
  byNow: (year) => `${year + 1}年3月の めやす`,

  reference: '',
  details: 'くわしく 見る',
  page: 'あゆみの ページを 見る',

  survey: 'アンケート',
  answer: 'こたえる',
  until: (on, today) => {
    const { year, month, day, weekday } = partsOf(on);
    return `${isSameYear(on, today) ? '' : `${year}年`}${month}月${day}日（${WEEKDAYS[weekday]}曜日）まで`;
  },

  countOfNews: (count) => `${count}つの 数が かわりました`,
  more: (count) => `ほかに ${count}つ あります。「あゆみの ページ」で 見ることが できます。`,
  previous: '前の 数',
  now: '新しい 数',
  standing: 'すすみ方',
  standingBefore: '前の すすみ方',
  added: '新しく 数えはじめました',
  removed: 'もう 数えません',
  retired: (on) => `${date(on)}で おわります`,
  reinstated: 'また 数えることに なりました',
  confirmed: '数が きまりました',
  corrected: '数を なおしました',
  late: '前の 年の 数です。いま わかりました',
  withdrawn: '数を けしました',
  baselineCorrected: 'はじめの 数を なおしました',
  targetCorrected: 'めざす 数を なおしました',
  targetRevised: (effective) => `めざす 数を かえました${effective ? `（${date(effective)}から）` : ''}`,
  because: (reason) => `理由（りゆう）：${reason}`,

  otherLanguages: 'ほかの ことばで 読む',

  aside: (words) => `（${words}）`,
  list: (parts) => parts.join('、'),
  named: (name, words) => `${name}：${words}`,
  sentences: sentencesIn({ stop: '。', gap: '' }),
};
