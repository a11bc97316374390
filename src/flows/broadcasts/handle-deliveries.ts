import { saveDeadLetters } from '../../storage/dead-letter-store.ts';
import type { ChunkName } from '../../storage/chunk-store.ts';
import { deliverChunks, type DeliveryDesk } from './deliver-chunks.ts';
import { finishBroadcasts } from './sweep-broadcasts.ts';

/** Where the platform puts what could not be handled often enough; see wrangler.toml. */
const DEAD_QUEUE = 'ayumi-dead-deliveries';

/**
 * Each broadcast in a batch wants its words, its progress and its end, so a batch of ten is kept to two: at most 41
 * queries to D1, in 29 calls, and 11 calls to LINE, of which the free plan allows 50 each. The others come again.
 */
const BROADCASTS_AT_ONCE = 2;
const LATER_S = 1;

/** One batch of a queue: chunks to send, or what the platform gave up on. */
export async function handleDeliveries(
  batch: MessageBatch<ChunkName>,
  desk: Omit<DeliveryDesk, 'line'> & { line: DeliveryDesk['line'] | null },
): Promise<void> {
  if (batch.queue === DEAD_QUEUE) return keepDeadLetters(batch, desk);
  const { line } = desk;
  if (!line) {
    desk.log({ event: 'deliveries-left', why: 'settings', count: batch.messages.length });
    return batch.ackAll(); // the sweep brings them again when the settings are there
  }
  const named = batch.messages.flatMap((message) => {
    const name = readName(message.body);
    if (!name) message.ack(); // brought again it would be no better, and nothing rests on it: the sweep finds every chunk
    return name ? [{ message, name }] : [];
  });
  const served = new Set(
    [...new Set(named.map(({ name }) => name.broadcastId))].slice(0, BROADCASTS_AT_ONCE),
  );
  const now = named.filter(({ name }) => served.has(name.broadcastId));
  for (const { message, name } of named)
    if (!served.has(name.broadcastId)) message.retry({ delaySeconds: LATER_S });
  const handled = await deliverChunks(
    { ...desk, line },
    now.map(({ name }) => name),
  );
  for (const [at, { message }] of now.entries()) {
    const outcome = handled[at];
    if (outcome?.kind === 'again') message.retry({ delaySeconds: outcome.delaySeconds });
    else message.ack();
  }
  const odd = batch.messages.length - named.length;
  if (odd > 0) desk.log({ event: 'odd-deliveries', count: odd });
  // Whoever sent the last chunk says so; where this fails the minute's sweep does.
  await finishBroadcasts({ db: desk.db, now: desk.now() }, BROADCASTS_AT_ONCE).catch((error: unknown) =>
    desk.log({ event: 'broadcasts-not-finished', fault: error instanceof Error ? error.message : 'unknown' }),
  );
}

/** What the queue carries comes from outside this Worker's memory, so it is read like anything else from there. */
function readName(body: unknown): ChunkName | null {
  if (typeof body !== 'object' || body === null) return null;
  const { broadcastId, number } = body as Record<string, unknown>;
  const isId = typeof broadcastId === 'string' && broadcastId.length <= BROADCAST_ID_MAX;
  return isId && typeof number === 'number' && Number.isSafeInteger(number) && number >= 1
    ? { broadcastId, number }
    : null;
}

const BROADCAST_ID_MAX = 64; // ours are UUIDs; this only keeps a log line from growing without bound

async function keepDeadLetters(
  batch: MessageBatch<ChunkName>,
  { db, now, log }: Pick<DeliveryDesk, 'db' | 'now' | 'log'>,
): Promise<void> {
  const at = now().toISOString();
  for (const { body, attempts } of batch.messages) log({ event: 'dead-letter', ...readName(body), attempts });
  await saveDeadLetters(
    db,
    batch.messages.map(({ id, body }) => ({ id, body: JSON.stringify(body), at })),
  );
  batch.ackAll();
}
