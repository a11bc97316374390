import { validateSignature } from '@line/bot-sdk';

/**
 * Whether LINE signed these bytes: base64(HMAC-SHA256(channel secret, raw body)) in `x-line-signature`.
 * Compared in constant time by the SDK, which throws where the header is missing; here that is simply no.
 */
export function isSignedByLine(
  rawBody: Uint8Array,
  channelSecret: string,
  signature: string | undefined,
): boolean {
  if (!signature) return false;
  return validateSignature(Buffer.from(rawBody), channelSecret, signature);
}
