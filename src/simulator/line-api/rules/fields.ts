/** One fault as LINE lists it under `details`; `property` is a path such as `messages[0].text`. */
export type Detail = { message: string; property: string };
export type Report = (property: string, message: string) => void;
export type Fields = Record<string, unknown>;

/** LINE counts some texts in UTF-16 code units and others in grapheme clusters ("Character counting in a text"). */
type Unit = 'utf16' | 'grapheme';

const URL_MAX = 2000; // UTF-16 units; LINE: URLs of images, videos and icons
const LINK_MAX = 1000; // UTF-16 units; LINE: uri of a URI action
const LINK_SCHEMES = new Set(['http:', 'https:', 'line:', 'tel:']); // LINE: URI action

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });

function countGraphemes(text: string): number {
  return Array.from(segmenter.segment(text)).length;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is text, else the empty text, which no pattern of LINE's takes. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function byteLength(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Runs checks and gives what they reported, in order. */
export function collect(check: (report: Report) => void): Detail[] {
  const details: Detail[] = [];
  check((property, message) => details.push({ message, property }));
  return details;
}

type TextLimit = { most: number; least?: number; unit?: Unit; optional?: boolean };

export function checkText(value: unknown, limit: TextLimit, property: string, report: Report): void {
  const { most, least = 1, unit = 'utf16', optional = false } = limit;
  if (value === undefined || value === null) {
    if (!optional) report(property, 'May not be empty');
    return;
  }
  if (typeof value !== 'string') return report(property, 'Must be a string');
  const length = unit === 'utf16' ? value.length : countGraphemes(value);
  if (length === 0 && least > 0) report(property, 'May not be empty');
  else if (length < least || length > most) report(property, `Length must be between ${least} and ${most}`);
}

export function checkOneOf(
  value: unknown,
  allowed: readonly string[],
  property: string,
  report: Report,
  optional = true,
): void {
  if (value === undefined && optional) return;
  if (typeof value !== 'string' || !allowed.includes(value)) {
    report(property, `Must be one of the following values: [${allowed.join(', ')}]`);
  }
}

export function checkInteger(
  value: unknown,
  least: number,
  most: number,
  property: string,
  report: Report,
  optional = false,
): void {
  if (value === undefined && optional) return;
  if (!Number.isInteger(value)) return report(property, 'Must be an integer');
  if (Number(value) < least || Number(value) > most) report(property, `Must be between ${least} and ${most}`);
}

/** The value as a list, empty where it is none, so that a caller may walk on. */
export function checkList(
  value: unknown,
  least: number,
  most: number,
  property: string,
  report: Report,
): unknown[] {
  if (!Array.isArray(value)) {
    report(property, 'May not be empty');
    return [];
  }
  if (value.length < least || value.length > most)
    report(property, `Size must be between ${least} and ${most}`);
  return value;
}

export function checkHttpsUrl(value: unknown, property: string, report: Report, optional = false): void {
  if (value === undefined && optional) return;
  if (typeof value !== 'string' || value === '') return report(property, 'May not be empty');
  if (value.length > URL_MAX) report(property, `Length must be between 0 and ${URL_MAX}`);
  else if (readUrl(value)?.protocol !== 'https:') report(property, 'Must be a valid HTTPS URL');
}

export function checkLink(value: unknown, property: string, report: Report, optional = false): void {
  if (value === undefined && optional) return;
  if (typeof value !== 'string' || value === '') return report(property, 'May not be empty');
  if (value.length > LINK_MAX) report(property, `Length must be between 0 and ${LINK_MAX}`);
  else if (!LINK_SCHEMES.has(readUrl(value)?.protocol ?? '')) report(property, 'Invalid action URI');
}

// LINE: URLs must be percent-encoded, so nothing beyond ASCII and no space stands in them.
const ENCODED = /^[\x21-\x7e]+$/;

function readUrl(value: string): URL | undefined {
  return ENCODED.test(value) && URL.canParse(value) ? new URL(value) : undefined;
}
