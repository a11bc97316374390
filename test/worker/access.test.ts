import { base64url, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAccessVerifier, type AccessVerifier } from '../../src/web/console/access.ts';

const ISSUER = 'https://town.cloudflareaccess.com';
const AUDIENCE = '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228';
const NOON = new Date('2026-11-22T03:00:00Z');
const NOW_S = NOON.getTime() / 1_000;
const MINUTE_MS = 60_000;

type Key = { kid: string; privateKey: CryptoKey; publicKey: CryptoKey };
const makeKey = async (kid: string): Promise<Key> => ({
  kid,
  ...(await generateKeyPair('RS256', { extractable: true })),
});

let first: Key;
let second: Key;
let forged: Key;
beforeAll(async () => {
  [first, second, forged] = await Promise.all([makeKey('first'), makeKey('second'), makeKey('first')]);
});

/** The keys that the issuer gives, or how it fails. */
let published: Key[] | Response | 'no-answer' | 'silence';
let fetched: string[];
let verifier: AccessVerifier;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOON });
  published = [first];
  fetched = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    fetched.push(new Request(input).url);
    if (published === 'no-answer') throw new TypeError('network connection lost');
    if (published === 'silence') return new Promise(() => {});
    if (published instanceof Response) return published.clone();
    const keys = published.map(async ({ kid, publicKey }) => ({
      ...(await exportJWK(publicKey)),
      kid,
      alg: 'RS256',
      use: 'sig',
    }));
    return Response.json({ keys: await Promise.all(keys) });
  });
  verifier = createAccessVerifier({ issuer: ISSUER, audience: AUDIENCE });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What Access says of a person; `undefined` leaves a claim out. */
const claims = (changed: Record<string, unknown> = {}): JWTPayload => ({
  aud: [AUDIENCE],
  email: 'sato.editor@example.lg.jp',
  exp: NOW_S + 3_600,
  iat: NOW_S - 60,
  nbf: NOW_S - 60,
  iss: ISSUER,
  type: 'app',
  identity_nonce: '6ei69kawdKzMIAPF',
  sub: '7335d417-61da-459d-899c-0a01c76a2f94',
  country: 'JP',
  ...changed,
});

const sign = (
  changed?: Record<string, unknown>,
  { key = first, header = {} }: { key?: Key; header?: Record<string, unknown> } = {},
): Promise<string> =>
  new SignJWT(claims(changed))
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header })
    .sign(key.privateKey);

const encode = (part: object): string => base64url.encode(JSON.stringify(part));

const at = (milliseconds: number): Date => {
  const moment = new Date(NOON.getTime() + milliseconds);
  vi.setSystemTime(moment);
  return moment;
};

const isAccepted = expect.objectContaining({ ok: true });
const isRefused = { ok: false, fault: { kind: 'refused', why: expect.any(String) } };
const isUnreachable = { ok: false, fault: { kind: 'keys-unreachable' } };

describe('an assertion of Access', () => {
  test('tells who it is', async () => {
    const token = await sign();
    expect(await verifier.verify(token, NOON)).toEqual({
      ok: true,
      value: { email: 'sato.editor@example.lg.jp', token },
    });
    expect(fetched).toEqual([`${ISSUER}/cdn-cgi/access/certs`]);
  });

  test('gives the address as the roll keeps it', async () => {
    const token = await sign({ email: ' Sato.Editor@Example.LG.jp ' });
    expect(await verifier.verify(token, NOON)).toMatchObject({
      value: { email: 'sato.editor@example.lg.jp' },
    });
  });

  test.each([
    ['with the audience as one text', { aud: AUDIENCE }],
    ['among other audiences', { aud: ['another', AUDIENCE] }],
    ['from a clock half a minute ahead', { iat: NOW_S + 30, nbf: NOW_S + 30 }],
    ['half a minute after its end, less one second', { exp: NOW_S - 29 }],
  ])('is accepted %s', async (_, changed) => {
    expect(await verifier.verify(await sign(changed), NOON)).toEqual(isAccepted);
  });

  test.each<[string, string | undefined]>([
    ['without a header', undefined],
    ['with an empty header', ''],
    ['with blanks only', '  '],
  ])('is missing %s', async (_, header) => {
    expect(await verifier.verify(header, NOON)).toEqual({ ok: false, fault: { kind: 'no-token' } });
  });

  const attacks: [string, () => Promise<string> | string][] = [
    ['is garbage', () => 'garbage'],
    ['has three parts of garbage', () => 'a.b.c'],
    ['is one of two in the header', async () => `${await sign()}, ${await sign()}`],
    ['has expired', () => sign({ exp: NOW_S - 30 })],
    ['is not yet valid', () => sign({ nbf: NOW_S + 31 })],
    ['was issued in the future', () => sign({ iat: NOW_S + 31 })],
    ['was issued longer ago than any session lasts', () => sign({ iat: NOW_S - 32 * 86_400 })],
    ['is for another audience', () => sign({ aud: 'another' })],
    ['has a list of audiences without ours', () => sign({ aud: ['another', `${AUDIENCE}0`] })],
    ['has an empty list of audiences', () => sign({ aud: [] })],
    ['has no audience', () => sign({ aud: undefined })],
    ['is from another issuer', () => sign({ iss: 'https://other.cloudflareaccess.com' })],
    ['has an issuer that only begins as ours', () => sign({ iss: `${ISSUER}.example.com` })],
    ['has no issuer', () => sign({ iss: undefined })],
    ['has alg none and no signature', () => `${encode({ alg: 'none', kid: 'first' })}.${encode(claims())}.`],
    [
      'has alg none and a signature',
      async () => `${encode({ alg: 'none', kid: 'first' })}.${(await sign()).split('.').slice(1).join('.')}`,
    ],
    [
      'is signed with HS256 by the public key',
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: 'first' })
          .sign(new TextEncoder().encode(await exportSPKI(first.publicKey))),
    ],
    ['is signed by another key under the same name', () => sign({}, { key: forged })],
    [
      'brings its own key',
      async () => sign({}, { key: forged, header: { jwk: await exportJWK(forged.publicKey) } }),
    ],
    ['says where its key is', () => sign({}, { key: forged, header: { jku: 'https://evil.example/keys' } })],
    ['names an unknown key', () => sign({}, { header: { kid: 'unknown' } })],
    ['names no key', () => sign({}, { header: { kid: undefined } })],
    [
      'asks for an extension nobody knows',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256', kid: 'first', crit: ['town'], town: true })
          .sign(first.privateKey, { crit: { town: true } }),
    ],
    [
      'was changed after it was signed',
      async () => {
        const [header, , signature] = (await sign()).split('.');
        return `${header}.${encode(claims({ email: 'suzuki.admin@example.lg.jp' }))}.${signature}`;
      },
    ],
    ['has no signature', async () => (await sign()).replace(/[^.]+$/, '')],
    ['has no end', () => sign({ exp: undefined })],
    ['has an end that is no number', () => sign({ exp: '2100-01-01' })],
    ['has no time of issue', () => sign({ iat: undefined })],
    ['has no email', () => sign({ email: undefined })],
    ['has an email that is an object', () => sign({ email: { toString: 'sato.editor@example.lg.jp' } })],
    ['has a list of emails', () => sign({ email: ['sato.editor@example.lg.jp'] })],
    ['has an empty email', () => sign({ email: '' })],
    ['has an email that is none', () => sign({ email: 'sato.editor' })],
    ['has two addresses in its email', () => sign({ email: 'a@example.lg.jp,suzuki.admin@example.lg.jp' })],
    ['has a line break in its email', () => sign({ email: 'sato\n@example.lg.jp' })],
    [
      'has letters in its email that only look like others',
      () => sign({ email: 'su\u017Fuki@example.lg.jp' }),
    ],
    [
      'has a letter in its email that becomes another in lower case',
      () => sign({ email: 'suzu\u212Ai@example.lg.jp' }),
    ],
    [
      'is a service token',
      () => sign({ email: undefined, sub: '', common_name: 'e367826f93b8d71185e03fe5.access' }),
    ],
    [
      'is a service token that claims an email',
      () => sign({ common_name: 'e367826f93b8d71185e03fe5.access' }),
    ],
    ['is the session of the whole team', () => sign({ type: 'org' })],
    ['has no type', () => sign({ type: undefined })],
    ['is longer than any token', () => sign({ groups: 'x'.repeat(8_192) })],
  ];

  test.each(attacks)('is refused when it %s', async (_, forge) => {
    expect(await verifier.verify(await forge(), NOON)).toEqual(isRefused);
    expect(await verifier.verify(await sign(), NOON), 'a good one right after it').toEqual(isAccepted);
  });

  test('is refused without asking for keys when its algorithm is another', async () => {
    await verifier.verify(`${encode({ alg: 'none', kid: 'first' })}.${encode(claims())}.`, NOON);
    await verifier.verify('garbage', NOON);
    expect(fetched).toEqual([]);
  });

  test('never has its text told in the reason for the log', async () => {
    const token = await sign({ aud: 'another' });
    expect(JSON.stringify(await verifier.verify(token, NOON))).not.toContain(token.slice(0, 20));
  });
});

describe("the issuer's keys", () => {
  test('are asked for once for many assertions', async () => {
    for (let i = 0; i < 5; i += 1) await verifier.verify(await sign(), NOON);
    expect(fetched).toHaveLength(1);
  });

  test('are asked for again once when an assertion names a new one', async () => {
    await verifier.verify(await sign(), NOON);
    published = [second, first];
    const later = at(MINUTE_MS);
    expect(await verifier.verify(await sign({}, { key: second }), later)).toEqual(isAccepted);
    expect(await verifier.verify(await sign({}, { key: second }), later)).toEqual(isAccepted);
    expect(await verifier.verify(await sign(), later)).toEqual(isAccepted);
    expect(fetched).toHaveLength(2);
  });

  test('are not asked for again by every forged name', async () => {
    await verifier.verify(await sign(), NOON);
    const later = at(MINUTE_MS);
    for (let i = 0; i < 20; i += 1) {
      const token = await sign({}, { header: { kid: `forged-${i}` } });
      expect(await verifier.verify(token, later)).toEqual(isRefused);
    }
    expect(fetched).toHaveLength(2);
  });

  test('are refused after the issuer withdrew them, ten minutes later at the latest', async () => {
    await verifier.verify(await sign(), NOON);
    published = [second];
    expect(await verifier.verify(await sign(), at(10 * MINUTE_MS - 1))).toEqual(isAccepted);
    expect(await verifier.verify(await sign(), at(10 * MINUTE_MS))).toEqual(isRefused);
  });

  test('are refused at once where a new one has been seen', async () => {
    await verifier.verify(await sign(), NOON);
    published = [second];
    const later = at(MINUTE_MS);
    await verifier.verify(await sign({}, { key: second }), later);
    expect(await verifier.verify(await sign(), later)).toEqual(isRefused);
  });

  test.each<[string, () => typeof published]>([
    ['the connection fails', () => 'no-answer'],
    ['the issuer answers 500', () => new Response('down', { status: 500 })],
    ['the issuer sends elsewhere', () => Response.redirect('https://evil.example/keys', 302)],
    ['the issuer sends a page', () => new Response('<!doctype html>')],
    ['the issuer sends something else', () => Response.json({ public_cert: {} })],
  ])('are unreachable, and nobody gets in, when %s', async (_, failure) => {
    published = failure();
    expect(await verifier.verify(await sign(), NOON)).toEqual(isUnreachable);
    published = [first];
    expect(await verifier.verify(await sign(), NOON)).toEqual(isAccepted);
  });

  test('are given up after three seconds', async () => {
    published = 'silence';
    const verified = verifier.verify(await sign(), NOON);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await verified).toEqual(isUnreachable);
  });

  test('are kept while the issuer is down, but not beyond ten minutes', async () => {
    await verifier.verify(await sign(), NOON);
    published = 'no-answer';
    expect(await verifier.verify(await sign(), at(9 * MINUTE_MS))).toEqual(isAccepted);
    expect(await verifier.verify(await sign(), at(11 * MINUTE_MS))).toEqual(isUnreachable);
  });

  test('can be had through another fetch', async () => {
    const fetchKeys = vi.fn<() => Promise<Response>>(async () => Response.json({ keys: [] }));
    const other = createAccessVerifier({ issuer: ISSUER, audience: AUDIENCE }, fetchKeys);
    expect(await other.verify(await sign(), NOON)).toEqual(isRefused);
    expect([fetchKeys.mock.calls.length, fetched]).toEqual([1, []]);
  });
});
