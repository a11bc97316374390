import townFile from '../data/town.json';
import { UNDO_MINUTES_DEFAULT } from './domain/broadcasts/broadcast.ts';
import { LINE_PLANS, readLinePlan, type LinePlan } from './domain/broadcasts/line-plan.ts';
import { ok, refused, type Result } from './domain/result.ts';
import { readEmailAddress } from './domain/staff/email-address.ts';
import { readTown, type Town } from './domain/town.ts';
import type { LineCredentials } from './line/line-client.ts';
import type { ChunkName } from './storage/chunk-store.ts';

/** What wrangler binds and the town sets. Secrets: `wrangler secret put NAME`; the rest: `[vars]` or the dashboard. */
export type Environment = {
  DB: D1Database;
  /** What broadcasts are cut into; the messages name chunks. */
  DELIVERIES: Queue<ChunkName>;
  /** Secret. Channel secret of the Messaging API channel: signs what LINE sends. */
  LINE_CHANNEL_SECRET?: string;
  /** Secret. A long-lived channel access token; leave it out to use LINE_CHANNEL_ID and short-lived tokens. */
  LINE_CHANNEL_ACCESS_TOKEN?: string;
  /** The channel's numeric id; with the channel secret it issues 15-minute tokens. */
  LINE_CHANNEL_ID?: string;
  /** Only for trying out: where LINE's API is, else https://api.line.me. */
  LINE_API_ORIGIN?: string;
  /** Only for trying out: where LINE's API for files is, else https://api-data.line.me. */
  LINE_DATA_API_ORIGIN?: string;
  /** Where this Worker's public page is seen, such as https://ayumi.example.lg.jp. */
  PUBLIC_ORIGIN?: string;
  /** Only for trying out: `show` takes in the made-up actuals of data/sample, marked 見本 everywhere. */
  SAMPLE_ACTUALS?: string;
  /** Who vouches for the console's officers, such as https://team.cloudflareaccess.com. Left out: no console. */
  ACCESS_ISSUER?: string;
  /** The AUD tag of the console's application in Cloudflare Access. Left out: no console. */
  ACCESS_AUDIENCE?: string;
  /** The email address of the first administrator, who puts the others on the roll. Left out: no console. */
  FIRST_ADMINISTRATOR?: string;
  /** After so many hours, 1 to 168, an officer may approve their own draft. Left out: never. */
  SELF_APPROVAL_WAIT_HOURS?: string;
  /** Whole minutes from a broadcast's approval to its first request, 1 to 60, in which it can be undone. Left out: 5. */
  BROADCAST_UNDO_MINUTES?: string;
  /** Requests of broadcasts a second, 1 to 100 (LINE allows 200 multicasts). Left out: 20. */
  MULTICASTS_PER_SECOND?: string;
  /** The account's plan at LINE: communication, light, standard or local-government. Left out: only LINE itself is asked. */
  LINE_PLAN?: string;
};

export type Settings = {
  channelSecret: string;
  credentials: LineCredentials;
  apiOrigin: string;
  dataApiOrigin: string;
  publicOrigin: string;
  sampleActuals: boolean;
  broadcastUndoMinutes: number;
  multicastsPerSecond: number;
  linePlan: LinePlan | null;
};

/** Apart from the others: the bot goes on where they are missing or wrong. */
export type ConsoleSettings = {
  access: { issuer: string; audience: string };
  firstAdministrator: string;
  selfApprovalWaitHours: number | null;
};

export type SettingFault = { name: string; reason: string };

const UNDO_MINUTES_MAX = 60;
/** 10,000 residents a second; every broadcast is also a wave of taps that the Worker answers. */
const MULTICASTS_PER_SECOND_DEFAULT = 20;
const MULTICASTS_PER_SECOND_MAX = 100;

const ORIGIN_HELP = 'must be an origin such as https://ayumi.example.lg.jp, without a path';

/** Every setting at once, or every one that is missing or malformed. Never echoes a value: it may be a secret. */
export function readSettings(environment: Environment): Result<Settings, SettingFault[]> {
  const faults: SettingFault[] = [];
  const origin = (
    name: 'LINE_API_ORIGIN' | 'LINE_DATA_API_ORIGIN' | 'PUBLIC_ORIGIN',
    fallback?: string,
  ): string => {
    const value = environment[name] || fallback;
    if (!value) faults.push({ name, reason: `is missing; it ${ORIGIN_HELP}` });
    else if (!isOrigin(value)) faults.push({ name, reason: ORIGIN_HELP });
    return value ?? '';
  };
  const wholeNumber = (
    name: 'BROADCAST_UNDO_MINUTES' | 'MULTICASTS_PER_SECOND',
    { otherwise, from, to }: { otherwise: number; from: number; to: number },
  ): number => {
    const text = environment[name] ?? '';
    if (text === '') return otherwise;
    const value = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
    if (!(value >= from && value <= to))
      faults.push({ name, reason: `must be left out, or a whole number from ${from} to ${to}` });
    return value;
  };
  const settings: Settings = {
    channelSecret: environment.LINE_CHANNEL_SECRET ?? '',
    credentials: readCredentials(environment, faults),
    apiOrigin: origin('LINE_API_ORIGIN', 'https://api.line.me'),
    dataApiOrigin: origin('LINE_DATA_API_ORIGIN', 'https://api-data.line.me'),
    publicOrigin: origin('PUBLIC_ORIGIN'),
    sampleActuals: environment.SAMPLE_ACTUALS === 'show',
    broadcastUndoMinutes: wholeNumber('BROADCAST_UNDO_MINUTES', {
      otherwise: UNDO_MINUTES_DEFAULT,
      from: isLoopback(environment.LINE_API_ORIGIN ?? '') ? 0 : 1, // beside the stand-in nobody needs to be spared
      to: UNDO_MINUTES_MAX,
    }),
    multicastsPerSecond: wholeNumber('MULTICASTS_PER_SECOND', {
      otherwise: MULTICASTS_PER_SECOND_DEFAULT,
      from: 1,
      to: MULTICASTS_PER_SECOND_MAX,
    }),
    linePlan: readLinePlan(environment.LINE_PLAN ?? ''),
  };
  if (environment.LINE_PLAN && settings.linePlan === null)
    faults.push({
      name: 'LINE_PLAN',
      reason: `must be left out, or one of ${Object.keys(LINE_PLANS).join(', ')}`,
    });
  if (!settings.channelSecret) {
    faults.push({
      name: 'LINE_CHANNEL_SECRET',
      reason: 'is missing; copy it from the channel in LINE Developers',
    });
  }
  if (!['', 'show'].includes(environment.SAMPLE_ACTUALS ?? '')) {
    faults.push({ name: 'SAMPLE_ACTUALS', reason: 'must be left out, or "show" for trying things out' });
  }
  if (settings.sampleActuals && !isLoopback(settings.apiOrigin)) {
    faults.push({
      name: 'SAMPLE_ACTUALS',
      reason: 'made-up figures are only shown beside the stand-in, never to LINE',
    });
  }
  return faults.length > 0 ? refused(faults) : ok(settings);
}

const SELF_APPROVAL_WAIT_MAX_HOURS = 168; // a week

/** The console's settings, every fault in them, or null where none of the three that it needs is given. */
export function readConsoleSettings(
  environment: Environment,
): Result<ConsoleSettings | null, SettingFault[]> {
  const { ACCESS_ISSUER: issuer = '', ACCESS_AUDIENCE: audience = '' } = environment;
  const { FIRST_ADMINISTRATOR: administrator = '', SELF_APPROVAL_WAIT_HOURS: wait = '' } = environment;
  if (issuer === '' && audience === '' && administrator === '') return ok(null);
  const firstAdministrator = readEmailAddress(administrator);
  const selfApprovalWaitHours = wait === '' ? null : readWaitHours(wait);
  const faults: SettingFault[] = [];
  const check = (name: keyof Environment, isRight: boolean, help: string): void => {
    if (!isRight) faults.push({ name, reason: environment[name] ? help : `is missing; it ${help}` });
  };
  check(
    'ACCESS_ISSUER',
    isOrigin(issuer) && (issuer.startsWith('https:') || isLoopback(issuer)),
    'must be an https origin such as https://team.cloudflareaccess.com, without a path',
  );
  check('ACCESS_AUDIENCE', /^[\w-]{16,128}$/.test(audience), 'must be the AUD tag of the Access application');
  check('FIRST_ADMINISTRATOR', firstAdministrator !== null, 'must be one email address');
  check(
    'SELF_APPROVAL_WAIT_HOURS',
    !Number.isNaN(selfApprovalWaitHours),
    `must be left out, or whole hours from 1 to ${SELF_APPROVAL_WAIT_MAX_HOURS}`,
  );
  if (faults.length > 0 || firstAdministrator === null) return refused(faults);
  return ok({ access: { issuer, audience }, firstAdministrator, selfApprovalWaitHours });
}

function readWaitHours(text: string): number {
  const hours = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : NaN;
  return hours <= SELF_APPROVAL_WAIT_MAX_HOURS ? hours : NaN;
}

function readCredentials(environment: Environment, faults: SettingFault[]): LineCredentials {
  const { LINE_CHANNEL_ACCESS_TOKEN: token, LINE_CHANNEL_ID: channelId = '' } = environment;
  if (token) {
    if (/\s/.test(token))
      faults.push({ name: 'LINE_CHANNEL_ACCESS_TOKEN', reason: 'has a space or line break inside' });
    return { kind: 'long-lived-token', token };
  }
  if (!channelId) {
    const reason = 'is missing; set it, or LINE_CHANNEL_ID to use short-lived tokens';
    faults.push({ name: 'LINE_CHANNEL_ACCESS_TOKEN', reason });
  }
  return { kind: 'stateless-token', channelId, channelSecret: environment.LINE_CHANNEL_SECRET ?? '' };
}

function isLoopback(origin: string): boolean {
  return URL.canParse(origin) && ['localhost', '127.0.0.1'].includes(new URL(origin).hostname);
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value;
}

/** The town's facts are the same in every environment, so the pages that need no secret can still be shown. */
export function bundledTown(): Town {
  const town = readTown(townFile);
  if (!town.ok) throw new Error(`the build let a bad town.json through: ${town.fault.join('; ')}`);
  return town.value;
}
