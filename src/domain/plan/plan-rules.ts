import type { BrokenRule, DatasetFault } from './dataset-fault.ts';
import { SAMPLE_OBSERVATIONS } from './dataset.ts';
import { eraLabel } from './fiscal-year.ts';
import type { ProgressRules } from './plan.ts';
import type { Row, Table } from './table-schema.ts';

type NumberedRow = Table['rows'][number];
type Report = (table: string, row: number, column: string, value: string, reason: BrokenRule) => void;

/** The rows of a plan where they are looked up again and again, by their keys. */
type Known = { kpis: ReadonlyMap<string, Row>; targets: ReadonlyMap<string, Row> };

/** What must hold between cells and rows, beyond what `datapackage.json` can say about one cell. */
export function findBrokenRules(rules: ProgressRules, tables: ReadonlyMap<string, Table>): DatasetFault[] {
  const faults: DatasetFault[] = [];
  const report: Report = (table, row, column, value, reason) => {
    faults.push({ table, row, column, value, reason });
  };
  const rowsOf = (table: string): readonly NumberedRow[] => tables.get(table)?.rows ?? [];
  const known: Known = {
    kpis: new Map(rowsOf('kpis').map(({ cells }) => [cells['id'] ?? '', cells])),
    targets: new Map(
      rowsOf('targets').map(({ cells }) => [targetKey(cells['kpi'], cells['revision']), cells]),
    ),
  };

  checkRules(rules, report);
  for (const row of rowsOf('initiatives')) checkSource('initiatives', row, report);
  for (const row of rowsOf('kpis')) checkKpi(row, known, report);
  for (const row of rowsOf('targets')) checkTarget(row, known, report);
  for (const table of ['observations', SAMPLE_OBSERVATIONS]) {
    for (const row of rowsOf(table)) checkObservation(table, row, known, report);
  }
  checkSynonyms(rowsOf('synonyms'), tables, report);
  for (const table of ['priority-items', 'themes', 'matters', 'initiatives', 'kpis']) {
    for (const { number, cells } of rowsOf(table)) checkName(table, number, cells, report);
  }
  return faults;
}

function targetKey(kpi = '', revision: string | number = ''): string {
  return `${kpi} ${revision}`;
}

function checkRules(rules: ProgressRules, report: Report): void {
  if (!rules.version) report('rules', 0, 'version', '', { kind: 'rules-version' });
  if (!Number.isInteger(rules.baselineFiscalYear)) {
    report('rules', 0, 'baseline_fiscal_year', '', { kind: 'rules-baseline-year' });
  }
  const { behindBelowPercent: behind, onTrackFromPercent: onTrack } = rules;
  const whole = Number.isInteger(behind) && Number.isInteger(onTrack);
  if (whole && behind > 0 && behind < onTrack && onTrack <= 100) return;
  report('rules', 0, '', `${behind}, ${onTrack}`, { kind: 'rules-thresholds' });
}

function checkKpi(row: NumberedRow, { targets }: Known, report: Report): void {
  const { number, cells } = row;
  const { id = '', baseline_value: value = '', baseline_fiscal_year: year = '' } = cells;
  const kind = cells['kind'] || 'kpi'; // versions stored before there were KGIs have no such column
  checkBeside('kpis', row, 'initiative', kind === 'kpi', { column: 'kind', value: kind }, report);
  checkBeside('kpis', row, 'priority_item', kind === 'kgi', { column: 'kind', value: kind }, report);
  checkSource('kpis', row, report);
  checkExactlyBeside('kpis', row, 'retired_reason', 'retired_on', report);
  checkExactlyBeside('kpis', row, 'baseline_fiscal_year', 'baseline_value', report);
  checkEra('kpis', number, 'baseline_era', year, cells['baseline_era'] ?? '', report);
  checkDecimals('kpis', number, 'baseline_value', value, cells, report);
  if (!targets.has(targetKey(id, 0))) report('kpis', number, 'id', id, { kind: 'no-first-target' });
}

/** What the printed table does not have must say where it comes from. */
function checkSource(table: string, row: NumberedRow, report: Report): void {
  const printed = row.cells['source_row'] ?? '';
  checkBeside(table, row, 'source', printed === '', { column: 'source_row', value: printed }, report);
}

/** A cell that is given exactly when another one of its row is. */
function checkExactlyBeside(
  table: string,
  row: NumberedRow,
  column: string,
  other: string,
  report: Report,
): void {
  const value = row.cells[other] ?? '';
  checkBeside(table, row, column, value !== '', { column: other, value }, report);
}

function checkBeside(
  table: string,
  { number, cells }: NumberedRow,
  column: string,
  isNeeded: boolean,
  other: { column: string; value: string },
  report: Report,
): void {
  const value = cells[column] ?? '';
  if (isNeeded && value === '') report(table, number, column, '', { kind: 'required-beside', ...other });
  if (!isNeeded && value !== '') report(table, number, column, value, { kind: 'blank-beside', ...other });
}

function checkTarget(row: NumberedRow, { kpis, targets }: Known, report: Report): void {
  const { number, cells } = row;
  const { kpi: id = '', revision = '', fiscal_year: year = '', effective_date: effective = '' } = cells;
  const kpi = kpis.get(id);
  checkEra('targets', number, 'era', year, cells['era'] ?? '', report);
  if (kpi) checkDecimals('targets', number, 'value', cells['value'] ?? '', kpi, report);
  checkAfterBaseline('targets', row, kpi, report);
  checkDirection(number, cells, kpi, report);
  if (revision === '0' || !isWhole(revision)) return;
  checkBeside('targets', row, 'effective_date', true, { column: 'revision', value: revision }, report);
  const missing = Number(revision) - 1;
  const previous = targets.get(targetKey(id, missing));
  const earlier = previous?.['effective_date'] ?? '';
  if (!previous) report('targets', number, 'revision', revision, { kind: 'revision-gap', missing });
  else if (effective !== '' && earlier >= effective) {
    report('targets', number, 'effective_date', effective, { kind: 'not-after-earlier-revision', earlier });
  }
}

/** A target on the wrong side of its baseline would turn every status around. */
function checkDirection(number: number, cells: Row, kpi: Row | undefined, report: Report): void {
  const baseline = kpi?.['basis'] === 'cumulative' ? '0' : (kpi?.['baseline_value'] ?? '');
  if (!kpi || baseline === '' || kpi['basis'] === 'unconfirmed') return;
  const { value = '' } = cells;
  const better = kpi['better'] === 'lower' ? 'lower' : 'higher';
  const gain = Number(value) - Number(baseline);
  if (better === 'higher' ? gain < 0 : gain > 0) {
    const reason = { kind: 'worse-than-baseline', baseline: Number(baseline), better } as const;
    report('targets', number, 'value', value, reason);
  }
}

function checkObservation(table: string, row: NumberedRow, { kpis }: Known, report: Report): void {
  const { number, cells } = row;
  const { fiscal_year: year = '', value = '', as_of: asOf = '' } = cells;
  const kpi = kpis.get(cells['kpi'] ?? '');
  checkEra(table, number, 'era', year, cells['era'] ?? '', report);
  if (kpi) checkDecimals(table, number, 'value', value, kpi, report);
  checkAfterBaseline(table, row, kpi, report);
  if (isWhole(year) && asOf < `${year}-04-01`) {
    report(table, number, 'as_of', asOf, { kind: 'before-year-began', fiscalYear: Number(year) });
  }
  if (kpi?.['unit'] === '%' && (Number(value) < 0 || Number(value) > 100)) {
    report(table, number, 'value', value, { kind: 'not-a-rate' });
  }
}

function checkAfterBaseline(
  table: string,
  { number, cells }: NumberedRow,
  kpi: Row | undefined,
  report: Report,
): void {
  const { fiscal_year: year = '' } = cells;
  const baselineYear = kpi?.['baseline_fiscal_year'] ?? '';
  if (!isWhole(year) || !isWhole(baselineYear) || Number(year) > Number(baselineYear)) return;
  const reason = { kind: 'not-after-baseline', baselineYear: Number(baselineYear) } as const;
  report(table, number, 'fiscal_year', year, reason);
}

/** The table that a synonym's target is in; KGIs stand among the KPIs. */
const TABLE_OF_KIND: Record<string, string> = {
  kpi: 'kpis',
  theme: 'themes',
  initiative: 'initiatives',
  glossary: 'glossary',
};

function checkSynonyms(
  rows: readonly NumberedRow[],
  tables: ReadonlyMap<string, Table>,
  report: Report,
): void {
  const ids = new Map(
    Object.values(TABLE_OF_KIND).map((table) => [
      table,
      new Set(tables.get(table)?.rows.map(({ cells }) => cells['id'])),
    ]),
  );
  for (const { number, cells } of rows) {
    const { kind = '', target = '' } = cells;
    const table = TABLE_OF_KIND[kind] ?? kind;
    if (!ids.get(table)?.has(target))
      report('synonyms', number, 'target', target, { kind: 'unknown-target', table });
  }
}

function checkName(table: string, number: number, cells: Row, report: Report): void {
  const { name = '' } = cells;
  const written = name.normalize('NFKC');
  if (name !== written) report(table, number, 'name', name, { kind: 'not-nfkc', written });
}

/** What cannot be read is told at its own cell; nothing can be said about what it should be beside others. */
function isWhole(text: string): boolean {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text));
}

function checkEra(
  table: string,
  number: number,
  column: string,
  fiscalYear: string,
  era: string,
  report: Report,
): void {
  if (fiscalYear !== '' && !isWhole(fiscalYear)) return;
  const expected = fiscalYear === '' ? '' : eraLabel(Number(fiscalYear));
  if (era !== expected) report(table, number, column, era, { kind: 'era-mismatch', fiscalYear, expected });
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
  if (digits > allowed) report(table, number, column, value, { kind: 'too-many-digits', digits, allowed });
}
