import {
  ACTUAL_FIELDS,
  checkActual,
  type ActualInput,
  type Remark,
} from '../../../domain/plan/check-actual.ts';
import { sameRow } from '../../../domain/plan/changes.ts';
import type { FiscalYear, JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { Indicator } from '../../../domain/plan/plan.ts';
import type { Row, TableSchema } from '../../../domain/plan/table-schema.ts';
import type { PostedRow } from './posted-sheet.ts';
import { inputOf } from './year-sheet.ts';

/** What becomes of a row that was sent. */
export type RowOutcome =
  /** It says what the page had shown. */
  | { kind: 'same' }
  /** No figure yet, but something beside it that must not get lost. */
  | { kind: 'waiting'; hasComment: boolean }
  | { kind: 'removed' }
  | { kind: 'entered'; row: Row; remarks: Remark[] }
  /** Not to be saved: something is wrong, or waits for a tick. */
  | { kind: 'held'; row: Row; remarks: Remark[] };

export type JudgedYear = { fiscalYear: FiscalYear; today: JapaneseDate; schema: TableSchema };

/** Judges a row against the one that the page had shown; null where that was blank. */
export function judgeRow(
  indicator: Indicator,
  { input, sure }: PostedRow,
  seen: Row | null,
  { fiscalYear, today, schema }: JudgedYear,
): RowOutcome {
  if (isUntouched(input, seen)) return { kind: 'same' };
  if (input.value === '')
    return seen ? { kind: 'removed' } : { kind: 'waiting', hasComment: input.comment !== '' };
  const { row, remarks } = checkActual(indicator, fiscalYear, input, { today, schema });
  if (sameRow(row, seen)) return { kind: 'same' };
  const isOpen = ({ level }: Remark): boolean => level === 'error' || (level === 'ask' && !isSure(sure, row));
  return remarks.some(isOpen)
    ? { kind: 'held', row, remarks }
    : { kind: 'entered', row, remarks: remarks.filter(({ level }) => level === 'note') };
}

/** Whether a row holds something that only its sender could type again; a source may have been put into all rows. */
export function isTyped(outcome: RowOutcome): boolean {
  return outcome.kind === 'waiting' ? outcome.hasComment : outcome.kind !== 'same';
}

/** Whether a row was sent that is not saved. */
export function isLeft(outcome: RowOutcome): boolean {
  return outcome.kind === 'held' || (outcome.kind === 'waiting' && outcome.hasComment);
}

/** A day and a status alone stand in every row and say nothing. */
function isUntouched(input: ActualInput, seen: Row | null): boolean {
  if (!seen) return input.value === '' && input.source === '' && input.comment === '';
  const shown = inputOf(seen);
  return ACTUAL_FIELDS.every((field) => input[field] === shown[field]);
}

/** The script takes the tick away as soon as a cell of the row changes, so its tick holds for what was sent. */
export const SURE = 'on';

/** Without script, a tick holds for the figures it was asked about and no others. */
export function sureOf({ value = '', status = '', as_of: asOf = '' }: Row): string {
  return [value, status, asOf].join(' ');
}

export function isSure(sure: string, row: Row): boolean {
  return sure === SURE || sure === sureOf(row);
}
