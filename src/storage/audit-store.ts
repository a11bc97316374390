import { createHash } from 'node:crypto';
import {
  chainEntries,
  type AuditAction,
  type AuditEntry,
  type ChainedEntry,
} from '../domain/audit/audit-trail.ts';

/** SHA-256 in hexadecimal, without waiting: thousands of entries are chained one after another. */
export function sha256Now(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Which entry a change rests on. Its statements write only `WHERE` that entry stands: see `WRITTEN`. */
export type Written = { seq: number; writeId: string };

/** For the statements of `commitWithAudit`: the entry they rest on is in the trail. Its parameters are ?1 and ?2. */
export const WRITTEN = 'EXISTS (SELECT 1 FROM audit_trail WHERE seq = ?1 AND write_id = ?2)';

/** A condition in SQL; its parameters count from ?2. */
export type Guard = { sql: string; values: readonly (string | number)[] };

const ALWAYS: Guard = { sql: 'true', values: [] };
const TRIES_MAX = 16; // each other writer of the same moment can cost one
const CHUNK_LENGTH = 600_000; // D1: 2 MB a parameter; Japanese letters take three bytes each

/**
 * Writes entries and the change they record in one transaction, or neither: nothing takes effect without a trail.
 * False where the guard did not hold, and then nothing was written.
 */
export async function commitWithAudit(
  db: D1Database,
  entries: readonly AuditEntry[],
  statements: (written: Written) => D1PreparedStatement[],
  guard: Guard = ALWAYS,
): Promise<boolean> {
  const writeId = crypto.randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    const chained = chainEntries(entries.map(asKept), { last: await loadLastEntry(db), writeId }, sha256Now);
    const [first] = chained;
    if (!first) throw new Error('a change without an entry');
    const inserts = chunk(chained).map((part, index) =>
      index === 0
        ? insertEntries(db, part, guard)
        : insertEntries(db, part, { sql: WRITTEN_BEHIND, values: [first.seq, writeId] }),
    );
    try {
      const [result] = await db.batch([...inserts, ...statements(first)]);
      return (result?.meta.changes ?? 0) > 0;
    } catch (error) {
      if (attempt >= TRIES_MAX || !isTaken(error)) throw error; // else another entry took this place: once more
    }
  }
}

/** Half of a surrogate pair, as where a long reason was cut, is kept as another sign; the hash must be of that one. */
function asKept(entry: AuditEntry): AuditEntry {
  return { ...entry, subject: entry.subject.toWellFormed(), reason: entry.reason.toWellFormed() };
}

const WRITTEN_BEHIND = 'EXISTS (SELECT 1 FROM audit_trail WHERE seq = ?2 AND write_id = ?3)';

function insertEntries(db: D1Database, entries: readonly ChainedEntry[], guard: Guard): D1PreparedStatement {
  const rows = entries.map((entry) => [
    entry.seq,
    entry.at,
    entry.actor,
    entry.action,
    entry.subject,
    entry.version,
    entry.before,
    entry.after,
    entry.reason,
    entry.writeId,
    entry.previousSha256,
    entry.sha256,
  ]);
  const columns = rows[0]?.map((_, at) => `value ->> '$[${at}]'`).join(', ');
  return db
    .prepare(`INSERT INTO audit_trail SELECT ${columns} FROM json_each(?1) WHERE ${guard.sql}`)
    .bind(JSON.stringify(rows), ...guard.values);
}

/** Parts whose JSON fits into one parameter. */
export function chunk<Value>(values: readonly Value[]): Value[][] {
  const parts: Value[][] = [];
  let length = Infinity;
  for (const value of values) {
    const size = JSON.stringify(value).length;
    if (length + size > CHUNK_LENGTH) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(value);
    length += size;
  }
  return parts;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes('UNIQUE constraint failed: audit_trail.seq');
}

type AuditRow = {
  seq: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  version: number | null;
  before: string | null;
  after: string | null;
  reason: string;
  write_id: string;
  previous_sha256: string;
  sha256: string;
};

function readEntry({
  previous_sha256: previousSha256,
  write_id: writeId,
  action,
  ...row
}: AuditRow): ChainedEntry {
  return { ...row, action: action as AuditAction, writeId, previousSha256 };
}

async function loadLastEntry(db: D1Database): Promise<Pick<ChainedEntry, 'seq' | 'sha256'> | null> {
  return db
    .prepare('SELECT seq, sha256 FROM audit_trail ORDER BY seq DESC LIMIT 1')
    .first<Pick<ChainedEntry, 'seq' | 'sha256'>>();
}

/**
 * What to look for in the trail; an empty text or list looks for everything. `subjects`: parts of the subject, one of
 * which must be in it. Days are in Japan, YYYY-MM-DD, both included.
 */
export type AuditFilter = {
  actor: string;
  action: string;
  subjects: readonly string[];
  from: string;
  to: string;
};

const FITS = `(?1 = '' OR actor = ?1)
          AND (?2 = '' OR action = ?2)
          AND (?3 = '[]' OR EXISTS (SELECT 1 FROM json_each(?3) WHERE instr(subject, value) > 0))
          AND (?4 = '' OR at >= strftime('%Y-%m-%dT%H:%M:%fZ', ?4, '-9 hours'))
          AND (?5 = '' OR at < strftime('%Y-%m-%dT%H:%M:%fZ', ?5, '+1 day', '-9 hours'))`;

function valuesOf({ actor, action, subjects, from, to }: AuditFilter): string[] {
  return [actor, action, JSON.stringify(subjects), from, to];
}

/** Entries that fit, newest first, older than `beforeSeq`, at most `limit`. */
export async function loadEntries(
  db: D1Database,
  filter: AuditFilter,
  { beforeSeq, limit }: { beforeSeq: number; limit: number },
): Promise<ChainedEntry[]> {
  const { results } = await db
    .prepare(`SELECT * FROM audit_trail WHERE seq < ?6 AND ${FITS} ORDER BY seq DESC LIMIT ?7`)
    .bind(...valuesOf(filter), beforeSeq, limit)
    .all<AuditRow>();
  return results.map(readEntry);
}

/** How many entries fit, counted up to `limit`. */
export async function countEntries(db: D1Database, filter: AuditFilter, limit: number): Promise<number> {
  const row = await db
    .prepare(`SELECT count(*) AS entries FROM (SELECT 1 FROM audit_trail WHERE ${FITS} LIMIT ?6)`)
    .bind(...valuesOf(filter), limit)
    .first<{ entries: number }>();
  return row?.entries ?? 0;
}

/** Everybody who has an entry in the trail. */
export async function loadActors(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare('SELECT DISTINCT actor FROM audit_trail ORDER BY actor')
    .all<{ actor: string }>();
  return results.map(({ actor }) => actor);
}

/** Up to `limit` entries behind `afterSeq`, oldest first: for walking the whole trail. */
export async function loadEntriesAfter(
  db: D1Database,
  afterSeq: number,
  limit: number,
): Promise<ChainedEntry[]> {
  const { results } = await db
    .prepare('SELECT * FROM audit_trail WHERE seq > ?1 ORDER BY seq LIMIT ?2')
    .bind(afterSeq, limit)
    .all<AuditRow>();
  return results.map(readEntry);
}

/** What is recorded of one subject, newest first, at most `limit`. */
export async function loadEntriesOf(db: D1Database, subject: string, limit: number): Promise<ChainedEntry[]> {
  const { results } = await db
    .prepare('SELECT * FROM audit_trail WHERE subject = ?1 ORDER BY seq DESC LIMIT ?2')
    .bind(subject, limit)
    .all<AuditRow>();
  return results.map(readEntry);
}

/** Everything recorded of one KPI's own row, its targets and its actuals, newest first. */
export async function loadKpiEntries(db: D1Database, kpiId: string): Promise<ChainedEntry[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM audit_trail
        WHERE subject = ?1
           OR (subject >= ?2 AND subject < ?3)
           OR (subject >= ?4 AND subject < ?5)
        ORDER BY seq DESC`,
    )
    .bind(
      `kpis/${kpiId}`,
      ...['targets', 'observations'].flatMap((table) => [`${table}/${kpiId}\t`, `${table}/${kpiId}\n`]), // \n follows \t
    )
    .all<AuditRow>();
  return results.map(readEntry);
}
