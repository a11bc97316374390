import type { ChainedEntry } from '../../../../domain/audit/audit-trail.ts';
import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import type { Chunk } from '../../../../domain/broadcasts/delivery.ts';
import { startOf } from '../../../../domain/broadcasts/send-time.ts';
import type { SelfApproval } from '../../../../domain/drafts/draft.ts';
import type { DataPackage } from '../../../../domain/plan/dataset.ts';
import type { Plan } from '../../../../domain/plan/plan.ts';
import type { Staff } from '../../../../domain/staff/roles.ts';
import { composeContent, type ComposedContent } from '../../../../flows/broadcasts/compose-content.ts';
import { forecastQuota, type QuotaForecast } from '../../../../flows/broadcasts/forecast-quota.ts';
import { loadEntriesOf } from '../../../../storage/audit-store.ts';
import { loadContent } from '../../../../storage/broadcast-contents.ts';
import { loadChunkCounts, loadUndecidedChunks } from '../../../../storage/chunk-counts.ts';
import { loadChunks } from '../../../../storage/chunk-store.ts';
import { loadInsights, type BroadcastInsight } from '../../../../storage/insight-store.ts';
import type { VersionHead } from '../../../../storage/plan-store.ts';
import { loadRoll } from '../../../../storage/staff-store.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { selfApprovalOf } from '../../drafts/respond-review.tsx';
import { officerNamesOf, type OfficerNames } from '../../officer-names.ts';
import { readPage } from '../../plan-difference/difference-pages.ts';
import { audienceLines } from '../audience-lines.ts';
import { deliveryFigures, type DeliveryFigures } from '../delivery-figures.ts';
import type { SentContent } from '../preview/frozen-content.tsx';
import type { Line } from '../send-time-words.ts';
import { loadTestSection, type TestSectionProps } from '../testing/test-section.tsx';

export const CHUNKS_SHOWN = 200; // a page
export const UNDECIDED_SHOWN = 20;
const ENTRIES_SHOWN = 200;

/** A broadcast with everything its page tells; what its state has not is null or empty. */
export type BroadcastView = {
  broadcast: Broadcast;
  staff: Staff;
  roll: readonly Staff[];
  names: OfficerNames;
  selfApproval: SelfApproval;
  now: Date;
  undoMinutes: number;
  dataPackage: DataPackage;
  newest: { head: Pick<VersionHead, 'number' | 'publishedAt'>; plan: Plan };
  entries: readonly ChainedEntry[];
  /** What was handed in, or what would be now; null where it was never kept. */
  content: SentContent | null;
  /** Only before the approval. */
  review: Review | null;
  /** Only from the approval on. */
  delivery: Delivery | null;
};

export type Review = {
  /** As it would be made now. */
  fresh: ComposedContent;
  lines: readonly Line[];
  isTooFew: boolean;
  forecast: QuotaForecast;
  tests: TestSectionProps;
};

export type Delivery = {
  figures: DeliveryFigures;
  chunks: readonly Chunk[];
  page: number;
  undecided: readonly Chunk[];
  insight: BroadcastInsight | null;
};

export async function loadBroadcastView(c: ConsoleContext, broadcast: Broadcast): Promise<BroadcastView> {
  const { broadcastDesk: desk, staff } = c.var;
  const [roll, newest, entries] = await Promise.all([
    loadRoll(desk.db),
    desk.versions.newest(desk.db),
    loadEntriesOf(desk.db, `broadcast/${broadcast.id}`, ENTRIES_SHOWN),
  ]);
  const names = officerNamesOf(roll);
  const isBefore = broadcast.state.kind === 'open' || broadcast.state.kind === 'submitted';
  const [review, delivery, frozen] = await Promise.all([
    isBefore ? loadReview(c, broadcast, names) : null,
    isBefore || broadcast.state.kind === 'discarded' ? null : loadDelivery(c, broadcast),
    loadFrozen(desk.db, broadcast),
  ]);
  return {
    broadcast,
    staff,
    roll,
    names,
    selfApproval: selfApprovalOf(c.var),
    now: desk.now,
    undoMinutes: desk.undoMinutes,
    dataPackage: c.var.deps.dataPackage,
    newest,
    entries,
    content: broadcast.state.kind === 'open' ? (review?.fresh.content ?? null) : frozen,
    review,
    delivery,
  };
}

async function loadFrozen(db: D1Database, { id, revision }: Broadcast): Promise<SentContent | null> {
  const stored = await loadContent(db, id, revision);
  return stored && (JSON.parse(stored.content) as SentContent);
}

async function loadReview(c: ConsoleContext, broadcast: Broadcast, names: OfficerNames): Promise<Review> {
  const { broadcastDesk: desk, deps } = c.var;
  const { audience, schedule, state } = broadcast;
  const startAt = startOf(schedule, desk.now, desk.undoMinutes);
  const [fresh, { lines, isTooFew }, forecast] = await Promise.all([
    composeContent(desk, broadcast),
    audienceLines(desk, audience, startAt),
    forecastQuota(desk, deps.line, audience),
  ]);
  const sha256 = state.kind === 'submitted' ? state.sha256 : fresh.sha256;
  const languages = fresh.content.variants.map(({ language }) => language);
  return {
    fresh,
    lines,
    isTooFew,
    forecast,
    tests: await loadTestSection(c, broadcast, { sha256, languages }, names),
  };
}

async function loadDelivery(c: ConsoleContext, { id }: Broadcast): Promise<Delivery> {
  const db = c.env.DB;
  const wanted = readPage(c.req.query('page'));
  const figures = deliveryFigures(await loadChunkCounts(db, id));
  const page = Math.min(wanted, Math.max(1, Math.ceil(figures.chunks / CHUNKS_SHOWN)));
  const [chunks, undecided, insights] = await Promise.all([
    loadChunks(db, id, { from: (page - 1) * CHUNKS_SHOWN + 1, limit: CHUNKS_SHOWN }),
    loadUndecidedChunks(db, id, UNDECIDED_SHOWN),
    loadInsights(db, [id]),
  ]);
  return { figures, chunks, page, undecided, insight: insights.get(id) ?? null };
}
