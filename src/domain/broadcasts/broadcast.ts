import type { Submission } from '../drafts/draft.ts';
import type { Audience } from './audience.ts';
import type { Composition } from './composition.ts';

/** When a broadcast is to go out: `sendAt` (UTC, ISO 8601), or with null as soon as it is approved. */
export type Schedule = {
  sendAt: string | null;
  /** Why it may go out in the quiet hours; empty where it may not. */
  quietReason: string;
};

/**
 * A broadcast on its way. `revision` grows with every save; who saves, hands in or approves names the one they saw.
 * Moments are UTC, ISO 8601.
 */
export type Broadcast = {
  id: string;
  title: string;
  composition: Composition;
  audience: Audience;
  schedule: Schedule;
  revision: number;
  /** Everybody who has saved it: none of them approves it. */
  authors: readonly string[];
  createdBy: string;
  createdAt: string;
  updatedBy: string;
  updatedAt: string;
  state: BroadcastState;
};

/**
 * From the approval on. `startAt`: no request leaves before it, so until then the approval can be undone without
 * anybody having been written to. `recipients` is null for everyone: only LINE knows how many friends it reaches.
 */
export type Approval = Submission & {
  approvedBy: string;
  approvedAt: string;
  startAt: string;
  recipients: number | null;
};

export type BroadcastState =
  | { kind: 'open'; returned: { by: string; at: string; reason: string } | null }
  | ({ kind: 'submitted' } & Submission)
  | ({ kind: 'scheduled' } & Approval)
  | ({ kind: 'sending'; startedAt: string; progressAt: string } & Approval)
  | ({ kind: 'paused'; startedAt: string | null; why: PauseReason; pausedAt: string } & Approval)
  /** Nothing more leaves; what had gone stays gone. */
  | ({ kind: 'stopped'; startedAt: string | null; by: string; at: string } & Approval)
  /** Nothing is left to send; chunks that LINE refused or that nobody knows of may remain for a person. */
  | ({ kind: 'sent'; startedAt: string; at: string } & Approval)
  | { kind: 'discarded'; by: string; at: string };

export type BroadcastStateKind = BroadcastState['kind'];

/**
 * Why sending waits for a person. `monthly-limit`: LINE's plan has no messages left. `token`: LINE does not take the
 * channel's token. `forbidden`: LINE does not allow the call. `refused`: LINE took none of the first requests.
 * `late`: the moment had passed by too much, or had come into the quiet hours.
 */
export const PAUSE_REASONS = ['monthly-limit', 'token', 'forbidden', 'refused', 'late'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

export function isEditable({ state }: Pick<Broadcast, 'state'>): boolean {
  return state.kind === 'open';
}

/** Approved and not over: it can be stopped. */
export function isUnderWay({ kind }: BroadcastState): boolean {
  return kind === 'sending' || kind === 'paused';
}

/** The first request leaves this long after the approval at the earliest, unless the town sets another time. */
export const UNDO_MINUTES_DEFAULT = 5;

/** No progress for so long while sending is an alarm. */
export const STUCK_AFTER_MS = 5 * 60_000;
