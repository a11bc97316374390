import { isEditable } from '../../../../domain/broadcasts/broadcast.ts';
import { saveBroadcast, type SaveFault } from '../../../../flows/broadcasts/edit-broadcast.ts';
import { loadBroadcast } from '../../../../storage/broadcast-store.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { field, redirectTo, respondNotFound } from '../../respond.tsx';
import { broadcastHref } from '../broadcast-href.ts';
import { anchorAfter, readAct, takeAct, type FormAct } from '../typed/form-acts.ts';
import { readComposed } from '../typed/read-composed.ts';
import { readTyped, type TypedBroadcast } from '../typed/typed-broadcast.ts';
import { keepTemplate, templateFaults } from './keep-template.ts';
import { respondEdit } from './respond-edit.tsx';
import { respondClosed, respondStale } from './stale-pages.tsx';

/** The revision that the page showed; one that is none fits no broadcast. */
export function seenRevision(c: ConsoleContext): number {
  const revision = field(c, 'revision');
  return /^\d{1,9}$/.test(revision) ? Number(revision) : -1;
}

/** Saves the form as it stands, after what the pressed button does to it. */
export async function saveTyped(c: ConsoleContext, id: string): Promise<Response> {
  const { broadcastDesk: desk, form } = c.var;
  const broadcast = await loadBroadcast(desk.db, id);
  if (!broadcast) return respondNotFound(c);
  const act = readAct(field(c, 'do'));
  const typed = takeAct(readTyped(form), act);
  if (!isEditable(broadcast)) return respondClosed(c, broadcast, typed);
  const { composed, faults } = readComposed(typed, desk.now);
  const isTemplate = act.kind === 'save-template';
  const unkept = isTemplate
    ? [...faults, ...(await templateFaults(desk.db, typed.templateName, composed.composition))]
    : faults;
  const revision = seenRevision(c);
  if (unkept.length > 0)
    return respondEdit(c, broadcast, { done: '', unkept: { typed, revision, faults: unkept } });
  const saved = await saveBroadcast(desk, { id, revision }, composed);
  if (!saved.ok) return respondFault(c, saved.fault, typed, act);
  if (isTemplate) await keepTemplate(c, typed.templateName, composed.composition);
  const href = broadcastHref(id, `/edit${anchorAfter(act, typed.blocks.length)}`);
  return redirectTo(c, href, act.kind === 'save' ? 'saved' : isTemplate ? 'template' : 'changed');
}

function respondFault(
  c: ConsoleContext,
  fault: SaveFault,
  typed: TypedBroadcast,
  act: FormAct,
): Response | Promise<Response> {
  switch (fault.kind) {
    case 'not-found':
      return respondNotFound(c);
    case 'stale':
      return respondStale(c, fault.broadcast, typed, act);
    case 'closed':
      return respondClosed(c, fault.broadcast, typed);
  }
}
