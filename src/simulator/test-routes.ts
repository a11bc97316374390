import { Hono } from 'hono';
import {
  deliverWebhook,
  isDelivered,
  redeliverUntilTaken,
  type DeliveryOptions,
} from './webhook/deliver-webhook.ts';
import type { Deps, SimulatorEnv } from './deps.ts';
import { applyEvent, completeEvent } from './webhook/events.ts';
import { describeReceived } from './received.ts';
import { CROWD_MAX, crowdMemberId, gatherCrowd, isCrowdPrefix, isOfCrowd } from './world/crowds.ts';
import { readFault } from './world/faults.ts';
import { describeRichMenus } from './line-api/rich-menu-routes.ts';
import { isFields, type Fields } from './line-api/rules/fields.ts';
import { clearSent, listSent } from './world/sent-log.ts';
import { resetWorld, type World } from './world/world.ts';

const CROWD_PREFIX = 'b';

/** The doors that LINE does not have: for tests and tools only. They are neither logged nor struck by faults. */
export function testRoutes(world: World, deps: Deps, webhookEndpoint: string): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();

  app.get('/__health', (c) => c.json({ ok: true }));

  app.get('/__sent', (c) => c.json(listSent(world)));
  app.delete('/__sent', (c) => {
    clearSent(world);
    return c.json({});
  });

  app.post('/__friends', async (c) => {
    const { count, prefix = CROWD_PREFIX } = await readJson(c.req.raw);
    if (typeof prefix !== 'string' || !isCrowdPrefix(prefix))
      return c.json({ message: 'prefix must be 1 to 12 hexadecimal digits and not begin with 0' }, 400);
    if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > CROWD_MAX)
      return c.json({ message: `count must be a number from 1 to ${CROWD_MAX}` }, 400);
    gatherCrowd(world, prefix, Number(count));
    const [first, last] = [0, Number(count) - 1].map((index) => crowdMemberId(prefix, index));
    return c.json({ count, prefix, first, last });
  });

  app.get('/__received', (c) => {
    const { unit, content, kind, crowds = '', count } = c.req.query();
    const prefixes = crowds.split(',').filter((prefix) => prefix !== '');
    const each = count === undefined ? undefined : Number(count);
    if (each !== undefined && !(Number.isInteger(each) && each >= 0 && each <= CROWD_MAX))
      return c.json({ message: `count must be a number from 0 to ${CROWD_MAX}` }, 400);
    return c.json(describeReceived(world, { unit, content, kind, crowds: prefixes, count: each }));
  });
  app.delete('/__received', (c) => {
    world.reached = new Map();
    world.deliveries = new Map();
    return c.json({});
  });

  app.post('/__events', async (c) => {
    const fields = await readJson(c.req.raw);
    const partials = Array.isArray(fields.events) ? fields.events.filter(isFields) : [];
    const now = deps.now();
    const events = partials.map((partial) => completeEvent(world, partial, now, deps.newId));
    for (const event of events) applyEvent(world, event, now);
    const options: DeliveryOptions = {
      ...(typeof fields.signature === 'string' ? { signature: fields.signature } : {}),
      ...(typeof fields.rawBody === 'string' ? { rawBody: fields.rawBody } : {}),
    };
    const result = await deliverWebhook(world, deps, events, options);
    if (fields.redeliver === true && !isDelivered(result))
      deps.later(c, redeliverUntilTaken(world, deps, events));
    return c.json({ webhookStatus: result.status, body: result.body, tookMs: result.tookMs, events });
  });

  app.get('/__faults', (c) => c.json(world.faults));
  app.post('/__faults', async (c) => {
    const fault = readFault(await readJson(c.req.raw));
    if (typeof fault === 'string') return c.json({ message: fault }, 400);
    world.faults.push(fault);
    return c.json(world.faults);
  });
  app.delete('/__faults', (c) => {
    world.faults = [];
    return c.json([]);
  });

  app.put('/__settings', async (c) => {
    const problem = applySettings(world, await readJson(c.req.raw));
    return problem ? c.json({ message: problem }, 400) : c.json(describeSettings(world));
  });

  app.get('/__state', (c) => c.json(describeWorld(world, deps.now())));
  app.delete('/__state', (c) => {
    resetWorld(world, webhookEndpoint);
    return c.json({});
  });

  return app;
}

async function readJson(request: Request): Promise<Fields> {
  try {
    const json: unknown = await request.json();
    return isFields(json) ? json : {};
  } catch {
    return {};
  }
}

/** Sets what is named and leaves the rest; gives what is wrong, and then nothing has changed. */
function applySettings(world: World, fields: Fields): string | undefined {
  const { quota, usage, reservedQuota, redelivery, rateLimits, clockOffsetMs, webhookActive } = fields;
  const limited = isFields(quota) && quota.type === 'limited' && typeof quota.value === 'number';
  if (quota !== undefined && !limited && !(isFields(quota) && quota.type === 'none')) {
    return 'quota must be {type: "none"} or {type: "limited", value}';
  }
  if (limited) world.quota = { type: 'limited', value: Number(quota.value) };
  else if (quota !== undefined) world.quota = { type: 'none' };
  if (typeof usage === 'number') world.usage = usage;
  if (typeof reservedQuota === 'number') world.settings.reservedQuota = reservedQuota;
  if (typeof redelivery === 'boolean') world.settings.redelivery = redelivery;
  if (typeof rateLimits === 'boolean') world.settings.rateLimits = rateLimits;
  if (typeof clockOffsetMs === 'number') world.settings.clockOffsetMs = clockOffsetMs;
  if (typeof webhookActive === 'boolean') world.webhook = { ...world.webhook, active: webhookActive };
  return undefined;
}

function describeSettings(world: World): Fields {
  return { quota: world.quota, usage: world.usage, ...world.settings, webhookActive: world.webhook.active };
}

function describeWorld(world: World, now: number): Fields {
  const open = [...world.replyTokens.values()].filter(
    ({ state, expiresAt }) => state === 'open' && expiresAt > now,
  );
  return {
    now,
    residents: [...world.residents.values()].filter(({ userId }) => !isOfCrowd(world, userId)),
    crowds: Object.fromEntries(world.crowds),
    chats: Object.fromEntries(world.chats),
    richMenus: describeRichMenus(world).map((menu) => {
      const image = world.richMenus.get(menu.richMenuId)?.image;
      return { ...menu, image: image ? { type: image.type, bytes: image.bytes.length } : null };
    }),
    aliases: Object.fromEntries(world.richMenuAliases),
    defaultRichMenuId: world.defaultRichMenuId,
    links: Object.fromEntries(world.richMenuLinks),
    quota: { ...world.quota, usage: world.usage },
    faults: world.faults,
    webhook: world.webhook,
    settings: world.settings,
    outstandingReplyTokens: open.length,
    sent: world.sent.length,
  };
}
