import { approvalBar, type ApprovalBar, type SelfApproval } from '../../../domain/drafts/draft.ts';
import { may, type Staff } from '../../../domain/staff/roles.ts';
import { authorsOf } from '../../../flows/drafts/review-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';

/** Who could approve a draft: the approvers on the roll who have no part in it. `submitter` has or would have. */
export function approversOf(open: OpenDraft, submitter: string, roll: readonly Staff[]): Staff[] {
  const own = new Set([submitter, ...authorsOf(open)]);
  return roll.filter((officer) => may(officer, 'approve-draft') && !own.has(officer.email));
}

/** Why an approver may not approve a submitted draft now; null where they may, or there is nothing to approve. */
export function barOf(
  open: OpenDraft,
  staff: Staff,
  selfApproval: SelfApproval,
  now: Date,
): ApprovalBar | null {
  const { state } = open.draft;
  return state.kind === 'submitted' ? approvalBar(state, authorsOf(open), staff, selfApproval, now) : null;
}
