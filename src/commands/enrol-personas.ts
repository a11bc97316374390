/**
 * For trying out: puts the stand-in's personas on the console's roll, as the first administrator would, through the
 * console's own pages. Whoever is on the roll already stays as they are. Needs both Workers running.
 */
import { PHONE_PORT, developmentSettings } from './development-settings.ts';

type Persona = { email: string; name: string; enrolAs: string | null };

const origin = `http://localhost:${PHONE_PORT}`;
const { FIRST_ADMINISTRATOR: administrator } = developmentSettings('', PHONE_PORT);

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(new URL(path, origin), { redirect: 'manual', ...init });
  if (response.status >= 500)
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

const signedIn = await ask('/cdn-cgi/access/login', {
  method: 'POST',
  body: new URLSearchParams({ email: administrator, redirect: '/console/staff' }),
});
const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
const roll = await (await ask('/console/staff', { headers: { cookie } })).text();
const token = /name="token" value="([^"]+)"/.exec(roll)?.[1];
if (token === undefined)
  throw new Error(`${administrator} is not let into /console/staff: ${roll.slice(0, 400)}`);

const personas = (await (await ask('/__access/personas')).json()) as Persona[];
for (const { email, name, enrolAs } of personas) {
  if (email === administrator) await send('/console/staff/name', { email, name });
  if (enrolAs === null || roll.includes(email)) continue;
  await send('/console/staff', { email, name, role: enrolAs });
}

async function send(path: string, fields: Record<string, string>): Promise<void> {
  const body = new URLSearchParams({ token: token ?? '', ...fields });
  const { status } = await ask(path, { method: 'POST', headers: { cookie, origin }, body });
  if (status !== 303) throw new Error(`${path} did not take ${fields['email']}: ${status}`);
}
