import { keyCells, type Row } from '../../../domain/plan/table-schema.ts';
import { readDateText } from '../../../domain/plan/date-text.ts';
import type { Resource } from './draft-rows.ts';

type Field = Resource['schema']['fields'][number];

/** The name of the field that a cell is typed into. */
export function cellField(table: string, column: string): string {
  return `${table}.${column}`;
}

/** Figures as they are typed in an office: full-width digits and thousands separators are taken as what they mean. */
function plainFigure(text: string): string {
  return text.normalize('NFKC').replace(/[,\s]/g, '');
}

const KATAKANA = /[ァ-ヶ]/g;
const KANA_DISTANCE = 0x60;

/** A reading typed in katakana or with spaces, as the plan keeps it. */
function plainReading(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(KATAKANA, (letter) => String.fromCharCode(letter.charCodeAt(0) - KANA_DISTANCE));
}

function readCell({ name, type }: Pick<Field, 'name' | 'type'>, text: string): string {
  const typed = text.trim();
  if (type === 'integer' || type === 'number') return plainFigure(typed);
  if (type === 'date') return readDateText(typed) ?? typed;
  if (name === 'reading') return plainReading(typed);
  return name === 'id' || name === 'unit' || name === 'code' ? typed.normalize('NFKC') : typed;
}

/**
 * The cells of a row as typed; columns that the form does not have stay as they are. The key of a row that is there
 * (`key`) cannot be typed.
 */
export function readCells(
  { name: table, schema }: Resource,
  form: FormData,
  before: Row | null,
  key: string | null,
): Row {
  const fixed = new Map(
    key === null ? [] : (schema.primaryKey ?? []).map((column, at) => [column, keyCells(key)[at] ?? '']),
  );
  const cells = schema.fields.map((field): [string, string] => {
    const typed = form.get(cellField(table, field.name));
    const own = fixed.get(field.name);
    if (own !== undefined) return [field.name, own];
    const isAsked = table !== 'synonyms' || key === null || field.name !== 'kind'; // chosen with the target, once
    if (isAsked && typeof typed === 'string') return [field.name, readCell(field, typed)];
    return [field.name, before?.[field.name] ?? ''];
  });
  const row = Object.fromEntries(cells);
  return table === 'synonyms' && key === null ? { ...row, ...readSynonymTarget(row['target'] ?? '') } : row;
}

/** Kind and target of a synonym are chosen in one: the kind says in which table the id is. */
export function synonymChoice(kind: string, target: string): string {
  return target === '' ? '' : `${kind}/${target}`;
}

function readSynonymTarget(choice: string): { kind: string; target: string } {
  const [kind = '', target = ''] = choice.split('/');
  return { kind, target };
}
