import type { Context } from 'hono';
import type { Fields } from './line-api/rules/fields.ts';

/** What the stand-in needs from outside: clock, ids, network and patience. Tests hand in their own. */
export type Deps = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** A new UUID. */
  newId: () => string;
  fetch: (request: Request) => Promise<Response>;
  sleep: (ms: number) => Promise<void>;
  /** Keeps work running after the answer is given. */
  later: (c: Context<SimulatorEnv>, work: Promise<unknown>) => void;
};

export type Bindings = { ASSETS?: { fetch: (request: Request) => Promise<Response> }; WEBHOOK_URL?: string };

export type SimulatorEnv = {
  Bindings: Bindings;
  Variables: { requestId: string; bytes: Uint8Array<ArrayBuffer>; fields: Fields };
};
