import { isEditable, type Draft } from '../domain/drafts/draft.ts';
import { applyChanges, type RowChange } from '../domain/plan/changes.ts';
import type { DataPackage, Dataset } from '../domain/plan/dataset.ts';
import { japaneseDate } from '../domain/plan/fiscal-year.ts';
import { matchSheets, type MatchedSheet, type Resource } from '../domain/plan/import/match-sheets.ts';
import type { ImportFault } from '../domain/plan/import/import-fault.ts';
import { reviewImport, type ImportReview, type MissingRows } from '../domain/plan/import/review-import.ts';
import { ok, refused, type Result } from '../domain/result.ts';
import { readSpreadsheet } from '../spreadsheets/read-spreadsheet.ts';
import type { SpreadsheetFault } from '../spreadsheets/spreadsheet-fault.ts';
import {
  deleteImportPreview,
  loadImportPreview,
  replaceImportContent,
  saveImportPreview,
  type ImportPreview,
} from '../storage/import-store.ts';
import { importRows, type DraftDesk } from './drafts/edit-draft.ts';
import type { OpenDraft } from './drafts/open-draft.ts';

/** A draft's desk with the tables that a file may hold. */
export type ImportDesk = DraftDesk & { tables: readonly Resource[] };

/** A file between its preview and the decision, or after it. */
type StoredImport =
  | { kind: 'waiting'; missing: MissingRows; sheets: MatchedSheet[] }
  | { kind: 'taken'; by: string; at: string; rows: number };

/** What a decision rests on: the draft as it was shown. */
export type SeenDraft = { revision: number; newest: number };

export type OpenImport = { open: OpenDraft; fileName: string } & (
  | { kind: 'waiting'; missing: MissingRows; review: ImportReview }
  | (StoredImport & { kind: 'taken' })
);

type NotOpen = { kind: 'not-found' } | { kind: 'closed'; draft: Draft };

export type UploadFault =
  | NotOpen
  | { kind: 'unreadable'; open: OpenDraft; faults: SpreadsheetFault[] }
  | { kind: 'faulty'; open: OpenDraft; faults: ImportFault[] }
  | { kind: 'too-much'; open: OpenDraft };

/** Reads a file for a draft and keeps it for a decision. Whatever is wrong with it, nothing is kept. */
export async function previewImport(
  desk: ImportDesk,
  {
    draftId,
    fileName,
    bytes,
    missing,
    newId,
  }: { draftId: string; fileName: string; bytes: Uint8Array; missing: MissingRows; newId: string },
): Promise<Result<{ importId: string }, UploadFault>> {
  const open = await desk.opener.open(desk.db, draftId);
  if (!open) return refused({ kind: 'not-found' });
  if (!isEditable(open.draft)) return refused({ kind: 'closed', draft: open.draft });
  const file = await readSpreadsheet(bytes, fileName);
  if (!file.ok) return refused({ kind: 'unreadable', open, faults: file.fault });
  const sheets = matchSheets(file.value, desk.tables);
  if (!sheets.ok) return refused({ kind: 'faulty', open, faults: sheets.fault });
  const { faults } = review(desk, open, sheets.value, missing);
  if (faults.length > 0) return refused({ kind: 'faulty', open, faults });
  const content: StoredImport = { kind: 'waiting', missing, sheets: sheets.value };
  const isKept = await saveImportPreview(desk.db, {
    id: newId,
    draftId,
    fileName,
    content: JSON.stringify(content),
    madeBy: desk.staff.email,
    madeAt: desk.now.toISOString(),
  });
  return isKept ? ok({ importId: newId }) : refused({ kind: 'too-much', open });
}

type ImportAddress = Pick<ImportPreview, 'draftId' | 'id'>;

/** A kept file laid over the draft as it is now; null where the draft has none of that id. */
export async function openImport(desk: ImportDesk, address: ImportAddress): Promise<OpenImport | null> {
  const [open, preview] = await Promise.all([
    desk.opener.open(desk.db, address.draftId),
    loadImportPreview(desk.db, address, desk.now),
  ]);
  if (!open || !preview) return null;
  const stored = JSON.parse(preview.content) as StoredImport;
  const { fileName } = preview;
  if (stored.kind === 'taken') return { ...stored, open, fileName };
  const { missing, sheets } = stored;
  return { kind: 'waiting', open, fileName, missing, review: review(desk, open, sheets, missing) };
}

export type TakeFault =
  | NotOpen
  | { kind: 'taken'; import: OpenImport }
  /** The draft is no longer what was shown; the difference is the one there is now. */
  | { kind: 'stale'; import: OpenImport & { kind: 'waiting' } }
  | { kind: 'faulty'; import: OpenImport & { kind: 'waiting' } };

/** Takes a kept file into its draft: all of its rows or none, and only where the draft is what was shown. */
export async function takeImport(
  desk: ImportDesk,
  address: ImportAddress,
  seen: SeenDraft,
): Promise<Result<{ saved: number }, TakeFault>> {
  const found = await openImport(desk, address);
  if (!found) return refused({ kind: 'not-found' });
  if (found.kind === 'taken') return refused({ kind: 'taken', import: found });
  const { open, fileName } = found;
  if (!isEditable(open.draft)) return refused({ kind: 'closed', draft: open.draft });
  const { faults, changes } = found.review;
  const isSeen = seen.revision === open.draft.revision && seen.newest === open.newest.head.number;
  if (!isSeen) return refused({ kind: 'stale', import: found });
  if (faults.length > 0) return refused({ kind: 'faulty', import: found });
  const rows = changes.map(({ table, key, after }) => ({ table, key, row: after }));
  const saved = await importRows(desk, { id: address.draftId, revision: seen.revision, rows, fileName });
  if (saved.ok) {
    const content: StoredImport = {
      kind: 'taken',
      by: desk.staff.email,
      at: desk.now.toISOString(),
      rows: saved.value.saved,
    };
    await replaceImportContent(desk.db, address.id, JSON.stringify(content));
    return ok({ saved: saved.value.saved });
  }
  if (saved.fault.kind !== 'stale') return refused(saved.fault);
  // Somebody was quicker in this very moment, perhaps with the same file.
  const now = await openImport(desk, address);
  if (!now) return refused({ kind: 'not-found' });
  return refused(now.kind === 'taken' ? { kind: 'taken', import: now } : { kind: 'stale', import: now });
}

/** Throws a kept file away, unless it was taken in meanwhile. */
export async function dropImport(
  desk: DraftDesk,
  address: ImportAddress,
): Promise<'dropped' | 'taken' | 'not-found'> {
  const preview = await loadImportPreview(desk.db, address, desk.now);
  if (!preview) return 'not-found';
  if ((JSON.parse(preview.content) as StoredImport).kind === 'taken') return 'taken';
  await deleteImportPreview(desk.db, address.id);
  return 'dropped';
}

function review(
  { tables, dataPackage, now }: ImportDesk,
  open: OpenDraft,
  sheets: readonly MatchedSheet[],
  missing: MissingRows,
): ImportReview {
  return reviewImport(sheets, missing, {
    dataset: draftDataset(open, dataPackage),
    plan: open.plan.ok ? open.plan.value : open.newest.plan,
    published: open.newest.dataset,
    tables,
    dataPackage,
    today: japaneseDate(now),
  });
}

/** The tables as the draft has them: with its own rows also where somebody has published others meanwhile. */
export function draftDataset(open: OpenDraft, dataPackage: DataPackage): Dataset {
  const own = open.conflicts.map(({ table, key, newest, mine }): RowChange => ({
    table,
    key,
    before: newest,
    after: mine,
  }));
  const applied = applyChanges(open.dataset, own, dataPackage);
  if (!applied.ok) throw new Error(`draft ${open.draft.id} has a conflict with what it was laid over`);
  return applied.value;
}
