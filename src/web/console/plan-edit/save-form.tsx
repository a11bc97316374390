import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import type { ConsoleContext } from '../console-env.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { field, redirectTo, respondNotFound } from '../respond.tsx';
import { commitRows, readRevision } from './commit-rows.ts';
import { respondClosed, respondStale } from './stale-page.tsx';

/** The button of a form that shows the result without keeping it. */
export const PREVIEW = 'preview';

export function wantsPreview(c: ConsoleContext): boolean {
  return field(c, 'step') === PREVIEW;
}

/** Saves what a form has written, and goes on to `href`. */
export async function saveForm(
  c: ConsoleContext,
  open: OpenDraft,
  rows: readonly RowToSave[],
  { href, done, keepHref = href }: { href: string; done: string; keepHref?: string },
): Promise<Response> {
  const saved = await commitRows(c.var.desk, open, readRevision(field(c, 'revision')), rows);
  switch (saved.kind) {
    case 'saved':
      return redirectTo(c, href, done);
    case 'stale':
      return respondStale(c, saved.open, saved.rows, keepHref);
    case 'closed':
      return respondClosed(c, saved.draft);
    case 'not-found':
      return respondNotFound(c);
  }
}

/** A fault where a field that the plan does not ask for must be filled in all the same. */
export function missing(name: string, text: string, value: string): FieldFault[] {
  return value === '' ? [{ name, text }] : [];
}
