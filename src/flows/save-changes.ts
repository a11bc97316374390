import { createHmac } from 'node:crypto';
import { CLOCKS_APART_MS } from '../domain/broadcasts/delivery.ts';
import { saveResidents, type Deletion, type ResidentChange } from '../storage/resident-store.ts';
import { claimTesterCode, findTesterClaims } from '../storage/tester-store.ts';
import type { UnderstoodEvent } from './understand-events.ts';

/** What saving found out, for the answers: events whose tester code was an officer's. */
export type SavedChanges = { registeredTesters: ReadonlySet<string> };

/**
 * Saves whatever the events of one webhook body change, before LINE gets its 200: in one transaction, and without asking
 * D1 anything where they change nothing. Throws where D1 fails; nothing has been answered then, and LINE delivers the
 * body again, which does no harm to what was saved.
 */
export async function saveChanges(
  events: readonly UnderstoodEvent[],
  { db, channelSecret, receivedAt }: { db: D1Database; channelSecret: string; receivedAt: number },
): Promise<SavedChanges> {
  const changes: ResidentChange[] = [];
  const deletions: Deletion[] = [];
  const codes: { eventId: string; code: string; userId: string; mark: string; now: Date }[] = [];
  for (const { event, userId, intent } of events) {
    if (userId === null) continue;
    const at = momentOf(event.timestamp, receivedAt);
    const markOf = (): string => forgottenMark(channelSecret, userId);
    switch (intent.kind) {
      case 'change':
        changes.push({ userId, mark: markOf(), at, change: intent.change });
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
  await saveResidents(db, { changes, deletions });
  const registeredTesters = new Set<string>();
  for (const { eventId, ...claim } of codes.length > 0 ? await findTesterClaims(db, codes) : [])
    if ((await claimTesterCode(db, claim)) !== null) registeredTesters.add(eventId);
  return { registeredTesters };
}

/** When it was done, by LINE's clock. A moment that has not come yet would be the newest for ever, so that is now. */
function momentOf(timestamp: number, receivedAt: number): number {
  return timestamp > receivedAt + CLOCKS_APART_MS ? receivedAt : timestamp;
}

/** Stands for a user id where it may no longer be kept. */
function forgottenMark(channelSecret: string, userId: string): string {
  return createHmac('sha256', channelSecret).update(`forgotten\n${userId}`).digest('base64url');
}
