import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UPLOAD_MAX_BYTES } from '../../src/spreadsheets/limits.ts';
import { readSpreadsheet } from '../../src/spreadsheets/read-spreadsheet.ts';
import { describeSpreadsheetFault, type SpreadsheetFault } from '../../src/spreadsheets/spreadsheet-fault.ts';
import { writeCsv } from '../../src/spreadsheets/write-csv.ts';
import { writeXlsx } from '../../src/spreadsheets/write-xlsx.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
const NOW = new Date('2026-11-24T00:00:00Z');

/** The cells of the only sheet, or the faults. */
async function read(bytes: Uint8Array, fileName = '実績.csv'): Promise<unknown> {
  const result = await readSpreadsheet(bytes, fileName);
  return result.ok ? result.value.flatMap(({ rows }) => rows.map(({ cells }) => cells)) : result.fault;
}

describe('a CSV text is read', () => {
  const table = [
    ['kpi', '実績'],
    ['co2', '36.4'],
  ];
  test.each([
    ['UTF-8', utf8('kpi,実績\nco2,36.4\n')],
    ['UTF-8 with a mark', utf8('\uFEFFkpi,実績\nco2,36.4\n')],
    ['CRLF', utf8('kpi,実績\r\nco2,36.4\r\n')],
    ['CR', utf8('kpi,実績\rco2,36.4\r')],
    ['tabs', utf8('kpi\t実績\nco2\t36.4')],
    ['the Unicode text of Excel', utf16('kpi\t実績\r\nco2\t36.4\r\n')],
    ['quotes', utf8('"kpi","実績"\n"co2","36.4"\n')],
    ['blank cells and lines at the end', utf8('kpi,実績,,\nco2,36.4,, \n,,,\n\n\u001A')],
  ])('with %s', async (_, bytes) => expect(await read(bytes)).toEqual(table));
  test('in Shift_JIS, with the letters Windows adds', async () => {
    const bytes = [
      0x87, 0x40, 0x2c, 0x87, 0x8a, 0x2c, 0xfb, 0xfc, 0x0d, 0x0a, 0x8e, 0xc0, 0x2c, 0xb1, 0x2c, 0x31,
    ];
    expect(await read(new Uint8Array(bytes))).toEqual([
      ['①', '㈱', '髙'],
      ['実', 'ｱ', '1'],
    ]);
  });
  test('with tabs only where the header has them, and commas within quotes aside', async () => {
    expect(await read(utf8('"a,b,c"\td\n1\t2'))).toEqual([
      ['a,b,c', 'd'],
      ['1', '2'],
    ]);
    expect(await read(utf8('a,b\n1\t\t,2'))).toEqual([
      ['a', 'b'],
      ['1\t\t', '2'],
    ]);
  });
  test('with true row numbers where lines are blank or cells hold line breaks', async () => {
    const result = await readSpreadsheet(utf8('a,b\n\n"1\n2",3\n,\n4,5'), '/uploads/令和7年度.実績.csv');
    expect(result).toEqual({
      ok: true,
      value: [
        {
          name: '令和7年度.実績',
          rows: [
            { number: 1, cells: ['a', 'b'] },
            { number: 3, cells: ['1\n2', '3'] },
            { number: 5, cells: ['4', '5'] },
          ],
        },
      ],
    });
  });
});

describe('refused, with the reason, is', () => {
  const faultOf = async (bytes: Uint8Array | number[] | string, fileName?: string): Promise<unknown> =>
    read(typeof bytes === 'string' ? utf8(bytes) : Uint8Array.from(bytes), fileName);
  test('a file without content', async () => {
    for (const text of ['', '\uFEFF', ' \r\n\r\n', ',,\n,,'])
      expect(await faultOf(text)).toEqual([{ kind: 'empty' }]);
  });
  test('a file over the limit, before anything is read', async () => {
    const fault = { kind: 'too-large', limitBytes: UPLOAD_MAX_BYTES };
    expect(await read(new Uint8Array(UPLOAD_MAX_BYTES + 1))).toEqual([fault]);
    expect(await read(new Uint8Array(UPLOAD_MAX_BYTES))).not.toEqual([fault]);
  });
  test('text in neither UTF-8 nor Shift_JIS', async () => {
    expect(await faultOf([0x61, 0x2c, 0xff, 0xfd, 0x80])).toEqual([{ kind: 'encoding' }]);
    expect(await faultOf([0xff, 0xfe, 0x00, 0xd8, 0x61])).toEqual([{ kind: 'encoding' }]);
  });
  test.each([
    ['a PDF', '%PDF-1.7\n1 0 obj'],
    ['a web page that calls itself .xls', '\n<html><table><tr><td>1</td></tr></table></html>'],
    ['XML', '<?xml version="1.0"?><Workbook/>'],
    ['binary data', 'a,b\n\u0000\u0001'],
  ])('%s', async (_, text) => expect(await faultOf(text, 'a.xls')).toEqual([{ kind: 'not-a-spreadsheet' }]));
  test('a workbook of old Excel, or one with a password', async () => {
    const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    const padding = Array.from({ length: 512 }, () => 0x45);
    expect(await faultOf([...ole, ...padding], 'a.xlsx')).toEqual([{ kind: 'old-excel' }]);
    const locked = [...ole, ...padding, ...Buffer.from('EncryptedPackage', 'utf16le')];
    expect(await faultOf(locked, 'a.xls')).toEqual([{ kind: 'password' }]);
  });
  test('a quote that is out of place, by its row', async () => {
    expect(await faultOf('a,b\n1,"2\n3,4')).toEqual([
      { kind: 'not-csv', row: 2, detail: 'quote-not-closed' },
    ]);
    expect(await faultOf('a,b\n1,2\n\n3,"4"5')).toEqual([{ kind: 'not-csv', row: 4, detail: 'stray-quote' }]);
    expect(await faultOf('a,b\n1,2"3')).toEqual([{ kind: 'not-csv', row: 2, detail: 'stray-quote' }]);
  });
  test('a table with too many rows, lines or columns', async () => {
    const rows = (count: number): string => `a\n${'1\n'.repeat(count)}`;
    const sheet = '実績';
    expect(await faultOf(rows(10_001))).toEqual([
      { kind: 'too-many-rows', sheet, rows: 10_001, limit: 10_000 },
    ]);
    expect(await faultOf(rows(10_000))).toHaveLength(10_001);
    expect(await faultOf(`a${'\n'.repeat(4_000_000)}b`)).toMatchObject([{ kind: 'too-many-rows', sheet }]);
    expect(await faultOf(`${'a,'.repeat(200)}b`)).toEqual([{ kind: 'too-many-columns', sheet, limit: 200 }]);
  });
  test('and nothing throws, whatever the bytes', async () => {
    const starts = [[], [0x50, 0x4b, 3, 4], [0xd0, 0xcf], [0xff, 0xfe], [0xef, 0xbb, 0xbf]];
    const anything = fc.tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }));
    await fc.assert(
      fc.asyncProperty(anything, async ([start, rest]) => {
        const result = await readSpreadsheet(Uint8Array.from([...start, ...rest]), 'a.csv');
        expect(typeof result.ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a CSV file is written', () => {
  const columns = [
    { name: 'name', numeric: false },
    { name: 'value', numeric: true },
  ];
  test('with LF and no mark, or for Excel with a mark and CRLF', () => {
    const rows = [{ name: '自主研修', value: '12' }, { name: 'a,"b"' }];
    expect(writeCsv(columns, rows)).toBe('name,value\n自主研修,12\n"a,""b""",\n');
    expect(writeCsv(columns, rows, { bom: true })).toBe('\uFEFFname,value\r\n自主研修,12\r\n"a,""b""",\r\n');
  });
  test.each(['=1+1', '+1', '-5', '@SUM', '\tx', '\rx', '＝1', '＋1', '－', '＠a', "'=1"])(
    'with %j escaped as text',
    (name) => {
      expect(writeCsv(columns, [{ name }])).toContain(`'${name}`);
    },
  );
  test('with numbers as they are, and no formula in their place', () => {
    expect(writeCsv(columns, [{ name: '', value: '-5' }])).toBe('name,value\n,-5\n');
    expect(writeCsv(columns, [{ name: '', value: '-5+cmd' }])).toBe("name,value\n,'-5+cmd\n");
  });
});

describe('what is written is read back unchanged', () => {
  const tricky = fc.constantFrom(
    '=SUM(A1)',
    "'=1",
    "''-",
    '-5',
    '007',
    '＝',
    '2027-03-31',
    '#N/A',
    'TRUE',
    '1e5',
    '_x000D_',
    '"',
    'a,b',
    'a\tb',
    '\ta',
    'a\nb',
    'a\rb',
    ' ',
    "'",
    '①',
    '𠮷',
  );
  // Control characters make a file no table, and a byte order mark is not text.
  const any = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\uFEFF'));
  const mixed = fc.array(fc.oneof(tricky, any), { maxLength: 3 }).map((parts) => parts.join(''));
  const number = fc.oneof(
    fc.constantFrom('', '-5', '36.4', '0.0000001', '0'),
    fc.integer().map(String),
    fc.integer({ min: -99_999, max: 99_999 }).map((value) => String(value / 10).replace('-0', '-0')),
  );
  const table = fc.array(fc.record({ text: mixed, number }), { minLength: 1, maxLength: 8 });
  const expected = (rows: readonly { text: string; number: string }[]): string[][] => [
    ['id', 'text', 'number'],
    ...rows.map(({ text, number: value }, at) => [`id-${at}`, text, value]),
  ];
  test('as CSV, with and without a mark', async () => {
    const columns = ['id', 'text', 'number'].map((name) => ({ name, numeric: name === 'number' }));
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), async (rows, bom) => {
        const csv = writeCsv(
          columns,
          rows.map((row, at) => ({ id: `id-${at}`, ...row })),
          { bom },
        );
        expect(await read(utf8(csv))).toEqual(expected(rows));
      }),
      { numRuns: 300 },
    );
  });
  test('as XLSX', async () => {
    const columns = ['id', 'text', 'number'].map((header) => ({ header, numeric: header === 'number' }));
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const [, ...body] = expected(rows);
        expect(await read(await writeXlsx([{ name: '実績', columns, rows: body }], NOW))).toEqual(
          expected(rows),
        );
      }),
      { numRuns: 100 },
    );
  });
  test('as XLSX of several sheets with notes, widths and grey columns', async () => {
    const columns = [
      { header: 'KPI', numeric: false, width: 40, isReadOnly: true },
      { header: '実績', numeric: true, note: '数字だけを入れてください' },
    ];
    const sheets = ['実績', '用語'].map((name) => ({ name, columns, rows: [['CO2', '36.4']] }));
    const result = await readSpreadsheet(await writeXlsx(sheets, NOW), 'a.xlsx');
    expect(result.ok && result.value.map(({ name }) => name)).toEqual(['実績', '用語']);
  });
  test('and the same table gives the same bytes', async () => {
    const sheets = [{ name: '実績', columns: [{ header: 'KPI', numeric: false }], rows: [['CO2']] }];
    expect(await writeXlsx(sheets, NOW)).toEqual(await writeXlsx(sheets, NOW));
  });
});

describe('a fault is told', () => {
  test('with its place and what to do', () => {
    const fault = { kind: 'formula', sheet: '実績', cell: 'C5', formula: '=SUM(A1:A3)' } as const;
    expect(describeSpreadsheetFault(fault)).toBe(
      'シート「実績」の C5 に数式（=SUM(A1:A3)）があります。値だけにして（コピー →「値の貼り付け」）もう一度お試しください。',
    );
    expect(describeSpreadsheetFault({ ...fault, formula: '' })).toContain('C5 に数式があります');
    expect(describeSpreadsheetFault({ ...fault, formula: '=A1+'.repeat(99) }).length).toBeLessThan(160);
  });
  test.each<SpreadsheetFault>([
    { kind: 'empty' },
    { kind: 'too-large', limitBytes: 5_000_000 },
    { kind: 'unpacks-too-large', limitBytes: 60_000_000 },
    { kind: 'too-many-rows', sheet: '実績', rows: 12_345, limit: 10_000 },
    { kind: 'too-many-columns', sheet: '実績', limit: 200 },
    { kind: 'not-a-spreadsheet' },
    { kind: 'old-excel' },
    { kind: 'password' },
    { kind: 'macro' },
    { kind: 'encoding' },
    { kind: 'not-csv', row: 7, detail: 'quote-not-closed' },
    { kind: 'not-csv', row: 7, detail: 'stray-quote' },
    { kind: 'error-cell', sheet: '実績', cell: 'B7', value: '#N/A' },
    { kind: 'hidden-column', sheet: '実績', column: 'D' },
    { kind: 'hidden-row', sheet: '実績', row: 7 },
    { kind: 'hidden-sheet', sheet: '実績' },
    { kind: 'merged', sheet: '実績', range: 'A1:B2' },
    { kind: 'more', count: 3 },
  ])('in polite Japanese, with every figure it carries: $kind', (fault) => {
    const told = describeSpreadsheetFault(fault);
    expect(told).toMatch(/ください。$/);
    const { kind: _kind, ...facts } = fault;
    for (const [name, fact] of Object.entries(facts)) {
      if (name === 'detail') continue;
      const shown = name === 'limitBytes' ? `${Number(fact) / 1_000_000} MB` : fact.toLocaleString('ja-JP');
      expect(told).toContain(shown);
    }
  });
});
