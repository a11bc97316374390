import { readDateText } from '../../../domain/plan/date-text.ts';
import { isControl, isWritable, loadedValue, writeValue, type Control } from './controls.ts';
import { fillWords, isManyCells, planFill, readPastedCells } from './pasted-cells.ts';

type Written = { control: Control; before: string; after: string };

/** Rows that can be filled in, with a place for each cell; `null` is a cell that is only read. */
function gridOf(table: HTMLTableElement): (Control | null)[][] {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  return rows
    .map((row) => [...row.cells].map((cell) => cell.querySelector<Control>('input, select, textarea')))
    .filter((controls) => controls.some((control) => control !== null));
}

function placeOf(grid: (Control | null)[][], control: Control): { row: number; column: number } | null {
  const row = grid.findIndex((controls) => controls.includes(control));
  return row === -1 ? null : { row, column: grid[row]?.indexOf(control) ?? 0 };
}

/** Moves as in Excel: within the column, past cells that are only read. */
function move(table: HTMLTableElement, from: Control, step: 1 | -1): void {
  const grid = gridOf(table);
  const place = placeOf(grid, from);
  if (!place) return;
  for (let row = place.row + step; row >= 0 && row < grid.length; row += step) {
    const control = grid[row]?.[place.column];
    if (!control || control.disabled) continue;
    control.focus();
    if (!(control instanceof HTMLSelectElement)) control.select();
    return;
  }
}

function todayInJapan(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date());
}

/** Lets a table be filled in by keyboard and by pasting from Excel. */
export function startSheet(table: HTMLTableElement): void {
  let lastPaste: Written[] = [];
  let pasting = false;
  const said = document.createElement('div');
  said.className = 'sheet-say';
  said.setAttribute('role', 'status');
  (table.closest('.table-region') ?? table).before(said);

  table.addEventListener('keydown', (event) => {
    const { target } = event;
    // While a Japanese word is being composed, Enter and the arrows belong to the composition.
    if (!isControl(target) || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'z' && lastPaste.length > 0) {
      event.preventDefault();
      return takeBack();
    }
    if (event.ctrlKey && event.key === ';' && isDate(target) && isWritable(target)) {
      event.preventDefault();
      writeValue(target, todayInJapan());
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = stepOf(event, target);
    if (step === 0) return;
    event.preventDefault();
    move(table, target, step);
  });

  table.addEventListener('paste', (event) => {
    const { target } = event;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!isControl(target) || !isManyCells(text)) return;
    event.preventDefault();
    paste(target, readPastedCells(text));
  });

  table.addEventListener('input', ({ target }) => {
    if (!isControl(target)) return;
    target.closest('td')?.classList.toggle('changed', target.value !== loadedValue(target));
    // After typing, Ctrl+Z is the typing's; the button still takes the paste back.
    if (!pasting) lastPaste = [];
  });

  function paste(target: Control, pasted: string[][]): void {
    const grid = gridOf(table);
    const from = placeOf(grid, target);
    if (!from) return;
    const writable = grid.map((row) => row.map((control) => control !== null && isWritable(control)));
    const fill = planFill(writable, from, pasted);
    const written: Written[] = [];
    let refused = 0;
    pasting = true;
    for (const { row, column, text } of fill.writes) {
      const control = grid[row]?.[column];
      if (!control) continue;
      const before = control.value;
      const wanted = isDate(control) ? (readDateText(text) ?? text) : text;
      if (writeValue(control, wanted)) written.push({ control, before, after: control.value });
      else if (text !== '') refused += 1;
    }
    pasting = false;
    lastPaste = written;
    const words = fillWords(written.length, { ...fill, cellsSkipped: fill.cellsSkipped + refused });
    say(words, written);
  }

  function say(words: string, undoable: Written[]): void {
    const sentence = document.createElement('span');
    sentence.textContent = words;
    said.replaceChildren(sentence);
    if (undoable.length === 0) return;
    const undo = document.createElement('button');
    undo.type = 'button';
    undo.className = 'button secondary small';
    undo.textContent = '貼り付けを元に戻す';
    undo.addEventListener('click', () => {
      lastPaste = undoable;
      takeBack();
      undoable[0]?.control.focus();
    });
    said.append(undo);
  }

  /** What was typed over since stays. */
  function takeBack(): void {
    const undone = lastPaste.filter(({ control, after }) => control.value === after);
    for (const { control, before } of undone) writeValue(control, before);
    lastPaste = [];
    say(`貼り付けた ${undone.length} 個のセルを元に戻しました。`, []);
  }
}

function isDate(control: Control): boolean {
  return 'date' in control.dataset;
}

/** A choice keeps its arrows and a text of several lines all keys: there they have a meaning of their own. */
function stepOf(event: KeyboardEvent, target: Control): 1 | -1 | 0 {
  if (target instanceof HTMLTextAreaElement) return 0;
  if (event.key === 'Enter') return event.shiftKey ? -1 : 1;
  if (target instanceof HTMLSelectElement || event.shiftKey) return 0;
  if (event.key === 'ArrowDown') return 1;
  return event.key === 'ArrowUp' ? -1 : 0;
}

/** A day that was typed as one writes it in the office becomes the day the server keeps. */
export function startDates(root: Document): void {
  root.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !isDate(target)) return;
    target.value = readDateText(target.value) ?? target.value;
  });
}
