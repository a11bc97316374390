import { Hono } from 'hono';
import { yearsOfPlan } from '../../../domain/plan/actuals.ts';
import {
  eraLabel,
  japaneseDate,
  lastEndedFiscalYear,
  type FiscalYear,
} from '../../../domain/plan/fiscal-year.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { downloadHeaders } from '../download.ts';
import { openDraft } from '../plan-edit/draft-request.ts';
import { editableTables } from '../plan-edit/draft-rows.ts';
import { draftHref } from '../plan-edit/edit-page.tsx';
import { respondNotFound, respondPage } from '../respond.tsx';
import { planWorkbook, tableCsv, templateCsv, templateWorkbook } from './export-files.ts';
import { ExportPage } from './export-page.tsx';
import { draftSource, findSource, type ExportSource } from './export-source.ts';

const CSV = 'text/csv; charset=utf-8';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The plan as files; every one of them can be taken in again. */
export function exportRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/export', allow('export'), async (c) => {
    const source = await findSource(c);
    if (!source) return respondNotFound(c);
    const { draft } = source;
    return respondPage(c, {
      title: '取り込みと書き出し',
      here: 'export',
      ...(draft ? { trail: [{ href: draftHref(draft.id), label: draft.title }] } : {}),
      children: (
        <ExportPage
          source={source}
          tables={editableTables(c.var.deps.dataPackage)}
          years={templateYears(c, source)}
        />
      ),
    });
  });

  app.get('/export/tables/:file{.+\\.csv}', allow('export'), async (c) => {
    const { dataPackage } = c.var.deps;
    const name = c.req.param('file').slice(0, -'.csv'.length);
    const resource = editableTables(dataPackage).find((table) => table.name === name);
    const source = await findSource(c);
    if (!resource || !source) return respondNotFound(c);
    return c.body(
      tableCsv(source.dataset, resource, dataPackage, wantsBom(c)),
      200,
      downloadHeaders(`${resource.title}_${source.label}.csv`, CSV, `${name}-${source.plainLabel}.csv`),
    );
  });

  app.get('/export/plan.xlsx', allow('export'), async (c) => {
    const source = await findSource(c);
    return source ? respondWorkbook(c, source) : respondNotFound(c);
  });

  app.get('/drafts/:id/export.xlsx', allow('export'), async (c) => {
    const open = await openDraft(c);
    return open ? respondWorkbook(c, draftSource(c, open)) : respondNotFound(c);
  });

  app.get('/export/actuals-template.xlsx', allow('export'), async (c) => {
    const source = await findSource(c);
    const year = readYear(c);
    if (!source || year === null) return respondNotFound(c);
    const { now } = c.var.desk;
    const bytes = await templateWorkbook({ ...source, fiscalYear: year, today: japaneseDate(now) }, now);
    return c.body(new Uint8Array(bytes), 200, templateHeaders(year, 'xlsx', XLSX));
  });

  app.get('/export/actuals-template.csv', allow('export'), async (c) => {
    const source = await findSource(c);
    const year = readYear(c);
    if (!source || year === null) return respondNotFound(c);
    const today = japaneseDate(c.var.desk.now);
    const text = templateCsv({ ...source, fiscalYear: year, today }, wantsBom(c));
    return c.body(text, 200, templateHeaders(year, 'csv', CSV));
  });

  return app;
}

function wantsBom(c: ConsoleContext): { bom: boolean } {
  return { bom: c.req.query('excel') === '1' };
}

async function respondWorkbook(c: ConsoleContext, source: ExportSource): Promise<Response> {
  const { dataPackage } = c.var.deps;
  const bytes = await planWorkbook(source.dataset, editableTables(dataPackage), dataPackage, c.var.desk.now);
  return c.body(
    new Uint8Array(bytes),
    200,
    downloadHeaders(`計画_${source.label}.xlsx`, XLSX, `plan-${source.plainLabel}.xlsx`),
  );
}

function templateHeaders(year: FiscalYear, ending: string, type: string): Record<string, string> {
  return downloadHeaders(`実績のひな型_${eraLabel(year)}年度.${ending}`, type, `actuals-${year}.${ending}`);
}

/** Those of the plan, and the year that was over last, whose actuals are entered now. */
function templateYears(c: ConsoleContext, { plan }: ExportSource): FiscalYear[] {
  const last = lastEndedFiscalYear(japaneseDate(c.var.desk.now));
  return [...new Set([...yearsOfPlan(plan), last])].sort((one, other) => one - other);
}

/** Years that the table of actuals takes at all. */
function readYear(c: ConsoleContext): FiscalYear | null {
  const text = c.req.query('year') ?? '';
  if (!/^\d{4}$/.test(text)) return null;
  const field = c.var.deps.dataPackage.resources
    .find(({ name }) => name === 'observations')
    ?.schema.fields.find(({ name }) => name === 'fiscal_year');
  const { minimum = 0, maximum = 0 } = field?.constraints ?? {};
  const year = Number(text);
  return year >= minimum && year <= maximum ? year : null;
}
