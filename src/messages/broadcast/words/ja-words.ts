import { actualTime, baselineTime, date, targetTime } from '../../wording/ja-figures.ts';
import { ja } from '../../wording/ja.ts';
import type { BroadcastWords } from '../broadcast-words.ts';
import { figuresIn, isSameYear, partsOf, sentencesIn } from './language-parts.ts';

const WEEKDAYS = ['日', '月', '火', '水', '木', '金', '土'];

export const jaWords: BroadcastWords = {
  ...figuresIn('ja-JP', { same: '変わりなし', points: 'ポイント' }),
  baselineTime,
  actualTime,
  targetTime,
  baseline: ja.baseline,
  actual: ja.actual,
  target: ja.target,
  noBaseline: ja.noBaseline,
  notPublished: ja.notPublished,
  provisional: ja.provisional,
  sample: ja.sample,
  status: ja.status,
  unratedCause: (because) => ja.unratedCause(because),
  byNow: (year) => ja.byNow(year),

  reference: '',
  details: 'くわしく',
  page: ja.pageOf,

  survey: 'アンケート',
  answer: '回答する',
  until: (on, today) => {
    const { year, month, day, weekday } = partsOf(on);
    return `${isSameYear(on, today) ? '' : `${year}年`}${month}月${day}日（${WEEKDAYS[weekday]}）まで`;
  },

  countOfNews: (count) => `${count}件の指標に動きがありました`,
  more: (count) => `ほかに${count}件あります。つづきは「あゆみのページ」で見られます。`,
  previous: '前回',
  now: '今回',
  standing: '判定',
  standingBefore: '前回の判定',
  added: '新しい指標です',
  removed: 'この指標は計画からなくなりました',
  retired: (on) => `この指標は${date(on)}で終わりです`,
  reinstated: '終了した指標を、また使うことになりました',
  confirmed: '速報値が確定しました',
  corrected: '実績を訂正しました',
  late: 'これまで未公表だった実績です',
  withdrawn: '実績を取り消しました',
  baselineCorrected: '基準を訂正しました',
  targetCorrected: '目標を訂正しました',
  targetRevised: (effective) => `目標を見直しました${effective ? `（${date(effective)}から）` : ''}`,
  because: (reason) => `理由：${reason}`,

  otherLanguages: 'ほかのことばで読む',

  aside: (words) => `（${words}）`,
  list: (parts) => parts.join('、'),
  named: (name, words) => `${name}：${words}`,
  sentences: sentencesIn({ stop: '。', gap: '' }),
};
