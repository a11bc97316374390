import { Hono } from 'hono';
import { isEditable } from '../../../../domain/broadcasts/broadcast.ts';
import { discard } from '../../../../flows/broadcasts/edit-broadcast.ts';
import { loadBroadcast } from '../../../../storage/broadcast-store.ts';
import { deleteTemplate } from '../../../../storage/template-store.ts';
import { allow } from '../../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../../console-env.ts';
import { redirectTo, respondNotFound } from '../../respond.tsx';
import { audienceLines } from '../audience-lines.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { sendTimeLines, type Line } from '../send-time-words.ts';
import { testerRoutes } from '../testing/tester-routes.tsx';
import { readComposed } from '../typed/read-composed.ts';
import { readTyped } from '../typed/typed-broadcast.ts';
import { beginFromForm, beginningFrom, respondNew } from './new-broadcast.tsx';
import { respondEdit } from './respond-edit.tsx';
import { saveTyped, seenRevision } from './save-typed.tsx';
import { sendTestFromForm } from './send-test-from-form.ts';
import { respondMovedOn } from './stale-pages.tsx';

const NEW = '/console/broadcasts/new';

/** Broadcasts from their beginning until they are handed in. */
export function composeRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/broadcasts/new', allow('compose-broadcast'), async (c) =>
    respondNew(c, {
      newId: c.var.deps.newId(),
      typed: await beginningFrom(c),
      done: c.req.query('done') ?? '',
    }),
  );

  app.post('/broadcasts/new', allow('compose-broadcast'), (c) => beginFromForm(c));

  // Where a form is sent to, the browser may come back with a GET; the page it leads to asks for its own permission.
  app.get('/broadcasts/templates/:id/delete', allow('view'), (c) => redirectTo(c, NEW));

  app.post('/broadcasts/templates/:id/delete', allow('compose-broadcast'), async (c) => {
    await deleteTemplate(c.env.DB, c.req.param('id'));
    return redirectTo(c, NEW, 'template-deleted');
  });

  app.route('/', testerRoutes());

  // What the script of the form asks after each change; it keeps nothing.
  app.post('/broadcasts/figures', allow('compose-broadcast'), async (c) => c.json(await figuresOf(c)));

  app.get('/broadcasts/:id/edit', allow('compose-broadcast'), async (c) => {
    const broadcast = await loadBroadcast(c.env.DB, c.req.param('id'));
    if (!broadcast) return respondNotFound(c);
    if (!isEditable(broadcast)) return redirectTo(c, broadcastHref(broadcast.id));
    return respondEdit(c, broadcast, { done: c.req.query('done') ?? '' });
  });

  app.post('/broadcasts/:id/edit', allow('compose-broadcast'), (c) => saveTyped(c, c.req.param('id')));

  app.get('/broadcasts/:id/:step{test|discard}', allow('view'), (c) =>
    redirectTo(c, broadcastHref(c.req.param('id'), '/edit')),
  );

  app.post('/broadcasts/:id/test', allow('test-broadcast'), (c) =>
    sendTestFromForm(c, { id: c.req.param('id'), revision: seenRevision(c) }),
  );

  app.post('/broadcasts/:id/discard', allow('compose-broadcast'), async (c) => {
    const seen = { id: c.req.param('id'), revision: seenRevision(c) };
    const done = await discard(c.var.broadcastDesk, seen);
    if (!done.ok && done.fault.kind === 'not-found') return respondNotFound(c);
    if (!done.ok && done.fault.kind === 'moved-on') {
      const { state, revision } = done.fault.broadcast;
      const isOwn = state.kind === 'discarded' && state.by === c.var.staff.email;
      if (!isOwn || revision !== seen.revision) return respondMovedOn(c, done.fault.broadcast);
    }
    return redirectTo(c, broadcastHref(seen.id), 'discarded');
  });

  return app;
}

/** What can be said of whom it reaches and when, as the form stands. */
async function figuresOf(c: ConsoleContext): Promise<{ audience: Line[]; time: Line[] }> {
  const { broadcastDesk: desk, form } = c.var;
  const { composed, faults } = readComposed(readTyped(form), desk.now);
  const { audience, schedule } = composed;
  const { lines } = await audienceLines(desk, audience, new Date(schedule.sendAt ?? desk.now));
  const unread = faults.filter(({ name }) => name === 'date' || name === 'time');
  return {
    audience: lines,
    time:
      unread.length > 0
        ? unread.map(({ text }) => ({ tone: 'warning', text }))
        : sendTimeLines(schedule, desk.now, desk.undoMinutes),
  };
}
