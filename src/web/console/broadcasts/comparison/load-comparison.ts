import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import { japaneseDate, type JapaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import { loadStartedBroadcasts } from '../../../../storage/broadcast-store.ts';
import { countAccepted } from '../../../../storage/chunk-counts.ts';
import { loadFollowerFigures, type FollowerFigure } from '../../../../storage/follower-store.ts';
import { loadInsights } from '../../../../storage/insight-store.ts';

/** One that has gone out, with what LINE has counted; null is what is withheld or not known yet. */
export type ComparedBroadcast = {
  id: string;
  title: string;
  day: JapaneseDate;
  isForEveryone: boolean;
  /** Of a broadcast to everyone whom LINE says it reached, else for how many LINE accepted it. */
  reached: number | null;
  hasInsight: boolean;
  seen: number | null;
  clicked: number | null;
  /** Blocks three days after, less those of the day before. */
  newBlocks: number | null;
};

export type Comparison = {
  /** The latest first. */
  broadcasts: readonly ComparedBroadcast[];
  figures: readonly FollowerFigure[];
  from: JapaneseDate;
  to: JapaneseDate;
};

export const COMPARED_MAX = 50;
const DAYS_SHOWN = 180;
const DAY_MS = 86_400_000;
const BLOCKS_AFTER_DAYS = 3;

export async function loadComparison(db: D1Database, now: Date): Promise<Comparison> {
  const started = await loadStartedBroadcasts(db, COMPARED_MAX);
  const to = japaneseDate(now);
  const from = addDays(to, -DAYS_SHOWN);
  const earliest = started.map(dayOf).reduce((first, day) => (day < first ? day : first), from);
  const ids = started.map(({ id }) => id);
  const [insights, accepted, figures] = await Promise.all([
    loadInsights(db, ids),
    countAccepted(db, ids),
    loadFollowerFigures(db, { from: addDays(earliest, -1), to }),
  ]);
  const blocks = new Map(figures.map((figure) => [figure.day, figure.blocks]));
  const broadcasts = started.map((broadcast): ComparedBroadcast => {
    const { id, title, audience } = broadcast;
    const insight = insights.get(id);
    const day = dayOf(broadcast);
    const isForEveryone = audience.kind === 'everyone';
    const [before, after] = [blocks.get(addDays(day, -1)), blocks.get(addDays(day, BLOCKS_AFTER_DAYS))];
    return {
      id,
      title,
      day,
      isForEveryone,
      reached: isForEveryone ? (insight?.delivered ?? null) : (accepted.get(id) ?? 0),
      hasInsight: insight !== undefined,
      seen: insight?.seen ?? null,
      clicked: insight?.clicked ?? null,
      newBlocks: before === undefined || after === undefined ? null : after - before,
    };
  });
  return { broadcasts, figures: figures.filter(({ day }) => day >= from), from, to };
}

function dayOf({ state, updatedAt }: Broadcast): JapaneseDate {
  const startedAt = 'startedAt' in state ? state.startedAt : null;
  return japaneseDate(new Date(startedAt ?? updatedAt));
}

function addDays(day: JapaneseDate, days: number): JapaneseDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
