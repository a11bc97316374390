import type { Language } from '../domain/language.ts';
import type { JapaneseDate } from '../domain/plan/fiscal-year.ts';
import type { FollowItem } from '../domain/residents/follows.ts';
import { NOTHING_TOLD, type ResidentSettings } from '../domain/residents/settings.ts';
import type { Town } from '../domain/town.ts';
import { wordings } from './wording/wordings.ts';
import type { Wording } from './wording/wording.ts';

/** For whom and under what circumstances an answer is put into words. */
export type RenderContext = {
  wording: Wording;
  town: Town;
  /** Origin of the public page, for links. */
  publicOrigin: string;
  /** The day the data is of, when it is older than it should be because D1 did not answer; else null. */
  dataAsOf: JapaneseDate | null;
  /** What the resident has told of themselves; nothing, where the answer does not show it. */
  told: ResidentSettings;
  /** What of the plan the resident follows; empty, where the answer does not show it. */
  following: readonly FollowItem[];
};

type Told = { told?: ResidentSettings; following?: readonly FollowItem[] };

export function contextFor(
  language: Language,
  { told = NOTHING_TOLD, following = [], ...others }: Omit<RenderContext, 'wording' | keyof Told> & Told,
): RenderContext {
  return { wording: wordings[language], told, following, ...others };
}
