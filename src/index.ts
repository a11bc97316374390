import { env } from 'cloudflare:workers';
import { ok, refused } from './domain/result.ts';
import { createAnsweredEvents } from './flows/answered-events.ts';
import { createPlanReader } from './flows/current-plan.ts';
import { createLineClientSource } from './line/line-client.ts';
import { readSettings, bundledTown, type Environment } from './settings.ts';
import { bundledDataPackage, bundledFiles } from './storage/bundled-data.ts';
import { createApp } from './web/app.ts';

// Only what did not go as usual is logged, so all of it is worth a warning.
const log = (line: Record<string, unknown>): void => console.warn(JSON.stringify(line));

const settings = readSettings(env as Environment);
if (!settings.ok) {
  for (const { name, reason } of settings.fault) console.error(`setting ${name} ${reason}`);
  console.error('until these are set, /webhook answers 503');
}

const app = createApp({
  settings: settings.ok
    ? ok({
        channelSecret: settings.value.channelSecret,
        publicOrigin: settings.value.publicOrigin,
        line: createLineClientSource(settings.value, Date.now),
      })
    : refused(settings.fault),
  town: bundledTown(),
  plans: createPlanReader(bundledFiles, bundledDataPackage, {
    withSamples: settings.ok && settings.value.sampleActuals,
    log,
  }),
  answered: createAnsweredEvents(),
  now: () => new Date(),
  log,
});

export default { fetch: app.fetch } satisfies ExportedHandler<Environment>;
