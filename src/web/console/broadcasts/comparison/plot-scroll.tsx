import type { Child } from 'hono/jsx';

/** Where a plot is wider than the screen it scrolls by itself, by keyboard too. */
export function PlotScroll({ label, children }: { label: string; children: Child }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without it no key could scroll the plot
    <section class="plot-scroll" aria-label={label} tabindex={0}>
      {children}
    </section>
  );
}
