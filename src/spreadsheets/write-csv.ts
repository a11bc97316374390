import { stringify } from 'csv-stringify/sync';
import { escapeFormula } from './formula-escape.ts';

export type CsvColumn = { name: string; numeric: boolean };

const BARE_NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * Canonical CSV: header in row 1, LF, text cells escaped against formulas, bare numbers untouched. With `bom` it is
 * the copy for Excel: a mark, which Excel needs to see UTF-8, and CRLF.
 */
export function writeCsv(
  columns: readonly CsvColumn[],
  rows: readonly Readonly<Record<string, string>>[],
  { bom = false }: { bom?: boolean } = {},
): string {
  const header = columns.map(({ name }) => escapeFormula(name));
  const body = rows.map((row) => columns.map((column) => cellOf(column, row[column.name] ?? '')));
  return stringify([header, ...body], {
    bom,
    record_delimiter: bom ? '\r\n' : '\n',
    quoted_match: /[\r\n\t]/, // whatever the line ends are; a reader may take a bare tab for the separator
  });
}

function cellOf({ numeric }: CsvColumn, text: string): string {
  return numeric && BARE_NUMBER.test(text) ? text : escapeFormula(text);
}
