import { startDelivering, type District, type Memory, type Sent } from './delivering-worker.ts';
import { subrequests } from './delivering/counts.ts';
import { LIMITS } from './limits.ts';
import type { LineSink } from './line-sink.ts';
import type { ProjectCopy } from './project-copy.ts';
import { atMost, type Row } from './report-table.ts';

/** Districts of data/town.json; each broadcast goes to one of them, and so to one size of town. */
const SMALL: District = { name: '北部', from: 0, residents: 10_000 };
const MIDDLE: District = { name: '中部', from: 10_000, residents: 100_000 };
const LARGE: District = { name: '南部', from: 110_000, residents: 1_000_000 };

const MULTICAST_MAX = 500; // LINE: send-multicast-message
const ENGLISH_EVERY = 7; // see delivering/index.ts
const PACE = 20; // requests a second, as the town's Worker has it where nothing is set
const PACE_LARGE = 100; // the most it can be set to
const LINE_DELAY_MS = 20; // what LINE takes for a request, roughly
const MINUTE_MS = 60_000;
const SHORT_MINUTE_MS = 1_000; // where only memory is measured, so that nobody waits
const SMALL_ROUNDS = 5; // a broadcast to 10,000 is over in a moment; its memory is looked at as often

/**
 * Broadcasts of the whole Worker under `wrangler dev`, with its queue and D1: what they ask of LINE, of D1 and of the
 * platform, how long they take, and how much memory.
 */
export async function measureBroadcasts(
  copy: ProjectCopy,
  {
    ports,
    vars,
    sink,
  }: {
    ports: { broadcasts: number; inspector: number };
    vars: Record<string, string>;
    sink: LineSink;
  },
): Promise<Row[]> {
  sink.answerAfter(LINE_DELAY_MS);
  try {
    return [
      ...(await measureSending(() => startDelivering(copy, { ports, vars, sink, pace: PACE }))),
      ...(await measureMemory(() => startDelivering(copy, { ports, vars, sink, pace: PACE_LARGE }))),
    ];
  } finally {
    sink.answerAfter(0);
  }
}

type Start = () => ReturnType<typeof startDelivering>;

async function measureSending(start: Start): Promise<Row[]> {
  const worker = await start();
  await worker.seed(SMALL);
  await worker.seed(MIDDLE);
  await worker.send(SMALL, MINUTE_MS); // the first of an isolate reads what the others find
  const middle = await worker.send(MIDDLE, MINUTE_MS);
  const everyone = await worker.send(null, MINUTE_MS);
  await worker.stop();

  const { line, counts } = middle;
  const people = MIDDLE.residents.toLocaleString('en');
  const sendingMs = line.lastAt - line.firstAt;
  const leastMs = ((line.multicasts - 1) * 1_000) / PACE;
  const { door, queries, calls, fetches, sends } = counts.most;
  return [
    exactly(
      `broadcast: requests for ${people} residents in two languages`,
      line.multicasts,
      requestsFor(MIDDLE),
    ),
    exactly('broadcast: requests for everyone', everyone.line.broadcasts + everyone.line.multicasts, 1),
    atMost(`broadcast: freezing ${people} residents`, middle.freezingMs, LIMITS.freezingMs, 'ms'),
    {
      measure: `broadcast: sending to ${people} at ${PACE} requests a second`,
      town: `${sendingMs.toFixed(0)} ms  (the pace alone: ${leastMs.toFixed(0)} ms; ${middle.atOnce} at LINE at once)`,
      ratio: sendingMs / leastMs,
      limit: { text: `≤ ${LIMITS.sendingRatio}×`, kept: sendingMs <= leastMs * LIMITS.sendingRatio },
    },
    atMost(
      'broadcast: D1 rows while sending, for each resident',
      (counts.rowsRead + counts.rowsWritten) / MIDDLE.residents,
      LIMITS.d1RowsPerRecipient,
      'rows',
      `${counts.rowsRead} read, ${counts.rowsWritten} written`,
    ),
    atMost(
      'broadcast: subrequests, most by one invocation',
      subrequests(counts.most),
      LIMITS.subrequests,
      'subrequests',
      `${door}: ${queries} D1 statements in ${calls} calls, ${fetches} fetches, ${sends} to the queue`,
    ),
  ];
}

async function measureMemory(start: Start): Promise<Row[]> {
  const worker = await start();
  await worker.seed(LARGE);
  await worker.send(MIDDLE, SHORT_MINUTE_MS);
  const rounds: Sent[] = [];
  for (let round = 0; round < SMALL_ROUNDS; round += 1)
    rounds.push(await worker.send(SMALL, SHORT_MINUTE_MS));
  const large = await worker.send(LARGE, SHORT_MINUTE_MS);
  const idleGrowth = await worker.growthOfIdle(large.counts.calls);
  await worker.stop();

  const most = (of: (sent: Sent) => Memory): Memory => ({
    isolate: Math.max(...rounds.map((sent) => of(sent).isolate)),
    workerd: Math.max(...rounds.map((sent) => of(sent).workerd)),
  });
  const people = LARGE.residents.toLocaleString('en');
  const fewer = SMALL.residents.toLocaleString('en');
  const seconds = (large.line.lastAt - large.line.firstAt) / 1_000;
  const flat = (what: string, at: number, before: number, note: string): Row => ({
    measure: `broadcast: memory of the isolate ${what} ${people} residents`,
    town: `${at.toFixed(1)} MB  (at ${fewer}: ${before.toFixed(1)} MB; ${note})`,
    ratio: at / before,
    limit: { text: `≤ ${LIMITS.memoryRatio}×`, kept: at <= before * LIMITS.memoryRatio },
  });
  const [freezing, sending] = [most((sent) => sent.freezing), most((sent) => sent.sending)];
  return [
    flat('freezing', large.freezing.isolate, freezing.isolate, `${(large.freezingMs / 1_000).toFixed(1)} s`),
    flat(
      'sending to',
      large.sending.isolate,
      sending.isolate,
      `${large.line.multicasts} requests in ${seconds.toFixed(1)} s`,
    ),
    {
      measure: `  workerd with D1, freezing ${people} residents`,
      town: `${large.freezing.workerd.toFixed(0)} MB  (at ${fewer}: ${freezing.workerd.toFixed(0)} MB)`,
    },
    {
      measure: `  workerd with D1, growth while sending to ${people}`,
      town: `${(large.sending.workerd - large.freezing.workerd).toFixed(0)} MB`,
      floor: `${idleGrowth.toFixed(0)} MB by ${large.counts.calls} empty D1 calls`,
    },
  ];
}

/** Whole requests for each of the two variants: English, and Japanese for all the others. */
function requestsFor({ from, residents }: District): number {
  const english = Math.ceil((from + residents) / ENGLISH_EVERY) - Math.ceil(from / ENGLISH_EVERY);
  return Math.ceil(english / MULTICAST_MAX) + Math.ceil((residents - english) / MULTICAST_MAX);
}

function exactly(measure: string, value: number, expected: number): Row {
  return { measure, town: `${value}`, limit: { text: `= ${expected}`, kept: value === expected } };
}
