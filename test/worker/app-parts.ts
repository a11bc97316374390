import type { PlanReader } from '../../src/flows/current-plan.ts';
import { createDraftOpener } from '../../src/flows/drafts/open-draft.ts';
import { createVersionReader } from '../../src/flows/plan-versions.ts';
import { createPublishedNews } from '../../src/flows/published-news.ts';
import { createUsageRecorder } from '../../src/flows/record-usage.ts';
import { bundledTown } from '../../src/settings.ts';
import { bundledDataPackage } from '../../src/storage/bundled-data.ts';

/** An app of which only the bot and the pages are looked at. */
export function withoutConsole(plans: PlanReader, log: (line: Record<string, unknown>) => void = () => {}) {
  const versions = createVersionReader(bundledDataPackage);
  return {
    news: createPublishedNews(bundledDataPackage, log),
    usage: createUsageRecorder({ channelSecret: null, log }),
    console: {
      settings: null,
      settingFaults: [],
      town: bundledTown(),
      publicOrigin: '',
      plans,
      versions,
      opener: createDraftOpener(versions, bundledDataPackage),
      dataPackage: bundledDataPackage,
      line: null,
      broadcastUndoMinutes: 5,
      samplesOnShow: false,
      linePlan: null,
      now: () => new Date(),
      newId: () => crypto.randomUUID(),
      log,
    },
    consoleFaults: [],
  };
}
