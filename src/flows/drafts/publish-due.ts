import type { DataPackage } from '../../domain/plan/dataset.ts';
import { loadDueDrafts } from '../../storage/draft-store.ts';
import { stopDraft } from '../../storage/draft-steps.ts';
import type { VersionReader } from '../plan-versions.ts';
import type { DraftOpener } from './open-draft.ts';
import { publish } from './review-draft.ts';

type DueDesk = {
  db: D1Database;
  opener: DraftOpener;
  versions: VersionReader;
  dataPackage: DataPackage;
  now: Date;
};

/**
 * Publishes the approved drafts whose moment has come. One that cannot be read or written does not hold up those behind
 * it: it is thrown only once they have had their turn, and tried again by the next run.
 */
export async function publishDueDrafts(desk: DueDesk): Promise<{ published: number; stopped: number }> {
  const faults: unknown[] = [];
  const count = { published: 0, stopped: 0 };
  for (const { id } of await loadDueDrafts(desk.db, desk.now)) {
    try {
      const outcome = await publishDue(desk, id);
      if (outcome !== 'left') count[outcome] += 1;
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
  return count;
}

/**
 * A draft whose rows have been published otherwise since it was approved is stopped instead, for a person to look at:
 * what was approved is what is published, or nothing. `left`: for the next run, or another was quicker.
 */
async function publishDue(desk: DueDesk, id: string): Promise<'published' | 'stopped' | 'left'> {
  const open = await desk.opener.open(desk.db, id);
  if (!open || open.draft.state.kind !== 'scheduled') return 'left';
  const { state } = open.draft;
  const isAsApproved = open.sha256 === state.sha256 && open.conflicts.length === 0;
  const outcome = isAsApproved ? await publish(desk, open, state.approvedBy, []) : null;
  if (outcome?.ok) return 'published';
  if (outcome?.fault.kind === 'moved-on') return 'left';
  const why = isAsApproved ? 'invalid' : 'conflict';
  const done = await stopDraft(desk.db, { ...open.draft, state: 'scheduled' }, why, {
    at: desk.now.toISOString(),
    actor: 'system',
    action: 'schedule-stopped',
    subject: `draft/${id}`,
    version: null,
    before: null,
    after: JSON.stringify({ why }),
    reason: open.draft.reason,
  });
  return done ? 'stopped' : 'left';
}
