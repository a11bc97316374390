import { Hono } from 'hono';
import type { JWTPayload } from 'jose';
import type { Deps, SimulatorEnv } from '../deps.ts';
import type { World } from '../world/world.ts';
import { accessCookie, answerFromTown, readAccessCookie, requestForTown } from './pass-on.ts';
import { AUDIENCE, PERSONAS } from './personas.ts';
import { signInPage } from './sign-in-page.tsx';
import {
  ALGORITHMS,
  isOwnToken,
  keySetOf,
  makeSigningKey,
  signClaims,
  type Algorithm,
  type SigningKey,
} from './signing-keys.ts';

const SESSION_S = 86_400;
const HOME = '/console';

/**
 * Cloudflare Access before the console: identity provider, keys and proxy. `deps.now` must be the time of day, which
 * the town's clock shows too, and not the stand-in's own, which tests move.
 */
export function accessRoutes(world: World, deps: Deps): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();

  // One key for each isolate; a restart is a rotation.
  let current: Promise<SigningKey> | undefined;
  const currentKey = async (): Promise<SigningKey> => (current ??= makeSigningKey(deps.newId()));

  for (const path of [HOME, `${HOME}/*`]) {
    app.all(path, async (c) => {
      const issuer = issuerOf(c.req.url);
      const token = readAccessCookie(c.req.raw.headers);
      const expected = { issuer, audience: AUDIENCE, now: deps.now() };
      if (token === null || !(await isOwnToken(token, await currentKey(), expected))) {
        const { pathname, search } = new URL(c.req.url);
        return c.redirect(`/cdn-cgi/access/login?redirect=${encodeURIComponent(`${pathname}${search}`)}`);
      }
      return passOn(c.req.raw, token);
    });
  }

  app.all('/assets/*', (c) => passOn(c.req.raw, null));

  app.get('/cdn-cgi/access/login', (c) => {
    c.header('cache-control', 'no-store');
    return c.html(signInPage(localPath(c.req.query('redirect')), { isSignedOut: false }));
  });

  app.post('/cdn-cgi/access/login', async (c) => {
    const { email, redirect } = await c.req.parseBody();
    if (!PERSONAS.some((persona) => persona.email === email)) return c.text('そのような職員はいません', 400);
    const key = await currentKey();
    const claims = claimsOf({ email, issuer: issuerOf(c.req.url), nowS: Math.floor(deps.now() / 1_000) });
    c.header(
      'set-cookie',
      accessCookie(await signClaims(claims, key, { alg: 'RS256', kid: key.kid }), SESSION_S),
    );
    return c.redirect(localPath(redirect), 303);
  });

  app.get('/cdn-cgi/access/logout', (c) => {
    c.header('set-cookie', accessCookie('', 0));
    c.header('cache-control', 'no-store');
    return c.html(signInPage(HOME, { isSignedOut: true }));
  });

  app.get('/cdn-cgi/access/certs', async (c) => {
    if (!world.access.keysAvailable) return c.text('keys are not available', 503);
    const { kid, publicPem: cert } = await currentKey();
    return c.json({
      ...keySetOf(await currentKey()),
      public_cert: { kid, cert },
      public_certs: [{ kid, cert }],
    });
  });

  app.get('/__access/personas', (c) => c.json(PERSONAS));

  app.post('/__access/rotate', async (c) => {
    current = makeSigningKey(deps.newId());
    return c.json({ kid: (await current).kid });
  });

  app.put('/__access/keys', async (c) => {
    const { available } = await c.req.json<{ available?: unknown }>();
    if (typeof available !== 'boolean') return c.json({ message: 'available must be true or false' }, 400);
    world.access.keysAvailable = available;
    return c.json({ available });
  });

  app.post('/__access/token', async (c) => {
    const asked = await c.req.json<AskedToken>();
    const { alg = 'RS256', key = 'own' } = asked;
    if (!ALGORITHMS.includes(alg))
      return c.json({ message: `alg must be one of ${ALGORITHMS.join(', ')}` }, 400);
    if (key !== 'own' && key !== 'other') return c.json({ message: 'key must be own or other' }, 400);
    const { kid } = await currentKey();
    const signing = key === 'own' ? await currentKey() : await makeSigningKey(kid);
    const claims = claimsOf({ issuer: issuerOf(c.req.url), nowS: Math.floor(deps.now() / 1_000), ...asked });
    return c.json({ token: await signClaims(claims, signing, { alg, kid: asked.kid ?? kid }) });
  });

  return app;

  async function passOn(request: Request, token: string | null): Promise<Response> {
    const townOrigin = new URL(world.webhook.endpoint).origin;
    try {
      return answerFromTown(await deps.fetch(requestForTown(request, townOrigin, token)), townOrigin);
    } catch {
      return new Response('町のサーバーが動いていません', { status: 502 });
    }
  }
}

/** What `POST /__access/token` takes: by default what a persona gets, and otherwise whatever a forger might try. */
type AskedToken = Partial<ClaimsWanted> & { alg?: Algorithm; key?: string; kid?: string };

type ClaimsWanted = {
  email: unknown;
  audience: string | string[];
  issuer: string;
  expiresInS: number;
  notBeforeInS: number;
};

/** Cloudflare: "Application token", payload. */
function claimsOf({
  nowS,
  email,
  issuer,
  audience = [AUDIENCE],
  expiresInS = SESSION_S,
  notBeforeInS = 0,
}: Partial<ClaimsWanted> & { nowS: number; issuer: string }): JWTPayload {
  return {
    iss: issuer,
    aud: audience,
    ...(email === undefined ? {} : { email }),
    iat: nowS,
    nbf: nowS + notBeforeInS,
    exp: nowS + expiresInS,
    sub: `stand-in:${String(email)}`,
    type: 'app',
  };
}

/** The origin the town is told, even where the page was opened by the other name of this machine. */
function issuerOf(url: string): string {
  const { origin } = new URL(url);
  return origin.replace('//127.0.0.1', '//localhost');
}

/** Only the console is behind Access, so only there a sign-in leads back to; any other address would be a trap. */
function localPath(redirect: unknown): string {
  if (typeof redirect !== 'string' || !URL.canParse(redirect, 'http://stand-in')) return HOME;
  const { origin, pathname, search } = new URL(redirect, 'http://stand-in');
  const isConsole = origin === 'http://stand-in' && (pathname === HOME || pathname.startsWith(`${HOME}/`));
  return isConsole ? `${pathname}${search}` : HOME;
}
