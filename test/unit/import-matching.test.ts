import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RULES_TABLE, schemaOf } from '../../src/domain/plan/changes.ts';
import { SAMPLE_OBSERVATIONS, type Dataset } from '../../src/domain/plan/dataset.ts';
import type { ImportFault } from '../../src/domain/plan/import/import-fault.ts';
import { matchSheets, type ImportSheet } from '../../src/domain/plan/import/match-sheets.ts';
import {
  reviewImport,
  type ImportReview,
  type MissingRows,
} from '../../src/domain/plan/import/review-import.ts';
import { parsePlan } from '../../src/domain/plan/parse-plan.ts';
import { keyOf, rowKey, type Row } from '../../src/domain/plan/table-schema.ts';
import { readSpreadsheet } from '../../src/spreadsheets/read-spreadsheet.ts';
import {
  planWorkbook,
  tableCsv,
  templateCsv,
  templateWorkbook,
} from '../../src/web/console/files/export-files.ts';
import { faultLine } from '../../src/web/console/files/fault-words.ts';
import { RULES_RESOURCE } from '../../src/web/console/rules-table.ts';
import { dataPackage, datasetWith, loadDataset, planOf } from '../helpers/plan.ts';

const TODAY = '2026-11-24';
const NOW = new Date(`${TODAY}T01:00:00Z`);
const tables = [...dataPackage.resources.filter(({ name }) => name !== SAMPLE_OBSERVATIONS), RULES_RESOURCE];
const dataset = loadDataset();

const ACTUAL: Row = {
  kpi: 'line-friends',
  fiscal_year: '2025',
  era: 'R7',
  value: '3000',
  status: 'confirmed',
  as_of: '2026-03-31',
  source: '企画担当課調べ',
  comment: '',
};

function sheetOf(name: string, ...rows: readonly (readonly string[])[]): ImportSheet {
  return { name, rows: rows.map((cells, at) => ({ number: at + 1, cells })) };
}

type Options = { on?: Dataset; missing?: MissingRows };

function reviewed(
  sheets: readonly ImportSheet[],
  { on = dataset, missing = 'keep' }: Options = {},
): ImportReview {
  const matched = matchSheets(sheets, tables);
  if (!matched.ok) throw new Error(JSON.stringify(matched.fault));
  const plan = parsePlan(on, dataPackage);
  return reviewImport(matched.value, missing, {
    dataset: on,
    plan: plan.ok ? plan.value : planOf(dataset),
    published: dataset,
    tables,
    dataPackage,
    today: TODAY,
  });
}

function matchedAs(sheet: ImportSheet): string {
  const matched = matchSheets([sheet], tables);
  if (!matched.ok) return matched.fault.map(({ kind }) => kind).join();
  const [first] = matched.value;
  return first?.kind === 'table' ? first.table : `actuals ${first?.fiscalYear}`;
}

const said = (faults: readonly ImportFault[]) =>
  faults.map((fault) => faultLine(fault, { dataPackage, plans: [planOf(dataset)] }));

const columnsOf = (table: string): string[] =>
  tables.find(({ name }) => name === table)?.schema.fields.map(({ name }) => name) ?? [];
const titlesOf = (table: string): string[] =>
  tables.find(({ name }) => name === table)?.schema.fields.map(({ title }) => title) ?? [];

const TEMPLATE = ['識別子', '値（R7年度）', '速報・確定', '時点', '出典', '町からのひとこと'];
const OBSERVATION = ['kpi', 'fiscal_year', 'value', 'status', 'as_of', 'source'];

describe('a sheet is recognised by its header', () => {
  test.each(tables.map(({ name }) => name))('%s by its names and by its titles, in any order', (table) => {
    expect(matchedAs(sheetOf('Sheet1', columnsOf(table)))).toBe(table);
    expect(matchedAs(sheetOf('Sheet1', titlesOf(table)))).toBe(table);
    expect(matchedAs(sheetOf('Sheet1', [...titlesOf(table)].reverse()))).toBe(table);
  });
  test('no table has two columns of one title, and no two tables one title', () => {
    for (const { name } of tables) expect(new Set(titlesOf(name)).size).toBe(titlesOf(name).length);
    expect(new Set(tables.map(({ title }) => title)).size).toBe(tables.length);
  });
  test('whatever the width of the letters, the spaces and the case', () => {
    expect(matchedAs(sheetOf('a', ['ＫＰＩ', ' 年度(西暦) ', '年度（元号）', '実績値']))).toBe(
      'observations',
    );
    expect(matchedAs(sheetOf('a', ['Word', 'KIND', 'Target']))).toBe('synonyms');
  });
  test('the name of the sheet decides between tables that share their columns', () => {
    expect(matchedAs(sheetOf('推進項目', ['識別子', '名称', '注記']))).toBe('themes');
    expect(matchedAs(sheetOf('matters (1)', ['id', 'name', 'note']))).toBe('matters');
    expect(matchedAs(sheetOf('Sheet1', ['識別子', '名称', '注記']))).toBe('several-tables');
  });
  test('the template knows its year from its header, or from the name of the sheet', () => {
    expect(matchedAs(sheetOf('Sheet1', TEMPLATE))).toBe('actuals 2025');
    expect(matchedAs(sheetOf('令和8年度', ['識別子', '値']))).toBe('actuals 2026');
    expect(matchedAs(sheetOf('実績2027', ['識別子', '値']))).toBe('actuals 2027');
    expect(matchedAs(sheetOf('Sheet1', ['識別子', '値']))).toBe('no-year');
    expect(matchedAs(sheetOf('Sheet1', ['値（R7年度）', '出典']))).toBe('missing-column');
  });
  test('columns that are unknown, twice there, without a name or missing are told by name', () => {
    const header = ['kpi', 'fiscal_year', 'value', '実績値', 'メモ', ''];
    const matched = matchSheets([sheetOf('実績値', header, ['a', '2025', '1', '1', '', 'x'])], tables);
    expect(matched.ok ? [] : said(matched.fault)).toMatchObject([
      { row: '1行目', column: '実績値', reason: expect.stringContaining('2つ') },
      { row: '1行目', column: 'メモ', reason: expect.stringContaining('「実績値」の表にない列') },
      { row: '2行目', column: '左から6番目', value: 'x' },
    ]);
    expect(matchedAs(sheetOf('実績値', ['fiscal_year', 'value', 'status']))).toBe('missing-column');
  });
  test('what fits nothing is told with what its header says', () => {
    const matched = matchSheets([sheetOf('名簿', ['氏名', '住所'])], tables);
    expect(matched.ok ? [] : said(matched.fault)).toMatchObject([{ sheet: '名簿', value: '氏名、住所' }]);
    expect(matchedAs({ name: 'a', rows: [{ number: 2, cells: ['id'] }] })).toBe('unknown-table');
  });
});

describe('the difference', () => {
  const on = datasetWith({ observations: [ACTUAL] }, dataset);
  test('added, changed and unchanged rows are counted, others stay', () => {
    const second = datasetWith({ observations: [{ ...ACTUAL, kpi: 'co2-emissions', value: '7000' }] }, on);
    const third = { ...ACTUAL, kpi: 'cashless-counters', value: '3' };
    const header = columnsOf('observations');
    const cells = (row: Row): string[] => header.map((column) => row[column] ?? '');
    const review = reviewed([sheetOf('実績値', header, cells({ ...ACTUAL, value: '3100' }), cells(third))], {
      on: second,
    });
    expect(review.counts).toMatchObject([{ added: 1, changed: 1, removed: 0, unchanged: 0, left: 1 }]);
    expect(review.changes.map(({ key }) => key)).toEqual([
      keyOf('line-friends', '2025'),
      keyOf('cashless-counters', '2025'),
    ]);
    expect(review.plan?.kpis.get('cashless-counters')?.observations).toHaveLength(1);
  });
  test('rows that the file does not have go only where that was chosen', () => {
    const sheet = sheetOf('実績値', columnsOf('observations'));
    expect(reviewed([sheet], { on }).counts).toMatchObject([{ removed: 0, left: 1 }]);
    const review = reviewed([sheet], { on, missing: 'remove' });
    expect(review.changes).toEqual([
      { table: 'observations', key: keyOf('line-friends', '2025'), before: ACTUAL, after: null },
    ]);
  });
  test('a column that is not in the file stays as it is, and is blank in a new row', () => {
    const commented = datasetWith({ observations: [{ ...ACTUAL, comment: '増えています' }] }, dataset);
    const review = reviewed(
      [sheetOf('a', ['kpi', 'fiscal_year', 'value'], ['line-friends', '2025', '3100'])],
      { on: commented },
    );
    expect(review.changes[0]?.after).toMatchObject({ value: '3100', comment: '増えています', era: 'R7' });
    const added = reviewed([
      sheetOf('a', OBSERVATION, ['line-friends', '2025', '1', 'confirmed', '2026-03-31', 'x']),
    ]);
    expect(added.changes[0]?.after).toEqual({ ...ACTUAL, value: '1', source: 'x' });
    expect(added.faults).toEqual([]);
  });
  test('figures and days as Excel and people write them are taken for what they mean', () => {
    const review = reviewed([
      sheetOf('a', OBSERVATION, [
        'line-friends',
        '２０２５',
        '3,000',
        'confirmed',
        '2026/3/31',
        '企画担当課調べ',
      ]),
    ]);
    expect(review.changes[0]?.after).toEqual(ACTUAL);
  });
  test('the thresholds are one row, and a change needs a new number', () => {
    const rules = (version: string, percent: string): ImportSheet =>
      sheetOf('a', columnsOf(RULES_TABLE), [version, percent, '95', '2024']);
    expect(reviewed([rules('1', '60')]).changes).toEqual([]);
    expect(reviewed([rules('2', '70')])).toMatchObject({ faults: [], changes: [{ table: 'rules' }] });
    expect(reviewed([rules('1', '70')]).faults).toMatchObject([{ kind: 'rules-version-kept', row: 2 }]);
    expect(said(reviewed([rules('2', '0x10')]).faults)).toMatchObject([
      { row: '2行目', column: '「遅れ」とする割合', value: '0x10' },
    ]);
    expect(said(reviewed([rules('2', '99')]).faults)).toHaveLength(1);
  });
});

describe('the template', () => {
  const on = datasetWith({ observations: [ACTUAL] }, dataset);
  test('takes in values with commas, full-width digits and units, and words for codes', () => {
    const review = reviewed([
      sheetOf('a', TEMPLATE, ['line-friends', '３，０００人', '確定値', 'R8.3.31', '企画担当課調べ', '']),
    ]);
    expect(review.faults).toEqual([]);
    expect(review.changes).toEqual([
      { table: 'observations', key: keyOf('line-friends', '2025'), before: null, after: ACTUAL },
    ]);
  });
  test('never takes a row out, and leaves rows without a value as they are', () => {
    const sheet = sheetOf('a', TEMPLATE, ['line-friends', '', '', '', '', '']);
    const review = reviewed([sheet], { on, missing: 'remove' });
    expect(review).toMatchObject({ changes: [], faults: [], counts: [{ left: 1, removed: 0 }] });
  });
  test('tells each fault at its row', () => {
    const review = reviewed([
      sheetOf(
        'a',
        TEMPLATE,
        ['no-such-kpi', '1', '確定', '2026-03-31', 'x', ''],
        ['line-friends', '約三千', '確定', '2026-03-31', 'x', ''],
        ['co2-emissions', '7000', 'たぶん', '2027-03-31', '', ''],
        ['cashless-counters', '1.5', '確定', '2025-03-31', 'x', '=1+1'],
      ),
    ]);
    expect(
      said(review.faults)
        .map(({ row, column, value }) => `${row} ${column} ${value}`)
        .sort((one, other) => (one < other ? -1 : 1)),
    ).toEqual([
      '2行目 識別子 no-such-kpi',
      '3行目 値（R7年度） 約三千',
      '4行目 出典 ',
      '4行目 時点 2027-03-31',
      '4行目 速報・確定 たぶん',
      '5行目 値（R7年度） 1.5',
      '5行目 時点 2025-03-31',
      '5行目 町からのひとこと =1+1',
    ]);
  });
  test('asks for a second look at a value far from the last one', () => {
    const review = reviewed([
      sheetOf('a', TEMPLATE, ['line-friends', '900000', '確定', '2026-03-31', 'x', '']),
    ]);
    expect(review.faults).toEqual([]);
    expect(review.wonders).toMatchObject([{ indicator: 'line-friends', place: { row: 2 } }]);
  });
});

describe('a fault', () => {
  const wordRow = (word: string, target = 'line-friends'): string[] => [word, 'kpi', target, ''];
  const words = columnsOf('synonyms');
  test('names the row of the file, not that of the table', () => {
    const sheet: ImportSheet = {
      name: 'ことば',
      rows: [
        { number: 1, cells: words },
        { number: 7, cells: wordRow('ライン友だち', 'nobody') },
      ],
    };
    expect(said(reviewed([sheet]).faults)).toMatchObject([
      { sheet: 'ことば', row: '7行目', column: '指すもの', value: 'nobody' },
    ]);
  });
  test('of a row that is there twice names the other one, in another sheet too', () => {
    const one = sheetOf('一', words, wordRow('ことば'), wordRow('ことば'));
    expect(said(reviewed([one]).faults)).toMatchObject([
      { row: '3行目', value: 'ことば・line-friends', reason: expect.stringContaining('2行目') },
    ]);
    const two = [sheetOf('一', words, wordRow('ことば')), sheetOf('二', words, wordRow('ことば'))];
    expect(said(reviewed(two).faults)).toMatchObject([
      { sheet: '二', reason: expect.stringContaining('シート「一」の2行目') },
    ]);
  });
  test('of a row without a key is told', () => {
    const sheet = sheetOf('a', words, ['', '', '', 'x'], ['', '', '', 'y']);
    expect(said(reviewed([sheet]).faults).map(({ row, column }) => [row, column])).toEqual([
      ['2行目', '言葉'],
      ['3行目', '言葉'],
    ]);
  });
  test('of a duplicate names what it was found beside', () => {
    const [first, second] = dataset.tables['themes'] ?? [];
    const header = ['id', 'order', 'name'];
    const sheet = sheetOf('themes', header, [
      first?.['id'] ?? '',
      second?.['order'] ?? '',
      first?.['name'] ?? '',
    ]);
    expect(said(reviewed([sheet]).faults)).toMatchObject([
      { row: '2行目', column: '表示順', reason: expect.stringContaining('推進項目：') },
    ]);
  });
  test('that taking rows out would cause elsewhere is told as such', () => {
    const kept = (dataset.tables['kpis'] ?? []).filter(({ id }) => id !== 'line-friends');
    const header = columnsOf('kpis');
    const sheet = sheetOf('KPI', header, ...kept.map((row) => header.map((column) => row[column] ?? '')));
    const review = reviewed([sheet], { missing: 'remove' });
    expect(review.plan).toBeNull();
    expect(said(review.faults)).toContainEqual(
      expect.objectContaining({ sheet: '（ファイルの外）', row: expect.stringContaining('目標：') }),
    );
  });
  test('that the draft has already, in a row the file does not have, does not keep the file out', () => {
    const broken = datasetWith(
      { synonyms: [{ word: '壊れた', kind: 'kpi', target: 'nobody', note: '' }] },
      dataset,
    );
    const review = reviewed([sheetOf('a', words, wordRow('ことば'))], { on: broken });
    expect(review).toMatchObject({ faults: [], changes: [{ table: 'synonyms' }], plan: null });
  });
});

const LETTERS = [
  'あ',
  '県',
  'a',
  '7',
  '"',
  ',',
  "'",
  '、',
  '\u{20BB7}',
  ' ',
  '=',
  '+',
  '-',
  '@',
  ';',
  '#',
  '<',
  '&',
  '_x0041_',
];
const LEADING = ['あ', '0', "'", '"', ',', '007', '2027-03-31', '#N/A', '１', "'=1", '<b>', '&amp;'];

/** Free text that the plan takes, with what spreadsheets like to take for something else. */
const freeText = fc
  .tuple(fc.constantFrom(...LEADING), fc.array(fc.constantFrom(...LETTERS), { maxLength: 12 }))
  .map(([first, rest]) => `${first}${rest.join('')}`.trim());

const edited = fc
  .record({ comment: freeText, source: freeText, word: freeText, value: fc.nat(9_999) })
  .map(({ comment, source, word, value }) =>
    datasetWith(
      {
        observations: [{ ...ACTUAL, comment, source, value: String(value) }],
        synonyms: [{ word: word.slice(0, 30).trim(), kind: 'kpi', target: 'line-friends', note: comment }],
      },
      dataset,
    ),
  );

async function roundTrip(file: string | Uint8Array, name: string, on: Dataset): Promise<ImportReview> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const sheets = await readSpreadsheet(bytes, name);
  if (!sheets.ok) throw new Error(JSON.stringify(sheets.fault));
  return reviewed(sheets.value, { on, missing: 'remove' });
}

describe('what is exported is imported with no difference', () => {
  test('every table as CSV, with and without mark', async () => {
    await fc.assert(
      fc.asyncProperty(edited, fc.boolean(), async (on, bom) => {
        for (const resource of tables) {
          const text = tableCsv(on, resource, dataPackage, { bom });
          // oxlint-disable-next-line no-await-in-loop -- in turn, so that a failure names its table
          const review = await roundTrip(text, `${resource.name}.csv`, on);
          expect([resource.name, review.changes, review.faults]).toEqual([resource.name, [], []]);
        }
      }),
      { numRuns: 25 },
    );
  });
  test('every table in one workbook', async () => {
    await fc.assert(
      fc.asyncProperty(edited, async (on) => {
        const bytes = await planWorkbook(on, tables, dataPackage, NOW);
        const review = await roundTrip(bytes, '計画.xlsx', on);
        expect([review.changes, review.faults]).toEqual([[], []]);
        expect(review.counts).toHaveLength(tables.length);
      }),
      { numRuns: 10 },
    );
  });
  test('the template, in both formats', async () => {
    await fc.assert(
      fc.asyncProperty(edited, fc.boolean(), async (on, bom) => {
        const template = { plan: planOf(on), dataset: on, fiscalYear: 2025, today: TODAY };
        const files = [
          [templateCsv(template, { bom }), 'a.csv'],
          [await templateWorkbook(template, NOW), 'a.xlsx'],
        ] as const;
        for (const [file, name] of files) {
          // oxlint-disable-next-line no-await-in-loop -- in turn, so that a failure names its file
          const review = await roundTrip(file, name, on);
          expect([review.changes, review.faults]).toEqual([[], []]);
          expect(review.counts).toMatchObject([{ unchanged: 1, added: 0 }]);
        }
      }),
      { numRuns: 25 },
    );
  });
  test('nothing a spreadsheet would run leaves unescaped, and made-up actuals do not leave at all', () => {
    const on = datasetWith(
      { observations: [{ ...ACTUAL, source: "'=1+1", comment: '@SUM(A1)' }] },
      loadDataset({ withSamples: true }),
    );
    const resource = tables.find(({ name }) => name === 'observations');
    const text = resource ? tableCsv(on, resource, dataPackage, { bom: false }) : '';
    expect(text).toContain(",''=1+1,'@SUM(A1)");
    expect(tables.map(({ name }) => name)).not.toContain(SAMPLE_OBSERVATIONS);
  });
  test('a key of the plan is read back as it is', () => {
    for (const { name } of dataPackage.resources) {
      const schema = schemaOf(name, dataPackage);
      for (const row of dataset.tables[name] ?? []) expect(rowKey(row, schema)).not.toBe('');
    }
  });
});
