/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP: CSV injection; full-width signs
 * count, Excel reads them as their ASCII kin). Text that already looks escaped gets one more, so that unescaping
 * always gives back what was there.
 */
const NEEDS_ESCAPE = /^'*[=+\-@\t\r＝＋－＠]/;
const IS_ESCAPED = /^'+[=+\-@\t\r＝＋－＠]/;

export function escapeFormula(text: string): string {
  return NEEDS_ESCAPE.test(text) ? `'${text}` : text;
}

export function unescapeFormula(text: string): string {
  return IS_ESCAPED.test(text) ? text.slice(1) : text;
}

/** A text cell of a workbook runs nothing, so only what would be taken for escaped needs the apostrophe. */
export function escapeEscaped(text: string): string {
  return IS_ESCAPED.test(text) ? `'${text}` : text;
}
