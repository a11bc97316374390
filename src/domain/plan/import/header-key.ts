/** A name as it is compared: full-width or not, whatever the spaces and the case. */
export function headerKey(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
}
