import type { FiscalYear } from '../../../domain/plan/fiscal-year.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { Seen } from '../../../flows/drafts/rows-as-seen.ts';
import { figure, fiscalYear as yearWords } from '../../../messages/wording/ja-figures.ts';
import { draftHref } from '../plan-edit/edit-page.tsx';
import { DateField, SelectField, TextArea, TextField } from '../parts/fields.tsx';
import { Button, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { AutosaveState } from '../parts/sheet-parts.tsx';
import { DataTable, EmptyState } from '../parts/table-parts.tsx';
import type { BulkInput } from './posted-sheet.ts';
import { STATUS_WORDS } from './remark-words.ts';
import { ActualsTable, type TableProps } from './sheet-table.tsx';
import { OBSERVATIONS, rowsOf, type YearCount, type YearSheet } from './year-sheet.ts';

export function actualsHref(draftId: string, fiscalYear: FiscalYear): string {
  return draftHref(draftId, `/actuals?year=${fiscalYear}`);
}

export type ActualsView = TableProps & {
  open: OpenDraft;
  years: readonly YearCount[];
  seen: Seen;
  bulk: BulkInput;
  pasted: string;
  faults: readonly FieldFault[];
  /** Something in the form is with nobody but this page. */
  isUnsaved: boolean;
};

/** The sheet with all that stands around it. */
export function ActualsSheet(view: ActualsView) {
  const { sheet, open, faults, readOnly } = view;
  const { draft } = open;
  const count = rowsOf(sheet).length;
  return (
    <>
      <ErrorSummary faults={faults} title="まだ保存していない行があります" />
      <DraftNotices open={open} fiscalYear={sheet.fiscalYear} />
      <YearLinks draftId={draft.id} years={view.years} here={sheet.fiscalYear} />
      {count === 0 ? (
        <EmptyState title={`${yearWords(sheet.fiscalYear)}に実績を入れる指標はありません`}>
          <p>別の年度を選んでください。</p>
        </EmptyState>
      ) : readOnly ? (
        <ActualsTable {...view} />
      ) : (
        <ActualsForm {...view} />
      )}
      <NotEntered sheet={sheet} />
    </>
  );
}

function ActualsForm(view: ActualsView) {
  const { sheet, open, seen, bulk, pasted, isUnsaved } = view;
  const href = actualsHref(open.draft.id, sheet.fiscalYear);
  return (
    <Form action={href} autosave={href} hidden={{ version: String(seen.version) }} label="実績の入力">
      {/* The first button of a form is the one that Enter presses. */}
      <div class="actions">
        <SaveButton />
      </div>
      <AutosaveState revision={seen.revision} saved={isUnsaved ? 'まだ保存していない入力があります' : ''} />
      {isUnsaved ? <span hidden data-unsaved="" /> : null}
      <div class="sheet-tools">
        <details>
          <summary>まとめて入れる</summary>
          <p>まだ入れていない行の空いている欄に、同じ時点・速報か確定か・出典を入れます。</p>
          <DateField name="bulk:as_of" label="時点" value={bulk.as_of} />
          <SelectField
            name="bulk:status"
            label="速報・確定"
            value={bulk.status}
            blank="選ばない"
            choices={Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label }))}
          />
          <TextField name="bulk:source" label="出典" value={bulk.source} maxLength={200} />
          <Button kind="secondary" name="act" value="fill">
            空いている欄に入れる
          </Button>
        </details>
        <details open={pasted !== ''}>
          <summary>Excelの列を貼り付ける</summary>
          <TextArea
            name="pasted"
            label="貼り付ける列"
            hint="1行に1つの値を、下の表と同じ順に貼り付けます。「指標の名前」と「値」の2列も貼り付けられます。空白の行は飛ばします。入れるだけで、保存はしません。"
            value={pasted}
            rows={6}
          />
          <Button kind="secondary" name="act" value="paste">
            表に入れる
          </Button>
        </details>
      </div>
      <ActualsTable {...view} />
      <div class="actions">
        <SaveButton />
      </div>
    </Form>
  );
}

function SaveButton() {
  return (
    <Button name="act" value="save">
      下書きに保存する
    </Button>
  );
}

function DraftNotices({ open, fiscalYear }: { open: OpenDraft; fiscalYear: FiscalYear }) {
  const inConflict = open.conflicts.filter(
    ({ table, key }) => table === OBSERVATIONS && key.endsWith(`\t${fiscalYear}`),
  );
  return (
    <>
      {inConflict.length > 0 ? (
        <Notice kind="warning" title={`公開中の値も変わった行が${inConflict.length}行あります`}>
          <p>
            ここには下書きの値を示しています。
            <a href={draftHref(open.draft.id, '/conflicts')}>どちらを残すか選ぶ</a>
          </p>
        </Notice>
      ) : null}
      {open.plan.ok ? null : (
        <Notice kind="warning" title="この下書きには直すところがあります">
          <p>
            直すまで、この表の指標と前年の値は公開中の計画のものです。直すところは
            <a href={draftHref(open.draft.id)}>下書きのページ</a>にあります。
          </p>
        </Notice>
      )}
    </>
  );
}

function YearLinks({
  draftId,
  years,
  here,
}: {
  draftId: string;
  years: readonly YearCount[];
  here: FiscalYear;
}) {
  return (
    <nav class="years" aria-label="年度">
      <ul>
        {years.map(({ fiscalYear, filled, total }) => (
          <li>
            <a
              href={actualsHref(draftId, fiscalYear)}
              aria-current={fiscalYear === here ? 'page' : undefined}
            >
              {yearWords(fiscalYear)}
              <small>
                {total}件のうち{filled}件
              </small>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const WHY_NOT = { retired: '終了した指標', 'not-after-baseline': '基準値の年度か、その前' } as const;

function NotEntered({ sheet: { notEntered, fiscalYear } }: { sheet: YearSheet }) {
  if (notEntered.length === 0) return null;
  return (
    <>
      <h2>この年度に入れない指標</h2>
      <DataTable
        caption={`${yearWords(fiscalYear)}の実績を入れない指標`}
        rows={notEntered}
        columns={[
          {
            heading: '指標',
            names: true,
            cell: ({ indicator: { id, name } }) => (
              <a href={`/console/kpis/${encodeURIComponent(id)}`}>{name.text}</a>
            ),
          },
          { heading: '理由', cell: ({ why }) => WHY_NOT[why] },
          {
            heading: `${yearWords(fiscalYear)}の値`,
            numeric: true,
            cell: ({ indicator, value }) => (value === null ? '—' : figure(value, indicator)),
          },
        ]}
      />
    </>
  );
}
