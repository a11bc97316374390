import { createSimulator } from './app.ts';
import type { Bindings, Deps, SimulatorEnv } from './deps.ts';
import { createWorld } from './world/world.ts';
import type { Hono } from 'hono';

const deps: Deps = {
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  fetch: (request) => fetch(request),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  later: (c, work) => c.executionCtx.waitUntil(work),
};

// One isolate locally, so the world may live in its memory: a restart begins a new one.
let simulator: Hono<SimulatorEnv> | undefined;

export default {
  fetch(request, env, ctx) {
    simulator ??= createSimulator(createWorld(env.WEBHOOK_URL ?? 'http://localhost:8787/webhook'), deps);
    return simulator.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Bindings>;
