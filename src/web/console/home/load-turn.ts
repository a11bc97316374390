import { approvalBar, type Draft, type DraftState } from '../../../domain/drafts/draft.ts';
import { may } from '../../../domain/staff/roles.ts';
import type { DraftDesk } from '../../../flows/drafts/edit-draft.ts';
import { authorsOf } from '../../../flows/drafts/review-draft.ts';
import { loadSubmittedTypedInBy } from '../../../storage/draft-heads.ts';
import { loadDraftsUnderWay } from '../../../storage/draft-store.ts';

type In<Kind extends DraftState['kind']> = Draft & { state: Extract<DraftState, { kind: Kind }> };

/** The drafts under way, by whose turn it is. */
export type Turn = {
  /** Submitted, and this officer may approve them. */
  toApprove: readonly In<'submitted'>[];
  /** Sent back to this officer. */
  returned: readonly In<'open'>[];
  /** Approved, but the publication did not take place: any editor can take it up. */
  stopped: readonly In<'stopped'>[];
  /** Open, and this officer touched them last. */
  unfinished: readonly In<'open'>[];
  /** Submitted, and somebody else is to approve them. */
  withOthers: readonly In<'submitted'>[];
  /** The next to be published first. */
  scheduled: readonly In<'scheduled'>[];
};

export async function loadTurn(desk: DraftDesk, selfApproval: { waitHours: number } | null): Promise<Turn> {
  const { staff } = desk;
  const drafts = await loadDraftsUnderWay(desk.db);
  const own = drafts
    .filter((draft) => isIn(draft, 'open'))
    .filter(({ updatedBy, createdBy, state }) =>
      state.returned ? [updatedBy, createdBy].includes(staff.email) : updatedBy === staff.email,
    );
  const submitted = drafts.filter((draft) => isIn(draft, 'submitted'));
  const approvable = await idsToApprove(desk, submitted, selfApproval);
  const isEditor = may(staff, 'edit-draft');
  return {
    toApprove: submitted.filter(({ id }) => approvable.has(id)),
    withOthers: submitted.filter(({ id }) => !approvable.has(id)),
    returned: isEditor ? own.filter(({ state }) => state.returned) : [],
    unfinished: isEditor ? own.filter(({ state }) => !state.returned) : [],
    stopped: isEditor ? drafts.filter((draft) => isIn(draft, 'stopped')) : [],
    scheduled: drafts
      .filter((draft) => isIn(draft, 'scheduled'))
      .sort((one, other) => (one.state.publishAt < other.state.publishAt ? -1 : 1)),
  };
}

function isIn<Kind extends DraftState['kind']>(draft: Draft, kind: Kind): draft is In<Kind> {
  return draft.state.kind === kind;
}

/** Opening a draft reads a whole plan, so only those are opened into which the officer has typed. */
async function idsToApprove(
  desk: DraftDesk,
  submitted: readonly In<'submitted'>[],
  selfApproval: { waitHours: number } | null,
): Promise<Set<string>> {
  const { db, staff, now } = desk;
  if (submitted.length === 0 || !may(staff, 'approve-draft')) return new Set();
  const typedIn = new Set(await loadSubmittedTypedInBy(db, staff.email));
  const approvable = new Set<string>();
  for (const { id, state } of submitted) {
    const open = typedIn.has(id) ? await desk.opener.open(db, id) : null;
    const authors = open ? authorsOf(open) : [];
    if (approvalBar(state, authors, staff, selfApproval, now) === null) approvable.add(id);
  }
  return approvable;
}
