import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import { approvalBar, type ApprovalBar, type SelfApproval } from '../../../../domain/drafts/draft.ts';
import { may, type Staff } from '../../../../domain/staff/roles.ts';

/** Who could approve a broadcast: the approvers on the roll who have no part in it. `submitter` has or would have. */
export function approversOf({ authors }: Broadcast, submitter: string, roll: readonly Staff[]): Staff[] {
  return roll.filter(
    (officer) =>
      may(officer, 'approve-broadcast') && officer.email !== submitter && !authors.includes(officer.email),
  );
}

/** Why an approver may not approve a broadcast now; null where they may, or there is nothing to approve. */
export function barOf(
  { state, authors }: Broadcast,
  staff: Staff,
  selfApproval: SelfApproval,
  now: Date,
): ApprovalBar | null {
  return state.kind === 'submitted' ? approvalBar(state, authors, staff, selfApproval, now) : null;
}
