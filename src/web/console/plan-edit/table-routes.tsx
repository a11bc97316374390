import { Hono } from 'hono';
import { isEditable } from '../../../domain/drafts/draft.ts';
import { rowsByKey, RULES_TABLE, sameRow } from '../../../domain/plan/changes.ts';
import { rowKey } from '../../../domain/plan/table-schema.ts';
import { currentRow } from '../../../flows/drafts/edit-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleEnv } from '../console-env.ts';
import { Notice } from '../parts/notice-parts.tsx';
import { field, redirectTo, respondNotFound } from '../respond.tsx';
import { checkRows } from './check-rows.ts';
import { commitRows, readRevision } from './commit-rows.ts';
import { readPage } from '../plan-difference/difference-pages.ts';
import { isTouched, openDraft, postedKey } from './draft-request.ts';
import { editableTable, RULES_KEY } from './draft-rows.ts';
import { draftHref, readOnlyWhy, respondEdit } from './edit-page.tsx';
import { rowHref } from './fault-list.tsx';
import { fillRow } from './fill-row.ts';
import { readCells } from './read-cells.ts';
import { rowsReferringTo, rowsThatGoAlong } from './references.ts';
import { respondCommitted, respondRow, saveStep, tablesCrumb } from './respond-row.tsx';
import { faultsAtFields, keyTaken, rulesFaults } from './row-faults.ts';
import { changeOf, ReferringRows } from './row-page.tsx';
import { respondClosed } from './stale-page.tsx';
import { TableList, TableRows } from './tables-page.tsx';

/** Every table of the plan, row by row. */
export function tableRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/drafts/:id/tables', allow('view'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    const { dataPackage } = c.var.deps;
    return respondEdit(c, open, {
      title: 'すべての表',
      lead: '計画のもとになっている表です。どの行も直せます。直した内容は、承認されて公開されるまで住民には見えません。',
      children: <TableList open={open} dataPackage={dataPackage} />,
    });
  });

  app.get('/drafts/:id/tables/:table', allow('view'), async (c) => {
    const open = await openDraft(c);
    const resource = editableTable(c.req.param('table'), c.var.deps.dataPackage);
    if (!open || !resource) return respondNotFound(c);
    if (resource.name === RULES_TABLE)
      return redirectTo(c, rowHref(open.draft.id, { table: RULES_TABLE, key: RULES_KEY }));
    return respondEdit(c, open, {
      title: resource.title,
      trail: [tablesCrumb(open)],
      lead: resource.description,
      children: (
        <TableRows
          open={open}
          resource={resource}
          dataPackage={c.var.deps.dataPackage}
          query={(c.req.query('q') ?? '').trim()}
          page={readPage(c.req.query('page'))}
          canEdit={readOnlyWhy(open.draft, c.var.staff) === null}
        />
      ),
    });
  });

  app.get('/drafts/:id/tables/:table/row', allow('view'), async (c) => {
    const open = await openDraft(c);
    const resource = editableTable(c.req.param('table'), c.var.deps.dataPackage);
    if (!open || !resource) return respondNotFound(c);
    const key = c.req.query('key') ?? null;
    if (key === null && resource.name === RULES_TABLE) return respondNotFound(c);
    // A KPI is nothing without its first target, so both are entered on one page.
    if (key === null && resource.name === 'kpis')
      return redirectTo(c, draftHref(open.draft.id, '/kpis/new?kind=kpi'));
    return respondRow(c, open, resource, key, 200);
  });

  app.post('/drafts/:id/tables/:table/row', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    const { dataPackage } = c.var.deps;
    const resource = editableTable(c.req.param('table'), dataPackage);
    if (!open || !resource) return respondNotFound(c);
    if (!isEditable(open.draft)) return respondClosed(c, open.draft);
    const key = resource.name === RULES_TABLE ? RULES_KEY : postedKey(c);
    const known = key === null ? null : currentRow(open, resource.name, key, dataPackage);
    if (key !== null && !known && !isTouched(open, { table: resource.name, key })) return respondNotFound(c);
    const typed = readCells(resource, c.var.form, known, key);
    const ownKey = key ?? rowKey(typed, resource.schema);
    const there = key === null ? currentRow(open, resource.name, ownKey, dataPackage) : known;
    const row = fillRow(resource, typed, there, open.dataset);
    const rows: RowToSave[] = [{ table: resource.name, key: ownKey, row }];
    if (key === null && there && sameRow(there, row))
      return redirectTo(c, rowHref(open.draft.id, { table: resource.name, key: ownKey }), 'row-saved'); // sent twice
    const unreadable = rulesFaults(open, row, resource, dataPackage);
    const checked = checkRows(open, rows, dataPackage);
    const faults = [
      ...(key === null && there ? [keyTaken(open, resource, ownKey, there)] : []),
      ...(unreadable.length > 0 ? unreadable : faultsAtFields(resource, checked.own)),
    ];
    if (faults.length > 0 || checked.elsewhere.length > 0) {
      const again = { row: typed, revision: readRevision(field(c, 'revision')), faults };
      return respondRow(c, open, resource, key, 422, { ...again, elsewhere: checked.elsewhere });
    }
    const done = await commitRows(c.var.desk, open, readRevision(field(c, 'revision')), rows);
    const address = { table: resource.name, key: ownKey };
    return respondCommitted(c, open, done, address, 'row-saved');
  });

  app.post('/drafts/:id/tables/:table/row/remove', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    const { dataPackage } = c.var.deps;
    const resource = editableTable(c.req.param('table'), dataPackage);
    const address = { table: c.req.param('table'), key: postedKey(c) ?? '' };
    if (!open || !resource || resource.name === RULES_TABLE) return respondNotFound(c);
    if (!isEditable(open.draft)) return respondClosed(c, open.draft);
    const isThere = currentRow(open, address.table, address.key, dataPackage) !== null;
    if (!isThere && !isTouched(open, address)) return respondNotFound(c);
    const referring = rowsReferringTo(open.dataset, address, dataPackage);
    if (referring.length > 0) {
      const notice = (
        <Notice kind="error" title="この行は使われているので、削除していません">
          <ReferringRows open={open} rows={referring} />
        </Notice>
      );
      return respondRow(c, open, resource, address.key, 422, { notice });
    }
    const rows = [address, ...rowsThatGoAlong(open.dataset, address)].map((row) => ({ ...row, row: null }));
    return saveStep(c, open, resource, address, rows, 'row-removed');
  });

  app.post('/drafts/:id/tables/:table/row/revert', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    const { dataPackage } = c.var.deps;
    const resource = editableTable(c.req.param('table'), dataPackage);
    const address = { table: c.req.param('table'), key: postedKey(c) ?? '' };
    if (!open || !resource || !isTouched(open, address)) return respondNotFound(c);
    if (!isEditable(open.draft)) return respondClosed(c, open.draft);
    const change = changeOf(open, address);
    const isWhole = change && (change.before === null || change.after === null);
    const along = isWhole
      ? [...rowsThatGoAlong(open.newest.dataset, address), ...rowsThatGoAlong(open.dataset, address)]
      : [];
    const rows = [address, ...along].map(({ table, key }) => ({
      table,
      key,
      row: rowsByKey(open.newest.dataset, table, dataPackage).get(key) ?? null,
    }));
    return saveStep(c, open, resource, address, rows, 'row-reverted');
  });

  return app;
}
