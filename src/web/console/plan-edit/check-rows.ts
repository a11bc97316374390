import { RULES_TABLE } from '../../../domain/plan/changes.ts';
import type { DatasetFault } from '../../../domain/plan/dataset-fault.ts';
import { numberRows, type DataPackage, type Dataset } from '../../../domain/plan/dataset.ts';
import { parsePlan } from '../../../domain/plan/parse-plan.ts';
import { findBrokenRules } from '../../../domain/plan/plan-rules.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { rowKey, type Row } from '../../../domain/plan/table-schema.ts';
import { titlesOf } from '../../../domain/plan/titles.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { describeFaultInJapanese } from '../../../messages/wording/ja-faults.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import { enumWords } from '../cell-words.ts';
import { rowName } from '../row-names.ts';
import { resourceOf } from '../rules-table.ts';
import { layOver, plansOf, RULES_KEY } from './draft-rows.ts';

/** A fault in words; `column` is empty where the whole row is meant. */
export type RowFault = { table: string; key: string; column: string; text: string };

/** What the one validator says of a draft with rows laid over it. */
export type Checked = {
  /** Of the rows themselves. */
  own: readonly RowFault[];
  /** Of other rows, where these rows cause them. */
  elsewhere: readonly RowFault[];
  /** Null while anything in the draft is wrong. */
  plan: Plan | null;
};

export function checkRows(open: OpenDraft, rows: readonly RowToSave[], dataPackage: DataPackage): Checked {
  const dataset = layOver(open.dataset, rows, dataPackage);
  const parsed = parsePlan(dataset, dataPackage);
  if (parsed.ok) return { own: [], elsewhere: [], plan: parsed.value };
  const known = new Set(faultsOf(open, open.dataset, dataPackage).map(({ name }) => name));
  const mine = new Set(rows.map(({ table, key }) => `${table}/${key}`));
  const faults = faultsOf(open, dataset, dataPackage);
  const isOwn = ({ table, key, other }: NamedFault): boolean =>
    mine.has(`${table}/${key}`) || (other !== null && mine.has(`${table}/${other}`));
  return {
    own: faults.filter(isOwn).map((fault) => ({ ...fault, key: ownKey(fault, mine) })),
    elsewhere: faults.filter((fault) => !isOwn(fault) && !known.has(fault.name)),
    plan: null,
  };
}

/** Everything wrong with a draft as it is. */
export function draftFaults(open: OpenDraft, dataPackage: DataPackage): readonly RowFault[] {
  return open.plan.ok ? [] : faultsOf(open, open.dataset, dataPackage);
}

/** `other`: the row that a duplicate was found beside. */
type NamedFault = RowFault & { name: string; other: string | null };

function ownKey({ table, key, other }: NamedFault, mine: ReadonlySet<string>): string {
  return mine.has(`${table}/${key}`) ? key : (other ?? key);
}

function faultsOf(open: OpenDraft, dataset: Dataset, dataPackage: DataPackage): NamedFault[] {
  const parsed = parsePlan(dataset, dataPackage);
  if (parsed.ok) return [];
  // The validator judges relations only once every cell is sound; an unsound cell elsewhere must not hide them here.
  const relations = findBrokenRules(dataset.rules, numberRows(dataset));
  const seen = new Set<string>();
  return [...parsed.fault, ...relations].flatMap((fault) => {
    const named = describe(open, fault, dataset, dataPackage);
    if (seen.has(named.name)) return [];
    seen.add(named.name);
    return [named];
  });
}

function describe(
  open: OpenDraft,
  fault: DatasetFault,
  dataset: Dataset,
  dataPackage: DataPackage,
): NamedFault {
  const { table, column } = fault;
  const key = keyAt(dataset, table, fault.row, dataPackage);
  const other =
    fault.reason.kind === 'duplicate' ? keyAt(dataset, table, fault.reason.firstRow, dataPackage) : null;
  const [first = ''] = column.split(', ');
  const said = { table, key, column: first };
  const text = sayFault(fault, other, open, dataset, dataPackage);
  return { ...said, text, other, name: JSON.stringify([table, key, column, fault.value, fault.reason.kind]) };
}

function sayFault(
  fault: DatasetFault,
  other: string | null,
  open: OpenDraft,
  dataset: Dataset,
  dataPackage: DataPackage,
): string {
  const { table, column, reason } = fault;
  const titles = titlesOf(dataPackage);
  if (reason.kind === 'enum') return `「${titles(table, column).column}」を、選択肢から選んでください。`;
  if (other !== null) {
    const name = rowName(table, other, plansOf(open));
    return `「${titles(table, column).column}」の「${fault.value}」は、「${name}」で使われています。別のものにしてください。`;
  }
  if (table === RULES_TABLE && reason.kind === 'rules-thresholds') {
    const { behindBelowPercent: behind, onTrackFromPercent: onTrack } = dataset.rules;
    const value = [behind, onTrack].map((part) => (Number.isNaN(part) ? '数でない値' : part)).join('、');
    return describeFaultInJapanese({ ...fault, value }, titles);
  }
  if (reason.kind === 'required-beside' || reason.kind === 'blank-beside') {
    const value = enumWords(table, reason.column, reason.value) ?? reason.value;
    return describeFaultInJapanese({ ...fault, reason: { ...reason, value } }, titles);
  }
  return describeFaultInJapanese(fault, titles);
}

/** The row a validator's number means: the header is row 1. */
function keyAt(dataset: Dataset, table: string, number: number, dataPackage: DataPackage): string {
  if (table === RULES_TABLE) return RULES_KEY;
  const row: Row | undefined = dataset.tables[table]?.[number - 2];
  const schema = resourceOf(table, dataPackage)?.schema;
  return row && schema ? rowKey(row, schema) : '';
}
