export type XmlHandlers = {
  /** Local name, without the prefix of its namespace; attributes as written, for {@link attributesOf}. */
  open: (name: string, attributes: string) => void;
  close: (name: string) => void;
  text?: (text: string) => void;
};

const TAG = /<(\/?)([^\s/>]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;
const UNKNOWN_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" } as const;
const LAST_CODE_POINT = 0x10_ff_ff;

/** Office nests a dozen levels. */
const DEPTH_MAX = 64;

/**
 * Reads XML from start to end and says whether it was well formed. A document type is refused, whatever it says:
 * Office writes none, and entities of its own are how a small file becomes a large one.
 */
export function scanXml(xml: string, handlers: XmlHandlers): boolean {
  const path: string[] = [];
  let roots = 0;
  let at = xml.startsWith('\uFEFF') ? 1 : 0;
  while (at < xml.length) {
    const start = xml.indexOf('<', at);
    const text = xml.slice(at, start === -1 ? xml.length : start);
    if (text !== '') {
      if (UNKNOWN_REFERENCE.test(text)) return false;
      if (path.length > 0) handlers.text?.(decode(text));
      else if (text.trim() !== '') return false;
    }
    if (start === -1) break;
    const skipped = endOfAside(xml, start);
    if (skipped === 'broken') return false;
    if (skipped !== null) {
      if (skipped.text !== '' && path.length > 0) handlers.text?.(skipped.text);
      at = skipped.end;
      continue;
    }
    TAG.lastIndex = start;
    const tag = TAG.exec(xml);
    if (!tag) return false;
    const [whole, slash, name = '', attributes = '', selfClosing] = tag;
    at = start + whole.length;
    if (attributes.includes('&') && UNKNOWN_REFERENCE.test(attributes)) return false;
    const local = name.slice(name.indexOf(':') + 1);
    if (slash === '/') {
      if (path.pop() !== name || attributes !== '' || selfClosing === '/') return false;
      handlers.close(local);
      continue;
    }
    if (path.length === 0) roots += 1;
    if (roots > 1 || path.length >= DEPTH_MAX) return false;
    handlers.open(local, attributes);
    if (selfClosing === '/') handlers.close(local);
    else path.push(name);
  }
  return roots === 1 && path.length === 0;
}

/** Comments, processing instructions and CDATA; null where a tag begins. */
function endOfAside(xml: string, start: number): { end: number; text: string } | 'broken' | null {
  const mark = xml[start + 1];
  if (mark !== '!' && mark !== '?') return null;
  const ends = (opening: string, closing: string): number =>
    xml.startsWith(opening, start) ? xml.indexOf(closing, start + opening.length) : -1;
  const instruction = ends('<?', '?>');
  if (instruction !== -1) return { end: instruction + 2, text: '' };
  const comment = ends('<!--', '-->');
  if (comment !== -1) return { end: comment + 3, text: '' };
  const data = ends('<![CDATA[', ']]>');
  return data === -1 ? 'broken' : { end: data + 3, text: xml.slice(start + '<![CDATA['.length, data) };
}

export function attributesOf(raw: string): Readonly<Record<string, string | undefined>> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single] of raw.matchAll(ATTRIBUTE)) {
    attributes[name] = decode(double ?? single ?? '');
  }
  return attributes;
}

/** XML booleans are written both ways. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

function decode(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  if (!lines.includes('&')) return lines;
  return lines.replaceAll(
    REFERENCE,
    (_, name: keyof typeof NAMED | undefined, decimal?: string, hex?: string) => {
      if (name !== undefined) return NAMED[name];
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > LAST_CODE_POINT ? '\uFFFD' : String.fromCodePoint(code);
    },
  );
}
