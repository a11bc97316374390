/** What one invocation of the Worker asked of the outside. */
export type Asked = {
  /** Statements to D1; each of a batch counts, as for D1's limit of queries. */
  queries: number;
  /** Calls to D1; a batch is one. */
  calls: number;
  fetches: number;
  /** Calls to the queue. */
  sends: number;
};

/** Invocations since the counting began. Rows are D1's own `meta.rows_read` and `meta.rows_written`. */
export type Counts = {
  invocations: number;
  /** Calls to D1 by all of them. */
  calls: number;
  rowsRead: number;
  rowsWritten: number;
  /** The one that asked most, each statement counted. */
  most: Asked & { door: string };
};

export const NOTHING_ASKED: Asked = { queries: 0, calls: 0, fetches: 0, sends: 0 };

export const NOTHING_COUNTED: Counts = {
  invocations: 0,
  calls: 0,
  rowsRead: 0,
  rowsWritten: 0,
  most: { door: '', ...NOTHING_ASKED },
};

/** All of them count against one limit of the platform's. */
export function subrequests({ queries, fetches, sends }: Asked): number {
  return queries + fetches + sends;
}

/** A broadcast to residents of one district, or to everyone, composed in Japanese and English. */
export type BroadcastOrder = { id: string; district: string | null };

/** Residents from one number to before another, all of one district. */
export type SeedOrder = { from: number; to: number; district: string };
