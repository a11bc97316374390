import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/**
 * A fontconfig folder with Noto Sans JP, so that pictures show Japanese where the machine has no such font.
 * Chromium takes system fonts only as plain sfnt, the package has them as WOFF 1.0, which is sfnt with each
 * table deflated (https://www.w3.org/TR/WOFF/).
 */
export function prepareJapaneseFonts(folder: string): string {
  const { resolve } = createRequire(import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const part of ['japanese-400', 'japanese-700', 'latin-400', 'latin-700']) {
    const file = join(folder, `noto-sans-jp-${part}.ttf`);
    const woff = resolve(`@fontsource/noto-sans-jp/files/noto-sans-jp-${part}-normal.woff`);
    if (!existsSync(file)) writeFileSync(file, readWoff(readFileSync(woff)));
  }
  const dirs = [folder, '/usr/share/fonts'].map((dir) => `<dir>${dir}</dir>`).join('');
  const xml = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">';
  writeFileSync(
    join(folder, 'fonts.conf'),
    `${xml}<fontconfig>${dirs}<cachedir>${folder}</cachedir></fontconfig>`,
  );
  return folder;
}

const WOFF_HEADER_BYTES = 44;
const WOFF_ENTRY_BYTES = 20;
const SFNT_HEADER_BYTES = 12;
const SFNT_ENTRY_BYTES = 16;

function readWoff(woff: Buffer): Buffer {
  const flavor = woff.readUInt32BE(4);
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(SFNT_HEADER_BYTES + count * SFNT_ENTRY_BYTES);
  const power = 2 ** Math.floor(Math.log2(count));
  head.writeUInt32BE(flavor, 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((count - power) * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (let index = 0; index < count; index += 1) {
    const entry = WOFF_HEADER_BYTES + index * WOFF_ENTRY_BYTES;
    const [tag = 0, start = 0, packed = 0, length = 0, checksum = 0] = [0, 4, 8, 12, 16].map((at) =>
      woff.readUInt32BE(entry + at),
    );
    const data = woff.subarray(start, start + packed);
    const table = packed < length ? inflateSync(data) : data;
    [tag, checksum, offset, length].forEach((value, at) => {
      head.writeUInt32BE(value, SFNT_HEADER_BYTES + index * SFNT_ENTRY_BYTES + at * 4);
    });
    parts.push(table, Buffer.alloc((4 - (length % 4)) % 4));
    offset += length + ((4 - (length % 4)) % 4);
  }
  return Buffer.concat(parts);
}
