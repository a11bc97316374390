import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { isEditable } from '../../../domain/drafts/draft.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { field, respondNotFound } from '../respond.tsx';
import { checkRows, type RowFault } from './check-rows.ts';
import { openDraft } from './draft-request.ts';
import { editableTable, plansOf, rowWithId, type Resource } from './draft-rows.ts';
import { planHref, readOnlyWhy, respondEdit } from './edit-page.tsx';
import { ElsewhereFaults, errorsByField } from './fault-list.tsx';
import { fillRow } from './fill-row.ts';
import { formHref, indicatorRows, IndicatorPicker, KpiCardOn, statusIn, todayOf } from './indicators.tsx';
import { BASELINE_PART, RETIRE_PART, type IndicatorPart } from './indicator-parts.tsx';
import { RowCells } from './row-page.tsx';
import { readCells } from './read-cells.ts';
import { faultsAtFields } from './row-faults.ts';
import { PREVIEW, saveForm, wantsPreview } from './save-form.tsx';
import { respondClosed } from './stale-page.tsx';

/** Forms about a part of one indicator's row: how it counts, and its end. */
export function indicatorPartRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  for (const part of [BASELINE_PART, RETIRE_PART]) {
    app.get(`/drafts/:id/${part.form}`, allow('edit-draft'), async (c) => {
      const open = await openDraft(c);
      if (!open) return respondNotFound(c);
      const id = c.req.query('kpi') ?? '';
      return id === '' ? respondPicker(c, open, part) : respondPart(c, open, part, id, {}, 200);
    });

    app.post(`/drafts/:id/${part.form}`, allow('edit-draft'), async (c) => {
      const open = await openDraft(c);
      const id = field(c, 'kpi');
      const before = open && rowWithId(open.dataset, 'kpis', id);
      if (!open || !before) return respondNotFound(c);
      if (!isEditable(open.draft)) return respondClosed(c, open.draft);
      const resource = kpiTable(c);
      const typed = part.isUndone(field(c, 'step'))
        ? { ...before, ...part.undone }
        : readCells(resource, c.var.form, before, id);
      const row = fillRow(resource, typed, before, open.dataset);
      const rows: RowToSave[] = [{ table: 'kpis', key: id, row }];
      const checked = checkRows(open, rows, c.var.deps.dataPackage);
      const faults = [
        ...part.faultsOf(row, before, field(c, 'step')),
        ...faultsAtFields(resource, checked.own),
      ];
      if (faults.length > 0 || checked.elsewhere.length > 0)
        return respondPart(c, open, part, id, { typed, faults, elsewhere: checked.elsewhere }, 422);
      if (wantsPreview(c)) return respondPart(c, open, part, id, { typed, plan: checked.plan }, 200);
      const done = part.isUndone(field(c, 'step')) ? part.doneUndone : part.done;
      return saveForm(c, open, rows, { href: formHref(open.draft.id, part.form, id), done });
    });
  }
  return app;
}

function kpiTable(c: ConsoleContext): Resource {
  const resource = editableTable('kpis', c.var.deps.dataPackage);
  if (!resource) throw new Error('datapackage.json has no table kpis');
  return resource;
}

function respondPicker(
  c: ConsoleContext,
  open: OpenDraft,
  part: IndicatorPart,
): Response | Promise<Response> {
  const today = todayOf(c);
  return respondEdit(c, open, {
    title: part.title,
    lead: part.lead,
    children: (
      <IndicatorPicker
        open={open}
        form={part.form}
        rows={part.inOrder(indicatorRows(open, today))}
        today={today}
        caption="指標を選んでください"
      />
    ),
  });
}

type Again = {
  typed?: Row;
  faults?: readonly FieldFault[];
  elsewhere?: readonly RowFault[];
  /** What would be, to look at. */
  plan?: Plan | null;
};

function respondPart(
  c: ConsoleContext,
  open: OpenDraft,
  part: IndicatorPart,
  id: string,
  { typed, faults = [], elsewhere = [], plan }: Again,
  status: 200 | 422,
): Response | Promise<Response> {
  const kpi = rowWithId(open.dataset, 'kpis', id);
  if (!kpi) return respondNotFound(c);
  const { dataPackage } = c.var.deps;
  const resource = kpiTable(c);
  const isLocked = readOnlyWhy(open.draft, c.var.staff) !== null;
  const revision = c.req.method === 'POST' ? field(c, 'revision') : String(open.draft.revision);
  const row = typed ?? kpi;
  const form = {
    resource,
    row,
    errors: errorsByField(faults),
    isNew: false,
    dataset: open.dataset,
    dataPackage,
  };
  return respondEdit(
    c,
    open,
    {
      title: `${part.title}：${kpi['name']}`,
      trail: [{ href: formHref(open.draft.id, part.form), label: part.title }],
      lead: part.lead,
      children: isLocked ? (
        <RowCells open={open} resource={resource} row={kpi} dataPackage={dataPackage} />
      ) : (
        <>
          <ErrorSummary faults={faults} />
          <ElsewhereFaults open={open} faults={elsewhere} />
          <Preview c={c} open={open} id={id} plan={plan ?? null} day={part.dayOf(row, todayOf(c))} />
          <Form
            action={formHref(open.draft.id, part.form)}
            hidden={{ kpi: id, revision }}
            {...(part.consequence ? { confirm: part.consequence } : {})}
            actions={<Actions open={open} part={part} kpi={kpi} />}
          >
            {part.fields(form)}
          </Form>
        </>
      ),
    },
    status,
  );
}

function Actions({ open, part, kpi }: { open: OpenDraft; part: IndicatorPart; kpi: Row }) {
  return (
    <>
      <Button>下書きに保存する</Button>
      <Button kind="secondary" name="step" value={PREVIEW}>
        判定とカードがどうなるかを確かめる
      </Button>
      {part.undoLabel(kpi) ? (
        <Button kind="secondary" name="step" value={part.undoStep}>
          {part.undoLabel(kpi)}
        </Button>
      ) : null}
      <ButtonLink href={planHref(open.draft.id)}>保存せずに戻る</ButtonLink>
    </>
  );
}

type PreviewProps = { c: ConsoleContext; open: OpenDraft; id: string; plan: Plan | null; day: string };

/** The status before and after, and the card residents would see, before anything is kept. */
function Preview({ c, open, id, plan, day }: PreviewProps): Child {
  const [draftPlan] = plansOf(open);
  const before = draftPlan && statusIn(draftPlan, id, todayOf(c));
  const after = plan && statusIn(plan, id, day);
  if (!plan || !after) return null;
  return (
    <Notice kind="info" title="こうなります（まだ保存していません）">
      <p>
        判定：{before?.words ?? '（なし）'} → <strong>{after.words}</strong>
      </p>
      <p>{after.why}</p>
      <KpiCardOn c={c} plan={plan} id={id} day={day} />
    </Notice>
  );
}
