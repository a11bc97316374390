import type { DataPackage } from '../../domain/plan/dataset.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Row } from '../../domain/plan/table-schema.ts';
import { referenceName, SYNONYM_TABLES } from './row-names.ts';
import { resourceOf } from './rules-table.ts';

/** What the values that `datapackage.json` allows are called, by column; some columns differ by table. */
const ENUM_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  basis: {
    level: '年度末の時点の数',
    yearly: '1年間に数えた数',
    cumulative: '期間中の合計（R7年度から）',
    unconfirmed: '確認中（判定しない）',
  },
  better: { higher: '大きいほどよい', lower: '小さいほどよい' },
  path: { linear: '毎年同じだけ進む', by_end: '期限までに行えばよい' },
  status: { provisional: '速報値', confirmed: '確定値' },
  kind: { kpi: 'KPI（取組の指標）', kgi: 'KGI（重点項目の目標）' },
  'synonyms/kind': { kpi: 'KPI・KGI', theme: '推進項目', initiative: '取組', glossary: '用語' },
  'source-rows/kind': { kpi: 'KPIのある行', initiative: 'KPIのない取組の行', note: '注' },
};

export function enumWords(table: string, column: string, value: string): string | undefined {
  return (ENUM_WORDS[`${table}/${column}`] ?? ENUM_WORDS[column])?.[value];
}

/** The table a cell's value is an id of; undefined where it is none. */
export function referredTable(
  table: string,
  column: string,
  row: Row,
  dataPackage: DataPackage,
): string | undefined {
  if (table === 'synonyms' && column === 'target') return SYNONYM_TABLES[row['kind'] ?? ''];
  const keys = resourceOf(table, dataPackage)?.schema.foreignKeys ?? [];
  return keys.find(({ fields }) => fields.join() === column)?.reference.resource;
}

/** A cell as a person reads it: names instead of ids, words instead of codes, figures grouped; blank is empty. */
export function cellWords(
  table: string,
  column: string,
  row: Row,
  dataPackage: DataPackage,
  plans: readonly Plan[],
): string {
  const value = row[column] ?? '';
  if (value === '') return '';
  const field = resourceOf(table, dataPackage)?.schema.fields.find(({ name }) => name === column);
  if (field?.constraints?.enum) return enumWords(table, column, value) ?? value;
  if (field?.type === 'boolean') return value === 'true' ? 'はい' : 'いいえ';
  const referred = referredTable(table, column, row, dataPackage);
  if (referred) return referenceName(referred, value, plans);
  return field?.type === 'number' ? groupedFigure(value) : value;
}

/** 7159.5 as 7,159.5, with the digits it was written with. */
export function groupedFigure(value: string): string {
  const [whole = '', fraction] = value.split('.');
  if (!/^-?\d+$/.test(whole)) return value;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
