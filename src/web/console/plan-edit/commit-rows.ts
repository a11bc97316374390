import { isEditable, type Draft } from '../../../domain/drafts/draft.ts';
import { sameRow } from '../../../domain/plan/changes.ts';
import { currentRow, saveRows, type DraftDesk } from '../../../flows/drafts/edit-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';

export type Committed =
  | { kind: 'saved'; count: number }
  /** Somebody has saved these very rows since the page was opened. */
  | { kind: 'stale'; open: OpenDraft; rows: readonly RowToSave[] }
  | { kind: 'closed'; draft: Draft }
  | { kind: 'not-found' };

/**
 * Saves rows that were typed at `revision` and checked against `open`. Two people at different rows of one draft do
 * not get in each other's way; at the same row, the second is asked.
 */
export async function commitRows(
  desk: DraftDesk,
  open: OpenDraft,
  revision: number,
  rows: readonly RowToSave[],
): Promise<Committed> {
  let latest = open;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (!isEditable(latest.draft)) return { kind: 'closed', draft: latest.draft };
    const now = latest;
    const taken = rows.filter((row) => isTaken(desk, now, revision, row));
    if (taken.length > 0) return { kind: 'stale', open: latest, rows: taken };
    const saved = await saveRows(desk, { id: latest.draft.id, revision: latest.draft.revision, rows });
    if (saved.ok) return { kind: 'saved', count: saved.value.saved };
    if (saved.fault.kind !== 'stale') return saved.fault;
    latest = saved.fault.open;
  }
  return { kind: 'stale', open: latest, rows };
}

const TRIES_MAX = 5; // each time, somebody else has saved between reading and writing

function isTaken({ dataPackage }: DraftDesk, open: OpenDraft, revision: number, mine: RowToSave): boolean {
  const { table, key } = mine;
  const latest = open.rows.find((row) => row.table === table && row.key === key)?.revision ?? 0;
  return latest > revision && !sameRow(currentRow(open, table, key, dataPackage), mine.row);
}

/** The revision a form was opened at; a form without one has seen nothing of the draft. */
export function readRevision(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}
