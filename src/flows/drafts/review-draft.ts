import type { AuditEntry } from '../../domain/audit/audit-trail.ts';
import { approvalBar, isEditable, type Draft, type SelfApproval } from '../../domain/drafts/draft.ts';
import type { DatasetFault } from '../../domain/plan/dataset-fault.ts';
import { canonicalText } from '../../domain/plan/dataset.ts';
import { ok, refused, type Result } from '../../domain/result.ts';
import {
  discardDraft,
  publishDraft,
  reopenDraft,
  returnDraft,
  scheduleDraft,
  submitDraft,
} from '../../storage/draft-steps.ts';
import { sha256Hex, type PlanVersion } from '../../storage/plan-store.ts';
import { draftEntry, type DraftDesk } from './edit-draft.ts';
import type { OpenDraft } from './open-draft.ts';

/** Why a step was not taken. `moved-on`: the draft is no longer what the officer saw; here is what it is now. */
export type StepFault =
  | { kind: 'not-found' }
  | { kind: 'moved-on'; open: OpenDraft }
  | { kind: 'empty' }
  | { kind: 'no-reason' }
  | { kind: 'conflicts' }
  | { kind: 'invalid'; faults: readonly DatasetFault[] }
  | { kind: 'too-large' }
  | { kind: 'own-submission' }
  | { kind: 'still-waiting'; until: string }
  | { kind: 'in-the-past' };

type Step<Value = null> = Promise<Result<Value, StepFault>>;

/** The draft as an officer saw it on the page whose button was pressed. */
export type SeenDraft = { id: string; revision: number; sha256: string };

/** D1 holds 2 MB in a row. */
const CONTENT_MAX_BYTES = 1_900_000;

function isEdited({ draft }: OpenDraft, { revision }: SeenDraft): boolean {
  return draft.revision !== revision;
}

/** Hands a draft in for approval: from now on nobody can edit it. */
export async function submit(desk: DraftDesk, seen: SeenDraft): Step {
  const open = await desk.opener.open(desk.db, seen.id);
  if (!open) return refused({ kind: 'not-found' });
  const { draft } = open;
  if (!isEditable(draft) || draft.revision !== seen.revision || open.sha256 !== seen.sha256)
    return refused({ kind: 'moved-on', open });
  if (open.conflicts.length > 0) return refused({ kind: 'conflicts' });
  if (open.changes.length === 0) return refused({ kind: 'empty' });
  if (draft.reason === '') return refused({ kind: 'no-reason' });
  const sound = checkContent(desk, open);
  if (!sound.ok) return sound;
  const entry = draftEntry(desk, 'draft-submitted', draft, {
    after: JSON.stringify({ changes: open.changes.length, sha256: open.sha256 }),
  });
  const done = await submitDraft(desk.db, asSeen(draft), open.sha256, entry);
  return done ? ok(null) : movedOn(desk, seen.id);
}

/** Takes a draft that waits, or whose schedule was stopped, back to where it can be edited. */
export async function withdraw(desk: DraftDesk, seen: SeenDraft): Step {
  const open = await desk.opener.open(desk.db, seen.id);
  if (!open) return refused({ kind: 'not-found' });
  const { kind } = open.draft.state;
  if ((kind !== 'submitted' && kind !== 'stopped') || isEdited(open, seen))
    return refused({ kind: 'moved-on', open });
  const done = await reopenDraft(
    desk.db,
    asSeen(open.draft),
    draftEntry(desk, 'draft-withdrawn', open.draft),
  );
  return done ? ok(null) : movedOn(desk, seen.id);
}

export async function sendBack(desk: DraftDesk, seen: SeenDraft, reason: string): Step {
  const open = await desk.opener.open(desk.db, seen.id);
  if (!open) return refused({ kind: 'not-found' });
  if (reason === '') return refused({ kind: 'no-reason' });
  if (open.draft.state.kind !== 'submitted' || isEdited(open, seen))
    return refused({ kind: 'moved-on', open });
  const entry = draftEntry(desk, 'draft-returned', { id: seen.id, reason });
  const done = await returnDraft(desk.db, asSeen(open.draft), entry);
  return done ? ok(null) : movedOn(desk, seen.id);
}

/** Takes an approved draft off the schedule; it goes back to being edited. */
export async function cancelSchedule(desk: DraftDesk, seen: SeenDraft): Step {
  const open = await desk.opener.open(desk.db, seen.id);
  if (!open) return refused({ kind: 'not-found' });
  if (open.draft.state.kind !== 'scheduled' || isEdited(open, seen))
    return refused({ kind: 'moved-on', open });
  const done = await reopenDraft(
    desk.db,
    asSeen(open.draft),
    draftEntry(desk, 'schedule-cancelled', open.draft),
  );
  return done ? ok(null) : movedOn(desk, seen.id);
}

export async function discard(desk: DraftDesk, seen: SeenDraft): Step {
  const open = await desk.opener.open(desk.db, seen.id);
  if (!open) return refused({ kind: 'not-found' });
  const { kind } = open.draft.state;
  if ((kind !== 'open' && kind !== 'stopped') || isEdited(open, seen))
    return refused({ kind: 'moved-on', open });
  const done = await discardDraft(
    desk.db,
    asSeen(open.draft),
    draftEntry(desk, 'draft-discarded', open.draft),
  );
  return done ? ok(null) : movedOn(desk, seen.id);
}

export type Approval =
  | { outcome: 'published'; version: number }
  | { outcome: 'scheduled'; publishAt: string };

/**
 * A second person's approval of exactly the changes that were submitted and seen: published at once, or at `publishAt`
 * (UTC, ISO 8601).
 */
export async function approve(
  desk: DraftDesk,
  seen: SeenDraft,
  { publishAt, selfApproval }: { publishAt: string | null; selfApproval: SelfApproval },
): Step<Approval> {
  const open = await desk.opener.open(desk.db, seen.id);
  if (!open) return refused({ kind: 'not-found' });
  const { draft } = open;
  const { state } = draft;
  const isSame =
    state.kind === 'submitted' &&
    draft.revision === seen.revision &&
    open.sha256 === seen.sha256 &&
    state.sha256 === seen.sha256;
  if (!isSame || open.conflicts.length > 0) return refused({ kind: 'moved-on', open });
  const authors = authorsOf(open);
  const bar = approvalBar(state, authors, desk.staff, selfApproval, desk.now);
  if (bar) return refused(bar);
  const isOwn = approvalBar(state, authors, desk.staff, null, desk.now) !== null;
  const approval = draftEntry(desk, isOwn ? 'draft-self-approved' : 'draft-approved', draft, {
    after: JSON.stringify({ sha256: open.sha256 }),
  });
  if (publishAt !== null) {
    if (publishAt <= desk.now.toISOString()) return refused({ kind: 'in-the-past' });
    const sound = checkContent(desk, open);
    if (!sound.ok) return sound;
    const after = JSON.stringify({ sha256: open.sha256, publishAt, self: isOwn });
    const entry = draftEntry(desk, 'draft-scheduled', draft, { after });
    const done = await scheduleDraft(desk.db, asSeen(draft), publishAt, entry);
    return done ? ok({ outcome: 'scheduled', publishAt }) : movedOn(desk, seen.id);
  }
  const published = await publish(desk, open, desk.staff.email, [approval]);
  return published.ok ? ok({ outcome: 'published', version: published.value }) : published;
}

/** Whose rows a draft holds: the officer who saved each of its changes last. */
export function authorsOf({ rows, changes }: Pick<OpenDraft, 'rows' | 'changes'>): string[] {
  const changed = new Set(changes.map(({ table, key }) => `${table}/${key}`));
  return [
    ...new Set(rows.filter(({ table, key }) => changed.has(`${table}/${key}`)).map(({ savedBy }) => savedBy)),
  ];
}

/** Makes an approved draft the next version; gives its number. Nothing has happened where it is refused. */
export async function publish(
  desk: Omit<DraftDesk, 'staff'>,
  open: OpenDraft,
  approvedBy: string,
  approvals: readonly AuditEntry[],
): Step<number> {
  const sound = checkContent(desk, open);
  if (!sound.ok) return sound;
  const { draft } = open;
  const version: PlanVersion = {
    number: open.newest.head.number + 1,
    content: sound.value,
    sha256: await sha256Hex(sound.value),
    publishedAt: desk.now.toISOString(),
    publishedBy: approvedBy,
    reason: draft.reason,
  };
  const done = await publishDraft(desk.db, asSeen(draft), version, [
    ...approvals,
    versionEntry(version, draft),
    ...valueEntries(open, version),
  ]);
  return done ? ok(version.number) : movedOn(desk, draft.id);
}

function versionEntry(version: PlanVersion, draft: Draft): AuditEntry {
  return {
    at: version.publishedAt,
    actor: version.publishedBy,
    action: 'version-published',
    subject: `version/${version.number}`,
    version: version.number,
    before: null,
    after: JSON.stringify({ draft: draft.id, title: draft.title, sha256: version.sha256 }),
    reason: version.reason,
  };
}

/** One for each row, by the officer who saved it last. */
function valueEntries(open: OpenDraft, version: PlanVersion): AuditEntry[] {
  const savedBy = new Map(open.rows.map((row) => [`${row.table}/${row.key}`, row.savedBy]));
  return open.changes.map(({ table, key, before, after }) => ({
    at: version.publishedAt,
    actor: savedBy.get(`${table}/${key}`) ?? open.draft.updatedBy,
    action: 'value-changed',
    subject: `${table}/${key}`,
    version: version.number,
    before: before && JSON.stringify(before),
    after: after && JSON.stringify(after),
    reason: version.reason,
  }));
}

/** The text of the version the draft would make, where the plan is sound and fits into D1. */
function checkContent(
  { dataPackage }: Pick<DraftDesk, 'dataPackage'>,
  open: OpenDraft,
): Result<string, StepFault> {
  if (!open.plan.ok) return refused({ kind: 'invalid', faults: open.plan.fault });
  const content = canonicalText(open.dataset, dataPackage);
  return new TextEncoder().encode(content).length > CONTENT_MAX_BYTES
    ? refused({ kind: 'too-large' })
    : ok(content);
}

function asSeen({ id, revision, state }: Draft): {
  id: string;
  revision: number;
  state: Draft['state']['kind'];
} {
  return { id, revision, state: state.kind };
}

async function movedOn(
  desk: Pick<DraftDesk, 'db' | 'opener'>,
  id: string,
): Promise<{ ok: false; fault: StepFault }> {
  const open = await desk.opener.open(desk.db, id);
  return refused(open ? { kind: 'moved-on', open } : { kind: 'not-found' });
}
