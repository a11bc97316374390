import { describeFault, type DatasetFault } from '../domain/plan/dataset-fault.ts';
import { readDataset } from '../domain/plan/dataset.ts';
import { parsePlan } from '../domain/plan/parse-plan.ts';
import { readTown } from '../domain/town.ts';
import { readDataFolder } from './read-data.ts';

/** `npm run data:check`, which every build runs first: one line per fault with table, row, column and reason. */

const { dataPackage, files, town } = readDataFolder();
const faults: DatasetFault[] = [];
for (const withSamples of [false, true]) {
  const dataset = readDataset(files, dataPackage, { withSamples });
  const plan = dataset.ok ? parsePlan(dataset.value, dataPackage) : dataset;
  if (!plan.ok) faults.push(...plan.fault);
  else if (!withSamples) {
    const { kpis, initiatives, themes, glossary, synonyms } = plan.value;
    console.log(
      `data: ${themes.size} themes, ${initiatives.size} initiatives, ${kpis.size} KPIs, ` +
        `${glossary.size} glossary entries, ${synonyms.length} synonyms`,
    );
  }
}
const townRead = readTown(town);
const lines = new Set([...faults.map(describeFault), ...(townRead.ok ? [] : townRead.fault)]);
for (const line of lines) console.error(line);
if (lines.size > 0) {
  console.error(
    `data: ${lines.size} ${lines.size === 1 ? 'fault' : 'faults'}; nothing was built. Rows count as in a spreadsheet, the header being row 1.`,
  );
  process.exitCode = 1;
}
