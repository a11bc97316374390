import { beforeEach, describe, expect, it } from 'vitest';
import { HARU, NAOKI, UNKNOWN_USER, openStand, type Stand } from './simulator-stand.ts';

const area = {
  bounds: { x: 0, y: 0, width: 800, height: 270 },
  action: { type: 'postback', data: 'menu=top', label: '一覧' },
};
const menu = {
  size: { width: 800, height: 270 },
  selected: true,
  name: '主メニュー',
  chatBarText: 'メニュー',
  areas: [area],
};

function png(width: number, height: number, length = 64): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

function jpeg(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array([
    0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0,
  ]);
  const view = new DataView(bytes.buffer);
  view.setUint16(13, height);
  view.setUint16(15, width);
  return bytes;
}

let stand: Stand;
beforeEach(async () => {
  stand = openStand();
  await stand.follow(HARU, NAOKI);
});

const create = async (): Promise<string> =>
  (await stand.call('POST', '/v2/bot/richmenu', menu)).body.richMenuId;
const upload = (id: string, bytes = png(800, 270), type = 'image/png') =>
  stand.upload(`/v2/bot/richmenu/${id}/content`, bytes, type);
const createShown = async (): Promise<string> => {
  const id = await create();
  await upload(id);
  return id;
};
const alias = (richMenuAliasId: string, richMenuId: string) =>
  stand.call('POST', '/v2/bot/richmenu/alias', { richMenuAliasId, richMenuId });

const shownTo = async (userId: string): Promise<string | undefined> =>
  (await stand.ask('GET', `/phone/api/view?user=${userId}`)).body.richMenu?.richMenuId;

describe('the rules for a rich menu', () => {
  const areas = (count: number): object => ({ areas: Array.from({ length: count }, () => area) });
  const size = (width: number, height: number): object => ({
    size: { width, height },
    areas: [{ ...area, bounds: { x: 0, y: 0, width: 1, height: 1 } }],
  });
  it.each<[string, object, object]>([
    ['is at least 800 wide', size(800, 270), size(799, 270)],
    ['is at most 2500 wide', size(2500, 843), size(2501, 843)],
    ['is at least 250 high', size(800, 250), size(800, 249)],
    ['is at least 1.45 times as wide as high', size(1450, 1000), size(1449, 1000)],
    ['has a name of at most 300 graphemes', { name: '名'.repeat(300) }, { name: '名'.repeat(301) }],
    [
      'has a bar text of at most 14 graphemes',
      { chatBarText: '👨‍👩‍👧'.repeat(14) },
      { chatBarText: '字'.repeat(15) },
    ],
    ['has at most 20 areas', areas(20), areas(21)],
    ['says whether it is open at first', { selected: false }, { selected: 'yes' }],
    ['keeps its areas inside', {}, { areas: [{ ...area, bounds: { x: 1, y: 0, width: 800, height: 270 } }] }],
    [
      'has labels of at most 20 graphemes',
      { areas: [{ ...area, action: { ...area.action, label: '字'.repeat(20) } }] },
      { areas: [{ ...area, action: { ...area.action, label: '字'.repeat(21) } }] },
    ],
    [
      'switches to an alias of a-z, 0-9, _ and -',
      { areas: [{ ...area, action: { type: 'richmenuswitch', data: 'a', richMenuAliasId: 'page-2' } }] },
      { areas: [{ ...area, action: { type: 'richmenuswitch', data: 'a', richMenuAliasId: 'Page 2' } }] },
    ],
  ])('a rich menu %s', async (_rule, passes, breaks) => {
    for (const path of ['/v2/bot/richmenu', '/v2/bot/richmenu/validate']) {
      expect((await stand.call('POST', path, { ...menu, ...passes })).status).toBe(200);
      const refused = await stand.call('POST', path, { ...menu, ...breaks });
      expect([refused.status, refused.body.details.length]).toEqual([400, 1]);
    }
  });
});

describe('the image of a rich menu', () => {
  it('may be PNG or JPEG, and comes back as it went up', async () => {
    const [first, second] = [await create(), await create()];
    expect((await upload(first)).status).toBe(200);
    expect((await upload(second, jpeg(800, 270), 'image/jpeg')).status).toBe(200);
    const image = await stand.call('GET', `http://127.0.0.1/v2/bot/richmenu/${first}/content`);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it('goes to the data host only', async () => {
    const id = await create();
    const path = `/v2/bot/richmenu/${id}/content`;
    expect((await stand.call('POST', path, 'x', { 'content-type': 'image/png' })).status).toBe(404);
    expect((await stand.call('GET', 'http://127.0.0.1/v2/bot/richmenu/list')).status).toBe(404);
    expect((await upload(id)).status).toBe(200);
    expect(stand.world.sent.map(({ host }) => host)).toEqual([
      'api.line.me',
      'api.line.me',
      'api-data.line.me',
      'api-data.line.me',
    ]);
  });

  it.each<[string, Uint8Array<ArrayBuffer>, string, number]>([
    ['is refused when it is no picture', new Uint8Array(64), 'image/png', 400],
    ['is refused when its type says another', png(800, 270), 'image/jpeg', 400],
    ['is refused when the type is none of the two', png(800, 270), 'image/gif', 415],
    ['is refused when its pixels are not the menu’s', png(800, 271), 'image/png', 400],
    ['is refused beyond 1 MB', png(800, 270, 1024 * 1024 + 1), 'image/png', 413],
    ['is accepted at 1 MB', png(800, 270, 1024 * 1024), 'image/png', 200],
  ])('%s', async (_rule, bytes, type, status) => {
    expect((await upload(await create(), bytes, type)).status).toBe(status);
  });

  it('cannot be replaced', async () => {
    const id = await createShown();
    expect((await upload(id)).status).toBe(400);
  });

  it('is needed before a menu is the default, linked, aliased or the end of a batch', async () => {
    const id = await create();
    const uses = (): Promise<number>[] =>
      [
        stand.call('POST', `/v2/bot/user/all/richmenu/${id}`),
        stand.call('POST', `/v2/bot/user/${HARU}/richmenu/${id}`),
        stand.call('POST', '/v2/bot/richmenu/bulk/link', { richMenuId: id, userIds: [HARU] }),
        alias('page', id),
        stand.call('POST', '/v2/bot/richmenu/batch', { operations: [{ type: 'link', from: id, to: id }] }),
      ].map(async (answer) => (await answer).status);
    expect(await Promise.all(uses())).toEqual([400, 400, 400, 400, 400]);
    await upload(id);
    expect(await Promise.all(uses())).toEqual([200, 200, 202, 200, 202]);
  });
});

describe('which menu is shown', () => {
  it('a linked one goes before the default, for its user only', async () => {
    const [first, second] = [await createShown(), await createShown()];
    await stand.call('POST', `/v2/bot/user/all/richmenu/${first}`);
    await stand.call('POST', `/v2/bot/user/${HARU}/richmenu/${second}`);
    expect([await shownTo(HARU), await shownTo(NAOKI)]).toEqual([second, first]);
    expect((await stand.call('GET', `/v2/bot/user/${HARU}/richmenu`)).body).toEqual({ richMenuId: second });
    await stand.call('DELETE', `/v2/bot/user/${HARU}/richmenu`);
    expect(await shownTo(HARU)).toBe(first);
    await stand.call('DELETE', '/v2/bot/user/all/richmenu');
    expect(await shownTo(HARU)).toBeUndefined();
    expect((await stand.call('GET', '/v2/bot/user/all/richmenu')).status).toBe(404);
    expect((await stand.call('GET', `/v2/bot/user/${HARU}/richmenu`)).status).toBe(404);
  });

  it('many are linked and unlinked at once', async () => {
    const id = await createShown();
    await stand.call('POST', '/v2/bot/richmenu/bulk/link', {
      richMenuId: id,
      userIds: [HARU, NAOKI, UNKNOWN_USER],
    });
    expect(Object.keys((await stand.ask('GET', '/__state')).body.links)).toEqual([HARU, NAOKI]);
    await stand.call('POST', '/v2/bot/richmenu/bulk/unlink', { userIds: [HARU] });
    expect(await shownTo(NAOKI)).toBe(id);
    expect(await shownTo(HARU)).toBeUndefined();
  });

  it('a batch moves those of one menu to another', async () => {
    const [first, second] = [await createShown(), await createShown()];
    await stand.call('POST', '/v2/bot/richmenu/bulk/link', { richMenuId: first, userIds: [HARU] });
    const answer = await stand.call('POST', '/v2/bot/richmenu/batch', {
      operations: [{ type: 'link', from: first, to: second }],
    });
    expect([answer.status, await shownTo(HARU), await shownTo(NAOKI)]).toEqual([202, second, undefined]);
    const requestId = answer.headers.get('x-line-request-id');
    expect(
      (await stand.call('GET', `/v2/bot/richmenu/progress/batch?requestId=${requestId}`)).body.phase,
    ).toBe('succeeded');
    const both = { operations: [{ type: 'unlinkAll' }, { type: 'unlink', from: second }] };
    expect((await stand.call('POST', '/v2/bot/richmenu/validate/batch', both)).status).toBe(400);
  });

  it('a link to an unknown menu or user is refused', async () => {
    const id = await createShown();
    expect((await stand.call('POST', `/v2/bot/user/${HARU}/richmenu/richmenu-0`)).status).toBe(404);
    expect((await stand.call('POST', `/v2/bot/user/${UNKNOWN_USER}/richmenu/${id}`)).status).toBe(400);
  });
});

describe('aliases and deletion', () => {
  it('an alias is made once, moved, listed and removed', async () => {
    const [first, second] = [await createShown(), await createShown()];
    expect((await alias('page-1', first)).status).toBe(200);
    expect((await alias('page-1', first)).status).toBe(400);
    expect((await alias('Page 1', first)).status).toBe(400);
    expect((await alias('page-2', 'richmenu-0')).status).toBe(400);
    await stand.call('POST', '/v2/bot/richmenu/alias/page-1', { richMenuId: second });
    const moved = { richMenuAliasId: 'page-1', richMenuId: second };
    expect((await stand.call('GET', '/v2/bot/richmenu/alias/page-1')).body).toEqual(moved);
    expect((await stand.call('GET', '/v2/bot/richmenu/alias/list')).body).toEqual({ aliases: [moved] });
    expect((await stand.call('DELETE', '/v2/bot/richmenu/alias/page-1')).status).toBe(200);
    expect((await stand.call('GET', '/v2/bot/richmenu/alias/page-1')).status).toBe(404);
    expect((await stand.call('POST', '/v2/bot/richmenu/alias/page-1', { richMenuId: first })).status).toBe(
      404,
    );
  });

  it('a deleted menu is nobody’s, and its alias stays behind', async () => {
    const id = await createShown();
    await alias('page', id);
    await stand.call('POST', `/v2/bot/user/all/richmenu/${id}`);
    await stand.call('POST', `/v2/bot/user/${HARU}/richmenu/${id}`);
    expect((await stand.call('GET', `/v2/bot/richmenu/${id}`)).body).toEqual({ richMenuId: id, ...menu });
    expect((await stand.call('DELETE', `/v2/bot/richmenu/${id}`)).status).toBe(200);
    expect((await stand.call('GET', `/v2/bot/richmenu/${id}`)).status).toBe(404);
    expect((await stand.call('GET', '/v2/bot/richmenu/list')).body).toEqual({ richmenus: [] });
    const { body } = await stand.ask('GET', '/__state');
    expect([body.defaultRichMenuId, body.links, body.aliases]).toEqual([null, {}, { page: id }]);
  });
});
