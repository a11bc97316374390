import { applyChanges, rowsByKey, RULES_TABLE, sameRow, type RowChange } from '../changes.ts';
import type { DatasetFault } from '../dataset-fault.ts';
import { numberRows, type DataPackage, type Dataset } from '../dataset.ts';
import type { JapaneseDate } from '../fiscal-year.ts';
import { parsePlan } from '../parse-plan.ts';
import { findBrokenRules } from '../plan-rules.ts';
import type { Plan } from '../plan.ts';
import { rowKey, type Row } from '../table-schema.ts';
import type { Beside, FilePlace, ImportFault, RowFault } from './import-fault.ts';
import type { MatchedSheet, Resource } from './match-sheets.ts';
import { readRows, type FileRow, type ReadRows, type Wonder } from './read-rows.ts';

/** What becomes of rows of a table that its sheet does not have. A sheet of a year's actuals never takes any out. */
export type MissingRows = 'keep' | 'remove';

/** What a sheet does, in rows. `left`: rows that the file does not have, or has without a value; they stay. */
export type SheetCount = {
  sheet: MatchedSheet;
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  left: number;
};

export type ImportReview = {
  /** Anything here keeps everything out. */
  faults: ImportFault[];
  /** By sheet; in a sheet the rows as the file has them, then those that go. */
  changes: RowChange[];
  counts: SheetCount[];
  wonders: Wonder[];
  /** The draft's plan with the changes made; null where it has faults, be they the file's or the draft's own. */
  plan: Plan | null;
};

export type ReviewContext = {
  /** The draft as it is now. */
  dataset: Dataset;
  /** Whose indicators a sheet of actuals is about. */
  plan: Plan;
  /** The thresholds in force. */
  published: Dataset;
  tables: readonly Resource[];
  dataPackage: DataPackage;
  today: JapaneseDate;
};

/** Lays the sheets of a file over a draft: every difference, and every fault of the file or caused by it. */
export function reviewImport(
  sheets: readonly MatchedSheet[],
  missing: MissingRows,
  context: ReviewContext,
): ImportReview {
  const { dataset, dataPackage } = context;
  const kept = new Map<string, Map<string, Row>>();
  const existing = (table: string): Map<string, Row> => {
    const rows = kept.get(table) ?? rowsByKey(dataset, table, dataPackage);
    kept.set(table, rows);
    return rows;
  };
  const read = sheets.map((sheet) => readRows(sheet, { ...context, existing }));
  const places = new Map<string, FilePlace>();
  const faults: ImportFault[] = read.flatMap((one) => one.faults);
  faults.push(...findRepeated(read, places));
  const counted = sheets.map((sheet, at) =>
    compareSheet(sheet, read[at]?.rows ?? [], read[at]?.blank ?? 0, missing, existing),
  );
  const changes = counted.flatMap((one) => one.changes);
  const rest = {
    changes,
    counts: counted.map(({ count }) => count),
    wonders: read.flatMap(({ wonders }) => wonders),
  };
  if (faults.some(({ kind }) => kind === 'repeated-row'))
    return { ...rest, faults: asInFile(faults, sheets), plan: null };
  const checked = checkResult(changes, places, context);
  faults.push(...keptVersion(changes, places, context), ...newFaults(checked.faults, faults));
  return { ...rest, faults: asInFile(faults, sheets), plan: faults.length > 0 ? null : checked.plan };
}

/** By sheet and row; what is not in the file comes last. */
function asInFile(faults: readonly ImportFault[], sheets: readonly MatchedSheet[]): ImportFault[] {
  const order = new Map(sheets.map(({ sheet }, at) => [sheet, at]));
  const placeOf = (fault: ImportFault): [number, number] =>
    'sheet' in fault
      ? [order.get(fault.sheet) ?? 0, 'row' in fault ? fault.row : 0]
      : [Number.POSITIVE_INFINITY, 0];
  return faults
    .map((fault) => ({ fault, place: placeOf(fault) }))
    .sort(({ place: [sheet, row] }, { place: [other, otherRow] }) =>
      sheet === other ? row - otherRow : sheet - other,
    )
    .map(({ fault }) => fault);
}

function nameOf({ table, key }: { table: string; key: string }): string {
  return `${table}/${key}`;
}

/** The same row twice, in one sheet or in two. Fills `places` with where each row stands. */
function findRepeated(read: readonly ReadRows[], places: Map<string, FilePlace>): RowFault[] {
  const faults: RowFault[] = [];
  for (const row of read.flatMap(({ rows }) => rows)) {
    const first = places.get(nameOf(row));
    if (!first) places.set(nameOf(row), row.place);
    else faults.push({ kind: 'repeated-row', ...row.place, table: row.table, value: row.key, first });
  }
  return faults;
}

function compareSheet(
  sheet: MatchedSheet,
  rows: readonly FileRow[],
  blank: number,
  missing: MissingRows,
  existing: (table: string) => Map<string, Row>,
): { changes: RowChange[]; count: SheetCount } {
  const changes: RowChange[] = [];
  const count = { sheet, added: 0, changed: 0, removed: 0, unchanged: 0, left: blank };
  for (const { table, key, row } of rows) {
    const before = existing(table).get(key) ?? null;
    if (sameRow(before, row)) {
      count.unchanged += 1;
      continue;
    }
    changes.push({ table, key, before, after: row });
    if (before) count.changed += 1;
    else count.added += 1;
  }
  if (sheet.kind === 'table' && sheet.table !== RULES_TABLE) {
    const inFile = new Set(rows.map(({ key }) => key));
    const absent = [...existing(sheet.table)].filter(([key]) => !inFile.has(key));
    if (missing === 'keep') count.left += absent.length;
    else {
      count.removed = absent.length;
      changes.push(...absent.map(([key, before]) => ({ table: sheet.table, key, before, after: null })));
    }
  }
  return { changes, count };
}

/** A rule that has changed must not go by the number of the published one: every card says by which it was judged. */
function keptVersion(
  changes: readonly RowChange[],
  places: ReadonlyMap<string, FilePlace>,
  { published }: ReviewContext,
): RowFault[] {
  const change = changes.find(({ table }) => table === RULES_TABLE);
  const place = places.get(nameOf({ table: RULES_TABLE, key: RULES_TABLE }));
  const version = change?.after?.['version'] ?? '';
  if (!change || !place || version !== published.rules.version) return [];
  const isAsPublished =
    change.after?.['behind_below_percent'] === String(published.rules.behindBelowPercent) &&
    change.after?.['on_track_from_percent'] === String(published.rules.onTrackFromPercent) &&
    change.after?.['baseline_fiscal_year'] === String(published.rules.baselineFiscalYear);
  return isAsPublished ? [] : [{ kind: 'rules-version-kept', ...place, value: version }];
}

function checkResult(
  changes: readonly RowChange[],
  places: ReadonlyMap<string, FilePlace>,
  { dataset, dataPackage }: ReviewContext,
): { plan: Plan | null; faults: RowFault[] } {
  const applied = applyChanges(dataset, changes, dataPackage);
  if (!applied.ok) throw new Error('a change that starts from what is there is in conflict with it');
  const parsed = parsePlan(applied.value, dataPackage);
  if (parsed.ok) return { plan: parsed.value, faults: [] };
  const keysAfter = keyReader(applied.value, dataPackage);
  const keysBefore = keyReader(dataset, dataPackage);
  const known = new Set(
    everyFault(dataset, dataPackage).map((fault) => faultName(fault, keysBefore(fault.table, fault.row))),
  );
  const faults = everyFault(applied.value, dataPackage).flatMap((fault): RowFault[] => {
    const key = keysAfter(fault.table, fault.row);
    const other = fault.reason.kind === 'duplicate' ? keysAfter(fault.table, fault.reason.firstRow) : null;
    const own = places.get(nameOf({ table: fault.table, key }));
    const otherPlace = other === null ? undefined : places.get(nameOf({ table: fault.table, key: other }));
    const beside: Beside | null = other === null ? null : { key: other, place: otherPlace ?? null };
    if (own) return [{ kind: 'cell', ...own, fault: { ...fault, row: own.row }, beside }];
    if (otherPlace) {
      // The row of the file stands first in the table, so the fault was found at the other one.
      const turned = { ...fault, row: otherPlace.row };
      return [{ kind: 'cell', ...otherPlace, fault: turned, beside: { key, place: null } }];
    }
    return known.has(faultName(fault, key)) ? [] : [{ kind: 'elsewhere', key, fault, beside }];
  });
  return { plan: null, faults };
}

/** The validator judges relations only once every cell is sound; here an unsound cell must not hide them. */
function everyFault(dataset: Dataset, dataPackage: DataPackage): DatasetFault[] {
  const parsed = parsePlan(dataset, dataPackage);
  if (parsed.ok) return [];
  const seen = new Set<string>();
  return [...parsed.fault, ...findBrokenRules(dataset.rules, numberRows(dataset))].filter((fault) => {
    const name = faultName(fault, String(fault.row));
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

function faultName({ table, column, value, reason }: DatasetFault, key: string): string {
  return JSON.stringify([table, key, column, value, reason.kind]);
}

/** The key of the row that a validator's number means: the header is row 1. */
function keyReader(dataset: Dataset, { resources }: DataPackage): (table: string, row: number) => string {
  return (table, number) => {
    if (table === RULES_TABLE) return RULES_TABLE;
    const row = dataset.tables[table]?.[number - 2];
    const schema = resources.find(({ name }) => name === table)?.schema;
    return row && schema ? rowKey(row, schema) : '';
  };
}

/** What was told of a row while it was read is not told again by the whole plan's validator. */
function newFaults(found: readonly RowFault[], told: readonly ImportFault[]): RowFault[] {
  const cells = new Set(told.flatMap((fault) => (fault.kind === 'cell' ? [cellName(fault)] : [])));
  const rows = new Set(told.flatMap((fault) => ('row' in fault ? [`${fault.sheet}/${fault.row}`] : [])));
  return found.filter(
    (fault) =>
      fault.kind !== 'cell' ||
      (!cells.has(cellName(fault)) &&
        !(fault.fault.table === RULES_TABLE && rows.has(`${fault.sheet}/${fault.row}`))),
  );
}

function cellName({ sheet, row, fault }: RowFault & { kind: 'cell' }): string {
  return JSON.stringify([sheet, row, fault.column, fault.reason.kind]);
}
