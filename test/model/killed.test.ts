import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { developmentSettings } from '../../src/commands/development-settings.ts';
import { EMPTY_SEGMENT } from '../../src/domain/broadcasts/audience.ts';
import { aggregationUnitOf, canonicalContent } from '../../src/domain/broadcasts/content.ts';
import type { AuditAction, AuditEntry } from '../../src/domain/audit/audit-trail.ts';
import { createBroadcast } from '../../src/storage/broadcast-store.ts';
import { submitBroadcast } from '../../src/storage/broadcast-steps.ts';
import { approveForSegment } from '../../src/storage/segment-store.ts';
import { openD1 } from './sqlite-d1.ts';

/**
 * A broadcast on the real local runtime, whose whole process is killed in the middle, several times: workerd, its queue and
 * everything in memory are gone at once. What D1 has on disk is all that the next start knows.
 */
const ROOT = join(import.meta.dirname, '../..');
const RESIDENTS = 10_250;
const CHUNKS = 21;
const CROWD = 'c0de';
const ID = 'b0000000-0000-4000-8000-00000000dead';
const KILLED_AT = [2, 8, 15]; // requests that LINE has taken

const state = mkdtempSync(join(tmpdir(), 'ayumi-killed-'));
const running = new Set<ChildProcess>();
let ports: { town: number; phone: number };

beforeAll(async () => {
  ports = { town: await freePort(), phone: await freePort() };
  await run(['src/simulator/phone/build.ts']);
  await wrangler(['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state]);
}, 120_000);

afterAll(async () => {
  await Promise.all([...running].map(kill));
  rmSync(state, { recursive: true, force: true });
});

test(
  'a broadcast whose process is killed three times on its way reaches everybody, and nobody twice',
  { timeout: 360_000 },
  async () => {
    await startPhone();
    await standIn('POST', '/__friends', { count: RESIDENTS, prefix: CROWD });
    await standIn('POST', '/__faults', {
      match: 'POST /v2/bot/message/multicast',
      kind: 'delay',
      delayMs: 150,
    });
    await freezeBroadcast();
    for (const taken of KILLED_AT) {
      const town = await startTown();
      await untilTaken(taken);
      await kill(town);
    }
    expect((await received()).requests).toBeLessThan(CHUNKS); // it was killed on its way, not behind it
    const town = await startTown();
    await untilTaken(CHUNKS);
    await untilState('sent');
    await kill(town);
    expect(await received()).toMatchObject({
      requests: CHUNKS,
      perResident: { once: RESIDENTS, twice: 0, more: 0 },
      missing: 0,
      unexpected: 0,
    });
    const database = openDatabase();
    const chunks = database
      .prepare('SELECT state, count(*) AS chunks FROM broadcast_chunks GROUP BY state')
      .all();
    expect(chunks.map((row) => ({ ...row }))).toEqual([{ state: 'done', chunks: CHUNKS }]);
    expect({ ...database.prepare('SELECT count(*) AS rows FROM chunk_recipients').get() }).toEqual({
      rows: 0,
    });
    database.close();
  },
);

/** As an approval does it, with the statements in service, before the town's Worker is first started. */
async function freezeBroadcast(): Promise<void> {
  const database = openDatabase();
  database
    .prepare(
      `INSERT INTO residents (user_id, language)
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
         SELECT 'U${CROWD}' || printf('%028x', i), 'ja' FROM n`,
    )
    .run(RESIDENTS);
  const db = openD1(database, async () => {});
  const now = new Date();
  const entry = (action: AuditAction): AuditEntry => ({
    at: now.toISOString(),
    actor: 'officer@example.lg.jp',
    action,
    subject: `broadcast/${ID}`,
    version: null,
    before: null,
    after: null,
    reason: '',
  });
  const audience = { kind: 'segment' as const, segment: EMPTY_SEGMENT };
  const schedule = { sendAt: null, quietReason: '試験' }; // at whatever hour the test runs
  const composition = { languages: ['ja' as const], blocks: [] };
  const content = canonicalContent({
    title: '見本',
    audience,
    schedule,
    variants: [{ language: 'ja', messages: [{ type: 'text', text: 'お知らせ' }] }],
  });
  await createBroadcast(
    db,
    ID,
    { title: '見本', composition, audience, schedule },
    entry('broadcast-created'),
  );
  await submitBroadcast(
    db,
    { id: ID, revision: 0, state: 'open' },
    { broadcastId: ID, revision: 0, content, sha256: '0'.repeat(64) },
    entry('broadcast-submitted'),
  );
  const question = {
    segment: EMPTY_SEGMENT,
    follows: [],
    month: now.toISOString().slice(0, 7),
    toEveryone: 0,
  };
  const isFrozen = await approveForSegment(
    db,
    { id: ID, revision: 0, state: 'submitted' },
    { question, variants: ['ja'], startAt: now.toISOString() },
    entry('broadcast-approved'),
  );
  database.close();
  expect(isFrozen).toBe(true);
}

function openDatabase(): DatabaseSync {
  const folder = join(state, 'v3/d1/miniflare-D1DatabaseObject');
  const files = readdirSync(folder).filter((file) => file.endsWith('.sqlite') && file !== 'metadata.sqlite');
  expect(files).toHaveLength(1);
  return new DatabaseSync(join(folder, files[0] ?? ''));
}

async function startTown(): Promise<ChildProcess> {
  const settings = {
    ...developmentSettings(`http://localhost:${ports.town}`, ports.phone),
    MULTICASTS_PER_SECOND: '10',
  };
  const vars = Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const town = serve(['--port', `${ports.town}`, '--persist-to', state, ...vars]);
  await untilAnswering(`http://localhost:${ports.town}/healthz`);
  return town;
}

async function startPhone(): Promise<void> {
  serve([
    '-c',
    'src/simulator/wrangler.toml',
    '--port',
    `${ports.phone}`,
    '--persist-to',
    join(state, 'phone'),
  ]);
  await untilAnswering(`http://localhost:${ports.phone}/__health`);
}

function serve(argv: string[]): ChildProcess {
  return launch([
    'node_modules/wrangler/bin/wrangler.js',
    'dev',
    ...argv,
    '--ip',
    '127.0.0.1',
    '--inspector-port',
    '0',
  ]);
}

function launch(argv: string[]): ChildProcess {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CI: 'true' };
  const child = spawn(process.execPath, argv, { cwd: ROOT, env, detached: true, stdio: 'ignore' });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

async function run(argv: string[]): Promise<void> {
  const child = launch(argv);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect(code, argv.join(' ')).toBe(0);
}

async function wrangler(argv: string[]): Promise<void> {
  await run(['node_modules/wrangler/bin/wrangler.js', ...argv]);
}

/** SIGKILL to the whole group: wrangler and the workerd it has started, without a last word. */
async function kill(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-pid, 'SIGKILL');
  await ended;
}

async function standIn(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`http://localhost:${ports.phone}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status, path).toBe(200);
  return response.json();
}

type Received = {
  requests: number;
  perResident: Record<string, number>;
  missing: number;
  unexpected: number;
};

async function received(): Promise<Received> {
  const unit = aggregationUnitOf(ID);
  return (await standIn('GET', `/__received?unit=${unit}&crowds=${CROWD}`)) as Received;
}

/** Runs the clock, each second instead of each minute, until LINE has taken so many requests. */
async function untilTaken(requests: number): Promise<void> {
  await until(async () => {
    if ((await received()).requests >= requests) return true;
    await runScheduled();
    return false;
  });
}

async function untilState(expected: string): Promise<void> {
  await until(async () => {
    await runScheduled();
    const database = openDatabase();
    const row = database.prepare('SELECT state FROM broadcasts WHERE id = ?1').get(ID);
    database.close();
    return row?.['state'] === expected;
  });
}

async function runScheduled(): Promise<void> {
  const url = `http://localhost:${ports.town}/cdn-cgi/local/scheduled?cron=${encodeURIComponent('* * * * *')}`;
  await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
}

async function untilAnswering(url: string): Promise<void> {
  await until(() =>
    fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    ),
  );
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await isSo())) {
    expect(Date.now(), 'it did not come to that within two minutes').toBeLessThan(deadline);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
