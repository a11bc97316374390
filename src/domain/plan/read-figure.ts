const BARE = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const GROUPED = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
const PLAIN = /^-?\d+(\.\d+)?$/;
const MINUS = /^[−‐–▲△]/;

/** A figure as text that the plan keeps; `asTyped` false where it was written otherwise. */
export type ReadFigure = { text: string; asTyped: boolean };

/**
 * Reads a figure as people write it: full-width digits, thousands in threes, the unit behind it. Null where it is no
 * figure, also where a comma could be a point. Digits after the point stay, but for zeros beyond `decimals`.
 */
export function readFigure(
  typed: string,
  { unit, decimals }: { unit: string; decimals: number },
): ReadFigure | null {
  const plain = typed.normalize('NFKC').replace(/\s/g, '').replace(MINUS, '-');
  const units = unit.normalize('NFKC').replace(/\s/g, '');
  const bare = units !== '' && plain.endsWith(units) ? plain.slice(0, -units.length) : plain;
  if (!PLAIN.test(bare) && !GROUPED.test(bare)) return null;
  const [whole = '', fraction = ''] = bare.replaceAll(',', '').split('.');
  const kept = fraction.slice(0, decimals) + fraction.slice(decimals).replace(/0+$/, '');
  const text = `${whole.replace(/^(-?)0+(?=\d)/, '$1')}${kept === '' ? '' : `.${kept}`}`;
  return BARE.test(text) ? { text, asTyped: text === typed } : null;
}
