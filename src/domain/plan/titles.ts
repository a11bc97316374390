import type { DataPackage } from './dataset.ts';

/** What a table and a column of it are called in Japanese; without a column, or for one unknown, the name stays. */
export type Titles = (table: string, column: string) => { table: string; column: string };

/** The titles that `datapackage.json` gives. A column may be several, as in a key: `kpi, fiscal_year`. */
export function titlesOf({ resources }: Pick<DataPackage, 'resources'>): Titles {
  const tables = new Map(
    resources.map(({ name, title, schema }) => [
      name,
      { title, columns: new Map(schema.fields.map((field) => [field.name, field.title])) },
    ]),
  );
  return (table, column) => {
    const known = tables.get(table);
    const columns = column.split(', ').map((name) => known?.columns.get(name) ?? name);
    return { table: known?.title ?? table, column: columns.join('・') };
  };
}
