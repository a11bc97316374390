import type { Child } from 'hono/jsx';
import { rowsByKey, RULES_TABLE } from '../../../domain/plan/changes.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { currentRow } from '../../../flows/drafts/edit-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import type { ConsoleContext } from '../console-env.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { field, redirectTo, respondNotFound } from '../respond.tsx';
import { changeWord } from '../row-difference.tsx';
import { checkRows, type RowFault } from './check-rows.ts';
import { commitRows, readRevision, type Committed } from './commit-rows.ts';
import type { Resource } from './draft-rows.ts';
import { draftHref, readOnlyWhy, respondEdit } from './edit-page.tsx';
import { ElsewhereFaults, rowHref } from './fault-list.tsx';
import type { RowAddress } from './references.ts';
import { changeOf, RemoveSection, RowCells, RowChangeSection, RowForm } from './row-page.tsx';
import { respondClosed, respondStale } from './stale-page.tsx';
import { Mark, nameInDraft } from './tables-page.tsx';

type Again = {
  row?: Row;
  revision?: number;
  faults?: readonly FieldFault[];
  elsewhere?: readonly RowFault[];
  notice?: Child;
};

/** The page of one row, with what was typed and is wrong where it comes again. `key` is null for a new row. */
export function respondRow(
  c: ConsoleContext,
  open: OpenDraft,
  resource: Resource,
  key: string | null,
  status: 200 | 422,
  again: Again = {},
): Response | Promise<Response> {
  const { dataPackage } = c.var.deps;
  const { name: table, title } = resource;
  const canEdit = readOnlyWhy(open.draft, c.var.staff) === null;
  const trail = [
    ...(table === RULES_TABLE ? [] : [tablesCrumb(open)]),
    ...(table === RULES_TABLE ? [] : [{ href: draftHref(open.draft.id, `/tables/${table}`), label: title }]),
  ];
  const address = { table, key: key ?? '' };
  const row = key === null ? {} : currentRow(open, table, key, dataPackage);
  const change = key === null ? undefined : changeOf(open, address);
  if (row === null && !change && !again.row) return respondNotFound(c);
  const shown = row ?? change?.before ?? {};
  const heading = key === null ? `「${title}」に1行追加する` : nameInDraft(open, table, key, shown);
  return respondEdit(
    c,
    open,
    {
      title: heading,
      trail,
      lead: key === null || table === RULES_TABLE ? resource.description : undefined,
      notice: again.notice,
      children: (
        <>
          {change ? (
            <p>
              この下書きで：
              <Mark mark={changeWord(change)} />
            </p>
          ) : null}
          {canEdit && (row !== null || again.row) ? (
            <RowForm
              open={open}
              resource={resource}
              rowKey={key}
              row={again.row ?? shown}
              revision={again.revision ?? open.draft.revision}
              dataPackage={dataPackage}
              faults={again.faults ?? []}
              elsewhere={again.elsewhere ?? []}
            />
          ) : key === null ? null : (
            <>
              <ElsewhereFaults open={open} faults={again.elsewhere ?? []} />
              <RowCells open={open} resource={resource} row={shown} dataPackage={dataPackage} />
            </>
          )}
          {key === null ? null : (
            <RowChangeSection open={open} address={address} dataPackage={dataPackage} canEdit={canEdit} />
          )}
          {canEdit && key !== null && row !== null && table !== RULES_TABLE ? (
            <RemoveSection open={open} address={address} dataPackage={dataPackage} />
          ) : null}
        </>
      ),
    },
    status,
  );
}

/** A removal or its undoing: refused where the plan would no longer be sound. */
export async function saveStep(
  c: ConsoleContext,
  open: OpenDraft,
  resource: Resource,
  address: RowAddress,
  rows: readonly RowToSave[],
  doneName: string,
): Promise<Response> {
  const { own, elsewhere } = checkRows(open, rows, c.var.deps.dataPackage);
  const faults = [...own, ...elsewhere];
  if (faults.length > 0) return respondRow(c, open, resource, address.key, 422, { elsewhere: faults });
  const done = await commitRows(c.var.desk, open, readRevision(field(c, 'revision')), rows);
  return respondCommitted(c, open, done, address, doneName);
}

/** On after a save: to the row, or to its table where the row is no more. */
export function respondCommitted(
  c: ConsoleContext,
  open: OpenDraft,
  done: Committed,
  address: RowAddress,
  doneName: string,
): Response | Promise<Response> {
  const { table, key } = address;
  const href = rowHref(open.draft.id, address);
  const isGone =
    doneName !== 'row-saved' && !rowsByKey(open.newest.dataset, table, c.var.deps.dataPackage).has(key);
  switch (done.kind) {
    case 'saved':
      return redirectTo(c, isGone ? draftHref(open.draft.id, `/tables/${table}`) : href, doneName);
    case 'stale':
      return respondStale(c, done.open, done.rows, href);
    case 'closed':
      return respondClosed(c, done.draft);
    case 'not-found':
      return respondNotFound(c);
  }
}

export function tablesCrumb(open: OpenDraft) {
  return { href: draftHref(open.draft.id, '/tables'), label: 'すべての表' };
}
