import type { Because } from '../../domain/progress/rate-progress.ts';
import type { Indicator } from '../../domain/plan/plan.ts';
import {
  actualTime,
  arithmetic,
  baselineTime,
  date,
  expectedFigure,
  figure,
  fiscalYear,
  percent,
  targetTime,
} from './ja-figures.ts';
import { follows } from './ja-follows.ts';
import { menuWords } from './ja-menu-words.ts';
import { forgetBody, helpBody, privacyBody } from './ja-notices.ts';
import { settings } from './ja-settings.ts';
import type { Wording } from './wording.ts';

export const ja: Wording = {
  figure,
  expectedFigure,
  date,
  baselineTime,
  actualTime,
  targetTime,
  basis: {
    level: '年度末の時点の数',
    yearly: '1年間の数',
    cumulative: 'R7年度からの合計（期間中の数）',
    unconfirmed: '確認中',
  },

  status: {
    achieved: { symbol: '★', label: '達成', meaning: '目標に届きました' },
    on_track: { symbol: '◎', label: '順調', meaning: 'めやすどおりか、それ以上に進んでいます' },
    mostly: { symbol: '○', label: 'おおむね順調', meaning: 'めやすに近いところまで進んでいます' },
    behind: { symbol: '△', label: '遅れ', meaning: 'めやすより遅れています' },
    worse: { symbol: '▼', label: '後退', meaning: '基準のときより目標から遠くなりました' },
    missed: { symbol: '×', label: '未達成', meaning: '期限までに目標に届きませんでした' },
    under_way: { symbol: '→', label: '取組中', meaning: '期限までに届くかどうかを見ます。いまは途中です' },
    pending: { symbol: '…', label: '実績未公表', meaning: 'R7年度以降の実績がまだありません' },
    unrated: { symbol: '－', label: '評価対象外', meaning: '計算に必要なものがそろっていません' },
  },
  unratedCause: (because) => {
    if (because.kind === 'basis-unconfirmed') return '集計方法を確認中';
    return because.kind === 'no-baseline' ? '基準値なし' : '';
  },
  because: explain,

  sample: '見本（架空の値）',
  provisional: '速報値',
  baseline: '基準',
  actual: '実績',
  target: '目標',
  notPublished: '未公表',
  noBaseline: 'なし',
  byNow: (year) => `${fiscalYear(year)}末のめやす`,
  shareDone: (share) =>
    share < 0 ? '基準のときより後退しています' : `目標までの道のりの${percent(share)}まで進みました`,
  missingYears: (years) => `${years.map(fiscalYear).join('・')}の実績は、まだ公表されていません。`,
  reason: '判定の理由',
  asOf: (day, source) => `実績の時点：${date(day)}　出典：${source}`,
  source: (row) => `基準・目標の出典：町長マニフェスト一覧表の${row}行目`,
  initiativeSource: (row) => `出典：町長マニフェスト一覧表の${row}行目`,
  otherSource: (source) => `出典：${source}`,
  retired: (on, reason) => `この指標は${date(on)}に終了しました。理由：${reason}`,
  comment: '町から',
  note: '注記',
  kpiSentence: (parts) => `${parts.join('。')}。`,
  revisedTarget: (effective, reason, earlier) =>
    `目標は${date(effective)}に見直されました（以前の目標：${earlier}）。理由：${reason}`,

  arithmeticTitle: '計算と出典',
  arithmetic,
  howCounted: '数え方',
  rules: (version) => `判定のきまり 第${version}版`,

  countOf: (count) => `${count}件`,
  statusCount: (count, total) => `${total}件のうち${count}件`,
  themeHeading: (theme) => theme.name.text,
  withoutKpi: (count) => `数値の指標がない取組（${count}件）`,
  withoutKpiExplained: 'この取組には、数値の指標（KPI）が決められていません。',
  initiativeWithKpi: (count) => `この取組の指標は${count}件です。`,
  initiativeOnlyRetired: 'この取組には、いま数値の指標（KPI）がありません。',
  retiredTitle: '終了した指標',
  kgiCount: (count) => `重点項目の目標（KGI）：${count}件`,
  kgiOf: (priorityItem) => `${priorityItem.name.text}の目標（KGI）`,
  overviewTitle: '全体のようす',
  overviewLead: (total) => `指標は全部で${total}件です。`,
  noGrade: 'それぞれの指標を数えたもので、全体の点数ではありません。',
  emptyStatus: (status) => `いま「${status}」の指標はありません。`,
  page: (at, of) => `${at}/${of}`,
  moreOnPage: (count) => `ほかに${count}件あります。つづきは「あゆみのページ」で見られます。`,
  glossaryTitle: 'ことばの説明',
  glossaryLead: '知りたいことばを押すか、そのまま入力してください。',
  termTitle: (term) => `「${term}」とは`,
  moreChoices: (count) => `ほかに${count}件あります。もう少し長いことばで入力してください。`,
  initiativeKind: '取組',

  greeting: (town, again) => ({
    title: again ? 'おかえりなさい' : '友だち追加ありがとうございます',
    body: `${town}の「あゆみ」です。町長マニフェストの約束が、いまどこまで進んでいるかをお答えします。\n\n下のボタンを押すか、「育休」「キャッシュレス」のように知りたいことばを送ってください。\n\nどなたが何を調べたかは記録しません。くわしくは「個人情報の取り扱い」をご覧ください。`,
  }),
  home: { title: 'メニュー', body: '見たいものを選んでください。ことばを送ってさがすこともできます。' },
  help: { title: '使い方', body: helpBody },
  polls: {
    title: 'アンケート',
    body: 'いま受け付けているアンケートはありません。アンケートの機能は準備中です。',
  },
  website: { title: 'あゆみのページ', body: 'すべての指標を、分野ごとの表で見られます。' },
  contact: (office, telephone) => ({
    title: '問い合わせ',
    body: `計画や数字についてのお問い合わせは、${office}へどうぞ。${telephone ? `\n電話：${telephone}` : '\n連絡先は町のホームページか広報紙でご確認ください。'}\n\nこのトークでは、個別のご相談や個人情報は受け付けていません。`,
  }),
  privacy: { title: '個人情報の取り扱い', body: privacyBody },
  severalFound: { title: 'どれのことですか？', body: '近いものがいくつかあります。下から選んでください。' },
  nearFound: {
    title: 'そのものは計画にありません',
    body: 'ことばの一部が同じものはあります。知りたいものがあれば選んでください。',
  },
  notFound: {
    title: '見つかりませんでした',
    body: 'この計画の中に、そのことばに当たるものが見つかりませんでした。別のことばで送るか、テーマから選んでください。計画にのっていないことには、ここではお答えできません。',
  },
  wordless: {
    sticker: {
      title: 'ありがとうございます',
      body: '知りたいことがあれば、ことばを送るか、ボタンを押してください。',
    },
    picture: {
      title: '写真や動画は読み取れません',
      body: '届いたものは保存していません。知りたいことを、ことばで送ってください。',
    },
    location: {
      title: '位置情報は使っていません',
      body: '届いたものは保存していません。知りたいことを、ことばで送ってください。',
    },
    file: {
      title: '音声やファイルは読み取れません',
      body: '届いたものは保存していません。知りたいことを、ことばで送ってください。',
    },
  },
  outdatedButton: {
    title: '内容が変わりました',
    body: 'このボタンの内容は新しくなりました。下から選びなおしてください。',
  },
  groupNotice: '「あゆみ」は、1対1のトークでお使いください。グループでのお話は読み取りません。',
  unreadableData: (asOf) => `いま最新のデータを読み込めないため、${date(asOf)}時点の内容でお答えしています。`,

  settings,
  follows,
  forget: { title: 'データを消す', body: forgetBody },
  forgotten: {
    title: '消しました',
    body: '選んでいただいた設定と、フォローしていたもの、相手を区別する番号を、すべて消しました。また選べば、そのときから新しく保存します。\n\n送っている途中のお知らせがあるときは、その宛先の番号だけ、送り終わるまで残ります。',
  },
  tester: (isRegistered) =>
    isRegistered
      ? { title: 'テスト登録をしました', body: 'お知らせのテスト配信が、このLINEに届きます。' }
      : {
          title: 'この番号は使えません',
          body: '番号が違うか、使う期限が過ぎています。管理画面で新しい番号を出して、もう一度送ってください。',
        },
  tryLater: {
    title: 'いまは確かめられません',
    body: '保存した内容を読み込めませんでした。少したってから、もう一度お試しください。',
  },

  buttons: {
    home: 'メニュー',
    overview: '全体のようす',
    arithmetic: '計算と出典を見る',
    glossary: 'ことばの説明',
    help: '使い方',
    polls: 'アンケート',
    following: follows.title,
    settings: '設定',
    language: 'ことば / Language',
    'age-band': '年代',
    district: '地区',
    'monthly-cap': '通知の回数',
    frequency: '通知の頻度',
    forget: 'データを消す',
    website: 'あゆみのページ',
    contact: '問い合わせ',
    privacy: '個人情報の取り扱い',
  },
  pageOf: 'あゆみのページで見る',
  sameInitiative: '同じ取組の指標',
  themeList: (theme) => `${theme.shortName}の一覧`,

  menuWords,
};

function explain(indicator: Indicator, because: Because): string {
  switch (because.kind) {
    case 'basis-unconfirmed':
      return '基準値と目標値の数え方がそろっているか確認中のため、判定していません。';
    case 'no-actual':
      return '基準の年より後の実績がまだ公表されていないため、判定していません。';
    case 'target-reached':
      return `実績${figure(because.actual.value, indicator)}が目標${figure(because.target.value, indicator)}に届きました。`;
    case 'target-year-over':
      return `目標の年（${fiscalYear(because.target.fiscalYear)}）の実績${figure(because.actual.value, indicator)}が、目標${figure(because.target.value, indicator)}に届きませんでした。`;
    case 'only-the-end-counts':
      return `期限（${fiscalYear(because.target.fiscalYear)}）までに届くかどうかを見る指標で、途中のめやすはありません。`;
    case 'no-baseline':
      return '比べるもとになる基準値がないため、進み具合は計算できません。';
    case 'away-from-target':
      return `実績${figure(because.pace.actual.value, indicator)}は、基準${figure(because.pace.baseline.value, indicator)}より目標から遠くなっています。`;
    case 'pace-below':
      return `${paceSentence(indicator, because)}${because.percent}%未満のため「遅れ」です。`;
    case 'pace-between':
      return `${paceSentence(indicator, because)}${because.fromPercent}%以上${because.belowPercent}%未満のため「おおむね順調」です。`;
    case 'pace-from':
      return `${paceSentence(indicator, because)}${because.percent}%以上のため「順調」です。`;
  }
}

function paceSentence(indicator: Indicator, { pace }: Extract<Because, { pace: unknown }>): string {
  const year = fiscalYear(pace.actual.fiscalYear);
  return `${year}末のめやすは${expectedFigure(pace.expectedValue, indicator)}。進み具合は、めやすの${percent(pace.pace)}です。`;
}
