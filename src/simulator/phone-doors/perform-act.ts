import {
  deliverWebhook,
  isDelivered,
  redeliverUntilTaken,
  type WebhookResult,
} from '../webhook/deliver-webhook.ts';
import type { Deps } from '../deps.ts';
import { applyEvent, completeEvent, redeliver } from '../webhook/events.ts';
import type { PhoneAct, Resident } from '../phone/phone-api.ts';
import type { Fields } from '../line-api/rules/fields.ts';
import { addChatEntry, nextMessageId, type WebhookEvent, type World } from '../world/world.ts';

const STICKER = { type: 'sticker', packageId: '446', stickerId: '1988', stickerResourceType: 'STATIC' }; // LINE: sendable stickers

/** What a resident does on the phone: the chat changes, the event goes out. Gives the bot's HTTP status. */
export async function performAct(
  world: World,
  deps: Deps,
  resident: Resident,
  act: PhoneAct,
  later: (work: Promise<unknown>) => void,
): Promise<number | null> {
  const { userId } = resident;
  const note = (text: string): void =>
    addChatEntry(world, userId, deps.now(), { from: 'system', kind: 'note', text });
  const happen = async (...partials: Fields[]): Promise<number | null> => {
    const events = partials.map((partial) => makeEvent(world, deps, userId, partial));
    return deliver(events);
  };
  const deliver = async (events: WebhookEvent[]): Promise<number | null> => {
    const result = await deliverWebhook(world, deps, events);
    if (isDelivered(result)) return result.status;
    note(describeFailure(result, world.settings.redelivery));
    if (world.settings.redelivery) later(redeliverUntilTaken(world, deps, events));
    return result.status;
  };

  if (resident.friendship !== 'friend' && act.kind !== 'follow') {
    note('友だちに追加すると、メッセージを送れます');
    return null;
  }
  switch (act.kind) {
    case 'text':
      return happen({ type: 'message', message: { type: 'text', text: act.text } });
    case 'sticker':
      return happen({ type: 'message', message: STICKER });
    case 'image':
      return happen({ type: 'message', message: { type: 'image', contentProvider: { type: 'line' } } });
    case 'postback': {
      if (act.displayText) {
        const messageId = nextMessageId(world, deps.now());
        addChatEntry(world, userId, deps.now(), {
          from: 'resident',
          kind: 'text',
          text: act.displayText,
          messageId,
        });
      }
      return happen({
        type: 'postback',
        postback: { data: act.data, ...(act.params ? { params: act.params } : {}) },
      });
    }
    case 'switch-rich-menu': {
      const status = switchRichMenu(world, userId, act.richMenuAliasId);
      if (status !== 'SUCCESS') note(`メニューを切り替えられませんでした(${status})`);
      const params = { newRichMenuAliasId: act.richMenuAliasId, status };
      return happen({ type: 'postback', postback: { data: act.data, params } });
    }
    case 'follow':
      return resident.friendship === 'friend' ? null : happen({ type: 'follow' });
    case 'block':
      return happen({ type: 'unfollow' });
    case 'unsend':
      return happen({ type: 'unsend', unsend: { messageId: act.messageId } });
    case 'deliver-again': {
      const last = world.lastEvents.get(userId);
      if (!last) return null;
      note('LINEが同じ通知をもう一度届けました');
      return deliver([redeliver(world, last, deps.now())]);
    }
    case 'deliver-out-of-order': {
      // Each in a body of its own, the latest first: that is how an order is lost on the way.
      const events = act.texts.map((text, i) =>
        makeEvent(world, deps, userId, {
          type: 'message',
          timestamp: deps.now() + i,
          message: { type: 'text', text },
        }),
      );
      let status: number | null = null;
      for (const event of events.toReversed()) status = await deliver([event]);
      return status;
    }
    default:
      return act satisfies never;
  }
}

function makeEvent(world: World, deps: Deps, userId: string, partial: Fields): WebhookEvent {
  const event = completeEvent(
    world,
    { source: { type: 'user', userId }, ...partial },
    deps.now(),
    deps.newId,
  );
  applyEvent(world, event, deps.now());
  return event;
}

/** LINE: rich menu switch action; the new menu stays linked to the user. */
function switchRichMenu(world: World, userId: string, aliasId: string): string {
  const richMenuId = world.richMenuAliases.get(aliasId);
  if (richMenuId === undefined) return 'RICHMENU_ALIAS_ID_NOTFOUND';
  if (!world.richMenus.has(richMenuId)) return 'RICHMENU_NOTFOUND';
  world.richMenuLinks.set(userId, richMenuId);
  return 'SUCCESS';
}

function describeFailure({ status }: WebhookResult, redelivery: boolean): string {
  const what = status === null ? 'ボットに届きませんでした' : `ボットが HTTP ${status} と答えました`;
  return redelivery ? `${what}。あとでもう一度届けます` : what;
}
