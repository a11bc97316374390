import type { Draft } from '../../../domain/drafts/draft.ts';
import type { Dataset } from '../../../domain/plan/dataset.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { draftDataset } from '../../../flows/import-file.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { ConsoleContext } from '../console-env.ts';

/** What is taken out: a published version, or a draft as it is. */
export type ExportSource = {
  dataset: Dataset;
  plan: Plan;
  draft: Draft | null;
  version: number;
  /** In the names of files: 第3版, 下書き; and in ASCII. */
  label: string;
  plainLabel: string;
  /** Asks for the same again. */
  query: Readonly<Record<string, string>>;
};

/** As the address asks, the newest version else; null where there is no such version or draft. */
export async function findSource(c: ConsoleContext): Promise<ExportSource | null> {
  const { db, opener, versions } = c.var.desk;
  const draftId = c.req.query('draft');
  if (draftId !== undefined) {
    const open = await opener.open(db, draftId);
    return open && draftSource(c, open);
  }
  const wanted = c.req.query('version');
  if (wanted !== undefined && !/^[1-9]\d{0,8}$/.test(wanted)) return null;
  const found = wanted === undefined ? await versions.newest(db) : await versions.version(db, Number(wanted));
  if (!found) return null;
  const { number } = found.head;
  return {
    dataset: found.dataset,
    plan: found.plan,
    draft: null,
    version: number,
    label: `第${number}版`,
    plainLabel: `v${number}`,
    query: wanted === undefined ? {} : { version: String(number) },
  };
}

export function draftSource(c: ConsoleContext, open: OpenDraft): ExportSource {
  return {
    dataset: draftDataset(open, c.var.deps.dataPackage),
    plan: open.plan.ok ? open.plan.value : open.newest.plan,
    draft: open.draft,
    version: open.newest.head.number,
    label: '下書き',
    plainLabel: 'draft',
    query: { draft: open.draft.id },
  };
}
