import { CsvError, parse } from 'csv-parse/sync';
import { refused, type Result } from '../domain/result.ts';
import { unescapeFormula } from './formula-escape.ts';
import { LINES_MAX, ROWS_MAX } from './limits.ts';
import { buildSheet, type Sheet } from './sheet.ts';
import type { SpreadsheetFault } from './spreadsheet-fault.ts';

const UTF_16_LE_MARK = [0xff, 0xfe] as const;

/** Nothing a person types; a file with these is of another kind. A closing SUB is what MS-DOS left at the end. */
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/; // oxlint-disable-line no-control-regex
const CLOSING_SUB = /\u001A$/; // oxlint-disable-line no-control-regex
const MARKUP_OR_DOCUMENT = /^\s*(<[!?a-z]|%PDF-|\{\\rtf)/i;

/** CSV or tab-separated text, as Excel saves it: UTF-8 with or without mark, Shift_JIS (CP932), UTF-16LE. */
export function readCsvSheet(bytes: Uint8Array, name: string): Result<Sheet, SpreadsheetFault> {
  const decoded = decodeText(bytes);
  if (decoded === null) return refused({ kind: 'encoding' });
  const text = decoded.replace(CLOSING_SUB, '');
  if (CONTROL.test(text) || MARKUP_OR_DOCUMENT.test(text)) return refused({ kind: 'not-a-spreadsheet' });
  const lines = countLines(text);
  if (lines > LINES_MAX) return refused({ kind: 'too-many-rows', sheet: name, rows: lines, limit: ROWS_MAX });
  return parseRows(text, name);
}

/** UTF-8 first: Japanese text in Shift_JIS is hardly ever valid UTF-8, while the reverse happens. */
function decodeText(bytes: Uint8Array): string | null {
  const isUtf16 = UTF_16_LE_MARK.every((byte, index) => bytes[index] === byte);
  for (const encoding of isUtf16 ? ['utf-16le'] : ['utf-8', 'shift_jis']) {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes);
    } catch {
      // the next one may fit
    }
  }
  return null;
}

function countLines(text: string): number {
  let count = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count += 1;
  }
  return count;
}

function parseRows(text: string, name: string): Result<Sheet, SpreadsheetFault> {
  const builder = buildSheet(name);
  try {
    const records: string[][] = parse(text, {
      delimiter: delimiterOf(text),
      recordDelimiter: ['\r\n', '\n', '\r'],
      relaxColumnCount: true,
    });
    for (const [index, record] of records.entries()) builder.addRow(index + 1, record.map(unescapeFormula));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const detail = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'quote-not-closed' : 'stray-quote';
    return refused({ kind: 'not-csv', row: Number(error['records'] ?? 0) + 1, detail });
  }
  const sheet = builder.finish();
  return sheet.ok && sheet.value.rows.length === 0 ? refused({ kind: 'empty' }) : sheet;
}

/** What stands more often in the header, quoted names aside. */
function delimiterOf(text: string): ',' | '\t' {
  const [header = ''] = text.replace(/^[\r\n]+/, '').split(/[\r\n]/, 1);
  const bare = header.replaceAll(/"[^"]*"/g, '');
  return bare.split('\t').length > bare.split(',').length ? '\t' : ',';
}
