import type { ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { loadBroadcastTitles } from '../../../storage/broadcast-heads.ts';
import { loadDraftTitles } from '../../../storage/draft-heads.ts';
import type { OfficerNames } from '../officer-names.ts';
import { rowName } from '../row-names.ts';

/** What is needed to call the things by name that entries are about. */
export type Known = {
  names: OfficerNames;
  /** Of drafts and broadcasts, by id. */
  titles: ReadonlyMap<string, string>;
  plans: readonly Plan[];
};

/** What an entry is about, parted: `kind` is `draft`, `broadcast`, `version`, `staff` or a table of the plan. */
export function readSubject(subject: string): { kind: string; id: string } {
  const at = subject.indexOf('/');
  return { kind: subject.slice(0, at), id: subject.slice(at + 1) };
}

/** What an entry is about, in words. */
export function subjectWords(subject: string, { names, titles, plans }: Known): string {
  const { kind, id } = readSubject(subject);
  switch (kind) {
    case 'draft':
      return `下書き「${titles.get(id) ?? id}」`;
    case 'broadcast':
      return `配信「${titles.get(id) ?? id}」`;
    case 'version':
      return `第${id}版`;
    case 'staff':
      return names(id) === id ? id : `${names(id)}（${id}）`;
    default:
      return rowName(kind, id, plans);
  }
}

export async function loadTitlesOf(
  db: D1Database,
  entries: readonly ChainedEntry[],
): Promise<ReadonlyMap<string, string>> {
  const [drafts, broadcasts] = await Promise.all([
    loadDraftTitles(db, idsOf('draft', entries)),
    loadBroadcastTitles(db, idsOf('broadcast', entries)),
  ]);
  return new Map([...drafts, ...broadcasts]);
}

function idsOf(kind: string, entries: readonly ChainedEntry[]): string[] {
  const subjects = entries.map(({ subject }) => readSubject(subject));
  return [...new Set(subjects.filter((subject) => subject.kind === kind).map(({ id }) => id))];
}
