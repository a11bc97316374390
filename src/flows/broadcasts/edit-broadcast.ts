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

/**
 * Saves what was composed over the revision that was seen; gives the revision it has then. Faults in it do not keep it
 * out. Where it is what there is already, nothing is saved: a test of it stays a test of it, and nobody becomes an author.
 */
export async function saveBroadcast(
  desk: BroadcastDesk,
  seen: SeenOnPage,
  composed: Composed,
): Promise<Result<number, SaveFault>> {
  const { email } = desk.staff;
  const before = await loadBroadcast(desk.db, seen.id);
  if (!before) return refused({ kind: 'not-found' });
  if (isEditable(before) && isSame(before, composed)) return ok(before.revision);
  if (await saveComposed(desk.db, seen, composed, { email, at: desk.now.toISOString() }))
    return ok(seen.revision + 1);
  const now = (await loadBroadcast(desk.db, seen.id)) ?? before;
  if (!isEditable(now)) return refused({ kind: 'closed', broadcast: now });
  // As when a button is pressed twice at once: the other press has just saved the same.
  return isSame(now, composed) ? ok(now.revision) : refused({ kind: 'stale', broadcast: now });
}

function isSame(one: Composed, other: Composed): boolean {
  return canonical(one) === canonical(other);
}

/** The same for the same words, in whatever order their names came. */
function canonical({ title, composition, audience, schedule }: Composed): string {
  return JSON.stringify([title, composition, audience, schedule], (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
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
