import type { DataPackage } from '../../../domain/plan/dataset.ts';
import { enumWords } from '../cell-words.ts';
import type { Resource } from './draft-rows.ts';
import { isFilledByUs } from './fill-row.ts';

type Field = Resource['schema']['fields'][number];

const CODE = /[a-z]+(?:[_-][a-z]+)*/g;
const REFERENCE = /^[a-z-]+ の (?:id|source_row)。/;

/** A column's description for who fills in the form: names of columns and tables, and words, instead of codes. */
export function hintOf(resource: Resource, field: Field, dataPackage: DataPackage): string {
  const description = field.description.replace(REFERENCE, '');
  const words = description.replace(CODE, (code) => wordsOf(code, resource, field, dataPackage));
  return [
    words,
    field.name === 'id' ? '例：「窓口の待ち時間」なら window-waiting-time。' : '',
    isFilledByUs(resource, field.name) ? '空白にすると、自動で入ります。' : '',
  ].join('');
}

function wordsOf(code: string, resource: Resource, field: Field, { resources }: DataPackage): string {
  const enums = [resource, ...resources].flatMap(({ name, schema }) =>
    schema.fields.map((other) => ({
      table: name,
      column: other.name,
      allowed: other.constraints?.enum ?? [],
    })),
  );
  const own = field.constraints?.enum?.includes(code)
    ? enumWords(resource.name, field.name, code)
    : undefined;
  const column = resource.schema.fields.find(({ name }) => name === code)?.title;
  const table = resources.find(({ name }) => name === code)?.title;
  const value = enums.find(({ allowed }) => allowed.includes(code));
  const elsewhere = resources.flatMap(({ schema }) => schema.fields).find(({ name }) => name === code)?.title;
  const words = own ?? column ?? table ?? (value && enumWords(value.table, value.column, code)) ?? elsewhere;
  return words === undefined ? code : `「${words}」`;
}
