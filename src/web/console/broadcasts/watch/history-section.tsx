import { EntriesTable } from '../../audit/entries-table.tsx';
import type { BroadcastView } from '../view/load-broadcast-view.ts';

/** Everything the trail has of a broadcast. */
export function HistorySection({ view: { entries, names, newest, dataPackage } }: { view: BroadcastView }) {
  if (entries.length === 0) return null;
  return (
    <>
      <h2>手続きの記録</h2>
      <EntriesTable
        caption="監査記録にある、この配信のこと（新しい順）"
        {...{ entries, names, dataPackage }}
        plans={[newest.plan]}
      />
    </>
  );
}
