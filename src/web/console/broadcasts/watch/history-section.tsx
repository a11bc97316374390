import type { ChainedEntry } from '../../../../domain/audit/audit-trail.ts';
import { ACTION_WORDS } from '../../audit/action-words.ts';
import { EntryDifference } from '../../audit/entry-difference.tsx';
import { DataTable } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import type { BroadcastView } from '../view/load-broadcast-view.ts';

/** Everything the trail has of a broadcast. */
export function HistorySection({ view: { entries, names, newest, dataPackage } }: { view: BroadcastView }) {
  if (entries.length === 0) return null;
  return (
    <>
      <h2>手続きの記録</h2>
      <DataTable
        caption="監査記録にある、この配信のこと（新しい順）"
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
                known={{ names, titles: new Map(), plans: [newest.plan] }}
                dataPackage={dataPackage}
              />
            ),
          },
        ]}
        rows={entries}
      />
    </>
  );
}
