import type { LineSink } from './line-sink.ts';
import type { WebhookSource } from './look-ups.ts';
import { sendWebhooks } from './send-webhook.ts';

/** A Worker that answers look-ups; the CPU times are of its processes so far, in ms. */
export type Subject = { port: number; workerdCpuMs: () => number; wranglerCpuMs: () => number };

/** Town and floor, run in the same way. */
export type Pair<Worker = Subject> = { town: Worker; floor: Worker };

/** `times` in ms from the sending of a webhook to the arrival of its reply; `bytes` of the reply's body. */
export type Sample = {
  times: number[];
  bytes: number[];
  workerdMs: number;
  wranglerMs: number;
  lookUps: number;
};

const LOOK_UPS_PER_BLOCK = 400;
const WARM_UP_LOOK_UPS = 200; // of each Worker, for V8 to have compiled what is hot
/** Each as often early as late, so that what else happens on the machine meets both alike. */
const TURNS = ['town', 'floor', 'floor', 'town'] as const;

/** Look-ups in blocks that take turns between town and floor, after a warm-up of both. */
export async function sampleInTurns(
  pair: Pair,
  { inFlight, rounds }: { inFlight: number; rounds: number },
  source: WebhookSource,
  sink: LineSink,
): Promise<Pair<Sample>> {
  for (const subject of [pair.town, pair.floor])
    await runBlock(subject, WARM_UP_LOOK_UPS, inFlight, source, sink);
  const samples = { town: emptySample(), floor: emptySample() };
  for (let round = 0; round < rounds; round += 1)
    for (const side of TURNS)
      add(samples[side], await runBlock(pair[side], LOOK_UPS_PER_BLOCK, inFlight, source, sink));
  return samples;
}

async function runBlock(
  subject: Subject,
  lookUps: number,
  inFlight: number,
  source: WebhookSource,
  sink: LineSink,
): Promise<Sample> {
  const webhooks = Array.from({ length: lookUps }, () => source.next());
  const workerdBefore = subject.workerdCpuMs();
  const wranglerBefore = subject.wranglerCpuMs();
  const answered = await sendWebhooks(subject.port, webhooks, inFlight, sink);
  const refused = answered.find(({ status }) => status !== 200);
  if (refused) throw new Error(`a webhook was answered with ${refused.status}`);
  return {
    times: answered.flatMap(({ sentAt, arrivals }) => arrivals.map(({ at }) => at - sentAt)),
    bytes: answered.flatMap(({ arrivals }) => arrivals.map(({ bytes }) => bytes)),
    workerdMs: subject.workerdCpuMs() - workerdBefore,
    wranglerMs: subject.wranglerCpuMs() - wranglerBefore,
    lookUps,
  };
}

function emptySample(): Sample {
  return { times: [], bytes: [], workerdMs: 0, wranglerMs: 0, lookUps: 0 };
}

function add(sum: Sample, block: Sample): void {
  sum.times.push(...block.times);
  sum.bytes.push(...block.bytes);
  sum.workerdMs += block.workerdMs;
  sum.wranglerMs += block.wranglerMs;
  sum.lookUps += block.lookUps;
}
