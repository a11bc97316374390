import {
  base64url,
  createLocalJWKSet,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { CryptoKey, JSONWebKeySet, JWK, JWTPayload } from 'jose';

export type SigningKey = {
  kid: string;
  privateKey: CryptoKey;
  publicKey: JWK;
  publicPem: string;
};

/** Cloudflare signs with RS256, and so do its two imitations that no verifier may take. */
export const ALGORITHMS = ['RS256', 'none', 'HS256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export async function makeSigningKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    kid,
    privateKey,
    publicKey: { ...jwk, kid, alg: 'RS256', use: 'sig' },
    publicPem: await exportSPKI(publicKey),
  };
}

export function keySetOf({ publicKey }: SigningKey): JSONWebKeySet {
  return { keys: [publicKey] };
}

export async function signClaims(
  claims: JWTPayload,
  { privateKey, publicPem }: SigningKey,
  header: { alg: Algorithm; kid: string },
): Promise<string> {
  switch (header.alg) {
    case 'RS256':
      return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', ...header }).sign(privateKey);
    case 'HS256': // the old trick: the public key, known to everybody, taken as the shared secret
      return new SignJWT(claims)
        .setProtectedHeader({ typ: 'JWT', ...header })
        .sign(new TextEncoder().encode(publicPem));
    case 'none':
      return `${encode({ typ: 'JWT', ...header })}.${encode(claims)}.`;
    default:
      return header.alg satisfies never;
  }
}

/** Whether this stand-in signed the token with the key it has now, for this issuer and audience, and it is in time. */
export async function isOwnToken(
  token: string,
  key: SigningKey,
  { issuer, audience, now }: { issuer: string; audience: string; now: number },
): Promise<boolean> {
  const options = { algorithms: ['RS256'], issuer, audience, currentDate: new Date(now) };
  return jwtVerify(token, createLocalJWKSet(keySetOf(key)), options).then(
    () => true,
    () => false,
  );
}

function encode(part: object): string {
  return base64url.encode(JSON.stringify(part));
}
