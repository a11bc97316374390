import type { messagingApi } from '@line/bot-sdk';
import type { Broadcast } from '../../domain/broadcasts/broadcast.ts';
import { aggregationUnitOf, type Content } from '../../domain/broadcasts/content.ts';
import type { SendOutcome } from '../../domain/broadcasts/delivery.ts';
import type { CompositionFault } from '../../domain/broadcasts/check-composition.ts';
import type { ResidentLanguage } from '../../domain/language.ts';
import { ok, refused, type Result } from '../../domain/result.ts';
import type { LineClientSource } from '../../line/line-client.ts';
import { sendChunk } from '../../line/send-chunk.ts';
import { loadContent, saveContentStatement } from '../../storage/broadcast-contents.ts';
import { loadBroadcast } from '../../storage/broadcast-store.ts';
import { saveTest } from '../../storage/broadcast-tests.ts';
import { loadTesters } from '../../storage/tester-store.ts';
import {
  broadcastEntry,
  movedOn,
  type BroadcastDesk,
  type MovedOn,
  type SeenOnPage,
} from './broadcast-desk.ts';
import { composeContent, type ComposedContent } from './compose-content.ts';

export type TestFault =
  | MovedOn
  | { kind: 'invalid'; faults: readonly CompositionFault[] }
  | { kind: 'no-testers' }
  | { kind: 'no-such-language' }
  | { kind: 'not-sent'; outcome: Exclude<SendOutcome, { kind: 'accepted' }> };

/** LINE shows it as the sender's name, so a test looks exactly as what it tests, but for whom it is from. */
const TEST_SENDER = { name: 'テスト配信' };

/**
 * Sends what a broadcast says now, in one language, to the officers who have registered their own LINE. `retryKey` is a
 * UUID of the page, so that a button pressed twice sends once and is written down once.
 */
export async function sendTest(
  desk: BroadcastDesk & { line: LineClientSource },
  seen: SeenOnPage,
  { language, retryKey }: { language: ResidentLanguage; retryKey: string },
): Promise<Result<{ testers: number }, TestFault>> {
  const { db, staff, now } = desk;
  const broadcast = await loadBroadcast(db, seen.id);
  if (!broadcast) return refused({ kind: 'not-found' });
  const isBeforeApproval = broadcast.state.kind === 'open' || broadcast.state.kind === 'submitted';
  if (!isBeforeApproval || broadcast.revision !== seen.revision) return refused(await movedOn(desk, seen.id));
  const composed = await contentOf(desk, broadcast);
  if (composed.faults.length > 0) return refused({ kind: 'invalid', faults: composed.faults });
  const messages = composed.content.variants.find((variant) => variant.language === language)?.messages;
  if (!messages) return refused({ kind: 'no-such-language' });
  const testers = await loadTesters(db);
  if (testers.length === 0) return refused({ kind: 'no-testers' });
  const { id, revision } = seen;
  const { text, sha256 } = composed;
  const at = now.toISOString();
  // Before it is sent: a tester may at once tap a button that asks for the other languages.
  await saveContentStatement(db, { broadcastId: id, revision, content: text, sha256 }, at).run();
  const outcome = await sendChunk(desk.line, {
    userIds: testers.map(({ userId }) => userId),
    messages: messages.map((message): messagingApi.Message => ({ ...message, sender: TEST_SENDER })),
    retryKey,
    aggregationUnit: aggregationUnitOf(`test${id}`),
  });
  const isSent = outcome.kind === 'accepted';
  await saveTest(
    db,
    {
      broadcastId: id,
      at,
      sentBy: staff.email,
      sha256,
      testers: testers.length,
      outcome: outcome.kind,
      requestId: isSent && outcome.requestId !== '' ? outcome.requestId : null,
    },
    broadcastEntry(desk, 'broadcast-tested', id, {
      after: JSON.stringify({ sha256, language, testers: testers.length, outcome: outcome.kind }),
    }),
  );
  return isSent ? ok({ testers: testers.length }) : refused({ kind: 'not-sent', outcome });
}

/** What is handed in is tested as it was frozen: the plan may have been published anew since. */
async function contentOf(
  desk: BroadcastDesk,
  broadcast: Broadcast,
): Promise<Omit<ComposedContent, 'warnings'>> {
  const { id, revision, state } = broadcast;
  const frozen = state.kind === 'submitted' ? await loadContent(desk.db, id, revision) : null;
  if (!frozen) return composeContent(desk, broadcast);
  const content = JSON.parse(frozen.content) as Content<messagingApi.Message>;
  return { faults: [], content, text: frozen.content, sha256: frozen.sha256 };
}
