import { Hono } from 'hono';
import { USER_ID } from '../world/channel.ts';
import type { SimulatorEnv } from '../deps.ts';
import { accept, refuse, refuseBody } from './line-answers.ts';
import { refuseUse } from './rich-menu-routes.ts';
import { checkList, collect, textOf, textsOf, type Detail } from './rules/fields.ts';
import type { World } from '../world/world.ts';

const BULK_MAX = 500; // users; LINE: link-rich-menu-to-users

/** Which menu whom is shown: `/v2/bot/user/…` and the two bulk calls. */
export function richMenuUserRoutes(world: World): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();

  app.post('/user/all/richmenu/:richMenuId', (c) => {
    const refusal = refuseUse(world, c.req.param('richMenuId'));
    if (refusal) return refusal;
    world.defaultRichMenuId = c.req.param('richMenuId');
    return accept();
  });

  app.get('/user/all/richmenu', () => {
    const richMenuId = world.defaultRichMenuId;
    return richMenuId ? accept({ richMenuId }) : refuse(404, 'no default richmenu');
  });

  app.delete('/user/all/richmenu', () => {
    world.defaultRichMenuId = null;
    return accept();
  });

  app.post('/user/:userId/richmenu/:richMenuId', (c) => {
    const { userId, richMenuId } = c.req.param();
    if (!world.residents.has(userId)) return refuse(400, "The value for the 'userId' parameter is invalid");
    const refusal = refuseUse(world, richMenuId);
    if (refusal) return refusal;
    world.richMenuLinks.set(userId, richMenuId);
    return accept();
  });

  app.get('/user/:userId/richmenu', (c) => {
    const richMenuId = world.richMenuLinks.get(c.req.param('userId'));
    return richMenuId ? accept({ richMenuId }) : refuse(404, 'the user has no richmenu');
  });

  app.delete('/user/:userId/richmenu', (c) => {
    if (!USER_ID.test(c.req.param('userId')))
      return refuse(400, "The value for the 'userId' parameter is invalid");
    world.richMenuLinks.delete(c.req.param('userId'));
    return accept();
  });

  app.post('/richmenu/bulk/link', (c) => {
    const { richMenuId, userIds } = c.get('fields');
    const details = checkUserIds(userIds);
    if (details.length > 0) return refuseBody(details);
    const refusal = refuseUse(world, textOf(richMenuId));
    if (refusal) return refusal;
    for (const userId of textsOf(userIds)) {
      if (world.residents.has(userId)) world.richMenuLinks.set(userId, textOf(richMenuId));
    }
    return accept({}, 202);
  });

  app.post('/richmenu/bulk/unlink', (c) => {
    const { userIds } = c.get('fields');
    const details = checkUserIds(userIds);
    if (details.length > 0) return refuseBody(details);
    for (const userId of textsOf(userIds)) world.richMenuLinks.delete(userId);
    return accept({}, 202);
  });

  return app;
}

function checkUserIds(userIds: unknown): Detail[] {
  return collect((report) => {
    const list = checkList(userIds, 1, BULK_MAX, 'userIds', report);
    if (!list.every((id) => typeof id === 'string' && USER_ID.test(id)))
      report('userIds', 'Must be user ids');
  });
}
