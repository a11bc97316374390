import { Hono } from 'hono';
import { japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { findIndicator } from '../../../domain/plan/plan.ts';
import { loadKpiEntries } from '../../../storage/audit-store.ts';
import { loadDraftsOfVersions } from '../../../storage/draft-history.ts';
import { countVersionsFromData, loadHeadsOf } from '../../../storage/plan-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleEnv } from '../console-env.ts';
import { loadOfficerNames } from '../officer-names.ts';
import { respondNotFound, respondPage } from '../respond.tsx';
import { listIndicators, readKpiFilter } from './kpi-list.ts';
import { KpiPage } from './kpi-page.tsx';
import { KpisPage } from './kpis-page.tsx';
import { statesOf } from './value-history.ts';

/** Every indicator, and the story of each of its values. */
export function kpiRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/kpis', allow('view'), async (c) => {
    const { plan } = await c.var.desk.versions.newest(c.env.DB);
    const filter = readKpiFilter((name) => c.req.query(name));
    const shown = listIndicators(plan, filter, japaneseDate(c.var.desk.now));
    return respondPage(c, {
      title: '指標',
      here: 'kpis',
      lead: 'いま公開している指標です。指標を開くと、すべての値の「誰が・いつ・なぜ」がわかります。',
      children: <KpisPage plan={plan} filter={filter} shown={shown} />,
    });
  });

  app.get('/kpis/:id', allow('view'), async (c) => {
    const id = c.req.param('id');
    const [newest, entries] = await Promise.all([
      c.var.desk.versions.newest(c.env.DB),
      loadKpiEntries(c.env.DB, id),
    ]);
    const indicator = findIndicator(newest.plan, id);
    if (!indicator && entries.length === 0) return respondNotFound(c);
    const numbers = [...new Set(entries.flatMap(({ version }) => version ?? []))];
    const [heads, drafts, names, fromData] = await Promise.all([
      loadHeadsOf(c.env.DB, numbers),
      loadDraftsOfVersions(c.env.DB, numbers),
      loadOfficerNames(c.env.DB),
      countVersionsFromData(c.env.DB),
    ]);
    const own = entries.filter(({ subject }) => subject === `kpis/${id}`);
    const lastKnown = statesOf(null, own).find(({ row }) => row !== null)?.row;
    const origins = { heads: new Map(heads.map((head) => [head.number, head])), drafts, names, fromData };
    return respondPage(c, {
      title: indicator?.name.text ?? lastKnown?.['name'] ?? id,
      here: 'kpis',
      children: (
        <KpiPage
          id={id}
          newest={newest}
          entries={entries}
          origins={origins}
          deps={c.var.deps}
          now={c.var.desk.now}
        />
      ),
    });
  });

  return app;
}
