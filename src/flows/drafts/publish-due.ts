import type { DataPackage } from '../../domain/plan/dataset.ts';
import { loadDueDrafts } from '../../storage/draft-store.ts';
import { stopDraft } from '../../storage/draft-steps.ts';
import type { VersionReader } from '../plan-versions.ts';
import type { DraftOpener } from './open-draft.ts';
import { publish } from './review-draft.ts';

/**
 * Publishes the approved drafts whose moment has come. One whose rows have been published otherwise since it was
 * approved is stopped instead, for a person to look at: what was approved is what is published, or nothing.
 */
export async function publishDueDrafts(desk: {
  db: D1Database;
  opener: DraftOpener;
  versions: VersionReader;
  dataPackage: DataPackage;
  now: Date;
}): Promise<{ published: number; stopped: number }> {
  let published = 0;
  let stopped = 0;
  for (const { id } of await loadDueDrafts(desk.db, desk.now)) {
    const open = await desk.opener.open(desk.db, id);
    if (!open || open.draft.state.kind !== 'scheduled') continue; // another run was quicker
    const { state } = open.draft;
    const isAsApproved = open.sha256 === state.sha256 && open.conflicts.length === 0;
    const outcome = isAsApproved ? await publish(desk, open, state.approvedBy, []) : null;
    if (outcome?.ok) published += 1;
    if (outcome?.ok || outcome?.fault.kind === 'moved-on') continue; // the next run looks again
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
    if (done) stopped += 1;
  }
  return { published, stopped };
}
