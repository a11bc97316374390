import type { Audience } from '../domain/broadcasts/audience.ts';
import type { Broadcast, BroadcastState, PauseReason, Schedule } from '../domain/broadcasts/broadcast.ts';
import type { Composition } from '../domain/broadcasts/composition.ts';
import { JAPAN_OFFSET_MS } from '../domain/plan/fiscal-year.ts';
import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import { commitWithAudit, WRITTEN } from './audit-store.ts';

type BroadcastColumns = {
  id: string;
  title: string;
  composition: string;
  audience: string;
  send_at: string | null;
  quiet_reason: string;
  revision: number;
  authors: string;
  state: BroadcastState['kind'];
  created_by: string;
  created_at: string;
  updated_by: string;
  updated_at: string;
  submitted_by: string | null;
  submitted_at: string | null;
  submitted_sha256: string | null;
  approved_by: string | null;
  approved_at: string | null;
  start_at: string | null;
  recipients: number | null;
  started_at: string | null;
  progress_at: string | null;
  paused_why: PauseReason | null;
  paused_at: string | null;
  closed_by: string | null;
  closed_at: string | null;
  returned_by: string | null;
  returned_at: string | null;
  returned_reason: string | null;
};

function readBroadcast(row: BroadcastColumns): Broadcast {
  return {
    id: row.id,
    title: row.title,
    composition: JSON.parse(row.composition) as Composition,
    audience: JSON.parse(row.audience) as Audience,
    schedule: { sendAt: row.send_at, quietReason: row.quiet_reason },
    revision: row.revision,
    authors: JSON.parse(row.authors) as string[],
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
    state: readState(row),
  };
}

function readState(row: BroadcastColumns): BroadcastState {
  const submission = {
    submittedBy: row.submitted_by ?? '',
    submittedAt: row.submitted_at ?? '',
    sha256: row.submitted_sha256 ?? '',
  };
  const approval = {
    ...submission,
    approvedBy: row.approved_by ?? '',
    approvedAt: row.approved_at ?? '',
    startAt: row.start_at ?? '',
    recipients: row.recipients,
  };
  const startedAt = row.started_at;
  switch (row.state) {
    case 'open': {
      const { returned_by: by, returned_at: at, returned_reason: reason } = row;
      return { kind: 'open', returned: by && at ? { by, at, reason: reason ?? '' } : null };
    }
    case 'submitted':
      return { kind: 'submitted', ...submission };
    case 'scheduled':
      return { kind: 'scheduled', ...approval };
    case 'sending':
      return { kind: 'sending', ...approval, startedAt: startedAt ?? '', progressAt: row.progress_at ?? '' };
    case 'paused': {
      const { paused_why: why, paused_at: at } = row;
      return { kind: 'paused', ...approval, startedAt, why: why ?? 'refused', pausedAt: at ?? '' };
    }
    case 'stopped':
      return { kind: 'stopped', ...approval, startedAt, by: row.closed_by ?? '', at: row.closed_at ?? '' };
    case 'sent':
      return { kind: 'sent', ...approval, startedAt: startedAt ?? '', at: row.closed_at ?? '' };
    case 'discarded':
      return { kind: 'discarded', by: row.closed_by ?? '', at: row.closed_at ?? '' };
  }
}

export async function loadBroadcast(db: D1Database, id: string): Promise<Broadcast | null> {
  const row = await db.prepare('SELECT * FROM broadcasts WHERE id = ?1').bind(id).first<BroadcastColumns>();
  return row && readBroadcast(row);
}

/** Every broadcast that still waits for somebody or something, the latest touched first. */
export async function loadBroadcastsUnderWay(db: D1Database): Promise<Broadcast[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM broadcasts WHERE state IN ('open', 'submitted', 'scheduled', 'sending', 'paused')
        ORDER BY updated_at DESC`,
    )
    .all<BroadcastColumns>();
  return results.map(readBroadcast);
}

/** What has begun to go out, the latest first. */
export async function loadStartedBroadcasts(db: D1Database, limit: number): Promise<Broadcast[]> {
  const { results } = await db
    .prepare('SELECT * FROM broadcasts WHERE started_at IS NOT NULL ORDER BY started_at DESC LIMIT ?1')
    .bind(limit)
    .all<BroadcastColumns>();
  return results.map(readBroadcast);
}

/** What is over: sent, stopped or discarded, the latest touched first. */
export async function loadClosedBroadcasts(db: D1Database, limit: number): Promise<Broadcast[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM broadcasts WHERE state IN ('stopped', 'sent', 'discarded') ORDER BY updated_at DESC LIMIT ?1`,
    )
    .bind(limit)
    .all<BroadcastColumns>();
  return results.map(readBroadcast);
}

/** Approved ones whose moment has come, the earliest first. */
export async function loadDueBroadcasts(db: D1Database, now: Date, limit: number): Promise<Broadcast[]> {
  const { results } = await db
    .prepare(
      "SELECT * FROM broadcasts WHERE state = 'scheduled' AND start_at <= ?1 ORDER BY start_at, id LIMIT ?2",
    )
    .bind(now.toISOString(), limit)
    .all<BroadcastColumns>();
  return results.map(readBroadcast);
}

/** Those that should be moving and are not: sending without progress, or due and not begun, since `since`. */
export async function countStuckBroadcasts(db: D1Database, since: Date): Promise<number> {
  const row = await db
    .prepare(
      `SELECT count(*) AS stuck FROM broadcasts
        WHERE (state = 'sending' AND progress_at < ?1) OR (state = 'scheduled' AND start_at < ?1)`,
    )
    .bind(since.toISOString())
    .first<{ stuck: number }>();
  return row?.stuck ?? 0;
}

/** How many broadcasts to everyone have begun, or are approved to, in a month (Japan, YYYY-MM). */
export async function countBroadcastsToEveryone(db: D1Database, month: string): Promise<number> {
  const row = await db
    .prepare(
      `SELECT count(*) AS broadcasts FROM broadcasts
        WHERE state IN ('scheduled', 'sending', 'paused', 'stopped', 'sent')
          AND start_at >= ?1 AND start_at < ?2
          AND audience ->> '$.kind' = 'everyone'
          AND (state <> 'stopped' OR started_at IS NOT NULL)`,
    )
    .bind(...monthInUtc(month))
    .first<{ broadcasts: number }>();
  return row?.broadcasts ?? 0;
}

function monthInUtc(month: string): [string, string] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const first = (at: number): string => new Date(Date.UTC(year, at, 1) - JAPAN_OFFSET_MS).toISOString();
  return [first(number - 1), first(number)];
}

/** What an officer wrote, of a broadcast that is being composed. */
export type Composed = { title: string; composition: Composition; audience: Audience; schedule: Schedule };

export async function createBroadcast(
  db: D1Database,
  id: string,
  composed: Composed,
  entry: AuditEntry,
): Promise<void> {
  await commitWithAudit(db, [entry], ({ seq, writeId }) => [
    db
      .prepare(
        `INSERT INTO broadcasts (id, title, composition, audience, send_at, quiet_reason, revision, authors, state,
                                 created_by, created_at, updated_by, updated_at)
         SELECT ?3, ?4, ?5, ?6, ?7, ?8, 0, json_array(?9), 'open', ?9, ?10, ?9, ?10 WHERE ${WRITTEN}`,
      )
      .bind(seq, writeId, id, ...columnsOf(composed), entry.actor, entry.at),
  ]);
}

function columnsOf({ title, composition, audience, schedule }: Composed): (string | null)[] {
  return [
    title,
    JSON.stringify(composition),
    JSON.stringify(audience),
    schedule.sendAt,
    schedule.quietReason,
  ];
}

/**
 * Saves what an officer wrote over the revision they saw; it leaves no entry in the trail, as nothing takes effect.
 * False where somebody was quicker or it is open no longer, and then nothing was saved.
 */
export async function saveComposed(
  db: D1Database,
  { id, revision }: Pick<Broadcast, 'id' | 'revision'>,
  composed: Composed,
  { email, at }: { email: string; at: string },
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE broadcasts
          SET title = ?3, composition = ?4, audience = ?5, send_at = ?6, quiet_reason = ?7,
              revision = revision + 1, updated_by = ?8, updated_at = ?9,
              authors = CASE WHEN EXISTS (SELECT 1 FROM json_each(authors) WHERE value = ?8) THEN authors
                             ELSE json_insert(authors, '$[#]', ?8) END
        WHERE id = ?1 AND revision = ?2 AND state = 'open'`,
    )
    .bind(id, revision, ...columnsOf(composed), email, at)
    .run();
  return meta.changes > 0;
}
