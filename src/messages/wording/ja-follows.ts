import type { FollowWords } from './wording.ts';

/** Following, how often news come, and how to stop. */
export const follows: FollowWords = {
  title: 'フォロー中',
  names: { everything: 'すべての約束', gone: '計画からなくなったもの' },
  everythingShort: 'すべて',
  kinds: { everything: '全体', theme: 'テーマ', kpi: '指標', ended: '終了した指標', gone: '' },
  follow: { everything: 'すべてフォローする', theme: 'テーマをフォローする', kpi: 'フォローする' },
  stop: 'やめる',
  stopThis: 'フォローをやめる',
  again: 'もう一度フォローする',
  typed: {
    follow: (name) => `${name}をフォロー`,
    unfollow: (name) => `${name}のフォローをやめる`,
  },
  next: 'つづきを見る',
  isCounted: (count) => `フォローしているものは${count === 0 ? 'ありません' : `${count}件です`}`,
  none: 'ありません',
  frequency: (label) => `通知の頻度は「${label}」です。`,
  never: 'フォローは残りますが、フォローしているもののお知らせは届きません。',
  preparing: 'お知らせの仕組みは準備中です。始まったらお届けします。',
  empty: {
    title: 'フォロー中のものはありません',
    body: '気になる約束をフォローすると、動きがあったときにお知らせします。指標やテーマのカードで「フォローする」を押すか、「DXの推進をフォロー」のように送ってください。',
  },
  titles: {
    followed: 'フォローしました',
    already: 'もうフォローしています',
    stopped: 'フォローをやめました',
    notFollowed: 'フォローしていません',
  },
  lateWord: {
    follow: 'このあとで「フォローをやめる」が選ばれたので、いまはフォローしていません。',
    unfollow: 'このあとで「フォローする」が選ばれたので、いまもフォローしています。',
  },
  covered: (cover) => `「${cover}」をフォローしているので、これについてのお知らせも届きます。`,
  choose: {
    follow: { title: 'どれをフォローしますか？', body: '下から選んでください。' },
    unfollow: { title: 'どのフォローをやめますか？', body: '下から選んでください。' },
  },
};
