/** A part of a zip file, as its directory declares it. */
type Entry = { method: number; checksum: number; packed: number; unpacked: number; offset: number };

type Unpacked = { ok: true; text: string } | { ok: false; fault: 'missing' | 'broken' | 'too-large' };

export type Zip = {
  /** Lower case: Office does not tell parts apart by case. */
  names: ReadonlySet<string>;
  /** One part as UTF-8 text. All parts together stay within the budget the file was opened with. */
  unpack: (name: string) => Promise<Unpacked>;
};

// APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16
const LOCAL_HEADER = 0x04_03_4b_50;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_ENTRY = 0x02_01_4b_50;
const DIRECTORY_ENTRY_BYTES = 46;
const END_OF_DIRECTORY = 0x06_05_4b_50;
const END_OF_DIRECTORY_BYTES = 22;
const COMMENT_MAX_BYTES = 65_535;
const ENCRYPTED = 0x1;
const STORED = 0;
const DEFLATED = 8;

/** Reads a zip file's directory; null for anything that is not a zip, or names a part twice. */
export function openZip(bytes: Uint8Array, budgetBytes: number): Zip | null {
  const entries = readDirectory(bytes);
  if (!entries) return null;
  let left = budgetBytes;
  return {
    names: new Set(entries.keys()),
    unpack: async (name) => {
      const entry = entries.get(name.toLowerCase());
      if (!entry) return { ok: false, fault: 'missing' };
      if (entry.unpacked > left) return { ok: false, fault: 'too-large' };
      const packed = packedBytes(bytes, entry);
      if (!packed) return { ok: false, fault: 'broken' };
      const data = entry.method === STORED ? packed : await inflate(packed, left);
      if (data === 'too-large') return { ok: false, fault: data };
      if (data === 'broken' || data.length !== entry.unpacked || crc32(data) !== entry.checksum) {
        return { ok: false, fault: 'broken' };
      }
      left -= data.length;
      return decodeUtf8(data);
    },
  };
}

function readDirectory(bytes: Uint8Array): Map<string, Entry> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEndOfDirectory(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + DIRECTORY_ENTRY_BYTES > end || view.getUint32(at, true) !== DIRECTORY_ENTRY) return null;
    const nameBytes = view.getUint16(at + 28, true);
    const next =
      at + DIRECTORY_ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) return null;
    const nameAt = at + DIRECTORY_ENTRY_BYTES;
    const name = new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameBytes));
    const key = name.replaceAll('\\', '/').toLowerCase();
    if (entries.has(key)) return null;
    const isEncrypted = (view.getUint16(at + 8, true) & ENCRYPTED) !== 0;
    entries.set(key, {
      method: isEncrypted ? -1 : view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true), // 0xffffffff where zip64 begins: over any budget
      offset: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return entries;
}

function findEndOfDirectory(view: DataView): number | null {
  const last = view.byteLength - END_OF_DIRECTORY_BYTES;
  for (let at = last; at >= Math.max(0, last - COMMENT_MAX_BYTES); at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  return null;
}

function packedBytes(bytes: Uint8Array, entry: Entry): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { method, offset, packed } = entry;
  if (method !== STORED && method !== DEFLATED) return null;
  if (offset + LOCAL_HEADER_BYTES > bytes.length || view.getUint32(offset, true) !== LOCAL_HEADER)
    return null;
  const names = view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const start = offset + LOCAL_HEADER_BYTES + names;
  return start + packed > bytes.length ? null : bytes.subarray(start, start + packed);
}

/** Stops as soon as more comes out than is allowed, whatever the directory declared. */
async function inflate(packed: Uint8Array, limitBytes: number): Promise<Uint8Array | 'too-large' | 'broken'> {
  const source = new Blob([new Uint8Array(packed)]).stream();
  const reader = source.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > limitBytes) {
        await reader.cancel();
        return 'too-large';
      }
      chunks.push(read.value);
    }
  } catch {
    return 'broken';
  }
  const data = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    data.set(chunk, at);
    at += chunk.length;
  }
  return data;
}

const CRC_POLYNOMIAL = 0xed_b8_83_20; // ISO 3309, as zip uses it
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? CRC_POLYNOMIAL ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(data: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of data) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xff_ff_ff_ff) >>> 0;
}

function decodeUtf8(data: Uint8Array): Unpacked {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(data) };
  } catch {
    return { ok: false, fault: 'broken' };
  }
}
