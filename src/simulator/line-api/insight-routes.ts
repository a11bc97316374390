import { Hono } from 'hono';
import type { Deps, SimulatorEnv } from '../deps.ts';
import { accept, refuse, refuseBody } from './line-answers.ts';
import { listFriends, type Delivery, type World } from '../world/world.ts';

const DATE = /^\d{8}$/; // LINE: yyyyMMdd, in the account's time zone
const JST_OFFSET_MS = 9 * 60 * 60_000; // accounts made in Japan count days in UTC+9
const SHOWN_LEAST = 20; // LINE: smaller numbers are null
const SEEN_SHARE = 0.6; // of those reached; made up, there is nobody to look
const CLICKED_SHARE = 0.1; // of those reached; made up

export function insightRoutes(world: World, deps: Deps): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  const today = (): string => dayOf(deps.now());

  app.get('/followers', (c) => {
    const date = c.req.query('date') ?? today();
    if (!DATE.test(date)) return refuseDate();
    if (date > today()) return accept({ status: 'unready' });
    const friends = listFriends(world).length;
    const blocks = [...world.residents.values()].filter(({ friendship }) => friendship === 'blocked').length;
    return accept({ status: 'ready', followers: friends + blocks, targetedReaches: friends, blocks });
  });

  app.get('/message/delivery', (c) => {
    const date = c.req.query('date') ?? '';
    if (!DATE.test(date)) return refuseDate();
    if (date > today()) return accept({ status: 'unready' });
    const ofDay = [...world.deliveries.values()].filter(({ at }) => dayOf(at) === date);
    const count = (kind: Delivery['kind']): number =>
      ofDay.filter((delivery) => delivery.kind === kind).reduce((sum, { recipients }) => sum + recipients, 0);
    return accept({
      status: 'ready',
      apiBroadcast: count('broadcast'),
      apiPush: count('push'),
      apiMulticast: count('multicast'),
      apiNarrowcast: count('narrowcast'),
      apiReply: count('reply'),
    });
  });

  // LINE: statistics by request id exist for broadcast and narrowcast messages.
  app.get('/message/event', (c) => {
    const requestId = c.req.query('requestId') ?? '';
    const delivery = world.deliveries.get(requestId);
    if (requestId === '') return refuseBody([{ message: 'May not be empty', property: 'requestId' }]);
    if (!delivery || !['broadcast', 'narrowcast'].includes(delivery.kind))
      return accept({ overview: null, messages: [], clicks: [] });
    const timestamp = Math.floor(delivery.at / 1000);
    return accept({
      overview: { requestId, timestamp, delivered: delivery.recipients, ...overview(delivery.recipients) },
      messages: perMessage(delivery.messages, delivery.recipients),
      clicks: [],
    });
  });

  app.get('/message/event/aggregation', (c) => {
    const { customAggregationUnit: unit = '', from = '', to = '' } = c.req.query();
    if (!DATE.test(from) || !DATE.test(to) || from > to) return refuseDate();
    const matching = [...world.deliveries.values()].filter(
      (delivery) =>
        delivery.unit === unit && unit !== '' && dayOf(delivery.at) >= from && dayOf(delivery.at) <= to,
    );
    const recipients = matching.reduce((sum, delivery) => sum + delivery.recipients, 0);
    const messages = Math.max(0, ...matching.map((delivery) => delivery.messages));
    return accept({ overview: overview(recipients), messages: perMessage(messages, recipients), clicks: [] });
  });

  return app;
}

function refuseDate(): Response {
  return refuse(400, "The value for the 'date' parameter is invalid");
}

function dayOf(at: number): string {
  return new Date(at + JST_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

function shown(value: number): number | null {
  return value < SHOWN_LEAST ? null : value;
}

function overview(recipients: number): Record<string, number | null> {
  return {
    uniqueImpression: shown(Math.floor(recipients * SEEN_SHARE)),
    uniqueClick: shown(Math.floor(recipients * CLICKED_SHARE)),
    uniqueMediaPlayed: null,
    uniqueMediaPlayed100Percent: null,
  };
}

function perMessage(messages: number, recipients: number): Record<string, number | null>[] {
  return Array.from({ length: messages }, (_, i) => {
    const impression = shown(Math.floor(recipients * SEEN_SHARE));
    return { seq: i + 1, impression, uniqueImpression: impression };
  });
}
