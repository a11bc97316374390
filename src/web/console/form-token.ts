import { base64url } from 'jose';

/** Tells these tokens from anything else that might once be derived from the same signature. */
const LABEL = new TextEncoder().encode('ayumi console form');
/** 32 bytes in base64url. The last letter holds four bits of them, so only every fourth letter can stand there. */
const FORM_TOKEN = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/**
 * What every form of the console carries: only a page made for the same sign-in can know it. `token` is a checked
 * assertion; its signature stays in a cookie that no script reads and so serves as the key.
 */
export async function formTokenOf(token: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', await keyOf(token), LABEL)));
}

/** Whether `given` is that token, compared in constant time. */
export async function isFormToken(token: string, given: unknown): Promise<boolean> {
  if (typeof given !== 'string' || !FORM_TOKEN.test(given)) return false;
  return crypto.subtle.verify('HMAC', await keyOf(token), new Uint8Array(base64url.decode(given)), LABEL);
}

/**
 * Whether a request that changes something comes from the console's own pages. Browsers send Origin with every POST;
 * where it was taken out on the way, Sec-Fetch-Site must say the same.
 */
export function isSameOrigin(request: Request): boolean {
  const origin = request.headers.get('origin');
  if (origin === null) return request.headers.get('sec-fetch-site') === 'same-origin';
  return origin === new URL(request.url).origin;
}

async function keyOf(token: string): Promise<CryptoKey> {
  const signature = new TextEncoder().encode(token.slice(token.lastIndexOf('.') + 1));
  return crypto.subtle.importKey('raw', signature, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
}
