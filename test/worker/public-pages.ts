import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { ok } from '../../src/domain/result.ts';
import { createAnsweredEvents } from '../../src/flows/answered-events.ts';
import { createPlanReader } from '../../src/flows/current-plan.ts';
import { bundledTown } from '../../src/settings.ts';
import { bundledDataPackage, bundledFiles } from '../../src/storage/bundled-data.ts';
import { createApp, type AppDependencies } from '../../src/web/app.ts';
import { withoutConsole } from './app-parts.ts';

const ORIGIN = 'https://ayumi.example.lg.jp';
export const T0 = new Date('2026-11-22T03:00:00Z');

const HANGING = { bind: () => HANGING, all: () => new Promise(() => {}) } as unknown as D1PreparedStatement;

/** The town's pages as one isolate serves them, over a D1 that counts what it is asked and fails on demand. */
export function openPages(
  options: { settings?: AppDependencies['settings']; town?: AppDependencies['town'] } = {},
) {
  const asked: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const state = { fails: '' as '' | 'all' | 'news' | 'hangs', now: T0 };
  const log = (line: Record<string, unknown>): void => void logged.push(line);
  const db = {
    prepare(sql: string): D1PreparedStatement {
      asked.push(sql);
      if (state.fails === 'all' || (state.fails === 'news' && sql.includes('ORDER BY number LIMIT')))
        throw new Error('D1_ERROR: internal error');
      return state.fails === 'hangs' && sql.includes('number < ?1') ? HANGING : env.DB.prepare(sql);
    },
  } as unknown as D1Database;
  const plans = createPlanReader(bundledFiles, bundledDataPackage, { withSamples: false, log });
  const app = createApp({
    settings: options.settings ?? ok({ channelSecret: 's', publicOrigin: ORIGIN, line: null as never }),
    town: options.town ?? bundledTown(),
    plans,
    answered: createAnsweredEvents(),
    ...withoutConsole(plans, log),
    now: () => state.now,
    log,
  });
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const context = createExecutionContext();
    const response = await app.request(`${ORIGIN}${path}`, { headers, method }, { ...env, DB: db }, context);
    const text = await response.text();
    await waitOnExecutionContext(context);
    return { status: response.status, headers: response.headers, text };
  };
  return { get, state, asked, logged };
}
