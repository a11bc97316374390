import {
  writeXlsx as writeWorkbook,
  type Cell,
  type CellStyle,
  type ColumnDef,
  type WriteSheet,
} from 'hucre/xlsx';
import { writeNumber } from './cell-text.ts';
import { escapeEscaped } from './formula-escape.ts';
import { encodeCharacters } from './shared-strings.ts';

type XlsxColumn = {
  header: string;
  numeric: boolean;
  /** In characters. */
  width?: number;
  /** Shown when the pointer rests on the header. */
  note?: string;
  /** Grey: filled in for orientation, not for editing. */
  isReadOnly?: boolean;
};

/** At most 31 characters of name, without : \ / ? * [ ]; Excel allows no more. */
export type XlsxSheet = {
  name: string;
  columns: readonly XlsxColumn[];
  rows: readonly (readonly string[])[];
};

const GREY = { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E6E6E6' } } as const;
const HEADER_STYLE: CellStyle = { font: { bold: true }, fill: GREY };

/** Excel takes what is typed into a text cell as it stands: 007 keeps its zeros, 2027-03-31 becomes no serial. */
const TEXT_FORMAT = '@';

/**
 * A workbook with a frozen header per sheet. Numbers of numeric columns are numbers, everything else is text, dates
 * too; never a formula. `now` is kept in the file as the time of its making.
 */
export async function writeXlsx(sheets: readonly XlsxSheet[], now: Date): Promise<Uint8Array> {
  return writeWorkbook({
    sheets: sheets.map(writeSheet),
    properties: { created: now, modified: now },
  });
}

function writeSheet({ name, columns, rows }: XlsxSheet): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  for (const [at, column] of columns.entries()) cells.set(`0,${at}`, headerCell(column));
  const body = rows.map((row, index) =>
    columns.map((column, at) => {
      const value = valueOf(column, row[at] ?? '');
      if (looksLikeError(value)) cells.set(`${index + 1},${at}`, { richText: [{ text: value }] });
      return value;
    }),
  );
  return {
    name,
    columns: columns.map(columnOf),
    rows: [columns.map(() => null), ...body],
    cells,
    freezePane: { rows: 1 },
  };
}

function headerCell({ header, note }: XlsxColumn): Partial<Cell> {
  const comment = note === undefined ? {} : { comment: { text: note } };
  return { value: writeText(header), style: HEADER_STYLE, ...comment };
}

function columnOf({ numeric, width, isReadOnly = false }: XlsxColumn): ColumnDef {
  const style = { ...(numeric ? {} : { numFmt: TEXT_FORMAT }), ...(isReadOnly ? { fill: GREY } : {}) };
  return { style, ...(width === undefined ? {} : { width }) };
}

function valueOf({ numeric }: XlsxColumn, text: string): string | number | null {
  if (text === '') return null;
  return numeric && writeNumber(Number(text)) === text ? Number(text) : writeText(text);
}

function writeText(text: string): string {
  return encodeCharacters(escapeEscaped(text));
}

/** hucre makes an error of a text that reads #N/A, unless it comes as a run of rich text. */
function looksLikeError(value: string | number | null): value is string {
  return typeof value === 'string' && value.startsWith('#');
}
