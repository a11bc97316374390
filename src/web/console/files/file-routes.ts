import { Hono } from 'hono';
import type { ConsoleEnv } from '../console-env.ts';
import { exportRoutes } from './export-routes.tsx';
import { importRoutes } from './import-routes.tsx';

/** Files in and out. */
export function fileRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.route('/', importRoutes());
  app.route('/', exportRoutes());
  return app;
}
