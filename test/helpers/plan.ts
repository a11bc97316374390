import { readDataFolder } from '../../src/commands/read-data.ts';
import { describeFault } from '../../src/domain/plan/dataset-fault.ts';
import { applyChanges, schemaOf } from '../../src/domain/plan/changes.ts';
import { readDataset, type Dataset } from '../../src/domain/plan/dataset.ts';
import { parsePlan } from '../../src/domain/plan/parse-plan.ts';
import type { Kgi, Kpi, Plan } from '../../src/domain/plan/plan.ts';
import { keyOf, rowKey, type Row } from '../../src/domain/plan/table-schema.ts';

export const { dataPackage, files } = readDataFolder();

export function loadDataset({ withSamples = false } = {}): Dataset {
  const dataset = readDataset(files, dataPackage, { withSamples });
  if (!dataset.ok) throw new Error(dataset.fault.map(describeFault).join('\n'));
  return dataset.value;
}

export function loadPlan(options: { withSamples?: boolean } = {}): Plan {
  return planOf(loadDataset(options));
}

export function planOf(dataset: Dataset): Plan {
  const plan = parsePlan(dataset, dataPackage);
  if (!plan.ok) throw new Error(plan.fault.map(describeFault).join('\n'));
  return plan.value;
}

/** The published plan with some rows changed or added, table by table. */
export function datasetWith(
  rows: Readonly<Record<string, readonly Row[]>>,
  dataset = loadDataset({ withSamples: true }),
): Dataset {
  const changes = Object.entries(rows).flatMap(([table, added]) =>
    added.map((after) => {
      const key = rowKey(after, schemaOf(table, dataPackage));
      return { table, key, before: findRow(dataset, table, key), after };
    }),
  );
  const changed = applyChanges(dataset, changes, dataPackage);
  if (!changed.ok) throw new Error('a row was changed twice');
  return changed.value;
}

function findRow({ tables }: Dataset, table: string, key: string): Row | null {
  const schema = schemaOf(table, dataPackage);
  return (tables[table] ?? []).find((row) => rowKey(row, schema) === key) ?? null;
}

/** A row of the published plan by the cells of its key. */
export function rowOf(table: string, ...cells: string[]): Row {
  const row = findRow(loadDataset(), table, keyOf(...cells));
  if (!row) throw new Error(`no row ${cells.join(', ')} in ${table}`);
  return row;
}

export const LINE_FRIENDS_ENDED: Row = {
  ...rowOf('kpis', 'line-friends'),
  retired_on: '2026-10-01',
  retired_reason: '別の指標に置きかえたため。',
};

/** A KGI of the one 重点項目 there is, with its target; neither is in the printed table. */
export const SATISFACTION_ROWS: Readonly<Record<string, readonly Row[]>> = {
  kpis: [
    {
      ...rowOf('kpis', 'women-managers'),
      id: 'satisfaction',
      kind: 'kgi',
      priority_item: 'administrative-reform',
      initiative: '',
      name_printed: '行政サービスの満足度',
      name: '行政サービスの満足度',
      short_name: 'サービス満足度',
      reading: 'ぎょうせいさーびすのまんぞくど',
      baseline_printed: '50.0 ％',
      baseline_value: '50',
      source_row: '',
      source: '総合振興計画（2026年9月）',
      order: '100',
      note: '',
    },
  ],
  targets: [
    { ...rowOf('targets', 'women-managers', '0'), kpi: 'satisfaction', value: '70', printed: '70.0 ％' },
  ],
};

export function kgiOf(plan: Plan, id: string): Kgi {
  const kgi = plan.kgis.get(id);
  if (!kgi) throw new Error(`no KGI ${id}`);
  return kgi;
}

export function kpiOf(plan: Plan, id: string): Kpi {
  const kpi = plan.kpis.get(id);
  if (!kpi) throw new Error(`no KPI ${id}`);
  return kpi;
}
