import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { messagingApi } from '@line/bot-sdk';
import { createTestHarness } from 'wrangler';
import { developmentSettings } from '../../src/commands/development-settings.ts';
import type { PhoneAct, PhoneView, Resident } from '../../src/simulator/phone/phone-api.ts';
import { openAccess, type Access } from './sign-in.ts';
import { keepRedirectsOfWorkers } from './worker-redirects.ts';

/** The town's Worker and the stand-in for LINE, both in workerd, talking over loopback as in `npm start`. */
export type System = {
  townOrigin: string;
  phoneOrigin: string;
  simulator: StandIn;
  access: Access;
  publishRichMenu(): Promise<string>;
  /** Puts the stand-in's officers on the console's roll, as `npm start` does. */
  enrolPersonas(): Promise<string>;
  /** What the clock starts each minute. */
  runScheduled(): Promise<void>;
  close(): Promise<void>;
};

export type SentRequest = {
  method: string;
  path: string;
  host: string;
  status: number;
  body?: { replyToken?: string; messages?: messagingApi.Message[] };
};

type Fault = {
  match: string;
  kind: string;
  times?: number;
  probability?: number;
  seed?: number;
  delayMs?: number;
  status?: number;
};

type Received = {
  requests: number;
  residents: number;
  perResident: { once: number; twice: number; more: number };
  missing: number;
  unexpected: number;
};

export type StandIn = {
  sent(): Promise<SentRequest[]>;
  clear(): Promise<void>;
  reset(): Promise<void>;
  deliver(
    events: Record<string, unknown>[],
  ): Promise<{ webhookStatus: number; events: Record<string, unknown>[] }>;
  fault(fault: Fault): Promise<void>;
  /** Makes many friends at once; see `crowdMemberId` in src/simulator/world/crowds.ts for their ids. */
  gather(count: number): Promise<void>;
  /** Who was reached, and how often; `query` as in src/simulator/README.md. */
  received(query?: string): Promise<Received>;
  residents(): Promise<Resident[]>;
  act(userId: string, act: PhoneAct): Promise<number | null>;
  view(userId: string, after?: number): Promise<PhoneView>;
};

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `vars` are settings of the town's Worker beside those for trying out. */
export async function startSystem({
  withSamples = false,
  vars = {},
}: { withSamples?: boolean; vars?: Readonly<Record<string, string>> } = {}): Promise<System> {
  await runNode('src/simulator/phone/build.ts');
  const followRedirectsAgain = keepRedirectsOfWorkers();
  const simulator = createTestHarness({
    root: ROOT,
    workers: [{ configPath: 'src/simulator/wrangler.toml' }],
  });
  const { url: phoneUrl } = await simulator.listen();
  const port = Number(phoneUrl.port);
  const town = createTestHarness({ root: ROOT, workers: [{ configPath: 'wrangler.toml' }] });
  const settings = {
    ...developmentSettings('https://ayumi.example.lg.jp', port),
    ...(withSamples ? { SAMPLE_ACTUALS: 'show' } : {}),
    ...vars,
  };
  await town.update({ root: ROOT, workers: [{ configPath: 'wrangler.toml', vars: settings }] });
  const { url: townUrl } = await town.listen();
  await town.getWorker('ayumi').applyD1Migrations('DB');
  const phoneOrigin = `http://localhost:${port}`;
  const standIn = openStandIn(
    phoneOrigin,
    new URL('/webhook', townUrl).href,
    settings.LINE_CHANNEL_ACCESS_TOKEN,
  );
  await standIn.reset();
  await fetch(new URL('/healthz', townUrl)); // publishes the first version, as the first visit to a new installation does
  return {
    townOrigin: townUrl.origin,
    phoneOrigin,
    simulator: standIn,
    access: openAccess(phoneOrigin),
    publishRichMenu: () => runNode('src/commands/publish-rich-menu.ts', settings),
    enrolPersonas: () => runNode('src/commands/enrol-personas.ts', { PHONE_PORT: String(port) }),
    async runScheduled() {
      await town.getWorker('ayumi').scheduled({ cron: '* * * * *', scheduledTime: new Date() });
    },
    async close() {
      await Promise.all([town.close(), simulator.close()]);
      followRedirectsAgain();
    },
  };
}

async function runNode(file: string, environment: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [file], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
  });
  return stdout;
}

function openStandIn(origin: string, webhook: string, token: string): StandIn {
  const call = async <Answer>(
    method: string,
    path: string,
    body?: unknown,
    headers = {},
  ): Promise<Answer> => {
    const response = await fetch(new URL(path, origin), {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  return {
    sent: () => call('GET', '/__sent'),
    async clear() {
      await call('DELETE', '/__sent');
      await call('DELETE', '/__faults');
    },
    async reset() {
      await call('DELETE', '/__state');
      await call('DELETE', '/__faults');
      const authorization = `Bearer ${token}`;
      await call('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: webhook }, { authorization });
      await call('PUT', '/__settings', { rateLimits: false });
      await call('DELETE', '/__sent');
    },
    deliver: (events) => call('POST', '/__events', { events }),
    async fault(fault) {
      await call('POST', '/__faults', fault);
    },
    async gather(count) {
      await call('POST', '/__friends', { count });
    },
    received: (query = '') => call('GET', `/__received?${query}`),
    residents: () => call('GET', '/phone/api/residents'),
    async act(userId, act) {
      const { webhookStatus } = await call<{ webhookStatus: number | null }>('POST', '/phone/api/act', {
        userId,
        act,
      });
      return webhookStatus;
    },
    view: (userId, after = 0) => call('GET', `/phone/api/view?user=${userId}&after=${after}`),
  };
}
