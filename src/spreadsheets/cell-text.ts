/** How a number format makes a person read a stored number. */
export type NumberKind = 'plain' | 'percent' | 'date';

/** ECMA-376 18.8.30: built-in formats, with the Japanese dates 27–36 and 50–58, which no file spells out. */
const BUILT_IN_DATES: readonly (readonly [number, number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];
const BUILT_IN_PERCENTS: ReadonlySet<number> = new Set([9, 10]);

/** Quoted and escaped letters, padding, colours and locales: what is shown as it stands, or not at all. */
const LITERALS = /"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g;
const EXPONENT_OR_GENERAL = /E[+-]|general/gi;

export function numberKindOf(formatId: number, formatCode: string | undefined): NumberKind {
  if (formatCode === undefined) {
    if (BUILT_IN_PERCENTS.has(formatId)) return 'percent';
    return BUILT_IN_DATES.some(([from, to]) => formatId >= from && formatId <= to) ? 'date' : 'plain';
  }
  const [shown = ''] = formatCode.replaceAll(LITERALS, '').replaceAll(EXPONENT_OR_GENERAL, '').split(';');
  if (shown.includes('%')) return 'percent';
  return /[ymdhsge]/i.test(shown) ? 'date' : 'plain'; // e and g are the Japanese era
}

/** Digits that survive a double without noise: Excel itself shows no more. */
const SIGNIFICANT_DIGITS = 15;

/** Bare digits: no noise of binary fractions, no exponent below 1e21, no trailing zeros, no -0. */
export function writeNumber(value: number): string {
  const rounded = Number(value.toPrecision(SIGNIFICANT_DIGITS));
  if (rounded === 0) return '0';
  const text = String(rounded);
  const small = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (!small) return text;
  const [, sign = '', first = '', rest = '', exponent = ''] = small;
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${first}${rest}`;
}

/** Excel stores 36.4 % as 0.364; a person who typed 36.4 % means 36.4. */
export function writePercent(value: number): string {
  return writeNumber(value * 100);
}

export type DateSystem = '1900' | '1904';

const DAY_SECONDS = 86_400;

/** Day 0 of each system. From day 61 on 1900 counts a 29 February 1900 that never was, so its day 0 moves back. */
const DAY_ZERO_1904 = Date.UTC(1904, 0, 1);
const DAY_ZERO_1900 = Date.UTC(1899, 11, 31);
const DAY_ZERO_1900_FROM_MARCH = Date.UTC(1899, 11, 30);
const MARCH_1900 = 61;

/** Day 2958466 would be the year 10000. */
const LAST_DAY = 2_958_465;

/** YYYY-MM-DD, with the time only where the cell has one; a time alone stays a time. Never shifted by a time zone. */
export function writeDate(serial: number, system: DateSystem): string {
  if (serial < 0 || serial > LAST_DAY) return writeNumber(serial);
  const seconds = Math.round(serial * DAY_SECONDS);
  const day = Math.floor(seconds / DAY_SECONDS);
  const time = clock(seconds % DAY_SECONDS);
  if (day === 0 && system === '1900') return time;
  const date = new Date(dayZero(day, system) + day * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
  return seconds % DAY_SECONDS === 0 ? date : `${date} ${time}`;
}

function dayZero(day: number, system: DateSystem): number {
  if (system === '1904') return DAY_ZERO_1904;
  return day < MARCH_1900 ? DAY_ZERO_1900 : DAY_ZERO_1900_FROM_MARCH;
}

function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Strict OOXML writes dates in ISO 8601, midnight included. */
export function writeIsoDate(text: string): string {
  const [date = '', time = ''] = text.replace(/Z$/, '').split('T');
  const plain = time.replace(/\.0+$/, '');
  return plain === '' || plain === '00:00:00' ? date : `${date} ${plain}`;
}
