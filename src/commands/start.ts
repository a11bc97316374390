import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { developmentSettings, PHONE_PORT, TOWN_PORT } from './development-settings.ts';

/**
 * `npm start`: the town's Worker, the LINE stand-in with its phone, and the rich menu published to it, offline.
 * `npm start -- --sample` takes in the made-up actuals, marked 見本, and keeps them in a database of their own.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WRANGLER = fileURLToPath(new URL('../../node_modules/wrangler/bin/wrangler.js', import.meta.url));
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
const SCHEDULED_EVERY_MS = 15_000; // sooner than a minute: nobody likes to wait when trying things out

/** What wrangler says at every start: that it could not ask Cloudflare about the `cf` object, and who runs the clock. */
const NOT_WORTH_SHOWING =
  /Request\.cf|workers\.cloudflare\.com|GetAddrInfoReqWrap|getaddrinfo|Scheduled Workers|manually trigger|cdn-cgi\/local|cron-triggers/;

const withSamples = process.argv.includes('--sample');
const statePath = withSamples ? '.wrangler/sample-state' : '.wrangler/state';
const townOrigin = `http://localhost:${TOWN_PORT}`;
const phoneOrigin = `http://localhost:${PHONE_PORT}`;
const settings = {
  ...developmentSettings(townOrigin, PHONE_PORT),
  ...(withSamples ? { SAMPLE_ACTUALS: 'show' } : {}),
};
const environment = {
  ...process.env,
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CI: 'true',
};

const running = new Set<ChildProcess>();
let stopping = false;

await main();

async function main(): Promise<void> {
  const taken = (
    await Promise.all([TOWN_PORT, PHONE_PORT].map(async (port) => ((await isFree(port)) ? [] : [port])))
  ).flat();
  if (taken.length > 0) {
    console.error(
      `In use: port ${taken.join(' and ')}. Stop what listens there (perhaps another npm start), or set TOWN_PORT or PHONE_PORT.`,
    );
    process.exitCode = 1;
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

  console.log('Ayumi is starting…');
  try {
    await step('data', ['src/commands/check-data.ts']);
    await Promise.all([
      step('phone page', ['src/simulator/phone/build.ts']),
      step('console assets', ['src/commands/build-assets.ts']),
      step('database', [WRANGLER, 'd1', 'migrations', 'apply', 'DB', '--local', '--persist-to', statePath]),
      step('rich-menu pictures', ['src/commands/build-rich-menu.ts']),
    ]);
    const vars = Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
    const phoneVars = ['--var', `WEBHOOK_URL:${townOrigin}/webhook`];
    const phoneConfig = ['-c', 'src/simulator/wrangler.toml', '--persist-to', `${statePath}/phone`];
    serve('phone', [...phoneConfig, '--port', `${PHONE_PORT}`, ...phoneVars]);
    serve('town', ['--port', `${TOWN_PORT}`, '--persist-to', statePath, ...vars]);
    await Promise.all([untilAnswering(`${townOrigin}/healthz`), untilAnswering(`${phoneOrigin}/__health`)]);
    await step('rich menu', ['src/commands/publish-rich-menu.ts'], settings);
    await step('staff roll', ['src/commands/enrol-personas.ts']);
  } catch (error) {
    if (!stopping) console.error(error instanceof Error ? error.message : error);
    await stop(1);
    return;
  }
  const clock = setInterval(() => void runScheduled(), SCHEDULED_EVERY_MS);
  clock.unref();
  console.log(`
  ${phoneOrigin}   the phone: add the account as a friend, then tap and type
  ${phoneOrigin}/console   the staff console: choose an officer (two are needed to publish: one enters, another approves)
  ${townOrigin}   the town's public page (webhook at /webhook, health at /healthz)
  ${withSamples ? 'with made-up actuals, marked 見本（架空の値）' : 'no actuals are published yet; npm start -- --sample shows made-up ones'}

  Ctrl-C stops everything.`);
}

/** On Cloudflare the triggers of wrangler.toml run each minute; here they only run when they are asked for. */
async function runScheduled(): Promise<void> {
  const url = `${townOrigin}/cdn-cgi/local/scheduled?cron=${encodeURIComponent('* * * * *')}`;
  await fetch(url, { signal: AbortSignal.timeout(SCHEDULED_EVERY_MS) }).catch(() => null); // the next one catches up
}

/** Runs one Node program to its end; what it printed is shown only if it failed. */
async function step(name: string, argv: string[], extra: Record<string, string> = {}): Promise<void> {
  const child = launch(argv, { ...environment, ...extra });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
  if (code !== 0) throw new Error(`${printed}\nThe step "${name}" failed; nothing is running.`);
}

function serve(name: string, argv: string[]): void {
  const quiet = ['--show-interactive-dev-session=false', '--inspector-port', '0', '--log-level', 'warn'];
  const child = launch([WRANGLER, 'dev', ...argv, '--ip', '127.0.0.1', ...quiet], environment);
  const print = (chunk: Buffer): void => {
    for (const line of chunk.toString().split('\n'))
      if (isWorthShowing(line)) console.log(`[${name}] ${line}`);
  };
  child.stdout?.on('data', print);
  child.stderr?.on('data', print);
  child.on('exit', () => {
    if (stopping) return;
    console.error(`[${name}] has stopped.`);
    void stop(1);
  });
}

function isWorthShowing(line: string): boolean {
  return line.trim() !== '' && !NOT_WORTH_SHOWING.test(line);
}

function launch(argv: string[], env: NodeJS.ProcessEnv): ChildProcess {
  // A process group of its own: wrangler starts workerd, and both must go when this ends.
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

async function untilAnswering(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (stopping) return;
    const answered = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} did not answer within ${READY_WITHIN_MS / 1000} s.`);
}

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  process.exitCode = exitCode;
  const ended = [...running].map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of running) signalGroup(child, 'SIGTERM');
  const late = setTimeout(() => {
    for (const child of running) signalGroup(child, 'SIGKILL');
  }, STOP_WITHIN_MS);
  await Promise.all(ended);
  clearTimeout(late);
  process.exit();
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // the group has ended by itself
  }
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
