import type { AuditEntry } from '../domain/audit/audit-trail.ts';
import type { Draft, DraftState, StopReason } from '../domain/drafts/draft.ts';
import type { Row } from '../domain/plan/table-schema.ts';
import { chunk, commitWithAudit, WRITTEN, type Guard } from './audit-store.ts';

type DraftColumns = {
  id: string;
  title: string;
  reason: string;
  revision: number;
  base_version: number;
  state: DraftState['kind'];
  created_by: string;
  created_at: string;
  updated_by: string;
  updated_at: string;
  submitted_by: string | null;
  submitted_at: string | null;
  submitted_sha256: string | null;
  approved_by: string | null;
  approved_at: string | null;
  publish_at: string | null;
  version: number | null;
  returned_by: string | null;
  returned_at: string | null;
  returned_reason: string | null;
  stopped_at: string | null;
  stopped_why: StopReason | null;
  closed_by: string | null;
  closed_at: string | null;
};

function readDraft(row: DraftColumns): Draft {
  return {
    id: row.id,
    title: row.title,
    reason: row.reason,
    revision: row.revision,
    baseVersion: row.base_version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
    state: readState(row),
  };
}

function readState(row: DraftColumns): DraftState {
  const submission = {
    submittedBy: row.submitted_by ?? '',
    submittedAt: row.submitted_at ?? '',
    sha256: row.submitted_sha256 ?? '',
  };
  const approval = { approvedBy: row.approved_by ?? '', approvedAt: row.approved_at ?? '' };
  switch (row.state) {
    case 'open': {
      const { returned_by: by, returned_at: at, returned_reason: reason } = row;
      return { kind: 'open', returned: by && at ? { by, at, reason: reason ?? '' } : null };
    }
    case 'submitted':
      return { kind: 'submitted', ...submission };
    case 'scheduled':
      return { kind: 'scheduled', ...submission, ...approval, publishAt: row.publish_at ?? '' };
    case 'stopped':
      return {
        kind: 'stopped',
        ...submission,
        approvedBy: approval.approvedBy,
        why: row.stopped_why ?? 'conflict',
        at: row.stopped_at ?? '',
      };
    case 'published':
      return { kind: 'published', ...submission, ...approval, version: row.version ?? 0 };
    case 'discarded':
      return { kind: 'discarded', by: row.closed_by ?? '', at: row.closed_at ?? '' };
  }
}

export async function loadDraft(db: D1Database, id: string): Promise<Draft | null> {
  const row = await db.prepare('SELECT * FROM drafts WHERE id = ?1').bind(id).first<DraftColumns>();
  return row && readDraft(row);
}

/** Every draft that still waits for somebody, the latest touched first. */
export async function loadDraftsUnderWay(db: D1Database): Promise<Draft[]> {
  const { results } = await db
    .prepare(
      "SELECT * FROM drafts WHERE state IN ('open', 'submitted', 'scheduled', 'stopped') ORDER BY updated_at DESC",
    )
    .all<DraftColumns>();
  return results.map(readDraft);
}

/** Published and discarded drafts, the latest first. */
export async function loadClosedDrafts(db: D1Database, limit: number): Promise<Draft[]> {
  const { results } = await db
    .prepare(
      "SELECT * FROM drafts WHERE state IN ('published', 'discarded') ORDER BY updated_at DESC LIMIT ?1",
    )
    .bind(limit)
    .all<DraftColumns>();
  return results.map(readDraft);
}

/** The draft a version came from, or null for what `data/` published. */
export async function loadDraftOfVersion(db: D1Database, version: number): Promise<Draft | null> {
  const row = await db
    .prepare("SELECT * FROM drafts WHERE version = ?1 AND state = 'published'")
    .bind(version)
    .first<DraftColumns>();
  return row && readDraft(row);
}

/** Scheduled drafts whose moment has come, the earliest first. */
export async function loadDueDrafts(db: D1Database, now: Date): Promise<Draft[]> {
  const { results } = await db
    .prepare("SELECT * FROM drafts WHERE state = 'scheduled' AND publish_at <= ?1 ORDER BY publish_at, id")
    .bind(now.toISOString())
    .all<DraftColumns>();
  return results.map(readDraft);
}

/** A row a draft lays over the plan, null where it takes it out, with who saved it last. */
export type DraftRow = {
  table: string;
  key: string;
  row: Row | null;
  revision: number;
  savedBy: string;
  savedAt: string;
};

/** The rows as they stood at a revision of the draft; later saves do not count. */
export async function loadDraftRows(db: D1Database, draftId: string, revision: number): Promise<DraftRow[]> {
  const { results } = await db
    .prepare(
      `SELECT table_name, row_key, max(revision) AS revision, row, saved_by, saved_at
         FROM draft_rows WHERE draft_id = ?1 AND revision <= ?2
        GROUP BY table_name, row_key`, // SQLite: bare columns come from the row that has the maximum
    )
    .bind(draftId, revision)
    .all<{
      table_name: string;
      row_key: string;
      revision: number;
      row: string | null;
      saved_by: string;
      saved_at: string;
    }>();
  return results.map((row) => ({
    table: row.table_name,
    key: row.row_key,
    row: row.row === null ? null : (JSON.parse(row.row) as Row),
    revision: row.revision,
    savedBy: row.saved_by,
    savedAt: row.saved_at,
  }));
}

export type NewDraft = Pick<Draft, 'id' | 'title' | 'reason' | 'baseVersion'>;
export type RowToSave = { table: string; key: string; row: Row | null };

/** Opens a draft, with rows it starts from if there are any (a restored version). */
export async function createDraft(
  db: D1Database,
  draft: NewDraft,
  rows: readonly RowToSave[],
  entry: AuditEntry,
): Promise<void> {
  await commitWithAudit(db, [entry], (written) => [
    db
      .prepare(
        `INSERT INTO drafts (id, title, reason, revision, base_version, state, created_by, created_at, updated_by, updated_at)
         SELECT ?3, ?4, ?5, 0, ?6, 'open', ?7, ?8, ?7, ?8 WHERE ${WRITTEN}`,
      )
      .bind(
        written.seq,
        written.writeId,
        draft.id,
        draft.title,
        draft.reason,
        draft.baseVersion,
        entry.actor,
        entry.at,
      ),
    ...insertRows(
      db,
      rows,
      { draftId: draft.id, revision: 0, by: entry.actor, at: entry.at },
      {
        sql: 'EXISTS (SELECT 1 FROM audit_trail WHERE seq = ?6 AND write_id = ?7)',
        values: [written.seq, written.writeId],
      },
    ),
  ]);
}

type Save = { draftId: string; revision: number; by: string; at: string };

/** The guard's parameters count from ?6. */
function insertRows(
  db: D1Database,
  rows: readonly RowToSave[],
  save: Save,
  guard: Guard,
): D1PreparedStatement[] {
  const parts = chunk(
    rows.map(({ table, key, row }) => [table, key, row === null ? null : JSON.stringify(row)]),
  );
  return parts.map((part) =>
    db
      .prepare(
        `INSERT INTO draft_rows (draft_id, table_name, row_key, revision, row, saved_by, saved_at)
         SELECT ?2, value ->> '$[0]', value ->> '$[1]', ?3, value ->> '$[2]', ?4, ?5
           FROM json_each(?1) WHERE ${guard.sql}`,
      )
      .bind(JSON.stringify(part), save.draftId, save.revision, save.by, save.at, ...guard.values),
  );
}

const OPEN_AT_REVISION = "EXISTS (SELECT 1 FROM drafts WHERE id = ?2 AND revision = ?6 AND state = 'open')";

/**
 * Saves rows into an open draft that still is at `expectedRevision`. False where somebody has saved in between, or it
 * is open no longer; then nothing was written.
 */
export async function saveDraftRows(
  db: D1Database,
  {
    draftId,
    expectedRevision,
    rows,
    by,
    now,
  }: {
    draftId: string;
    expectedRevision: number;
    rows: readonly RowToSave[];
    by: string;
    now: Date;
  },
): Promise<boolean> {
  const save = { draftId, revision: expectedRevision + 1, by, at: now.toISOString() };
  const results = await db.batch([
    ...insertRows(db, rows, save, { sql: OPEN_AT_REVISION, values: [expectedRevision] }),
    db
      .prepare(
        `UPDATE drafts SET revision = ?3, updated_by = ?4, updated_at = ?5
          WHERE id = ?1 AND revision = ?2 AND state = 'open'`,
      )
      .bind(draftId, expectedRevision, save.revision, by, save.at),
  ]);
  return (results.at(-1)?.meta.changes ?? 0) > 0;
}

/** As `saveDraftRows`, for what the audit trail records: an import, or rows moved to a newer version. */
export async function saveDraftRowsWithAudit(
  db: D1Database,
  {
    draftId,
    expectedRevision,
    rows,
    baseVersion,
  }: {
    draftId: string;
    expectedRevision: number;
    rows: readonly RowToSave[];
    baseVersion: number;
  },
  entry: AuditEntry,
): Promise<boolean> {
  const save = { draftId, revision: expectedRevision + 1, by: entry.actor, at: entry.at };
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      ...insertRows(db, rows, save, {
        sql: 'EXISTS (SELECT 1 FROM audit_trail WHERE seq = ?6 AND write_id = ?7)',
        values: [written.seq, written.writeId],
      }),
      db
        .prepare(
          `UPDATE drafts SET revision = ?4, updated_by = ?5, updated_at = ?6, base_version = ?7
            WHERE id = ?3 AND ${WRITTEN}`,
        )
        .bind(written.seq, written.writeId, draftId, save.revision, entry.actor, entry.at, baseVersion),
    ],
    {
      sql: "EXISTS (SELECT 1 FROM drafts WHERE id = ?2 AND revision = ?3 AND state = 'open')",
      values: [draftId, expectedRevision],
    },
  );
}

/** Gives an open draft another title and reason. False where it has changed in between. */
export async function renameDraft(
  db: D1Database,
  { id, revision }: Pick<Draft, 'id' | 'revision'>,
  { title, reason }: Pick<Draft, 'title' | 'reason'>,
  entry: AuditEntry,
): Promise<boolean> {
  return commitWithAudit(
    db,
    [entry],
    (written) => [
      db
        .prepare(
          `UPDATE drafts SET title = ?4, reason = ?5, revision = revision + 1, updated_by = ?6, updated_at = ?7
            WHERE id = ?3 AND ${WRITTEN}`,
        )
        .bind(written.seq, written.writeId, id, title, reason, entry.actor, entry.at),
    ],
    {
      sql: "EXISTS (SELECT 1 FROM drafts WHERE id = ?2 AND revision = ?3 AND state = 'open')",
      values: [id, revision],
    },
  );
}
