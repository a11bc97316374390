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
  return readInsight(await withDeadline(client.getMessageEvent(requestId), DEADLINE_MS));
}

/** Of multicasts under one aggregation unit; days are in Japan, YYYY-MM-DD, at most 30 apart. LINE: get-statistics-per-unit */
export async function fetchUnitInsight(
  source: LineClientSource,
  { unit, from, to }: { unit: string; from: string; to: string },
): Promise<Insight> {
  const client = await source.client();
  const [first, last] = [from, to].map((day) => day.replaceAll('-', ''));
  const call = client.getStatisticsPerUnit(unit, first ?? '', last ?? '');
  return readInsight(await withDeadline(call, DEADLINE_MS));
}

type Answer = {
  overview?: { delivered?: unknown; uniqueImpression?: unknown; uniqueClick?: unknown } | undefined;
  clicks?: unknown;
};

/** Throws where there is no overview at all: then LINE has told nothing, and what it told before stays. */
function readInsight({ overview, clicks }: Answer): Insight {
  if (!overview) throw new Error('LINE tells no figures');
  return {
    delivered: peopleIn(overview.delivered), // only of broadcasts to everyone
    seen: peopleIn(overview.uniqueImpression),
    clicked: peopleIn(overview.uniqueClick),
    clicks: (Array.isArray(clicks) ? (clicks as unknown[]) : []).flatMap(readClick),
  };
}

/** LINE leaves out, or says null, where it tells nothing. */
function readClick(click: unknown): Insight['clicks'] {
  if (typeof click !== 'object' || click === null) return [];
  const { seq, url, uniqueClick } = click as Record<string, unknown>;
  return [
    {
      message: peopleIn(seq) ?? 0,
      url: typeof url === 'string' ? url : '',
      residents: peopleIn(uniqueClick),
    },
  ];
}

function peopleIn(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
