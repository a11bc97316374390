import { aggregationUnitOf } from '../../domain/broadcasts/content.ts';
import { japaneseDate } from '../../domain/plan/fiscal-year.ts';
import { fetchBroadcastInsight, fetchUnitInsight, type Insight } from '../../line/insight.ts';
import type { LineClientSource } from '../../line/line-client.ts';
import {
  loadInsightsDue,
  markInsightAsked,
  saveInsight,
  type InsightDue,
} from '../../storage/insight-store.ts';

const DAY_MS = 86_400_000;
/** LINE brings its figures up to date for 14 days; one more, so that the last ones are those. */
const UPDATED_FOR_DAYS = 15;
const ASK_EVERY_MS = 6 * 3_600_000;
const ASKED_AT_ONCE = 2; // LINE allows 60 an hour; the clock comes each minute

/** Asks LINE what became of the broadcasts of the last two weeks, a few at a time and each a few times a day. */
export async function fetchInsights(db: D1Database, line: LineClientSource, now: Date): Promise<void> {
  const due = await loadInsightsDue(db, {
    since: new Date(now.getTime() - UPDATED_FOR_DAYS * DAY_MS).toISOString(),
    askedBefore: new Date(now.getTime() - ASK_EVERY_MS).toISOString(),
    limit: ASKED_AT_ONCE,
  });
  const fetchedAt = now.toISOString();
  for (const broadcast of due) {
    const insight = await ask(line, broadcast, now).catch(() => null); // asked again in some hours
    if (insight) await saveInsight(db, { broadcastId: broadcast.id, fetchedAt, ...insight });
    else await markInsightAsked(db, broadcast.id, fetchedAt);
  }
}

async function ask(
  line: LineClientSource,
  { id, startedAt, requestId, toEveryone }: InsightDue,
  now: Date,
): Promise<Insight | null> {
  if (toEveryone) return requestId ? fetchBroadcastInsight(line, requestId) : null;
  const from = japaneseDate(new Date(startedAt));
  return fetchUnitInsight(line, { unit: aggregationUnitOf(id), from, to: japaneseDate(now) });
}
