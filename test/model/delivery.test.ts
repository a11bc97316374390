import { describe, expect, test } from 'vitest';
import { openModelDatabase, runSchedule } from './delivery-model.ts';

/**
 * `SEED=123 npx vitest run --project model` replays one schedule and prints every step of it; `SCHEDULES` and `FROM` choose
 * how many are run, and from which seed on.
 */
const ONE = process.env['SEED'];
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 12_000);
const FROM = Number(process.env['FROM'] ?? 1);

describe('a broadcast under any mixture of faults', () => {
  test.runIf(ONE !== undefined)('replays one schedule', async () => {
    const { faults, trace } = await runSchedule(openModelDatabase(), Number(ONE));
    console.log(trace.join('\n'));
    expect(faults).toEqual([]);
  });

  test.runIf(ONE === undefined)(
    `reaches everybody exactly once, or says of whom it does not know, in ${SCHEDULES} schedules`,
    { timeout: 240_000 },
    async () => {
      const database = openModelDatabase();
      for (let seed = FROM; seed < FROM + SCHEDULES; seed += 1) {
        const { faults } = await runSchedule(database, seed);
        expect(faults, `replay with: SEED=${seed} npx vitest run --project model`).toEqual([]);
      }
    },
  );
});
