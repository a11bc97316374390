import type { Child } from 'hono/jsx';

export type Column<Row> = {
  heading: Child;
  cell: (row: Row) => Child;
  /** Figures stand to the right, so that they compare. */
  numeric?: boolean;
  /** The cell names its row. */
  names?: boolean;
};

type DataTableProps<Row> = {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** The id of a row, where links lead to it. */
  rowId?: (row: Row) => string;
};

/** A table that scrolls by itself where it is wider or longer than the screen; its head stays in sight. */
export function DataTable<Row>({ caption, columns, rows, rowId }: DataTableProps<Row>) {
  return (
    <TableRegion caption={caption}>
      <table class="data">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ heading, numeric }) => (
              <th scope="col" class={numeric ? 'figure' : undefined}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr id={rowId?.(row)}>
              {columns.map((column) =>
                column.names ? (
                  <th scope="row">{column.cell(row)}</th>
                ) : (
                  <td class={column.numeric ? 'figure' : undefined}>{column.cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

/** Where a table may scroll: reached and scrolled by keyboard too. */
export function TableRegion({ caption, children }: { caption: string; children: Child }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without it no key could scroll the table
    <section class="table-region" aria-label={caption} tabindex={0}>
      {children}
    </section>
  );
}

export function DefinitionList({ items }: { items: readonly { term: Child; description: Child }[] }) {
  return (
    <dl class="definitions">
      {items.map(({ term, description }) => (
        <div>
          <dt>{term}</dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Instead of a list with nothing in it: what would stand here, and the next step. */
export function EmptyState({ title, children }: { title: string; children?: Child }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

type PagerProps = {
  /** From 1. */
  page: number;
  pages: number;
  total: number;
  href: (page: number) => string;
  label?: string;
};

export function Pager({ page, pages, total, href, label = 'ページ' }: PagerProps) {
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label={label}>
      {page > 1 ? (
        <a class="button secondary" rel="prev" href={href(page - 1)}>
          前へ
        </a>
      ) : null}
      <p>
        {page} / {pages} ページ（全 {total.toLocaleString('ja-JP')} 件）
      </p>
      {page < pages ? (
        <a class="button secondary" rel="next" href={href(page + 1)}>
          次へ
        </a>
      ) : null}
    </nav>
  );
}
