import type { Audience } from '../../../../domain/broadcasts/audience.ts';
import type { BroadcastInsight } from '../../../../storage/insight-store.ts';
import { DataTable, DefinitionList } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { figureWords } from '../delivery-figures.ts';

const WITHHELD = '20人未満（LINEは示しません）';

type InsightProps = { insight: BroadcastInsight | null; audience: Audience; reached: number | null };

/** What LINE counted: how many got it, looked at it and tapped a link. `reached` is what LINE accepted of a segment. */
export function InsightSection({ insight, audience, reached }: InsightProps) {
  if (!insight)
    return (
      <p>
        開封などの数は、まだLINEから受け取っていません。送り終えてから6時間ほどで、はじめての数が出ます。LINEの集計は14日間更新されます。
      </p>
    );
  const { delivered, seen, clicked, clicks, fetchedAt } = insight;
  const base = audience.kind === 'everyone' ? delivered : reached;
  const isAllKept = [delivered, seen, clicked].every((figure) => figure === null) && clicks.length === 0;
  return (
    <>
      {isAllKept ? (
        <p>LINEは、まだ何も示していません。集計の前か、どの数も20人未満です。</p>
      ) : (
        <DefinitionList
          items={[
            ...(audience.kind === 'everyone'
              ? [{ term: '届いた人', description: countWords(delivered, null) }]
              : []),
            { term: '開封した人', description: countWords(seen, base) },
            { term: 'リンクを押した人', description: countWords(clicked, base) },
          ]}
        />
      )}
      {clicks.length > 0 ? (
        <DataTable
          caption="リンクごとの、押した人"
          columns={[
            { heading: 'リンク', names: true, cell: ({ url }) => <span class="link-address">{url}</span> },
            { heading: '何通目', numeric: true, cell: ({ message }) => `${message}通目` },
            { heading: '押した人', numeric: true, cell: ({ residents }) => countWords(residents, base) },
          ]}
          rows={clicks}
        />
      ) : null}
      <p class="hint">
        {momentInJapan(fetchedAt)}
        にLINEから受け取った数です。LINEの集計は14日間更新されます。20人未満の数は、LINEが示しません。
      </p>
    </>
  );
}

/** With the share of those it reached, where both are known. */
export function countWords(count: number | null, base: number | null): string {
  if (count === null) return WITHHELD;
  const share = shareWords(count, base);
  return `${figureWords(count)}人${share === null ? '' : `（${share}）`}`;
}

export function shareWords(count: number | null, base: number | null): string | null {
  if (count === null || base === null || base === 0) return null;
  return `${((count / base) * 100).toFixed(1)}%`;
}
