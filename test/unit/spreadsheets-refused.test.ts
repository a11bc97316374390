import { describe, expect, test } from 'vitest';
import { UNPACKED_MAX_BYTES } from '../../src/spreadsheets/limits.ts';
import { readSpreadsheet } from '../../src/spreadsheets/read-spreadsheet.ts';
import { HEADER, readSheet, rowsOf, SHEET, textCell, workbookOf, zipOf } from '../helpers/workbook-file.ts';

describe('refused by name', () => {
  const value = '<v>3</v>';
  test.each([
    ['a formula', '<c r="A2"><f>SUM(B1:B9)</f><v>3</v></c>', '=SUM(B1:B9)'],
    ['a shared formula', '<c r="A2"><f t="shared" si="0"/><v>3</v></c>', ''],
    ['a data table', '<c r="A2"><f t="dataTable" ref="A2"/><v>3</v></c>', ''],
    ['a formula that fails', '<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '=1/0'],
  ])('is %s', async (_, cell, formula) => {
    const fault = { kind: 'formula', sheet: SHEET, cell: 'A2', formula };
    expect(await readSheet(rowsOf(HEADER, cell))).toEqual([fault]);
  });
  test('are twenty faults at most, and the number of the rest', async () => {
    const cells = Array.from({ length: 50 }, (_, at) => `<c r="A${at + 2}"><f>1</f></c>`);
    const faults = await readSheet(rowsOf(HEADER, ...cells));
    expect(faults).toHaveLength(21);
    expect(faults).toMatchObject({ 19: { kind: 'formula', cell: 'A21' }, 20: { kind: 'more', count: 30 } });
  });
  test('is an error', async () => {
    const fault = { kind: 'error-cell', sheet: SHEET, cell: 'A2', value: '#N/A' };
    expect(await readSheet(rowsOf(HEADER, '<c r="A2" t="e"><v>#N/A</v></c>'))).toEqual([fault]);
  });
  test.each(['hidden="1"', 'width="0"'])(
    'is a hidden column, but only where it holds text (%s)',
    async (how) => {
      const cols = `<cols><col min="2" max="27" ${how}/></cols>`;
      const row = `${textCell('A1', '値')}${textCell('AA1', '備考')}`;
      const fault = { kind: 'hidden-column', sheet: SHEET, column: 'AA' };
      expect(await readSheet(cols + rowsOf(row))).toEqual([fault]);
      expect(await readSheet(cols + rowsOf(HEADER))).toEqual([['値']]);
    },
  );
  test.each(['hidden="1"', 'ht="0"'])('is a hidden row, but only where it holds text (%s)', async (how) => {
    const hidden = (cell: string): string =>
      `<sheetData><row r="1">${HEADER}</row><row r="2" ${how}>${cell}</row></sheetData>`;
    const fault = { kind: 'hidden-row', sheet: SHEET, row: 2 };
    expect(await readSheet(hidden(`<c r="A2">${value}</c>`))).toEqual([fault]);
    expect(await readSheet(hidden('<c r="A2"/>'))).toEqual([['値']]);
  });
  test.each(['hidden', 'veryHidden'])('is a sheet that is %s, and not what is in it', async (state) => {
    const sheets = [
      { name: SHEET, xml: rowsOf(HEADER) },
      { name: '裏', xml: rowsOf('<c r="A1"><f>1</f></c>'), state },
    ];
    const result = await readSpreadsheet(workbookOf({ sheets }), 'a.xlsx');
    expect(result).toEqual({ ok: false, fault: [{ kind: 'hidden-sheet', sheet: '裏' }] });
  });
  test('is a merged range, but only among the cells in use', async () => {
    const merged = (range: string): string =>
      `${rowsOf(HEADER, `<c r="A2">${value}</c>`)}<mergeCells><mergeCell ref="${range}"/></mergeCells>`;
    expect(await readSheet(merged('A1:B2'))).toEqual([{ kind: 'merged', sheet: SHEET, range: 'A1:B2' }]);
    expect(await readSheet(merged('D9:E9'))).toEqual([['値'], ['3']]);
  });
  test('is a sheet with too many rows or columns', async () => {
    const many = Array.from({ length: 10_002 }, (_, at) => `<c r="A${at + 1}">${value}</c>`);
    expect(await readSheet(rowsOf(...many))).toEqual([
      { kind: 'too-many-rows', sheet: SHEET, rows: 10_001, limit: 10_000 },
    ]);
    expect(
      await readSheet(rowsOf(...many.slice(1).map((_, at) => `<c r="A${at + 1}">${value}</c>`))),
    ).toHaveLength(10_001);
    expect(await readSheet(rowsOf(`${HEADER}<c r="XFD1">${value}</c>`))).toEqual([
      { kind: 'too-many-columns', sheet: SHEET, limit: 200 },
    ]);
  });
  test('but not a lone cell at the bottom of a sheet', async () => {
    const bottom = `<row r="1048576"><c r="A1048576">${value}</c></row>`;
    expect(await readSheet(`<sheetData><row r="1">${HEADER}</row>${bottom}</sheetData>`)).toEqual([
      ['値'],
      ['3'],
    ]);
  });
  test('is a macro', async () => {
    const sheets = [{ name: SHEET, xml: rowsOf(HEADER) }];
    const more = [{ name: 'xl/vbaProject.bin', data: 'x' }];
    const macro = { ok: false, fault: [{ kind: 'macro' }] };
    expect(await readSpreadsheet(workbookOf({ sheets, more }), 'a.xlsx')).toEqual(macro);
    expect(await readSpreadsheet(workbookOf({ sheets }), 'a.XLSM')).toEqual(macro);
    const old = [...sheets, { name: 'm', xml: '', kind: 'xlMacrosheet' }];
    expect(await readSpreadsheet(workbookOf({ sheets: old }), 'a.xlsx')).toEqual(macro);
  });
});

describe('a zip that unpacks to more than is allowed', () => {
  const fault = { kind: 'unpacks-too-large', limitBytes: UNPACKED_MAX_BYTES };
  const bomb = (declaredBytes?: number): Uint8Array =>
    zipOf([
      {
        name: '_rels/.rels',
        data: Buffer.alloc(UNPACKED_MAX_BYTES + 1, 32),
        ...(declaredBytes === undefined ? {} : { declaredBytes }),
      },
    ]);
  test('is refused by what it declares', async () => {
    expect(await readSpreadsheet(bomb(), 'a.xlsx')).toEqual({ ok: false, fault: [fault] });
    expect(await readSpreadsheet(bomb(0xffffffff), 'a.xlsx')).toEqual({ ok: false, fault: [fault] });
  });
  test('is refused by what comes out, when it declares less', async () => {
    expect(await readSpreadsheet(bomb(10), 'a.xlsx')).toEqual({ ok: false, fault: [fault] });
  });
  test('is refused when only all its parts together are too much', async () => {
    const xml = `${rowsOf(HEADER)}${' '.repeat(UNPACKED_MAX_BYTES / 2)}`;
    const sheets = ['一', '二'].map((name) => ({ name, xml }));
    expect(await readSpreadsheet(workbookOf({ sheets }), 'a.xlsx')).toEqual({ ok: false, fault: [fault] });
  });
});

describe('no workbook, and said so without a throw, is', () => {
  const broken = [{ kind: 'not-a-spreadsheet' }];
  const sound = workbookOf({ sheets: [{ name: SHEET, xml: rowsOf(HEADER, '<c r="A2"><v>3</v></c>') }] });
  test('a document of another kind', async () => {
    const rels =
      '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>';
    const document = zipOf([
      { name: '_rels/.rels', data: rels },
      { name: 'word/document.xml', data: '<w:document xmlns:w="w"/>' },
    ]);
    for (const file of [document, zipOf([{ name: 'a.txt', data: 'a' }]), zipOf([])]) {
      expect(await readSpreadsheet(file, 'a.xlsx')).toEqual({ ok: false, fault: broken });
    }
  });
  test.each([
    ['a tag left open', '<sheetData><row r="1">'],
    ['tags that cross', '<sheetData><row r="1"></sheetData></row>'],
    ['an unknown entity', rowsOf(textCell('A1', '&lol;'))],
    ['rows out of order', `<sheetData><row r="2"/><row r="1"/></sheetData>`],
    ['two cells at one place', rowsOf(`${HEADER}${HEADER}`)],
    ['a cell in another row', rowsOf(textCell('A9', '値'))],
    ['a string that is not there', rowsOf('<c r="A1" t="s"><v>7</v></c>')],
    ['a number that is none', rowsOf('<c r="A1"><v>many</v></c>')],
    ['an unknown kind of cell', rowsOf('<c r="A1" t="z"><v>1</v></c>')],
    ['a text longer than Excel allows', rowsOf(textCell('A1', 'あ'.repeat(32_768)))],
    ['endless depth', '<a>'.repeat(100_000)],
  ])('one with %s', async (_, xml) => expect(await readSheet(xml)).toEqual(broken));
  test('one that declares entities, which could multiply', async () => {
    const shared = { strings: '<si><t>値</t></si>' };
    const prolog = '<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>';
    const xml = rowsOf('<c r="A1" t="s"><v>0</v></c>');
    expect(await readSheet(xml, shared)).toEqual([['値']]);
    expect(await readSheet(xml, { ...shared, prolog })).toEqual(broken);
    expect(await readSheet(xml, { strings: '<si><t>&b;</t></si>', prolog })).toEqual(broken);
  });
  test('one with one part twice, one part for two sheets, or a locked part', async () => {
    const part = { name: '_rels/.rels', data: '<Relationships/>' };
    const twice = zipOf([part, { ...part, name: '_RELS/.rels' }]);
    const locked = zipOf([{ ...part, flags: 1 }]);
    const sheets = ['一', '二'].map((name) => ({ name, xml: rowsOf(HEADER), relation: 'rId0' }));
    for (const file of [twice, locked, workbookOf({ sheets })]) {
      expect(await readSpreadsheet(file, 'a.xlsx')).toEqual({ ok: false, fault: broken });
    }
  });
  test('one whose figures are not those its checksum was made of', async () => {
    const sheets = [{ name: SHEET, xml: '', relation: 'rIdMore' }];
    const data = `<worksheet>${rowsOf(HEADER)}</worksheet>`;
    const withPart = (checksum: object): Uint8Array =>
      workbookOf({ sheets, more: [{ name: 'xl/more.xml', data, ...checksum }] });
    expect((await readSpreadsheet(withPart({}), 'a.xlsx')).ok).toBe(true);
    const result = await readSpreadsheet(withPart({ checksum: 1 }), 'a.xlsx');
    expect(result).toEqual({ ok: false, fault: broken });
  });
  test('one cut short or damaged anywhere', async () => {
    const whole = await readSpreadsheet(sound, 'a.xlsx');
    expect(whole.ok).toBe(true);
    for (let at = 4; at < sound.length; at += 7) {
      const damaged = sound.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      const [cut, other] = [
        await readSpreadsheet(sound.slice(0, at), 'a.xlsx'),
        await readSpreadsheet(damaged, 'a.xlsx'),
      ];
      expect(cut).toEqual({ ok: false, fault: broken });
      // Bytes that no reader looks at, such as the time of a part, may differ; the values may not.
      expect(other.ok ? other : whole).toEqual(whole);
    }
  });
});
