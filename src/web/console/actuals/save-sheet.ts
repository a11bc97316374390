import { sameRow, schemaOf } from '../../../domain/plan/changes.ts';
import { isEditable, type Draft } from '../../../domain/drafts/draft.ts';
import type { FiscalYear, JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { saveRows, type DraftDesk } from '../../../flows/drafts/edit-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { openAsSeen, type Seen, type SeenAndNow } from '../../../flows/drafts/rows-as-seen.ts';
import { isTyped, judgeRow, type JudgedYear, type RowOutcome } from './judge-row.ts';
import type { PostedRows } from './posted-sheet.ts';
import { actualKey, OBSERVATIONS, rowsOf, sheetOf, type SheetRow } from './year-sheet.ts';

/** A row that two people have changed differently since one of them opened the page. */
type SheetConflict = { row: SheetRow; theirs: Row | null; by: string | null };

export type SheetSave =
  | { kind: 'not-found' }
  | { kind: 'closed'; draft: Draft }
  /** `touched` are the rows that the sender has changed: all there is to send again. */
  | { kind: 'conflict'; open: OpenDraft; conflicts: SheetConflict[]; touched: PostedRows }
  | SavedSheet;

export type SavedSheet = {
  kind: 'saved';
  revision: number;
  saved: number;
  outcomes: Outcomes;
  merged: Merged;
};

export type Outcomes = ReadonlyMap<string, RowOutcome>;

/** Rows that others have changed meanwhile and the sender has not: they stay as the others have them. */
export type Merged = { rows: { id: string; row: Row | null }[]; by: (string | null)[] };

const TRIES = 4; // each time somebody else has saved in the very same moment

/**
 * Saves the rows that the sender has changed since `seen`. What others have changed elsewhere stays; a row that both
 * have changed saves nothing at all and is for the sender to decide. Rows that are wrong or unsure are left out.
 */
export async function saveSheet(
  desk: DraftDesk,
  sent: { id: string; fiscalYear: FiscalYear; seen: Seen; posted: PostedRows; today: JapaneseDate },
): Promise<SheetSave> {
  const { id, fiscalYear, seen, posted, today } = sent;
  for (let attempt = 1; ; attempt += 1) {
    const draft = await openAsSeen(desk, id, seen);
    if (!draft) return { kind: 'not-found' };
    const { open } = draft;
    if (!isEditable(open.draft)) return { kind: 'closed', draft: open.draft };
    const rows = rowsOf(sheetOf(planOf(open), fiscalYear, today));
    const year = { fiscalYear, today, schema: schemaOf(OBSERVATIONS, desk.dataPackage) };
    const outcomes = judgeRows(rows, posted, draft.seen, year);
    const conflicts = findConflicts(rows, outcomes, draft, fiscalYear);
    if (conflicts.length > 0 || attempt > TRIES) {
      const touched = new Map([...posted].filter(([kpi]) => outcomes.get(kpi)?.kind !== 'same'));
      return { kind: 'conflict', open, conflicts, touched };
    }
    const changed = [...outcomes].flatMap(([kpi, outcome]) =>
      outcome.kind === 'entered' || outcome.kind === 'removed'
        ? [{ table: OBSERVATIONS, key: actualKey(kpi, fiscalYear), row: rowOf(outcome) }]
        : [],
    );
    const saved = await saveRows(desk, { id, revision: open.draft.revision, rows: changed });
    if (saved.ok)
      return { kind: 'saved', ...saved.value, outcomes, merged: mergedOf(rows, outcomes, draft, fiscalYear) };
    if (saved.fault.kind !== 'stale') return saved.fault;
  }
}

/** Every row that was sent, judged against what its sender had been shown. */
export function judgeRows(
  rows: readonly SheetRow[],
  posted: PostedRows,
  seen: SeenAndNow['seen'],
  year: JudgedYear,
): Outcomes {
  return new Map(
    rows.flatMap(({ indicator }): [string, RowOutcome][] => {
      const row = posted.get(indicator.id);
      const shown = seen(OBSERVATIONS, actualKey(indicator.id, year.fiscalYear));
      return row ? [[indicator.id, judgeRow(indicator, row, shown, year)]] : [];
    }),
  );
}

/** The plan as the draft makes it; as published while the draft as a whole has faults. */
export function planOf(open: OpenDraft): OpenDraft['newest']['plan'] {
  return open.plan.ok ? open.plan.value : open.newest.plan;
}

function rowOf(outcome: RowOutcome): Row | null {
  return outcome.kind === 'entered' ? outcome.row : null;
}

function findConflicts(
  rows: readonly SheetRow[],
  outcomes: Outcomes,
  { seen, now, changedBy }: SeenAndNow,
  fiscalYear: FiscalYear,
): SheetConflict[] {
  return rows.flatMap((row): SheetConflict[] => {
    const key = actualKey(row.indicator.id, fiscalYear);
    const theirs = now(OBSERVATIONS, key);
    const outcome = outcomes.get(row.indicator.id);
    if (!outcome || !isTyped(outcome) || sameRow(seen(OBSERVATIONS, key), theirs)) return [];
    const agrees = outcome.kind !== 'held' && outcome.kind !== 'waiting' && sameRow(rowOf(outcome), theirs);
    return agrees ? [] : [{ row, theirs, by: changedBy(OBSERVATIONS, key) }];
  });
}

function mergedOf(
  rows: readonly SheetRow[],
  outcomes: Outcomes,
  { seen, now, changedBy }: SeenAndNow,
  fiscalYear: FiscalYear,
): Merged {
  const merged = rows.flatMap(({ indicator: { id } }) => {
    const key = actualKey(id, fiscalYear);
    const theirs = now(OBSERVATIONS, key);
    const outcome = outcomes.get(id);
    const isTheirs = !(outcome && isTyped(outcome)) && !sameRow(seen(OBSERVATIONS, key), theirs);
    return isTheirs ? [{ id, row: theirs, by: changedBy(OBSERVATIONS, key) }] : [];
  });
  return { rows: merged.map(({ id, row }) => ({ id, row })), by: [...new Set(merged.map(({ by }) => by))] };
}
