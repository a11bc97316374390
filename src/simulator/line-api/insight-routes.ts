import { Hono } from 'hono';
import type { Deps, SimulatorEnv } from '../deps.ts';
import { figuresOf } from './insight-figures.ts';
import { accept, refuse, refuseBody } from './line-answers.ts';
import { listFriends, type Delivery, type World } from '../world/world.ts';

const DATE = /^\d{8}$/; // LINE: yyyyMMdd, in the account's time zone
const JST_OFFSET_MS = 9 * 60 * 60_000; // accounts made in Japan count days in UTC+9
const DAY_MS = 24 * 60 * 60_000;
const PERIOD_MAX_DAYS = 30; // LINE: get-statistics-per-unit

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
    const { overview, messages, clicks } = figuresOf([delivery], deps.now());
    const timestamp = Math.floor(delivery.at / 1000);
    return accept({
      overview: { requestId, timestamp, delivered: delivery.recipients, ...overview },
      // LINE tells how many residents saw a bubble only by aggregation unit.
      messages: messages.map(({ uniqueImpression: _unique, ...message }) => message),
      clicks,
    });
  });

  app.get('/message/event/aggregation', (c) => {
    const { customAggregationUnit: unit = '', from = '', to = '' } = c.req.query();
    if (!DATE.test(from) || !DATE.test(to) || from > to || daysBetween(from, to) > PERIOD_MAX_DAYS)
      return refuseDate();
    if (unit === '') return refuseBody([{ message: 'May not be empty', property: 'customAggregationUnit' }]);
    const ofUnit = [...world.deliveries.values()].filter(
      (delivery) => delivery.unit === unit && dayOf(delivery.at) >= from && dayOf(delivery.at) <= to,
    );
    return accept(figuresOf(ofUnit, deps.now()));
  });

  return app;
}

function refuseDate(): Response {
  return refuse(400, "The value for the 'date' parameter is invalid");
}

function dayOf(at: number): string {
  return new Date(at + JST_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

function daysBetween(from: string, to: string): number {
  const [first, last] = [from, to].map((date) =>
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6))),
  );
  return ((last ?? 0) - (first ?? 0)) / DAY_MS;
}
