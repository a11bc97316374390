import type { CompositionFault, CompositionWarning } from '../../../domain/broadcasts/check-composition.ts';
import type { TextField, TextPlace } from '../../../domain/broadcasts/check-texts.ts';
import { isReference } from '../../../domain/broadcasts/composition-limits.ts';
import type { BlockKind, Composition } from '../../../domain/broadcasts/composition.ts';
import type { ResidentLanguage } from '../../../domain/language.ts';
import { dayWords } from '../time-words.ts';

export const BLOCK_WORDS: Record<BlockKind, string> = {
  text: '文章',
  kpis: '指標のカード',
  changes: '変わったことのカード',
  poll: 'アンケートの案内',
  link: 'リンクのボタン',
};

/** What officers call the languages of a broadcast. */
export const LANGUAGE_WORDS: Record<ResidentLanguage, string> = {
  ja: '日本語',
  'ja-easy': 'やさしい日本語',
  en: '英語',
  'zh-Hans': '中国語（簡体字）',
  vi: 'ベトナム語',
};

export const TEXT_FIELD_WORDS: Record<TextField, string> = {
  text: '文章',
  title: '見出し',
  body: '本文',
  label: 'ボタンの文字',
};

/** A fault or warning as a line of a list: where, empty for the whole broadcast, and what to do. */
export type CompositionLine = { where: string; what: string };

export function faultLine(fault: CompositionFault, composition: Composition): CompositionLine {
  return { where: whereOf(fault, composition), what: faultWords(fault) };
}

export function warningLine(warning: CompositionWarning, composition: Composition): CompositionLine {
  return { where: whereOf(warning, composition), what: warningWords(warning) };
}

type Where = { block?: number; field?: TextField; language?: ResidentLanguage };

/** 「2番目（アンケートの案内）・英語の本文」 */
function whereOf({ block, field, language }: Where & { kind: string }, { blocks }: Composition): string {
  if (block === undefined) return '';
  const kind = blocks[block]?.kind;
  const place = `${block + 1}番目${kind ? `（${BLOCK_WORDS[kind]}）` : ''}`;
  if (language === undefined) return place;
  return `${place}・${LANGUAGE_WORDS[language]}${field === undefined ? '' : `の${TEXT_FIELD_WORDS[field]}`}`;
}

function faultWords(fault: CompositionFault): string {
  switch (fault.kind) {
    case 'no-block':
      return '中身がありません。文章やカードを1つ以上入れてください。';
    case 'too-many-blocks':
      return fault.forLanguages
        ? `中身が${fault.count}個あります。全員に送るときは、ほかの言語を選ぶカードが1つ付くため、${fault.most}個までにしてください。`
        : `中身が${fault.count}個あります。一度に送れるのは${fault.most}個までです。`;
    case 'text-missing':
      return `${TEXT_FIELD_WORDS[fault.field]}がありません。入力${fault.language === 'ja' ? '' : 'するか、この言語を外'}してください。`;
    case 'text-too-long':
      return `${count(fault.length)}文字あります。${count(fault.most)}文字までにしてください${lengthNote(fault)}。`;
    case 'unseen-sign':
      return `目に見えない文字（${fault.code}）が入っています。打ち直すか、メモ帳などを通して貼り付けてください。`;
    case 'not-an-address':
      return fault.forPoll
        ? 'リンク先は、https:// で始まるアドレスにしてください。'
        : 'リンク先は、https:// で始まるアドレスか、tel:0123-45-6789 の形の電話番号にしてください。';
    case 'address-too-long':
      return `リンク先が${count(fault.length)}文字あります（日本語は符号に直した長さです）。${count(fault.most)}文字までにしてください。`;
    case 'no-indicator':
      return '指標が選ばれていません。1つ以上選んでください。';
    case 'too-many-cards':
      return `指標が${fault.count}件あります。1つのカードの並びは${fault.most}件までです。`;
    case 'unknown-indicator':
      return `指標「${fault.id}」は、いまの計画にありません。選び直してください。`;
    case 'indicator-twice':
      return `指標「${fault.name}」が2回選ばれています。`;
    case 'retired-indicator':
      return `指標「${fault.name}」は${dayWords(fault.on)}に終了しています。外してください。`;
    case 'sample-figures':
      return `${quoted(fault.names)}の実績は見本（架空の値）です。実績を公表してから送ってください。`;
    case 'unknown-version':
      return `第${fault.version}版と、その前の版を比べられません。公開した版を選び直してください。`;
    case 'nothing-changed':
      return `第${fault.version}版で数字の変わった指標はありません。別の版を選ぶか、この中身を外してください。`;
    case 'not-changed-there':
      return `指標「${fault.name}」は、第${fault.version}版で変わっていません。外してください。`;
    case 'closing-past':
      return `締切の${dayWords(fault.closesOn)}が、送る日には過ぎています。`;
    case 'unknown-theme':
      return `送り先のテーマ「${fault.id}」は、いまの計画にありません。選び直してください。`;
    case 'unknown-kpi':
      return `送り先の指標「${fault.id}」は、いまの計画にありません。選び直してください。`;
    case 'unknown-district':
      return `送り先の地区「${fault.id}」は、町の地区の一覧にありません。選び直してください。`;
  }
}

function warningWords(warning: CompositionWarning): string {
  switch (warning.kind) {
    case 'only-an-address':
      return 'アドレスだけの文章です。何のページかを書き添えるか、「リンクのボタン」にすると分かりやすくなります。';
    case 'long-text':
      return `${count(warning.length)}文字あります。スマートフォンの1画面に入りきらないので、短くできないか見てください。`;
    case 'same-block':
      return `${warning.earlier + 1}番目と同じ中身です。`;
  }
}

/** LINE's counting is not what an officer counts. */
function lengthNote({ field, language }: TextPlace): string {
  if (field === 'label') return '';
  const isMarked = field === 'text' && isReference(language);
  return `（絵文字は2文字以上に数えます${isMarked ? '。参考訳と示す1行が付く分も入ります' : ''}）`;
}

function count(length: number): string {
  return length.toLocaleString('ja-JP');
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `「${name}」`).join('');
}
