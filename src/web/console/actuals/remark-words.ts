import type { LastValue } from '../../../domain/plan/actuals.ts';
import type { ActualField, Remark, RemarkReason } from '../../../domain/plan/check-actual.ts';
import type { FiscalYear } from '../../../domain/plan/fiscal-year.ts';
import type { Indicator } from '../../../domain/plan/plan.ts';
import type { Titles } from '../../../domain/plan/titles.ts';
import type { Expectation } from '../../../domain/progress/rate-progress.ts';
import { describeFaultInJapanese } from '../../../messages/wording/ja-faults.ts';
import { figure, fiscalYear as yearWords } from '../../../messages/wording/ja-figures.ts';
import type { CellMessage } from '../parts/sheet-parts.tsx';
import { dayWords } from '../time-words.ts';
import { isLeft, type RowOutcome } from './judge-row.ts';
import { cellName } from './posted-sheet.ts';

export const FIELD_WORDS: Record<ActualField, string> = {
  value: '新しい値',
  status: '速報・確定',
  as_of: '時点',
  source: '出典',
  comment: '町からのひとこと',
};

export const STATUS_WORDS: Record<string, string> = { provisional: '速報', confirmed: '確定' };

export const NO_EXPECTATION_WORDS: Record<Extract<Expectation, { kind: 'none' }>['why'], string> = {
  'basis-unconfirmed': '数え方が確認中のため',
  'no-baseline': '基準値がないため',
  'only-the-end-counts': '途中の年のめやすは置かないため',
  'not-after-baseline': '基準年度より後でないため',
};

type Context = { indicator: Indicator; fiscalYear: FiscalYear; titles: Titles };

/** What is said beside the cells of a row, by the cells' names. `asOneWorks`: what is still blank is no fault yet. */
export function cellMessagesOf(
  outcome: RowOutcome,
  context: Context,
  { asOneWorks = false } = {},
): [name: string, message: CellMessage][] {
  const name = (field: ActualField): string => cellName(field, context.indicator.id);
  switch (outcome.kind) {
    case 'same':
      return [];
    case 'waiting':
      return isLeft(outcome)
        ? [[name('value'), { level: 'note', text: '値を入れると、この行を保存します' }]]
        : [];
    case 'removed':
      return [[name('value'), { level: 'note', text: 'この行は消えます' }]];
    case 'entered':
    case 'held':
      return outcome.remarks.map((remark) => [name(remark.field), messageOf(remark, context, asOneWorks)]);
  }
}

function messageOf({ level, reason }: Remark, context: Context, asOneWorks: boolean): CellMessage {
  const isBlank = reason.kind === 'fault' && reason.fault.reason.kind === 'required';
  return isBlank && asOneWorks
    ? { level: 'note', text: 'ここを入れると、この行を保存します' }
    : { level, text: remarkWords(reason, context) };
}

const LOOK_AGAIN = '桁や単位を確かめてください。';

export function remarkWords(reason: RemarkReason, { indicator, fiscalYear, titles }: Context): string {
  const before = (last: LastValue): string => lastWords(last, fiscalYear);
  switch (reason.kind) {
    case 'fault':
      return describeFaultInJapanese(reason.fault, titles);
    case 'in-future':
      return `今日（${dayWords(reason.today)}）より後の日です。実際に数えた日を入れてください。`;
    case 'year-not-over':
      return `${yearWords(fiscalYear)}は${dayWords(reason.lastDay)}まで続きます。途中の値は「速報」にしてください。`;
    case 'no-longer-confirmed':
      return '確定値を速報に戻します。よいか確かめてください。';
    case 'jump':
      return `${before(reason.last)}${jumpWords(reason, indicator)}${LOOK_AGAIN}`;
    case 'beyond-the-way': {
      const way = figure(reason.way, indicator);
      return reason.last
        ? `${before(reason.last)}からの動きが、計画の全期間で見込む幅（${way}）より大きいです。${LOOK_AGAIN}`
        : `計画の全期間で見込む合計（${way}）より大きいです。${LOOK_AGAIN}`;
    }
    case 'total-fell':
      return `累計なのに、${before(reason.last)}の${figure(reason.last.value, indicator)}より減っています。R7年度からの合計か確かめてください。`;
    case 'as-before':
      return `${before(reason.last)}と同じ値です。`;
    case 'read-as':
      return `${reason.text} と読み取りました。`;
  }
}

/** 「前年」, or which year it was. */
export function lastWords(last: LastValue, fiscalYear: FiscalYear): string {
  if (last.kind === 'baseline') return `基準値（${yearWords(last.fiscalYear)}）`;
  return last.fiscalYear === fiscalYear - 1 ? '前年' : yearWords(last.fiscalYear);
}

function jumpWords(reason: Extract<RemarkReason, { kind: 'jump' }>, indicator: Indicator): string {
  switch (reason.by) {
    case 'times':
      return `の${timesWords(reason.times)}倍です。`;
    case 'points': {
      const points = Math.abs(reason.points).toFixed(indicator.decimals);
      return `から${points}ポイント${reason.points < 0 ? '下がって' : '上がって'}います。`;
    }
    case 'count':
      return `から${figure(Math.abs(reason.count), indicator)}${reason.count < 0 ? '減って' : '増えて'}います。`;
  }
}

function timesWords(times: number): string {
  const digits = times >= 1 ? 1 : 2;
  const rounded = Number(times.toFixed(digits));
  if (rounded === 0) return '0.01';
  return `${rounded === times ? '' : '約'}${rounded.toLocaleString('ja-JP')}`;
}
