import { Hono } from 'hono';
import { accessRoutes } from './access/access-routes.ts';
import { accountRoutes } from './line-api/account-routes.ts';
import type { Deps, SimulatorEnv } from './deps.ts';
import { gate } from './line-api/gate.ts';
import { insightRoutes } from './line-api/insight-routes.ts';
import { NOT_FOUND, refuse } from './line-api/line-answers.ts';
import { chatRoutes, messageRoutes } from './line-api/message-routes.ts';
import { oauthRoutes } from './line-api/oauth-routes.ts';
import { phoneRoutes } from './phone-doors/phone-routes.ts';
import { richMenuRoutes } from './line-api/rich-menu-routes.ts';
import { richMenuUserRoutes } from './line-api/rich-menu-user-routes.ts';
import { testRoutes } from './test-routes.ts';
import type { World } from './world/world.ts';

/** LINE's two hosts, the phone page, Access before the console and the test interface in one app over one world. */
export function createSimulator(world: World, outside: Deps): Hono<SimulatorEnv> {
  const deps: Deps = { ...outside, now: () => outside.now() + world.settings.clockOffsetMs };
  const app = new Hono<SimulatorEnv>();
  app.route('/', testRoutes(world, deps, world.webhook.endpoint));
  app.route('/', accessRoutes(world, outside));
  app.route('/phone/api', phoneRoutes(world, deps));
  for (const path of ['/v2/*', '/oauth2/*', '/bot/*']) app.use(path, gate(world, deps));
  app.route('/', oauthRoutes(world, deps));
  app.route('/v2/bot/message', messageRoutes(world, deps));
  app.route('/v2/bot/chat', chatRoutes());
  app.route('/v2/bot', richMenuUserRoutes(world));
  app.route('/v2/bot/richmenu', richMenuRoutes(world, deps));
  app.route('/v2/bot/insight', insightRoutes(world, deps));
  app.route('/v2/bot', accountRoutes(world, deps));
  for (const path of ['/v2/*', '/oauth2/*', '/bot/*']) app.all(path, () => refuse(404, NOT_FOUND));
  app.get('*', (c) => c.env?.ASSETS?.fetch(c.req.raw) ?? refuse(404, NOT_FOUND));
  return app;
}
