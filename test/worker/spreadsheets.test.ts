import { describe, expect, test } from 'vitest';
import { readSpreadsheet } from '../../src/spreadsheets/read-spreadsheet.ts';
import { writeXlsx } from '../../src/spreadsheets/write-xlsx.ts';

describe('in workerd', () => {
  test('Shift_JIS with the letters Windows adds is read', async () => {
    const bytes = Uint8Array.from([0x87, 0x40, 0x2c, 0x87, 0x8a, 0x0d, 0x0a, 0x8e, 0xc0, 0x2c, 0x31]);
    const result = await readSpreadsheet(bytes, '実績.csv');
    const rows = [
      { number: 1, cells: ['①', '㈱'] },
      { number: 2, cells: ['実', '1'] },
    ];
    expect(result).toEqual({ ok: true, value: [{ name: '実績', rows }] });
  });
  test('bytes in neither encoding are refused', async () => {
    const result = await readSpreadsheet(Uint8Array.from([0x61, 0xff, 0xfd, 0x80]), 'a.csv');
    expect(result).toEqual({ ok: false, fault: [{ kind: 'encoding' }] });
  });
  test('a workbook is written, packed, and read back', async () => {
    const columns = [
      { header: 'KPI', numeric: false, note: '変えないでください', isReadOnly: true },
      { header: '実績', numeric: true },
    ];
    const rows = Array.from({ length: 500 }, (_, at) => [`=${at}`, String(at / 10)]);
    const bytes = await writeXlsx([{ name: '実績', columns, rows }], new Date('2026-11-24T00:00:00Z'));
    const result = await readSpreadsheet(bytes, '実績.xlsx');
    expect(result.ok && result.value[0]?.rows.map(({ cells }) => cells)).toEqual([['KPI', '実績'], ...rows]);
  });
  test('a damaged workbook is refused', async () => {
    const columns = [{ header: 'KPI', numeric: false }];
    const rows = Array.from({ length: 50 }, (_, at) => [`KPI ${at}`]);
    const bytes = await writeXlsx([{ name: '実績', columns, rows }], new Date('2026-11-24T00:00:00Z'));
    bytes.fill(0x55, 60, bytes.length / 2);
    expect(await readSpreadsheet(bytes, '実績.xlsx')).toEqual({
      ok: false,
      fault: [{ kind: 'not-a-spreadsheet' }],
    });
  });
});
