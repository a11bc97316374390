import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formTokenOf, isFormToken, isSameOrigin } from '../../src/web/console/form-token.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJlbWFpbCI6InNhdG8ifQ.c2lnbmF0dXJlLW9mLXNhdG8';
const OTHER = 'eyJhbGciOiJSUzI1NiJ9.eyJlbWFpbCI6InNhdG8ifQ.c2lnbmF0dXJlLW9mLW90aGVy';

describe('a form token', () => {
  test('is the same for every page of one sign-in', async () => {
    const given = await formTokenOf(TOKEN);
    expect(given).toMatch(/^[\w-]{43}$/);
    expect(await formTokenOf(TOKEN)).toBe(given);
    expect(await isFormToken(TOKEN, given)).toBe(true);
  });

  test('is HMAC-SHA-256 of a fixed label under the signature of the assertion', async () => {
    const expected = createHmac('sha256', TOKEN.split('.')[2] ?? '')
      .update('ayumi console form')
      .digest('base64url');
    expect(await formTokenOf(TOKEN)).toBe(expected);
  });

  test('of another sign-in is refused', async () => {
    expect(await isFormToken(TOKEN, await formTokenOf(OTHER))).toBe(false);
  });

  test('is refused with any letter changed, left out or added', async () => {
    const given = await formTokenOf(TOKEN);
    const changed = given
      .split('')
      .flatMap((letter, i) => [
        given.slice(0, i) + (letter === 'A' ? 'B' : 'A') + given.slice(i + 1),
        given.slice(0, i) + given.slice(i + 1),
      ]);
    const verdicts = await Promise.all(
      [...changed, `${given}A`, `${given}=`].map((text) => isFormToken(TOKEN, text)),
    );
    expect(new Set(verdicts)).toEqual(new Set([false]));
  });

  test('has one spelling: the last letter cannot be exchanged for one that decodes to the same bytes', async () => {
    const given = await formTokenOf(TOKEN);
    const bytes = Buffer.from(given, 'base64url');
    const twins = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      .split('')
      .map((letter) => given.slice(0, -1) + letter)
      .filter((text) => text !== given && Buffer.from(text, 'base64url').equals(bytes));
    expect(twins).toHaveLength(3);
    expect(await Promise.all(twins.map((text) => isFormToken(TOKEN, text)))).toEqual([false, false, false]);
  });

  test.each([undefined, null, '', 'x', 43, ['a'], new File(['x'], 'token.txt')])(
    'is refused when it is %s',
    async (given) => expect(await isFormToken(TOKEN, given)).toBe(false),
  );
});

describe('a request that changes something', () => {
  const CASES: [string, Record<string, string>, boolean][] = [
    ['has the console as Origin', { origin: 'https://ayumi.example.lg.jp' }, true],
    ['has another site as Origin', { origin: 'https://evil.example' }, false],
    ['has a neighbour as Origin', { origin: 'https://www.example.lg.jp' }, false],
    ['has the console over http as Origin', { origin: 'http://ayumi.example.lg.jp' }, false],
    ['has the console at another port as Origin', { origin: 'https://ayumi.example.lg.jp:8443' }, false],
    ['hides its Origin', { origin: 'null' }, false],
    ['hides its Origin and says it is the same', { origin: 'null', 'sec-fetch-site': 'same-origin' }, false],
    ['has an empty Origin', { origin: '' }, false],
    ['has neither', {}, false],
    ['has no Origin, but comes from the same one', { 'sec-fetch-site': 'same-origin' }, true],
    ['has no Origin and comes from the same site', { 'sec-fetch-site': 'same-site' }, false],
    ['has no Origin and comes from elsewhere', { 'sec-fetch-site': 'cross-site' }, false],
    ['has no Origin and was typed in', { 'sec-fetch-site': 'none' }, false],
  ];
  test.each(CASES)('that %s: %o → %s', (_, headers, isTaken) => {
    const request = new Request('https://ayumi.example.lg.jp/console/staff', { method: 'POST', headers });
    expect(isSameOrigin(request)).toBe(isTaken);
  });
});
