import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { developmentSettings } from './src/commands/development-settings.ts';

// Two cores: no project starts more workers than that, and suites that run whole systems take turns.
const MAX_WORKERS = 2;

/** No test may lean on another; the seed of a run is printed. */
const ANY_ORDER = { shuffle: { files: false, tests: true } };

/** Wrangler does not start while the folder of the static assets is missing. */
const BUILD_ASSETS = './test/helpers/build-assets.ts';

/** In workerd tests nothing listens where LINE would be; fetch is replaced instead. */
const UNUSED_PORT = 9;

export default defineConfig({
  test: {
    maxWorkers: MAX_WORKERS,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          sequence: { groupOrder: 0, ...ANY_ORDER },
        },
      },
      {
        test: {
          name: 'model',
          include: ['test/model/delivery.test.ts'],
          sequence: { groupOrder: 0, ...ANY_ORDER },
        },
      },
      {
        test: {
          name: 'data',
          include: ['test/data/**/*.test.ts'],
          sequence: { groupOrder: 0, ...ANY_ORDER },
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                ...developmentSettings('https://ayumi.example.lg.jp', UNUSED_PORT),
                MIGRATIONS: await readD1Migrations('./src/storage/migrations'),
              },
            },
          }),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          globalSetup: BUILD_ASSETS,
          setupFiles: ['./test/worker/migrate.ts'],
          sequence: { groupOrder: 1, ...ANY_ORDER },
        },
      },
      {
        test: {
          name: 'system',
          include: [
            'test/conversation/**/*.test.ts',
            'test/browser/**/*.test.ts',
            'test/model/killed.test.ts',
          ],
          globalSetup: BUILD_ASSETS,
          maxWorkers: 1,
          hookTimeout: 60_000,
          testTimeout: 60_000,
          sequence: { groupOrder: 2, ...ANY_ORDER },
        },
      },
    ],
  },
});
