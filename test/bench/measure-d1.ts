import type { QueryCounts } from './counted/count-queries.ts';
import { LIMITS } from './limits.ts';
import type { LineSink } from './line-sink.ts';
import type { WebhookSource } from './look-ups.ts';
import type { ProjectCopy } from './project-copy.ts';
import { atMost, type Row } from './report-table.ts';
import { sendWebhooks } from './send-webhook.ts';
import { startWorker } from './wrangler-process.ts';

const LOOK_UPS = 1_000;
const IN_FLIGHT = 4;

/**
 * What look-ups ask of D1, counted at the binding: the whole Worker with the real D1 of `wrangler dev`, in a new
 * isolate that finds the plan published (the town's Worker has used this state folder before).
 */
export async function measureD1(
  copy: ProjectCopy,
  {
    port,
    vars,
    source,
    sink,
  }: { port: number; vars: Record<string, string>; source: WebhookSource; sink: LineSink },
): Promise<Row[]> {
  const worker = await startWorker(copy.folder, {
    config: 'test/bench/counted/wrangler.toml',
    port,
    vars,
    argv: ['--persist-to', copy.stateFolder],
    readyPath: '/ready',
  });
  const read = async (): Promise<QueryCounts> =>
    (await (await fetch(`http://127.0.0.1:${port}/counts`)).json()) as QueryCounts;
  const send = async (count: number): Promise<void> => {
    const webhooks = Array.from({ length: count }, () => source.next());
    await sendWebhooks(port, webhooks, Math.min(count, IN_FLIGHT), sink);
  };
  await send(1);
  const first = await read();
  await send(LOOK_UPS - 1);
  const all = await read();
  await worker.stop();
  if (all.lookUps !== LOOK_UPS) throw new Error(`${all.lookUps} look-ups were counted, not ${LOOK_UPS}`);
  return [
    atMost(
      'D1 reads, most by one look-up',
      all.mostReadsByOne,
      LIMITS.d1ReadsPerLookUp,
      'reads',
      `${first.reads} by the first of an isolate`,
    ),
    atMost('D1 writes, most by one look-up', all.mostWritesByOne, LIMITS.d1WritesPerLookUp, 'writes'),
    atMost(
      `D1 writes by ${LOOK_UPS.toLocaleString('en')} look-ups`,
      all.writes,
      LIMITS.d1WritesPerThousandLookUps,
      'writes',
    ),
    {
      measure: `  D1 per ${LOOK_UPS.toLocaleString('en')} look-ups`,
      town: `${all.reads} reads of ${all.rowsRead} rows, ${all.writes} writes of ${all.rowsWritten} rows`,
    },
  ];
}
