import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_SEGMENT, followTargets } from '../../src/domain/broadcasts/audience.ts';
import { aggregationUnitOf, canonicalContent } from '../../src/domain/broadcasts/content.ts';
import { createPacer } from '../../src/flows/broadcasts/pacer.ts';
import { loadPlan } from '../helpers/plan.ts';

describe('the pace', () => {
  /** A clock that moves only where somebody waits. */
  function openPacer(perSecond: number, burst: number) {
    let now = 1_000_000;
    const clock = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    };
    const pacer = createPacer(perSecond, burst, clock);
    return { pacer, now: () => now, pass: (milliseconds: number) => (now += milliseconds) };
  }

  test('lets through no more in any second than the rate and what may be caught up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 200 }),
        async (perSecond, pauses) => {
          const { pacer, now, pass } = openPacer(perSecond, 5);
          const turns: number[] = [];
          for (const pause of pauses) {
            pass(pause);
            await pacer.turn();
            turns.push(now());
          }
          const most = Math.max(
            ...turns.map((start) => turns.filter((turn) => turn >= start && turn < start + 1_000).length),
          );
          return most <= perSecond + 6;
        },
      ),
      { numRuns: 60 },
    );
  });
  test('is reached where nothing else takes time', async () => {
    const { pacer, now } = openPacer(20, 5);
    const start = now();
    for (let turn = 0; turn < 100; turn += 1) await pacer.turn();
    expect(now() - start).toBeGreaterThan(4_600);
    expect(now() - start).toBeLessThan(5_100);
  });
  test('stands still where LINE has said that it was too fast', async () => {
    const { pacer, now } = openPacer(20, 5);
    await pacer.turn();
    const held = now();
    pacer.hold(2_000);
    await pacer.turn();
    expect(now() - held).toBeGreaterThanOrEqual(2_000);
  });
});

describe('whom a segment means by what they follow', () => {
  const ids = (segment: Partial<typeof EMPTY_SEGMENT>): string[] =>
    followTargets({ ...EMPTY_SEGMENT, ...segment }, loadPlan()).map(({ kind, id }) => `${kind} ${id}`.trim());

  test('nobody in particular where it does not ask', () => {
    expect(ids({})).toEqual([]);
  });
  test('a theme, its KPIs, or everything', () => {
    const targets = ids({ themes: ['women'] });
    expect(targets).toEqual(['everything', 'theme women', 'kpi women-committee', 'kpi women-managers']);
  });
  test('a KPI, its theme, or everything', () => {
    expect(ids({ kpis: ['line-friends'] })).toEqual(['everything', 'theme services', 'kpi line-friends']);
  });
  test('each once, also where both are chosen', () => {
    const targets = ids({ themes: ['services'], kpis: ['line-friends'] });
    expect(new Set(targets).size).toBe(targets.length);
  });
});

describe('the text a hash is taken of', () => {
  const content = {
    title: '題',
    schedule: { sendAt: null, quietReason: '' },
    variants: [{ language: 'ja' as const, messages: [{ type: 'text', text: 'あ' }] }],
  };
  test('does not depend on the order in which a segment was ticked', () => {
    const segment = (districts: string[]) => ({
      kind: 'segment' as const,
      segment: { ...EMPTY_SEGMENT, districts },
    });
    expect(canonicalContent({ ...content, audience: segment(['南部', '北部']) })).toBe(
      canonicalContent({ ...content, audience: segment(['北部', '南部']) }),
    );
  });
  test('changes with every part of it', () => {
    const audience = { kind: 'everyone' as const };
    const texts = [
      { ...content, audience },
      { ...content, audience, title: '別' },
      { ...content, audience: { kind: 'segment' as const, segment: EMPTY_SEGMENT } },
      { ...content, audience, schedule: { sendAt: '2026-12-01T01:00:00.000Z', quietReason: '' } },
      { ...content, audience, schedule: { sendAt: null, quietReason: '理由' } },
      { ...content, audience, variants: [] },
    ].map(canonicalContent);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

test('LINE’s name for a broadcast’s figures is one that LINE takes, and another for another', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (one, other) => {
      expect(aggregationUnitOf(one)).toMatch(/^[a-zA-Z0-9_]{1,30}$/);
      return one === other || aggregationUnitOf(one) !== aggregationUnitOf(other);
    }),
  );
});
