import { ok, refused, type Result } from '../result.ts';
import type { DatasetFault } from './dataset-fault.ts';
import { numberRows, SAMPLE_OBSERVATIONS, type DataPackage, type Dataset } from './dataset.ts';
import { findBrokenRules } from './plan-rules.ts';
import type {
  Basis,
  GlossaryEntry,
  Indicator,
  Initiative,
  Kgi,
  Kpi,
  Matter,
  Name,
  Observation,
  Path,
  Plan,
  PriorityItem,
  Source,
  Synonym,
  Target,
  Theme,
} from './plan.ts';
import { findBrokenReferences, readTable, type TypedRow } from './table-schema.ts';

/**
 * The one validator: tables of text in, a Plan or every fault out (table, row, column, value, reason).
 * The build, the first fill, the console's import and the tests all go through here.
 */
export function parsePlan(dataset: Dataset, dataPackage: DataPackage): Result<Plan, DatasetFault[]> {
  const faults: DatasetFault[] = [];
  const numbered = numberRows(dataset);
  const rows = new Map<string, TypedRow[]>();
  for (const { name, schema } of dataPackage.resources) {
    const table = numbered.get(name);
    if (!table) {
      if (name !== SAMPLE_OBSERVATIONS) {
        faults.push({ table: name, row: 0, column: '', value: '', reason: { kind: 'missing-table' } });
      }
      continue;
    }
    const read = readTable(table, schema);
    rows.set(name, read.rows);
    faults.push(...read.faults, ...findBrokenReferences(table, schema, numbered));
  }
  for (const name of numbered.keys()) {
    if (dataPackage.resources.some((resource) => resource.name === name)) continue;
    faults.push({ table: name, row: 0, column: '', value: '', reason: { kind: 'unknown-table' } });
  }
  if (faults.length > 0) return refused(faults); // relations can only be judged between sound cells
  faults.push(...findBrokenRules(dataset.rules, numbered));
  return faults.length > 0 ? refused(faults) : ok(buildPlan(dataset, rows));
}

function buildPlan(dataset: Dataset, tables: ReadonlyMap<string, readonly TypedRow[]>): Plan {
  const rowsOf = (table: string): readonly TypedRow[] => tables.get(table) ?? [];
  const inOrder = (table: string): TypedRow[] =>
    [...rowsOf(table)].sort((a, b) => number(a, 'order') - number(b, 'order'));

  const priorityItems = byId(
    inOrder('priority-items').map((row): PriorityItem => ({
      id: text(row, 'id'),
      code: text(row, 'code'),
      name: readName(row),
    })),
  );
  const themes = byId(
    inOrder('themes').map((row): Theme => ({
      id: text(row, 'id'),
      priorityItem: find(priorityItems, text(row, 'priority_item')),
      name: readName(row),
      shortName: text(row, 'short_name'),
    })),
  );
  const matters = byId(
    inOrder('matters').map((row): Matter => ({
      id: text(row, 'id'),
      theme: find(themes, text(row, 'theme')),
      name: readName(row),
    })),
  );
  const initiatives = byId(
    inOrder('initiatives').map((row): Initiative => ({
      id: text(row, 'id'),
      matter: find(matters, text(row, 'matter')),
      name: readName(row),
      note: text(row, 'note'),
      ...readSource(row),
    })),
  );
  const samples = groupBy(rowsOf(SAMPLE_OBSERVATIONS), 'kpi', (row) => readObservation(row, true));
  const figures: Figures = {
    targets: groupBy(rowsOf('targets'), 'kpi', readTarget),
    observations: groupBy(rowsOf('observations'), 'kpi', (row) => readObservation(row, false)),
    samples,
  };
  const isKgi = (row: TypedRow): boolean => row['kind'] === 'kgi'; // older versions have no such column: all are KPIs
  const indicators = inOrder('kpis');
  const kpis = byId(
    indicators
      .filter((row) => !isKgi(row))
      .map((row): Kpi => ({
        ...readIndicator(row, figures),
        initiative: find(initiatives, text(row, 'initiative')),
      })),
  );
  const kgis = byId(
    indicators.filter(isKgi).map((row): Kgi => ({
      ...readIndicator(row, figures),
      priorityItem: find(priorityItems, text(row, 'priority_item')),
    })),
  );
  return {
    rules: dataset.rules,
    priorityItems,
    themes,
    matters,
    initiatives,
    kpis,
    kgis,
    glossary: byId(inOrder('glossary').map(readGlossaryEntry)),
    synonyms: rowsOf('synonyms').map(readSynonym).sort(byWord),
    hasSamples: samples.size > 0,
  };
}

/** What is known of each indicator beside its own row, by its id. */
type Figures = {
  targets: ReadonlyMap<string, Target[]>;
  observations: ReadonlyMap<string, Observation[]>;
  samples: ReadonlyMap<string, Observation[]>;
};

function readIndicator(row: TypedRow, { targets, observations, samples }: Figures): Indicator {
  const id = text(row, 'id');
  const real = observations.get(id) ?? [];
  const years = new Set(real.map(({ fiscalYear }) => fiscalYear));
  const made = (samples.get(id) ?? []).filter(({ fiscalYear }) => !years.has(fiscalYear));
  const [first, ...revised] = (targets.get(id) ?? []).sort((a, b) => a.revision - b.revision);
  if (!first) throw new Error(`plan-rules let ${id} through without a target`);
  return {
    id,
    name: readName(row),
    shortName: text(row, 'short_name'),
    unit: text(row, 'unit'),
    decimals: number(row, 'decimals'),
    basis: text(row, 'basis') as Basis,
    better: text(row, 'better') as Indicator['better'],
    path: text(row, 'path') as Path,
    baseline:
      row['baseline_value'] === null
        ? null
        : { value: number(row, 'baseline_value'), fiscalYear: number(row, 'baseline_fiscal_year') },
    baselinePrinted: text(row, 'baseline_printed'),
    targets: [first, ...revised],
    observations: [...real, ...made].sort((a, b) => a.fiscalYear - b.fiscalYear),
    retired:
      row['retired_on'] === null
        ? null
        : { on: text(row, 'retired_on'), reason: text(row, 'retired_reason') },
    note: text(row, 'note'),
    ...readSource(row),
  };
}

function readTarget(row: TypedRow): Target {
  return {
    revision: number(row, 'revision'),
    value: number(row, 'value'),
    fiscalYear: number(row, 'fiscal_year'),
    printed: text(row, 'printed'),
    effectiveDate: row['effective_date'] === null ? null : text(row, 'effective_date'),
    reason: text(row, 'reason'),
  };
}

function readObservation(row: TypedRow, sample: boolean): Observation {
  return {
    fiscalYear: number(row, 'fiscal_year'),
    value: number(row, 'value'),
    status: text(row, 'status') as Observation['status'],
    asOf: text(row, 'as_of'),
    source: text(row, 'source'),
    comment: text(row, 'comment'),
    sample,
  };
}

function readGlossaryEntry(row: TypedRow): GlossaryEntry {
  const aliases = text(row, 'aliases');
  return {
    id: text(row, 'id'),
    term: text(row, 'term'),
    reading: text(row, 'reading'),
    aliases: aliases === '' ? [] : aliases.split('|'),
    explanation: text(row, 'explanation'),
  };
}

function readSynonym(row: TypedRow): Synonym {
  return { word: text(row, 'word'), kind: text(row, 'kind') as Synonym['kind'], target: text(row, 'target') };
}

/** A version stores its rows by key, the file has them in any order: the same plan offers the same choices. */
function byWord(one: Synonym, other: Synonym): number {
  const [first, second] = [`${one.word}\t${one.target}`, `${other.word}\t${other.target}`];
  return first < second ? -1 : 1;
}

// The schema has been enforced by now, so a cell of another type is a column that this file and
// datapackage.json disagree about: a bug, which throws.

function text(row: TypedRow, column: string): string {
  const cell = row[column];
  if (cell === null) return '';
  if (typeof cell !== 'string') throw new Error(`datapackage.json has no text column ${column}`);
  return cell;
}

function number(row: TypedRow, column: string): number {
  const cell = row[column];
  if (typeof cell !== 'number') throw new Error(`datapackage.json has no required number column ${column}`);
  return cell;
}

function readName(row: TypedRow): Name {
  return { printed: text(row, 'name_printed'), text: text(row, 'name'), reading: text(row, 'reading') };
}

function readSource(row: TypedRow): Source {
  return {
    sourceRow: row['source_row'] === null ? null : number(row, 'source_row'),
    source: text(row, 'source'),
  };
}

function byId<Value extends { id: string }>(values: readonly Value[]): Map<string, Value> {
  return new Map(values.map((value) => [value.id, value]));
}

function find<Value>(values: ReadonlyMap<string, Value>, id: string): Value {
  const value = values.get(id);
  if (value === undefined) throw new Error(`the reference to ${id} was not checked`);
  return value;
}

function groupBy<Value>(
  rows: readonly TypedRow[],
  column: string,
  read: (row: TypedRow) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const key = text(row, column);
    const group = groups.get(key);
    if (group) group.push(read(row));
    else groups.set(key, [read(row)]);
  }
  return groups;
}
