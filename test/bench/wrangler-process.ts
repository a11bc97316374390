import { spawn, type ChildProcess } from 'node:child_process';
import { cpuMsBelow } from './process-cpu.ts';
import { forgetPeaks, peakMbBelow } from './process-memory.ts';

/** A Worker under `wrangler dev`. */
export type RunningWorker = {
  port: number;
  /** CPU time in ms of wrangler's workerd processes so far: the Worker's and the proxy's before it. */
  workerdCpuMs(): number;
  /** CPU time in ms of wrangler's own Node processes, which take the Worker's log lines. */
  wranglerCpuMs(): number;
  /** The most memory in MB that wrangler's workerd processes have held since this was last asked. */
  workerdPeakMb(): number;
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 60_000;
const READY_POLL_MS = 100;
const STOP_WITHIN_MS = 5_000;
const WRANGLER = 'node_modules/wrangler/bin/wrangler.js';

const children = new Set<ChildProcess>();

/** Runs wrangler to its end; `argv` as on the command line. Gives what it printed. */
export async function runWrangler(folder: string, argv: string[]): Promise<string> {
  const { child, printed } = launch(folder, [WRANGLER, ...argv]);
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 1)));
  if (code !== 0) throw new Error(`wrangler ${argv.join(' ')} failed:\n${printed()}`);
  return printed();
}

/** Starts `wrangler dev` and waits until `readyPath` answers 200. */
export async function startWorker(
  folder: string,
  {
    config,
    port,
    vars,
    argv = [],
    readyPath,
    inspectorPort = 0,
  }: {
    config: string;
    port: number;
    vars: Record<string, string>;
    argv?: string[];
    readyPath: string;
    inspectorPort?: number;
  },
): Promise<RunningWorker> {
  const settings = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const where = [
    '-c',
    config,
    '--ip',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--inspector-port',
    `${inspectorPort}`,
  ];
  const quiet = ['--show-interactive-dev-session=false', '--log-level', 'warn'];
  const { child, printed } = launch(folder, [WRANGLER, 'dev', ...where, ...quiet, ...settings, ...argv]);
  const { pid } = child;
  if (pid === undefined) throw new Error('wrangler did not start');
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(`http://127.0.0.1:${port}${readyPath}`))) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`${config} did not start:\n${printed()}`);
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  return {
    port,
    workerdCpuMs: () => cpuMsBelow(pid, (name) => name === 'workerd'),
    wranglerCpuMs: () => cpuMsBelow(pid, (name) => name !== 'workerd'),
    workerdPeakMb() {
      const peak = peakMbBelow(pid, (name) => name === 'workerd');
      forgetPeaks(pid, (name) => name === 'workerd');
      return peak;
    },
    stop: () => stop(child),
  };
}

/** Ends whatever this bench has started and still runs. */
export async function stopAll(): Promise<void> {
  await Promise.all([...children].map(stop));
}

/** Starts a Node program, or another with `program`, in a group of its own: wrangler starts workerd, and both must go. */
export function launch(
  folder: string,
  argv: string[],
  program = process.execPath,
): { child: ChildProcess; printed: () => string } {
  const child = spawn(program, argv, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CI: 'true' },
  });
  children.add(child);
  child.on('exit', () => children.delete(child));
  let printed = '';
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString()).slice(-PRINTED_KEPT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return { child, printed: () => printed };
}

const PRINTED_KEPT = 20_000; // characters: enough to explain a failure

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGTERM');
  const late = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(late);
  signalGroup(child, 'SIGKILL'); // a workerd that outlived its wrangler
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // the group has ended by itself
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
}
