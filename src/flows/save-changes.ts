import { createHmac } from 'node:crypto';
import { CLOCKS_APART_MS } from '../domain/broadcasts/delivery.ts';
import type { Intent } from '../domain/look-up/intent.ts';
import { withDeadline } from '../line/deadline.ts';
import type { FollowOrder } from '../storage/follow-store.ts';
import { saveResidents, type Deletion, type ResidentChange } from '../storage/resident-store.ts';
import { claimTesterCode, findTesterClaims } from '../storage/tester-store.ts';
import type { UnderstoodEvent } from './understand-events.ts';

/** What saving found out, for the answers, by the ids of events. */
export type SavedChanges = {
  /** Whose tester code was an officer's. */
  registeredTesters: ReadonlySet<string>;
  /** About something that was followed before. */
  followedBefore: ReadonlySet<string>;
};

const NOTHING_SAVED: SavedChanges = { registeredTesters: new Set(), followedBefore: new Set() };

const CHANGING: ReadonlySet<Intent['kind']> = new Set<Intent['kind']>([
  'change',
  'follow',
  'unfollow',
  'forget-me',
  'leave',
  'register-tester',
]);

/** As `saveChanges`, given up after a while; most bodies change nothing, and then nothing is waited for. */
export async function saveChangesInTime(
  events: readonly UnderstoodEvent[],
  where: Parameters<typeof saveChanges>[1],
  milliseconds: number,
): Promise<SavedChanges> {
  return events.some(({ intent }) => CHANGING.has(intent.kind))
    ? withDeadline(saveChanges(events, where), milliseconds)
    : NOTHING_SAVED;
}

/**
 * Saves whatever the events of one webhook body change, before LINE gets its 200: in one transaction, and without asking
 * D1 anything where they change nothing. Throws where D1 fails; nothing has been answered then, and LINE delivers the
 * body again, which does no harm to what was saved.
 */
async function saveChanges(
  events: readonly UnderstoodEvent[],
  { db, channelSecret, receivedAt }: { db: D1Database; channelSecret: string; receivedAt: number },
): Promise<SavedChanges> {
  const changes: ResidentChange[] = [];
  const deletions: Deletion[] = [];
  const wishes: (FollowOrder & { eventId: string })[] = [];
  const codes: { eventId: string; code: string; userId: string; mark: string; now: Date }[] = [];
  for (const { event, userId, intent } of events) {
    if (userId === null) continue;
    const at = momentOf(event.timestamp, receivedAt);
    const markOf = (): string => forgottenMark(channelSecret, userId);
    switch (intent.kind) {
      case 'change':
        changes.push({ userId, mark: markOf(), at, change: intent.change });
        break;
      case 'follow':
      case 'unfollow':
        wishes.push({
          eventId: event.webhookEventId,
          userId,
          mark: markOf(),
          at,
          wish: intent.kind,
          target: intent.target,
        });
        break;
      case 'forget-me':
      case 'leave':
        deletions.push({ userId, mark: markOf(), at });
        break;
      case 'register-tester':
        codes.push({
          eventId: event.webhookEventId,
          code: intent.code,
          userId,
          mark: markOf(),
          now: new Date(at),
        });
        break;
      default: // everything else changes nothing
    }
  }
  const followed = await saveResidents(db, { changes, deletions, wishes });
  const registeredTesters = new Set<string>();
  for (const { eventId, ...claim } of codes.length > 0 ? await findTesterClaims(db, codes) : [])
    if ((await claimTesterCode(db, claim)) !== null) registeredTesters.add(eventId);
  const followedBefore = new Set(
    wishes.filter((_, place) => followed.has(place)).map(({ eventId }) => eventId),
  );
  return { registeredTesters, followedBefore };
}

/** When it was done, by LINE's clock. A moment that has not come yet would be the newest for ever, so that is now. */
function momentOf(timestamp: number, receivedAt: number): number {
  return timestamp > receivedAt + CLOCKS_APART_MS ? receivedAt : timestamp;
}

/** Stands for a user id where it may no longer be kept. */
function forgottenMark(channelSecret: string, userId: string): string {
  return createHmac('sha256', channelSecret).update(`forgotten\n${userId}`).digest('base64url');
}
