import { CELL_TEXT_MAX } from './limits.ts';
import { scanXml } from './scan-xml.ts';

/** Text of one string item: its runs joined, without the furigana (rPh) that Excel keeps beside it. */
export type TextReader = {
  open: (tag: string) => void;
  add: (text: string) => void;
  close: (tag: string) => void;
  text: () => string;
  clear: () => void;
};

/** ECMA-376 22.9.2.19: characters that XML cannot hold are written _xHHHH_. */
const ESCAPED_CHARACTER = /_x([0-9A-Fa-f]{4})_/g;

export function decodeCharacters(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(ESCAPED_CHARACTER, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The other way about, for text that looks like such an escape. */
export function encodeCharacters(text: string): string {
  return text.includes('_x') ? text.replaceAll(ESCAPED_CHARACTER, '_x005F_x$1_') : text;
}

export function readText(): TextReader {
  let text = '';
  let isText = false;
  let isFurigana = false;
  return {
    open: (tag) => {
      if (tag === 'rPh') isFurigana = true;
      else if (tag === 't') isText = true;
    },
    add: (more) => {
      if (isText && !isFurigana) text += more;
    },
    close: (tag) => {
      if (tag === 'rPh') isFurigana = false;
      else if (tag === 't') isText = false;
    },
    text: () => decodeCharacters(text),
    clear: () => {
      text = '';
    },
  };
}

/** The table of strings that cells point into; null where it is malformed. */
export function readSharedStrings(xml: string): string[] | null {
  const strings: string[] = [];
  const reader = readText();
  const isWellFormed = scanXml(xml, {
    open: (tag) => {
      if (tag === 'si') reader.clear();
      else reader.open(tag);
    },
    text: reader.add,
    close: (tag) => {
      if (tag === 'si') strings.push(reader.text());
      else reader.close(tag);
    },
  });
  return isWellFormed && strings.every((text) => text.length <= CELL_TEXT_MAX) ? strings : null;
}
