import type { Draft } from '../../domain/drafts/draft.ts';
import { changesText, overlay, type OverlayConflict } from '../../domain/drafts/overlay.ts';
import { applyChanges, type RowChange } from '../../domain/plan/changes.ts';
import type { DatasetFault } from '../../domain/plan/dataset-fault.ts';
import type { DataPackage, Dataset } from '../../domain/plan/dataset.ts';
import { parsePlan } from '../../domain/plan/parse-plan.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Result } from '../../domain/result.ts';
import { sha256Now } from '../../storage/audit-store.ts';
import { loadDraft, loadDraftRows, type DraftRow } from '../../storage/draft-store.ts';
import type { ReadVersion, VersionReader } from '../plan-versions.ts';

/** A draft laid over the newest version: what it changes, and the plan it would make. */
export type OpenDraft = {
  draft: Draft;
  rows: readonly DraftRow[];
  newest: ReadVersion;
  changes: readonly RowChange[];
  conflicts: readonly OverlayConflict[];
  /** Of the changes; what a submission names and an approval must name again. */
  sha256: string;
  /** The newest version with the changes made; rows in conflict stay as published. */
  dataset: Dataset;
  plan: Result<Plan, DatasetFault[]>;
};

export type DraftOpener = {
  /** Null where there is no such draft. */
  open(db: D1Database, id: string): Promise<OpenDraft | null>;
};

const KEPT_MAX = 4;

/** Reading a draft parses a whole plan, so an isolate keeps the last few as they were at a revision. */
export function createDraftOpener(versions: VersionReader, dataPackage: DataPackage): DraftOpener {
  const kept = new Map<string, Omit<OpenDraft, 'draft'>>();
  return {
    async open(db, id) {
      const draft = await loadDraft(db, id);
      if (!draft) return null;
      const newest =
        draft.state.kind === 'published'
          ? await versionBefore(db, versions, draft.state.version)
          : await versions.newest(db);
      const name = `${id} ${draft.revision} ${draft.baseVersion} ${newest.head.number}`;
      const known = kept.get(name) ?? (await layOver(db, draft, newest, versions, dataPackage));
      kept.delete(name);
      kept.set(name, known);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
      return { draft, ...known };
    },
  };
}

/** A published draft is shown as what it changed when it was published. */
async function versionBefore(db: D1Database, versions: VersionReader, number: number): Promise<ReadVersion> {
  const before = await versions.version(db, number - 1);
  if (!before) throw new Error(`there is no version before ${number}`);
  return before;
}

async function layOver(
  db: D1Database,
  draft: Draft,
  newest: ReadVersion,
  versions: VersionReader,
  dataPackage: DataPackage,
): Promise<Omit<OpenDraft, 'draft'>> {
  const [rows, base] = await Promise.all([
    loadDraftRows(db, draft.id, draft.revision),
    versions.version(db, draft.baseVersion),
  ]);
  if (!base)
    throw new Error(`draft ${draft.id} starts from version ${draft.baseVersion}, which is not there`);
  const { changes, conflicts } = overlay(rows, base.dataset, newest.dataset, dataPackage);
  const applied = applyChanges(newest.dataset, changes, dataPackage);
  if (!applied.ok) throw new Error(`changes made from version ${newest.head.number} do not fit it`);
  const plan =
    changes.length === 0
      ? ({ ok: true, value: newest.plan } as const)
      : parsePlan(applied.value, dataPackage);
  return {
    rows,
    newest,
    changes,
    conflicts,
    sha256: sha256Now(changesText(changes)),
    dataset: applied.value,
    plan,
  };
}
