import { Hono, type Context } from 'hono';
import { CHAT_ID, USER_ID } from '../world/channel.ts';
import type { Deps, SimulatorEnv } from '../deps.ts';
import { MONTHLY_LIMIT, accept, refuse, refuseBody } from './line-answers.ts';
import { listLinks } from './links.ts';
import { areMessages, checkMessages } from './rules/check-message.ts';
import {
  checkInteger,
  checkList,
  collect,
  textOf,
  textsOf,
  type Detail,
  type Fields,
} from './rules/fields.ts';
import { nameMessages, noteDelivery, sendMessages, takeQuota, type Sending } from './send-messages.ts';
import { nameContent } from '../world/reached.ts';
import { isFriend, listFriends, remember, type Delivery, type World } from '../world/world.ts';

const MULTICAST_MAX = 500; // recipients; LINE: send-multicast-message
const UNIT_NAME = /^[a-zA-Z0-9_]{1,30}$/; // LINE: customAggregationUnits, one at most
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i; // LINE: X-Line-Retry-Key, hexadecimal
const RETRY_KEY_MS = 24 * 60 * 60_000; // LINE: a retry key is valid for 24 hours
const RETRY_KEYS_MAX = 50_000; // remembered

type Ctx = Context<SimulatorEnv>;

export function messageRoutes(world: World, deps: Deps): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();

  app.post('/reply', (c) => {
    // LINE: only the four calls below take a retry key.
    if (c.req.header('x-line-retry-key') !== undefined)
      return refuse(400, 'The retry key is not supported for this endpoint');
    const fields = c.get('fields');
    const details = [...checkMessages(fields.messages, true), ...checkNotification(fields)];
    if (typeof fields.replyToken !== 'string')
      details.push({ message: 'May not be empty', property: 'replyToken' });
    const { messages } = fields;
    if (!areMessages(messages, details)) return refuseBody(details);
    const now = deps.now();
    const token = world.replyTokens.get(textOf(fields.replyToken));
    if (!token || token.state === 'used' || token.expiresAt <= now) return refuse(400, 'Invalid reply token');
    token.state = 'used';
    const userIds = token.userId === null ? [] : [token.userId];
    sendMessages(world, { kind: 'reply', userIds, messages, unit: null }, c.get('requestId'), now);
    return accept({ sentMessages: nameMessages(world, messages, now) });
  });

  app.post('/push', (c) =>
    sendOnce(world, deps, c, () => {
      const fields = c.get('fields');
      const details = [
        ...checkMessages(fields.messages, true),
        ...checkNotification(fields),
        ...checkUnits(fields),
      ];
      const to = textOf(fields.to);
      if (!CHAT_ID.test(to))
        details.push({ message: "The value for the 'to' parameter is invalid", property: 'to' });
      const { messages } = fields;
      if (!areMessages(messages, details)) return refuseBody(details);
      // LINE answers 200 for those who blocked the account and 400 for an id it does not know.
      if (!world.residents.has(to)) return refuse(400, 'Failed to send messages');
      return send(world, deps, c, { kind: 'push', userIds: [to], messages, unit: readUnit(fields) });
    }),
  );

  app.post('/multicast', (c) =>
    sendOnce(world, deps, c, () => {
      const fields = c.get('fields');
      const details = [
        ...collect((report) => {
          const to = checkList(fields.to, 1, MULTICAST_MAX, 'to', report);
          const valid = to.every((id) => typeof id === 'string' && USER_ID.test(id));
          if (!valid) report('to', "The value for the 'to' parameter is invalid");
        }),
        ...checkMessages(fields.messages, false),
        ...checkNotification(fields),
        ...checkUnits(fields),
      ];
      const { messages } = fields;
      if (!areMessages(messages, details)) return refuseBody(details);
      const userIds = [...new Set(textsOf(fields.to))];
      return send(world, deps, c, { kind: 'multicast', userIds, messages, unit: readUnit(fields) });
    }),
  );

  app.post('/broadcast', (c) =>
    sendOnce(world, deps, c, () => {
      const fields = c.get('fields');
      const details = [...checkMessages(fields.messages, false), ...checkNotification(fields)];
      const { messages } = fields;
      if (!areMessages(messages, details)) return refuseBody(details);
      return send(world, deps, c, { kind: 'broadcast', userIds: listFriends(world), messages, unit: null });
    }),
  );

  // Accepted and counted as nothing: who a narrowcast reaches depends on data that only LINE has.
  app.post('/narrowcast', (c) =>
    sendOnce(world, deps, c, () => {
      const fields = c.get('fields');
      const details = [...checkMessages(fields.messages, false), ...checkNotification(fields)];
      const { messages } = fields;
      if (!areMessages(messages, details)) return refuseBody(details);
      const delivery: Delivery = {
        kind: 'narrowcast',
        at: deps.now(),
        messages: messages.length,
        links: listLinks(messages),
        content: nameContent(messages),
        addressed: 0,
        recipients: 0,
        unit: null,
      };
      noteDelivery(world, c.get('requestId'), delivery);
      return { status: 202, body: {} };
    }),
  );

  app.get('/progress/narrowcast', (c) => {
    const delivery = world.deliveries.get(c.req.query('requestId') ?? '');
    if (delivery?.kind !== 'narrowcast') return refuse(404, 'The request id is not found');
    const time = new Date(delivery.at).toISOString();
    return accept({
      phase: 'succeeded',
      successCount: 0,
      failureCount: 0,
      targetCount: 0,
      acceptedTime: time,
      completedTime: time,
    });
  });

  for (const kind of ['reply', 'push', 'multicast', 'narrowcast', 'broadcast'] as const) {
    app.post(`/validate/${kind}`, (c) => {
      const details = checkMessages(c.get('fields').messages, kind === 'reply' || kind === 'push');
      return details.length > 0 ? refuseBody(details) : accept();
    });
  }

  app.get('/quota', () => accept(world.quota));
  app.get('/quota/consumption', () => accept({ totalUsage: world.usage }));
  return app;
}

/** Either what LINE accepted, to be remembered under its retry key, or a refusal, which is not. */
type Outcome = Response | { status: number; body: Fields };

/** Holds the retry key: what was accepted once is never done again. */
function sendOnce(world: World, deps: Deps, c: Ctx, attempt: () => Outcome): Response {
  const key = c.req.header('x-line-retry-key')?.toLowerCase();
  if (key !== undefined && !UUID.test(key)) {
    return refuse(400, 'The retry key is invalid. It must be a hexadecimal UUID.');
  }
  const now = deps.now();
  const earlier = key === undefined ? undefined : world.retryKeys.get(key);
  if (earlier && now - earlier.acceptedAt < RETRY_KEY_MS) {
    const body = { message: 'The retry key is already accepted', ...earlier.response };
    return Response.json(body, { status: 409, headers: { 'x-line-accepted-request-id': earlier.requestId } });
  }
  const outcome = attempt();
  if (outcome instanceof Response) return outcome;
  if (key !== undefined) {
    const accepted = { requestId: c.get('requestId'), acceptedAt: now, response: outcome.body };
    remember(world.retryKeys, key, accepted, RETRY_KEYS_MAX);
  }
  return accept(outcome.body, outcome.status);
}

function send(world: World, deps: Deps, c: Ctx, sending: Sending): Outcome {
  const now = deps.now();
  const { kind, userIds, messages } = sending;
  const reached = userIds.filter((userId) => isFriend(world, userId)).length;
  if (!takeQuota(world, reached)) return refuse(429, MONTHLY_LIMIT);
  sendMessages(world, sending, c.get('requestId'), now);
  return { status: 200, body: kind === 'push' ? { sentMessages: nameMessages(world, messages, now) } : {} };
}

function checkNotification(fields: Fields): Detail[] {
  const { notificationDisabled } = fields;
  if (notificationDisabled === undefined || typeof notificationDisabled === 'boolean') return [];
  return [{ message: 'Must be true or false', property: 'notificationDisabled' }];
}

function readUnit({ customAggregationUnits }: Fields): string | null {
  return textsOf(customAggregationUnits)[0] ?? null;
}

function checkUnits(fields: Fields): Detail[] {
  if (fields.customAggregationUnits === undefined) return [];
  return collect((report) => {
    const units = checkList(fields.customAggregationUnits, 0, 1, 'customAggregationUnits', report);
    if (!units.every((unit) => typeof unit === 'string' && UNIT_NAME.test(unit))) {
      report('customAggregationUnits', 'Must be 1 to 30 letters, digits and _');
    }
  });
}

const LOADING_MIN = 5; // s; LINE: display-a-loading-indicator, in steps of 5
const LOADING_MAX = 60; // s

export function chatRoutes(): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.post('/loading/start', (c) => {
    const { chatId, loadingSeconds } = c.get('fields');
    const details = collect((report) => {
      if (!USER_ID.test(textOf(chatId))) report('chatId', 'Must be a user id');
      checkInteger(loadingSeconds, LOADING_MIN, LOADING_MAX, 'loadingSeconds', report, true);
      if (Number(loadingSeconds ?? LOADING_MIN) % LOADING_MIN !== 0)
        report('loadingSeconds', 'Must be a multiple of 5');
    });
    return details.length > 0 ? refuseBody(details) : accept({}, 202);
  });
  return app;
}
