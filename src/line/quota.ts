import { withDeadline } from './deadline.ts';
import type { LineClientSource } from './line-client.ts';

/** How many messages LINE's plan still allows in this month; `limit` null is a plan without one. */
export type Quota = { limit: number | null; used: number };

const DEADLINE_MS = 3_000;

/** Throws where LINE does not answer in time, refuses, or says what cannot be told from a plan without a limit. */
export async function fetchQuota(source: LineClientSource): Promise<Quota> {
  const client = await source.client();
  const [quota, consumption] = await withDeadline(
    Promise.all([client.getMessageQuota(), client.getMessageQuotaConsumption()]),
    DEADLINE_MS,
  );
  const limit = quota.type === 'none' ? null : quota.value;
  const used = consumption.totalUsage;
  if ((limit !== null && !isCount(limit)) || !isCount(used)) throw new Error('LINE tells no quota');
  return { limit, used };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
