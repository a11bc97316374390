import type { AuditAction, AuditEntry } from '../../domain/audit/audit-trail.ts';
import type { Broadcast } from '../../domain/broadcasts/broadcast.ts';
import type { LinePlan } from '../../domain/broadcasts/line-plan.ts';
import type { Staff } from '../../domain/staff/roles.ts';
import type { Town } from '../../domain/town.ts';
import { loadBroadcast } from '../../storage/broadcast-store.ts';
import type { SeenBroadcast } from '../../storage/broadcast-steps.ts';
import type { VersionReader } from '../plan-versions.ts';

/** What every step of a broadcast needs from outside. */
export type BroadcastDesk = {
  db: D1Database;
  versions: VersionReader;
  town: Town;
  publicOrigin: string;
  /** How long an approval can be undone before the first request leaves. */
  undoMinutes: number;
  /** Only for trying out: made-up figures may be shown, marked 見本. */
  samplesOnShow: boolean;
  linePlan: LinePlan | null;
  staff: Staff;
  now: Date;
};

/** The broadcast as an officer saw it on the page whose button was pressed. */
export type SeenOnPage = { id: string; revision: number };

/** One entry of the trail about a broadcast, by the officer at the desk. */
export function broadcastEntry(
  { staff, now }: Pick<BroadcastDesk, 'staff' | 'now'>,
  action: AuditAction,
  id: string,
  more: Partial<Pick<AuditEntry, 'before' | 'after' | 'reason'>> = {},
): AuditEntry {
  return {
    at: now.toISOString(),
    actor: staff.email,
    action,
    subject: `broadcast/${id}`,
    version: null,
    before: null,
    after: null,
    reason: '',
    ...more,
  };
}

/** One entry of the trail about a broadcast, of what happened by itself. */
export function systemEntry(
  now: Date,
  action: AuditAction,
  broadcastId: string,
  after: Record<string, unknown> | null,
): AuditEntry {
  return {
    at: now.toISOString(),
    actor: 'system',
    action,
    subject: `broadcast/${broadcastId}`,
    version: null,
    before: null,
    after: after && JSON.stringify(after),
    reason: '',
  };
}

export function asSeen({ id, revision, state }: Broadcast): SeenBroadcast {
  return { id, revision, state: state.kind };
}

/** Somebody was quicker: what there is now, for the page to show. */
export type MovedOn = { kind: 'not-found' } | { kind: 'moved-on'; broadcast: Broadcast };

export async function movedOn(desk: Pick<BroadcastDesk, 'db'>, id: string): Promise<MovedOn> {
  const broadcast = await loadBroadcast(desk.db, id);
  return broadcast ? { kind: 'moved-on', broadcast } : { kind: 'not-found' };
}
