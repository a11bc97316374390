import type { IndicatorChange } from '../../domain/news/plan-changes.ts';
import type { JapaneseDate } from '../../domain/plan/fiscal-year.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { RenderContext } from '../render-context.ts';

/** What a composition is rendered from; everything that a resident may read later is frozen with it. */
export type BroadcastContext = {
  broadcastId: string;
  revision: number;
  /** The newest published one. */
  plan: Plan;
  /** What a published version changed; null where there is no such version, or none before it. */
  changesOf(this: void, version: number): readonly IndicatorChange[] | null;
  today: JapaneseDate;
  /** The whole catalogue is there in Japanese only; other languages have the words of `broadcast-words.ts`. */
  context: RenderContext;
};
