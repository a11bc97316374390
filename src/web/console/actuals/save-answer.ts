import { momentInJapan } from '../time-words.ts';
import type { ConsoleContext } from '../console-env.ts';
import { loadOfficerNames, type OfficerNames } from '../officer-names.ts';
import type { CellMessage } from '../parts/sheet-parts.tsx';
import { isLeft } from './judge-row.ts';
import type { OpenSheet } from './open-sheet.ts';
import { cellName } from './posted-sheet.ts';
import { cellMessagesOf } from './remark-words.ts';
import type { Merged, Outcomes, SavedSheet } from './save-sheet.ts';
import { blankInput, inputOf } from './year-sheet.ts';
import { ACTUAL_FIELDS } from '../../../domain/plan/check-actual.ts';

/** What is said beside the cells, by their names. */
export function messagesOf(
  { rows, fiscalYear, titles }: Pick<OpenSheet, 'rows' | 'fiscalYear' | 'titles'>,
  outcomes: Outcomes,
  { asOneWorks = false } = {},
): Map<string, CellMessage> {
  return new Map(
    rows.flatMap(({ indicator }) => {
      const outcome = outcomes.get(indicator.id);
      return outcome ? cellMessagesOf(outcome, { indicator, fiscalYear, titles }, { asOneWorks }) : [];
    }),
  );
}

/** The answer to an autosave; what others have changed comes along, so that the page shows it. */
export async function savedAnswer(
  c: ConsoleContext,
  opened: OpenSheet,
  { revision, outcomes, merged }: SavedSheet,
): Promise<Record<string, unknown>> {
  const words = mergedWords(merged, await loadOfficerNames(c.env.DB));
  const blank = blankInput(opened.fiscalYear, opened.today);
  const values = merged.rows.flatMap(({ id, row }) => {
    const input = row ? inputOf(row) : blank;
    return ACTUAL_FIELDS.map((field) => [cellName(field, id), input[field]]);
  });
  return {
    saved: true,
    revision,
    savedAt: momentInJapan(c.var.desk.now.toISOString()).split(' ')[1],
    cells: Object.fromEntries(messagesOf(opened, outcomes, { asOneWorks: true })),
    rowsLeft: [...outcomes.values()].filter(isLeft).length,
    ...(words === null ? {} : { merged: { ...words, values: Object.fromEntries(values) } }),
  };
}

/** Whose rows were taken in, and a sentence about it; null where nobody else has saved. */
export function mergedWords(
  { rows, by }: { rows: Merged['rows']; by: Merged['by'] },
  nameOf: OfficerNames,
): { by: string; rows: number; text: string } | null {
  return rows.length === 0
    ? null
    : mergedSentence(
        rows.length,
        by.flatMap((email) => (email === null ? [] : [nameOf(email)])),
      );
}

export function mergedSentence(
  rows: number,
  names: readonly string[],
): { by: string; rows: number; text: string } {
  const who =
    names.length > 0
      ? `${names.map((name) => `${name}さん`).join('、')}も編集しています`
      : '開いたあとに新しい版が公開されました';
  return { by: names.join('、'), rows, text: `${who}（${rows}行を取り込みました）` };
}
