import { findAuditFault, type AuditFault, type ChainedEntry } from '../domain/audit/audit-trail.ts';
import { loadEntriesAfter, sha256Now } from '../storage/audit-store.ts';
import {
  loadVersionsAfter,
  PUBLISHED_FROM_DATA,
  sha256Hex,
  type PlanVersion,
} from '../storage/plan-store.ts';

/**
 * What is wrong with a published version: its content is not that of its hash, the trail has no entry for it, the
 * entry says otherwise, or the trail has an entry for a version that is not there.
 */
export type VersionFault = {
  number: number;
  kind: 'content-changed' | 'not-recorded' | 'recorded-otherwise' | 'missing';
};

export type AuditReport = {
  /** Entries found whole, from the first on. */
  entries: number;
  last: Pick<ChainedEntry, 'seq' | 'sha256'> | null;
  chainFault: AuditFault | null;
  versions: number;
  versionFaults: readonly VersionFault[];
};

type Publication = Pick<ChainedEntry, 'at' | 'actor' | 'reason'> & { sha256: unknown };

const ENTRIES_PAGE = 2_000;
const VERSIONS_PAGE = 4; // up to 2 MB each

/** Walks the whole trail and every version; reads only, and never more than a page at once. */
export async function verifyAudit(db: D1Database): Promise<AuditReport> {
  const { publications, ...chain } = await walkTrail(db);
  return { ...chain, ...(await walkVersions(db, chain.chainFault ? null : publications)) };
}

async function walkTrail(
  db: D1Database,
): Promise<
  Pick<AuditReport, 'entries' | 'last' | 'chainFault'> & { publications: Map<number, Publication> }
> {
  const publications = new Map<number, Publication>();
  let last: AuditReport['last'] = null;
  let entries = 0;
  for (;;) {
    const page: ChainedEntry[] = await loadEntriesAfter(db, last?.seq ?? 0, ENTRIES_PAGE);
    const chainFault = findAuditFault(page, last, sha256Now);
    const whole = chainFault
      ? page.slice(
          0,
          page.findIndex(({ seq }) => seq === chainFault.seq),
        )
      : page;
    entries += whole.length;
    last = whole.at(-1) ?? last;
    for (const entry of whole) {
      if (entry.action === 'version-published' && entry.version !== null)
        publications.set(entry.version, { ...entry, sha256: publishedHash(entry) });
    }
    if (chainFault || page.length < ENTRIES_PAGE) {
      const end = last && { seq: last.seq, sha256: last.sha256 };
      return { entries, last: end, chainFault, publications };
    }
  }
}

function publishedHash({ after }: ChainedEntry): unknown {
  try {
    const said: unknown = JSON.parse(after ?? 'null');
    return typeof said === 'object' && said !== null && 'sha256' in said ? said.sha256 : null;
  } catch {
    return null; // then it is no hash of any version
  }
}

/** `publications` null: the trail is broken and says nothing of versions. */
async function walkVersions(
  db: D1Database,
  publications: Map<number, Publication> | null,
): Promise<Pick<AuditReport, 'versions' | 'versionFaults'>> {
  const versionFaults: VersionFault[] = [];
  const seen = new Set<number>();
  let after = 0;
  for (;;) {
    const page = await loadVersionsAfter(db, after, VERSIONS_PAGE);
    for (const version of page) {
      const { number } = version;
      const isWhole = (await sha256Hex(version.content)) === version.sha256;
      const kind = isWhole ? whyNotRecorded(version, publications) : 'content-changed';
      if (kind) versionFaults.push({ number, kind });
      seen.add(number);
      after = number;
    }
    if (page.length < VERSIONS_PAGE) break;
  }
  for (const number of publications?.keys() ?? [])
    if (!seen.has(number)) versionFaults.push({ number, kind: 'missing' });
  return { versions: seen.size, versionFaults };
}

function whyNotRecorded(
  version: PlanVersion,
  publications: Map<number, Publication> | null,
): VersionFault['kind'] | null {
  if (!publications) return null;
  const said = publications.get(version.number);
  if (!said) return version.publishedBy === PUBLISHED_FROM_DATA ? null : 'not-recorded';
  const isSame =
    said.sha256 === version.sha256 &&
    said.actor === version.publishedBy &&
    said.at === version.publishedAt &&
    said.reason === version.reason;
  return isSame ? null : 'recorded-otherwise';
}
