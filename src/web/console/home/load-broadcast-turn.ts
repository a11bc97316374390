import { STUCK_AFTER_MS, type Broadcast, type BroadcastState } from '../../../domain/broadcasts/broadcast.ts';
import type { SelfApproval } from '../../../domain/drafts/draft.ts';
import { may, type Staff } from '../../../domain/staff/roles.ts';
import { loadBroadcastsUnderWay } from '../../../storage/broadcast-store.ts';
import { loadBroadcastTitles } from '../../../storage/broadcast-heads.ts';
import { countUndecidedChunks } from '../../../storage/chunk-counts.ts';
import { barOf } from '../broadcasts/review/review-people.ts';

type In<Kind extends BroadcastState['kind']> = Broadcast & { state: Extract<BroadcastState, { kind: Kind }> };

/** The broadcasts under way, by whose turn it is. */
export type BroadcastTurn = {
  /** Sending has stopped by itself. */
  paused: readonly In<'paused'>[];
  /** They should be moving and are not. */
  stuck: readonly Broadcast[];
  /** Handed in, and this officer may approve them. */
  toApprove: readonly In<'submitted'>[];
  /** Requests that failed or that nobody knows of. */
  undecided: readonly { id: string; title: string; chunks: number }[];
  returned: readonly In<'open'>[];
  unfinished: readonly In<'open'>[];
  /** Whatever goes on without this officer. */
  others: readonly Broadcast[];
};

export async function loadBroadcastTurn(
  { db, staff, now }: { db: D1Database; staff: Staff; now: Date },
  selfApproval: SelfApproval,
): Promise<BroadcastTurn> {
  const [broadcasts, undecided] = await Promise.all([loadBroadcastsUnderWay(db), countUndecidedChunks(db)]);
  const titles = await loadBroadcastTitles(db, [...undecided.keys()]);
  const submitted = broadcasts.filter((broadcast) => isIn(broadcast, 'submitted'));
  const isToApprove = (broadcast: Broadcast): boolean =>
    may(staff, 'approve-broadcast') && barOf(broadcast, staff, selfApproval, now) === null;
  const own = broadcasts
    .filter((broadcast) => isIn(broadcast, 'open'))
    .filter(({ updatedBy, authors, state }) =>
      state.returned ? authors.includes(staff.email) : updatedBy === staff.email,
    );
  const canCompose = may(staff, 'compose-broadcast');
  const canStop = may(staff, 'stop-broadcast');
  const paused = canStop ? broadcasts.filter((broadcast) => isIn(broadcast, 'paused')) : [];
  const stuck = canStop ? broadcasts.filter((broadcast) => isStuck(broadcast, now)) : [];
  const toApprove = submitted.filter(isToApprove);
  const mine = new Set([...paused, ...stuck, ...toApprove].map(({ id }) => id));
  return {
    paused,
    stuck,
    toApprove,
    undecided: may(staff, 'settle-chunk')
      ? [...undecided].map(([id, chunks]) => ({ id, title: titles.get(id) ?? '', chunks }))
      : [],
    returned: canCompose ? own.filter(({ state }) => state.returned) : [],
    unfinished: canCompose ? own.filter(({ state }) => !state.returned) : [],
    others: broadcasts.filter(({ id, state }) => state.kind !== 'open' && !mine.has(id)),
  };
}

function isIn<Kind extends BroadcastState['kind']>(broadcast: Broadcast, kind: Kind): broadcast is In<Kind> {
  return broadcast.state.kind === kind;
}

function isStuck({ state }: Broadcast, now: Date): boolean {
  const since =
    state.kind === 'sending' ? state.progressAt : state.kind === 'scheduled' ? state.startAt : null;
  return since !== null && now.getTime() - Date.parse(since) > STUCK_AFTER_MS;
}

/** How many things wait for this officer. */
export function countTurn({
  paused,
  stuck,
  toApprove,
  undecided,
  returned,
  unfinished,
}: BroadcastTurn): number {
  return [paused, stuck, toApprove, undecided, returned, unfinished].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}
