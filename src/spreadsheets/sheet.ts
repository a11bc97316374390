import { ok, refused, type Result } from '../domain/result.ts';
import { COLUMNS_MAX, ROWS_MAX } from './limits.ts';
import type { SpreadsheetFault } from './spreadsheet-fault.ts';

/**
 * One sheet as a person sees it: text cells, and where each row stood. Rows without text are left out but still
 * counted in `number`; every row is as wide as the widest. The header is expected in the row numbered 1.
 */
export type Sheet = { name: string; rows: readonly SheetRow[] };
type SheetRow = { number: number; cells: readonly string[] };

export type SheetBuilder = {
  addRow: (number: number, cells: readonly (string | undefined)[]) => void;
  finish: () => Result<Sheet, SpreadsheetFault>;
};

export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** Gathers rows within the limits; what is over them is counted, not kept. */
export function buildSheet(name: string): SheetBuilder {
  const kept: { number: number; cells: readonly (string | undefined)[] }[] = [];
  let width = 0;
  let count = 0;
  return {
    addRow: (number, cells) => {
      const rowWidth = cells.findLastIndex((cell) => !isBlank(cell)) + 1;
      if (rowWidth === 0) return;
      width = Math.max(width, rowWidth);
      count += 1;
      if (count <= ROWS_MAX + 1 && width <= COLUMNS_MAX) kept.push({ number, cells });
    },
    finish: () => {
      if (width > COLUMNS_MAX) return refused({ kind: 'too-many-columns', sheet: name, limit: COLUMNS_MAX });
      const rows = count - 1; // without the header
      if (rows > ROWS_MAX) return refused({ kind: 'too-many-rows', sheet: name, rows, limit: ROWS_MAX });
      const padded = kept.map(({ number, cells }) => ({
        number,
        cells: Array.from({ length: width }, (_, index) => cells[index] ?? ''),
      }));
      return ok({ name, rows: padded });
    },
  };
}
