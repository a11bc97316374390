import { saveDeadLetters } from '../../storage/dead-letter-store.ts';
import type { ChunkName } from '../../storage/chunk-store.ts';
import { deliverChunks, type DeliveryDesk } from './deliver-chunks.ts';
import { finishBroadcasts } from './sweep-broadcasts.ts';

/** Where the platform puts what could not be handled often enough; see wrangler.toml. */
const DEAD_QUEUE = 'ayumi-dead-deliveries';

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
  const handled = await deliverChunks(
    { ...desk, line },
    batch.messages.map(({ body }) => body),
  );
  for (const [at, message] of batch.messages.entries()) {
    const outcome = handled[at];
    if (outcome?.kind === 'again') message.retry({ delaySeconds: outcome.delaySeconds });
    else message.ack();
  }
  // Whoever sent the last chunk says so; where this fails the minute's sweep does.
  await finishBroadcasts({ db: desk.db, now: desk.now() }).catch((error: unknown) =>
    desk.log({ event: 'broadcasts-not-finished', fault: error instanceof Error ? error.message : 'unknown' }),
  );
}

async function keepDeadLetters(
  batch: MessageBatch<ChunkName>,
  { db, now, log }: Pick<DeliveryDesk, 'db' | 'now' | 'log'>,
): Promise<void> {
  const at = now().toISOString();
  for (const { body, attempts } of batch.messages) log({ event: 'dead-letter', ...body, attempts });
  await saveDeadLetters(
    db,
    batch.messages.map(({ id, body }) => ({ id, body: JSON.stringify(body), at })),
  );
  batch.ackAll();
}
