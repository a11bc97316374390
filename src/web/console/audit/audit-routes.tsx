import { Hono } from 'hono';
import { japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { verifyAudit } from '../../../flows/verify-audit.ts';
import { countEntries, loadActors, loadEntries } from '../../../storage/audit-store.ts';
import { loadRoll } from '../../../storage/staff-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { bodyOf, downloadHeaders } from '../download.ts';
import { officerNamesOf } from '../officer-names.ts';
import { respondPage } from '../respond.tsx';
import { chainLines, CSV_ROWS_MAX, csvOfTrail } from './audit-files.ts';
import { auditFilterOf, readDays, readTypedFilter } from './audit-filter.ts';
import { AuditPage } from './audit-page.tsx';
import { loadTitlesOf } from './subject-words.ts';
import { VerifyResult } from './verify-page.tsx';

const PAGE = 50;
const NONE = { actor: '', action: '', subjects: [], from: '', to: '' };

export function auditRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/audit', allow('view'), respondTrail);

  app.get('/audit.csv', allow('export'), async (c) => {
    const db = c.env.DB;
    const typed = readTypedFilter(c.req.query());
    const days = readDays(typed);
    if (days.faults.length > 0) return respondTrail(c);
    const { plan } = await c.var.desk.versions.newest(db);
    const roll = await loadRoll(db);
    const filter = await auditFilterOf(db, typed, days, { plan, roll });
    const lines = csvOfTrail(db, filter, { names: officerNamesOf(roll), plan });
    const name = `監査記録_${japaneseDate(c.var.deps.now())}.csv`;
    return c.body(bodyOf(lines, logger(c)), 200, downloadHeaders(name, 'text/csv; charset=utf-8'));
  });

  app.get('/audit.json', allow('export'), (c) => {
    const name = `audit_${japaneseDate(c.var.deps.now())}.ndjson`;
    const headers = downloadHeaders(name, 'application/x-ndjson; charset=utf-8');
    return c.body(bodyOf(chainLines(c.env.DB), logger(c)), 200, headers);
  });

  app.post('/audit/verify', allow('verify-audit'), async (c) =>
    respondPage(c, {
      title: '監査記録の検証',
      here: 'audit',
      children: <VerifyResult report={await verifyAudit(c.env.DB)} />,
    }),
  );

  return app;
}

async function respondTrail(c: ConsoleContext): Promise<Response> {
  const db = c.env.DB;
  const typed = readTypedFilter(c.req.query());
  const { faults, ...days } = readDays(typed);
  const [{ plan }, roll, actors] = await Promise.all([
    c.var.desk.versions.newest(db),
    loadRoll(db),
    loadActors(db),
  ]);
  const officers = [...new Set([...roll.map(({ email }) => email), ...actors])];
  if (!officers.includes(typed.officer)) typed.officer = '';
  const filter = faults.length > 0 ? NONE : await auditFilterOf(db, typed, days, { plan, roll });
  const before = c.req.query('before') ?? '';
  const isFirstPage = !/^\d{1,15}$/.test(before);
  const beforeSeq = isFirstPage ? Number.MAX_SAFE_INTEGER : Number(before);
  const [found, total] = await Promise.all([
    faults.length > 0 ? [] : loadEntries(db, filter, { beforeSeq, limit: PAGE + 1 }),
    faults.length > 0 ? 0 : countEntries(db, filter, CSV_ROWS_MAX + 1),
  ]);
  const entries = found.slice(0, PAGE);
  const known = {
    names: officerNamesOf(roll),
    titles: await loadTitlesOf(db, entries),
    plans: [plan],
  };
  return respondPage(
    c,
    {
      title: '監査記録',
      here: 'audit',
      lead: '管理画面で行われたことが、すべて順に残っています。書きかえることも消すこともできません。',
      children: (
        <AuditPage
          typed={typed}
          faults={faults}
          officers={officers}
          entries={entries}
          total={total}
          olderThan={found.length > PAGE ? (entries.at(-1)?.seq ?? null) : null}
          isFirstPage={isFirstPage}
          known={known}
          dataPackage={c.var.desk.dataPackage}
        />
      ),
    },
    faults.length > 0 ? 422 : 200,
  );
}

function logger(c: ConsoleContext): (fault: string) => void {
  return (fault) => c.var.deps.log({ event: 'download-broken-off', path: c.req.path, fault });
}
