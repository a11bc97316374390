import { Hono } from 'hono';
import { composeRoutes } from './broadcasts/compose/compose-routes.tsx';
import { deliveryRoutes } from './broadcasts/watch/delivery-routes.tsx';
import { actualsRoutes } from './actuals/actuals-routes.tsx';
import type { ConsoleEnv } from './console-env.ts';
import { fileRoutes } from './files/file-routes.ts';
import { draftRoutes } from './drafts/draft-routes.tsx';
import { kpiRoutes } from './kpis/kpi-routes.tsx';
import { versionRoutes } from './versions/version-routes.tsx';
import { planEditRoutes } from './plan-edit/plan-edit-routes.tsx';
import { homeRoutes } from './home/home-routes.tsx';
import { auditRoutes } from './audit/audit-routes.tsx';
import { usageRoutes } from './usage/usage-routes.tsx';
import { staffRoutes } from './staff/staff-routes.tsx';
import { manualRoutes } from './manual/manual-routes.tsx';

/** Every page of the console; each route names the action it takes with `allow`. */
export function consoleRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.route('/', actualsRoutes());
  app.route('/', manualRoutes());
  app.route('/', staffRoutes());
  app.route('/', usageRoutes());
  app.route('/', auditRoutes());
  app.route('/', homeRoutes());
  app.route('/', planEditRoutes());
  app.route('/', draftRoutes());
  app.route('/', versionRoutes());
  app.route('/', kpiRoutes());
  app.route('/', fileRoutes());
  app.route('/', composeRoutes());
  app.route('/', deliveryRoutes());
  return app;
}
