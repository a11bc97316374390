import { readFileSync } from 'node:fs';
import type { DataPackage, DatasetFiles, RulesFile } from '../domain/plan/dataset.ts';

/** `data/` from disk, for commands and tests that run in Node; the Worker has it in its bundle. */
export function readDataFolder(folder = new URL('../../data/', import.meta.url)): {
  dataPackage: DataPackage;
  files: DatasetFiles;
  town: Record<string, unknown>;
} {
  const read = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
  const dataPackage = JSON.parse(read('datapackage.json')) as DataPackage;
  const csv = Object.fromEntries(dataPackage.resources.map(({ path }) => [path, read(path)]));
  const town = JSON.parse(read('town.json')) as Record<string, unknown>;
  return { dataPackage, town, files: { csv, rules: JSON.parse(read('rules.json')) as RulesFile } };
}
