import { env } from 'cloudflare:workers';
import { UNDO_MINUTES_DEFAULT } from './domain/broadcasts/broadcast.ts';
import { ok, refused } from './domain/result.ts';
import { createAnsweredEvents } from './flows/answered-events.ts';
import { handleDeliveries } from './flows/broadcasts/handle-deliveries.ts';
import { createPacer } from './flows/broadcasts/pacer.ts';
import { createPlanReader } from './flows/current-plan.ts';
import { createDraftOpener } from './flows/drafts/open-draft.ts';
import { createVersionReader } from './flows/plan-versions.ts';
import { createPublishedNews } from './flows/published-news.ts';
import { createUsageRecorder } from './flows/record-usage.ts';
import { runJobs } from './flows/run-jobs.ts';
import { createLineClientSource } from './line/line-client.ts';
import { bundledTown, readConsoleSettings, readSettings, type Environment } from './settings.ts';
import { bundledDataPackage, bundledFiles } from './storage/bundled-data.ts';
import type { ChunkName } from './storage/chunk-store.ts';
import { createApp } from './web/app.ts';

// Only what did not go as usual is logged, so all of it is worth a warning.
const log = (line: Record<string, unknown>): void => console.warn(JSON.stringify(line));

/** Calls that a pause may be caught up with at once: as many as one invocation has under way. */
const BURST = 5;

const settings = readSettings(env as Environment);
if (!settings.ok) {
  for (const { name, reason } of settings.fault) console.error(`setting ${name} ${reason}`);
  console.error('until these are set, /webhook answers 503');
}
const consoleSettings = readConsoleSettings(env as Environment);
if (!consoleSettings.ok) {
  for (const { name, reason } of consoleSettings.fault) console.error(`setting ${name} ${reason}`);
  console.error('until these are set, /console answers 503');
}

const line = settings.ok ? createLineClientSource(settings.value, Date.now) : null;
const plans = createPlanReader(bundledFiles, bundledDataPackage, {
  withSamples: settings.ok && settings.value.sampleActuals,
  log,
});
const news = createPublishedNews(bundledDataPackage, log);
const versions = createVersionReader(bundledDataPackage);
const opener = createDraftOpener(versions, bundledDataPackage);
const usage = createUsageRecorder({ channelSecret: settings.ok ? settings.value.channelSecret : null, log });
const town = bundledTown();
const now = (): Date => new Date();

const pacer = createPacer(settings.ok ? settings.value.multicastsPerSecond : 1, BURST, {
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});

const app = createApp({
  settings:
    settings.ok && line
      ? ok({ channelSecret: settings.value.channelSecret, publicOrigin: settings.value.publicOrigin, line })
      : refused(settings.ok ? [] : settings.fault),
  town,
  plans,
  news,
  answered: createAnsweredEvents(),
  usage,
  console: {
    settings: consoleSettings.ok ? consoleSettings.value : null,
    settingFaults: settings.ok ? [] : settings.fault.map(({ name }) => name),
    town,
    publicOrigin: settings.ok ? settings.value.publicOrigin : '',
    plans,
    versions,
    opener,
    dataPackage: bundledDataPackage,
    line,
    broadcastUndoMinutes: settings.ok ? settings.value.broadcastUndoMinutes : UNDO_MINUTES_DEFAULT,
    samplesOnShow: settings.ok && settings.value.sampleActuals,
    linePlan: settings.ok ? settings.value.linePlan : null,
    now,
    newId: () => crypto.randomUUID(),
    log,
  },
  consoleFaults: consoleSettings.ok ? [] : consoleSettings.fault,
  now,
  log,
});

export default {
  fetch: app.fetch,
  async queue(batch, { DB: db }) {
    await handleDeliveries(batch, { db, line, pacer, now, log });
  },
  async scheduled(_, { DB: db, DELIVERIES: queue }) {
    await runJobs({ db, queue, opener, versions, dataPackage: bundledDataPackage, line, now: now(), log });
    await usage.writeWhereDue(db, now()); // what this isolate has counted, where no look-up came to write it down
  },
} satisfies ExportedHandler<Environment, ChunkName>;
