import { ACTUAL_FIELDS, type ActualField, type ActualInput } from '../../../domain/plan/check-actual.ts';
import type { Seen } from '../../../flows/drafts/rows-as-seen.ts';
import type { FollowerProposal } from '../../../flows/follower-proposal.ts';
import { readPastedCells } from '../assets/pasted-cells.ts';
import { readDateText } from '../../../domain/plan/date-text.ts';
import type { SheetRow } from './year-sheet.ts';

/** One indicator's cells as they were sent; `sure` is what the tick says, empty without one. */
export type PostedRow = { input: ActualInput; sure: string };
export type PostedRows = ReadonlyMap<string, PostedRow>;

/** What stands above the table: to be put into many rows at once. */
export type BulkInput = Pick<ActualInput, 'as_of' | 'status' | 'source'>;

export function cellName(field: ActualField | 'sure' | 'both' | 'take', id: string): string {
  return `${field}:${id}`;
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function dateText(typed: string): string {
  return readDateText(typed) ?? typed;
}

/** As it was sent, since a pasted column may begin with a blank cell. */
export function pastedText(form: FormData): string {
  const pasted = form.get('pasted');
  return typeof pasted === 'string' ? pasted : '';
}

/** What goes along unseen where the sheet itself is not shown, so that it comes back as it was. */
export function hiddenCells(form: FormData, posted: PostedRows): Record<string, string> {
  const above = ['bulk:as_of', 'bulk:status', 'bulk:source'].map((name) => [name, text(form, name)]);
  const cells = [...posted].flatMap(([id, { input, sure }]) => [
    ...ACTUAL_FIELDS.map((field) => [cellName(field, id), input[field]]),
    ...(sure === '' ? [] : [[cellName('sure', id), sure]]),
  ]);
  return { ...Object.fromEntries([...above, ...cells]), pasted: pastedText(form) };
}

/** Only indicators of the sheet are read; one that was not sent along is left as it is. */
export function readRows(form: FormData, rows: readonly SheetRow[]): Map<string, PostedRow> {
  return new Map(
    rows.flatMap(({ indicator: { id } }): [string, PostedRow][] => {
      if (!form.has(cellName('value', id))) return [];
      const cells = ACTUAL_FIELDS.map((field) => [field, text(form, cellName(field, id))]);
      const input = Object.fromEntries(cells) as ActualInput;
      const sure = text(form, cellName('sure', id));
      return [[id, { input: { ...input, as_of: dateText(input.as_of) }, sure }]];
    }),
  );
}

/** What was seen. A revision or version that is none makes everything in the draft somebody else's: the careful side. */
export function readSeen(form: FormData): Seen {
  const number = (name: string): number => {
    const typed = text(form, name);
    return /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
  };
  return { revision: number('revision'), version: number('version') };
}

export function readBulk(form: FormData): BulkInput {
  return {
    as_of: dateText(text(form, 'bulk:as_of')),
    status: text(form, 'bulk:status'),
    source: text(form, 'bulk:source'),
  };
}

/** A tick was for the cells as they were. */
function retyped({ input, sure }: PostedRow, cells: Partial<ActualInput>): PostedRow {
  const changed = { ...input, ...cells };
  const isSame = ACTUAL_FIELDS.every((field) => changed[field] === input[field]);
  return { input: changed, sure: isSame ? sure : '' };
}

/** Puts the same day, status and source where nothing else was entered yet. */
export function fillRows(posted: PostedRows, bulk: BulkInput, blank: ActualInput): Map<string, PostedRow> {
  const fill = (input: ActualInput, field: keyof BulkInput): string => {
    const isOpen = input[field] === '' || input[field] === blank[field];
    return isOpen && bulk[field] !== '' ? bulk[field] : input[field];
  };
  return new Map(
    [...posted].map(([id, row]) => {
      const { input } = row;
      const filled = {
        as_of: fill(input, 'as_of'),
        status: fill(input, 'status'),
        source: fill(input, 'source'),
      };
      return [id, retyped(row, filled)];
    }),
  );
}

export type Pasted = {
  rows: Map<string, PostedRow>;
  filled: number;
  /** The lines that found no row, to stay where they were pasted. */
  leftOver: string[];
};

/**
 * Puts a pasted column into the sheet: a line for each row from the first on, a blank line leaving its row as it is; or,
 * where a line has two cells, an indicator's id or name and its value.
 */
export function pasteRows(posted: PostedRows, pasted: string, rows: readonly SheetRow[]): Pasted {
  const ids = rows.map(({ indicator }) => indicator.id);
  const byName = new Map(
    rows.flatMap(({ indicator: { id, name } }) => [
      [name.text, id],
      [name.printed, id],
      [id, id],
    ]),
  );
  const filled = new Map(posted);
  const leftOver: string[] = [];
  let count = 0;
  for (const [at, cells] of readPastedCells(pasted).entries()) {
    const [first = '', second] = cells;
    const id = second === undefined ? ids[at] : byName.get(first);
    const value = second ?? first;
    const row = id === undefined ? undefined : posted.get(id);
    if (cells.every((cell) => cell === '') || (row && value === '')) continue;
    if (id === undefined || !row) leftOver.push(cells.join('\t'));
    else {
      filled.set(id, retyped(row, { value }));
      count += 1;
    }
  }
  return { rows: filled, filled: count, leftOver };
}

/** Takes LINE's figure over into the form, for a person to look at and save. */
export function takeFollowers(posted: PostedRows, proposal: FollowerProposal): Map<string, PostedRow> {
  const row = posted.get(proposal.indicator.id);
  if (!row) return new Map(posted);
  const { followers, asOf, status, source } = proposal;
  const taken = retyped(row, { value: String(followers), as_of: asOf, status, source });
  return new Map(posted).set(proposal.indicator.id, taken);
}
