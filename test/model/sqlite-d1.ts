import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/** Where a call to the database stands when the world may interfere: before it takes effect, and after. */
export type Interference = (point: 'before' | 'after', what: string) => Promise<void>;

/** Prepared once for a database, however many open it. */
const preparedOf = new WeakMap<DatabaseSync, Map<string, ReturnType<DatabaseSync['prepare']>>>();

type Bound = { sql: string; values: readonly SQLInputValue[] };

/**
 * D1 as far as the stores use it, over SQLite itself: the statements that run in service run here, thousands a second, and
 * a call can be held up, refused or cut off before and after it takes effect. A batch is one transaction, as in D1.
 */
export function openD1(database: DatabaseSync, interfere: Interference): D1Database {
  const prepared = preparedOf.get(database) ?? new Map<string, ReturnType<DatabaseSync['prepare']>>();
  preparedOf.set(database, prepared);
  const statementOf = (sql: string): ReturnType<DatabaseSync['prepare']> => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const runNow = ({ sql, values }: Bound) => {
    const before = totalChanges(statementOf);
    const results = statementOf(sql)
      .all(...values)
      .map((row) => ({ ...row }));
    const changes = totalChanges(statementOf) - before;
    return { success: true, results, meta: { changes } };
  };
  const call = async <Value>(what: string, act: () => Value): Promise<Value> => {
    await interfere('before', what);
    const value = act();
    await interfere('after', what);
    return value;
  };
  const bound = (sql: string, values: readonly SQLInputValue[]) => ({
    sql,
    values,
    bind: (...given: SQLInputValue[]) => bound(sql, given),
    all: () => call(sql, () => runNow({ sql, values })),
    run: () => call(sql, () => runNow({ sql, values })),
    first: () => call(sql, () => runNow({ sql, values }).results[0] ?? null),
  });
  const database1 = {
    prepare: (sql: string) => bound(sql, []),
    batch: (statements: Bound[]) =>
      call('batch', () => {
        database.exec('BEGIN');
        try {
          const results = statements.map(runNow);
          database.exec('COMMIT');
          return results;
        } catch (error) {
          database.exec('ROLLBACK');
          throw error;
        }
      }),
  };
  return database1 as unknown as D1Database;
}

/** SQLite's own count; triggers and cascades are in it too, and none of the tables here has any that write. */
function totalChanges(statementOf: (sql: string) => ReturnType<DatabaseSync['prepare']>): number {
  const row = statementOf('SELECT total_changes() AS total').get() as { total: number };
  return row.total;
}
