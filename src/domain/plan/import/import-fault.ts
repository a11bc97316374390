import type { NotEntered } from '../actuals.ts';
import type { DatasetFault } from '../dataset-fault.ts';
import type { FiscalYear, JapaneseDate } from '../fiscal-year.ts';

/**
 * Where a row stands in an uploaded file, as a person counts: the header is row 1. `year` is that of a sheet of actuals,
 * whose columns have names of their own; null in a table.
 */
export type FilePlace = { sheet: string; row: number; year: FiscalYear | null };

/** What is wrong with a sheet as a whole: then its rows are not looked at. */
export type SheetFault =
  | { kind: 'unknown-table'; sheet: string; header: readonly string[] }
  /** Several tables have such a header, and neither the sheet nor the file is named like one of them. */
  | { kind: 'several-tables'; sheet: string; tables: readonly string[] }
  | { kind: 'unknown-column'; sheet: string; table: string; header: string }
  | { kind: 'repeated-column'; sheet: string; table: string; header: string }
  /** A column without a header that holds text; `column` counts from 0. */
  | { kind: 'unnamed-column'; sheet: string; column: number; row: number; value: string }
  | { kind: 'missing-column'; sheet: string; table: string; column: string }
  /** A sheet of actuals says nowhere of which year they are. */
  | { kind: 'no-year'; sheet: string };

/** What is wrong with a row of the file. */
export type RowFault =
  /** The fault's own row number is that in the file. `beside`: the other row of a duplicate. */
  | ({ kind: 'cell'; fault: DatasetFault; beside: Beside | null } & FilePlace)
  | ({ kind: 'repeated-row'; table: string; value: string; first: FilePlace } & FilePlace)
  | ({ kind: 'unknown-indicator'; value: string } & FilePlace)
  | ({ kind: 'not-entered'; why: NotEntered; fiscalYear: FiscalYear; value: string } & FilePlace)
  | ({ kind: 'in-future'; value: string; today: JapaneseDate } & FilePlace)
  /** The rule has changed but goes by the number of the published one. */
  | ({ kind: 'rules-version-kept'; value: string } & FilePlace)
  /** Not a row of the file, but one that the file would make wrong. */
  | { kind: 'elsewhere'; key: string; fault: DatasetFault; beside: Beside | null };

/** The row that a duplicate was found beside; `place` null where it is not in the file. */
export type Beside = { key: string; place: FilePlace | null };

export type ImportFault = SheetFault | RowFault;
