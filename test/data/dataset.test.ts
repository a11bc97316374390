import { describe, expect, test } from 'vitest';
import { describeFault } from '../../src/domain/plan/dataset-fault.ts';
import { canonicalText, readDataset, readSnapshot } from '../../src/domain/plan/dataset.ts';
import { parsePlan } from '../../src/domain/plan/parse-plan.ts';
import {
  initiativesWithoutKpi,
  isRetired,
  kpisOfInitiative,
  kpisOfTheme,
} from '../../src/domain/plan/plan.ts';
import type { Row } from '../../src/domain/plan/table-schema.ts';
import { readDataFolder } from '../../src/commands/read-data.ts';
import { readTown } from '../../src/domain/town.ts';
import {
  dataPackage,
  datasetWith,
  files,
  kgiOf,
  kpiOf,
  LINE_FRIENDS_ENDED,
  loadDataset,
  loadPlan,
  planOf,
  rowOf,
  SATISFACTION_ROWS,
} from '../helpers/plan.ts';

const plan = loadPlan();

/** The faults of the real dataset with one cell changed: `row` counts as in a spreadsheet. */
function faultsAfter(path: string, row: number, column: string, value: string): string[] {
  const lines = (files.csv[path] ?? '').split('\n');
  const columns = (lines[0] ?? '').split(',');
  const cells = splitCsvLine(lines[row - 1] ?? '');
  cells[columns.indexOf(column)] = value;
  lines[row - 1] = cells
    .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
  return faultsOf({ ...files, csv: { ...files.csv, [path]: lines.join('\n') } });
}

function faultsOf(changed: typeof files): string[] {
  const dataset = readDataset(changed, dataPackage);
  const read = dataset.ok ? parsePlan(dataset.value, dataPackage) : dataset;
  return read.ok ? [] : read.fault.map(describeFault);
}

function splitCsvLine(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '',
  );
}

describe('the source is there whole', () => {
  test('one pillar, five themes, 25 KPIs and 10 initiatives without one', () => {
    expect(plan.priorityItems.size).toBe(1);
    expect([...plan.themes.keys()]).toEqual(['dx', 'sdgs', 'people', 'services', 'women']);
    expect([...plan.themes.keys()].map((id) => kpisOfTheme(plan, id).length)).toEqual([4, 4, 6, 9, 2]);
    expect(plan.kpis.size).toBe(25);
    expect(initiativesWithoutKpi(plan, '2026-11-22')).toHaveLength(10);
  });
  test('the 35 rows of the table are kept as printed, and every KPI and initiative says which row it is', () => {
    const rows = loadDataset().tables['source-rows'] ?? [];
    const table = rows.filter((row) => row['kind'] !== 'note');
    expect(table.map((row) => row['source_row'])).toEqual(
      Array.from({ length: 35 }, (_, index) => String(index + 1)),
    );
    for (const kpi of plan.kpis.values()) {
      const printed = rows.find((row) => row['source_row'] === String(kpi.sourceRow))?.['printed'] ?? '';
      expect(printed, kpi.id).toContain(kpi.name.printed);
      expect(printed, kpi.id).toContain(`${kpi.baselinePrinted} ⇒ ${kpi.targets[0].printed}`);
    }
  });
});

describe('every trap of the table survives', () => {
  test('CO2 and copy paper: the baseline is of R4, and lower is better', () => {
    expect(kpiOf(plan, 'co2-emissions')).toMatchObject({
      baseline: { value: 7072, fiscalYear: 2022 },
      better: 'lower',
    });
    expect(kpiOf(plan, 'copy-paper')).toMatchObject({
      baseline: { value: 6878, fiscalYear: 2022 },
      better: 'lower',
    });
  });
  test('X followers and 町政モニター have no baseline, which is not zero', () => {
    expect(kpiOf(plan, 'x-followers')).toMatchObject({ baseline: null, baselinePrinted: '－ 人' });
    expect(kpiOf(plan, 'town-monitor')).toMatchObject({ baseline: null, baselinePrinted: '－ 回' });
  });
  test('facility booking begins at zero, which is not missing', () => {
    expect(kpiOf(plan, 'facility-booking').baseline).toEqual({ value: 0, fiscalYear: 2024 });
  });
  test('座談会: target equals baseline, both totals over a period', () => {
    const talks = kpiOf(plan, 'town-talks');
    expect(talks).toMatchObject({ basis: 'cumulative', path: 'by_end', baselinePrinted: '期間中 1 回' });
    expect(talks.targets[0]).toMatchObject({ value: 1, printed: '期間中 1 回' });
  });
  test('自主研修 is a total over a period', () => {
    expect(kpiOf(plan, 'self-training')).toMatchObject({
      basis: 'cumulative',
      baselinePrinted: '期間中 5 件',
    });
  });
  test('推進員 is marked unconfirmed and says why', () => {
    const promoters = kpiOf(plan, 'digital-promoters');
    expect(promoters).toMatchObject({ basis: 'unconfirmed', baselinePrinted: '15 人' });
    expect(promoters.targets[0].printed).toBe('期間中 30 人');
    expect(promoters.note).not.toBe('');
  });
  test('広報研修会 and 町政モニター are counted per year', () => {
    expect(kpiOf(plan, 'pr-training')).toMatchObject({
      basis: 'yearly',
      path: 'by_end',
      baselinePrinted: '年 1 回',
    });
    expect(kpiOf(plan, 'town-monitor').targets[0].printed).toBe('年 1 回実施');
  });
  test('the misprint 「150万 万PV」 is kept as printed and read as 150 万PV, with a note', () => {
    const views = kpiOf(plan, 'website-views');
    expect(views).toMatchObject({ unit: '万PV', baseline: { value: 130 } });
    expect(views.targets[0]).toMatchObject({ value: 150, printed: '150万 万PV' });
    const rows = loadDataset().tables['targets'] ?? [];
    expect(rows.find((row) => row['kpi'] === 'website-views')?.['note']).not.toBe('');
  });
  test('the condition inside a name stays in the name', () => {
    expect(kpiOf(plan, 'staff-exchange').name.text).toBe('人事交流派遣職員数(年間5人)');
  });
  test('情報発信 has several KPIs under one initiative', () => {
    expect(kpisOfInitiative(plan, kpiOf(plan, 'line-friends').initiative.id)).toHaveLength(4);
  });
  test('the source has no actuals after R6, and none are made up outside the sample', () => {
    for (const kpi of plan.kpis.values()) expect(kpi.observations).toEqual([]);
    expect(plan.hasSamples).toBe(false);
    const samples = [...loadPlan({ withSamples: true }).kpis.values()].flatMap((kpi) => kpi.observations);
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.every((observation) => observation.sample)).toBe(true);
  });
});

describe('a fault is told with table, row, column and reason', () => {
  test.each([
    ['kpis.csv', 7, 'decimals', '', 'kpis, row 7, column decimals: is empty but required'],
    [
      'kpis.csv',
      7,
      'basis',
      'sometimes',
      'must be one of level, yearly, cumulative, unconfirmed (found "sometimes")',
    ],
    [
      'kpis.csv',
      7,
      'initiative',
      'nowhere',
      'kpis, row 7, column initiative: is not found in initiatives (found "nowhere")',
    ],
    ['kpis.csv', 7, 'id', 'line-friends', 'stands already in row'],
    ['kpis.csv', 7, 'name', 'ＣＯ２', 'must be written in NFKC form'],
    ['kpis.csv', 7, 'reading', '漢字', 'kpis, row 7, column reading: does not have the form'],
    ['kpis.csv', 7, 'baseline_era', 'R5', 'must be R6 beside fiscal year 2024'],
    [
      'kpis.csv',
      8,
      'baseline_value',
      '7,072',
      'is not of type number; write a bare number in half-width digits',
    ],
    ['kpis.csv', 8, 'baseline_value', '７０７２', 'is not of type number'],
    ['kpis.csv', 8, 'note', '=SUM(A1)', 'kpis, row 8, column note: does not have the form'],
    ['kpis.csv', 8, 'note', 'a\nb', 'has a line break inside the cell'],
    ['kpis.csv', 8, 'note', ' a', 'begins or ends with a space'],
    ['targets.csv', 2, 'value', '120.5', 'has 1 digits after the point, this KPI has 0'],
    ['targets.csv', 2, 'value', '100', 'is worse than the baseline 111, but higher is better'],
    ['targets.csv', 2, 'fiscal_year', '2024', 'is less than 2025'],
    ['targets.csv', 2, 'revision', '1', 'has no target of revision 0 in targets'],
    ['kpis.csv', 7, 'kind', 'goal', 'kpis, row 7, column kind: must be one of kpi, kgi'],
    ['kpis.csv', 7, 'kind', 'kgi', 'column priority_item: is empty but required where kind is kgi'],
    ['kpis.csv', 7, 'kind', 'kgi', 'column initiative: must be empty where kind is kgi'],
    ['kpis.csv', 7, 'initiative', '', 'column initiative: is empty but required where kind is kpi'],
    ['kpis.csv', 7, 'priority_item', 'administrative-reform', 'must be empty where kind is kpi'],
    ['kpis.csv', 7, 'priority_item', 'nowhere', 'is not found in priority-items'],
    ['kpis.csv', 7, 'source_row', '', 'column source: is empty but required where source_row is empty'],
    ['kpis.csv', 7, 'source', '総合振興計画', 'column source: must be empty where source_row is 8'],
    [
      'kpis.csv',
      7,
      'retired_on',
      '2027-04-01',
      'column retired_reason: is empty but required where retired_on',
    ],
    [
      'kpis.csv',
      7,
      'retired_reason',
      '統合',
      'column retired_reason: must be empty where retired_on is empty',
    ],
    ['kpis.csv', 7, 'retired_on', '2027-02-30', 'is not of type date'],
    ['kpis.csv', 7, 'retired_on', '2027-13-01', 'is not of type date'],
    [
      'kpis.csv',
      7,
      'baseline_value',
      '',
      'column baseline_fiscal_year: must be empty where baseline_value is',
    ],
    [
      'initiatives.csv',
      2,
      'source_row',
      '',
      'column source: is empty but required where source_row is empty',
    ],
    ['initiatives.csv', 2, 'source', '総合振興計画', 'must be empty where source_row is 1'],
    ['targets.csv', 2, 'revision', '2', 'column effective_date: is empty but required where revision is 2'],
    ['targets.csv', 2, 'revision', '2', 'without a gap, and 1 is missing'],
    ['words/synonyms.csv', 2, 'target', 'nowhere', 'is not the id of a row in'],
  ])('%s row %i %s = %j', (path, row, column, value, expected) => {
    expect(faultsAfter(path, row, column, value).join('\n')).toContain(expected);
  });
  test('a header that is not the agreed one', () => {
    const csv = {
      ...files.csv,
      'themes.csv': (files.csv['themes.csv'] ?? '').replace('short_name', 'shortname'),
    };
    expect(faultsOf({ ...files, csv }).join()).toContain('themes, row 1: the header must be exactly');
  });
  test('a row with a cell too many, and a text that is no CSV', () => {
    const themes = files.csv['themes.csv'] ?? '';
    expect(faultsOf({ ...files, csv: { ...files.csv, 'themes.csv': `${themes}x,y\n` } }).join()).toContain(
      'has 2 cells',
    );
    expect(faultsOf({ ...files, csv: { ...files.csv, 'themes.csv': `${themes}"` } }).join()).toContain(
      'not readable as CSV',
    );
  });
  test('a blank line, which would shift the numbers of the rows after it', () => {
    const themes = (files.csv['themes.csv'] ?? '').replace('\nsdgs', '\n\nsdgs');
    expect(faultsOf({ ...files, csv: { ...files.csv, 'themes.csv': themes } })[0]).toContain(
      'themes, row 3: has 1 cells',
    );
  });
  test('a missing file', () => {
    const { 'kpis.csv': _, ...csv } = files.csv;
    expect(faultsOf({ ...files, csv })).toEqual(['kpis: is missing (found "kpis.csv")']);
  });
  test('thresholds that do not make sense', () => {
    expect(faultsOf({ ...files, rules: { ...files.rules, behind_below_percent: 95 } }).join()).toContain(
      'thresholds must be',
    );
  });
  test('several faults are told at once', () => {
    expect(faultsAfter('kpis.csv', 7, 'id', '')).toHaveLength(2); // the empty cell, and the target that pointed to it
  });
});

describe('what the printed table does not have', () => {
  test('a KGI belongs to a 重点項目, stands apart from the KPIs, and says its source in words', () => {
    const read = planOf(datasetWith(SATISFACTION_ROWS));
    expect(kgiOf(read, 'satisfaction')).toMatchObject({
      priorityItem: { id: 'administrative-reform' },
      sourceRow: null,
      source: '総合振興計画（2026年9月）',
    });
    expect(read.kpis.size).toBe(25);
    expect(read.kpis.has('satisfaction')).toBe(false);
  });
  test('an initiative and its KPI come in with a source instead of a row', () => {
    const added = { source_row: '', source: '町議会での説明（2026年9月）', order: '200' };
    const read = planOf(
      datasetWith({
        initiatives: [{ ...rowOf('initiatives', 'dx-procedures'), id: 'smart-desk', ...added }],
        kpis: [
          {
            ...rowOf('kpis', 'online-applications'),
            id: 'smart-desk-visits',
            initiative: 'smart-desk',
            short_name: '窓口の利用',
            ...added,
          },
        ],
        targets: [{ ...rowOf('targets', 'online-applications', '0'), kpi: 'smart-desk-visits' }],
      }),
    );
    expect(kpiOf(read, 'smart-desk-visits')).toMatchObject({
      sourceRow: null,
      source: added.source,
      initiative: { id: 'smart-desk', sourceRow: null, source: added.source },
    });
  });
  test('a KPI that has ended keeps its figures, and ends on its day', () => {
    const before = kpiOf(loadPlan({ withSamples: true }), 'line-friends');
    const ended = kpiOf(planOf(datasetWith({ kpis: [LINE_FRIENDS_ENDED] })), 'line-friends');
    expect(ended).toEqual({
      ...before,
      retired: { on: '2026-10-01', reason: '別の指標に置きかえたため。' },
    });
    expect(['2026-09-30', '2026-10-01', '2027-01-01'].map((day) => isRetired(ended, day))).toEqual([
      false,
      true,
      true,
    ]);
  });
  test('a version stored before there were such columns reads as it always did', () => {
    const dataset = loadDataset({ withSamples: true });
    const later = new Set(['kind', 'priority_item', 'source', 'retired_on', 'retired_reason']);
    const without = (rows: readonly Row[] = []): Row[] =>
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !later.has(column))));
    const { kpis, initiatives } = dataset.tables;
    const older = { ...dataset.tables, kpis: without(kpis), initiatives: without(initiatives) };
    expect(parsePlan({ ...dataset, tables: older }, dataPackage)).toEqual({
      ok: true,
      value: loadPlan({ withSamples: true }),
    });
  });
});

describe('the town’s own facts', () => {
  const { town } = readDataFolder();
  test('are readable as they stand, and do not name a town', () => {
    expect(readTown(town)).toMatchObject({ ok: true, value: { name: '○○町' } });
  });
  test.each([
    [{ ofice: 'x' }, 'ofice: is not a key that is read'],
    [{ office: undefined }, 'office: is missing'],
    [{ office: '' }, 'office: is empty'],
    [{ contact_url: 'javascript:alert(1)' }, 'contact_url: must begin with https://'],
    [{ districts: undefined }, 'districts: must be a list'],
    [{ districts: ['北部', '北部'] }, 'districts: must be a list'],
    [{ districts: ['x'.repeat(21)] }, 'at most 20 letters'],
    [{ districts: Array.from({ length: 25 }, (_, index) => `${index}`) }, 'at most 24'],
  ])('a fault is named: %j', (change, expected) => {
    const read = readTown({ ...town, ...change });
    expect(read.ok ? '' : read.fault.join()).toContain(expected);
  });
});

describe('a published snapshot', () => {
  test('reads back as the plan it was made of, and the same content is the same text', () => {
    const dataset = loadDataset({ withSamples: true });
    const text = canonicalText(dataset, dataPackage);
    const read = readSnapshot(text);
    if (!read.ok) throw new Error(read.fault);
    expect(canonicalText(read.value, dataPackage)).toBe(text);
    expect(parsePlan(read.value, dataPackage)).toEqual({ ok: true, value: loadPlan({ withSamples: true }) });
  });
  test('keeps KGIs, sources and what has ended', () => {
    const dataset = datasetWith({
      ...SATISFACTION_ROWS,
      kpis: [...(SATISFACTION_ROWS['kpis'] ?? []), LINE_FRIENDS_ENDED],
    });
    const read = readSnapshot(canonicalText(dataset, dataPackage));
    expect(read.ok && planOf(read.value)).toEqual(planOf(dataset));
  });
  test('reads by the names of its columns, whatever order or number the schema has now', () => {
    const stored = JSON.stringify({
      format: 1,
      rules: loadPlan().rules,
      tables: { themes: { columns: ['short_name', 'id'], rows: [['DXの推進', 'dx']] } },
    });
    const read = readSnapshot(stored);
    expect(read.ok && read.value.tables['themes']).toEqual([{ short_name: 'DXの推進', id: 'dx' }]);
  });
  test('of a newer format is refused, not guessed at', () => {
    expect(readSnapshot('{"format":99}')).toEqual({
      ok: false,
      fault: 'snapshot format 99 is unknown',
    });
  });
});
