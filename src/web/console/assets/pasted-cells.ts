/** What Excel and the like put on the clipboard as text: rows by line breaks, cells by tabs. */
const NEEDS_QUOTES = /[\t\r\n]/;

/**
 * Cells of a pasted text, row by row. Excel quotes a cell only where it holds a tab or a line break, so other quotes
 * are the cell's own; a break inside a cell becomes a space.
 */
export function readPastedCells(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at <= text.length) {
    const quoted = text[at] === '"' ? readQuoted(text, at) : null;
    const end = quoted?.end ?? endOfPlain(text, at);
    rows.at(-1)?.push((quoted?.cell ?? text.slice(at, end)).trim());
    if (text[end] === '\t') at = end + 1;
    else if (end >= text.length) break;
    else {
      rows.push([]);
      at = end + (text.startsWith('\r\n', end) ? 2 : 1);
    }
  }
  const last = rows.at(-1);
  return rows.length > 1 && last?.length === 1 && last[0] === '' ? rows.slice(0, -1) : rows;
}

function endOfPlain(text: string, from: number): number {
  const length = text.slice(from).search(NEEDS_QUOTES);
  return length === -1 ? text.length : from + length;
}

function readQuoted(text: string, from: number): { cell: string; end: number } | null {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return null;
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      const inner = text.slice(from + 1, quote);
      const isWhole = end === text.length || NEEDS_QUOTES.test(text.charAt(end));
      if (!isWhole || !NEEDS_QUOTES.test(inner)) return null;
      return { cell: inner.replaceAll('""', '"').replace(/\s*[\r\n]+\s*|\t/g, ' '), end };
    }
    at = quote + 2;
  }
}

/** True where a paste is more than one cell's own text. */
export function isManyCells(text: string): boolean {
  return NEEDS_QUOTES.test(text.replace(/[\r\n]+$/, ''));
}

export type Fill = {
  writes: { row: number; column: number; text: string }[];
  /** Pasted rows below the table's last. */
  rowsLeftOver: number;
  /** Pasted cells that are right of the table or on a cell that cannot be written, and are not empty. */
  cellsSkipped: number;
};

/** Where pasted cells go, down and right from a cell. `writable` has a row per row of the table, a flag per cell. */
export function planFill(
  writable: readonly (readonly boolean[])[],
  from: { row: number; column: number },
  pasted: readonly (readonly string[])[],
): Fill {
  const fitting = pasted.slice(0, Math.max(writable.length - from.row, 0));
  const cells = fitting.flatMap((texts, down) =>
    texts.map((text, right) => ({ row: from.row + down, column: from.column + right, text })),
  );
  const isWritable = ({ row, column }: { row: number; column: number }): boolean =>
    writable[row]?.[column] ?? false;
  return {
    writes: cells.filter(isWritable),
    rowsLeftOver: pasted.length - fitting.length,
    cellsSkipped: cells.filter((cell) => !isWritable(cell) && cell.text !== '').length,
  };
}

/** What a paste did, in one sentence each. */
export function fillWords(written: number, { rowsLeftOver, cellsSkipped }: Fill): string {
  return [
    `${written} 個のセルに貼り付けました。`,
    rowsLeftOver > 0 ? `表より下にはみ出した ${rowsLeftOver} 行は貼り付けていません。` : '',
    cellsSkipped > 0 ? `書き込めないセルの ${cellsSkipped} 個は飛ばしました。` : '',
  ].join('');
}
