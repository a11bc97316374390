import type { Indicator } from './plan.ts';

/** How far a figure moved. A rate moves by percentage points: from 30 % to 36 % is 6 points, not 6 %. */
export type Difference = { by: 'points' | 'count'; value: number };

/** From one figure of an indicator to another, rounded to its digits: 0.3 − 0.2 is not 0.1. */
export function differenceOf({ unit, decimals }: Indicator, from: number, to: number): Difference {
  const scale = 10 ** decimals;
  const value = (Math.round(to * scale) - Math.round(from * scale)) / scale;
  return { by: unit === '%' ? 'points' : 'count', value };
}
