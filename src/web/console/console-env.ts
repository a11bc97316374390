import type { Context } from 'hono';
import type { LinePlan } from '../../domain/broadcasts/line-plan.ts';
import type { DataPackage } from '../../domain/plan/dataset.ts';
import type { Staff } from '../../domain/staff/roles.ts';
import type { Town } from '../../domain/town.ts';
import type { BroadcastDesk } from '../../flows/broadcasts/broadcast-desk.ts';
import type { PlanReader } from '../../flows/current-plan.ts';
import type { DraftDesk } from '../../flows/drafts/edit-draft.ts';
import type { DraftOpener } from '../../flows/drafts/open-draft.ts';
import type { VersionReader } from '../../flows/plan-versions.ts';
import type { LineClientSource } from '../../line/line-client.ts';
import type { ChunkName } from '../../storage/chunk-store.ts';
import type { AccessSettings } from './access.ts';

/** What the console needs from outside. */
export type ConsoleDependencies = {
  /** Null while the console's settings are missing: then nobody is let in. */
  settings: {
    access: AccessSettings;
    firstAdministrator: string;
    selfApprovalWaitHours: number | null;
  } | null;
  /** The names of the bot's settings that are missing or wrong; an administrator is told. */
  settingFaults: readonly string[];
  town: Town;
  publicOrigin: string;
  plans: PlanReader;
  versions: VersionReader;
  opener: DraftOpener;
  dataPackage: DataPackage;
  /** Null while the settings for LINE are missing: then nothing is asked of LINE. */
  line: LineClientSource | null;
  broadcastUndoMinutes: number;
  samplesOnShow: boolean;
  linePlan: LinePlan | null;
  now: () => Date;
  newId: () => string;
  log: (line: Record<string, unknown>) => void;
};

/** What every route of the console finds when it is reached: an officer on the roll, and for a POST a checked form. */
export type ConsoleEnv = {
  Bindings: { DB: D1Database; DELIVERIES: Queue<ChunkName> };
  Variables: {
    staff: Staff;
    formToken: string;
    desk: DraftDesk;
    broadcastDesk: BroadcastDesk;
    deps: ConsoleDependencies;
    form: FormData;
  };
};

export type ConsoleContext = Context<ConsoleEnv>;
