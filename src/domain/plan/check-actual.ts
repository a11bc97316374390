import { actualOf, lastValueBefore, type LastValue } from './actuals.ts';
import type { DatasetFault, FaultReason } from './dataset-fault.ts';
import { eraLabel, firstDayOf, lastDayOf, type FiscalYear, type JapaneseDate } from './fiscal-year.ts';
import { targetOn, type Indicator } from './plan.ts';
import { readFigure } from './read-figure.ts';
import { readTable, type Row, type TableSchema } from './table-schema.ts';

export const ACTUAL_FIELDS = ['value', 'status', 'as_of', 'source', 'comment'] as const;
export type ActualField = (typeof ACTUAL_FIELDS)[number];

/** What stands in the cells of one indicator, as text. */
export type ActualInput = Record<ActualField, string>;

/** What there is to say of a cell. `error` keeps the row out, `ask` wants a second look, `note` only tells. */
export type Remark = { field: ActualField; level: 'error' | 'ask' | 'note'; reason: RemarkReason };

export type RemarkReason =
  | { kind: 'fault'; fault: DatasetFault }
  | { kind: 'in-future'; today: JapaneseDate }
  | { kind: 'year-not-over'; lastDay: JapaneseDate }
  | { kind: 'no-longer-confirmed' }
  | ({ kind: 'jump'; last: LastValue } & Jump)
  | { kind: 'beyond-the-way'; last: LastValue | null; way: number }
  | { kind: 'total-fell'; last: LastValue }
  | { kind: 'as-before'; last: LastValue }
  | { kind: 'read-as'; text: string };

type Jump =
  | { by: 'times'; times: number }
  | { by: 'points'; points: number }
  | { by: 'count'; count: number };

// When a figure asks "sure?". A digit too many is ten times, a unit mistaken for 万 ten thousand times; what a town
// counts rarely doubles or halves within a year. Asking costs one tick, so the bounds are narrow rather than wide.
const JUMP_TIMES = 2;
const RATE_JUMP_POINTS = 20; // percentage points: rates near zero double easily, and 30 % to 65 % does not
const SMALL_COUNT_BELOW = 10; // from 3 to 7 is more than double, and nothing to wonder at
const SMALL_COUNT_JUMP = 10;

export type Checked = {
  /** The row as it would be kept; it is only when no remark is an error. */
  row: Row;
  remarks: Remark[];
};

/**
 * Checks one indicator's actual of a year as it was entered; the value is not blank. `schema` is that of the table of
 * observations, so that a cell is right here exactly when it is right in the dataset.
 */
export function checkActual(
  indicator: Indicator,
  fiscalYear: FiscalYear,
  input: ActualInput,
  { today, schema }: { today: JapaneseDate; schema: TableSchema },
): Checked {
  const figure = readFigure(input.value, indicator);
  const row: Row = {
    kpi: indicator.id,
    fiscal_year: String(fiscalYear),
    era: eraLabel(fiscalYear),
    ...oneLine(input),
    value: figure?.text ?? input.value.trim(),
  };
  const errors = findErrors(indicator, fiscalYear, row, { today, schema });
  const isWrong = (field: ActualField): boolean => errors.some((error) => error.field === field);
  const remarks = [...errors];
  if (figure && !figure.asTyped && !isWrong('value'))
    remarks.push(remark('value', 'note', { kind: 'read-as', text: figure.text }));
  if (!isWrong('value')) remarks.push(...wonder(indicator, fiscalYear, Number(row['value']), today));
  if (row['status'] === 'confirmed' && today <= lastDayOf(fiscalYear))
    remarks.push(remark('status', 'ask', { kind: 'year-not-over', lastDay: lastDayOf(fiscalYear) }));
  if (row['status'] === 'provisional' && actualOf(indicator, fiscalYear)?.status === 'confirmed')
    remarks.push(remark('status', 'ask', { kind: 'no-longer-confirmed' }));
  return { row, remarks };
}

function remark(field: ActualField, level: Remark['level'], reason: RemarkReason): Remark {
  return { field, level, reason };
}

/** Cells hold one line without outer space; a break or tab came along with a paste. */
function oneLine(input: ActualInput): ActualInput {
  const cells = ACTUAL_FIELDS.map((field) => [field, input[field].replace(/[\t\r\n]+/g, ' ').trim()]);
  return Object.fromEntries(cells) as ActualInput;
}

function findErrors(
  { unit, decimals }: Indicator,
  fiscalYear: FiscalYear,
  row: Row,
  { today, schema }: { today: JapaneseDate; schema: TableSchema },
): Remark[] {
  const { value = '', as_of: asOf = '' } = row;
  const table = { name: 'observations', rows: [{ number: 1, cells: row }] };
  const faults = readTable(table, schema).faults.map((fault) =>
    remark(fieldOf(fault.column), 'error', { kind: 'fault', fault }),
  );
  const isRight = (field: ActualField): boolean => !faults.some((fault) => fault.field === field);
  const broken = (field: ActualField, reason: FaultReason): void => {
    const fault: DatasetFault = {
      table: 'observations',
      row: 1,
      column: field,
      value: row[field] ?? '',
      reason,
    };
    faults.push(remark(field, 'error', { kind: 'fault', fault }));
  };
  if (isRight('value')) {
    const digits = value.split('.')[1]?.length ?? 0;
    if (digits > decimals) broken('value', { kind: 'too-many-digits', digits, allowed: decimals });
    else if (unit === '%' && Number(value) > PERCENT_MOST) broken('value', { kind: 'not-a-rate' });
  }
  if (isRight('as_of')) {
    if (asOf < firstDayOf(fiscalYear)) broken('as_of', { kind: 'before-year-began', fiscalYear });
    else if (asOf > today) faults.push(remark('as_of', 'error', { kind: 'in-future', today }));
  }
  const place = ({ field }: Remark): number => ACTUAL_FIELDS.indexOf(field);
  return faults.sort((one, other) => place(one) - place(other));
}

const PERCENT_MOST = 100;

/** What is wrong with the year is told beside the value. */
function fieldOf(column: string): ActualField {
  return ACTUAL_FIELDS.find((field) => field === column) ?? 'value';
}

function wonder(indicator: Indicator, fiscalYear: FiscalYear, value: number, today: JapaneseDate): Remark[] {
  const last = lastValueBefore(indicator, fiscalYear);
  const asked = jumpOf(indicator, value, last, today);
  if (asked) return [remark('value', 'ask', asked)];
  return last?.value === value && last.kind === 'actual'
    ? [remark('value', 'note', { kind: 'as-before', last })]
    : [];
}

function jumpOf(
  indicator: Indicator,
  value: number,
  last: LastValue | null,
  today: JapaneseDate,
): RemarkReason | null {
  const isTotal = indicator.basis === 'cumulative';
  if (last && isTotal && value < last.value) return { kind: 'total-fell', last };
  if (last && !isTotal && isSmallCount(indicator, last)) {
    const count = value - last.value;
    return Math.abs(count) > SMALL_COUNT_JUMP ? { kind: 'jump', last, by: 'count', count } : null;
  }
  const jump = last && !isTotal ? leap(indicator, value, last) : null;
  if (last && jump) return { kind: 'jump', last, ...jump };
  const way = wayOf(indicator, today);
  const moved = Math.abs(value - (last?.value ?? 0));
  const isComparable = last !== null || isTotal; // a running total begins at nothing
  return isComparable && way > 0 && isMore(moved, way, indicator)
    ? { kind: 'beyond-the-way', last, way }
    : null;
}

function isSmallCount({ unit, decimals }: Indicator, { value }: LastValue): boolean {
  return unit !== '%' && decimals === 0 && value < SMALL_COUNT_BELOW;
}

function leap({ unit }: Indicator, value: number, last: LastValue): Jump | null {
  if (unit === '%') {
    const points = value - last.value;
    return Math.abs(points) > RATE_JUMP_POINTS ? { by: 'points', points } : null;
  }
  if (last.value === 0) return null; // nothing is a multiple of nothing
  const isLeap = value > last.value * JUMP_TIMES || value < last.value / JUMP_TIMES;
  return isLeap ? { by: 'times', times: value / last.value } : null;
}

/** The whole way from baseline to target: what the plan gives itself years for. */
function wayOf(indicator: Indicator, today: JapaneseDate): number {
  const from = indicator.basis === 'cumulative' ? 0 : indicator.baseline?.value;
  return from === undefined || indicator.basis === 'unconfirmed'
    ? 0
    : Math.abs(targetOn(indicator, today).value - from);
}

/** Compared in the indicator's smallest step, since 0.3 − 0.2 is not 0.1. */
function isMore(one: number, other: number, { decimals }: Indicator): boolean {
  const steps = (value: number): number => Math.round(value * 10 ** decimals);
  return steps(one) > steps(other);
}
