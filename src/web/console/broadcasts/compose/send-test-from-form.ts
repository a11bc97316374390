import { readResidentLanguage } from '../../../../domain/residents/settings.ts';
import type { SeenOnPage } from '../../../../flows/broadcasts/broadcast-desk.ts';
import { sendTest } from '../../../../flows/broadcasts/test-send.ts';
import { loadBroadcast } from '../../../../storage/broadcast-store.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { field, redirectTo, respondNotFound } from '../../respond.tsx';
import { broadcastHref } from '../broadcast-href.ts';
import { retryKeyName } from '../testing/test-section.tsx';
import { testDone } from '../testing/test-words.tsx';
import { respondMovedOn } from './stale-pages.tsx';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Sends a test and goes back to the page it was asked from, which says what became of it. */
export async function sendTestFromForm(c: ConsoleContext, seen: SeenOnPage): Promise<Response> {
  const { deps, broadcastDesk: desk } = c.var;
  const broadcast = await loadBroadcast(desk.db, seen.id);
  if (!broadcast) return respondNotFound(c);
  const back = broadcastHref(seen.id, broadcast.state.kind === 'open' ? '/edit' : '');
  const language = readResidentLanguage(field(c, 'language'));
  if (!deps.line) return redirectTo(c, back, testDone('no-line'));
  if (!language) return redirectTo(c, back, testDone('no-such-language'));
  const carried = field(c, retryKeyName(language));
  const retryKey = UUID.test(carried) ? carried : deps.newId();
  const sent = await sendTest({ ...desk, line: deps.line }, seen, { language, retryKey });
  if (sent.ok) return redirectTo(c, back, testDone('accepted'));
  const { fault } = sent;
  switch (fault.kind) {
    case 'not-found':
      return respondNotFound(c);
    case 'moved-on':
      return respondMovedOn(c, fault.broadcast);
    case 'not-sent':
      return redirectTo(c, back, testDone(fault.outcome.kind));
    case 'invalid':
    case 'no-testers':
    case 'no-such-language':
      return redirectTo(c, back, testDone(fault.kind));
  }
}
