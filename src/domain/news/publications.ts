import { japaneseDate, type JapaneseDate } from '../plan/fiscal-year.ts';
import type { Plan } from '../plan/plan.ts';
import { indicatorChanges, type IndicatorChange } from './plan-changes.ts';

/** A version of the plan and when it was published (UTC, ISO 8601). */
export type PublishedPlan = { number: number; publishedAt: string; plan: Plan };

/** What a publication changed of the indicators, in the plan's order; `changes` is never empty. */
export type Publication = {
  number: number;
  publishedAt: string;
  on: JapaneseDate;
  changes: readonly IndicatorChange[];
};

/** What the publications of the last month changed, newest first. */
export type MonthOfNews = {
  publications: readonly Publication[];
  /** Publications of the month that are not among them, though they may have changed something. */
  untold: number;
  /** There are more than `untold`. */
  areMore: boolean;
};

/**
 * The publications among consecutive versions (oldest first) that changed an indicator, the newest first. Each is told
 * as it was published, judged on its own day: what a later one corrected stays in it, so it never reads differently.
 * The first of the versions, and one whose predecessor is missing, has nothing to be compared with.
 */
export function publicationsOf(versions: readonly PublishedPlan[]): Publication[] {
  return versions
    .flatMap(({ number, publishedAt, plan }, index): Publication[] => {
      const before = versions[index - 1];
      if (before?.number !== number - 1) return [];
      const on = japaneseDate(new Date(publishedAt));
      const changes = indicatorChanges(before.plan, plan, on);
      return changes.length > 0 ? [{ number, publishedAt, on, changes }] : [];
    })
    .toReversed();
}

/** Whether a day lies within the month up to today: from the same day of last month on, or its last one. */
export function isOfLastMonth(day: JapaneseDate, today: JapaneseDate): boolean {
  return day >= monthBefore(today);
}

function monthBefore(today: JapaneseDate): JapaneseDate {
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const lastOfPrevious = new Date(Date.UTC(year, month - 1, 0));
  const isShorter = day > lastOfPrevious.getUTCDate();
  const before = isShorter ? lastOfPrevious : new Date(Date.UTC(year, month - 2, day));
  return before.toISOString().slice(0, 10);
}
