import { CsvError, parse } from 'csv-parse/sync';
import type { DatasetFault } from './dataset-fault.ts';
import type { Table, TableSchema } from './table-schema.ts';

/** Reads one canonical CSV text (header in row 1) into rows of text; never half a table. */
export function readCsv(
  name: string,
  text: string,
  schema: TableSchema,
): { table: Table; faults: DatasetFault[] } {
  const expected = schema.fields.map((field) => field.name);
  const empty: Table = { name, rows: [] };
  let records: string[][];
  try {
    records = parse(text, { bom: true, relaxColumnCount: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason = { kind: 'not-csv', detail: error.message } as const;
    return {
      table: empty,
      faults: [{ table: name, row: Number(error['lines'] ?? 0), column: '', value: '', reason }],
    };
  }
  const [header = [], ...body] = records;
  if (header.join('\n') !== expected.join('\n')) {
    const reason = { kind: 'columns', expected } as const;
    return { table: empty, faults: [{ table: name, row: 1, column: '', value: header.join(','), reason }] };
  }
  const faults: DatasetFault[] = [];
  const rows = body.map((record, index) => {
    const number = index + 2;
    if (record.length !== expected.length) {
      const reason = { kind: 'cell-count', expected: expected.length, found: record.length } as const;
      faults.push({ table: name, row: number, column: '', value: '', reason });
    }
    return { number, cells: Object.fromEntries(expected.map((column, at) => [column, record[at] ?? ''])) };
  });
  return { table: { name, rows }, faults };
}
