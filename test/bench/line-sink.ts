import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { createSendingCounter, type SendingCounter } from './count-sendings.ts';

/** A reply as it reached LINE: when (performance.now, ms) its last byte came, and its body's size. */
export type Arrival = { at: number; bytes: number };

export type LineSink = {
  origin: string;
  /** Resolves with the reply to this token; rejects where none comes. Ask before the webhook is sent. */
  arrivalOf(replyToken: string): Promise<Arrival>;
  /** Multicasts and broadcasts. */
  sendings: SendingCounter;
  /** How long LINE thinks before it answers, in ms; 0 at first. */
  answerAfter(milliseconds: number): void;
  /** The most requests that waited for their answer at once, since it was last asked. */
  mostAtOnce(): number;
  close(): Promise<void>;
};

const REPLY_DEADLINE_MS = 15_000;
const REPLY_PATH = '/v2/bot/message/reply';
const ANSWER = '{"sentMessages":[]}';

/** Stands in for LINE's endpoints for replies, multicasts and broadcasts with as little work as possible, so that it does not show in the times. */
export async function openLineSink(port: number): Promise<LineSink> {
  const sendings = createSendingCounter();
  const waiting = new Map<string, (arrival: Arrival) => void>();
  let delayMs = 0;
  let open = 0;
  let most = 0;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const at = performance.now();
      const body = Buffer.concat(chunks);
      const path = request.url ?? '';
      if (path !== REPLY_PATH && !sendings.note(path, body, at)) return void response.writeHead(404).end();
      open += 1;
      most = Math.max(most, open);
      if (delayMs > 0) setTimeout(answer, delayMs, response);
      else answer(response);
      if (path !== REPLY_PATH) return;
      const replyToken = /"replyToken":"([^"]+)"/.exec(body.toString('latin1'))?.[1] ?? '';
      waiting.get(replyToken)?.({ at, bytes: body.length });
      waiting.delete(replyToken);
    });
  });

  function answer(response: ServerResponse): void {
    open -= 1;
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': ANSWER.length,
      'x-line-request-id': randomUUID(),
    });
    response.end(ANSWER);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  return {
    origin: `http://127.0.0.1:${port}`,
    sendings,
    arrivalOf(replyToken) {
      return new Promise((resolve, reject) => {
        const deadline = setTimeout(() => {
          waiting.delete(replyToken);
          reject(new Error(`no reply within ${REPLY_DEADLINE_MS} ms`));
        }, REPLY_DEADLINE_MS);
        waiting.set(replyToken, (arrival) => {
          clearTimeout(deadline);
          resolve(arrival);
        });
      });
    },
    answerAfter(milliseconds) {
      delayMs = milliseconds;
    },
    mostAtOnce() {
      const seen = most;
      most = 0;
      return seen;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
