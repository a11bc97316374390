/** mulberry32: small, and the same numbers for the same seed everywhere. */
export type Random = {
  /** From 0, below 1. */
  number(): number;
  /** Whole, from 0, below `most`. */
  below(most: number): number;
  /** True in about one of `times`. */
  oneIn(times: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
};

export function createRandom(seed: number): Random {
  let state = seed;
  const number = (): number => {
    state = Math.trunc(state + 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (most: number): number => Math.floor(number() * most);
  return {
    number,
    below,
    oneIn: (times) => below(times) === 0,
    pick(values) {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('nothing to pick from');
      return value;
    },
  };
}
