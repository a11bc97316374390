import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { may, NEEDED_ROLE, ROLES, type Action, type Role } from '../../src/domain/staff/roles.ts';
import { approve } from '../../src/flows/drafts/review-draft.ts';
import { loadStaff } from '../../src/storage/staff-store.ts';
import { consoleRoutes } from '../../src/web/console/console-routes.ts';
import { formTokenOf } from '../../src/web/console/form-token.ts';
import { ADMINISTRATOR, browse, enrol, playIdentityProvider, signIn } from './console-client.ts';
import {
  actual,
  APPROVER,
  deskOf,
  EDITOR,
  newDraft,
  open,
  save,
  seen,
  startAnew,
  submitted,
} from './draft-desk.ts';

/** Every route there is, whoever adds it: what it may be used for is checked here without a line of its own. */
const EMAILS: Record<Role, string> = {
  viewer: 'yamada.viewer@example.lg.jp',
  editor: EDITOR.email,
  approver: APPROVER.email,
  administrator: ADMINISTRATOR,
};

type Route = { method: string; path: string; actions: (Action | null)[] };

function actionOf(handler: unknown): Action | null {
  const named = typeof handler === 'function' && 'action' in handler ? handler.action : null;
  return Object.keys(NEEDED_ROLE).find((action): action is Action => action === named) ?? null;
}

const routes: Route[] = [
  ...Map.groupBy(consoleRoutes().routes, ({ method, path }) => `${method} ${path}`).values(),
].map((handlers) => ({
  method: handlers[0]?.method ?? '',
  path: handlers[0]?.path ?? '',
  actions: handlers.map(({ handler }) => actionOf(handler)),
}));
const cases = routes.map((route): [string, Route] => [`${route.method} ${route.path}`, route]);
const gets = cases.filter(([, { method }]) => method === 'GET');
const posts = cases.filter(([, { method }]) => method === 'POST');
const actionFor = ({ actions }: Route): Action => {
  const action = actions.find((named) => named !== null);
  if (!action) throw new Error('a route without a permission');
  return action;
};

let draft = '';

/** What stands for a part of an address: ids that are there. What comes after a topic is often an id of it. */
const PARTS: readonly [RegExp, () => string][] = [
  [/^\/drafts\/:\w+(\{[^}]*\})?/, () => `/drafts/${draft}`],
  [/^\/kpis\/:\w+(\{[^}]*\})?/, () => '/kpis/line-friends'],
  [/^\/versions\/:\w+(\{[^}]*\})?/, () => '/versions/2'],
  [/:(screen|page)(\{[^}]*\})?/, () => 'home'],
  [/:table(\{[^}]*\})?/, () => 'synonyms'],
  [/:(kpi|indicator)(\{[^}]*\})?/, () => 'line-friends'],
  [/:(number|version|from|to|other)(\{[^}]*\})?/, () => '1'],
  [/:year(\{[^}]*\})?/, () => '2025'],
  [/:\w+(\{[^}]*\})?/g, () => 'unknown'],
];

function fill(path: string): string {
  const filled = PARTS.reduce((address, [part, value]) => address.replace(part, value()), path);
  return `/console${filled === '/' ? '' : filled}`;
}

/** Everything that is kept, as text. */
async function dump(): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'd1_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  ).all<{ name: string }>();
  const tables = await env.DB.batch(
    results.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`)),
  );
  return JSON.stringify(tables.map((table) => table.results));
}

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(...ROLES.map((role) => ({ email: EMAILS[role], name: `${role}さん`, role })));
  const published = await submitted(actual('line-friends', '7400'));
  await approve(deskOf(APPROVER, 3), seen(await open(published)), { publishAt: null, selfApproval: null });
  draft = await newDraft();
  await save(draft, actual('line-friends', '7500'));
});
afterEach(() => void vi.restoreAllMocks());

describe('every route', () => {
  test('there is of both kinds', () => {
    expect(gets.length).toBeGreaterThan(5);
    expect(posts.length).toBeGreaterThan(5);
    expect(routes.map(({ method }) => method).filter((method) => !['GET', 'POST'].includes(method))).toEqual(
      [],
    );
  });
  test.each(cases)('%s names one permission, before anything else runs', (_, { actions }) => {
    expect(actions[0]).not.toBeNull();
    expect(actions.filter((action) => action !== null)).toHaveLength(1);
  });
  test.each(posts)('%s needs more than looking, unless it only checks', (_, route) => {
    expect(['view', 'export']).not.toContain(actionFor(route));
  });
});

test.each(gets)(
  '%s is closed to exactly whom the roles say, and opening it changes nothing',
  async (_, route) => {
    const before = await dump();
    for (const role of ROLES) {
      const { status } = await (await browse(EMAILS[role])).get(fill(route.path));
      expect([role, status === 403]).toEqual([role, !may({ role }, actionFor(route))]);
      expect(status).toBeLessThan(500);
    }
    expect(await dump()).toBe(before);
  },
);

test.each(posts)('%s is closed to exactly whom the roles say, and then does nothing', async (_, route) => {
  const barred = ROLES.filter((role) => !may({ role }, actionFor(route)));
  const others = ROLES.filter((role) => may({ role }, actionFor(route)));
  const post = async (role: Role) => (await browse(EMAILS[role])).post(fill(route.path), {});
  const before = await dump();
  for (const role of barred) expect([role, (await post(role)).status]).toEqual([role, 403]);
  expect(await dump()).toBe(before);
  for (const role of others) {
    const { status } = await post(role);
    expect([role, status === 403, status >= 500]).toEqual([role, false, false]);
  }
});

test.each(posts)('%s takes no form that the console did not make', async (_, route) => {
  const browser = await browse(ADMINISTRATOR);
  const before = await dump();
  expect((await browser.post(fill(route.path), { token: '' })).status).toBe(403);
  expect((await browser.post(fill(route.path), {}, { origin: 'https://elsewhere.example' })).status).toBe(
    403,
  );
  await browser.get(fill(route.path)); // its address alone does nothing either
  expect(await dump()).toBe(before);
});

describe('a form', () => {
  const NEWCOMER = { email: 'kato@example.lg.jp', name: '加藤', role: 'editor' };
  const PATH = '/console/staff';
  const ORIGIN = 'https://ayumi.example.lg.jp';
  const isAdded = async () => (await loadStaff(env.DB, NEWCOMER.email)) !== null;
  const administrator = () => browse(ADMINISTRATOR);
  const ownToken = async () => formTokenOf(await signIn(ADMINISTRATOR));

  test('as the console makes it has its effect', async () => {
    expect((await (await administrator()).post(PATH, NEWCOMER)).status).toBe(303);
    expect(await isAdded()).toBe(true);
  });
  test('sent again has no second effect', async () => {
    const browser = await administrator();
    await browser.post(PATH, NEWCOMER);
    const before = await dump();
    expect((await browser.post(PATH, NEWCOMER)).status).toBe(422);
    expect(await dump()).toBe(before);
  });
  test.each([
    ['an empty token', async () => ''],
    ['another officer’s token', async () => formTokenOf(await signIn(EMAILS.editor))],
    ['a token of the right shape', async () => 'A'.repeat(43)],
    ['the token with a letter more', async () => `${await ownToken()}A`],
    ['the sign-in itself for a token', () => signIn(ADMINISTRATOR)],
  ])('with %s is refused', async (_, token) => {
    const page = await (await administrator()).post(PATH, { ...NEWCOMER, token: await token() });
    expect(page.status).toBe(403);
    expect(page.html).toContain('何も変えていません');
    expect(await isAdded()).toBe(false);
  });
  test('without a token is refused, and what was typed is given back', async () => {
    const browser = await administrator();
    const page = await browser.send(PATH, {
      method: 'POST',
      body: new URLSearchParams(NEWCOMER),
      headers: { origin: ORIGIN },
    });
    expect(page.status).toBe(403);
    expect(page.html).toContain('加藤');
    expect(await isAdded()).toBe(false);
  });
  test('with a file in the place of the token is refused', async () => {
    const page = await (
      await administrator()
    ).post(PATH, { ...NEWCOMER, token: new File([await ownToken()], 'token.txt') });
    expect(page.status).toBe(403);
    expect(await isAdded()).toBe(false);
  });
  test.each([
    'https://elsewhere.example',
    'null',
    '',
    'http://ayumi.example.lg.jp',
    `${ORIGIN}.example.com`,
    `${ORIGIN}:8443`,
  ])('from the origin %j is refused', async (origin) => {
    const page = await (await administrator()).post(PATH, NEWCOMER, { origin });
    expect(page.status).toBe(403);
    expect(await isAdded()).toBe(false);
  });
  test.each([
    [{}, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'none' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 303],
  ])('whose origin was taken out, with %j: %s', async (headers, expected) => {
    const body = new URLSearchParams({ ...NEWCOMER, token: await ownToken() });
    const page = await (
      await administrator()
    ).send(PATH, { method: 'POST', body, headers: headers as never });
    expect(page.status).toBe(expected);
    expect(await isAdded()).toBe(expected === 303);
  });
  test.each([
    ['JSON', 'application/json', async () => JSON.stringify({ ...NEWCOMER, token: await ownToken() })],
    [
      'plain text',
      'text/plain',
      async () => `token=${await ownToken()}&email=${NEWCOMER.email}&role=editor&name=a`,
    ],
    [
      'multipart that breaks off',
      'multipart/form-data; boundary=x',
      async () => '--x\r\nContent-Disposition: form-da',
    ],
    ['multipart without a boundary', 'multipart/form-data', async () => '--x--'],
    ['no type', '', async () => `token=${await ownToken()}`],
    ['nothing', 'application/x-www-form-urlencoded', async () => ''],
  ])('of %s is refused', async (_, type, body) => {
    const before = await dump();
    const headers = { origin: ORIGIN, ...(type ? { 'content-type': type } : {}) };
    const page = await (await administrator()).send(PATH, { method: 'POST', body: await body(), headers });
    expect([400, 403]).toContain(page.status);
    expect(await dump()).toBe(before);
  });
  test('that is too large is refused, whether it says so or comes in drops', async () => {
    const browser = await administrator();
    const large = 'x'.repeat(5_400_000);
    const before = await dump();
    const told = await browser.post(PATH, { ...NEWCOMER, name: large });
    expect(told.status).toBe(413);
    expect(told.html).toContain('5 MB');
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const writing = writer.write(new TextEncoder().encode(large)).then(() => writer.close());
    const streamed = await browser.send(PATH, {
      method: 'POST',
      body: readable,
      headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
    });
    await writing.catch(() => {}); // refused before it was whole
    expect(streamed.status).toBe(413);
    expect(await dump()).toBe(before);
  });
  test.each(['PUT', 'PATCH', 'DELETE'])('sent with %s has no effect', async (method) => {
    const before = await dump();
    const body = new URLSearchParams({ ...NEWCOMER, token: await ownToken() });
    const page = await (await administrator()).send(PATH, { method, body, headers: { origin: ORIGIN } });
    expect(page.status).toBe(404);
    expect(await dump()).toBe(before);
  });
  test('that asks for another method in a field or header is still what it is', async () => {
    const browser = await administrator();
    const page = await browser.post(
      '/console/staff/remove',
      { _method: 'GET', email: EMAILS.viewer },
      {
        'x-http-method-override': 'GET',
      },
    );
    expect(page.status).toBe(303);
  });
});
