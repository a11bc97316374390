/**
 * How far clocks are believed to be apart, calls under way included. What is written further ahead than this was written
 * by a clock that was wrong: a lease or a wait of that kind counts as over, and a first try as one nobody can date.
 */
export const CLOCKS_APART_MS = 10 * 60_000;

/** Cloudflare: a consumer of a queue is ended after 15 minutes; until then a call of its may still leave. */
export const CONSUMER_LIFE_MS = 15 * 60_000;

/** LINE: a retry key is good for 24 hours from its first use. */
export const RETRY_KEY_LIFE_MS = 24 * 60 * 60_000 - CLOCKS_APART_MS - CONSUMER_LIFE_MS;

/** LINE: send-multicast-message. */
export const MULTICAST_MAX_RECIPIENTS = 500;

/** While a consumer holds a chunk nobody else takes it up; a call to LINE is given up long before. */
export const LEASE_MS = 30_000;

const BACKOFF_FIRST_MS = 2_000;
const BACKOFF_MAX_MS = 5 * 60_000;

/** What became of one request to LINE. `status` is LINE's HTTP status, 0 where no answer came. */
export type SendOutcome =
  /** 200, or 409: the same retry key had been accepted before, under `requestId`. */
  | { kind: 'accepted'; status: number; requestId: string }
  /** Time-out, network, 5xx, an answer nobody can read: it may have been accepted. */
  | { kind: 'unclear'; status: number }
  /** 429 for the rate: not accepted, and the next ones would not be either. */
  | { kind: 'too-fast'; status: number }
  /** 429 because the month's messages are used up. */
  | { kind: 'monthly-limit'; status: number }
  /** 401, or no token could be had although LINE answered. */
  | { kind: 'token'; status: number }
  /** 403. */
  | { kind: 'forbidden'; status: number; fault: string }
  /** Any other 4xx: this request will never be accepted. `fault` is LINE's own text. */
  | { kind: 'refused'; status: number; fault: string };

/** What is done about it. Times are UTC, ISO 8601. */
export type ChunkStep =
  | { kind: 'done'; requestId: string }
  | { kind: 'again'; dueAt: string }
  | { kind: 'failed'; fault: string }
  /** The whole broadcast waits for a person, and this chunk with it. */
  | { kind: 'pause'; why: 'monthly-limit' | 'token' | 'forbidden' };

export function stepAfter(outcome: SendOutcome, { attempts }: { attempts: number }, now: Date): ChunkStep {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'done', requestId: outcome.requestId };
    case 'unclear':
    case 'too-fast':
      return { kind: 'again', dueAt: new Date(now.getTime() + backoffMs(attempts)).toISOString() };
    case 'refused':
      return { kind: 'failed', fault: outcome.fault };
    case 'monthly-limit':
    case 'token':
    case 'forbidden':
      return { kind: 'pause', why: outcome.kind };
  }
}

/** Doubles with each try. `attempts` counts those made, from 1. */
function backoffMs(attempts: number): number {
  return Math.min(BACKOFF_FIRST_MS * 2 ** (attempts - 1), BACKOFF_MAX_MS);
}

/** Where a chunk stands, as its row says. */
export const CHUNK_STATES = ['waiting', 'leased', 'done', 'failed', 'unknown', 'stopped'] as const;
export type ChunkStateKind = (typeof CHUNK_STATES)[number];

/** One request to LINE as a person sees it. `recipients` is null for everyone. */
export type Chunk = {
  number: number;
  language: string;
  recipients: number | null;
  state: ChunkStateKind;
  attempts: number;
  retryKey: string;
  firstAttemptAt: string | null;
  /** LINE's last HTTP status; 0: none came; null: never tried. */
  status: number | null;
  requestId: string | null;
  fault: string | null;
  settledAt: string | null;
  settledBy: string | null;
};

/** How far a broadcast is: chunks and recipients by state. */
export type DeliveryCounts = Record<ChunkStateKind, { chunks: number; recipients: number }>;
