import type { Result } from '../domain/result.ts';
import {
  type DateSystem,
  type NumberKind,
  writeDate,
  writeIsoDate,
  writeNumber,
  writePercent,
} from './cell-text.ts';
import { unescapeFormula } from './formula-escape.ts';
import { CELL_TEXT_MAX, COLUMNS_MAX, EXCEL_ROWS_MAX, LISTED_MAX } from './limits.ts';
import { attributesOf, isTrue, scanXml } from './scan-xml.ts';
import { decodeCharacters, readText, type TextReader } from './shared-strings.ts';
import { buildSheet, isBlank, type Sheet } from './sheet.ts';
import type { SpreadsheetFault } from './spreadsheet-fault.ts';

/** What the sheets of a workbook share. */
export type Workbook = {
  strings: readonly string[];
  /** By the index of a cell's format. */
  numberKinds: readonly NumberKind[];
  dateSystem: DateSystem;
};

export type Worksheet = {
  sheet: Result<Sheet, SpreadsheetFault>;
  /** The first of them; `faultCount` counts all. */
  faults: readonly SpreadsheetFault[];
  faultCount: number;
};

type Cell = { column: number; type: string; kind: NumberKind; value: string; formula: string | null };

/** One worksheet part; null where it is not what Office would write. */
export function readWorksheet(name: string, xml: string, workbook: Workbook): Worksheet | null {
  const builder = buildSheet(name);
  const faults = gatherFaults();
  const hidden: { from: number; to: number }[] = [];
  const merges: string[] = [];
  const used = { columns: new Set<number>(), lastRow: 0 };
  let isSound = true;
  let row = { number: 0, cells: [] as (string | undefined)[], isHidden: false };
  let column = 0;
  let cell: Cell | null = null;
  let target: 'value' | 'formula' | null = null;
  const inline: TextReader = readText();

  const openRow = (attributes: Readonly<Record<string, string | undefined>>): void => {
    const number = Number(attributes['r'] ?? row.number + 1);
    if (!Number.isInteger(number) || number <= row.number || number > EXCEL_ROWS_MAX) isSound = false;
    row = {
      number,
      cells: [],
      isHidden: isTrue(attributes['hidden']) || Number(attributes['ht'] ?? 1) === 0,
    };
    column = 0;
  };
  const openCell = (attributes: Readonly<Record<string, string | undefined>>): void => {
    const place =
      attributes['r'] === undefined ? { row: row.number, column: column + 1 } : placeOf(attributes['r']);
    if (!place || place.row !== row.number || place.column <= column) isSound = false;
    column = place?.column ?? column;
    const kind = workbook.numberKinds[Number(attributes['s'] ?? 0)] ?? 'plain';
    cell = { column, type: attributes['t'] ?? 'n', kind, value: '', formula: null };
    inline.clear();
  };
  const closeCell = (): void => {
    if (!cell) return;
    const at = `${columnLetters(cell.column)}${row.number}`;
    const text = cell.type === 'inlineStr' ? unescapeFormula(inline.text()) : textOf(cell, workbook);
    if (text === null || text.length > CELL_TEXT_MAX) isSound = false;
    else row.cells[Math.min(cell.column, COLUMNS_MAX + 1) - 1] = text; // one beyond tells that there are too many
    if (cell.formula !== null) {
      faults.add({ kind: 'formula', sheet: name, cell: at, formula: cell.formula && `=${cell.formula}` });
    } else if (cell.type === 'e') {
      faults.add({ kind: 'error-cell', sheet: name, cell: at, value: cell.value });
    }
    cell = null;
  };
  const closeRow = (): void => {
    const filled = row.cells.flatMap((text, index) => (isBlank(text) ? [] : [index + 1]));
    if (filled.length === 0) return;
    if (row.isHidden) faults.add({ kind: 'hidden-row', sheet: name, row: row.number });
    for (const at of filled) used.columns.add(at);
    used.lastRow = row.number;
    builder.addRow(row.number, row.cells);
  };

  const isWellFormed = scanXml(xml, {
    open: (tag, raw) => {
      if (!isSound) return;
      if (tag === 'row') openRow(attributesOf(raw));
      else if (tag === 'c') openCell(attributesOf(raw));
      else if (tag === 'v') target = 'value';
      else if (tag === 'f' && cell) {
        target = 'formula';
        cell.formula = '';
      } else if (tag === 'col') {
        const { min, max, width, hidden: isHidden } = attributesOf(raw);
        if (isTrue(isHidden) || Number(width ?? 1) === 0) hidden.push({ from: Number(min), to: Number(max) });
      } else if (tag === 'mergeCell') merges.push(attributesOf(raw)['ref'] ?? '');
      else inline.open(tag);
    },
    text: (text) => {
      if (!cell) return;
      if (target === 'value') cell.value += text;
      else if (target === 'formula') cell.formula += text;
      else inline.add(text);
    },
    close: (tag) => {
      if (!isSound) return;
      if (tag === 'row') closeRow();
      else if (tag === 'c') closeCell();
      else if (tag === 'v' || tag === 'f') target = null;
      else inline.close(tag);
    },
  });
  if (!isWellFormed || !isSound) return null;

  for (const at of [...used.columns].toSorted((a, b) => a - b)) {
    if (!hidden.some(({ from, to }) => from <= at && at <= to)) continue;
    faults.add({ kind: 'hidden-column', sheet: name, column: columnLetters(at) });
  }
  for (const range of merges) {
    if (touches(range, Math.max(0, ...used.columns), used.lastRow))
      faults.add({ kind: 'merged', sheet: name, range });
  }
  return { sheet: builder.finish(), faults: faults.listed, faultCount: faults.count() };
}

function gatherFaults(): {
  listed: SpreadsheetFault[];
  add: (fault: SpreadsheetFault) => void;
  count: () => number;
} {
  const listed: SpreadsheetFault[] = [];
  let count = 0;
  return {
    listed,
    count: () => count,
    add: (fault) => {
      count += 1;
      if (listed.length < LISTED_MAX) listed.push(fault);
    },
  };
}

/** The text of a cell, or null for what no workbook holds. */
function textOf({ type, kind, value }: Cell, workbook: Workbook): string | null {
  switch (type) {
    case 's': {
      const text = workbook.strings[Number(value)];
      return text === undefined || value === '' ? null : unescapeFormula(text);
    }
    case 'str':
      return unescapeFormula(decodeCharacters(value));
    case 'b':
      return value === '' ? '' : String(isTrue(value));
    case 'e':
      return value;
    case 'd':
      return writeIsoDate(value);
    case 'n':
      return numberText(value, kind, workbook.dateSystem);
    default:
      return null;
  }
}

function numberText(value: string, kind: NumberKind, dateSystem: DateSystem): string | null {
  if (value.trim() === '') return '';
  const number = Number(value);
  if (!Number.isFinite(number)) return null;
  if (kind === 'date') return writeDate(number, dateSystem);
  return kind === 'percent' ? writePercent(number) : writeNumber(number);
}

const LETTERS = 26;
const LETTER_A = 65;

function placeOf(reference: string): { row: number; column: number } | null {
  const [, letters, digits] = /^([A-Z]{1,3})(\d{1,7})$/.exec(reference) ?? [];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * LETTERS + letter.charCodeAt(0) - LETTER_A + 1;
  return { row: Number(digits), column };
}

function columnLetters(column: number): string {
  const index = column - 1;
  const last = String.fromCharCode(LETTER_A + (index % LETTERS));
  return index < LETTERS ? last : columnLetters(Math.floor(index / LETTERS)) + last;
}

/** Whether a merged range begins within the cells that are used. */
function touches(range: string, lastColumn: number, lastRow: number): boolean {
  const place = placeOf(range.split(':')[0] ?? '');
  return place === null || (place.column <= lastColumn && place.row <= lastRow);
}
