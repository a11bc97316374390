import { LIMITS } from './limits.ts';
import type { LineSink } from './line-sink.ts';
import type { WebhookSource } from './look-ups.ts';
import { atMost, type Row } from './report-table.ts';
import { sendWebhooks, type Answered } from './send-webhook.ts';
import type { RunningWorker } from './wrangler-process.ts';

const WEBHOOKS = 1_000;
const WEBHOOKS_IN_FLIGHT = 100;
const BODIES = 10;
const EVENTS_PER_BODY = 100;
const LINE_DELAY_MS = 20; // what LINE takes for a reply, roughly; makes waiting for each other show

/** Many residents at once: as single webhooks, and as bodies of many events, while LINE takes its time. */
export async function measureBurst(
  town: RunningWorker,
  source: WebhookSource,
  sink: LineSink,
): Promise<Row[]> {
  const send = async (bodies: number, events: number, inFlight: number): Promise<Sent> => {
    const webhooks = Array.from({ length: bodies }, () => source.next(events));
    sink.mostAtOnce();
    return summarise(await sendWebhooks(town.port, webhooks, inFlight, sink), sink.mostAtOnce());
  };
  sink.answerAfter(LINE_DELAY_MS);
  try {
    const singles = await send(WEBHOOKS, 1, WEBHOOKS_IN_FLIGHT);
    const alone = await send(1, EVENTS_PER_BODY, 1);
    const bodies = await send(BODIES, EVENTS_PER_BODY, BODIES);
    const inTurnMs = EVENTS_PER_BODY * LINE_DELAY_MS;
    return [
      atMost(
        `burst: ${WEBHOOKS} webhooks, ${WEBHOOKS_IN_FLIGHT} in flight`,
        singles.ms,
        LIMITS.burstMs,
        'ms',
        arrived(singles),
      ),
      atMost(
        `burst: ${BODIES} bodies of ${EVENTS_PER_BODY} events at once`,
        bodies.ms,
        LIMITS.burstMs,
        'ms',
        arrived(bodies),
      ),
      {
        ...atMost(
          `burst: one body of ${EVENTS_PER_BODY} events`,
          alone.ms,
          LIMITS.sideBySideMs,
          'ms',
          `one after another: ${inTurnMs} ms and more; ${arrived(alone)}`,
        ),
        ratio: alone.ms / inTurnMs,
      },
    ];
  } finally {
    sink.answerAfter(0);
  }
}

/** `ms`: from the first webhook's sending to the last reply's arrival. `atOnce`: most replies LINE held at a time. */
type Sent = { ms: number; accepted: number; replies: number; atOnce: number };

/** A reply that does not come, or a status that is not 200, ends the bench: all of them must arrive. */
function summarise(answered: readonly Answered[], atOnce: number): Sent {
  const accepted = answered.filter(({ status }) => status === 200).length;
  if (accepted < answered.length)
    throw new Error(`only ${accepted} of ${answered.length} webhooks got a 200`);
  const arrivals = answered.flatMap((each) => each.arrivals.map(({ at }) => at));
  const first = Math.min(...answered.map(({ sentAt }) => sentAt));
  return { ms: Math.max(...arrivals) - first, accepted, replies: arrivals.length, atOnce };
}

function arrived({ accepted, replies, atOnce }: Sent): string {
  return `${accepted} × 200, ${replies} replies, ${atOnce} at LINE at once`;
}
