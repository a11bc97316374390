import { readDataFolder } from '../../src/commands/read-data.ts';
import { describeFault } from '../../src/domain/plan/dataset-fault.ts';
import { readDataset, type Dataset } from '../../src/domain/plan/dataset.ts';
import { parsePlan } from '../../src/domain/plan/parse-plan.ts';
import type { Kpi, Plan } from '../../src/domain/plan/plan.ts';

export const { dataPackage, files } = readDataFolder();

export function loadDataset({ withSamples = false } = {}): Dataset {
  const dataset = readDataset(files, dataPackage, { withSamples });
  if (!dataset.ok) throw new Error(dataset.fault.map(describeFault).join('\n'));
  return dataset.value;
}

export function loadPlan(options: { withSamples?: boolean } = {}): Plan {
  const plan = parsePlan(loadDataset(options), dataPackage);
  if (!plan.ok) throw new Error(plan.fault.map(describeFault).join('\n'));
  return plan.value;
}

export function kpiOf(plan: Plan, id: string): Kpi {
  const kpi = plan.kpis.get(id);
  if (!kpi) throw new Error(`no KPI ${id}`);
  return kpi;
}
