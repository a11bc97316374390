import { Hono } from 'hono';
import { isEditable } from '../../../domain/drafts/draft.ts';
import { sameRow } from '../../../domain/plan/changes.ts';
import { keyOf, type Row } from '../../../domain/plan/table-schema.ts';
import { currentRow } from '../../../flows/drafts/edit-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { field, redirectTo, respondNotFound } from '../respond.tsx';
import { checkRows, type RowFault } from './check-rows.ts';
import { openDraft } from './draft-request.ts';
import { editableTable, type Resource } from './draft-rows.ts';
import { draftHref, planHref, readOnlyWhy, respondEdit } from './edit-page.tsx';
import { ElsewhereFaults, errorsByField, rowHref } from './fault-list.tsx';
import { fillRow } from './fill-row.ts';
import { readCells } from './read-cells.ts';
import { faultsAtFields, faultsWhereAsked, keyTaken } from './row-faults.ts';
import { RowFields } from './row-form.tsx';
import { missing, saveForm } from './save-form.tsx';
import { respondClosed } from './stale-page.tsx';

type Kind = 'kpi' | 'kgi';

const WORDS: Record<Kind, { title: string; lead: string; place: string }> = {
  kpi: {
    title: '指標（KPI）を追加する',
    lead: '取組ごとの指標です。目標まで1つの画面で決めます。',
    place: 'initiative',
  },
  kgi: {
    title: 'KGIを追加する',
    lead: '重点項目ごとの、いちばん大きな目標です。「全体のようす」に出ます。件数には数えません。',
    place: 'priority_item',
  },
};

const NAMED = ['name', 'reading', 'short_name'];
const COUNTED = ['unit', 'decimals', 'basis', 'better', 'path', 'baseline_value', 'baseline_fiscal_year'];
const TARGETED = ['value', 'fiscal_year', 'reason'];
const KEPT = ['source', 'note', 'id'];
const FIRST_REVISION = '0';

/** An indicator and its first target, which cannot be without each other, on one page. */
export function newIndicatorRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/drafts/:id/kpis/new', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    return open ? respondForm(c, open, readKind(c.req.query('kind')), {}, 200) : respondNotFound(c);
  });

  app.post('/drafts/:id/kpis/new', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    if (!isEditable(open.draft)) return respondClosed(c, open.draft);
    const kind = readKind(field(c, 'kind'));
    const [kpis, targets] = tablesOf(c);
    const typed = readCells(kpis, c.var.form, null, null);
    const id = typed['id'] ?? '';
    const there = id === '' ? null : currentRow(open, 'kpis', id, c.var.deps.dataPackage);
    const kpi = fillRow(kpis, { ...typed, kind }, there, open.dataset);
    const withKpi = { ...open.dataset, tables: { ...open.dataset.tables, kpis: [kpi] } };
    const key = keyOf(id, FIRST_REVISION);
    const target = fillRow(targets, readCells(targets, c.var.form, null, key), null, withKpi);
    const rows: RowToSave[] = [
      { table: 'kpis', key: id, row: kpi },
      { table: 'targets', key, row: target },
    ];
    const href = rowHref(open.draft.id, { table: 'kpis', key: id });
    const thereTarget = currentRow(open, 'targets', key, c.var.deps.dataPackage);
    if (there && sameRow(there, kpi) && sameRow(thereTarget, target))
      return redirectTo(c, href, 'indicator-added'); // sent twice
    const checked = checkRows(open, rows, c.var.deps.dataPackage);
    const ownOf = (table: string): RowFault[] =>
      checked.own.filter((fault) => fault.table === table && fault.column !== 'kpi');
    const faults = faultsWhereAsked([
      ...(there ? [keyTaken(open, kpis, id, there)] : []),
      ...missing(
        'kpis.source',
        '「出典」が空白です。何で決めた指標かを書いてください。',
        kpi['source'] ?? '',
      ),
      ...faultsAtFields(kpis, ownOf('kpis')),
      ...faultsAtFields(targets, ownOf('targets')),
    ]);
    if (faults.length > 0 || checked.elsewhere.length > 0)
      return respondForm(c, open, kind, { kpi: typed, target, faults, elsewhere: checked.elsewhere }, 422);
    return saveForm(c, open, rows, { href, done: 'indicator-added' });
  });

  return app;
}

function readKind(text: string | undefined): Kind {
  return text === 'kgi' ? 'kgi' : 'kpi';
}

function tablesOf(c: ConsoleContext): [Resource, Resource] {
  const [kpis, targets] = ['kpis', 'targets'].map((table) => editableTable(table, c.var.deps.dataPackage));
  if (!kpis || !targets) throw new Error('datapackage.json has no tables kpis and targets');
  return [kpis, targets];
}

type Again = {
  kpi?: Row;
  target?: Row;
  faults?: readonly FieldFault[];
  elsewhere?: readonly RowFault[];
};

function respondForm(
  c: ConsoleContext,
  open: OpenDraft,
  kind: Kind,
  { kpi = {}, target = { reason: '当初の公表' }, faults = [], elsewhere = [] }: Again,
  status: 200 | 422,
): Response | Promise<Response> {
  const { title, lead, place } = WORDS[kind];
  const { dataPackage } = c.var.deps;
  const [kpis, targets] = tablesOf(c);
  const shared = { errors: errorsByField(faults), isNew: true, dataset: open.dataset, dataPackage };
  const kpiFields = { ...shared, resource: kpis, row: kpi, needed: ['name', place, 'source'] };
  const revision = c.req.method === 'POST' ? field(c, 'revision') : String(open.draft.revision);
  const isLocked = readOnlyWhy(open.draft, c.var.staff) !== null;
  return respondEdit(
    c,
    open,
    {
      title,
      lead,
      children: isLocked ? null : (
        <>
          <ErrorSummary faults={faults} />
          <ElsewhereFaults open={open} faults={elsewhere} />
          <Form
            action={draftHref(open.draft.id, '/kpis/new')}
            hidden={{ kind, revision }}
            actions={
              <>
                <Button>下書きに保存する</Button>
                <ButtonLink href={planHref(open.draft.id)}>保存せずに戻る</ButtonLink>
              </>
            }
          >
            <h2>名前と置き場所</h2>
            <RowFields {...kpiFields} columns={[...NAMED, place]} />
            <h2>数え方と基準</h2>
            <RowFields {...kpiFields} columns={COUNTED} />
            <h2>最初の目標</h2>
            <RowFields {...shared} resource={targets} row={target} columns={TARGETED} />
            <h2>出典と識別子</h2>
            <RowFields {...kpiFields} columns={KEPT} />
          </Form>
        </>
      ),
    },
    status,
  );
}
