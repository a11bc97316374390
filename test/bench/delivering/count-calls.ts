import { AsyncLocalStorage } from 'node:async_hooks';
import { NOTHING_ASKED, NOTHING_COUNTED, subrequests, type Asked, type Counts } from './counts.ts';

const current = new AsyncLocalStorage<Asked>();
let counts: Counts = { ...NOTHING_COUNTED };

export function readCounts(): Counts {
  return counts;
}

export function clearCounts(): void {
  counts = { ...NOTHING_COUNTED };
}

/** Runs one invocation and counts what it asks. */
export async function countInvocation<Value>(door: string, run: () => Promise<Value>): Promise<Value> {
  const asked = { ...NOTHING_ASKED };
  try {
    return await current.run(asked, run);
  } finally {
    counts.invocations += 1;
    counts.calls += asked.calls;
    if (subrequests(asked) > subrequests(counts.most)) counts.most = { door, ...asked };
  }
}

/** Once, before the town's code runs. */
export function countFetches(): void {
  const send = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const asked = current.getStore();
    if (asked) asked.fetches += 1;
    return send(input, init);
  };
}

export function countSends<Body>(queue: Queue<Body>): Queue<Body> {
  return intercept(queue, ['send', 'sendBatch'], () => {
    const asked = current.getStore();
    if (asked) asked.sends += 1;
  });
}

/** The binding, each statement and row counted. Whoever asks in another way than these is not counted, and D1 has none. */
export function countQueries(db: D1Database): D1Database {
  const inner = new Map<D1PreparedStatement, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const ask = async <Row>(): Promise<D1Result<Row>> => {
      note(1);
      return noted(await statement.all<Row>());
    };
    const outer = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all: ask,
      run: ask,
      first: async () => (await ask<Record<string, unknown>>()).results[0] ?? null,
      raw: () => Promise.reject(new Error('raw() is not counted')),
    } as unknown as D1PreparedStatement;
    inner.set(outer, statement);
    return outer;
  };
  return {
    prepare: (sql: string) => wrap(db.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      note(statements.length);
      const results = await db.batch(statements.map((statement) => inner.get(statement) ?? statement));
      return results.map((result) => noted(result));
    },
  } as unknown as D1Database;
}

function note(queries: number): void {
  const asked = current.getStore();
  if (!asked) return;
  asked.calls += 1;
  asked.queries += queries;
}

function noted<Row>(result: D1Result<Row>): D1Result<Row> {
  counts.rowsRead += result.meta.rows_read;
  counts.rowsWritten += result.meta.rows_written;
  return result;
}

/** The same object, `seen` told of each call of the methods. Bindings want to be called on themselves. */
function intercept<Binding extends object>(
  binding: Binding,
  methods: readonly string[],
  seen: () => void,
): Binding {
  return new Proxy(binding, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...values: unknown[]): unknown => {
        if (methods.includes(String(name))) seen();
        return Reflect.apply(value, target, values);
      };
    },
  });
}
