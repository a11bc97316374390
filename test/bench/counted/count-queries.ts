/** What look-ups asked of D1. Rows are D1's own `meta.rows_read` and `meta.rows_written`. */
export type QueryCounts = {
  lookUps: number;
  reads: number;
  writes: number;
  rowsRead: number;
  rowsWritten: number;
  /** The most that one single look-up asked, with what it did after its 200. */
  mostReadsByOne: number;
  mostWritesByOne: number;
};

type Meta = { rows_read?: number; rows_written?: number };
type Result = { results: Record<string, unknown>[]; meta: Meta };
type Statement = { bind(...values: unknown[]): Statement; all(): Promise<Result> };
export type Database = { prepare(sql: string): Statement };

/**
 * The binding with the one way of asking that src/storage uses: prepare, bind, then first, all or run. Whatever
 * else is called is missing and fails loudly, so nothing goes uncounted.
 */
export function countQueries(db: Database, counts: QueryCounts): object {
  const own = { reads: 0, writes: 0 };
  const wrap = (sql: string, statement: Statement): object => {
    const kind = /^\s*select\b/i.test(sql) ? 'reads' : 'writes';
    const ask = async (): Promise<Result> => {
      own[kind] += 1;
      counts[kind] += 1;
      counts.mostReadsByOne = Math.max(counts.mostReadsByOne, own.reads);
      counts.mostWritesByOne = Math.max(counts.mostWritesByOne, own.writes);
      const result = await statement.all();
      counts.rowsRead += result.meta.rows_read ?? 0;
      counts.rowsWritten += result.meta.rows_written ?? 0;
      return result;
    };
    return {
      bind: (...values: unknown[]) => wrap(sql, statement.bind(...values)),
      all: ask,
      run: ask,
      first: async () => (await ask()).results[0] ?? null,
    };
  };
  return { prepare: (sql: string) => wrap(sql, db.prepare(sql)) };
}
