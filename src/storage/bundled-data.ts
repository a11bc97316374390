import dataPackage from '../../data/datapackage.json';
import glossary from '../../data/glossary.csv';
import initiatives from '../../data/initiatives.csv';
import kpis from '../../data/kpis.csv';
import matters from '../../data/matters.csv';
import observations from '../../data/observations.csv';
import priorityItems from '../../data/priority-items.csv';
import rules from '../../data/rules.json';
import sampleObservations from '../../data/sample/observations.csv';
import sourceRows from '../../data/source-rows.csv';
import targets from '../../data/targets.csv';
import themes from '../../data/themes.csv';
import synonyms from '../../data/words/synonyms.csv';
import type { DataPackage, DatasetFiles } from '../domain/plan/dataset.ts';

/** `data/` as it was when this code was built; the build has validated it. */
export const bundledDataPackage = dataPackage as DataPackage;

export const bundledFiles: DatasetFiles = {
  rules,
  csv: {
    'source-rows.csv': sourceRows,
    'priority-items.csv': priorityItems,
    'themes.csv': themes,
    'matters.csv': matters,
    'initiatives.csv': initiatives,
    'kpis.csv': kpis,
    'targets.csv': targets,
    'observations.csv': observations,
    'glossary.csv': glossary,
    'words/synonyms.csv': synonyms,
    'sample/observations.csv': sampleObservations,
  },
};
