import { ACTUAL_FIELDS, type ActualInput } from '../../../domain/plan/check-actual.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { Seen } from '../../../flows/drafts/rows-as-seen.ts';
import type { ConsoleContext } from '../console-env.ts';
import { conflictPage } from '../fault-pages.tsx';
import { loadOfficerNames } from '../officer-names.ts';
import { ButtonLink } from '../parts/form-parts.tsx';
import { DataTable } from '../parts/table-parts.tsx';
import { closedWords, draftHref } from '../plan-edit/edit-page.tsx';
import { actualsHref } from './actuals-page.tsx';
import { wantsJson, type OpenSheet } from './open-sheet.ts';
import { cellName, hiddenCells, type PostedRows } from './posted-sheet.ts';
import { FIELD_WORDS, STATUS_WORDS } from './remark-words.ts';
import { SheetConflicts } from './sheet-conflict.tsx';
import { actualKey, blankInput, inputOf, OBSERVATIONS, type SheetRow } from './year-sheet.ts';

/** 409: rows that two people have changed, with both sides; a script is told where to look and who it was. */
export async function respondConflict(
  c: ConsoleContext,
  { fiscalYear }: OpenSheet,
  sent: {
    open: OpenDraft;
    /** Of what the page now shows: choosing is against this. */
    seen: Seen;
    posted: PostedRows;
    conflicts: readonly { row: SheetRow; theirs: Row | null; by: string | null }[];
    /** The choices made so far, where some are missing. */
    taken: ReadonlyMap<string, string> | null;
  },
): Promise<Response> {
  const { deps, staff, formToken, form } = c.var;
  const { open, seen, posted, conflicts, taken } = sent;
  const nameOf = await loadOfficerNames(c.env.DB);
  const names = [...new Set(conflicts.flatMap(({ by }) => (by === null ? [] : [nameOf(by)])))];
  const href = actualsHref(open.draft.id, fiscalYear);
  if (wantsJson(c)) return c.json({ conflict: true, url: href, by: names.join('、') || '別の職員' }, 409);
  const who = names.length > 0 ? names.map((name) => `${name}さん`).join('、') : 'ほかの人';
  const page = conflictPage({
    town: deps.town,
    staff,
    formToken,
    reason: `この画面を開いたあとで、${who}が同じ行を保存しました。まだ何も上書きしていません`,
    children: (
      <SheetConflicts
        draftId={open.draft.id}
        fiscalYear={fiscalYear}
        conflicts={conflicts.map(({ row, theirs, by }) => ({
          row,
          theirs,
          who: by === null ? '公開中の計画' : `${nameOf(by)}さん`,
          mine: posted.get(row.indicator.id)?.input,
          taken: taken?.get(row.indicator.id),
        }))}
        hidden={{
          ...hiddenCells(form, posted),
          ...Object.fromEntries(conflicts.map(({ row }) => [cellName('both', row.indicator.id), 'both'])),
          revision: String(seen.revision),
          version: String(seen.version),
        }}
        isUndecided={taken !== null}
      />
    ),
  });
  return c.html(page, 409);
}

/** 409: the draft was submitted, published or thrown away meanwhile. What was typed is shown, to be used elsewhere. */
export async function respondClosed(
  c: ConsoleContext,
  { open, rows, now, fiscalYear, today }: OpenSheet,
  posted: PostedRows,
): Promise<Response> {
  const { deps, staff } = c.var;
  if (wantsJson(c)) return c.json({ closed: true }, 403);
  const blank = blankInput(fiscalYear, today);
  const typed = rows.flatMap(({ indicator }) => {
    const input = posted.get(indicator.id)?.input;
    const row = now(OBSERVATIONS, actualKey(indicator.id, fiscalYear));
    return input && isOther(input, row ? inputOf(row) : blank) ? [{ indicator, input }] : [];
  });
  const page = conflictPage({
    town: deps.town,
    staff,
    reason: closedWords(open.draft),
    children: (
      <>
        {typed.length > 0 ? (
          <>
            <p>次の入力は保存していません。必要なら写しておいてください。</p>
            <DataTable
              caption="保存していない入力"
              rows={typed}
              columns={[
                { heading: '指標', names: true, cell: ({ indicator }) => indicator.name.text },
                ...ACTUAL_FIELDS.map((field) => ({
                  heading: FIELD_WORDS[field],
                  cell: ({ input }: { input: ActualInput }) =>
                    field === 'status' ? (STATUS_WORDS[input.status] ?? input.status) : input[field],
                })),
              ]}
            />
          </>
        ) : null}
        <p>
          <ButtonLink href={draftHref(open.draft.id)}>下書きのページへ</ButtonLink>
        </p>
      </>
    ),
  });
  return c.html(page, 409);
}

function isOther(one: ActualInput, other: ActualInput): boolean {
  return ACTUAL_FIELDS.some((field) => one[field] !== other[field]);
}
