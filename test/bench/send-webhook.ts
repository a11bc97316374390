import { Agent, request } from 'node:http';
import type { Arrival, LineSink } from './line-sink.ts';
import type { SignedWebhook } from './look-ups.ts';

export type Answered = { sentAt: number; status: number; arrivals: Arrival[] };

/** Sends one webhook and waits for its 200 and for all of its replies. `sentAt` is performance.now, ms. */
async function sendWebhook(
  agent: Agent,
  port: number,
  webhook: SignedWebhook,
  sink: LineSink,
): Promise<Answered> {
  const replies = Promise.all(webhook.replyTokens.map((token) => sink.arrivalOf(token)));
  const sentAt = performance.now();
  const [status, arrivals] = await Promise.all([post(agent, port, webhook), replies]);
  return { sentAt, status, arrivals };
}

/** Sends all of them, never more than `inFlight` at a time. */
export async function sendWebhooks(
  port: number,
  webhooks: readonly SignedWebhook[],
  inFlight: number,
  sink: LineSink,
): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const answered: Answered[] = [];
  const remaining = webhooks.values();
  const sendInTurn = async (): Promise<void> => {
    for (const webhook of remaining) answered.push(await sendWebhook(agent, port, webhook, sink));
  };
  try {
    await Promise.all(Array.from({ length: inFlight }, sendInTurn));
  } finally {
    agent.destroy();
  }
  return answered;
}

async function post(agent: Agent, port: number, { body, signature }: SignedWebhook): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path: '/webhook',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          'x-line-signature': signature,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', reject);
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}
