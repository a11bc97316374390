import type { messagingApi } from '@line/bot-sdk';
import type { Broadcast } from '../../domain/broadcasts/broadcast.ts';
import {
  checkComposition,
  type CompositionFault,
  type CompositionWarning,
} from '../../domain/broadcasts/check-composition.ts';
import { canonicalContent, type Content } from '../../domain/broadcasts/content.ts';
import { indicatorChanges, type IndicatorChange } from '../../domain/news/plan-changes.ts';
import { japaneseDate, type JapaneseDate } from '../../domain/plan/fiscal-year.ts';
import { renderComposition } from '../../messages/broadcast/render-composition.ts';
import { contextFor } from '../../messages/render-context.ts';
import { sha256Hex } from '../../storage/plan-store.ts';
import type { BroadcastDesk } from './broadcast-desk.ts';

/** A broadcast as it would go out if it were handed in now. Where there are faults, what can be rendered still is. */
export type ComposedContent = {
  faults: readonly CompositionFault[];
  warnings: readonly CompositionWarning[];
  content: Content<messagingApi.Message>;
  /** What the hash is taken of. */
  text: string;
  sha256: string;
};

export async function composeContent(
  {
    db,
    versions,
    town,
    publicOrigin,
    samplesOnShow,
    now,
  }: Omit<BroadcastDesk, 'staff' | 'undoMinutes' | 'linePlan'>,
  { id, revision, title, composition, audience, schedule }: Broadcast,
): Promise<ComposedContent> {
  const today = japaneseDate(now);
  const { head, plan } = await versions.newest(db);
  const changes = new Map<number, readonly IndicatorChange[]>();
  for (const block of composition.blocks) {
    if (block.kind !== 'changes' || block.version > head.number) continue;
    const [after, before] = [
      await versions.version(db, block.version),
      await versions.version(db, block.version - 1),
    ];
    if (after && before) changes.set(block.version, indicatorChanges(before.plan, after.plan, today));
  }
  const changesOf = (version: number): readonly IndicatorChange[] | null => changes.get(version) ?? null;
  const { faults, warnings } = checkComposition(composition, audience, {
    plan,
    today,
    sentOn: laterOf(today, schedule.sendAt === null ? today : japaneseDate(new Date(schedule.sendAt))),
    changesOf,
    districts: town.districts,
    samplesOnShow,
  });
  const variants = renderComposition(composition, audience, {
    broadcastId: id,
    revision,
    plan,
    changesOf,
    today,
    context: contextFor('ja', { town, publicOrigin, dataAsOf: null }),
  });
  const content = { title, audience, schedule, variants };
  const text = canonicalContent(content);
  return { faults, warnings, content, text, sha256: await sha256Hex(text) };
}

function laterOf(one: JapaneseDate, other: JapaneseDate): JapaneseDate {
  return one > other ? one : other;
}
