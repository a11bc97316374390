import type { DataPackage } from '../../../domain/plan/dataset.ts';
import { enumWords } from '../cell-words.ts';
import type { Resource } from './draft-rows.ts';
import { isFilledByUs } from './fill-row.ts';

type Field = Resource['schema']['fields'][number];

const CODE = /[a-z]+(?:[_-][a-z]+)*/g;
const REFERENCE = /^[a-z-]+ の (?:id|source_row)。/;

/** Where a description speaks to whoever edits the files, a form says it to whoever fills it in. */
const PLAIN_HINTS: Readonly<Record<string, string>> = {
  'kpis.path':
    '年度ごとのめやすを置くかどうかです。「期限までに行えばよい」では、届くまでの判定は「取組中」になります。',
  'kpis.better': '数が増えるのがよい指標か、減るのがよい指標かです。',
  'kpis.name': '住民に見せる名前です。英字と数字は半角で書きます。',
  'kpis.unit': '「人」「件」「%」など、値のうしろに付けることばです。',
  'kpis.decimals': '整数なら0、36.4のように書くなら1です。',
  'kpis.initiative': 'どの取組の指標かを選びます。',
  'kpis.priority_item': 'どの重点項目の目標かを選びます。',
  'targets.value': '数字だけを書きます。単位は、この指標の単位です。',
  'kpis.basis': 'いつの、何を数えた値かです。決まっていないときは「確認中」のまま、評価しません。',
};

/** A column's description for who fills in the form: names of columns and tables, and words, instead of codes. */
export function hintOf(resource: Resource, field: Field, dataPackage: DataPackage): string {
  const own = PLAIN_HINTS[`${resource.name}.${field.name}`];
  if (own !== undefined) return own;
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
