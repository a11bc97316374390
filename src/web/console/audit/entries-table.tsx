import type { ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { OfficerNames } from '../officer-names.ts';
import { DataTable } from '../parts/table-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import { ACTION_WORDS } from './action-words.ts';
import { EntryDifference } from './entry-difference.tsx';

type EntriesTableProps = {
  caption: string;
  entries: readonly ChainedEntry[];
  names: OfficerNames;
  plans: readonly Plan[];
  dataPackage: DataPackage;
};

/** What the trail has of one thing, as its own page shows it. */
export function EntriesTable({ caption, entries, names, plans, dataPackage }: EntriesTableProps) {
  return (
    <DataTable
      caption={caption}
      columns={[
        {
          heading: 'したこと',
          names: true,
          cell: ({ action }: ChainedEntry) => ACTION_WORDS[action] ?? action,
        },
        { heading: 'いつ', cell: ({ at }) => <span class="nowrap">{momentInJapan(at)}</span> },
        { heading: '誰が', cell: ({ actor }) => names(actor) },
        { heading: '理由', cell: ({ reason }) => reason || <span class="hint">（空白）</span> },
        {
          heading: '内容',
          cell: (entry) => (
            <EntryDifference
              entry={entry}
              known={{ names, titles: new Map(), plans }}
              dataPackage={dataPackage}
            />
          ),
        },
      ]}
      rows={entries}
    />
  );
}
