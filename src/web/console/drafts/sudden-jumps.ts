import { actualOf } from '../../../domain/plan/actuals.ts';
import { ACTUAL_FIELDS, checkActual, type ActualInput } from '../../../domain/plan/check-actual.ts';
import { schemaOf } from '../../../domain/plan/changes.ts';
import { keyOf } from '../../../domain/plan/table-schema.ts';
import type { JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { findIndicator, type Indicator } from '../../../domain/plan/plan.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import { titlesOf } from '../../../domain/plan/titles.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { cellMessagesOf } from '../actuals/remark-words.ts';
import { rowName } from '../row-names.ts';

const OBSERVATIONS = 'observations';

/** An actual that asked "sure?" when it was entered, in the same words: who approves should look as well. */
export type SuddenJump = { key: string; name: string; text: string };

export function suddenJumps(open: OpenDraft, today: JapaneseDate, dataPackage: DataPackage): SuddenJump[] {
  const { plan, newest, changes } = open;
  if (!plan.ok) return [];
  const schema = schemaOf(OBSERVATIONS, dataPackage);
  const titles = titlesOf(dataPackage);
  return changes.flatMap(({ table, after }): SuddenJump[] => {
    if (table !== OBSERVATIONS || !after) return [];
    const { kpi = '', fiscal_year: year = '' } = after;
    const fiscalYear = Number(year);
    const indicator = findIndicator(plan.value, kpi);
    if (!indicator) return [];
    const published = findIndicator(newest.plan, kpi);
    const before = published ? actualOf(published, fiscalYear) : null;
    const asEntered: Indicator = {
      ...indicator,
      observations: [
        ...indicator.observations.filter((actual) => actual.fiscalYear !== fiscalYear),
        ...(before ? [before] : []),
      ],
    };
    const input = Object.fromEntries(
      ACTUAL_FIELDS.map((field) => [field, after[field] ?? '']),
    ) as ActualInput;
    const { row, remarks } = checkActual(asEntered, fiscalYear, input, { today, schema });
    const asked = remarks.filter(({ level }) => level === 'ask');
    const context = { indicator: asEntered, fiscalYear, titles };
    const name = rowName(OBSERVATIONS, keyOf(kpi, year), [plan.value]);
    return cellMessagesOf({ kind: 'held', row, remarks: asked }, context).map(([, { text }]) => ({
      key: keyOf(kpi, year),
      name,
      text,
    }));
  });
}
