import { withDeadline } from './deadline.ts';
import type { LineClientSource } from './line-client.ts';

/** How many messages LINE's plan still allows in this month; `limit` null is a plan without one. */
export type Quota = { limit: number | null; used: number };

const DEADLINE_MS = 3_000;

/** Throws where LINE does not answer in time, or refuses. */
export async function fetchQuota(source: LineClientSource): Promise<Quota> {
  const client = await source.client();
  const [quota, consumption] = await withDeadline(
    Promise.all([client.getMessageQuota(), client.getMessageQuotaConsumption()]),
    DEADLINE_MS,
  );
  return { limit: quota.type === 'limited' ? (quota.value ?? 0) : null, used: consumption.totalUsage };
}
