import { LIMITS } from './limits.ts';
import type { LineSink } from './line-sink.ts';
import type { WebhookSource } from './look-ups.ts';
import { median, p99, quantile } from './quantiles.ts';
import { ms, type Row } from './report-table.ts';
import { sampleInTurns, type Pair, type Sample } from './sample-look-ups.ts';

const IN_FLIGHT = [1, 8];
const ROUNDS = 2; // 1,600 look-ups of each Worker, so that its p99 is no single one

/** Time from sending a webhook to the arrival of its reply, town against floor, both under `wrangler dev`. */
export async function measureReplies(pair: Pair, source: WebhookSource, sink: LineSink): Promise<Row[]> {
  const rows: Row[] = [];
  for (const inFlight of IN_FLIGHT) {
    const samples = await sampleInTurns(pair, { inFlight, rounds: ROUNDS }, source, sink);
    rows.push(
      compare(`time to reply, median, ${inFlight} in flight`, samples, ({ times }) => median(times)),
      compare(`time to reply, p99, ${inFlight} in flight`, samples, ({ times }) => p99(times)),
      information(`  CPU of workerd a look-up, all of wrangler dev's`, samples, workerdMsALookUp),
      information(
        `  CPU of wrangler's own Node beside it`,
        samples,
        ({ wranglerMs, lookUps }) => wranglerMs / lookUps,
      ),
    );
    if (inFlight === IN_FLIGHT[0]) rows.push(describeSize(samples));
  }
  return rows;
}

/**
 * Town and floor under bare workerd: wrangler dev runs two workerd processes a Worker, with a proxy and Miniflare's
 * own Workers in them, so that the floor's look-up alone takes more there than Cloudflare allows. A deployed Worker
 * pays for none of that, so the limit is held against this.
 */
export async function measureBare(pair: Pair, source: WebhookSource, sink: LineSink): Promise<Row[]> {
  const rows: Row[] = [];
  for (const inFlight of IN_FLIGHT) {
    const samples = await sampleInTurns(pair, { inFlight, rounds: ROUNDS }, source, sink);
    const town = workerdMsALookUp(samples.town);
    const over = town - workerdMsALookUp(samples.floor);
    rows.push(
      {
        ...information(`CPU a look-up, bare workerd, ${inFlight} in flight`, samples, workerdMsALookUp),
        limit: { text: `≤ ${LIMITS.cpuPerLookUpMs} ms`, kept: town <= LIMITS.cpuPerLookUpMs },
      },
      { measure: '  town above floor', town: ms(over) },
      information(`  time to reply, median, bare workerd`, samples, ({ times }) => median(times)),
    );
  }
  return rows;
}

const workerdMsALookUp = ({ workerdMs, lookUps }: Sample): number => workerdMs / lookUps;

function compare(measure: string, samples: Pair<Sample>, of: (sample: Sample) => number): Row {
  const ratio = of(samples.town) / of(samples.floor);
  return {
    ...information(measure, samples, of),
    limit: { text: `≤ ${LIMITS.replyRatio}×`, kept: ratio <= LIMITS.replyRatio },
  };
}

function information(measure: string, { town, floor }: Pair<Sample>, of: (sample: Sample) => number): Row {
  return { measure, town: ms(of(town)), floor: ms(of(floor)), ratio: of(town) / of(floor) };
}

function describeSize({ town, floor }: Pair<Sample>): Row {
  const kb = (value: number): string => `${(value / 1_000).toFixed(1)} kB`;
  return {
    measure: '  size of a reply, median / largest',
    town: `${kb(median(town.bytes))} / ${kb(quantile(town.bytes, 1))}`,
    floor: `${kb(median(floor.bytes))} / ${kb(quantile(floor.bytes, 1))}`,
  };
}
