/** Which part of a long difference is shown, from 1. */
export type DifferencePages = { cards: number; rows: number };

export function readDifferencePages(query: (name: string) => string | undefined): DifferencePages {
  return { cards: readPage(query('cards')), rows: readPage(query('rows')) };
}

/** The number of a page as an address gives it, from 1; whatever is none is the first. */
export function readPage(text: string | undefined): number {
  return /^[1-9]\d{0,5}$/.test(text ?? '') ? Number(text) : 1;
}

/** One page of a list; a page behind the last is the last. */
export function pageOf<Item>(
  items: readonly Item[],
  wanted: number,
  size: number,
): { items: readonly Item[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = Math.min(wanted, pages);
  return { items: items.slice((page - 1) * size, page * size), page, pages };
}

/** The address of the same difference with another part of it shown. `path` may have a query of its own. */
export function differenceHref(
  path: string,
  { cards, rows }: DifferencePages,
  part: 'cards' | 'rows',
): string {
  const query = new URLSearchParams();
  if (cards > 1) query.set('cards', String(cards));
  if (rows > 1) query.set('rows', String(rows));
  const text = query.toString();
  return `${path}${text === '' ? '' : `${path.includes('?') ? '&' : '?'}${text}`}#difference-${part}`;
}
