import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import worker from '../../src/index.ts';
import { saveDeadLetters } from '../../src/storage/dead-letter-store.ts';
import { playIdentityProvider } from './console-client.ts';
import { sendingBroadcast } from './broadcast-desk.ts';
import { startAnew } from './draft-desk.ts';

const MINUTE_MS = 60_000;

async function health(): Promise<{ status: number; body: unknown }> {
  const request = new Request('https://ayumi.example.lg.jp/healthz');
  const response = await worker.fetch(request, env, createExecutionContext());
  return { status: response.status, body: await response.json() };
}

async function progressAt(at: Date): Promise<void> {
  await env.DB.prepare('UPDATE broadcasts SET progress_at = ?1').bind(at.toISOString()).run();
}

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
});
afterEach(() => void vi.restoreAllMocks());

test('/healthz fails while a broadcast is stuck, and only then', async () => {
  await sendingBroadcast();
  await progressAt(new Date(Date.now() - 4 * MINUTE_MS));
  expect(await health()).toMatchObject({ status: 200, body: { broadcasts: { stuck: 0 } } });
  await progressAt(new Date(Date.now() - 6 * MINUTE_MS));
  expect(await health()).toMatchObject({
    status: 503,
    body: { status: 'failing', broadcasts: { stuck: 1 } },
  });
});

test('/healthz counts what the queue gave up on in the last day, and is not failing for it', async () => {
  const letter = (id: string, hoursAgo: number) => ({
    id,
    body: '{}',
    at: new Date(Date.now() - hoursAgo * 60 * MINUTE_MS).toISOString(),
  });
  await saveDeadLetters(env.DB, [letter('old', 25), letter('new', 23)]);
  expect(await health()).toMatchObject({ status: 200, body: { broadcasts: { stuck: 0, deadLetters: 1 } } });
});
