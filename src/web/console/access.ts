import { createRemoteJWKSet, customFetch, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { CryptoKey, FetchImplementation, JWTPayload, RemoteJWKSet } from 'jose';
import { ok, refused, type Result } from '../../domain/result.ts';
import { readEmailAddress } from '../../domain/staff/email-address.ts';
import { withDeadline } from '../../line/deadline.ts';

/** `issuer` is an origin, https://<team>.cloudflareaccess.com; `audience` is the AUD tag of the console's application. */
export type AccessSettings = { issuer: string; audience: string };

/** `token` is the raw assertion. It is only for deriving form tokens and goes into no page and no log. */
type SignedIn = { email: string; token: string };

/** `why` is for the log: whoever tries a forged token learns nothing from the page. */
type AccessFault = { kind: 'no-token' } | { kind: 'refused'; why: string } | { kind: 'keys-unreachable' };

export type AccessVerifier = {
  verify(header: string | undefined, now: Date): Promise<Result<SignedIn, AccessFault>>;
};

const ALGORITHM = 'RS256'; // Cloudflare: "Application token", header
const KEYS_PATH = '/cdn-cgi/access/certs'; // Cloudflare: "Validate JWTs"
const KEYS_DEADLINE_MS = 3_000;
/** So long a key that the issuer has withdrawn may still be taken. */
const KEYS_MAX_AGE_MS = 600_000;
/** An unknown key has the keys fetched again, so forged tokens must not have them fetched at every request. */
const KEYS_COOLDOWN_MS = 5_000;
const TOKEN_MAX_CHARACTERS = 8_192;
const CLOCK_TOLERANCE_S = 30;
const TOKEN_MAX_AGE_S = 31 * 86_400; // Cloudflare: a session lasts a month at most

/**
 * Checks what Access puts into `Cf-Access-Jwt-Assertion`; one for each isolate, as it keeps the issuer's keys.
 * Whatever is not known to be good is refused. `fetchKeys` stands in for fetch.
 */
export function createAccessVerifier(
  { issuer, audience }: AccessSettings,
  fetchKeys?: FetchImplementation,
): AccessVerifier {
  // In workerd no request may wait for another's fetch. jose knows: there it lets each request fetch for itself and
  // shares only the keys that came.
  const keys = createRemoteJWKSet(new URL(KEYS_PATH, issuer), {
    timeoutDuration: KEYS_DEADLINE_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
    ...(fetchKeys ? { [customFetch]: fetchKeys } : {}),
  });
  return {
    async verify(header, now) {
      const token = header?.trim() ?? '';
      if (token === '') return refused({ kind: 'no-token' });
      if (token.length > TOKEN_MAX_CHARACTERS) return refuse('longer than any token');
      const key = await findKey(keys, token);
      if (!key.ok) return key;
      try {
        const { payload } = await jwtVerify(token, key.value, {
          algorithms: [ALGORITHM],
          issuer,
          audience,
          requiredClaims: ['exp'],
          maxTokenAge: TOKEN_MAX_AGE_S,
          clockTolerance: CLOCK_TOLERANCE_S,
          currentDate: now,
        });
        return readOfficer(payload, token);
      } catch (error) {
        return refuse(describe(error));
      }
    },
  };
}

/** The issuer's key that the token names. Its algorithm is checked first, so that a forgery costs no fetch. */
async function findKey(keys: RemoteJWKSet, token: string): Promise<Result<CryptoKey, AccessFault>> {
  const header = readHeader(token);
  if (!header) return refuse('not a token');
  if (header.alg !== ALGORITHM) return refuse('another algorithm');
  if (typeof header.kid !== 'string') return refuse('names no key');
  try {
    // jose ends the request for the keys by itself, but not the reading of a body that comes in drops.
    return ok(await withDeadline(keys({ alg: ALGORITHM, kid: header.kid }), KEYS_DEADLINE_MS));
  } catch (error) {
    const isUnknownKey =
      error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
    return isUnknownKey ? refuse('not one key of the issuer') : refused({ kind: 'keys-unreachable' });
  }
}

function readHeader(token: string): { alg?: unknown; kid?: unknown } | null {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return null;
  }
}

/** Cloudflare: people have `type: app` and an email; a service token has `common_name`; `org` is the team's session. */
function readOfficer(
  { type, email, common_name: service }: JWTPayload,
  token: string,
): Result<SignedIn, AccessFault> {
  if (type !== 'app') return refuse('not for an application');
  if (service !== undefined) return refuse('a service, not a person');
  const address = readEmailAddress(email);
  return address === null ? refuse('no email address') : ok({ email: address, token });
}

function refuse(why: string): Result<never, AccessFault> {
  return refused({ kind: 'refused', why });
}

function describe(error: unknown): string {
  if (!(error instanceof errors.JOSEError)) throw error;
  return error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
    ? `${error.claim}: ${error.reason}`
    : error.code;
}
