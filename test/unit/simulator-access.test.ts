import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { developmentSettings } from '../../src/commands/development-settings.ts';
import { AUDIENCE, PERSONAS } from '../../src/simulator/access/personas.ts';
import { createSimulator } from '../../src/simulator/app.ts';
import { createWorld, type World } from '../../src/simulator/world/world.ts';
import { createAccessVerifier } from '../../src/web/console/access.ts';
import { NOON } from './simulator-stand.ts';

const ORIGIN = 'http://localhost:8788';
const TOWN = 'http://localhost:8787';
const SATO = 'sato.editor@example.lg.jp';

let world: World;
let clock: { now: number };
/** What the town was asked, and what it answers. */
let asked: Request[];
let answer: () => Response;
let app: ReturnType<typeof createSimulator>;

beforeEach(() => {
  world = createWorld(`${TOWN}/webhook`);
  clock = { now: NOON };
  asked = [];
  answer = () => new Response('the town');
  app = createSimulator(world, {
    now: () => clock.now,
    newId: () => crypto.randomUUID(),
    fetch: async (request) => {
      asked.push(request);
      return answer();
    },
    sleep: async () => {},
    later: () => {},
  });
});

const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
  app.request(new URL(path, ORIGIN).href, init);

const choose = async (email: string, redirect = '/console'): Promise<Response> =>
  ask('/cdn-cgi/access/login', { method: 'POST', body: new URLSearchParams({ email, redirect }) });

const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';

const signIn = async (email = SATO): Promise<{ cookie: string }> => ({
  cookie: cookieOf(await choose(email)),
});

const post = async (path: string, body: object, method = 'POST'): Promise<Response> =>
  ask(path, { method, body: JSON.stringify(body) });

const tokenFor = async (wanted: object): Promise<string> => {
  const { token } = (await (await post('/__access/token', wanted)).json()) as { token: string };
  return token;
};

const keySet = async (): Promise<JSONWebKeySet> => (await ask('/cdn-cgi/access/certs')).json();

const verifier = () =>
  createAccessVerifier({ issuer: ORIGIN, audience: AUDIENCE }, async (url) => app.request(url));

describe('the sign-in page', () => {
  it.each([
    ['GET', '/console'],
    ['GET', '/console/actuals/2025?view=all&from=1'],
    ['POST', '/console/drafts'],
    ['DELETE', '/console/x'],
  ])('is where %s %s leads without a sign-in', async (method, path) => {
    const response = await ask(path, { method });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(
      `/cdn-cgi/access/login?redirect=${encodeURIComponent(path)}`,
    );
    expect(asked).toEqual([]);
  });

  it('is Japanese, works without script and has a button for each persona', async () => {
    const page = await (await ask('/cdn-cgi/access/login?redirect=/console/drafts')).text();
    expect(page).toContain('<html lang="ja">');
    expect(page).not.toContain('<script');
    expect(page).toContain('name="redirect" value="/console/drafts"');
    for (const { email, name, role } of PERSONAS) {
      expect(page).toMatch(
        new RegExp(`<button type="submit" name="email" value="${email}">.*${name}.*${role}`),
      );
    }
  });

  it('signs in whom one chooses, in a cookie that no script reads, and leads back', async () => {
    const response = await choose(SATO, '/console/drafts?open=1');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/console/drafts?open=1');
    expect(response.headers.get('set-cookie')).toMatch(
      /^CF_Authorization=[\w-]+\.[\w-]+\.[\w-]+; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax$/,
    );
  });

  it.each([
    'https://evil.example/console',
    '//evil.example/console',
    '/\\evil.example/console',
    '/consolation',
    '/console/../webhook',
    '/__state',
    'javascript:alert(1)',
    '',
  ])('leads to the console when asked to lead to %s', async (redirect) => {
    expect((await choose(SATO, redirect)).headers.get('location')).toBe('/console');
  });

  it('takes nobody who is not on it', async () => {
    const response = await choose('mayor@example.lg.jp');
    expect([response.status, response.headers.get('set-cookie')]).toEqual([400, null]);
  });

  it('escapes where it leads back to', async () => {
    const page = await (
      await ask('/cdn-cgi/access/login?redirect=/console/"><script>alert(1)</script>')
    ).text();
    expect(page).not.toContain('<script');
  });

  it('follows a sign-out, which takes the cookie away', async () => {
    const response = await ask('/cdn-cgi/access/logout', { headers: await signIn() });
    expect(response.headers.get('set-cookie')).toMatch(/^CF_Authorization=; Path=\/; Max-Age=0;/);
    expect(await response.text()).toContain('サインアウトしました');
  });
});

describe('a token', () => {
  it('says what one of Access says, and is signed with the key that is published', async () => {
    const token = (await signIn()).cookie.split('=')[1] ?? '';
    const keys = await keySet();
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), {
      currentDate: new Date(NOON),
    });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: keys.keys[0]?.kid });
    expect(payload).toEqual({
      iss: ORIGIN,
      aud: [AUDIENCE],
      email: SATO,
      iat: NOON / 1_000,
      nbf: NOON / 1_000,
      exp: NOON / 1_000 + 86_400,
      sub: expect.any(String),
      type: 'app',
    });
  });

  it.each(PERSONAS)('of $name is taken by the console', async ({ email }) => {
    const token = (await signIn(email)).cookie.split('=')[1];
    expect(await verifier().verify(token, new Date(NOON))).toEqual({ ok: true, value: { email, token } });
  });

  it('names the same issuer under both names of this machine', async () => {
    const response = await app.request('http://127.0.0.1:8788/cdn-cgi/access/login', {
      method: 'POST',
      body: new URLSearchParams({ email: SATO }),
    });
    expect(decodeJwt(cookieOf(response).split('=')[1] ?? '')).toMatchObject({ iss: ORIGIN });
  });

  it('is not moved by the clock of the stand-in, which the town does not share', async () => {
    await post('/__settings', { clockOffsetMs: 7 * 86_400_000 }, 'PUT');
    expect(decodeJwt((await signIn()).cookie.split('=')[1] ?? '')).toMatchObject({ iat: NOON / 1_000 });
  });

  it('suits the settings for trying out', () => {
    expect(developmentSettings(TOWN, 8788)).toMatchObject({
      ACCESS_ISSUER: ORIGIN,
      ACCESS_AUDIENCE: AUDIENCE,
    });
    const { FIRST_ADMINISTRATOR } = developmentSettings(TOWN, 8788);
    expect(PERSONAS.find(({ email }) => email === FIRST_ADMINISTRATOR)?.role).toBe('管理者');
  });

  it('never comes with the private key', async () => {
    const [key] = (await keySet()).keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('a request for the console', () => {
  it('reaches the town with the assertion, and its answer comes back', async () => {
    const { cookie } = await signIn();
    answer = () =>
      new Response('<p>ok</p>', { status: 409, headers: { 'x-town': 'yes', 'set-cookie': 'a=b' } });
    const response = await ask('/console/drafts/1?x=%E3%81%82', {
      headers: { cookie, 'accept-language': 'ja' },
    });
    expect([response.status, response.headers.get('x-town'), response.headers.get('set-cookie')]).toEqual([
      409,
      'yes',
      'a=b',
    ]);
    expect(await response.text()).toBe('<p>ok</p>');
    expect(asked[0]?.url).toBe(`${TOWN}/console/drafts/1?x=%E3%81%82`);
    expect(asked[0]?.headers.get('accept-language')).toBe('ja');
    expect(`CF_Authorization=${asked[0]?.headers.get('cf-access-jwt-assertion')}`).toBe(cookie);
  });

  it('goes where webhooks go, even after the bot moved them', async () => {
    world.webhook.endpoint = 'http://127.0.0.1:9999/webhook';
    await ask('/console', { headers: await signIn() });
    expect(asked[0]?.url).toBe('http://127.0.0.1:9999/console');
  });

  it('cannot bring what only Access may say', async () => {
    const { cookie } = await signIn();
    await ask('/console', {
      headers: {
        cookie,
        'CF-Access-JWT-Assertion': 'forged',
        'Cf-Access-Authenticated-User-Email': 'suzuki.admin@example.lg.jp',
        'cf-access-client-id': 'x',
      },
    });
    const names = [...(asked[0]?.headers.keys() ?? [])].filter((name) => name.startsWith('cf-access-'));
    expect(names).toEqual(['cf-access-jwt-assertion']);
    expect(asked[0]?.headers.get('cf-access-jwt-assertion')).toBe(cookie.split('=')[1]);
  });

  it('keeps its other cookies, and only those', async () => {
    const { cookie } = await signIn();
    await ask('/console', { headers: { cookie: `a=1; ${cookie}; b=2` } });
    await ask('/console', { headers: { cookie } });
    expect(asked.map(({ headers }) => headers.get('cookie'))).toEqual(['a=1; b=2', null]);
  });

  it.each([
    [ORIGIN, TOWN],
    ['https://evil.example', 'https://evil.example'],
    ['http://127.0.0.1:8788', 'http://127.0.0.1:8788'],
    ['null', 'null'],
  ])('from the origin %s is one from %s to the town', async (origin, seen) => {
    await ask('/console/staff', { method: 'POST', body: 'a=1', headers: { ...(await signIn()), origin } });
    expect(asked[0]?.headers.get('origin')).toBe(seen);
  });

  it('passes a body of 6 MB on, byte for byte', async () => {
    const bytes = new Uint8Array(6 * 1024 * 1024).map((_, i) => i % 251);
    const headers = { ...(await signIn()), 'content-type': 'application/octet-stream' };
    await ask('/console/import', { method: 'POST', body: bytes, headers });
    expect(asked[0]?.headers.get('content-type')).toBe('application/octet-stream');
    const arrived = new Uint8Array((await asked[0]?.arrayBuffer()) ?? new ArrayBuffer());
    expect(Buffer.compare(arrived, bytes)).toBe(0);
  });

  it.each([
    ['/console/drafts', '/console/drafts'],
    [`${TOWN}/console/drafts?a=1`, '/console/drafts?a=1'],
    ['https://www.example.lg.jp/', 'https://www.example.lg.jp/'],
    [`${TOWN}.example.com/`, `${TOWN}.example.com/`],
  ])('is not followed when the town leads to %s: the browser gets %s', async (location, seen) => {
    answer = () => new Response(null, { status: 303, headers: { location } });
    const response = await ask('/console/drafts', { method: 'POST', headers: await signIn() });
    expect([response.status, response.headers.get('location')]).toEqual([303, seen]);
    expect(asked[0]?.redirect).toBe('manual');
  });

  it('is 502 while the town is not running', async () => {
    answer = () => {
      throw new TypeError('connection refused');
    };
    expect((await ask('/console', { headers: await signIn() })).status).toBe(502);
  });

  it.each<[string, () => Promise<string>]>([
    [
      'from before a rotation',
      async () => {
        const { cookie } = await signIn();
        await post('/__access/rotate', {});
        return cookie;
      },
    ],
    [
      'that has expired',
      async () => {
        const { cookie } = await signIn();
        clock.now += 86_400_000;
        return cookie;
      },
    ],
    ['of garbage', async () => 'CF_Authorization=garbage'],
    ['that is empty', async () => 'CF_Authorization='],
    ['of another audience', async () => `CF_Authorization=${await tokenFor({ email: SATO, audience: 'x' })}`],
    ['of another key', async () => `CF_Authorization=${await tokenFor({ email: SATO, key: 'other' })}`],
    ['without a signature', async () => `CF_Authorization=${await tokenFor({ email: SATO, alg: 'none' })}`],
  ])('leads to the sign-in page with a cookie %s', async (_, makeCookie) => {
    const response = await ask('/console', { headers: { cookie: await makeCookie() } });
    expect([response.status, asked.length]).toEqual([302, 0]);
  });

  it('needs no sign-in for what the pages load, and gets no assertion there', async () => {
    await ask('/assets/console.css', {
      headers: { ...(await signIn()), 'cf-access-jwt-assertion': 'forged' },
    });
    expect(asked[0]?.url).toBe(`${TOWN}/assets/console.css`);
    expect(asked[0]?.headers.get('cf-access-jwt-assertion')).toBeNull();
    expect(asked[0]?.headers.get('cookie')).toBeNull();
  });

  it('is no call to LINE: neither logged nor struck by faults', async () => {
    await post('/__faults', { match: '/.*/', kind: '500' });
    expect((await ask('/console', { headers: await signIn() })).status).toBe(200);
    expect(world.sent).toEqual([]);
  });
});

describe('the doors of Access for tests', () => {
  it('make a token that the console takes', async () => {
    const token = await tokenFor({ email: SATO });
    expect(await verifier().verify(token, new Date(NOON))).toMatchObject({ value: { email: SATO } });
  });

  it.each([
    { audience: 'another' },
    { audience: ['another'] },
    { issuer: 'https://evil.example' },
    { expiresInS: -31 },
    { notBeforeInS: 31 },
    { alg: 'none' },
    { alg: 'HS256' },
    { key: 'other' },
    { kid: 'unknown' },
    { email: { of: SATO } },
    { email: undefined },
  ])('make one with %o, and the console refuses it', async (changed) => {
    const token = await tokenFor({ email: SATO, ...changed });
    expect(await verifier().verify(token, new Date(NOON))).toMatchObject({ fault: { kind: 'refused' } });
  });

  it('make a token of another key that names the current one', async () => {
    const { kid } = decodeProtectedHeader(await tokenFor({ email: SATO, key: 'other' }));
    expect(kid).toBe((await keySet()).keys[0]?.kid);
  });

  it.each([{ alg: 'ES256' }, { key: 'stolen' }])('refuse %o', async (wanted) => {
    expect((await post('/__access/token', wanted)).status).toBe(400);
  });

  it('put a new key in place of the old one', async () => {
    const before = await keySet();
    await post('/__access/rotate', {});
    const after = await keySet();
    expect(after.keys).toHaveLength(1);
    expect(after.keys[0]?.kid).not.toBe(before.keys[0]?.kid);
  });

  it('take the keys away and bring them back, as does a fresh start', async () => {
    await post('/__access/keys', { available: false }, 'PUT');
    expect((await ask('/cdn-cgi/access/certs')).status).toBe(503);
    await post('/__access/keys', { available: true }, 'PUT');
    expect((await ask('/cdn-cgi/access/certs')).status).toBe(200);
    await post('/__access/keys', { available: false }, 'PUT');
    await ask('/__state', { method: 'DELETE' });
    expect((await ask('/cdn-cgi/access/certs')).status).toBe(200);
  });

  it('keep the key over a fresh start, so that nobody has to sign in again', async () => {
    const headers = await signIn();
    await ask('/__state', { method: 'DELETE' });
    expect((await ask('/console', { headers })).status).toBe(200);
  });
});
