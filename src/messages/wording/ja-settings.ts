import { LANGUAGE_NAMES } from './language-names.ts';
import type { SettingWords } from './wording.ts';

const KEPT = '選ぶと、LINEが付ける番号といっしょに保存します。答えなくてもかまいません。いつでも消せます。';

/** What residents tell of themselves. */
export const settings: SettingWords = {
  title: '設定',
  lead: 'ここで選んだことだけを保存します。選ばなくても、同じように使えます。',
  names: {
    language: 'ことば',
    'age-band': '年代',
    district: '地区',
    'monthly-cap': '通知の回数',
    frequency: '通知の頻度',
  },
  languages: LANGUAGE_NAMES,
  ageBands: {
    'under-20': '20歳未満',
    '20s': '20代',
    '30s': '30代',
    '40s': '40代',
    '50s': '50代',
    '60s': '60代',
    '70s-up': '70歳以上',
  },
  monthlyCap: (cap) => `月${cap}回まで`,
  frequencies: { 'at-once': 'すぐに', monthly: '月1回', quarterly: '年4回', never: '送らない' },
  notTold: '選んでいません',
  usual: (frequency) => `${frequency}（選んでいないとき）`,
  noLongerOffered: (district) => `${district}（いまは選べない地区です）`,
  questions: {
    language: [
      '町からのお知らせを受け取ることばを選んでください。メニューと答えは、いまは日本語だけです。',
      'Choose the language of messages from the town. Menus and answers are in Japanese for now.',
      '请选择接收通知的语言。菜单和回答目前只有日语。',
      'Hãy chọn ngôn ngữ của thông báo. Hiện tại menu và câu trả lời chỉ có tiếng Nhật.',
      KEPT,
    ].join('\n'),
    'age-band': `同じ年代の方へのお知らせをお届けするために使います。\n${KEPT}`,
    district: `お住まいの地区へのお知らせをお届けするために使います。\n${KEPT}`,
    'monthly-cap': `お知らせを1か月に何回まで受け取るかを選んでください。選ばないときは、回数を限らずにお届けします。町のみなさま全員へのお知らせは、この回数を超えても届きます。\n${KEPT}`,
    frequency: `フォローしているものに動きがあったとき、どのくらいの間をおいてお知らせするかを選んでください。選ばないときは、月1回です。「送らない」を選んでも、フォローは残ります。お知らせの仕組みは準備中です。始まったらお届けします。\n${KEPT}`,
  },
  now: (value) => `いまの設定：${value}`,
  isTold: (name, value) => `${name}は${value === null ? '選んでいません' : `「${value}」です`}`,
  takeBack: {
    language: 'ことばの設定を消す',
    'age-band': '年代の設定を消す',
    district: '地区の設定を消す',
    'monthly-cap': '回数の設定を消す',
    frequency: '頻度の設定を消す',
  },
  chosen: (name, value) => `${name}を「${value}」にしました。`,
  takenBack: {
    language: 'ことばの設定を消しました。お知らせは日本語でお届けします。',
    'age-band': '年代の設定を消しました。',
    district: '地区の設定を消しました。',
    'monthly-cap': '通知の回数の設定を消しました。回数を限らずにお届けします。',
    frequency: '通知の頻度の設定を消しました。月1回にもどります。',
  },
  languageChosen: {
    ja: { title: '日本語', body: '町からのお知らせを、日本語でお届けします。' },
    'ja-easy': {
      title: 'やさしい日本語',
      body: 'やさしい日本語の お知らせが あるときは、やさしい日本語で 送ります。または、やさしい日本語を 読む ボタンが つきます。メニューと 答えは、いまは ふつうの 日本語だけです。',
    },
    en: {
      title: 'English',
      body: 'When there is a translation, messages from the town come to you in English, or with a button to read them in English. Menus and answers are in Japanese only for now.',
    },
    'zh-Hans': {
      title: '简体中文',
      body: '町政府的通知如有中文译文，会用中文发送，或附上可查看中文的按钮。菜单和回答目前只有日语。',
    },
    vi: {
      title: 'Tiếng Việt',
      body: 'Khi có bản dịch, thông báo của thị trấn sẽ được gửi bằng tiếng Việt, hoặc kèm theo nút để đọc bằng tiếng Việt. Hiện tại menu và câu trả lời chỉ có tiếng Nhật.',
    },
  },
  forgetMe: 'はい、データを消します',
};
