import { Hono } from 'hono';
import { allow } from '../allow.ts';
import type { ConsoleEnv } from '../console-env.ts';
import { respondNotFound } from '../respond.tsx';
import { conflictRoutes } from './conflict-routes.tsx';
import { openDraft } from './draft-request.ts';
import { PLAN_TITLE, readOnlyWhy, respondEdit } from './edit-page.tsx';
import { todayOf } from './indicators.tsx';
import { indicatorPartRoutes } from './indicator-part-routes.tsx';
import { newIndicatorRoutes } from './new-indicator-routes.tsx';
import { PlanDoors } from './plan-doors.tsx';
import { tableRoutes } from './table-routes.tsx';
import { targetRoutes } from './target-routes.tsx';

/** Editing the plan in a draft: a page of doors, forms for what is done often, and every table row by row. */
export function planEditRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get('/drafts/:id/plan', allow('view'), async (c) => {
    const open = await openDraft(c);
    if (!open) return respondNotFound(c);
    const canEdit = readOnlyWhy(open.draft, c.var.staff) === null;
    return respondEdit(c, open, {
      title: PLAN_TITLE,
      lead: '実績のほかの変更をここでします。公開されるのは、承認のあとです。',
      children: <PlanDoors open={open} today={todayOf(c)} canEdit={canEdit} />,
    });
  });
  for (const routes of [tableRoutes, targetRoutes, indicatorPartRoutes, newIndicatorRoutes, conflictRoutes])
    app.route('/', routes());
  return app;
}
