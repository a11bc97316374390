import { validateSignature } from '@line/bot-sdk';
import { Hono } from 'hono';

type Bindings = {
  LINE_CHANNEL_SECRET: string;
  LINE_CHANNEL_ACCESS_TOKEN: string;
  LINE_API_ORIGIN: string;
};
type Body = { events: { replyToken: string }[] };

const app = new Hono<{ Bindings: Bindings }>();

app.post('/webhook', async (c) => {
  const raw = await c.req.text();
  const signature = c.req.header('x-line-signature') ?? '';
  if (!validateSignature(raw, c.env.LINE_CHANNEL_SECRET, signature)) return c.text('bad signature', 401);
  const [event] = (JSON.parse(raw) as Body).events;
  if (event) c.executionCtx.waitUntil(reply(event.replyToken, c.env));
  return c.text('ok');
});

app.get('/healthz', (c) => c.text('ok'));

export default app;

async function reply(replyToken: string, env: Bindings): Promise<void> {
  const response = await fetch(`${env.LINE_API_ORIGIN}/v2/bot/message/reply`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${env.LINE_CHANNEL_ACCESS_TOKEN}`,
    },
    body: JSON.stringify({ replyToken, messages: [{ type: 'text', text: 'こんにちは' }] }),
  });
  await response.arrayBuffer(); // an unread answer keeps the connection from being used again
}
