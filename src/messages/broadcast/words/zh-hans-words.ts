import type { BroadcastWords } from '../broadcast-words.ts';
import { figuresIn, isSameYear, partsOf, sentencesIn, timesIn } from './language-parts.ts';

const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'];

function date(on: string): string {
  const { year, month, day } = partsOf(on);
  return `${year}年${month}月${day}日`;
}

export const zhHansWords: BroadcastWords = {
  ...figuresIn('zh-CN', { same: '没有变化', points: '个百分点' }),
  ...timesIn({
    yearOf: (year) => `${year}年度`,
    endOf: (year) => `${year}年度末`,
    within: (year) => `${year}年度全年`,
    total: (from, to) => `${from}～${to}年度合计`,
    unconfirmed: '统计方法确认中',
  }),
  baseline: '基准',
  actual: '实绩',
  target: '目标',
  noBaseline: '无',
  notPublished: '尚未公布',
  provisional: '初步数据',
  sample: '样本（虚构数值）',
  status: {
    achieved: { symbol: '★', label: '已达成' },
    on_track: { symbol: '◎', label: '进展顺利' },
    mostly: { symbol: '○', label: '基本顺利' },
    behind: { symbol: '△', label: '进度落后' },
    worse: { symbol: '▼', label: '倒退' },
    missed: { symbol: '×', label: '未达成' },
    under_way: { symbol: '→', label: '进行中' },
    pending: { symbol: '…', label: '实绩尚未公布' },
    unrated: { symbol: '－', label: '不作评价' },
  },
  unratedCause: ({ kind }) => {
    if (kind === 'basis-unconfirmed') return '统计方法确认中';
    return kind === 'no-baseline' ? '无基准值' : '';
  },
  byNow: (year) => `${year}年度末的参考值`,

  reference: '参考译文（以日文原文为准）',
  details: '查看详情（日文）',
  page: '查看网页（日文）',

  survey: '问卷调查',
  answer: '填写问卷',
  until: (on, today) => {
    const { year, month, day, weekday } = partsOf(on);
    return `截止到${isSameYear(on, today) ? '' : `${year}年`}${month}月${day}日（星期${WEEKDAYS[weekday]}）`;
  },

  countOfNews: (count) => `${count}项指标有变化`,
  more: (count) => `另有${count}项，请在网页上查看。`,
  previous: '上次',
  now: '本次',
  standing: '评价',
  standingBefore: '上次评价',
  added: '新增指标',
  removed: '该指标已从计划中删除',
  retired: (on) => `该指标于${date(on)}终止`,
  reinstated: '已终止的指标重新启用',
  confirmed: '初步数据已确定',
  corrected: '实绩已更正',
  late: '补充公布的实绩',
  withdrawn: '实绩已撤回',
  baselineCorrected: '基准值已更正',
  targetCorrected: '目标已更正',
  targetRevised: (effective) => `目标已调整${effective ? `（自${date(effective)}起）` : ''}`,
  because: (reason) => `理由：${reason}`,

  otherLanguages: '用其他语言阅读',

  aside: (words) => `（${words}）`,
  list: (parts) => parts.join('，'),
  named: (name, words) => `${name}：${words}`,
  sentences: sentencesIn({ stop: '。', gap: '' }),
};
