import { withDeadline } from './deadline.ts';
import type { LineClientSource } from './line-client.ts';

const DEADLINE_MS = 5_000;

/** LINE's count of the account's friends at the end of a day; null while LINE has not made it up yet. */
export type Followers = { followers: number; targetedReaches: number; blocks: number };

/**
 * Asks LINE for the figure of a day (Japan, YYYY-MM-DD). Throws where LINE does not answer or refuses.
 * @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers
 */
export async function fetchFollowers(source: LineClientSource, day: string): Promise<Followers | null> {
  const client = await source.client();
  const answer = await withDeadline(client.getNumberOfFollowers(day.replaceAll('-', '')), DEADLINE_MS);
  if (answer.status !== 'ready' || answer.followers === undefined) return null;
  return {
    followers: answer.followers,
    targetedReaches: answer.targetedReaches ?? 0,
    blocks: answer.blocks ?? 0,
  };
}
