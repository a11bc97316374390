import { applyD1Migrations, type D1Migration } from 'cloudflare:test';
import type { ChunkName } from '../../src/storage/chunk-store.ts';
import { env } from 'cloudflare:workers';

declare global {
  namespace Cloudflare {
    interface Env {
      DB: D1Database;
      DELIVERIES: Queue<ChunkName>;
      MIGRATIONS: D1Migration[];
    }
  }
}

await applyD1Migrations(env.DB, env.MIGRATIONS);
