import { keyOf, rowKey } from '../../../domain/plan/table-schema.ts';
import type { DataPackage, Dataset } from '../../../domain/plan/dataset.ts';
import { SYNONYM_TABLES } from '../row-names.ts';
import { rowWithId } from './draft-rows.ts';

export type RowAddress = { table: string; key: string };

/** The rows that would point at nothing if this one went, but for those that go with it. */
export function rowsReferringTo(
  dataset: Dataset,
  { table, key }: RowAddress,
  dataPackage: DataPackage,
): RowAddress[] {
  const along = new Set(rowsThatGoAlong(dataset, { table, key }).map((row) => `${row.table}/${row.key}`));
  const referring = dataPackage.resources.flatMap(({ name, schema }) => {
    const columns = (schema.foreignKeys ?? [])
      .filter(({ reference }) => reference.resource === table)
      .flatMap(({ fields }) => fields);
    return (dataset.tables[name] ?? [])
      .filter((row) => columns.some((column) => row[column] === key))
      .map((row): RowAddress => ({ table: name, key: rowKey(row, schema) }));
  });
  const synonyms = (dataset.tables['synonyms'] ?? [])
    .filter((row) => SYNONYM_TABLES[row['kind'] ?? ''] === table && row['target'] === key)
    .map((row): RowAddress => ({ table: 'synonyms', key: keyOf(row['word'] ?? '', row['target'] ?? '') }));
  return [...referring, ...synonyms].filter((row) => !along.has(`${row.table}/${row.key}`));
}

/** An indicator and its targets cannot be without each other: they go, and come back, together. */
export function rowsThatGoAlong(dataset: Dataset, { table, key }: RowAddress): RowAddress[] {
  if (table !== 'kpis' || !rowWithId(dataset, 'kpis', key)) return [];
  return (dataset.tables['targets'] ?? [])
    .filter((row) => row['kpi'] === key)
    .map((row) => ({ table: 'targets', key: keyOf(key, row['revision'] ?? '') }));
}
