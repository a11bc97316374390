import { rowsByKey, RULES_TABLE, sameRow } from '../../../domain/plan/changes.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import { keyCells, type Row } from '../../../domain/plan/table-schema.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import type { RowFault } from './check-rows.ts';
import { RULES_KEY, type Resource } from './draft-rows.ts';
import { cellField } from './read-cells.ts';
import { nameInDraft } from './tables-page.tsx';

/** What the validator says of a row, at the fields of its form. */
export function faultsAtFields(resource: Resource, faults: readonly RowFault[]): FieldFault[] {
  return faults.map(({ column, text }) => ({ name: fieldOf(resource.name, column), text }));
}

/** The field a fault is shown at; what cannot be typed shows it where the row begins. */
export function fieldOf(table: string, column: string): string {
  if (column === 'era') return cellField(table, 'fiscal_year');
  if (column === 'baseline_era') return cellField(table, 'baseline_fiscal_year');
  if (table === 'synonyms' && column === 'kind') return cellField(table, 'target');
  if (table === RULES_TABLE && column === '') return cellField(table, 'behind_below_percent');
  return cellField(table, column);
}

/** A new row whose key is that of another. */
export function keyTaken(open: OpenDraft, resource: Resource, key: string, there: Row): FieldFault {
  const [column = ''] = resource.schema.primaryKey ?? [];
  const cells = keyCells(key).filter((cell) => cell !== '');
  const name = nameInDraft(open, resource.name, key, there);
  return {
    name: cellField(resource.name, column),
    text: `「${cells.join('・')}」は、「${name}」で使われています。別のものにするか、その行を直してください。`,
  };
}

const FIGURE = /^(?:0|[1-9]\d{0,3})$/;

/**
 * The thresholds are kept as numbers, so what is none must be caught before. And a rule that has changed must not go by
 * the number of the published one; the validator cannot know of that.
 */
export function rulesFaults(
  open: OpenDraft,
  row: Row,
  resource: Resource,
  dataPackage: DataPackage,
): FieldFault[] {
  if (resource.name !== RULES_TABLE) return [];
  const unreadable = resource.schema.fields
    .filter(({ name, type }) => type === 'integer' && !FIGURE.test(row[name] ?? ''))
    .map(({ name, title }): FieldFault => ({
      name: cellField(RULES_TABLE, name),
      text: `「${title}」を、半角の数字だけで書いてください。`,
    }));
  const before = rowsByKey(open.newest.dataset, RULES_TABLE, dataPackage).get(RULES_KEY) ?? null;
  if (sameRow(before, row) || before?.['version'] !== row['version']) return unreadable;
  const text = `きまりを変えるので、「版」を公開中の「${before?.['version']}」とは別の番号にしてください。`;
  return [...unreadable, { name: cellField(RULES_TABLE, 'version'), text }];
}
