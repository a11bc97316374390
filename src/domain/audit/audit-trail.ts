/** What the audit trail records. A name says what was done; `subject` says to what. */
export type AuditAction =
  | 'staff-added'
  | 'staff-renamed'
  | 'staff-role-changed'
  | 'staff-removed'
  | 'draft-created'
  | 'draft-renamed'
  | 'draft-imported'
  | 'draft-rebased'
  | 'draft-submitted'
  | 'draft-withdrawn'
  | 'draft-returned'
  | 'draft-approved'
  | 'draft-self-approved'
  | 'draft-scheduled'
  | 'schedule-cancelled'
  | 'schedule-stopped'
  | 'draft-discarded'
  | 'version-published'
  | 'value-changed'
  | 'broadcast-created'
  | 'broadcast-tested'
  | 'broadcast-submitted'
  | 'broadcast-withdrawn'
  | 'broadcast-returned'
  | 'broadcast-approved'
  | 'broadcast-self-approved'
  | 'broadcast-cancelled'
  | 'broadcast-started'
  | 'broadcast-paused'
  | 'broadcast-resumed'
  | 'broadcast-stopped'
  | 'broadcast-finished'
  | 'broadcast-discarded'
  | 'chunk-sent-again'
  | 'chunk-given-up'
  | 'tester-removed';

/**
 * One thing done. `before` and `after` are JSON (a row of the plan, a role) or null; `version` is that of the plan
 * for what was published. `at` is UTC, ISO 8601; `actor` an officer's e-mail, or `system` for what the clock did.
 */
export type AuditEntry = {
  at: string;
  actor: string;
  action: AuditAction;
  /** `table/key` for values, `draft/<id>`, `version/<number>`, `staff/<e-mail>`, `broadcast/<id>`. */
  subject: string;
  version: number | null;
  before: string | null;
  after: string | null;
  reason: string;
};

/** An entry in the chain: its hash covers its content, its place and the hash of the one before. */
export type ChainedEntry = AuditEntry & {
  seq: number;
  /** The same for all entries written together: a UUID. It also makes two otherwise equal acts two. */
  writeId: string;
  previousSha256: string;
  sha256: string;
};

const FIRST_PREVIOUS_SHA256 = '0'.repeat(64);

/** The text an entry's hash is taken of: every part, in a fixed order. */
function auditText(entry: Omit<ChainedEntry, 'sha256'>): string {
  const { seq, writeId, previousSha256, at, actor, action, subject, version, before, after, reason } = entry;
  return JSON.stringify([
    seq,
    writeId,
    previousSha256,
    at,
    actor,
    action,
    subject,
    version,
    before,
    after,
    reason,
  ]);
}

/** Entries put behind the last one of the trail (null: the trail is empty). `sha256` gives hexadecimal digits. */
export function chainEntries(
  entries: readonly AuditEntry[],
  { last, writeId }: { last: Pick<ChainedEntry, 'seq' | 'sha256'> | null; writeId: string },
  sha256: (text: string) => string,
): ChainedEntry[] {
  let { seq, sha256: previousSha256 } = last ?? { seq: 0, sha256: FIRST_PREVIOUS_SHA256 };
  return entries.map((entry) => {
    seq += 1;
    const placed = { ...entry, seq, writeId, previousSha256 };
    const chained: ChainedEntry = { ...placed, sha256: sha256(auditText(placed)) };
    previousSha256 = chained.sha256;
    return chained;
  });
}

export type AuditFault = { seq: number; kind: 'gap' | 'broken-link' | 'changed' };

/** The first place at which a run of the trail is not what was written; null where it is whole. */
export function findAuditFault(
  entries: readonly ChainedEntry[],
  before: Pick<ChainedEntry, 'seq' | 'sha256'> | null,
  sha256: (text: string) => string,
): AuditFault | null {
  let last = before ?? { seq: 0, sha256: FIRST_PREVIOUS_SHA256 };
  for (const entry of entries) {
    if (entry.seq !== last.seq + 1) return { seq: entry.seq, kind: 'gap' };
    if (entry.previousSha256 !== last.sha256) return { seq: entry.seq, kind: 'broken-link' };
    if (sha256(auditText(entry)) !== entry.sha256) return { seq: entry.seq, kind: 'changed' };
    last = entry;
  }
  return null;
}
