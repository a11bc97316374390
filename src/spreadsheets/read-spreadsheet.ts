import { ok, refused, type Result } from '../domain/result.ts';
import { UPLOAD_MAX_BYTES } from './limits.ts';
import { readCsvSheet } from './read-csv-sheet.ts';
import { readWorkbook } from './read-workbook.ts';
import type { Sheet } from './sheet.ts';
import type { SpreadsheetFault } from './spreadsheet-fault.ts';

const ZIP_MARK = [0x50, 0x4b, 0x03, 0x04];

/** [MS-CFB] 2.2: the container of .xls files, and of .xlsx files with a password. */
const OLE_MARK = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/** [MS-OFFCRYPTO] 2.3.4.4: the stream that holds the locked file; names are UTF-16. */
const LOCKED_STREAM = Array.from('EncryptedPackage', (letter) => [letter.charCodeAt(0), 0]).flat();

/**
 * An uploaded file as sheets of text cells; what the bytes are decides, not the name. CSV gives one sheet, named
 * like the file. Sheets without text are left out. Never throws, whatever the bytes.
 */
export async function readSpreadsheet(
  bytes: Uint8Array,
  fileName: string,
): Promise<Result<Sheet[], SpreadsheetFault[]>> {
  if (bytes.length === 0) return refused([{ kind: 'empty' }]);
  if (bytes.length > UPLOAD_MAX_BYTES) return refused([{ kind: 'too-large', limitBytes: UPLOAD_MAX_BYTES }]);
  if (beginsWith(bytes, OLE_MARK)) {
    return refused([{ kind: contains(bytes, LOCKED_STREAM) ? 'password' : 'old-excel' }]);
  }
  if (beginsWith(bytes, ZIP_MARK)) {
    return /\.(xlsm|xltm|xlam)$/i.test(fileName) ? refused([{ kind: 'macro' }]) : readWorkbook(bytes);
  }
  const sheet = readCsvSheet(bytes, fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, ''));
  return sheet.ok ? ok([sheet.value]) : refused([sheet.fault]);
}

function beginsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

function contains(bytes: Uint8Array, mark: readonly number[]): boolean {
  const [first = 0] = mark;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (mark.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}
