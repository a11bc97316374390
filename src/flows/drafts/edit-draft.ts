import type { AuditEntry } from '../../domain/audit/audit-trail.ts';
import { isEditable, type Draft } from '../../domain/drafts/draft.ts';
import { diffDatasets, rowsByKey, sameRow } from '../../domain/plan/changes.ts';
import type { DataPackage, Dataset } from '../../domain/plan/dataset.ts';
import type { Row } from '../../domain/plan/table-schema.ts';
import { ok, refused, type Result } from '../../domain/result.ts';
import type { Staff } from '../../domain/staff/roles.ts';
import {
  createDraft,
  loadDraft,
  renameDraft,
  saveDraftRows,
  saveDraftRowsWithAudit,
  type RowToSave,
} from '../../storage/draft-store.ts';
import type { VersionReader } from '../plan-versions.ts';
import type { DraftOpener, OpenDraft } from './open-draft.ts';

/** What every step of a draft needs from outside. */
export type DraftDesk = {
  db: D1Database;
  opener: DraftOpener;
  versions: VersionReader;
  dataPackage: DataPackage;
  staff: Staff;
  now: Date;
};

/** Why a draft could not be edited: somebody was quicker (with what there is now), or it is open no longer. */
export type EditFault =
  | { kind: 'not-found' }
  | { kind: 'stale'; open: OpenDraft }
  | { kind: 'closed'; draft: Draft };

export const TITLE_MAX = 80;
export const REASON_MAX = 400;

/** One entry of the trail about a draft, by the officer at the desk. */
export function draftEntry(
  { staff, now }: Pick<DraftDesk, 'staff' | 'now'>,
  action: AuditEntry['action'],
  { id, reason }: Pick<Draft, 'id' | 'reason'>,
  more: Partial<AuditEntry> = {},
): AuditEntry {
  return {
    at: now.toISOString(),
    actor: staff.email,
    action,
    subject: `draft/${id}`,
    version: null,
    before: null,
    after: null,
    reason,
    ...more,
  };
}

/** Begins an empty draft over the newest version; `newId` is a UUID. Gives its id. */
export async function beginDraft(
  desk: DraftDesk,
  { title, reason, newId }: { title: string; reason: string; newId: string },
): Promise<string> {
  const { head } = await desk.versions.newest(desk.db);
  const draft = { id: newId, title, reason, baseVersion: head.number };
  await createDraft(
    desk.db,
    draft,
    [],
    draftEntry(desk, 'draft-created', draft, { after: JSON.stringify({ title }) }),
  );
  return newId;
}

/** Begins a draft that makes the plan again what it was as version `number`. Null where there is no such version. */
export async function beginRestore(
  desk: DraftDesk,
  { number, title, reason, newId }: { number: number; title: string; reason: string; newId: string },
): Promise<string | null> {
  const [newest, older] = await Promise.all([
    desk.versions.newest(desk.db),
    desk.versions.version(desk.db, number),
  ]);
  if (!older) return null;
  const draft = { id: newId, title, reason, baseVersion: newest.head.number };
  const rows = diffDatasets(newest.dataset, older.dataset, desk.dataPackage);
  await createDraft(
    desk.db,
    draft,
    rows.map(({ table, key, after }) => ({ table, key, row: after })),
    draftEntry(desk, 'draft-created', draft, { after: JSON.stringify({ title, restores: number }) }),
  );
  return newId;
}

/** The cells of a row as the draft has it now, or as published where it leaves it alone. */
export function currentRow(
  open: OpenDraft,
  table: string,
  key: string,
  dataPackage: DataPackage,
): Row | null {
  return currentRows(open, open.newest.dataset, dataPackage)(table, key);
}

/** As `currentRow`, for many rows: `changes` and `conflicts` are what a draft makes of `published`. */
export function currentRows(
  { changes, conflicts }: Pick<OpenDraft, 'changes' | 'conflicts'>,
  published: Dataset,
  dataPackage: DataPackage,
): (table: string, key: string) => Row | null {
  const tables = new Map<string, Map<string, Row>>();
  const own = new Map(changes.map(({ table, key, after }) => [`${table}/${key}`, after]));
  for (const { table, key, mine } of conflicts) own.set(`${table}/${key}`, mine);
  return (table, key) => {
    const mine = own.get(`${table}/${key}`);
    if (mine !== undefined) return mine;
    const rows = tables.get(table) ?? rowsByKey(published, table, dataPackage);
    tables.set(table, rows);
    return rows.get(key) ?? null;
  };
}

/**
 * Saves rows that an officer has typed at `revision`. Rows that say what the draft says already are left out; where
 * nothing is left, nothing is saved and the revision stays.
 */
export async function saveRows(
  desk: DraftDesk,
  { id, revision, rows }: { id: string; revision: number; rows: readonly RowToSave[] },
): Promise<Result<{ revision: number; saved: number }, EditFault>> {
  const open = await desk.opener.open(desk.db, id);
  if (!open) return refused({ kind: 'not-found' });
  if (!isEditable(open.draft)) return refused({ kind: 'closed', draft: open.draft });
  const changed = changedRows(open, rows, desk.dataPackage);
  if (open.draft.revision !== revision) {
    return changed.length === 0
      ? ok({ revision: open.draft.revision, saved: 0 })
      : refused({ kind: 'stale', open });
  }
  if (changed.length === 0) return ok({ revision, saved: 0 });
  const saved = await saveDraftRows(desk.db, {
    draftId: id,
    expectedRevision: revision,
    rows: changed,
    by: desk.staff.email,
    now: desk.now,
  });
  return saved ? ok({ revision: revision + 1, saved: changed.length }) : whyNot(desk, id);
}

/** As `saveRows`, with an entry in the audit trail: for an import. */
export async function importRows(
  desk: DraftDesk,
  {
    id,
    revision,
    rows,
    fileName,
  }: { id: string; revision: number; rows: readonly RowToSave[]; fileName: string },
): Promise<Result<{ revision: number; saved: number }, EditFault>> {
  const open = await desk.opener.open(desk.db, id);
  if (!open) return refused({ kind: 'not-found' });
  if (!isEditable(open.draft)) return refused({ kind: 'closed', draft: open.draft });
  if (open.draft.revision !== revision) return refused({ kind: 'stale', open });
  const changed = changedRows(open, rows, desk.dataPackage);
  if (changed.length === 0) return ok({ revision, saved: 0 });
  const after = JSON.stringify({ file: fileName, rows: changed.length });
  const saved = await saveDraftRowsWithAudit(
    desk.db,
    { draftId: id, expectedRevision: revision, rows: changed, baseVersion: open.draft.baseVersion },
    draftEntry(desk, 'draft-imported', open.draft, { after }),
  );
  return saved ? ok({ revision: revision + 1, saved: changed.length }) : whyNot(desk, id);
}

/** For each row in conflict: keep what the draft has, or take what has been published since. */
export type Choice = { table: string; key: string; keep: 'mine' | 'published' };

/** Moves a draft onto the newest version, with a choice for every conflict; without one the draft's own row stays. */
export async function rebaseDraft(
  desk: DraftDesk,
  { id, revision, choices }: { id: string; revision: number; choices: readonly Choice[] },
): Promise<Result<{ revision: number }, EditFault>> {
  const open = await desk.opener.open(desk.db, id);
  if (!open) return refused({ kind: 'not-found' });
  if (!isEditable(open.draft)) return refused({ kind: 'closed', draft: open.draft });
  if (open.draft.revision !== revision) return refused({ kind: 'stale', open });
  const touched = new Set([...open.changes, ...open.conflicts].map(({ table, key }) => `${table}/${key}`));
  const taken = new Set(
    choices.filter(({ keep }) => keep === 'published').map(({ table, key }) => `${table}/${key}`),
  );
  const newestOf = currentRows({ changes: [], conflicts: [] }, open.newest.dataset, desk.dataPackage);
  // On the newer base a row left as it was would read as a change back to it: those follow the newest too.
  const rows = open.rows
    .filter(({ table, key }) => !touched.has(`${table}/${key}`) || taken.has(`${table}/${key}`))
    .map(({ table, key }) => ({ table, key, row: newestOf(table, key) }));
  const saved = await saveDraftRowsWithAudit(
    desk.db,
    { draftId: id, expectedRevision: revision, rows, baseVersion: open.newest.head.number },
    draftEntry(desk, 'draft-rebased', open.draft, { version: open.newest.head.number }),
  );
  return saved ? ok({ revision: revision + 1 }) : whyNot(desk, id);
}

export async function retitleDraft(
  desk: DraftDesk,
  { id, revision, title, reason }: { id: string; revision: number; title: string; reason: string },
): Promise<Result<{ revision: number }, EditFault>> {
  const draft = await loadDraft(desk.db, id);
  if (!draft) return refused({ kind: 'not-found' });
  const entry = draftEntry(
    desk,
    'draft-renamed',
    { id, reason },
    {
      before: JSON.stringify({ title: draft.title, reason: draft.reason }),
      after: JSON.stringify({ title, reason }),
    },
  );
  const renamed = await renameDraft(desk.db, { id, revision }, { title, reason }, entry);
  return renamed ? ok({ revision: revision + 1 }) : whyNot(desk, id);
}

function changedRows(open: OpenDraft, rows: readonly RowToSave[], dataPackage: DataPackage): RowToSave[] {
  const asIs = currentRows(open, open.newest.dataset, dataPackage);
  return rows.filter(({ table, key, row }) => !sameRow(row, asIs(table, key)));
}

async function whyNot(desk: DraftDesk, id: string): Promise<{ ok: false; fault: EditFault }> {
  const open = await desk.opener.open(desk.db, id);
  if (!open) return refused({ kind: 'not-found' });
  return isEditable(open.draft)
    ? refused({ kind: 'stale', open })
    : refused({ kind: 'closed', draft: open.draft });
}
