import type { DatasetFault } from './dataset-fault.ts';
import { SAMPLE_OBSERVATIONS } from './dataset.ts';
import { eraLabel } from './fiscal-year.ts';
import type { ProgressRules } from './plan.ts';
import type { Row, Table } from './table-schema.ts';

type NumberedRow = Table['rows'][number];
type Report = (table: string, row: number, column: string, value: string, detail: string) => void;

/** What must hold between cells and rows, beyond what `datapackage.json` can say about one cell. */
export function findBrokenRules(rules: ProgressRules, tables: ReadonlyMap<string, Table>): DatasetFault[] {
  const faults: DatasetFault[] = [];
  const report: Report = (table, row, column, value, detail) => {
    faults.push({ table, row, column, value, reason: { kind: 'rule', detail } });
  };
  const rowsOf = (table: string): readonly NumberedRow[] => tables.get(table)?.rows ?? [];
  const kpis = new Map(rowsOf('kpis').map(({ cells }) => [cells['id'] ?? '', cells]));

  checkRules(rules, report);
  for (const row of rowsOf('kpis')) checkKpi(row, rowsOf('targets'), report);
  for (const row of rowsOf('targets')) checkTarget(row, kpis, rowsOf('targets'), report);
  for (const table of ['observations', SAMPLE_OBSERVATIONS]) {
    for (const row of rowsOf(table)) checkObservation(table, row, kpis, report);
  }
  for (const row of rowsOf('synonyms')) checkSynonym(row, tables, report);
  for (const table of ['priority-items', 'themes', 'matters', 'initiatives', 'kpis']) {
    for (const { number, cells } of rowsOf(table)) checkName(table, number, cells, report);
  }
  return faults;
}

function checkRules(rules: ProgressRules, report: Report): void {
  if (!rules.version) report('rules', 0, 'version', '', 'is missing');
  if (!Number.isInteger(rules.baselineFiscalYear)) {
    report(
      'rules',
      0,
      'baseline_fiscal_year',
      '',
      'must be the Western year of the fiscal year the plan starts from',
    );
  }
  const { behindBelowPercent: behind, onTrackFromPercent: onTrack } = rules;
  const whole = Number.isInteger(behind) && Number.isInteger(onTrack);
  if (whole && behind > 0 && behind < onTrack && onTrack <= 100) return;
  const detail =
    'thresholds must be whole percentages with 0 < behind_below_percent < on_track_from_percent <= 100';
  report('rules', 0, '', `${behind}, ${onTrack}`, detail);
}

function checkKpi({ number, cells }: NumberedRow, targets: readonly NumberedRow[], report: Report): void {
  const {
    id = '',
    baseline_value: value = '',
    baseline_fiscal_year: year = '',
    baseline_era: era = '',
  } = cells;
  if ((value === '') !== (year === '')) {
    report(
      'kpis',
      number,
      'baseline_fiscal_year',
      year,
      'must be given exactly when there is a baseline value',
    );
  }
  checkEra('kpis', number, 'baseline_era', year, era, report);
  checkDecimals('kpis', number, 'baseline_value', value, cells, report);
  if (!targets.some((target) => target.cells['kpi'] === id && target.cells['revision'] === '0')) {
    report('kpis', number, 'id', id, 'has no target of revision 0 in targets');
  }
}

function checkTarget(
  { number, cells }: NumberedRow,
  kpis: ReadonlyMap<string, Row>,
  targets: readonly NumberedRow[],
  report: Report,
): void {
  const {
    kpi: id = '',
    revision = '',
    fiscal_year: year = '',
    effective_date: effective = '',
    reason = '',
  } = cells;
  const kpi = kpis.get(id);
  const baselineYear = kpi?.['baseline_fiscal_year'] ?? '';
  checkEra('targets', number, 'era', year, cells['era'] ?? '', report);
  if (kpi) checkDecimals('targets', number, 'value', cells['value'] ?? '', kpi, report);
  if (baselineYear !== '' && Number(year) <= Number(baselineYear)) {
    report('targets', number, 'fiscal_year', year, `must be later than the baseline year ${baselineYear}`);
  }
  checkDirection(number, cells, kpi, report);
  if (revision === '0') return;
  if (effective === '')
    report('targets', number, 'effective_date', '', 'a revised target needs the day it takes effect');
  if (reason === '') report('targets', number, 'reason', '', 'a revised target needs a reason');
  const previous = targets.find(
    (row) => row.cells['kpi'] === id && row.cells['revision'] === String(Number(revision) - 1),
  );
  if (!previous) report('targets', number, 'revision', revision, 'revisions count 0, 1, 2 … without a gap');
  else if ((previous.cells['effective_date'] ?? '') >= effective && effective !== '') {
    report('targets', number, 'effective_date', effective, 'must be later than that of the earlier revision');
  }
}

/** A target on the wrong side of its baseline would turn every status around. */
function checkDirection(number: number, cells: Row, kpi: Row | undefined, report: Report): void {
  const baseline = kpi?.['basis'] === 'cumulative' ? '0' : (kpi?.['baseline_value'] ?? '');
  if (!kpi || baseline === '' || kpi['basis'] === 'unconfirmed') return;
  const gain = Number(cells['value']) - Number(baseline);
  if ((kpi['better'] === 'higher' && gain < 0) || (kpi['better'] === 'lower' && gain > 0)) {
    report(
      'targets',
      number,
      'value',
      cells['value'] ?? '',
      `is worse than the baseline ${baseline}, but ${kpi['better']} is better`,
    );
  }
}

function checkObservation(
  table: string,
  { number, cells }: NumberedRow,
  kpis: ReadonlyMap<string, Row>,
  report: Report,
): void {
  const { fiscal_year: year = '', value = '', as_of: asOf = '' } = cells;
  const kpi = kpis.get(cells['kpi'] ?? '');
  const baselineYear = kpi?.['baseline_fiscal_year'] ?? '';
  checkEra(table, number, 'era', year, cells['era'] ?? '', report);
  if (kpi) checkDecimals(table, number, 'value', value, kpi, report);
  if (baselineYear !== '' && Number(year) <= Number(baselineYear)) {
    report(table, number, 'fiscal_year', year, `must be later than the baseline year ${baselineYear}`);
  }
  if (asOf < `${year}-04-01`) report(table, number, 'as_of', asOf, `is before fiscal year ${year} began`);
  if (kpi?.['unit'] === '%' && (Number(value) < 0 || Number(value) > 100)) {
    report(table, number, 'value', value, 'a rate must be from 0 to 100');
  }
}

function checkSynonym(
  { number, cells }: NumberedRow,
  tables: ReadonlyMap<string, Table>,
  report: Report,
): void {
  const table = { kpi: 'kpis', theme: 'themes', initiative: 'initiatives', glossary: 'glossary' }[
    cells['kind'] ?? ''
  ];
  const known = table && tables.get(table)?.rows.some((row) => row.cells['id'] === cells['target']);
  if (!known)
    report('synonyms', number, 'target', cells['target'] ?? '', `is not the id of a ${cells['kind']}`);
}

function checkName(table: string, number: number, cells: Row, report: Report): void {
  const { name = '' } = cells;
  if (name !== name.normalize('NFKC')) report(table, number, 'name', name, 'must be written in NFKC form');
}

function checkEra(
  table: string,
  number: number,
  column: string,
  year: string,
  era: string,
  report: Report,
): void {
  const expected = year === '' ? '' : eraLabel(Number(year));
  if (era !== expected)
    report(
      table,
      number,
      column,
      era,
      `must be ${expected || 'empty'} beside fiscal year ${year || '(none)'}`,
    );
}

function checkDecimals(
  table: string,
  number: number,
  column: string,
  value: string,
  kpi: Row,
  report: Report,
): void {
  const digits = value.split('.')[1]?.length ?? 0;
  const allowed = Number(kpi['decimals']);
  if (digits > allowed)
    report(table, number, column, value, `has ${digits} digits after the point, this KPI has ${allowed}`);
}
