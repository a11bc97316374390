import { followTargets, type Segment } from '../../domain/broadcasts/audience.ts';
import { japaneseDate } from '../../domain/plan/fiscal-year.ts';
import { countBroadcastsToEveryone } from '../../storage/broadcast-store.ts';
import { countSegment, type SegmentQuestion, type SegmentSize } from '../../storage/segment-store.ts';
import type { BroadcastDesk } from './broadcast-desk.ts';

type Desk = Pick<BroadcastDesk, 'db' | 'versions'>;

/** A segment as the residents' table is asked for it, for a broadcast that leaves at a moment. */
export async function questionOf(
  { db, versions }: Desk,
  segment: Segment,
  startAt: Date,
): Promise<SegmentQuestion> {
  const { plan } = await versions.newest(db);
  const month = japaneseDate(startAt).slice(0, 7);
  return {
    segment,
    follows: followTargets(segment, plan),
    month,
    toEveryone: await countBroadcastsToEveryone(db, month),
  };
}

/** How many a segment has now; who shows it to people keeps back what is under `SEGMENT_MIN`. */
export async function sizeOf(desk: Desk, segment: Segment, startAt: Date): Promise<SegmentSize> {
  return countSegment(desk.db, await questionOf(desk, segment, startAt));
}
