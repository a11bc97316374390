import { dayWords } from '../../time-words.ts';
import type { ComparedBroadcast } from './load-comparison.ts';
import { PlotScroll } from './plot-scroll.tsx';

const SHOWN_MAX = 20; // bars beside each other that can still be told apart
const HEIGHT = 220;
const BASE = 190;
const TOP = 20;
const LEFT = 44;
const STEP = 40;
const BAR = 14;
const LINES = [0, 25, 50, 75, 100] as const;

/** The share of those reached who opened it, and who tapped a link; the table below says the same in figures. */
export function RatesPlot({ broadcasts }: { broadcasts: readonly ComparedBroadcast[] }) {
  const shown = broadcasts.slice(0, SHOWN_MAX).toReversed();
  if (shown.every(({ seen }) => seen === null))
    return <p>開封の数は、まだLINEから届いていないか、どの配信も20人未満です。</p>;
  const width = LEFT + shown.length * STEP + 16;
  return (
    <figure class="plot">
      <p class="plot-legend">
        <span>
          <span class="plot-key seen" aria-hidden="true" /> 開封率
        </span>
        <span>
          <span class="plot-key clicked" aria-hidden="true" /> クリック率
        </span>
        <span>? は、20人未満か集計待ち</span>
      </p>
      <PlotScroll label="開封率とクリック率の図">
        <svg
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn here, there is no file for an `img`
          role="img"
          aria-labelledby="rates-title"
        >
          <title id="rates-title">
            {`配信ごとの開封率とクリック率（古い順に${shown.length}件）。数は下の表にあります。`}
          </title>
          {LINES.map((percent) => (
            <>
              <line
                class="plot-line"
                x1={LEFT}
                x2={width}
                y1={heightOf(percent / 100)}
                y2={heightOf(percent / 100)}
              />
              <text class="plot-scale" x={LEFT - 6} y={heightOf(percent / 100) + 4}>
                {percent}%
              </text>
            </>
          ))}
          {shown.map((broadcast, at) => (
            <Bars broadcast={broadcast} x={LEFT + at * STEP + 6} />
          ))}
        </svg>
      </PlotScroll>
    </figure>
  );
}

function Bars({ broadcast, x }: { broadcast: ComparedBroadcast; x: number }) {
  const { title, day, seen, clicked, reached } = broadcast;
  return (
    <g>
      <title>{`${dayWords(day)}「${title}」`}</title>
      <Bar name="seen" x={x} share={shareOf(seen, reached)} />
      <Bar name="clicked" x={x + BAR} share={shareOf(clicked, reached)} />
      <text class="plot-day" x={x + BAR} y={BASE + 18}>
        {shortDay(day)}
      </text>
    </g>
  );
}

function Bar({ name, x, share }: { name: string; x: number; share: number | null }) {
  if (share === null)
    return (
      <text class="plot-none" x={x + BAR / 2} y={BASE - 4}>
        ?
      </text>
    );
  const y = heightOf(share);
  return <rect class={`plot-bar ${name}`} x={x} y={y} width={BAR - 2} height={BASE - y} />;
}

function shareOf(count: number | null, base: number | null): number | null {
  return count === null || base === null || base === 0 ? null : Math.min(1, count / base);
}

function heightOf(share: number): number {
  return Math.round(BASE - share * (BASE - TOP));
}

/** 11/24 */
export function shortDay(day: string): string {
  const [, month, date] = day.split('-').map(Number);
  return `${month}/${date}`;
}
