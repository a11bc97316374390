import { describe, expect, test } from 'vitest';
import { readSpreadsheet } from '../../src/spreadsheets/read-spreadsheet.ts';
import {
  HEADER,
  readSheet,
  rowsOf,
  SHEET,
  textCell,
  workbookOf,
  type WorkbookParts,
} from '../helpers/workbook-file.ts';

/** The text of one cell below the header. */
async function readCell(cell: string, more: Partial<WorkbookParts> = {}): Promise<unknown> {
  const found = await readSheet(rowsOf(HEADER, cell), more);
  return Array.isArray(found) && Array.isArray(found[1]) ? found[1][0] : found;
}

/** Cell formats 1, 2 …: built-in numbers, or codes of their own. */
function formats(...list: readonly (number | string)[]): string {
  const codes = list.map((format, at) =>
    typeof format === 'string' ? `<numFmt numFmtId="${164 + at}" formatCode="${format}"/>` : '',
  );
  const xfs = list.map((format, at) => `<xf numFmtId="${typeof format === 'string' ? 164 + at : format}"/>`);
  return `<numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${xfs.join('')}</cellXfs>`;
}

describe('a number of a workbook is read', () => {
  test.each([
    ['36.400000000000006', '36.4'],
    ['0.30000000000000004', '0.3'],
    ['1234.0', '1234'],
    ['-5', '-5'],
    ['-0', '0'],
    ['1E-7', '0.0000001'],
    ['-1.25E-3', '-0.00125'],
    ['1.5E+3', '1500'],
    ['123456789012', '123456789012'],
    ['1E+21', '1e+21'],
    ['', ''],
  ])('%s as %s', async (stored, shown) => {
    expect(await readCell(`<c r="A2"><v>${stored}</v></c><c r="B2"><v>1</v></c>`)).toBe(shown);
  });
  test.each([
    [9, '0.364', '36.4'],
    [10, '0.5700000000000001', '57'],
    ['0.0%', '0.364', '36.4'],
    ['0.0&quot;%&quot;', '36.4', '36.4'],
    ['0\\%', '36', '36'],
    ['0.00E+00', '1200', '1200'],
    ['#,##0_);[Red]\\(#,##0\\)', '1200', '1200'],
    ['#,##0&quot;人/月&quot;', '1200', '1200'],
  ])('with the format %s from %s as %s', async (format, stored, shown) => {
    expect(await readCell(`<c r="A2" s="1"><v>${stored}</v></c>`, { styles: formats(format) })).toBe(shown);
  });
  test.each([14, 27, 31, 57, 'yyyy/m/d', '[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;', 'ge.m'])(
    'as a date, with the format %s',
    async (format) => {
      const styles = formats(format);
      expect(await readCell('<c r="A2" s="1"><v>46112</v></c>', { styles })).toBe('2026-03-31');
    },
  );
  test.each([
    ['1', false, '1900-01-01'],
    ['59', false, '1900-02-28'],
    ['61', false, '1900-03-01'],
    ['44650', true, '2026-03-31'],
    ['46112.75', false, '2026-03-31 18:00:00'],
    ['46112.99999999999', false, '2026-04-01'],
    ['0.5', false, '12:00:00'],
    ['2958465', false, '9999-12-31'],
    ['2958466', false, '2958466'],
    ['-1', false, '-1'],
  ])('as a date, from %s (1904: %s)', async (serial, isDateSystem1904, date) => {
    const cell = `<c r="A2" s="1"><v>${serial}</v></c>`;
    expect(await readCell(cell, { styles: formats(14), isDateSystem1904 })).toBe(date);
  });
  test('as a date, where the file holds ISO 8601', async () => {
    expect(await readCell('<c r="A2" t="d"><v>2026-03-31T00:00:00.000Z</v></c>')).toBe('2026-03-31');
  });
  test('as true or false, for truth values', async () => {
    expect(await readCell('<c r="A2" t="b"><v>1</v></c>')).toBe('true');
    expect(await readCell('<c r="A2" t="b"><v>0</v></c>')).toBe('false');
  });
});

describe('a text of a workbook', () => {
  const shared = '<c r="A2" t="s"><v>0</v></c>';
  test('keeps its zeros, full-width digits, spaces and line breaks', async () => {
    for (const value of ['007', '１２３', ' 先頭と末尾 ', '一行目\n二行目']) {
      expect(await readCell(textCell('A2', value))).toBe(value);
      expect(await readCell(shared, { strings: `<si><t xml:space="preserve">${value}</t></si>` })).toBe(
        value,
      );
    }
  });
  test('comes without its furigana, with all its runs', async () => {
    const plain = '<t>東京都</t><rPh sb="0" eb="3"><t>トウキョウト</t></rPh><phoneticPr fontId="1"/>';
    const rich =
      '<r><t>東京</t></r><r><rPr><b/></rPr><t>都</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>';
    for (const item of [plain, rich]) {
      expect(await readCell(shared, { strings: `<si>${item}</si>` })).toBe('東京都');
      expect(await readCell(`<c r="A2" t="inlineStr"><is>${item}</is></c>`)).toBe('東京都');
    }
  });
  test('is decoded: entities, character data, and characters that XML cannot hold', async () => {
    expect(await readCell(textCell('A2', 'R&amp;D &#x845B;&#22478; &lt;b&gt;'))).toBe('R&D 葛城 <b>');
    expect(await readCell(textCell('A2', '<![CDATA[a<b&c]]>'))).toBe('a<b&c');
    expect(await readCell(textCell('A2', 'a_x000D_b_x005F_x0041_'))).toBe('a\rb_x0041_');
  });
  test('is the result of no formula', async () => {
    expect(await readCell('<c r="A2" t="str"><v>文字</v></c>')).toBe('文字');
  });
});

describe('a sheet', () => {
  test('keeps true row numbers, and drops blank rows and the blank columns at the right', async () => {
    const xml = `<sheetData><row r="1">${HEADER}${textCell('B1', '備考')}<c r="C1" s="1"/></row>
      <row r="2"><c r="A2"/><c r="B2"/></row><row r="5">${textCell('B5', '五')}${textCell('Z5', ' ')}</row><row r="900"/></sheetData>`;
    const result = await readSpreadsheet(workbookOf({ sheets: [{ name: SHEET, xml }] }), 'a.xlsx');
    expect(result).toEqual({
      ok: true,
      value: [
        {
          name: SHEET,
          rows: [
            { number: 1, cells: ['値', '備考'] },
            { number: 5, cells: ['', '五'] },
          ],
        },
      ],
    });
  });
  test('is read with a prefix for its namespace and without references', async () => {
    const xml =
      '<x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>値</x:t></x:is></x:c><x:c><x:v>1</x:v></x:c></x:row></x:sheetData>';
    expect(await readSheet(xml)).toEqual([['値', '1']]);
  });
  test('is left out when it is empty or all chart', async () => {
    const file = workbookOf({
      sheets: [
        { name: 'グラフ', xml: '', kind: 'chartsheet' },
        { name: SHEET, xml: rowsOf(HEADER) },
        { name: 'Sheet2', xml: '<sheetData/>', state: 'hidden' },
      ],
    });
    const result = await readSpreadsheet(file, 'a.xlsx');
    expect(result.ok && result.value.map(({ name }) => name)).toEqual([SHEET]);
  });
  test('of nothing but blanks is an empty file', async () => {
    expect(await readSheet('<sheetData/>')).toEqual([{ kind: 'empty' }]);
  });
});
