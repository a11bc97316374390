import { createHmac } from 'node:crypto';
import { countableWord, lookUpOf } from '../domain/look-up/look-up-count.ts';
import type { Answer } from '../domain/look-up/answer.ts';
import type { Intent } from '../domain/look-up/intent.ts';
import { japaneseDate } from '../domain/plan/fiscal-year.ts';
import { addLookUpCounts, addUnanswered, type LookUpCount, type Unanswered } from '../storage/usage-store.ts';

/**
 * Counts what residents look up, in the memory of an isolate, and writes it down once a minute at most: look-ups go
 * on costing D1 next to nothing. What an isolate has counted since its last writing goes with it when it ends.
 */
export type UsageRecorder = {
  note(intent: Intent, answer: Answer, userId: string | undefined, now: Date): void;
  /** Writes the counts where that is due. Never throws: counting must not cost anybody an answer. */
  writeWhereDue(db: D1Database, now: Date): Promise<void>;
};

const WRITE_INTERVAL_MS = 60_000;
const UNANSWERED_MAX = 50; // kept between two writings; what comes beyond is not counted

export function createUsageRecorder({
  channelSecret,
  log,
}: {
  /** Keys the marks by which three residents are told from one; without it words are not counted. */
  channelSecret: string | null;
  log: (line: Record<string, unknown>) => void;
}): UsageRecorder {
  let counts = new Map<string, LookUpCount>();
  let unanswered: Unanswered[] = [];
  let nextWriteAt = 0;

  const markOf = (...parts: string[]): string =>
    createHmac('sha256', channelSecret ?? '')
      .update(parts.join('\n'))
      .digest('base64url');

  return {
    note(intent, answer, userId, now) {
      const day = japaneseDate(now);
      const lookUp = lookUpOf(answer);
      if (lookUp) {
        const name = `${day} ${lookUp.kind} ${lookUp.id}`;
        counts.set(name, { ...lookUp, day, count: (counts.get(name)?.count ?? 0) + 1 });
      }
      const word = answer.kind === 'not-found' && intent.kind === 'ask' ? countableWord(intent.text) : null;
      if (word === null || !userId || channelSecret === null || unanswered.length >= UNANSWERED_MAX) return;
      const wordMark = markOf('unanswered word', word);
      unanswered.push({ word, wordMark, askerMark: markOf('unanswered asker', word, userId), day });
    },
    async writeWhereDue(db, now) {
      if (now.getTime() < nextWriteAt || counts.size + unanswered.length === 0) return;
      nextWriteAt = now.getTime() + WRITE_INTERVAL_MS;
      const [writing, asking] = [[...counts.values()], unanswered];
      counts = new Map();
      unanswered = [];
      try {
        if (writing.length > 0) await addLookUpCounts(db, writing);
        await addUnanswered(db, asking);
      } catch (error) {
        log({ event: 'usage-not-written', fault: error instanceof Error ? error.message : 'unknown' });
      }
    },
  };
}
