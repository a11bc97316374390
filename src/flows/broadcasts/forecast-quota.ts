import type { Audience } from '../../domain/broadcasts/audience.ts';
import type { LinePlan } from '../../domain/broadcasts/line-plan.ts';
import { japaneseDate } from '../../domain/plan/fiscal-year.ts';
import { fetchQuota, type Quota } from '../../line/quota.ts';
import type { LineClientSource } from '../../line/line-client.ts';
import { loadFollowerFigure } from '../../storage/follower-store.ts';
import type { BroadcastDesk } from './broadcast-desk.ts';
import { sizeOf } from './segment-size.ts';

/** What a broadcast would take of the month's messages. LINE counts recipients, not messages; replies are free. */
export type QuotaForecast = {
  /** Null where nobody knows: everyone is meant, and LINE has not told how many that is. */
  recipients: number | null;
  /** Null where LINE did not answer. */
  quota: Quota | null;
  /** The plan the town says it has, as a setting; null where it says nothing. */
  plan: LinePlan | null;
  /** What would be left of the month afterwards; null where there is no limit or it cannot be told. */
  left: number | null;
};

export async function forecastQuota(
  desk: Pick<BroadcastDesk, 'db' | 'versions' | 'now' | 'linePlan'>,
  line: LineClientSource | null,
  audience: Audience,
): Promise<QuotaForecast> {
  const [recipients, quota] = await Promise.all([
    countRecipients(desk, audience),
    line ? fetchQuota(line).catch(() => null) : null,
  ]);
  const isKnown = recipients !== null && quota !== null && quota.limit !== null;
  return {
    recipients,
    quota,
    plan: desk.linePlan,
    left: isKnown ? (quota.limit ?? 0) - quota.used - recipients : null,
  };
}

async function countRecipients(
  desk: Pick<BroadcastDesk, 'db' | 'versions' | 'now'>,
  audience: Audience,
): Promise<number | null> {
  if (audience.kind === 'segment') return (await sizeOf(desk, audience.segment, desk.now)).total;
  return (await loadFollowerFigure(desk.db, japaneseDate(desk.now)))?.targetedReaches ?? null;
}
