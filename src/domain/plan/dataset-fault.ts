/**
 * One thing wrong with a dataset: where it stands and why it is refused.
 * `row` counts as a spreadsheet does, the header being row 1; `column` is empty where the whole row is meant.
 */
export type DatasetFault = { table: string; row: number; column: string; value: string; reason: FaultReason };

export type FaultReason = CellFault | BrokenRule;

/** What is wrong with a file, a row or one cell by itself, as `datapackage.json` describes it. */
type CellFault =
  | { kind: 'not-csv'; detail: string }
  | { kind: 'unknown-table' }
  | { kind: 'missing-table' }
  | { kind: 'columns'; expected: readonly string[] }
  | { kind: 'cell-count'; expected: number; found: number }
  | { kind: 'line-break' }
  | { kind: 'outer-space' }
  /** A control sign, half of a letter, or one that turns or hides others; `code` as U+202E. */
  | { kind: 'unseen-sign'; code: string }
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
  | { kind: 'unknown-reference'; table: string };

/** What does not fit together between cells and rows (plan-rules.ts). */
export type BrokenRule =
  /** The cell is blank, or is not, though what stands in another column of the row asks otherwise. */
  | { kind: 'required-beside'; column: string; value: string }
  | { kind: 'blank-beside'; column: string; value: string }
  | { kind: 'era-mismatch'; fiscalYear: string; expected: string }
  | { kind: 'too-many-digits'; digits: number; allowed: number }
  | { kind: 'no-first-target' }
  | { kind: 'not-after-baseline'; baselineYear: number }
  | { kind: 'worse-than-baseline'; baseline: number; better: 'higher' | 'lower' }
  | { kind: 'revision-gap'; missing: number }
  | { kind: 'not-after-earlier-revision'; earlier: string }
  | { kind: 'before-year-began'; fiscalYear: number }
  | { kind: 'not-a-rate' }
  | { kind: 'unknown-target'; table: string }
  | { kind: 'not-nfkc'; written: string }
  | { kind: 'rules-version' }
  | { kind: 'rules-baseline-year' }
  | { kind: 'rules-thresholds' };

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
    case 'unseen-sign':
      return `holds a sign that nobody sees, ${reason.code}; remove it`;
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
    case 'required-beside':
      return `is empty but required where ${reason.column} is ${reason.value || 'empty'}`;
    case 'blank-beside':
      return `must be empty where ${reason.column} is ${reason.value || 'empty'}`;
    case 'era-mismatch':
      return `must be ${reason.expected || 'empty'} beside fiscal year ${reason.fiscalYear || '(none)'}`;
    case 'too-many-digits':
      return `has ${reason.digits} digits after the point, this KPI has ${reason.allowed}`;
    case 'no-first-target':
      return 'has no target of revision 0 in targets';
    case 'not-after-baseline':
      return `must be later than the baseline year ${reason.baselineYear}`;
    case 'worse-than-baseline':
      return `is worse than the baseline ${reason.baseline}, but ${reason.better} is better`;
    case 'revision-gap':
      return `revisions count 0, 1, 2 … without a gap, and ${reason.missing} is missing`;
    case 'not-after-earlier-revision':
      return `must be later than that of the earlier revision, ${reason.earlier}`;
    case 'before-year-began':
      return `is before fiscal year ${reason.fiscalYear} began`;
    case 'not-a-rate':
      return 'a rate must be from 0 to 100';
    case 'unknown-target':
      return `is not the id of a row in ${reason.table}`;
    case 'not-nfkc':
      return `must be written in NFKC form: ${reason.written}`;
    case 'rules-version':
      return 'is missing';
    case 'rules-baseline-year':
      return 'must be the Western year of the fiscal year the plan starts from';
    case 'rules-thresholds':
      return 'thresholds must be whole percentages with 0 < behind_below_percent < on_track_from_percent <= 100';
  }
}

const HOW_TO_WRITE: Record<string, string> = {
  integer: 'a whole number in half-width digits, such as 2024',
  number: 'a bare number in half-width digits, such as 36.4, without comma or unit',
  date: 'a date that exists, as YYYY-MM-DD',
  boolean: 'true or false',
};
