import type { SaveAnswer } from './autosave-state.ts';

export type CellMessage = { level: 'error' | 'ask' | 'note'; text: string };

/** Rows that somebody else has saved meanwhile: what the form is to show, by the names of its fields. */
export type MergedRows = { text: string; values: Record<string, string> };

type SavedForm = { revision: number; cells: Record<string, CellMessage>; merged?: MergedRows };

/** What the server said to an autosave; `form` is there where it was saved. */
export type ReadAnswer = { answer: SaveAnswer; form: SavedForm | null };

const UNREACHABLE: ReadAnswer = { answer: { kind: 'failed', reason: 'unreachable' }, form: null };
const HTTP_BAD_REQUEST = 400;
const HTTP_CONFLICT = 409;
const HTTP_SERVER_FAULT = 500;

/** `type` is the response's: a redirect that was not followed leads to the sign-in. `body` is what JSON gave, or null. */
export function readSaveAnswer(type: string, status: number, body: unknown): ReadAnswer {
  if (type === 'opaqueredirect') return { answer: { kind: 'failed', reason: 'signed-out' }, form: null };
  if (status >= HTTP_SERVER_FAULT) return UNREACHABLE;
  if (status === HTTP_CONFLICT && isRecord(body) && typeof body['url'] === 'string')
    return { answer: { kind: 'conflict', url: body['url'], by: textOr(body['by'], '別の職員') }, form: null };
  if (status >= HTTP_BAD_REQUEST) return { answer: { kind: 'refused', status }, form: null };
  if (!isRecord(body) || body['saved'] !== true || typeof body['revision'] !== 'number') return UNREACHABLE;
  const rowsLeft = body['rowsLeft'];
  const merged = readMerged(body['merged']);
  return {
    answer: {
      kind: 'saved',
      savedAt: textOr(body['savedAt'], ''),
      ...(typeof rowsLeft === 'number' && rowsLeft > 0 ? { rowsLeft } : {}),
    },
    form: { revision: body['revision'], cells: readCells(body['cells']), ...(merged ? { merged } : {}) },
  };
}

function readCells(value: unknown): Record<string, CellMessage> {
  const cells = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    cells.flatMap(([name, cell]) => {
      const level = isRecord(cell) ? cell['level'] : null;
      const text = isRecord(cell) ? cell['text'] : null;
      const isKnown = level === 'error' || level === 'ask' || level === 'note';
      return isKnown && typeof text === 'string' ? [[name, { level, text }]] : [];
    }),
  );
}

function readMerged(value: unknown): MergedRows | null {
  if (!isRecord(value) || !isRecord(value['values'])) return null;
  const values = Object.entries(value['values']).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { text: textOr(value['text'], ''), values: Object.fromEntries(values) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
