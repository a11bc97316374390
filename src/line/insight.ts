import { withDeadline } from './deadline.ts';
import type { LineClientSource } from './line-client.ts';

/** LINE's figures of one broadcast; null is what LINE withholds, since it is under 20, or does not have yet. */
export type Insight = {
  delivered: number | null;
  seen: number | null;
  clicked: number | null;
  clicks: readonly { message: number; url: string; residents: number | null }[];
};

const DEADLINE_MS = 5_000;

/** Of a broadcast to everyone, by the id of its request. LINE: get-message-event */
export async function fetchBroadcastInsight(source: LineClientSource, requestId: string): Promise<Insight> {
  const client = await source.client();
  const { overview, clicks = [] } = await withDeadline(client.getMessageEvent(requestId), DEADLINE_MS);
  return {
    delivered: overview?.delivered ?? null,
    seen: overview?.uniqueImpression ?? null,
    clicked: overview?.uniqueClick ?? null,
    clicks: clicks.map(readClick),
  };
}

/** Of multicasts under one aggregation unit; days are in Japan, YYYY-MM-DD, at most 30 apart. LINE: get-statistics-per-unit */
export async function fetchUnitInsight(
  source: LineClientSource,
  { unit, from, to }: { unit: string; from: string; to: string },
): Promise<Insight> {
  const client = await source.client();
  const [first, last] = [from, to].map((day) => day.replaceAll('-', ''));
  const { overview, clicks } = await withDeadline(
    client.getStatisticsPerUnit(unit, first ?? '', last ?? ''),
    DEADLINE_MS,
  );
  return {
    delivered: null,
    seen: overview?.uniqueImpression ?? null,
    clicked: overview?.uniqueClick ?? null,
    clicks: clicks.map(readClick),
  };
}

/** LINE leaves out, or says null, where it tells nothing. */
function readClick({ seq, url, uniqueClick }: Click): Insight['clicks'][number] {
  return { message: seq ?? 0, url: url ?? '', residents: uniqueClick ?? null };
}

type Click = {
  seq?: number | undefined;
  url?: string | undefined;
  uniqueClick?: number | null | undefined;
};
