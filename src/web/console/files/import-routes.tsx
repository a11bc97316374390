import { Hono } from 'hono';
import type { MissingRows } from '../../../domain/plan/import/review-import.ts';
import {
  dropImport,
  openImport,
  previewImport,
  takeImport,
  type SeenDraft,
  type UploadFault,
} from '../../../flows/import-file.ts';
import { UPLOAD_MAX_BYTES } from '../../../spreadsheets/limits.ts';
import { describeSpreadsheetFault } from '../../../spreadsheets/spreadsheet-fault.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { plainLine } from '../drafts/draft-form.ts';
import { Notice } from '../parts/notice-parts.tsx';
import { openDraft } from '../plan-edit/draft-request.ts';
import { draftHref } from '../plan-edit/edit-page.tsx';
import { editableTables, plansOf } from '../plan-edit/draft-rows.ts';
import { field, redirectTo, respondNotFound } from '../respond.tsx';
import { FaultTable } from './fault-table.tsx';
import { importHref } from './import-preview.tsx';
import { importDesk, respondForm, respondImport, respondStale } from './respond-import.tsx';

const FILE_NAME_MAX = 120; // characters: a label, no address

/** A file into a draft: chosen, shown as a difference, taken in or not. */
export function importRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/drafts/:id/import', allow('view'), async (c) => {
    const open = await openDraft(c);
    return open ? respondForm(c, open) : respondNotFound(c);
  });

  app.post('/drafts/:id/import', allow('import'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    const missing: MissingRows = field(c, 'missing') === 'remove' ? 'remove' : 'keep';
    const again = (error: string) => respondForm(c, open, { status: 422, missing, error });
    const file = c.var.form.get('file');
    if (!(file instanceof File) || (file.name === '' && file.size === 0))
      return again('取り込むファイルを選んでください。');
    if (file.size > UPLOAD_MAX_BYTES)
      return again(describeSpreadsheetFault({ kind: 'too-large', limitBytes: UPLOAD_MAX_BYTES }));
    const uploaded = await previewImport(importDesk(c), {
      draftId: open.draft.id,
      fileName: plainLine(file.name.slice(0, FILE_NAME_MAX)), // the cut may leave half a letter
      bytes: new Uint8Array(await file.arrayBuffer()),
      missing,
      newId: c.var.deps.newId(),
    });
    return uploaded.ok
      ? redirectTo(c, importHref(open.draft.id, uploaded.value.importId))
      : respondRefused(c, uploaded.fault, missing);
  });

  app.get('/drafts/:id/imports/:importId', allow('view'), async (c) => {
    const address = { draftId: c.req.param('id'), id: c.req.param('importId') };
    const found = await openImport(importDesk(c), address);
    return found ? respondImport(c, found, { importId: address.id }) : respondNotFound(c);
  });

  app.post('/drafts/:id/imports/:importId', allow('import'), async (c) => {
    const address = { draftId: c.req.param('id'), id: c.req.param('importId') };
    const { draftId, id: importId } = address;
    if (field(c, 'decision') === 'drop') {
      const dropped = await dropImport(c.var.desk, address);
      if (dropped === 'dropped') return redirectTo(c, draftHref(draftId, '/import'), 'import-dropped');
      const found = await openImport(importDesk(c), address);
      return found ? respondImport(c, found, { importId, status: 409 }) : respondNotFound(c);
    }
    const taken = await takeImport(importDesk(c), address, readSeen(c));
    if (taken.ok) return redirectTo(c, draftHref(draftId), 'imported');
    const { fault } = taken;
    switch (fault.kind) {
      case 'not-found':
        return respondNotFound(c);
      case 'closed': {
        const found = await openImport(importDesk(c), address);
        return found ? respondImport(c, found, { importId, status: 409 }) : respondNotFound(c);
      }
      case 'taken':
        return respondImport(c, fault.import, { importId, status: 409 });
      case 'stale':
        return respondStale(c, fault.import, importId);
      case 'faulty':
        return respondImport(c, fault.import, { importId, status: 422 });
    }
  });

  return app;
}

/** What is no number fits no draft, so it is told as one that has changed. */
function readSeen(c: ConsoleContext): SeenDraft {
  const number = (name: string): number => Number(field(c, name) || Number.NaN);
  return { revision: number('revision'), newest: number('newest') };
}

function respondRefused(
  c: ConsoleContext,
  fault: UploadFault,
  missing: MissingRows,
): Response | Promise<Response> {
  const { dataPackage } = c.var.deps;
  switch (fault.kind) {
    case 'not-found':
      return respondNotFound(c);
    case 'closed':
      return respondForm(c, { draft: fault.draft }, { status: 409, missing });
    case 'unreadable': {
      const [first, ...more] = fault.faults.map(describeSpreadsheetFault);
      return respondForm(c, fault.open, {
        status: 422,
        missing,
        error: first ?? '',
        children: more.length > 0 ? <MoreFaults words={more} /> : null,
      });
    }
    case 'faulty':
      return respondForm(c, fault.open, {
        status: 422,
        missing,
        children: (
          <FaultTable
            faults={fault.faults}
            dataPackage={dataPackage}
            plans={plansOf(fault.open)}
            tables={editableTables(dataPackage)}
          />
        ),
      });
    case 'too-much':
      return respondForm(c, fault.open, {
        status: 422,
        missing,
        error:
          'ファイルの内容が多すぎて、確かめるあいだ預かれません。行を分けて、2つ以上のファイルにしてください。',
      });
  }
}

function MoreFaults({ words }: { words: readonly string[] }) {
  return (
    <Notice kind="error" title="ほかにも、受け取れないところがあります">
      <ul>
        {words.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
    </Notice>
  );
}
