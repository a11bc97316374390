/** Lets callers through no faster than a rate, whoever they are; they wait in the order they came. */
export type Pacer = {
  turn(): Promise<void>;
  /** Nobody is let through for so long: LINE has said that it was too fast. */
  hold(milliseconds: number): void;
};

/** Far more than a batch at the slowest pace waits for; no chunk is held for longer. */
const LONGEST_WAIT_MS = 30_000;

type Clock = { now: () => number; sleep: (milliseconds: number) => Promise<void> };

/**
 * One for each isolate. What was not used in a pause may be caught up, but no more than `burst` at once, so a rate is
 * held on average although every invocation ends with a few calls that are waited for.
 */
export function createPacer(perSecond: number, burst: number, { now, sleep }: Clock): Pacer {
  const spacingMs = 1_000 / perSecond;
  let nextAt = -Infinity;
  return {
    async turn() {
      const at = now();
      if (nextAt - at > LONGEST_WAIT_MS) nextAt = at; // the clock was set back
      nextAt = Math.max(nextAt + spacingMs, at - burst * spacingMs);
      if (nextAt > at) await sleep(nextAt - at);
    },
    hold(milliseconds) {
      nextAt = Math.max(nextAt, now() + milliseconds);
    },
  };
}
