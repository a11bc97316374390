import type { Broadcast } from '../../domain/broadcasts/broadcast.ts';
import { isEditable } from '../../domain/broadcasts/broadcast.ts';
import { EMPTY_COMPOSITION } from '../../domain/broadcasts/composition.ts';
import { ok, refused, type Result } from '../../domain/result.ts';
import {
  createBroadcast,
  loadBroadcast,
  saveComposed,
  type Composed,
} from '../../storage/broadcast-store.ts';
import { discardBroadcast } from '../../storage/broadcast-steps.ts';
import { loadTemplate } from '../../storage/template-store.ts';
import {
  asSeen,
  broadcastEntry,
  movedOn,
  type BroadcastDesk,
  type MovedOn,
  type SeenOnPage,
} from './broadcast-desk.ts';

export const BROADCAST_TITLE_MAX = 80;
export const BROADCAST_REASON_MAX = 400;

/** What a new broadcast starts from. */
export type Beginning =
  | { kind: 'empty' }
  | { kind: 'duplicate'; of: string }
  | { kind: 'template'; id: string };

/** Begins a broadcast; `newId` is a UUID. Null where what it should start from is no longer there. */
export async function beginBroadcast(
  desk: BroadcastDesk,
  { title, beginning, newId }: { title: string; beginning: Beginning; newId: string },
): Promise<string | null> {
  const start = await composedFrom(desk, beginning);
  if (!start) return null;
  const after = JSON.stringify({ title, ...(beginning.kind === 'empty' ? {} : { from: beginning }) });
  await createBroadcast(
    desk.db,
    newId,
    { ...start, title },
    broadcastEntry(desk, 'broadcast-created', newId, { after }),
  );
  return newId;
}

async function composedFrom(
  { db }: BroadcastDesk,
  beginning: Beginning,
): Promise<Omit<Composed, 'title'> | null> {
  const unscheduled = { sendAt: null, quietReason: '' };
  const everyone = { kind: 'everyone' as const };
  switch (beginning.kind) {
    case 'empty':
      return { composition: EMPTY_COMPOSITION, audience: everyone, schedule: unscheduled };
    case 'duplicate': {
      const earlier = await loadBroadcast(db, beginning.of);
      return (
        earlier && { composition: earlier.composition, audience: earlier.audience, schedule: unscheduled }
      );
    }
    case 'template': {
      const template = await loadTemplate(db, beginning.id);
      return template && { composition: template.composition, audience: everyone, schedule: unscheduled };
    }
  }
}

/** `stale`: somebody saved it meanwhile, here is theirs; `closed`: it is handed in or over. */
export type SaveFault =
  | { kind: 'not-found' }
  | { kind: 'stale'; broadcast: Broadcast }
  | { kind: 'closed'; broadcast: Broadcast };

/** Saves what was composed over the revision that was seen; gives the new revision. Faults in it do not keep it out. */
export async function saveBroadcast(
  desk: BroadcastDesk,
  seen: SeenOnPage,
  composed: Composed,
): Promise<Result<number, SaveFault>> {
  const { email } = desk.staff;
  if (await saveComposed(desk.db, seen, composed, { email, at: desk.now.toISOString() }))
    return ok(seen.revision + 1);
  const broadcast = await loadBroadcast(desk.db, seen.id);
  if (!broadcast) return refused({ kind: 'not-found' });
  return refused({ kind: isEditable(broadcast) ? 'stale' : 'closed', broadcast });
}

export async function discard(desk: BroadcastDesk, seen: SeenOnPage): Promise<Result<null, MovedOn>> {
  const broadcast = await loadBroadcast(desk.db, seen.id);
  if (!broadcast) return refused({ kind: 'not-found' });
  if (!isEditable(broadcast) || broadcast.revision !== seen.revision)
    return refused({ kind: 'moved-on', broadcast });
  const done = await discardBroadcast(
    desk.db,
    asSeen(broadcast),
    broadcastEntry(desk, 'broadcast-discarded', seen.id),
  );
  return done ? ok(null) : refused(await movedOn(desk, seen.id));
}
