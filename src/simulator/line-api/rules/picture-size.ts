type Picture = { type: 'image/png' | 'image/jpeg'; width: number; height: number };

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_WIDTH_AT = 16; // PNG: IHDR comes first; width and height follow its length and name

/** Type and pixel size as the bytes themselves tell them, or undefined when they are neither PNG nor JPEG. */
export function readPicture(bytes: Uint8Array): Picture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) {
    if (bytes.length < PNG_WIDTH_AT + 8) return undefined;
    return {
      type: 'image/png',
      width: view.getUint32(PNG_WIDTH_AT),
      height: view.getUint32(PNG_WIDTH_AT + 4),
    };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(view);
  return undefined;
}

/** JPEG: segments of a marker and a length; the size stands in the first start-of-frame segment (C0–CF but DHT, JPG, DAC). */
function readJpeg(view: DataView): Picture | undefined {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const startsFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startsFrame)
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
