import { overlay } from '../../domain/drafts/overlay.ts';
import type { Row } from '../../domain/plan/table-schema.ts';
import { loadDraftRows } from '../../storage/draft-store.ts';
import { currentRows, type DraftDesk } from './edit-draft.ts';
import type { OpenDraft } from './open-draft.ts';

/** What a page that is sent back was made from: the draft's revision and the newest version at the time. */
export type Seen = { revision: number; version: number };

type RowOf = (table: string, key: string) => Row | null;

/** A draft as it is now, beside how somebody saw it: what they changed and what others did can be told apart. */
export type SeenAndNow = {
  open: OpenDraft;
  seen: RowOf;
  now: RowOf;
  /** Who changed a row last; null for what was published. */
  changedBy: (table: string, key: string) => string | null;
};

/** Null where there is no such draft. What was seen of a version that never was is what is there now. */
export async function openAsSeen(desk: DraftDesk, id: string, seen: Seen): Promise<SeenAndNow | null> {
  const { db, dataPackage } = desk;
  const open = await desk.opener.open(db, id);
  if (!open) return null;
  const now = currentRows(open, open.newest.dataset, dataPackage);
  const savedBy = new Map(open.rows.map((row) => [`${row.table}/${row.key}`, row.savedBy]));
  const changedBy = (table: string, key: string): string | null => savedBy.get(`${table}/${key}`) ?? null;
  if (open.draft.revision === seen.revision && open.newest.head.number === seen.version)
    return { open, seen: now, now, changedBy };
  const [rows, published, base] = await Promise.all([
    loadDraftRows(db, id, seen.revision),
    desk.versions.version(db, seen.version),
    desk.versions.version(db, Math.min(open.draft.baseVersion, seen.version)),
  ]);
  const shown = published ?? open.newest;
  const then = overlay(rows, (base ?? shown).dataset, shown.dataset, dataPackage);
  return { open, seen: currentRows(then, shown.dataset, dataPackage), now, changedBy };
}
