import { actualOf, LINE_FRIENDS, whyNotEntered } from '../domain/plan/actuals.ts';
import {
  firstDayOf,
  lastDayOf,
  lastEndedFiscalYear,
  type FiscalYear,
  type JapaneseDate,
} from '../domain/plan/fiscal-year.ts';
import { findIndicator, type Indicator, type Plan } from '../domain/plan/plan.ts';
import { loadFollowerFigure } from '../storage/follower-store.ts';

/** What LINE counted, as an actual that a person may take over. */
export type FollowerProposal = {
  indicator: Indicator;
  fiscalYear: FiscalYear;
  followers: number;
  asOf: JapaneseDate;
  /** Confirmed only when it is that of the year's very last day. */
  status: 'provisional' | 'confirmed';
  source: string;
};

const SOURCE = 'LINE公式アカウント統計（友だち数）';

/** LINE's figure for a year: of its last day, or the latest within it. Null where there is none or no such indicator. */
export async function proposeFollowers(
  db: D1Database,
  plan: Plan,
  fiscalYear: FiscalYear,
): Promise<FollowerProposal | null> {
  const indicator = findIndicator(plan, LINE_FRIENDS);
  if (!indicator || whyNotEntered(indicator, fiscalYear) !== null) return null;
  const lastDay = lastDayOf(fiscalYear);
  const figure = await loadFollowerFigure(db, lastDay);
  if (!figure || figure.day < firstDayOf(fiscalYear)) return null;
  const status = figure.day === lastDay ? 'confirmed' : 'provisional';
  return { indicator, fiscalYear, followers: figure.followers, asOf: figure.day, status, source: SOURCE };
}

/** The proposal that still waits for a person: of the last year that is over, while the plan has no actual of it. */
export async function pendingFollowerProposal(
  db: D1Database,
  plan: Plan,
  today: JapaneseDate,
): Promise<FollowerProposal | null> {
  const proposal = await proposeFollowers(db, plan, lastEndedFiscalYear(today));
  return proposal && actualOf(proposal.indicator, proposal.fiscalYear) === null ? proposal : null;
}
