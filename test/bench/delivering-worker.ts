import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sendings } from './count-sendings.ts';
import type { BroadcastOrder, Counts, SeedOrder } from './delivering/counts.ts';
import { openHeapWatch } from './heap-watch.ts';
import type { LineSink } from './line-sink.ts';
import type { ProjectCopy } from './project-copy.ts';
import { runWrangler, startWorker } from './wrangler-process.ts';

/** Residents of one district, numbered from `from`. */
export type District = { name: string; from: number; residents: number };

/** One broadcast from its approval until everything is sent. Memory: the most that was in use meanwhile, in MB. */
export type Sent = {
  freezingMs: number;
  freezing: Memory;
  sending: Memory;
  /** Requests that waited for LINE's answer at once. */
  atOnce: number;
  line: Sendings;
  counts: Counts;
};

/** `isolate`: the Worker's own. `workerd`: its processes with all that `wrangler dev` runs in them, D1 above all. */
export type Memory = { isolate: number; workerd: number };

const SEEDED_AT_ONCE = 100_000;
const POLL_MS = 50;
const SENT_WITHIN_MS = 180_000;

/** The town's Worker with counting bindings and the bench's doors, under `wrangler dev` with a D1 and queues of its own. */
export async function startDelivering(
  { folder, stateFolder }: ProjectCopy,
  {
    ports,
    vars,
    sink,
    pace,
  }: {
    ports: { broadcasts: number; inspector: number };
    vars: Record<string, string>;
    sink: LineSink;
    pace: number;
  },
) {
  const persist = ['--persist-to', `${stateFolder}-broadcasts`];
  await runWrangler(folder, ['d1', 'migrations', 'apply', 'DB', '--local', ...persist]);
  const worker = await startWorker(folder, {
    config: writeConfig(folder),
    port: ports.broadcasts,
    inspectorPort: ports.inspector,
    vars: { ...vars, BROADCAST_UNDO_MINUTES: '0', MULTICASTS_PER_SECOND: `${pace}` },
    argv: persist,
    readyPath: '/healthz',
  });
  const heap = await openHeapWatch(ports.inspector);
  const peaks = (): Memory => ({ isolate: heap.peakMb(), workerd: worker.workerdPeakMb() });

  const call = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${ports.broadcasts}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };

  const take = async (step: string, body: BroadcastOrder | { id: string }): Promise<void> => {
    const result = await call<{ ok: boolean }>('POST', step, body);
    if (!result.ok) throw new Error(`${step}: ${JSON.stringify(result)}`);
  };

  const waitUntilSent = async (id: string, minuteMs: number): Promise<void> => {
    const deadline = Date.now() + SENT_WITHIN_MS;
    let nextMinuteAt = 0;
    for (;;) {
      if (Date.now() >= nextMinuteAt) {
        nextMinuteAt = Date.now() + minuteMs;
        await call('POST', '/minutes');
      }
      const { kind } = await call<{ kind: string }>('GET', `/state?id=${id}`);
      if (kind === 'sent') return;
      if (Date.now() > deadline || !['scheduled', 'sending'].includes(kind))
        throw new Error(`the broadcast is ${kind}; LINE has ${JSON.stringify(sink.sendings.read())}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };

  return {
    async seed({ name, from, residents }: District): Promise<void> {
      for (let done = 0; done < residents; done += SEEDED_AT_ONCE) {
        const to = from + Math.min(residents, done + SEEDED_AT_ONCE);
        const order: SeedOrder = { from: from + done, to, district: name };
        await call('POST', '/residents', order);
      }
    },
    /** To a district, or with null to everyone. `minuteMs`: how long the clock that looks for what is due takes. */
    async send(district: District | null, minuteMs: number): Promise<Sent> {
      const id = randomUUID();
      await take('/submitted', { id, district: district?.name ?? null });
      peaks();
      const clickedAt = performance.now();
      await take('/approved', { id });
      const freezingMs = performance.now() - clickedAt;
      const freezing = peaks();
      await call('DELETE', '/counts');
      sink.sendings.clear();
      sink.mostAtOnce();
      await waitUntilSent(id, minuteMs);
      const line = { ...sink.sendings.read() };
      if (line.recipients !== (district?.residents ?? 0) || line.repeated > 0)
        throw new Error(`not everybody got it once: ${JSON.stringify(line)}`);
      const counts = await call<Counts>('GET', '/counts');
      return { freezingMs, freezing, sending: peaks(), atOnce: sink.mostAtOnce(), line, counts };
    },
    /** By how much workerd grows while D1 answers so many calls for nothing, in MB. */
    async growthOfIdle(calls: number): Promise<number> {
      worker.workerdPeakMb();
      const before = worker.workerdPeakMb();
      await call('POST', '/idle', { calls });
      return worker.workerdPeakMb() - before;
    },
    async stop(): Promise<void> {
      heap.close();
      await worker.stop();
    },
  };
}

/** The town's own settings of queues, with the bench's Worker before it and a clock that the bench moves. */
function writeConfig(folder: string): string {
  const town = readFileSync(join(folder, 'wrangler.toml'), 'utf8');
  const sections = town.split(/^(?=\[)/m);
  const kept = sections.filter((section) => !/^\[(build|assets|triggers)\]/.test(section));
  const ours = kept.join('').replace('main = "src/index.ts"', 'main = "test/bench/delivering/index.ts"');
  if (!ours.includes('test/bench/delivering') || !ours.includes('queues.consumers'))
    throw new Error('wrangler.toml is not what the bench takes it for');
  const path = 'wrangler.delivering.toml';
  writeFileSync(join(folder, path), ours);
  return path;
}
