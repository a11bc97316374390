import { Hono } from 'hono';
import { BOT_BASIC_ID, BOT_NAME, BOT_USER_ID } from '../world/channel.ts';
import { deliverWebhook, isDelivered } from '../webhook/deliver-webhook.ts';
import type { Deps, SimulatorEnv } from '../deps.ts';
import { NOT_FOUND, accept, refuse, refuseBody } from './line-answers.ts';
import { listFriends, type World } from '../world/world.ts';

const FOLLOWERS_DEFAULT = 300; // LINE: get-follower-ids
const FOLLOWERS_MAX = 1000; // LINE: get-follower-ids
const ENDPOINT_MAX = 500; // characters; LINE: set-webhook-endpoint-url
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function accountRoutes(world: World, deps: Deps): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();

  app.get('/info', () =>
    accept({
      userId: BOT_USER_ID,
      basicId: BOT_BASIC_ID,
      displayName: BOT_NAME,
      chatMode: 'bot',
      markAsReadMode: 'auto',
    }),
  );

  // LINE shows a profile only while its owner has not blocked the account.
  app.get('/profile/:userId', (c) => {
    const resident = world.residents.get(c.req.param('userId'));
    if (resident?.friendship !== 'friend') return refuse(404, NOT_FOUND);
    return accept({ userId: resident.userId, displayName: resident.name, language: resident.language });
  });

  app.get('/followers/ids', (c) => {
    const limit = Number(c.req.query('limit') ?? FOLLOWERS_DEFAULT);
    const start = Number(c.req.query('start') ?? 0);
    if (!Number.isInteger(limit) || limit < 1 || limit > FOLLOWERS_MAX || !Number.isInteger(start)) {
      return refuse(400, "The value for the 'limit' or 'start' parameter is invalid");
    }
    const friends = listFriends(world);
    const next = start + limit;
    return accept({
      userIds: friends.slice(start, next),
      ...(next < friends.length ? { next: String(next) } : {}),
    });
  });

  app.get('/channel/webhook/endpoint', () => accept(world.webhook));

  app.put('/channel/webhook/endpoint', (c) => {
    const { endpoint } = c.get('fields');
    if (!isEndpoint(endpoint))
      return refuseBody([{ message: 'Invalid webhook endpoint URL', property: 'endpoint' }]);
    world.webhook = { ...world.webhook, endpoint };
    return accept();
  });

  app.post('/channel/webhook/test', async (c) => {
    const { endpoint = world.webhook.endpoint } = c.get('fields');
    if (!isEndpoint(endpoint))
      return refuseBody([{ message: 'Invalid webhook endpoint URL', property: 'endpoint' }]);
    const target = { ...world, webhook: { endpoint, active: true } };
    const result = await deliverWebhook(target, deps, []);
    const reason =
      result.status === null ? 'COULD_NOT_CONNECT' : isDelivered(result) ? 'OK' : 'ERROR_STATUS_CODE';
    return accept({
      success: isDelivered(result),
      timestamp: new Date(deps.now()).toISOString(),
      statusCode: result.status ?? 0,
      reason,
      detail: result.status === null ? result.body : String(result.status),
    });
  });

  return app;
}

/** LINE takes https only. A bot under development stands on this machine, so http is accepted for loopback names. */
function isEndpoint(endpoint: unknown): endpoint is string {
  if (typeof endpoint !== 'string' || endpoint.length > ENDPOINT_MAX || !URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}
