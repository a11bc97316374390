import { STATUSES, type Status } from '../../../domain/progress/rate-progress.ts';
import type { Assessed, StatusCounts } from '../../../domain/progress/count-statuses.ts';
import type { IndicatorPair } from '../../../domain/progress/pair-indicators.ts';
import { shortFigures } from '../../../messages/cards/kpi-figures.ts';
import { statusWords } from '../../../messages/cards/status-chip.ts';
import { wordings } from '../../../messages/wording/wordings.ts';
import { DataTable } from '../parts/table-parts.tsx';
import type { PlanComparison } from './compare-plans.ts';

const wording = wordings.ja;

/** What the two sides of a difference are called. */
export type Sides = { before: string; after: string };

/** 遅れ, 終了（達成）, or that there is none. */
export function standingWords(assessed: Assessed | null): string {
  if (!assessed) return '（なし）';
  const words = statusWords(wording, assessed.assessment);
  return assessed.assessment.retired ? `終了（${words}）` : words;
}

/** The statuses first: what a resident will notice, and what the council will ask about. */
export function StatusDifference({ comparison, sides }: { comparison: PlanComparison; sides: Sides }) {
  const { restated, counts, themes } = comparison;
  if (restated.length === 0) return <p>判定が変わる指標はありません。</p>;
  return (
    <>
      <h3>判定が変わる指標（{restated.length} 件）</h3>
      <DataTable
        caption="判定が変わる指標"
        columns={[
          { heading: '指標', names: true, cell: ({ name }: IndicatorPair) => name },
          { heading: '判定', cell: StandingChange },
          { heading: sides.before, cell: ({ before }) => figures(before) },
          { heading: sides.after, cell: ({ after }) => figures(after) },
        ]}
        rows={restated}
      />
      <h3>判定ごとの数</h3>
      <DataTable
        caption={`使っているKPIの判定ごとの数（${sides.before}は ${counts.before.total} 件、${sides.after}は ${counts.after.total} 件）`}
        columns={[
          { heading: '判定', names: true, cell: (status: Status) => labelOf(status) },
          { heading: sides.before, numeric: true, cell: (status) => countOf(counts.before, status) },
          { heading: sides.after, numeric: true, cell: (status) => countOf(counts.after, status) },
          {
            heading: '増減',
            numeric: true,
            cell: (status) => signed(countOf(counts.after, status) - countOf(counts.before, status)),
          },
        ]}
        rows={STATUSES.filter(
          (status) => countOf(counts.before, status) > 0 || countOf(counts.after, status) > 0,
        )}
      />
      {themes.length > 0 ? (
        <DataTable
          caption="数が変わる推進項目"
          columns={[
            { heading: '推進項目', names: true, cell: ({ name }: (typeof themes)[number]) => name },
            { heading: sides.before, cell: ({ before }) => countWords(before) },
            { heading: sides.after, cell: ({ after }) => countWords(after) },
          ]}
          rows={themes}
        />
      ) : null}
    </>
  );
}

function StandingChange({ before, after }: IndicatorPair) {
  if (!before) return <strong>新しい指標：{standingWords(after)}</strong>;
  if (!after) return <strong>なくなります（前は {standingWords(before)}）</strong>;
  return (
    <>
      {standingWords(before)} → <strong>{standingWords(after)}</strong>
    </>
  );
}

function figures(assessed: Assessed | null): string {
  return assessed ? shortFigures(wording, assessed).join('　') : '（なし）';
}

function labelOf(status: Status): string {
  const { symbol, label } = wording.status[status];
  return `${symbol} ${label}`;
}

function countOf({ byStatus }: StatusCounts, status: Status): number {
  return byStatus.find((counted) => counted.status === status)?.count ?? 0;
}

function countWords({ byStatus, total }: StatusCounts): string {
  return total === 0
    ? '（なし）'
    : byStatus.map(({ status, count }) => `${labelOf(status)} ${count}`).join('、');
}

function signed(difference: number): string {
  if (difference === 0) return '±0';
  return difference > 0 ? `+${difference}` : `−${-difference}`;
}
