import type { BrokenRule, DatasetFault } from '../../domain/plan/dataset-fault.ts';
import type { Titles } from '../../domain/plan/titles.ts';

type Reason = DatasetFault['reason'];
type CellReason = Exclude<Reason, BrokenRule>;

/**
 * Why a dataset is refused, for staff: what is wrong, with the value that stands there, and what to write instead.
 * The row is not said: whoever shows the fault shows it beside table, row and column.
 */
export function describeFaultInJapanese(fault: DatasetFault, titles: Titles): string {
  const { reason } = fault;
  return isBrokenRule(reason)
    ? describeBrokenRule(reason, fault, titles)
    : describeCellFault(reason, fault, titles);
}

/** The thresholds are no table of `datapackage.json`, so their names stand here. */
const RULES_TITLES: Record<string, string> = {
  version: '版',
  baseline_fiscal_year: '計画のはじまりの年度',
  behind_below_percent: '「遅れ」とする割合',
  on_track_from_percent: '「順調」とする割合',
};

function titleOf({ table, column }: { table: string; column: string }, titles: Titles): string {
  if (table === 'rules') return `「${RULES_TITLES[column] ?? '判定のきまり'}」`;
  const known = titles(table, column);
  return `「${column === '' ? known.table : known.column}」`;
}

/** Longer values are recognised by their beginning. */
const SHOWN_MAX = 40;

function shown(value: string): string {
  const letters = Array.from(value.replaceAll(/\s+/g, ' '));
  return letters.length > SHOWN_MAX ? `${letters.slice(0, SHOWN_MAX).join('')}…` : letters.join('');
}

function describeCellFault(reason: CellReason, fault: DatasetFault, titles: Titles): string {
  const cell = titleOf(fault, titles);
  const found = `${cell}の「${shown(fault.value)}」`;
  switch (reason.kind) {
    case 'not-csv':
      return `${cell}の表をCSVとして読み取れません。引用符（"）が閉じているかを確かめて、CSV形式で保存しなおしてください。`;
    case 'unknown-table':
      return `「${fault.table}」という表はこの計画にありません。取り除いてください。`;
    case 'missing-table':
      return `${cell}の表がありません。加えてください。`;
    case 'columns':
      return `${cell}の表の見出しが決まった形と違います（いまの見出し：${shown(fault.value)}）。見出しの行を「${reason.expected.join(',')}」にしてください。`;
    case 'cell-count':
      return `この行には値の欄が${reason.found}個ありますが、見出しは${reason.expected}個です。カンマの数を見出しに合わせてください。`;
    case 'line-break':
      return `${found}の中に改行があります。改行を取って、1行で書いてください。`;
    case 'outer-space':
      return `${found}の前か後ろに空白があります。空白を取ってください。`;
    case 'unseen-sign':
      return `${cell}に、目に見えない文字（${reason.code}）が混じっています。貼り付けた文字を消して、打ち直してください。`;
    case 'formula-like':
      return `${found}が =、+、-、@ のどれかで始まっているので、表計算ソフトが数式とみなします。別の書き方にしてください。`;
    case 'required':
      return `${cell}が空白です。必ず書いてください。`;
    case 'type':
      return `${found}を読み取れません。${HOW_TO_WRITE[reason.type] ?? '決まった形で書いてください'}。`;
    case 'enum':
      return `${found}は使えません。${reason.allowed.join('、')} のどれかを書いてください。`;
    case 'pattern':
      return `${found}は使えない書き方です。${HOW_TO_FORM[reason.pattern] ?? '手引きにある形で書いてください'}。`;
    case 'minimum':
      return `${found}は小さすぎます。${reason.minimum}以上の値を書いてください。`;
    case 'maximum':
      return `${found}は大きすぎます。${reason.maximum}以下の値を書いてください。`;
    case 'min-length':
      return `${found}は短すぎます。${reason.minimum}文字以上で書いてください。`;
    case 'max-length':
      return `${found}は長すぎます。${reason.maximum}文字以内で書いてください。`;
    case 'duplicate':
      return `${found}は${reason.firstRow}行目にもあります。同じものは1つだけにしてください。`;
    case 'unknown-reference':
      return `${found}は「${titles(reason.table, '').table}」の表にありません。表にあるものを書くか、先に表に加えてください。`;
  }
}

const HOW_TO_WRITE: Record<string, string> = {
  integer: '半角の数字だけで書いてください（2024 のように。コンマや小数点、単位は付けません）',
  number: '半角の数字だけで書いてください（36.4 のように。コンマや単位は付けません）',
  date: '実際にある日を、半角で 2026-03-31 のように書いてください',
  boolean: 'true か false と書いてください',
};

/** What each pattern in `datapackage.json` asks for; a test holds that none is missing. */
const HOW_TO_FORM: Record<string, string> = {
  '^[^=+@\\-\\s](?:[^\\t\\r\\n]*[^\\s])?$':
    '1行で、はじめを =、+、-、@ や空白にせず、終わりに空白を付けずに書いてください',
  '^[a-z][a-z0-9-]*$': '半角の英小文字で始めて、英小文字と数字とハイフンだけで書いてください',
  '^[1-9][0-9]?$': '1から99までの数を、半角の数字で書いてください',
  '^[ぁ-ゖー]+$':
    'ひらがなと長音（ー）だけで書いてください。英字や数字も読み方で書き、空白や記号は入れません',
  '^R[1-9][0-9]?$': '半角で R7 のように書いてください',
  '^[^\\s0-9=+@\\-]+$': '数字や空白を入れずに、単位だけを書いてください',
  '^[^=+@\\-\\s|][^|\\t\\r\\n]*(\\|[^|\\t\\r\\n]+)*$':
    '別の言い方を半角の縦棒（|）で区切って書いてください。はじめと終わりに縦棒は付けません',
};

function describeBrokenRule(reason: BrokenRule, fault: DatasetFault, titles: Titles): string {
  const cell = titleOf(fault, titles);
  const found = `${cell}の「${shown(fault.value)}」`;
  switch (reason.kind) {
    case 'required-beside':
      return `${cell}が空白です。${besideWords(reason, fault, titles)}なので、書いてください。`;
    case 'blank-beside':
      return `${found}は書けません。${besideWords(reason, fault, titles)}なので、空白にしてください。`;
    case 'era-mismatch':
      return reason.expected === ''
        ? `${found}があるのに、西暦の年度が空白です。両方を書くか、両方を空白にしてください。`
        : `${cell}が西暦の年度（${reason.fiscalYear}）と合いません（いまの値：${shown(fault.value) || '空白'}）。${reason.expected} と書くか、西暦の年度を直してください。`;
    case 'too-many-digits':
      return `${found}は小数点以下が${reason.digits}桁です。この指標は${reason.allowed === 0 ? '整数' : `小数点以下${reason.allowed}桁まで`}で書いてください。`;
    case 'no-first-target':
      return `「${shown(fault.value)}」に、最初の目標値がありません。「${titles('targets', '').table}」の表に、${titles('targets', 'revision').column}が 0 の行を加えてください。`;
    case 'not-after-baseline':
      return `${found}は基準の年度（${reason.baselineYear}）より後ではありません。${reason.baselineYear + 1}以降の年度を書いてください。`;
    case 'worse-than-baseline':
      return `${found}は基準値（${reason.baseline}）より悪い値です。この指標は${reason.better === 'higher' ? '大きい' : '小さい'}ほどよいので、目標値か、「${titles('kpis', 'better').column}」を見直してください。`;
    case 'revision-gap':
      return `${found}の前の、${titles(fault.table, fault.column).column} ${reason.missing} の行がありません。0、1、2 と続けて書いてください。`;
    case 'not-after-earlier-revision':
      return `${found}は、前の目標値の日（${reason.earlier}）より後ではありません。それより後の日を書いてください。`;
    case 'before-year-began':
      return `${found}は、${reason.fiscalYear}年度が始まる前の日です。${reason.fiscalYear}-04-01 以降の日を書いてください。`;
    case 'not-a-rate':
      return `${found}は割合（%）として使えません。0から100までの数を書いてください。`;
    case 'unknown-target':
      return `${found}は「${titles(reason.table, '').table}」の表の識別子にありません。表にある識別子を書いてください。`;
    case 'not-nfkc':
      return `${found}に、全角の英数字など使わない形の文字があります。「${reason.written}」と書いてください。`;
    case 'rules-version':
      return '判定のきまりの版が空白です。きまりを変えるたびに新しい版の番号を書いてください。';
    case 'rules-baseline-year':
      return '計画のはじまりの年度を、西暦で 2024 のように書いてください。';
    case 'rules-thresholds':
      return `判定のきまりの割合「${shown(fault.value)}」は使えません。1から100までの整数で、「遅れ」とする割合を「順調」とする割合より小さくしてください。`;
  }
}

/** 「区分」が「kgi」 */
function besideWords(
  { column, value }: { column: string; value: string },
  { table }: DatasetFault,
  titles: Titles,
): string {
  return `${titleOf({ table, column }, titles)}が${value === '' ? '空白' : `「${shown(value)}」`}`;
}

const RULE_KINDS: Record<BrokenRule['kind'], true> = {
  'required-beside': true,
  'blank-beside': true,
  'era-mismatch': true,
  'too-many-digits': true,
  'no-first-target': true,
  'not-after-baseline': true,
  'worse-than-baseline': true,
  'revision-gap': true,
  'not-after-earlier-revision': true,
  'before-year-began': true,
  'not-a-rate': true,
  'unknown-target': true,
  'not-nfkc': true,
  'rules-version': true,
  'rules-baseline-year': true,
  'rules-thresholds': true,
};

function isBrokenRule(reason: Reason): reason is BrokenRule {
  return reason.kind in RULE_KINDS;
}
