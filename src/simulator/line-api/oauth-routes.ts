import { Hono } from 'hono';
import { CHANNEL_ACCESS_TOKEN, CHANNEL_ID, CHANNEL_SECRET } from '../world/channel.ts';
import type { Deps, SimulatorEnv } from '../deps.ts';
import { accept } from './line-answers.ts';
import { textOf, type Fields } from './rules/fields.ts';
import { remember, type World } from '../world/world.ts';

const STATELESS_S = 15 * 60; // LINE: issue-stateless-channel-access-token
const SHORT_LIVED_S = 30 * 24 * 60 * 60; // LINE: issue-shortlived-channel-access-token
const LONG_LIVED_S = 10 * 365 * 24 * 60 * 60; // the fixed token never ends; LINE too tells a far-off time
const TOKENS_MAX = 10_000; // remembered

/** Bodies are forms here, and errors have OAuth's shape. */
export function oauthRoutes(world: World, deps: Deps): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();

  const issue = (fields: Fields, seconds: number): Response => {
    if (fields.grant_type !== 'client_credentials')
      return refuseGrant('invalid_request', 'grant_type is invalid');
    if (fields.client_id !== CHANNEL_ID || fields.client_secret !== CHANNEL_SECRET) {
      return refuseGrant('invalid_client', 'client_id or client_secret is invalid');
    }
    const token = `simulator-issued-${deps.newId()}`;
    remember(world.accessTokens, token, deps.now() + seconds * 1000, TOKENS_MAX);
    return accept({ token_type: 'Bearer', access_token: token, expires_in: seconds });
  };

  const verify = (token: string): Response => {
    const expiresAt = world.accessTokens.get(token) ?? 0;
    const left = token === CHANNEL_ACCESS_TOKEN ? LONG_LIVED_S : Math.floor((expiresAt - deps.now()) / 1000);
    if (left <= 0) return refuseGrant('invalid_request', 'access token expired');
    return accept({ client_id: CHANNEL_ID, expires_in: left, scope: 'profile chat_message.write' });
  };

  app.post('/oauth2/v3/token', (c) => issue(c.get('fields'), STATELESS_S));
  app.post('/v2/oauth/accessToken', (c) => issue(c.get('fields'), SHORT_LIVED_S));
  app.post('/v2/oauth/verify', (c) => verify(textOf(c.get('fields').access_token)));
  app.get('/oauth2/v2.1/verify', (c) => verify(c.req.query('access_token') ?? ''));
  app.post('/v2/oauth/revoke', (c) => {
    world.accessTokens.delete(textOf(c.get('fields').access_token));
    return new Response(null, { status: 200 });
  });
  return app;
}

function refuseGrant(error: string, description: string): Response {
  return Response.json({ error, error_description: description }, { status: 400 });
}
