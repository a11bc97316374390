import { DataTable, EmptyState } from '../../parts/table-parts.tsx';
import { dayWords } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { figureWords, peopleWords } from '../delivery-figures.ts';
import { shareWords } from '../record/insight-section.tsx';
import { FollowersPlot } from './followers-plot.tsx';
import { COMPARED_MAX, type ComparedBroadcast, type Comparison } from './load-comparison.ts';
import { RatesPlot } from './rates-plot.tsx';

/** How broadcasts did beside each other, and what the number of friends did around them. */
export function ComparisonPage({ comparison }: { comparison: Comparison }) {
  const { broadcasts, figures } = comparison;
  return (
    <>
      <h2>開封とクリック</h2>
      {broadcasts.length === 0 ? (
        <EmptyState title="送った配信は、まだありません">
          <p>
            配信を送ると、LINEの集計（開封した人、リンクを押した人）が翌日ごろからここに並びます。
            <a href="/console/broadcasts">配信の一覧</a>
          </p>
        </EmptyState>
      ) : (
        <>
          <RatesPlot broadcasts={broadcasts} />
          {broadcasts.length === COMPARED_MAX ? <p>新しいほうから {COMPARED_MAX} 件です。</p> : null}
          <BroadcastsTable broadcasts={broadcasts} />
          <p class="hint">
            開封とクリックは、LINEの集計です（送ってから14日間更新されます）。20人未満の数は、LINEが示しません。割合は、LINEが届けた人（条件を決めた配信では、LINEが受け付けた人）に対するものです。
          </p>
        </>
      )}
      <h2>友だちとブロックの動き</h2>
      {figures.length === 0 ? (
        <EmptyState title="友だちの数の記録は、まだありません">
          <p>LINEの集計を毎日1回受け取ります。次の日の昼ごろから、ここに出ます。</p>
        </EmptyState>
      ) : (
        <FollowersPlot comparison={comparison} />
      )}
      <p class="hint">
        「ブロックの増減」は、配信の前の日の終わりから、3日後の終わりまでの、ブロックした人の数の差です。ほかの理由で増えた分も入ります。
      </p>
    </>
  );
}

function BroadcastsTable({ broadcasts }: { broadcasts: readonly ComparedBroadcast[] }) {
  return (
    <DataTable
      caption="配信ごとの開封、クリック、ブロックの増減（新しい順）"
      columns={[
        {
          heading: '配信',
          names: true,
          cell: ({ id, title }: ComparedBroadcast) => <a href={broadcastHref(id)}>{title}</a>,
        },
        { heading: '日', cell: ({ day }) => <span class="nowrap">{dayWords(day)}</span> },
        { heading: '届けた人', numeric: true, cell: audienceWords },
        { heading: '開封した人', numeric: true, cell: ({ seen, hasInsight }) => figure(seen, hasInsight) },
        { heading: '開封率', numeric: true, cell: ({ seen, reached }) => shareWords(seen, reached) ?? '－' },
        {
          heading: '押した人',
          numeric: true,
          cell: ({ clicked, hasInsight }) => figure(clicked, hasInsight),
        },
        {
          heading: 'クリック率',
          numeric: true,
          cell: ({ clicked, reached }) => shareWords(clicked, reached) ?? '－',
        },
        { heading: 'ブロックの増減', numeric: true, cell: ({ newBlocks }) => blockWords(newBlocks) },
      ]}
      rows={broadcasts}
    />
  );
}

function audienceWords({ isForEveryone, reached }: ComparedBroadcast): string {
  if (reached === null) return '全員（人数は集計待ち）';
  return isForEveryone ? `全員 ${peopleWords(reached)}` : peopleWords(reached);
}

function figure(count: number | null, hasInsight: boolean): string {
  if (!hasInsight) return '集計はこれから';
  return count === null ? '20人未満' : `${figureWords(count)}人`;
}

function blockWords(change: number | null): string {
  if (change === null) return 'まだ分かりません';
  return `${change > 0 ? '+' : change < 0 ? '−' : ''}${figureWords(Math.abs(change))}人`;
}
