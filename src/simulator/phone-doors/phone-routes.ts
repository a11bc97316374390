import { Hono } from 'hono';
import { renderFlexHtml } from '../../flex-preview/flex-html.ts';
import { BOT_NAME } from '../world/channel.ts';
import type { Deps, SimulatorEnv } from '../deps.ts';
import { performAct } from './perform-act.ts';
import type { ChatEntry, PhoneAct, PhoneLogEntry, PhoneView, RichMenuView } from '../phone/phone-api.ts';
import type { World } from '../world/world.ts';

const LOG_SHOWN = 50; // requests
const PHONES_MAX = 30; // on the page; a load test must not fill its list

/** What the phone page asks: see phone/phone-api.ts. */
export function phoneRoutes(world: World, deps: Deps): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();

  app.get('/residents', (c) => c.json([...world.residents.values()].slice(0, PHONES_MAX)));

  app.get('/view', (c) => {
    const resident = world.residents.get(c.req.query('user') ?? '');
    if (!resident) return c.json({ message: 'そのような住民はいません' }, 404);
    const after = Number(c.req.query('after') ?? 0);
    const chat = world.chats.get(resident.userId) ?? [];
    world.chats.set(resident.userId, chat); // from now on also of a member of a crowd
    const view: PhoneView = {
      resident,
      entries: chat.filter(({ seq }) => seq > after).map(withFlexHtml),
      latestSeq: chat.at(-1)?.seq ?? 0,
      richMenu: resident.friendship === 'friend' ? viewRichMenu(world, resident.userId) : null,
      accountName: BOT_NAME,
    };
    return c.json(view);
  });

  app.post('/act', async (c) => {
    const { userId, act } = await c.req.json<{ userId: string; act: PhoneAct }>();
    const resident = world.residents.get(userId);
    if (!resident) return c.json({ message: 'そのような住民はいません' }, 404);
    const later = (work: Promise<unknown>): void => deps.later(c, work);
    return c.json({ webhookStatus: await performAct(world, deps, resident, act, later) });
  });

  app.get('/rich-menu/:richMenuId/image', (c) => {
    const image = world.richMenus.get(c.req.param('richMenuId'))?.image;
    if (!image) return c.json({ message: '画像がありません' }, 404);
    // An image of a menu cannot be replaced, so it never changes under its address.
    return new Response(image.bytes, {
      headers: { 'content-type': image.type, 'cache-control': 'max-age=86400' },
    });
  });

  app.get('/log', (c) => {
    const log: PhoneLogEntry[] = world.sent
      .slice(-LOG_SHOWN)
      .map(({ seq, at, method, path, status, faults }) => ({ seq, at, method, path, status, faults }));
    return c.json(log);
  });

  return app;
}

function withFlexHtml(entry: ChatEntry): ChatEntry {
  if (entry.from !== 'account' || entry.message.type !== 'flex' || !('contents' in entry.message))
    return entry;
  const flexHtml = renderFlexHtml(entry.message.contents);
  return flexHtml === undefined ? entry : { ...entry, flexHtml };
}

/** LINE: a menu linked to the user goes before the default one. */
function viewRichMenu(world: World, userId: string): RichMenuView | null {
  const richMenuId = world.richMenuLinks.get(userId) ?? world.defaultRichMenuId;
  const request = richMenuId === null ? undefined : world.richMenus.get(richMenuId)?.request;
  if (richMenuId === null || !request) return null;
  return {
    richMenuId,
    name: request.name ?? '',
    chatBarText: request.chatBarText ?? '',
    selected: request.selected ?? false,
    size: { width: request.size?.width ?? 0, height: request.size?.height ?? 0 },
    areas: request.areas ?? [],
    imageUrl: `/phone/api/rich-menu/${richMenuId}/image`,
  };
}
