import type { Context, MiddlewareHandler } from 'hono';
import { CHANNEL_ACCESS_TOKEN } from '../world/channel.ts';
import type { Deps, SimulatorEnv } from '../deps.ts';
import { takeFaults } from '../world/faults.ts';
import { NOT_FOUND, RATE_EXCEEDED, refuse } from './line-answers.ts';
import { takeRate } from './rates.ts';
import { isFields, type Fields } from './rules/fields.ts';
import { strikeAfter, strikeBefore } from './strike.ts';
import { addSent, readHeaders, type SentEntry } from '../world/sent-log.ts';
import type { World } from '../world/world.ts';

const BODY_MAX = 2 * 1024 * 1024; // bytes; LINE: common specifications, 413
const DATA_PATHS = [/^\/v2\/bot\/richmenu\/[^/]+\/content$/, /^\/v2\/bot\/message\/[^/]+\/content(\/\w+)?$/];
const SECRETS = ['client_secret', 'access_token', 'client_assertion'];

/** What LINE does with every request before it looks at what is asked: log, host, faults, token, size, form, rate. */
export function gate(world: World, deps: Deps): MiddlewareHandler<SimulatorEnv> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const { method, path } = c.req;
    const requestId = deps.newId();
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const contentType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
    const host = readHost(url);
    const faults = takeFaults(world, method, path);
    const body = readBody(bytes, contentType, path);
    world.counter += 1;
    const entry: SentEntry = {
      seq: world.counter,
      at: deps.now(),
      method,
      path: hideSecrets(url),
      host,
      headers: readHeaders(c.req.raw.headers),
      raw: bytes.length,
      status: 0,
      faults: faults.map(({ kind }) => kind),
      ...describeBody(body, bytes.length),
    };
    addSent(world, entry);
    c.set('requestId', requestId);
    c.set('bytes', bytes);
    c.set('fields', body.kind === 'fields' ? body.fields : {});

    const refusal =
      (await strikeBefore(faults, deps)) ??
      (host === hostOf(path) ? undefined : refuse(404, NOT_FOUND)) ??
      refuseToken(world, c, path, deps.now()) ??
      refuseForm(bytes, contentType, path, body) ??
      (takeRate(world, method, path, deps.now()) ? undefined : refuse(429, RATE_EXCEEDED));
    if (refusal) c.res = refusal;
    else await next();
    const answer = await strikeAfter(faults, c.res, deps);
    if (answer !== c.res) c.res = answer;
    if (!c.res.headers.has('x-line-request-id')) c.res.headers.set('x-line-request-id', requestId);
    entry.status = c.res.status;
    const isJson = c.res.headers.get('content-type')?.startsWith('application/json') ?? false;
    if (isJson) entry.response = withoutSecrets(await c.res.clone().json());
  };
}

/**
 * LINE has two hosts and answers 404 at the wrong one. Here both are this Worker: the bot's API base says `localhost`
 * and its data base `127.0.0.1`, and only the host's name, not its port, tells them apart.
 */
function readHost(url: URL): string {
  return url.hostname === '127.0.0.1' ? 'api-data.line.me' : 'api.line.me';
}

function hostOf(path: string): string {
  return DATA_PATHS.some((pattern) => pattern.test(path)) ? 'api-data.line.me' : 'api.line.me';
}

type Body =
  | { kind: 'none' }
  | { kind: 'fields'; fields: Fields }
  | { kind: 'file' }
  | { kind: 'unreadable'; text: string };

function readBody(bytes: Uint8Array, contentType: string, path: string): Body {
  if (bytes.length === 0) return { kind: 'none' };
  if (DATA_PATHS.some((pattern) => pattern.test(path))) return { kind: 'file' };
  const text = new TextDecoder().decode(bytes);
  if (contentType === 'application/x-www-form-urlencoded') {
    return { kind: 'fields', fields: Object.fromEntries(new URLSearchParams(text)) };
  }
  try {
    const json: unknown = JSON.parse(text);
    return isFields(json) ? { kind: 'fields', fields: json } : { kind: 'unreadable', text };
  } catch {
    return { kind: 'unreadable', text };
  }
}

function describeBody(body: Body, bytes: number): { body?: unknown; bytes?: number } {
  switch (body.kind) {
    case 'fields':
      return { body: withoutSecrets(body.fields) };
    case 'unreadable':
      return { body: body.text };
    case 'file':
      return { bytes };
    case 'none':
      return {};
    default:
      return body satisfies never;
  }
}

function withoutSecrets(value: unknown): unknown {
  if (!isFields(value) || !SECRETS.some((name) => name in value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, SECRETS.includes(name) ? '[secret]' : part]),
  );
}

function hideSecrets(url: URL): string {
  return `${url.pathname}${url.search}`.replace(/(access_token=)[^&]+/, '$1[token]');
}

/** LINE: these take forms and no token; all others take JSON. */
function isOauth(path: string): boolean {
  return path.startsWith('/oauth2/') || path.startsWith('/v2/oauth/');
}

function refuseToken(world: World, c: Context, path: string, now: number): Response | undefined {
  if (isOauth(path)) return undefined;
  const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const known = token === CHANNEL_ACCESS_TOKEN || (world.accessTokens.get(token) ?? 0) > now;
  if (known) return undefined;
  return refuse(
    401,
    'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.',
  );
}

function refuseForm(bytes: Uint8Array, contentType: string, path: string, body: Body): Response | undefined {
  if (body.kind === 'file' || body.kind === 'none') return undefined;
  if (bytes.length > BODY_MAX) {
    return refuse(
      413,
      'Request exceeds the max size of 2MB. Make the request smaller than 2MB and try again.',
    );
  }
  const expected = isOauth(path) ? 'application/x-www-form-urlencoded' : 'application/json';
  if (contentType !== expected) {
    return refuse(415, `The media type ${contentType || 'none'} is unsupported`);
  }
  if (body.kind === 'unreadable') return refuse(400, 'The request body could not be parsed as JSON');
  return undefined;
}
