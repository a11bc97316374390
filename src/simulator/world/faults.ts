import type { Fields } from '../line-api/rules/fields.ts';
import type { World } from './world.ts';

const KINDS = [
  '500',
  '429-rate',
  '429-monthly',
  'status',
  'garbage',
  'timeout',
  'delay',
  'accept-then-500',
  'accept-then-garbage',
  'accept-then-timeout',
  'accept-then-drop',
] as const;
type FaultKind = (typeof KINDS)[number];

/**
 * `left` counts the times it will still strike, null is always; `random` is the state of its own generator. `status` is
 * for the kind of that name; `body` is the answer's text for it and for garbage, null leaves it to the stand-in.
 */
export type Fault = {
  match: string;
  kind: FaultKind;
  status: number;
  body: string | null;
  left: number | null;
  probability: number;
  delayMs: number;
  random: number;
};

const TIMEOUT_MS = 60_000; // long enough for any deadline of the bot
const DELAY_MS = 1_000;
const STATUS_MIN = 400;
const STATUS_MAX = 599;

export function readFault(fields: Fields): Fault | string {
  const kind = KINDS.find((known) => known === fields.kind);
  if (!kind) return `kind must be one of ${KINDS.join(', ')}`;
  if (typeof fields.match !== 'string' || fields.match === '')
    return 'match must be "METHOD /path" or "/regexp/"';
  if (regexpOf(fields.match) === null) return 'match is not a valid regexp';
  const status = numberOr(fields.status, 0);
  if (kind === 'status' && !(Number.isInteger(status) && status >= STATUS_MIN && status <= STATUS_MAX))
    return `status must be a number from ${STATUS_MIN} to ${STATUS_MAX}`;
  return {
    match: fields.match,
    kind,
    status,
    body: typeof fields.body === 'string' ? fields.body : null,
    left: typeof fields.times === 'number' ? fields.times : null,
    probability: numberOr(fields.probability, 1),
    delayMs: numberOr(fields.delayMs, kind.endsWith('timeout') ? TIMEOUT_MS : DELAY_MS),
    random: numberOr(fields.seed, 1),
  };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** `/…/` is a regexp over "METHOD /path"; undefined where the match is a plain prefix, null where it is no regexp. */
function regexpOf(match: string): RegExp | null | undefined {
  if (!(match.length > 2 && match.startsWith('/') && match.endsWith('/'))) return undefined;
  try {
    return new RegExp(match.slice(1, -1));
  } catch {
    return null;
  }
}

/** The faults that strike this request, used up as they do. */
export function takeFaults(world: World, method: string, path: string): Fault[] {
  const target = `${method} ${path}`;
  const struck = world.faults.filter((fault) => {
    if (fault.left === 0) return false;
    const regexp = regexpOf(fault.match);
    if (!(regexp ? regexp.test(target) : target.startsWith(fault.match))) return false;
    if (fault.probability < 1 && drawRandom(fault) >= fault.probability) return false;
    if (fault.left !== null) fault.left -= 1;
    return true;
  });
  world.faults = world.faults.filter(({ left }) => left !== 0);
  return struck;
}

/** mulberry32: small, and the same numbers for the same seed everywhere. */
function drawRandom(fault: Fault): number {
  fault.random = Math.trunc(fault.random + 0x6d2b79f5);
  let mixed = Math.imul(fault.random ^ (fault.random >>> 15), 1 | fault.random);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
