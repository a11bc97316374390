import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import { createLineClientSource } from '../../src/line/line-client.ts';
import { loadBroadcast, loadBroadcastsUnderWay } from '../../src/storage/broadcast-store.ts';
import type { Broadcast } from '../../src/domain/broadcasts/broadcast.ts';
import type { Browser, Page } from './console-client.ts';
import { formOf } from './console-forms.ts';

/** An officer who composes, and LINE as far as the composing pages ask it. */
const LINE = 'https://api.line.example';

export const line = createLineClientSource(
  {
    credentials: { kind: 'long-lived-token', token: 'token' },
    apiOrigin: LINE,
    dataApiOrigin: LINE,
  },
  Date.now,
);

export type LineCall = { path: string; retryKey: string | null; body: string };

/** Answers in LINE's place, beside whatever is played already; gives the calls as they come. */
export function playLine(answer: (call: LineCall) => Response | Promise<Response>): LineCall[] {
  const calls: LineCall[] = [];
  const mocked = vi.mocked(globalThis.fetch);
  const others = mocked.getMockImplementation();
  mocked.mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith(LINE)) {
      if (!others) throw new Error(`nobody answers at ${request.url}`);
      return others(input, init);
    }
    const { pathname: path } = new URL(request.url);
    const call = { path, retryKey: request.headers.get('x-line-retry-key'), body: await request.text() };
    calls.push(call);
    return answer(call);
  });
  return calls;
}

/** LINE on a good day: everything is valid, and a retry key is accepted once. */
export function playGoodLine({ limit = null as number | null, used = 0 } = {}): LineCall[] {
  const accepted = new Map<string, string>();
  return playLine(({ path, retryKey }) => {
    if (path.endsWith('/quota'))
      return Response.json(limit === null ? { type: 'none' } : { type: 'limited', value: limit });
    if (path.endsWith('/quota/consumption')) return Response.json({ totalUsage: used });
    if (path.includes('/validate/')) return Response.json({});
    const known = accepted.get(retryKey ?? '');
    if (known)
      return Response.json(
        { message: 'known' },
        { status: 409, headers: { 'x-line-accepted-request-id': known } },
      );
    const requestId = `request-${accepted.size + 1}`;
    accepted.set(retryKey ?? '', requestId);
    return Response.json({}, { headers: { 'x-line-request-id': requestId } });
  });
}

/** Begins a broadcast by its form, and gives its id. */
export async function beginBroadcast(browser: Browser, title = 'お知らせ'): Promise<string> {
  const page = await browser.get('/console/broadcasts/new');
  const { location } = await browser.post('/console/broadcasts/new', {
    ...formOf(page, '/broadcasts/new'),
    title,
  });
  return /broadcasts\/([^/]+)\/edit/.exec(location)?.[1] ?? '';
}

/** Fills fields of the composing page as it stands and presses a button; gives what comes, redirects followed. */
export async function compose(
  browser: Browser,
  id: string,
  changes: Record<string, string> = {},
  act = 'save',
): Promise<Page> {
  const page = await browser.get(`/console/broadcasts/${id}/edit`);
  return press(browser, id, { ...formOf(page, '/edit'), ...changes }, act);
}

export async function press(
  browser: Browser,
  id: string,
  fields: Record<string, string>,
  act = 'save',
): Promise<Page> {
  const answer = await browser.post(`/console/broadcasts/${id}/edit`, { ...fields, do: act });
  return answer.location === '' ? answer : browser.get(answer.location);
}

export async function stored(id: string): Promise<Broadcast> {
  const broadcast = await loadBroadcast(env.DB, id);
  if (!broadcast) throw new Error(`no broadcast ${id}`);
  return broadcast;
}

export async function countBroadcasts(): Promise<number> {
  return (await loadBroadcastsUnderWay(env.DB)).length;
}

type ResidentRow = { language?: string; age?: string; district?: string; cap?: number };

let serial = 0;

export async function addResidents(count: number, told: ResidentRow = {}): Promise<void> {
  const rows = Array.from({ length: count }, () => {
    serial += 1;
    return { id: `U${String(serial).padStart(32, '0')}`, ...told };
  });
  await env.DB.prepare(
    `INSERT INTO residents (user_id, language, age_band, district, monthly_cap)
     SELECT value ->> 'id', value ->> 'language', value ->> 'age', value ->> 'district', value ->> 'cap'
       FROM json_each(?1)`,
  )
    .bind(JSON.stringify(rows))
    .run();
}

export async function addTester(email: string, name: string): Promise<void> {
  await env.DB.prepare('INSERT INTO testers VALUES (?1, ?2, ?3)')
    .bind(`U${name.padEnd(32, '0')}`, email, '2026-11-24T00:00:00.000Z')
    .run();
}
