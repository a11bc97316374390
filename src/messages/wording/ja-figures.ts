import { reiwaYear, type FiscalYear, type JapaneseDate } from '../../domain/plan/fiscal-year.ts';
import type { Indicator } from '../../domain/plan/plan.ts';
import type { Because, Pace } from '../../domain/progress/rate-progress.ts';

/** How Japanese writes figures, dates and years. */

/** Making a formatter takes longer than all else in an answer, so there is one for each number of digits. */
const formatters = new Map<number, Intl.NumberFormat>();

function number(value: number, decimals: number): string {
  let formatter = formatters.get(decimals);
  if (!formatter) {
    formatter = new Intl.NumberFormat('ja-JP', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formatters.set(decimals, formatter);
  }
  return formatter.format(value);
}

export function figure(value: number, { unit, decimals }: Indicator): string {
  return `${number(value, decimals)}${unit}`;
}

/** Rounded like the KPI's own figures it could read as reached beside a status that says it is not. */
export function expectedFigure(value: number, { unit, decimals }: Indicator): string {
  return `${number(value, expectedDigits(value, decimals))}${unit}`;
}

export function expectedDigits(value: number, decimals: number): number {
  const isWhole = Math.abs(value * 10 ** decimals - Math.round(value * 10 ** decimals)) < FLOAT_NOISE;
  return isWhole ? decimals : decimals + 1;
}

const TENTHS_OF_PERCENT = 1_000;
const FLOAT_NOISE = 1e-9; // 0.29 * 1000 is 289.99999999999994

/** Cut, not rounded: 94.96 % must not read 95.0 % beside a status that needs 95 %. */
export function percent(part: number): string {
  const tenths = Math.floor(part * TENTHS_OF_PERCENT + FLOAT_NOISE) / 10;
  return `${number(tenths, Number.isInteger(tenths) ? 0 : 1)}%`;
}

export function date(day: JapaneseDate): string {
  const [year, month, dayOfMonth] = day.slice(0, 10).split('-').map(Number);
  return `${year}年${month}月${dayOfMonth}日`;
}

export function fiscalYear(year: FiscalYear): string {
  return `R${reiwaYear(year)}年度`;
}

export const FIRST_PLAN_YEAR = 2025; // R7
export const PLAN_YEARS = 4; // 「期間中」 is four fiscal years on either side: R3–R6 and R7–R10

const UNCONFIRMED = '数え方は確認中';

export function baselineTime(indicator: Indicator): string {
  const year = indicator.baseline?.fiscalYear;
  if (year === undefined) return '';
  if (indicator.basis === 'unconfirmed') return UNCONFIRMED;
  if (indicator.basis === 'cumulative')
    return `R${reiwaYear(year) - PLAN_YEARS + 1}〜${fiscalYear(year)}の合計`;
  return indicator.basis === 'level' ? `${fiscalYear(year)}末` : `${fiscalYear(year)}の1年間`;
}

export function actualTime(indicator: Indicator, year: FiscalYear): string {
  if (indicator.basis === 'unconfirmed') return `${fiscalYear(year)}・${UNCONFIRMED}`;
  if (indicator.basis === 'cumulative')
    return year === FIRST_PLAN_YEAR ? `${fiscalYear(year)}の合計` : `R7〜${fiscalYear(year)}の合計`;
  return indicator.basis === 'yearly' ? `${fiscalYear(year)}の1年間` : `${fiscalYear(year)}末`;
}

export function targetTime(indicator: Indicator, year: FiscalYear): string {
  if (indicator.basis === 'unconfirmed') return UNCONFIRMED;
  if (indicator.basis === 'cumulative') return `R7〜${fiscalYear(year)}の合計`;
  return indicator.basis === 'yearly' ? `${fiscalYear(year)}の1年間` : `${fiscalYear(year)}末`;
}

/** The arithmetic of the rule with this KPI's own numbers, one step a line. */
export function arithmetic(indicator: Indicator, because: Because): string[] {
  if (!('pace' in because)) return [];
  const { baseline, actual, target, share, expected, pace }: Pace = because.pace;
  const plain = (value: number): string => number(value, indicator.decimals);
  const signed = (value: number): string => (value < 0 ? `(${plain(value)})` : plain(value));
  const way = `${signed(actual.value - baseline.value)} ÷ ${signed(target.value - baseline.value)}`;
  const years = target.fiscalYear - baseline.fiscalYear;
  const gone = actual.fiscalYear - baseline.fiscalYear;
  return [
    `どこまで進んだか：(${plain(actual.value)} − ${plain(baseline.value)}) ÷ (${plain(target.value)} − ${plain(baseline.value)}) = ${way} = ${percent(share)}`,
    `今の時点のめやす：${years}年のうち${gone}年がすぎたので ${gone} ÷ ${years} = ${percent(expected)}`,
    `めやすに対する割合：(${way}) ÷ (${gone} ÷ ${years}) = ${percent(pace)}`,
    '割合は、小数点以下2位を切り捨てて示しています。',
  ];
}
