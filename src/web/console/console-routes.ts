import { Hono } from 'hono';
import type { ConsoleEnv } from './console-env.ts';

/** Every page of the console; each route names the action it takes with `allow`. */
export function consoleRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  return app;
}
