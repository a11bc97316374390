/**
 * One thing wrong with a dataset: where it stands and why it is refused.
 * `row` counts as a spreadsheet does, the header being row 1; `column` is empty where the whole row is meant.
 */
export type DatasetFault = { table: string; row: number; column: string; value: string; reason: FaultReason };

export type FaultReason =
  | { kind: 'not-csv'; detail: string }
  | { kind: 'unknown-table' }
  | { kind: 'missing-table' }
  | { kind: 'columns'; expected: readonly string[] }
  | { kind: 'cell-count'; expected: number; found: number }
  | { kind: 'line-break' }
  | { kind: 'outer-space' }
  | { kind: 'formula-like' }
  | { kind: 'required' }
  | { kind: 'type'; type: string }
  | { kind: 'enum'; allowed: readonly string[] }
  | { kind: 'pattern'; pattern: string }
  | { kind: 'minimum'; minimum: number }
  | { kind: 'maximum'; maximum: number }
  | { kind: 'min-length'; minimum: number }
  | { kind: 'max-length'; maximum: number }
  | { kind: 'duplicate'; firstRow: number }
  | { kind: 'unknown-reference'; table: string }
  | { kind: 'rule'; detail: string };

/** A fault as one English line for the build and the command line. */
export function describeFault({ table, row, column, value, reason }: DatasetFault): string {
  const place = [table, row > 0 ? `row ${row}` : '', column ? `column ${column}` : '']
    .filter(Boolean)
    .join(', ');
  const shown = value === '' ? '' : ` (found ${JSON.stringify(value)})`;
  return `${place}: ${describeReason(reason)}${shown}`;
}

function describeReason(reason: FaultReason): string {
  switch (reason.kind) {
    case 'not-csv':
      return `is not readable as CSV: ${reason.detail}`;
    case 'unknown-table':
      return 'is not a table of this data package; remove it or describe it in datapackage.json';
    case 'missing-table':
      return 'is missing';
    case 'columns':
      return `the header must be exactly ${reason.expected.join(',')}`;
    case 'cell-count':
      return `has ${reason.found} cells, the header has ${reason.expected}`;
    case 'line-break':
      return 'has a line break inside the cell; write one line';
    case 'outer-space':
      return 'begins or ends with a space; remove it';
    case 'formula-like':
      return 'begins with =, +, -, @ or a tab, which spreadsheets run as a formula; write it otherwise';
    case 'required':
      return 'is empty but required';
    case 'type':
      return `is not of type ${reason.type}; write ${HOW_TO_WRITE[reason.type] ?? reason.type}`;
    case 'enum':
      return `must be one of ${reason.allowed.join(', ')}`;
    case 'pattern':
      return `does not have the form ${reason.pattern}`;
    case 'minimum':
      return `is less than ${reason.minimum}`;
    case 'maximum':
      return `is more than ${reason.maximum}`;
    case 'min-length':
      return `is shorter than ${reason.minimum} characters`;
    case 'max-length':
      return `is longer than ${reason.maximum} characters`;
    case 'duplicate':
      return `stands already in row ${reason.firstRow}; it must be unique`;
    case 'unknown-reference':
      return `is not found in ${reason.table}`;
    case 'rule':
      return reason.detail;
  }
}

const HOW_TO_WRITE: Record<string, string> = {
  integer: 'a whole number in half-width digits, such as 2024',
  number: 'a bare number in half-width digits, such as 36.4, without comma or unit',
  date: 'a date that exists, as YYYY-MM-DD',
  boolean: 'true or false',
};
