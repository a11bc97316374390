/** The address of a broadcast's page, or with `rest` (`/edit`) of one of its others. */
export function broadcastHref(id: string, rest = ''): string {
  return `/console/broadcasts/${encodeURIComponent(id)}${rest}`;
}
