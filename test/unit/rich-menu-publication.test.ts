import { LineBotClient } from '@line/bot-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { adviseOnFault, describeFault, publishRichMenus } from '../../src/commands/rich-menu/publication.ts';
import { planRichMenuPublication, type WantedRichMenu } from '../../src/commands/rich-menu/plan.ts';
import { loadPublishedRichMenus, RICH_MENU_CALL_DEADLINE_MS } from '../../src/line/rich-menus.ts';

function notFound(): Response {
  return Response.json({ message: 'Not found' }, { status: 404 });
}

/** Of LINE only what these calls need: menus, images, aliases, default, links. `refuse` decides before each change. */
function startFakeLine() {
  const menus = new Map<string, { name: string; hasImage: boolean }>();
  const aliases = new Map<string, string>();
  const links = new Map<string, string>();
  const fake = {
    menus,
    aliases,
    links,
    defaultId: null as string | null,
    calls: [] as string[],
    phases: ['succeeded'],
    refuse: (_call: string): number | 'hang' | null => null,
    fetch: async (input: URL | string, init: RequestInit = {}): Promise<Response> => {
      const { pathname, hostname } = new URL(input);
      const method = init.method ?? 'GET';
      const call = `${method} ${pathname.replace('/v2/bot', '')}`;
      expect(hostname).toBe(pathname.endsWith('/content') ? 'data.line.test' : 'api.line.test');
      if (method !== 'GET') {
        const refusal = fake.refuse(call);
        if (refusal === 'hang') return new Promise(() => {});
        if (refusal !== null) return Response.json({ message: 'refused by the test' }, { status: refusal });
        fake.calls.push(call);
      }
      return answer(call, pathname.split('/'), init.body);
    },
  };
  const answer = (call: string, path: string[], sent: unknown): Response => {
    const body = typeof sent === 'string' ? JSON.parse(sent) : {};
    const usable = (id: string): boolean => menus.get(id)?.hasImage === true;
    if (call === 'GET /richmenu/list') {
      const richmenus = [...menus].map(([richMenuId, { name }]) => ({ richMenuId, name }));
      return Response.json({ richmenus });
    }
    if (call === 'GET /richmenu/alias/list') {
      const list = [...aliases].map(([richMenuAliasId, richMenuId]) => ({ richMenuAliasId, richMenuId }));
      return Response.json({ aliases: list });
    }
    if (call === 'GET /user/all/richmenu') {
      return fake.defaultId === null ? notFound() : Response.json({ richMenuId: fake.defaultId });
    }
    if (call === 'GET /richmenu/progress/batch')
      return Response.json({ phase: fake.phases.shift() ?? 'ongoing' });
    if (call === 'POST /richmenu') {
      const richMenuId = `richmenu-${fake.calls.length}-${menus.size}`;
      menus.set(richMenuId, { name: body.name, hasImage: false });
      return Response.json({ richMenuId });
    }
    if (call === 'POST /richmenu/batch') {
      for (const { from, to } of body.operations) {
        if (!usable(to)) return notFound();
        for (const [user, menu] of links) if (menu === from) links.set(user, to);
      }
      return Response.json({}, { status: 202, headers: { 'x-line-request-id': 'batch-1' } });
    }
    if (call.startsWith('POST /richmenu/alias') || call.startsWith('POST /user/all/richmenu/')) {
      const id = body.richMenuId ?? path.at(-1);
      if (!usable(id)) return Response.json({ message: 'must upload image' }, { status: 400 });
      if (call.startsWith('POST /user')) fake.defaultId = id;
      else aliases.set(body.richMenuAliasId ?? path.at(-1), id);
      return Response.json({});
    }
    const id = path[4] ?? '';
    if (call.startsWith('DELETE /richmenu/alias/'))
      return aliases.delete(path[5] ?? '') ? Response.json({}) : notFound();
    if (call.startsWith('DELETE ')) return menus.delete(id) ? Response.json({}) : notFound();
    const menu = menus.get(id);
    if (!menu) return notFound();
    if (call.startsWith('GET ')) return menu.hasImage ? new Response('png') : notFound();
    if (menu.hasImage) return Response.json({ message: 'has one already' }, { status: 400 });
    menu.hasImage = true;
    return Response.json({});
  };
  return fake;
}

function want(tab: string, hash: string): WantedRichMenu {
  const alias = `ayumi-ja-${tab}`;
  const name = `ayumi:${alias}:${hash}`;
  const request = { size: { width: 2500, height: 1686 }, selected: true, name, chatBarText: 'm', areas: [] };
  return { alias, name, isDefault: tab === 'look-up', request, png: new Uint8Array([1]) };
}

const first = [want('look-up', 'aaaaaaaaaaaa'), want('take-part', 'aaaaaaaaaaaa')];
const second = [want('look-up', 'bbbbbbbbbbbb'), want('take-part', 'bbbbbbbbbbbb')];

let line: ReturnType<typeof startFakeLine>;
let said: string[];
beforeEach(() => {
  line = startFakeLine();
  said = [];
  vi.stubGlobal('fetch', line.fetch);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function say(text: string): void {
  said.push(text);
}

async function publish(wanted: readonly WantedRichMenu[]) {
  const client = LineBotClient.fromChannelAccessToken({
    channelAccessToken: 'token',
    apiBaseURL: 'https://api.line.test',
    dataApiBaseURL: 'https://data.line.test',
  });
  const published = await loadPublishedRichMenus(client, 'ayumi:');
  if (!published.ok) return { kind: 'stopped' as const, fault: published.fault };
  const steps = planRichMenuPublication(wanted, published.value);
  return publishRichMenus({
    client,
    wanted,
    published: published.value,
    steps,
    say,
    pause: () => Promise.resolve(),
  });
}

/** What residents meet: menu names by alias and by default. */
function shown() {
  const name = (id: string | null) => (id === null ? null : (line.menus.get(id)?.name ?? 'gone'));
  return {
    menus: [...line.menus.values()].map((menu) => menu.name).sort(),
    aliases: Object.fromEntries([...line.aliases].map(([alias, id]) => [alias, name(id)])),
    byDefault: name(line.defaultId),
  };
}

function expectShown(wanted: readonly WantedRichMenu[]) {
  expect(shown()).toEqual({
    menus: wanted.map((menu) => menu.name),
    aliases: Object.fromEntries(wanted.map(({ alias, name }) => [alias, name])),
    byDefault: wanted[0]?.name,
  });
}

describe('publishing rich menus', () => {
  it('puts everything in place, and changes nothing the second time', async () => {
    expect(await publish(first)).toEqual({ kind: 'done', changes: 7 });
    expectShown(first);
    expect(said).toHaveLength(7);
    const calls = line.calls.length;
    expect(await publish(first)).toEqual({ kind: 'done', changes: 0 });
    expect(line.calls).toHaveLength(calls);
  });

  it('takes along the residents who had switched tabs', async () => {
    await publish(first);
    line.menus.set('x', { name: 'of somebody else', hasImage: true });
    line.links.set('U1', line.aliases.get('ayumi-ja-take-part') ?? '').set('U2', 'x');
    line.phases = ['ongoing', 'succeeded'];
    expect((await publish(second)).kind).toBe('done');
    expect(line.links.get('U1')).toBe(line.aliases.get('ayumi-ja-take-part'));
    expect(line.links.get('U2')).toBe('x');
    expect(line.menus.delete('x')).toBe(true);
    expectShown(second);
  });

  it('leaves the old menus standing when LINE takes no more moves this hour, and tidies up later', async () => {
    await publish(first);
    line.refuse = (call) => (call === 'POST /richmenu/batch' ? 429 : null);
    expect(await publish(second)).toEqual({ kind: 'done but for old menus', changes: 7, left: 2 });
    expect(line.menus.size).toBe(4);
    expect(said.join('\n')).toContain('three times an hour');
    line.refuse = () => null;
    expect((await publish(second)).kind).toBe('done');
    expectShown(second);
  });

  it.each([[['failed']], [[]]])(
    'leaves the old menus standing when the move does not succeed: %j',
    async (phases) => {
      await publish(first);
      line.phases = phases;
      expect(await publish(second)).toMatchObject({ kind: 'done but for old menus', left: 2 });
      expect(line.menus.size).toBe(4);
    },
  );

  it('repairs what a run left behind that died before any of its changes', async () => {
    for (let died = 0; ; died += 1) {
      line = startFakeLine();
      vi.stubGlobal('fetch', line.fetch);
      await publish(first);
      const start = line.calls.length;
      line.refuse = () => (line.calls.length - start === died ? 500 : null);
      line.phases = ['succeeded', 'succeeded'];
      const broken = await publish(second);
      line.refuse = () => null;
      const { aliases, byDefault } = shown();
      expect([...Object.values(aliases), byDefault]).not.toContain('gone');
      expect((await publish(second)).kind).toBe('done');
      expectShown(second);
      if (broken.kind === 'done') break;
      expect(died).toBeLessThan(20);
    }
  });

  it('stops at a call that gets no answer, and says what to do', async () => {
    vi.useFakeTimers();
    line.refuse = (call) => (call.startsWith('POST /user/all') ? 'hang' : null);
    const publishing = publish(first);
    await vi.advanceTimersByTimeAsync(RICH_MENU_CALL_DEADLINE_MS + 1);
    const result = await publishing;
    if (result.kind !== 'stopped') throw new Error(result.kind);
    expect(describeFault(result.fault)).toMatch(/no answer within 10000 ms/);
    expect(adviseOnFault(result.fault)).toMatch(/again/);
  });

  it.each([
    [401, /LINE_CHANNEL_ACCESS_TOKEN/],
    [429, /an hour/],
    [500, /LINE's side/],
    [400, /data\/rich-menu/],
  ])('has advice for %i', async (status, advice) => {
    line.refuse = () => status;
    const result = await publish(first);
    if (result.kind !== 'stopped') throw new Error(result.kind);
    expect(describeFault(result.fault)).toContain('refused by the test');
    expect(adviseOnFault(result.fault)).toMatch(advice);
  });
});
