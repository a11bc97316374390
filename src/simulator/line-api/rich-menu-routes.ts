import type { messagingApi } from '@line/bot-sdk';
import { Hono } from 'hono';
import type { Deps, SimulatorEnv } from '../deps.ts';
import { accept, refuse, refuseBody } from './line-answers.ts';
import { ALIAS_PATTERN } from './rules/check-action.ts';
import { checkRichMenu, readBatch } from './rules/check-rich-menu.ts';
import { textOf } from './rules/fields.ts';
import { readPicture } from './rules/picture-size.ts';
import { remember, type World } from '../world/world.ts';

const RICH_MENUS_MAX = 1000; // LINE: per account, by the Messaging API
const ALIASES_MAX = 1000; // LINE: create-rich-menu-alias
const IMAGE_MAX = 1024 * 1024; // bytes; LINE: rich menu image
const BATCHES_MAX = 1000; // remembered

const NO_MENU = 'richmenu not found';
const NO_IMAGE = 'must upload richmenu image before applying it to user';

/** Why a menu cannot be shown to anybody, or undefined when it can. */
export function refuseUse(world: World, richMenuId: string): Response | undefined {
  const menu = world.richMenus.get(richMenuId);
  if (!menu) return refuse(404, NO_MENU);
  return menu.image ? undefined : refuse(400, NO_IMAGE);
}

type RichMenuDescription = { richMenuId: string } & messagingApi.RichMenuRequest;

export function describeRichMenus(world: World): RichMenuDescription[] {
  return [...world.richMenus].map(([richMenuId, { request }]) => describe(richMenuId, request));
}

function describe(richMenuId: string, request: messagingApi.RichMenuRequest): RichMenuDescription {
  return { ...request, richMenuId };
}

export function richMenuRoutes(world: World, deps: Deps): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();

  app.post('/', (c) => {
    const details = checkRichMenu(c.get('fields'));
    if (details.length > 0) return refuseBody(details);
    if (world.richMenus.size >= RICH_MENUS_MAX)
      return refuse(400, 'The number of rich menus exceeds the limit');
    const richMenuId = `richmenu-${deps.newId().replaceAll('-', '')}`;
    world.richMenus.set(richMenuId, { request: c.get('fields'), image: null });
    return accept({ richMenuId });
  });

  app.post('/validate', (c) => {
    const details = checkRichMenu(c.get('fields'));
    return details.length > 0 ? refuseBody(details) : accept();
  });

  app.get('/list', () => accept({ richmenus: describeRichMenus(world) }));

  app.post('/batch', (c) => {
    const { operations, details } = readBatch(c.get('fields'));
    if (details.length > 0) return refuseBody(details);
    for (const operation of operations) {
      const refusal = operation.type === 'link' ? refuseUse(world, operation.to) : undefined;
      if (refusal) return refusal;
    }
    // At LINE this runs in the background; every operation sees the links as they were before.
    const before = [...world.richMenuLinks];
    for (const operation of operations) {
      for (const [userId, linked] of before) {
        if (operation.type === 'unlinkAll') world.richMenuLinks.delete(userId);
        else if (linked !== operation.from) continue;
        else if (operation.type === 'link') world.richMenuLinks.set(userId, operation.to);
        else world.richMenuLinks.delete(userId);
      }
    }
    remember(world.richMenuBatches, c.get('requestId'), deps.now(), BATCHES_MAX);
    return accept({}, 202);
  });

  app.post('/validate/batch', (c) => {
    const { details } = readBatch(c.get('fields'));
    return details.length > 0 ? refuseBody(details) : accept();
  });

  app.get('/progress/batch', (c) => {
    const at = world.richMenuBatches.get(c.req.query('requestId') ?? '');
    if (at === undefined) return refuse(404, 'The request id is not found');
    const time = new Date(at).toISOString();
    return accept({ phase: 'succeeded', acceptedTime: time, completedTime: time });
  });

  app.post('/alias', (c) => {
    const { richMenuAliasId, richMenuId } = c.get('fields');
    if (!ALIAS_PATTERN.test(textOf(richMenuAliasId))) {
      return refuseBody([{ message: 'Must be 1 to 32 of a-z, 0-9, _ and -', property: 'richMenuAliasId' }]);
    }
    if (world.richMenuAliases.has(textOf(richMenuAliasId))) return refuse(400, 'conflict richmenu alias id');
    if (world.richMenuAliases.size >= ALIASES_MAX)
      return refuse(400, 'The number of aliases exceeds the limit');
    const refusal = refuseAliased(world, textOf(richMenuId));
    if (refusal) return refusal;
    world.richMenuAliases.set(textOf(richMenuAliasId), textOf(richMenuId));
    return accept();
  });

  app.get('/alias/list', () =>
    accept({
      aliases: [...world.richMenuAliases].map(([richMenuAliasId, richMenuId]) => ({
        richMenuAliasId,
        richMenuId,
      })),
    }),
  );

  app.get('/alias/:aliasId', (c) => {
    const richMenuAliasId = c.req.param('aliasId');
    const richMenuId = world.richMenuAliases.get(richMenuAliasId);
    return richMenuId ? accept({ richMenuAliasId, richMenuId }) : refuse(404, 'richmenu alias not found');
  });

  app.post('/alias/:aliasId', (c) => {
    const { richMenuId } = c.get('fields');
    const aliasId = c.req.param('aliasId');
    if (!world.richMenuAliases.has(aliasId)) return refuse(404, 'richmenu alias not found');
    const refusal = refuseAliased(world, textOf(richMenuId));
    if (refusal) return refusal;
    world.richMenuAliases.set(aliasId, textOf(richMenuId));
    return accept();
  });

  app.delete('/alias/:aliasId', (c) => {
    const known = world.richMenuAliases.delete(c.req.param('aliasId'));
    return known ? accept() : refuse(404, 'richmenu alias not found');
  });

  app.post('/:richMenuId/content', (c) => {
    const menu = world.richMenus.get(c.req.param('richMenuId'));
    if (!menu) return refuse(404, NO_MENU);
    const bytes = c.get('bytes');
    if (menu.image) return refuse(400, 'An image has already been uploaded to the richmenu');
    if (bytes.length > IMAGE_MAX) return refuse(413, 'The image must be at most 1 MB');
    const type = c.req.header('content-type');
    if (type !== 'image/png' && type !== 'image/jpeg')
      return refuse(415, 'The Content-Type must be image/png or image/jpeg');
    const picture = readPicture(bytes);
    if (picture?.type !== type) return refuse(400, 'The image is not what its Content-Type says');
    const { width, height } = menu.request.size ?? {};
    if (picture.width !== width || picture.height !== height) {
      return refuse(400, `The image size must be ${width}x${height}, not ${picture.width}x${picture.height}`);
    }
    menu.image = { type, bytes };
    return accept();
  });

  app.get('/:richMenuId/content', (c) => {
    const image = world.richMenus.get(c.req.param('richMenuId'))?.image;
    return image
      ? new Response(image.bytes, { headers: { 'content-type': image.type } })
      : refuse(404, NO_MENU);
  });

  app.get('/:richMenuId', (c) => {
    const menu = world.richMenus.get(c.req.param('richMenuId'));
    return menu ? accept(describe(c.req.param('richMenuId'), menu.request)) : refuse(404, NO_MENU);
  });

  // LINE says of aliases of a deleted menu only what a tap then brings: the alias stays and its switch fails.
  app.delete('/:richMenuId', (c) => {
    const richMenuId = c.req.param('richMenuId');
    if (!world.richMenus.delete(richMenuId)) return refuse(404, NO_MENU);
    if (world.defaultRichMenuId === richMenuId) world.defaultRichMenuId = null;
    for (const [userId, linked] of world.richMenuLinks) {
      if (linked === richMenuId) world.richMenuLinks.delete(userId);
    }
    return accept();
  });

  return app;
}

/** An alias answers 400 where a link answers 404: the menu stands in the body there and in the path here. */
function refuseAliased(world: World, richMenuId: string): Response | undefined {
  const menu = world.richMenus.get(richMenuId);
  if (!menu) return refuse(400, NO_MENU);
  return menu.image ? undefined : refuse(400, NO_IMAGE);
}
