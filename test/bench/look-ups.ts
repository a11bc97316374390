import { createHmac } from 'node:crypto';
import { writePostback } from '../../src/domain/look-up/postback.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';

/** A webhook as LINE sends it, ready and signed, so that making it is no part of what is timed. */
export type SignedWebhook = { body: Buffer; signature: string; replyTokens: string[] };

export type WebhookSource = {
  /** One body with this many events, each of another resident. */
  next(events?: number): SignedWebhook;
};

/** Words and buttons in equal parts: a KPI's name typed, then a KPI, a theme and the overview by button. */
export function createWebhookSource(plan: Plan, channelSecret: string): WebhookSource {
  const kpis = [...plan.kpis.values()];
  const themes = [...plan.themes.values()];
  const names = kpis.flatMap(({ name, shortName }) => [shortName, name.printed]);
  let count = 0;

  const lookUp = (number: number): object => {
    const turn = Math.floor(number / 4);
    switch (number % 4) {
      case 0:
        return typed(at(names, turn));
      case 1:
        return tapped(writePostback({ kind: 'kpi', id: at(kpis, turn).id }));
      case 2:
        return tapped(writePostback({ kind: 'theme', id: at(themes, turn).id }));
      default:
        return tapped(writePostback({ kind: 'overview' }));
    }
  };

  return {
    next(events = 1) {
      const replyTokens: string[] = [];
      const made = Array.from({ length: events }, () => {
        const number = (count += 1);
        const replyToken = number.toString(16).padStart(32, '0');
        replyTokens.push(replyToken);
        return {
          ...lookUp(number),
          mode: 'active',
          timestamp: Date.now(),
          source: { type: 'user', userId: `U${number.toString(16).padStart(32, '0')}` },
          webhookEventId: number.toString(32).toUpperCase().padStart(26, '0'),
          deliveryContext: { isRedelivery: false },
          replyToken,
        };
      });
      const body = Buffer.from(JSON.stringify({ destination: `U${'0'.repeat(32)}`, events: made }));
      const signature = createHmac('sha256', channelSecret).update(body).digest('base64');
      return { body, signature, replyTokens };
    },
  };
}

const typed = (text: string): object => ({
  type: 'message',
  message: { type: 'text', id: '1', quoteToken: 'q', text },
});
const tapped = (data: string): object => ({ type: 'postback', postback: { data } });

function at<Item>(items: readonly Item[], turn: number): Item {
  const item = items[turn % items.length];
  if (item === undefined) throw new Error('the plan has nothing to look up');
  return item;
}
