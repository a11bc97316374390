import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

// Two cores: no project starts more workers than that, and suites that run whole systems take turns.
const MAX_WORKERS = 2;

export default defineConfig({
  test: {
    maxWorkers: MAX_WORKERS,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], sequence: { groupOrder: 0 } } },
      { test: { name: 'data', include: ['test/data/**/*.test.ts'], sequence: { groupOrder: 0 } } },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './test/worker/wrangler.toml' } })],
        test: { name: 'worker', include: ['test/worker/**/*.test.ts'], sequence: { groupOrder: 1 } },
      },
      {
        test: {
          name: 'system',
          include: ['test/conversation/**/*.test.ts', 'test/browser/**/*.test.ts'],
          maxWorkers: 1,
          hookTimeout: 60_000,
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
