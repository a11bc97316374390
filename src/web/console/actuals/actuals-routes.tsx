import { Hono } from 'hono';
import { isEditable } from '../../../domain/drafts/draft.ts';
import { proposeFollowers } from '../../../flows/follower-proposal.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { loadOfficerNames } from '../officer-names.ts';
import { field, redirectTo, respondNotFound } from '../respond.tsx';
import { actualsHref } from './actuals-page.tsx';
import { openSheet, wantsJson, type OpenSheet } from './open-sheet.ts';
import {
  cellName,
  fillRows,
  pastedText,
  pasteRows,
  readBulk,
  readRows,
  readSeen,
  takeFollowers,
  type PostedRow,
} from './posted-sheet.ts';
import { respondClosed, respondConflict } from './respond-conflict.tsx';
import { filledWords, pastedWords, proposedWords, respondSheet, savedWords } from './respond-sheet.tsx';
import { mergedWords, savedAnswer } from './save-answer.ts';
import { saveSheet, type SavedSheet } from './save-sheet.ts';
import { actualKey, blankInput, OBSERVATIONS } from './year-sheet.ts';

/** A fiscal year's actuals in one sheet. */
export function actualsRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/drafts/:id/actuals', allow('view'), async (c) => {
    const opened = await openSheet(c);
    return opened ? respondSheet(c, opened) : respondNotFound(c);
  });

  app.post('/drafts/:id/actuals', allow('edit-draft'), async (c) => {
    const opened = await openSheet(c);
    if (!opened) return respondNotFound(c);
    const { form } = c.var;
    const posted = readRows(form, opened.rows);
    if (!isEditable(opened.open.draft)) return respondClosed(c, opened, posted);
    const sent = {
      seen: readSeen(form),
      posted,
      bulk: readBulk(form),
      pasted: pastedText(form),
      outcomes: null,
    };
    if (wantsJson(c)) return save(c, opened);
    switch (field(c, 'act')) {
      case 'fill': {
        const rows = fillRows(posted, sent.bulk, blankInput(opened.fiscalYear, opened.today));
        return respondSheet(c, opened, { ...sent, posted: rows, notices: filledWords() });
      }
      case 'paste': {
        const { rows, filled, leftOver } = pasteRows(posted, sent.pasted, opened.rows);
        const notices = pastedWords(filled, leftOver.length);
        return respondSheet(c, opened, { ...sent, posted: rows, pasted: leftOver.join('\n'), notices });
      }
      case 'line': {
        const proposal = await proposeFollowers(c.env.DB, opened.plan, opened.fiscalYear);
        const rows = proposal ? takeFollowers(posted, proposal) : posted;
        return respondSheet(c, opened, { ...sent, posted: rows, notices: proposedWords(proposal) });
      }
      default:
        return save(c, opened);
    }
  });

  return app;
}

async function save(c: ConsoleContext, opened: OpenSheet): Promise<Response> {
  const { form, desk } = c.var;
  const { fiscalYear, today, rows, open, now } = opened;
  const posted = readRows(form, rows);
  const seen = readSeen(form);

  const both = rows.filter(({ indicator }) => form.has(cellName('both', indicator.id)));
  const taken = new Map(
    both.map(({ indicator: { id } }): [string, string] => [id, field(c, cellName('take', id))]),
  );
  if ([...taken.values()].some((side) => side !== 'mine' && side !== 'theirs')) {
    const conflicts = both.map((row) => {
      const key = actualKey(row.indicator.id, fiscalYear);
      const by =
        open.rows.find((other) => other.table === OBSERVATIONS && other.key === key)?.savedBy ?? null;
      return { row, theirs: now(OBSERVATIONS, key), by };
    });
    return respondConflict(c, opened, { open, seen, posted, conflicts, taken });
  }
  for (const [id, side] of taken) if (side === 'theirs') posted.delete(id); // it stays as it is

  const saved = await saveSheet(desk, { id: open.draft.id, fiscalYear, seen, posted, today });
  switch (saved.kind) {
    case 'not-found':
      return respondNotFound(c);
    case 'closed':
      return respondClosed(c, { ...opened, open: { ...open, draft: saved.draft } }, posted);
    case 'conflict': {
      const { draft, newest } = saved.open;
      const seenNow = { revision: draft.revision, version: newest.head.number };
      return respondConflict(c, opened, { ...saved, seen: seenNow, posted: saved.touched, taken: null });
    }
    case 'saved':
      return wantsJson(c)
        ? c.json(await savedAnswer(c, opened, saved))
        : respondSaved(c, opened, { ...saved, posted });
  }
}

/** Back to the sheet; where something in the form was not saved, with all that was typed. */
async function respondSaved(
  c: ConsoleContext,
  { open, fiscalYear }: OpenSheet,
  { posted, ...saved }: SavedSheet & { posted: Map<string, PostedRow> },
): Promise<Response> {
  const { outcomes, merged } = saved;
  const isAllSaved = [...outcomes.values()].every(({ kind }) => kind !== 'held' && kind !== 'waiting');
  if (isAllSaved) {
    const by = merged.by.flatMap((email) => (email === null ? [] : [`&by=${encodeURIComponent(email)}`]));
    const others = merged.rows.length > 0 ? `&merged=${merged.rows.length}${by.join('')}` : '';
    return redirectTo(c, `${actualsHref(open.draft.id, fiscalYear)}&rows=${saved.saved}${others}`, 'saved');
  }
  for (const { id } of merged.rows) posted.delete(id);
  const after = await openSheet(c);
  if (!after) return respondNotFound(c);
  const words = mergedWords(merged, await loadOfficerNames(c.env.DB));
  return respondSheet(c, after, {
    seen: { revision: after.open.draft.revision, version: after.open.newest.head.number },
    posted,
    bulk: readBulk(c.var.form),
    pasted: pastedText(c.var.form),
    outcomes,
    notices: [
      ...(saved.saved > 0 ? [{ kind: 'success', title: savedWords(saved.saved) } as const] : []),
      ...(words ? [{ kind: 'info', title: words.text } as const] : []),
      { kind: 'warning', title: 'まだ保存していない行の入力は、この画面に残しています' },
    ],
  });
}
