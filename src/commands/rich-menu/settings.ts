/** Environment → settings of `npm run rich-menu`; names every missing or malformed one at once, without its value, which may be secret. */
import type { LineConnection, LineCredentials } from '../../line/line-client.ts';

type RichMenuSettings = { connection: LineConnection; publicOrigin: string };
export type RichMenuSettingsReading =
  | { ok: true; value: RichMenuSettings }
  | { ok: false; faults: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const LINE_API_ORIGIN = 'https://api.line.me';
const LINE_DATA_API_ORIGIN = 'https://api-data.line.me';
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

export function readRichMenuSettings(environment: Environment): RichMenuSettingsReading {
  const faults: string[] = [];
  const origin = (name: string, otherwise: string | null): string => {
    const value = environment[name] || otherwise;
    if (value === null)
      faults.push(`${name} is missing: the address of the public page, such as https://ayumi.example.jp`);
    const read = value === null ? null : readOrigin(value);
    if (value !== null && read === null) {
      faults.push(`${name} has to be https:// and a host, without a path (http:// only on this machine)`);
    }
    return read ?? '';
  };
  const settings: RichMenuSettings = {
    connection: {
      credentials: readCredentials(environment, faults),
      apiOrigin: origin('LINE_API_ORIGIN', LINE_API_ORIGIN),
      dataApiOrigin: origin('LINE_DATA_API_ORIGIN', LINE_DATA_API_ORIGIN),
    },
    publicOrigin: origin('PUBLIC_ORIGIN', null),
  };
  return faults.length === 0 ? { ok: true, value: settings } : { ok: false, faults };
}

function readCredentials(environment: Environment, faults: string[]): LineCredentials {
  const { LINE_CHANNEL_ACCESS_TOKEN: token, LINE_CHANNEL_ID: id, LINE_CHANNEL_SECRET: secret } = environment;
  if (token) {
    // A header cannot carry a line break or a space, which pasting brings along; say so instead of sending it.
    if (!/^[\x21-\x7e]+$/.test(token))
      faults.push('LINE_CHANNEL_ACCESS_TOKEN has a space, a line break or another foreign character in it');
    return { kind: 'long-lived-token', token };
  }
  if (!id && !secret) {
    faults.push(
      'LINE_CHANNEL_ACCESS_TOKEN is missing (or LINE_CHANNEL_ID together with LINE_CHANNEL_SECRET)',
    );
  } else if (!id) {
    faults.push('LINE_CHANNEL_ID is missing; it goes with LINE_CHANNEL_SECRET');
  } else if (!secret) {
    faults.push('LINE_CHANNEL_SECRET is missing; it goes with LINE_CHANNEL_ID');
  }
  return { kind: 'stateless-token', channelId: id ?? '', channelSecret: secret ?? '' };
}

/** https, or http to this machine: a token must not cross a network in the clear. */
function readOrigin(value: string): string | null {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
  return isSafe && (value === url.origin || value === `${url.origin}/`) ? url.origin : null;
}
