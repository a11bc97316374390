import { Hono } from 'hono';
import { isEditable } from '../../../domain/drafts/draft.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { keyOf, type Row } from '../../../domain/plan/table-schema.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import { allow } from '../allow.ts';
import { groupedFigure } from '../cell-words.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { DateField, NumberField, SelectField, TextArea } from '../parts/fields.tsx';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { Chip, Notice } from '../parts/notice-parts.tsx';
import { DataTable } from '../parts/table-parts.tsx';
import { field, respondNotFound } from '../respond.tsx';
import { dayWords } from '../time-words.ts';
import { checkRows, type RowFault } from './check-rows.ts';
import { isTouched, openDraft } from './draft-request.ts';
import { editableTable, rowWithId, type Resource } from './draft-rows.ts';
import { planHref, readOnlyWhy, respondEdit } from './edit-page.tsx';
import { ElsewhereFaults, errorsByField, rowHref } from './fault-list.tsx';
import { fillRow } from './fill-row.ts';
import {
  formHref,
  indicatorRows,
  IndicatorPicker,
  indicatorIn,
  JAPANESE,
  KpiCardOn,
  todayOf,
} from './indicators.tsx';
import { readCells } from './read-cells.ts';
import { yearChoices } from './row-form.tsx';
import { faultsAtFields, faultsWhereAsked } from './row-faults.ts';
import { missing, PREVIEW, saveForm, wantsPreview } from './save-form.tsx';
import { respondClosed } from './stale-page.tsx';

const TITLE = '目標を見直す';

/** 目標の見直し: a further target of an indicator; the earlier ones stay. */
export function targetRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/drafts/:id/targets', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    const id = c.req.query('kpi') ?? '';
    if (id !== '') return respondTargets(c, open, id, {}, 200);
    const today = todayOf(c);
    return respondEdit(c, open, {
      title: TITLE,
      lead: '目標を見直す指標を選んでください。これまでの目標は、見直しの記録として残ります。',
      children: (
        <IndicatorPicker
          open={open}
          form="targets"
          rows={indicatorRows(open, today)}
          today={today}
          caption="目標を見直せる指標"
        />
      ),
    });
  });

  app.post('/drafts/:id/targets', allow('edit-draft'), async (c) => {
    const open = await openDraft(c);
    const id = field(c, 'kpi');
    if (!open || !rowWithId(open.dataset, 'kpis', id)) return respondNotFound(c);
    if (!isEditable(open.draft)) return respondClosed(c, open.draft);
    const { dataPackage } = c.var.deps;
    const resource = targetTable(c);
    const key = keyOf(id, revisionNumber(open, id, field(c, 'number')));
    const typed = readCells(resource, c.var.form, null, key);
    const row = fillRow(resource, { ...typed, printed: '' }, null, open.dataset);
    const rows: RowToSave[] = [{ table: 'targets', key, row }];
    const checked = checkRows(open, rows, dataPackage);
    const faults = faultsWhereAsked([
      ...missing(
        'targets.effective_date',
        '「適用日」が空白です。この目標になる日を書いてください。',
        row['effective_date'] ?? '',
      ),
      ...faultsAtFields(resource, checked.own),
    ]);
    if (faults.length > 0 || checked.elsewhere.length > 0)
      return respondTargets(c, open, id, { typed, faults, elsewhere: checked.elsewhere }, 422);
    if (wantsPreview(c)) return respondTargets(c, open, id, { typed, row, plan: checked.plan }, 200);
    return saveForm(c, open, rows, { href: formHref(open.draft.id, 'targets', id), done: 'target-revised' });
  });

  return app;
}

function targetTable(c: ConsoleContext): Resource {
  const resource = editableTable('targets', c.var.deps.dataPackage);
  if (!resource) throw new Error('datapackage.json has no table targets');
  return resource;
}

function targetsOf(open: OpenDraft, id: string): Row[] {
  return (open.dataset.tables['targets'] ?? [])
    .filter((row) => row['kpi'] === id)
    .sort((one, other) => Number(one['revision']) - Number(other['revision']));
}

/**
 * The number a new target goes by. The form's own number is taken only where this draft has written it, so that a form
 * sent twice is one target and no earlier one is ever written over.
 */
function revisionNumber(open: OpenDraft, id: string, asked: string): string {
  const isOwn = /^[1-9]\d*$/.test(asked) && isTouched(open, { table: 'targets', key: keyOf(id, asked) });
  return isOwn ? asked : String(targetsOf(open, id).length);
}

type Again = {
  typed?: Row;
  faults?: readonly FieldFault[];
  elsewhere?: readonly RowFault[];
  /** What would be saved, to look at. */
  row?: Row;
  plan?: Plan | null;
};

function respondTargets(
  c: ConsoleContext,
  open: OpenDraft,
  id: string,
  again: Again,
  status: 200 | 422,
): Response | Promise<Response> {
  const kpi = rowWithId(open.dataset, 'kpis', id);
  if (!kpi) return respondNotFound(c);
  const isLocked = readOnlyWhy(open.draft, c.var.staff) !== null;
  return respondEdit(
    c,
    open,
    {
      title: `目標を見直す：${kpi['name']}`,
      trail: [{ href: formHref(open.draft.id, 'targets'), label: TITLE }],
      lead: '新しい目標を書きます。これまでの目標は消えません。',
      children: (
        <>
          <TargetHistory open={open} kpi={kpi} />
          {isLocked ? null : <TargetForm c={c} open={open} kpi={kpi} again={again} />}
        </>
      ),
    },
    status,
  );
}

function TargetHistory({ open, kpi }: { open: OpenDraft; kpi: Row }) {
  const isOwn = (row: Row): boolean =>
    open.changes.some(
      ({ table, key }) => table === 'targets' && key === keyOf(kpi['id'] ?? '', row['revision'] ?? ''),
    );
  return (
    <DataTable
      caption="これまでの目標"
      columns={[
        {
          heading: '目標',
          names: true,
          cell: (row: Row) => (row['revision'] === '0' ? '最初の目標' : `見直し${row['revision']}回目`),
        },
        {
          heading: '目標値',
          numeric: true,
          cell: (row) => `${groupedFigure(row['value'] ?? '')}${kpi['unit'] ?? ''}`,
        },
        { heading: '目標の年度', cell: (row) => `${row['era']}年度` },
        {
          heading: '適用日',
          cell: (row) => (row['effective_date'] ? dayWords(row['effective_date']) : '最初から'),
        },
        { heading: '理由', cell: (row) => row['reason'] },
        {
          heading: 'この下書きで',
          cell: (row) =>
            isOwn(row) ? (
              <>
                <Chip tone="success">変更あり</Chip>{' '}
                <a
                  href={rowHref(open.draft.id, {
                    table: 'targets',
                    key: keyOf(kpi['id'] ?? '', row['revision'] ?? ''),
                  })}
                >
                  直す・取り消す
                </a>
              </>
            ) : null,
        },
      ]}
      rows={targetsOf(open, kpi['id'] ?? '')}
    />
  );
}

type TargetFormProps = { c: ConsoleContext; open: OpenDraft; kpi: Row; again: Again };

function TargetForm({ c, open, kpi, again }: TargetFormProps) {
  const { typed = {}, faults = [], elsewhere = [] } = again;
  const errors = errorsByField(faults);
  const targets = targetsOf(open, kpi['id'] ?? '');
  const year = targetTable(c).schema.fields.find(({ name }) => name === 'fiscal_year')?.constraints;
  const revision = c.req.method === 'POST' ? field(c, 'revision') : String(open.draft.revision);
  return (
    <>
      <h2>新しい目標</h2>
      <ErrorSummary faults={faults} />
      <ElsewhereFaults open={open} faults={elsewhere} />
      <TargetPreview c={c} open={open} kpi={kpi} again={again} />
      <Form
        action={formHref(open.draft.id, 'targets')}
        hidden={{ kpi: kpi['id'] ?? '', number: String(targets.length), revision }}
        actions={
          <>
            <Button>下書きに保存する</Button>
            <Button kind="secondary" name="step" value={PREVIEW}>
              住民に見える文を確かめる
            </Button>
            <ButtonLink href={planHref(open.draft.id)}>保存せずに戻る</ButtonLink>
          </>
        }
      >
        <NumberField
          name="targets.value"
          label="新しい目標値"
          unit={kpi['unit'] ?? ''}
          value={typed['value']}
          error={errors.get('targets.value')}
          required
        />
        <SelectField
          name="targets.fiscal_year"
          label="目標の年度"
          hint="この値に届かせる年度です。"
          value={typed['fiscal_year'] ?? targets.at(-1)?.['fiscal_year']}
          choices={yearChoices(year?.minimum ?? 0, year?.maximum ?? 0)}
          error={errors.get('targets.fiscal_year')}
          required
        />
        <DateField
          name="targets.effective_date"
          label="適用日"
          hint="この目標になる日です。その日から、判定が新しい目標で行われます。例：2026-04-01、R8.4.1"
          value={typed['effective_date']}
          error={errors.get('targets.effective_date')}
          required
        />
        <TextArea
          name="targets.reason"
          label="見直しの理由"
          hint="住民に見えます。決めた会議や計画の名前も書いてください。例：総合振興計画（令和8年3月）にあわせたため"
          value={typed['reason']}
          error={errors.get('targets.reason')}
          rows={3}
          required
        />
        <TextArea
          name="targets.note"
          label="注記"
          hint="読み方の注意など。なければ空白のままにします。"
          value={typed['note']}
          error={errors.get('targets.note')}
          rows={2}
        />
      </Form>
    </>
  );
}

/** What residents will read, before anything is kept. */
function TargetPreview({ c, open, kpi, again }: TargetFormProps) {
  const { row, plan } = again;
  const id = kpi['id'] ?? '';
  const found = indicatorIn(open, id);
  if (!row || !found) return null;
  const earlier = targetsOf(open, id).at(-1);
  const day = row['effective_date'] ?? '';
  return (
    <Notice kind="info" title="見直し後に住民に見える文（まだ保存していません）">
      <p>
        {JAPANESE.revisedTarget(
          day,
          row['reason'] ?? '',
          JAPANESE.figure(Number(earlier?.['value']), found.indicator),
        )}
      </p>
      {plan ? <KpiCardOn c={c} plan={plan} id={id} day={day} /> : null}
    </Notice>
  );
}
