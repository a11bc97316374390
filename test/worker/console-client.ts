import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { vi } from 'vitest';
import { createPlanReader } from '../../src/flows/current-plan.ts';
import { createDraftOpener } from '../../src/flows/drafts/open-draft.ts';
import { createVersionReader } from '../../src/flows/plan-versions.ts';
import type { LinePlan } from '../../src/domain/broadcasts/line-plan.ts';
import type { LineClientSource } from '../../src/line/line-client.ts';
import { bundledTown } from '../../src/settings.ts';
import { bundledDataPackage, bundledFiles } from '../../src/storage/bundled-data.ts';
import type { ChunkName } from '../../src/storage/chunk-store.ts';
import { createConsole } from '../../src/web/console/console.tsx';
import { at } from './draft-desk.ts';

/** The console in workerd as a signed-in officer's browser sees it, with real tokens and a made-up identity provider. */
const ISSUER = 'https://team.cloudflareaccess.com';
const AUDIENCE = 'ayumi-console-audience';
const ORIGIN = 'https://ayumi.example.lg.jp';

const { privateKey, publicKey } = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };

export const ADMINISTRATOR = 'suzuki.admin@example.lg.jp';

/** What stands where the identity provider's keys are; whatever else is fetched is a fault of the test. */
export function playIdentityProvider(): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const { url } = new Request(input);
    if (url === `${ISSUER}/cdn-cgi/access/certs`) return Response.json({ keys: [jwk] });
    throw new Error(`nobody answers at ${url}`);
  });
}

export type Page = { status: number; html: string; location: string; response: Response };

export type Browser = {
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  /** Posts the fields with the token of a page just opened, as a browser would. */
  post(path: string, fields: Record<string, string | File>, headers?: Record<string, string>): Promise<Page>;
  /** Sends whatever is given, signed in, as no page of the console would. */
  send(path: string, init: RequestInit): Promise<Page>;
};

/** What the console puts into the queue; nobody takes it out. */
export const queued: ChunkName[] = [];
const queue = {
  sendBatch: async (messages: Iterable<MessageSendRequest<ChunkName>>) => {
    queued.push(...[...messages].map(({ body }) => body));
  },
} as unknown as Queue<ChunkName>;

const logged: Record<string, unknown>[] = [];
let second = 0;

/** A console in a new isolate, whose clock stands `seconds` after the tests' first moment. */
export function openConsole({
  selfApprovalWaitHours = null as number | null,
  seconds = 10,
  settingFaults = [] as string[],
  line = null as LineClientSource | null,
  linePlan = null as LinePlan | null,
  town = bundledTown(),
} = {}) {
  second = seconds;
  const versions = createVersionReader(bundledDataPackage);
  return createConsole({
    settings: {
      access: { issuer: ISSUER, audience: AUDIENCE },
      firstAdministrator: ADMINISTRATOR,
      selfApprovalWaitHours,
    },
    settingFaults,
    town,
    publicOrigin: ORIGIN,
    plans: createPlanReader(bundledFiles, bundledDataPackage, { withSamples: false, log: () => {} }),
    versions,
    opener: createDraftOpener(versions, bundledDataPackage),
    dataPackage: bundledDataPackage,
    line,
    broadcastUndoMinutes: 5,
    samplesOnShow: false,
    linePlan,
    now: () => at(second),
    newId: () => crypto.randomUUID(),
    log: (told) => void logged.push(told),
  });
}

/** Puts officers on the roll directly: only tests of the roll itself go through its pages. */
export async function enrol(...staff: { email: string; name: string; role: string }[]): Promise<void> {
  await env.DB.batch(
    staff.map(({ email, name, role }) =>
      env.DB.prepare('INSERT OR REPLACE INTO staff VALUES (?1, ?2, ?3, ?4, ?5)').bind(
        email,
        name,
        role,
        'test',
        at(0).toISOString(),
      ),
    ),
  );
}

export async function signIn(email: string): Promise<string> {
  return new SignJWT({ email, type: 'app' })
    .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
    .setIssuer(ISSUER)
    .setAudience([AUDIENCE])
    .setSubject(email)
    .setIssuedAt(at(0))
    .setNotBefore(at(0))
    .setExpirationTime(at(86_400))
    .sign(privateKey);
}

/** An officer at a browser: signed in, sending Origin and the form's token with every POST. */
export async function browse(email: string, app = openConsole()): Promise<Browser> {
  const assertion = await signIn(email);
  const ask = async (path: string, init: RequestInit = {}): Promise<Page> => {
    const ctx = createExecutionContext();
    const headers = new Headers(init.headers);
    if (!headers.has('cf-access-jwt-assertion')) headers.set('cf-access-jwt-assertion', assertion);
    const request = new Request(`${ORIGIN}${path}`, { redirect: 'manual', ...init, headers });
    const response = await app.fetch(request, { DB: env.DB, DELIVERIES: queue }, ctx);
    await waitOnExecutionContext(ctx);
    const html = await response.clone().text();
    return { status: response.status, html, location: response.headers.get('location') ?? '', response };
  };
  return {
    get: (path, headers = {}) => ask(path, { headers }),
    send: ask,
    async post(path, fields, headers = {}) {
      const form = new FormData();
      form.set('token', await tokenFor(assertion));
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      return ask(path, { method: 'POST', body: form, headers: { origin: ORIGIN, ...headers } });
    },
  };
}

async function tokenFor(assertion: string): Promise<string> {
  const { formTokenOf } = await import('../../src/web/console/form-token.ts');
  return formTokenOf(assertion);
}
