import { createSimulator } from '../../src/simulator/app.ts';
import { CHANNEL_ACCESS_TOKEN } from '../../src/simulator/world/channel.ts';
import { createWorld, type World } from '../../src/simulator/world/world.ts';

export const NOON = Date.UTC(2026, 10, 22, 3, 0, 0); // 12:00 in Japan
export const HARU = 'U0000000000000000000000000000a001';
export const NAOKI = 'U0000000000000000000000000000a002';
export const UNKNOWN_USER = 'Uffffffffffffffffffffffffffffffff';

type Answer = { status: number; body: any; headers: Headers }; // oxlint-disable-line typescript/no-explicit-any -- a test reads whatever JSON came

export type Stand = {
  world: World;
  /** Milliseconds; tests set it. */
  clock: { now: number };
  /** Webhooks the bot got, in order. */
  webhooks: { headers: Headers; body: string }[];
  /** What the bot answers to the webhooks to come; the last one stays. */
  botStatuses: (number | null)[];
  /** Work that goes on after an answer. */
  pending: Promise<unknown>[];
  slept: number[];
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  upload: (path: string, bytes: Uint8Array<ArrayBuffer>, type: string) => Promise<Answer>;
  /** A test door or the phone's: no token. */
  ask: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** One event with its reply token, from a friend. */
  receive: (event: Record<string, unknown>) => Promise<any>; // oxlint-disable-line typescript/no-explicit-any -- as above
  follow: (...userIds: string[]) => Promise<void>;
};

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

export function openStand(): Stand {
  const world = createWorld('http://localhost:8787/webhook');
  const clock = { now: NOON };
  const webhooks: Stand['webhooks'] = [];
  const botStatuses: Stand['botStatuses'] = [200];
  const pending: Promise<unknown>[] = [];
  const slept: number[] = [];
  let ids = 0;
  const app = createSimulator(world, {
    now: () => clock.now,
    newId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
    fetch: async (request) => {
      webhooks.push({ headers: request.headers, body: await request.text() });
      const status = botStatuses.length > 1 ? botStatuses.shift() : botStatuses[0];
      if (status === null) throw new TypeError('connection refused');
      return new Response('', { status: status ?? 200 });
    },
    sleep: async (ms) => {
      slept.push(ms);
      clock.now += ms;
    },
    later: (_c, work) => {
      pending.push(work);
    },
  });
  const bearer = { authorization: `Bearer ${CHANNEL_ACCESS_TOKEN}` };
  const stand: Stand = {
    world,
    clock,
    webhooks,
    botStatuses,
    pending,
    slept,
    call: async (method, path, body, headers = {}) => {
      const content =
        body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const all = { ...bearer, 'content-type': 'application/json', ...headers };
      return read(await app.request(path, { method, headers: all, ...content }));
    },
    upload: async (path, bytes, type) => {
      const init = { method: 'POST', headers: { ...bearer, 'content-type': type }, body: bytes };
      return read(await app.request(`http://127.0.0.1:8788${path}`, init));
    },
    ask: async (method, path, body) =>
      read(
        await app.request(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
      ),
    receive: async (event) => {
      const { body } = await stand.ask('POST', '/__events', { events: [event] });
      return body.events[0];
    },
    follow: async (...userIds) => {
      const events = userIds.map((userId) => ({ type: 'follow', source: { type: 'user', userId } }));
      await stand.ask('POST', '/__events', { events });
    },
  };
  return stand;
}
