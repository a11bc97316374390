import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { developmentSettings } from '../../src/commands/development-settings.ts';
import { readDataFolder } from '../../src/commands/read-data.ts';
import { describeFault } from '../../src/domain/plan/dataset-fault.ts';
import { readDataset } from '../../src/domain/plan/dataset.ts';
import { parsePlan } from '../../src/domain/plan/parse-plan.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import { openLineSink, type LineSink } from './line-sink.ts';
import { createWebhookSource, type WebhookSource } from './look-ups.ts';
import { buildBundle, measureBundle, type Bundle } from './measure-bundle.ts';
import { measureBroadcasts } from './measure-broadcasts.ts';
import { measureConsole } from './measure-console.ts';
import { measureBurst } from './measure-burst.ts';
import { measureD1 } from './measure-d1.ts';
import { measureBare, measureReplies } from './measure-replies.ts';
import { measureSearch } from './measure-search.ts';
import { measureStartUp } from './measure-start-up.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { cpuMsBelow } from './process-cpu.ts';
import { missedLimits, renderTable, type Row } from './report-table.ts';
import { startBareWorkerd, writeWorkerdConfig } from './bare-workerd.ts';
import type { Pair, Subject } from './sample-look-ups.ts';
import { runWrangler, startWorker, stop, stopAll } from './wrangler-process.ts';

/**
 * `npm run bench`: how the town's Worker keeps its performance limits on this machine. Linux only (/proc), about four
 * minutes, all on loopback. Exit code 1 where a limit is missed. The ratios carry over to other machines, the times
 * do not.
 */

const TOWN_CONFIG = 'wrangler.toml';
const FLOOR_CONFIG = 'test/bench/floor/wrangler.toml';
const PORTS = {
  town: 9300,
  floor: 9301,
  sink: 9302,
  counted: 9303,
  bareTown: 9304,
  bareFloor: 9305,
  console: 9306,
  signIn: 9307,
  broadcasts: 9308,
  inspector: 9309,
};

const copy = copyProject();
const sink = await openLineSink(PORTS.sink);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void cleanUp().then(() => process.exit(1)));

try {
  console.log(describeMachine());
  const rows = await measureAll();
  const missed = missedLimits(rows);
  console.log(`\n${renderTable(rows)}\n`);
  console.log(missed.length === 0 ? 'All limits are kept.' : `${missed.length} of the limits are missed.`);
  process.exitCode = missed.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}

async function measureAll(): Promise<Row[]> {
  const plan = loadPlan();
  const vars = {
    ...developmentSettings(`http://127.0.0.1:${PORTS.town}`, PORTS.sink),
    LINE_API_ORIGIN: sink.origin,
  };
  const source = createWebhookSource(plan, vars.LINE_CHANNEL_SECRET ?? '');
  say('search');
  const searchRows = measureSearch(plan);
  say('bundle and start-up');
  const bundles = {
    town: await buildBundle(copy, TOWN_CONFIG, 'town'),
    floor: await buildBundle(copy, FLOOR_CONFIG, 'floor'),
  };
  const startUpRow = await measureStartUp(copy, PORTS.bareTown, bundles, vars);
  const { replyRows, burstRows } = await measureWorkers(copy, vars, source, sink);
  const bareRows = await measureBareWorkers(bundles, vars, source);
  say('D1');
  const d1Rows = await measureD1(copy, { port: PORTS.counted, vars, source, sink });
  say('console');
  const consoleRows = await measureConsole(copy, { ports: PORTS, vars, existingKpis: plan.kpis.size });
  say('broadcasts');
  const broadcastRows = await measureBroadcasts(copy, { ports: PORTS, vars, sink });
  return [
    ...replyRows,
    ...bareRows,
    ...burstRows,
    ...d1Rows,
    measureBundle(bundles.town, bundles.floor),
    startUpRow,
    ...searchRows,
    ...consoleRows,
    ...broadcastRows,
  ];
}

async function measureWorkers(
  { folder, stateFolder }: ProjectCopy,
  vars: Record<string, string>,
  source: WebhookSource,
  line: LineSink,
): Promise<{ replyRows: Row[]; burstRows: Row[] }> {
  say('starting the Workers');
  const persist = ['--persist-to', stateFolder];
  await runWrangler(folder, ['d1', 'migrations', 'apply', 'DB', '--local', ...persist]);
  const pair = {
    // the first /healthz publishes the first version of the plan
    town: await startWorker(folder, {
      config: TOWN_CONFIG,
      port: PORTS.town,
      vars,
      argv: persist,
      readyPath: '/healthz',
    }),
    floor: await startWorker(folder, {
      config: FLOOR_CONFIG,
      port: PORTS.floor,
      vars,
      readyPath: '/healthz',
    }),
  };
  say('time to reply and CPU');
  const replyRows = await measureReplies(pair, source, line);
  await pair.floor.stop();
  say('bursts');
  const burstRows = await measureBurst(pair.town, source, line);
  await pair.town.stop();
  return { replyRows, burstRows };
}

async function measureBareWorkers(
  bundles: Pair<Bundle>,
  vars: Record<string, string>,
  source: WebhookSource,
): Promise<Row[]> {
  say('CPU under bare workerd');
  const start = async (bundle: Bundle, port: number): Promise<{ subject: Subject; end(): Promise<void> }> => {
    const { child } = await startBareWorkerd(copy.folder, writeWorkerdConfig(bundle, port, vars), port);
    const workerdCpuMs = (): number => cpuMsBelow(child.pid ?? 0, (name) => name === 'workerd');
    return { subject: { port, workerdCpuMs, wranglerCpuMs: () => 0 }, end: () => stop(child) };
  };
  const town = await start(bundles.town, PORTS.bareTown);
  const floor = await start(bundles.floor, PORTS.bareFloor);
  const rows = await measureBare({ town: town.subject, floor: floor.subject }, source, sink);
  await Promise.all([town.end(), floor.end()]);
  return rows;
}

function loadPlan(): Plan {
  const { dataPackage, files } = readDataFolder();
  const dataset = readDataset(files, dataPackage);
  const plan = dataset.ok ? parsePlan(dataset.value, dataPackage) : dataset;
  if (!plan.ok) throw new Error(plan.fault.map(describeFault).join('\n'));
  return plan.value;
}

function describeMachine(): string {
  const versionOf = (name: string): string => {
    const text = readFileSync(
      fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url)),
      'utf8',
    );
    return (JSON.parse(text) as { version: string }).version;
  };
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`,
    `node ${process.version}`,
    `workerd ${versionOf('workerd')}`,
    `wrangler ${versionOf('wrangler')}`,
    `working tree on ${commit}`,
  ].join(' · ');
}

function say(step: string): void {
  console.log(`${performance.now().toFixed(0).padStart(7)} ms  ${step}`);
}

async function cleanUp(): Promise<void> {
  await stopAll();
  await sink.close();
  copy.remove();
}
