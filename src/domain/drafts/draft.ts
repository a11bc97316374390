import type { Staff } from '../staff/roles.ts';

/**
 * A draft: rows laid over the newest published version, on their way to becoming the next one. `revision` grows with
 * every save; who saves, submits or approves names the one they saw. Moments are UTC, ISO 8601.
 */
export type Draft = {
  id: string;
  title: string;
  /** Why: shown in the history and the audit trail of every value it changes. */
  reason: string;
  revision: number;
  /** The version its rows start from. */
  baseVersion: number;
  createdBy: string;
  createdAt: string;
  updatedBy: string;
  updatedAt: string;
  state: DraftState;
};

/** `sha256` is that of the changes as submitted: what is approved is exactly what was seen. */
export type Submission = { submittedBy: string; submittedAt: string; sha256: string };

export type DraftState =
  | { kind: 'open'; returned: { by: string; at: string; reason: string } | null }
  | ({ kind: 'submitted' } & Submission)
  | ({ kind: 'scheduled'; approvedBy: string; approvedAt: string; publishAt: string } & Submission)
  | ({ kind: 'stopped'; approvedBy: string; why: StopReason; at: string } & Submission)
  | ({ kind: 'published'; approvedBy: string; approvedAt: string; version: number } & Submission)
  | { kind: 'discarded'; by: string; at: string };

/** Why a scheduled publication did not take place: the plan had moved on, or would no longer be valid. */
export type StopReason = 'conflict' | 'invalid';

export function isEditable({ state }: Draft): boolean {
  return state.kind === 'open';
}

export type SelfApproval = { waitHours: number } | null;

/** Why an officer may not approve a submission now; null where they may. */
export type ApprovalBar = { kind: 'own-submission' } | { kind: 'still-waiting'; until: string };

const HOUR_MS = 3_600_000;

/**
 * Nobody approves what they submitted, or rows they have typed themselves. A town with one officer may set a waiting
 * time after which they can; the audit trail then says so. `authors` are those whose rows the draft holds.
 */
export function approvalBar(
  submission: Submission,
  authors: readonly string[],
  { email }: Pick<Staff, 'email'>,
  selfApproval: SelfApproval,
  now: Date,
): ApprovalBar | null {
  if (submission.submittedBy !== email && !authors.includes(email)) return null;
  if (!selfApproval) return { kind: 'own-submission' };
  const until = new Date(Date.parse(submission.submittedAt) + selfApproval.waitHours * HOUR_MS);
  return now < until ? { kind: 'still-waiting', until: until.toISOString() } : null;
}
