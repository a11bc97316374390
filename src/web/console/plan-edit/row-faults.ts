import { rowsByKey, RULES_TABLE, sameRow } from '../../../domain/plan/changes.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import { keyCells, readTable, type Row } from '../../../domain/plan/table-schema.ts';
import { titlesOf } from '../../../domain/plan/titles.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { describeFaultInJapanese } from '../../../messages/wording/ja-faults.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import type { RowFault } from './check-rows.ts';
import { RULES_KEY, type Resource } from './draft-rows.ts';
import { cellField } from './read-cells.ts';
import { nameInDraft } from './tables-page.tsx';

/** What the validator says of a row, at the fields of its form. */
export function faultsAtFields(resource: Resource, faults: readonly RowFault[]): FieldFault[] {
  return faults.map(({ column, text }) => ({ name: fieldOf(resource.name, column), text }));
}

const MADE_FROM: ReadonlyMap<string, string> = new Map([
  ['kpis.name_printed', 'kpis.name'],
  ['kpis.unit_printed', 'kpis.unit'],
  ['kpis.baseline_printed', 'kpis.baseline_value'],
  ['targets.printed', 'targets.value'],
]);

/**
 * The faults of a form that does not ask for cells made from others, the first of each field. What is wrong with a
 * made cell mostly follows from another fault; alone, it is shown at the field it was made from.
 */
export function faultsWhereAsked(faults: readonly FieldFault[]): FieldFault[] {
  const asked = faults.filter(({ name }) => !MADE_FROM.has(name));
  const shown =
    asked.length > 0 ? asked : faults.map(({ name, text }) => ({ name: MADE_FROM.get(name) ?? name, text }));
  return shown.filter(({ name }, at) => shown.findIndex((other) => other.name === name) === at);
}

/** The field a fault is shown at; what cannot be typed shows it where the row begins. */
function fieldOf(table: string, column: string): string {
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
const YEAR = /^20\d\d$/;

/**
 * The thresholds are kept as numbers and no table's schema watches over them, so what is none must be caught before.
 * And a rule that has changed must not go by the number of the published one; the validator cannot know of that.
 */
export function rulesFaults(
  open: OpenDraft,
  row: Row,
  resource: Resource,
  dataPackage: DataPackage,
): FieldFault[] {
  if (resource.name !== RULES_TABLE) return [];
  return [
    ...unreadableFigures(row, resource),
    ...unreadableTexts(row, resource, dataPackage),
    ...sameVersion(open, row, dataPackage),
  ];
}

function unreadableFigures(row: Row, { schema }: Resource): FieldFault[] {
  return schema.fields.flatMap(({ name, type, title }): FieldFault[] => {
    const cell = row[name] ?? '';
    if (type !== 'integer') return [];
    if (name === 'baseline_fiscal_year' && !YEAR.test(cell))
      return [ruleFault(name, `「${title}」を、西暦で 2024 のように書いてください。`)];
    return FIGURE.test(cell) ? [] : [ruleFault(name, `「${title}」を、半角の数字だけで書いてください。`)];
  });
}

function unreadableTexts(row: Row, { schema }: Resource, dataPackage: DataPackage): FieldFault[] {
  const texts = { fields: schema.fields.filter(({ type }) => type === 'string') };
  const { faults } = readTable({ name: RULES_TABLE, rows: [{ number: 1, cells: row }] }, texts);
  const titles = titlesOf(dataPackage);
  return faults.map((fault) => ruleFault(fault.column, describeFaultInJapanese(fault, titles)));
}

function sameVersion(open: OpenDraft, row: Row, dataPackage: DataPackage): FieldFault[] {
  const before = rowsByKey(open.newest.dataset, RULES_TABLE, dataPackage).get(RULES_KEY) ?? null;
  if (sameRow(before, row) || before?.['version'] !== row['version']) return [];
  const text = `きまりを変えるので、「版」を公開中の「${before?.['version']}」とは別の番号にしてください。`;
  return [ruleFault('version', text)];
}

function ruleFault(column: string, text: string): FieldFault {
  return { name: cellField(RULES_TABLE, column), text };
}
