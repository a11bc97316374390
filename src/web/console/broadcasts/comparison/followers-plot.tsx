import type { FollowerFigure } from '../../../../storage/follower-store.ts';
import { DataTable } from '../../parts/table-parts.tsx';
import { dayWords } from '../../time-words.ts';
import { figureWords } from '../delivery-figures.ts';
import type { Comparison } from './load-comparison.ts';
import { PlotScroll } from './plot-scroll.tsx';
import { shortDay } from './rates-plot.tsx';

const WIDTH = 640;
const LEFT = 64;
const TOP = 14;
const PANEL = 110;
const HEIGHT = 2 * PANEL + 96;
const DAY_MS = 86_400_000;
const DAYS_IN_TABLE = 31;

type Panel = { name: 'followers' | 'blocks'; label: string; top: number };

const PANELS: readonly Panel[] = [
  { name: 'followers', label: '友だち', top: TOP + 10 },
  { name: 'blocks', label: 'ブロック', top: TOP + PANEL + 48 },
];

/** Friends and blocks day by day, with a mark on each day on which a broadcast went out. */
export function FollowersPlot({ comparison }: { comparison: Comparison }) {
  const { figures, broadcasts, from, to } = comparison;
  const first = figures[0]?.day ?? from;
  const span = Math.max(1, daysBetween(first, to));
  const xOf = (day: string): number => LEFT + (daysBetween(first, day) / span) * (WIDTH - LEFT - 12);
  const marks = broadcasts.filter(({ day }) => day >= first);
  return (
    <figure class="plot">
      <p class="plot-legend">
        <span>
          <span class="plot-key mark" aria-hidden="true" /> 配信した日
        </span>
        <span>縦の目盛りは、それぞれのいちばん少ない日から多い日までです。</span>
      </p>
      <PlotScroll label="友だちとブロックの図">
        <svg
          width={WIDTH}
          height={HEIGHT}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn here, there is no file for an `img`
          role="img"
          aria-labelledby="followers-title"
        >
          <title id="followers-title">
            {`${dayWords(first)}から${dayWords(to)}までの、友だちとブロックの人数。配信した日は${marks.length}回。数は下の表にあります。`}
          </title>
          {marks.map(({ day, title }) => (
            <line class="plot-mark" x1={xOf(day)} x2={xOf(day)} y1={TOP} y2={HEIGHT - 28}>
              <title>{`${dayWords(day)}「${title}」`}</title>
            </line>
          ))}
          {PANELS.map((panel) => (
            <Line panel={panel} figures={figures} xOf={xOf} />
          ))}
          {[first, to].map((day, at) => (
            <text class={at === 0 ? 'plot-day first' : 'plot-day last'} x={xOf(day)} y={HEIGHT - 8}>
              {shortDay(day)}
            </text>
          ))}
        </svg>
      </PlotScroll>
      <FiguresByDay figures={figures} marked={new Set(marks.map(({ day }) => day))} />
    </figure>
  );
}

function Line({
  panel: { name, label, top },
  figures,
  xOf,
}: {
  panel: Panel;
  figures: readonly FollowerFigure[];
  xOf: (day: string) => number;
}) {
  const values = figures.map((figure) => figure[name]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const yOf = (value: number): number =>
    Math.round(high === low ? top + PANEL / 2 : top + PANEL - ((value - low) / (high - low)) * PANEL);
  const points = figures.map((figure) => `${xOf(figure.day).toFixed(1)},${yOf(figure[name])}`).join(' ');
  const only = figures.length === 1 ? figures[0] : undefined;
  return (
    <g>
      <text class="plot-name" x={LEFT} y={top - 8}>
        {label}
      </text>
      <text class="plot-scale" x={LEFT - 8} y={yOf(high) + 4}>
        {figureWords(high)}
      </text>
      {high === low ? null : (
        <text class="plot-scale" x={LEFT - 8} y={yOf(low) + 4}>
          {figureWords(low)}
        </text>
      )}
      {only ? (
        <circle class={`plot-dot ${name}`} cx={xOf(only.day)} cy={yOf(only[name])} r="3" />
      ) : (
        <polyline class={`plot-path ${name}`} points={points} />
      )}
    </g>
  );
}

function FiguresByDay({
  figures,
  marked,
}: {
  figures: readonly FollowerFigure[];
  marked: ReadonlySet<string>;
}) {
  const shown = figures.toReversed().slice(0, DAYS_IN_TABLE);
  return (
    <details>
      <summary>日ごとの数を表で見る</summary>
      <DataTable
        caption={`日ごとの友だちとブロック（新しいほうから${shown.length}日）`}
        columns={[
          { heading: '日', names: true, cell: ({ day }: FollowerFigure) => dayWords(day) },
          { heading: '友だち', numeric: true, cell: ({ followers }) => `${figureWords(followers)}人` },
          { heading: 'ブロック', numeric: true, cell: ({ blocks }) => `${figureWords(blocks)}人` },
          { heading: '配信', cell: ({ day }) => (marked.has(day) ? '配信した日' : '') },
        ]}
        rows={shown}
      />
    </details>
  );
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
