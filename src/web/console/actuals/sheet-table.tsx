import { ACTUAL_FIELDS, type ActualField, type ActualInput } from '../../../domain/plan/check-actual.ts';
import type { FiscalYear } from '../../../domain/plan/fiscal-year.ts';
import type { Indicator } from '../../../domain/plan/plan.ts';
import type { FollowerProposal } from '../../../flows/follower-proposal.ts';
import { expectedFigure, figure, fiscalYear as yearWords } from '../../../messages/wording/ja-figures.ts';
import { Button } from '../parts/form-parts.tsx';
import { Sheet, SheetInput, SheetSelect, type CellMessage } from '../parts/sheet-parts.tsx';
import { SURE } from './judge-row.ts';
import { cellName } from './posted-sheet.ts';
import { FIELD_WORDS, lastWords, NO_EXPECTATION_WORDS, STATUS_WORDS } from './remark-words.ts';
import type { SheetRow, YearSheet } from './year-sheet.ts';

/** What a row shows in its cells. `sure` is the value its tick sends, and whether it is set. */
export type RowCells = { input: ActualInput; sure: { value: string; isSet: boolean } };

export type TableProps = {
  sheet: YearSheet;
  cellsOf: (row: SheetRow) => RowCells;
  messages: ReadonlyMap<string, CellMessage>;
  proposal: FollowerProposal | null;
  readOnly: boolean;
};

const STATUS_CHOICES = [
  { value: '', label: '選ぶ' },
  ...Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label })),
];

const COLUMNS = 5 + ACTUAL_FIELDS.length;

/** A year's actuals, a row for each indicator. */
export function ActualsTable({ sheet, ...props }: TableProps) {
  const { fiscalYear, groups } = sheet;
  const head = (
    <tr>
      <th scope="col">指標</th>
      <th scope="col">単位</th>
      <th scope="col" class="figure">
        前年の値
      </th>
      <th scope="col" class="figure">
        目標
      </th>
      <th scope="col" class="figure">
        {yearWords(fiscalYear)}のめやす
      </th>
      <th scope="col">{FIELD_WORDS.value}</th>
      <th scope="col">{FIELD_WORDS.status}</th>
      <th scope="col">{FIELD_WORDS.as_of}</th>
      <th scope="col">{FIELD_WORDS.source}</th>
      <th scope="col">
        {FIELD_WORDS.comment}
        <small>（住民に表示）</small>
      </th>
    </tr>
  );
  return (
    <Sheet caption={`${yearWords(fiscalYear)}の実績`} head={head}>
      {groups.map(({ title, rows }) => (
        <>
          <tr class="group">
            <th scope="colgroup" colspan={COLUMNS}>
              <span class="group-title">{title}</span>
            </th>
          </tr>
          {rows.map((row) => (
            <ActualRow row={row} fiscalYear={fiscalYear} {...props} />
          ))}
        </>
      ))}
    </Sheet>
  );
}

type RowProps = Omit<TableProps, 'sheet'> & { row: SheetRow; fiscalYear: FiscalYear };

function ActualRow({ row, fiscalYear, cellsOf, messages, proposal, readOnly }: RowProps) {
  const { indicator, last, target, expected } = row;
  const { input, sure } = cellsOf(row);
  const own = proposal?.indicator.id === indicator.id ? proposal : null;
  return (
    <tr id={`row-${indicator.id}`}>
      <th scope="row">
        <a href={`/console/kpis/${encodeURIComponent(indicator.id)}`}>{indicator.name.text}</a>
      </th>
      <td>{indicator.unit}</td>
      <td class="figure">
        {last ? figure(last.value, indicator) : '—'}
        {last && lastWords(last, fiscalYear) !== '前年' ? <small>{lastWords(last, fiscalYear)}</small> : null}
      </td>
      <td class="figure">
        {figure(target.value, indicator)}
        <small>{yearWords(target.fiscalYear)}</small>
      </td>
      <td class="figure">
        {expected.kind === 'value' ? expectedFigure(expected.value, indicator) : '—'}
        {expected.kind === 'none' ? <small class="why">{NO_EXPECTATION_WORDS[expected.why]}</small> : null}
      </td>
      {ACTUAL_FIELDS.map((field) => (
        <td>
          {readOnly ? (
            readWords(field, input)
          ) : (
            <Cell
              field={field}
              indicator={indicator}
              value={input[field]}
              message={messages.get(cellName(field, indicator.id))}
            />
          )}
          {field === 'value' && !readOnly ? <Sure indicator={indicator} sure={sure} /> : null}
          {field === 'value' && own ? <Proposal proposal={own} readOnly={readOnly} /> : null}
        </td>
      ))}
    </tr>
  );
}

/** Without a figure the day and status that the form would begin with say nothing. */
function readWords(field: ActualField, input: ActualInput): string {
  if (input.value === '') return field === 'value' ? '—' : '';
  return field === 'status' ? (STATUS_WORDS[input.status] ?? input.status) : input[field];
}

const KINDS = { value: 'figure', as_of: 'date', source: 'text', comment: 'text' } as const;

function Cell({
  field,
  indicator,
  value,
  message,
}: {
  field: ActualField;
  indicator: Indicator;
  value: string;
  message: CellMessage | undefined;
}) {
  const cell = {
    name: cellName(field, indicator.id),
    label: `${indicator.name.text}：${FIELD_WORDS[field]}`,
    value,
    message,
  };
  return field === 'status' ? (
    <SheetSelect {...cell} choices={STATUS_CHOICES} />
  ) : (
    <SheetInput {...cell} kind={KINDS[field]} />
  );
}

/** Only seen where something in the row asks; always there, since the script may ask without a new page. */
function Sure({ indicator, sure }: { indicator: Indicator; sure: RowCells['sure'] }) {
  return (
    <label class="sure">
      <input
        type="checkbox"
        name={cellName('sure', indicator.id)}
        value={sure.value || SURE}
        checked={sure.isSet}
        data-sure=""
      />
      <span>
        確かめました<span class="unseen">（{indicator.name.text}）</span>
      </span>
    </label>
  );
}

function Proposal({ proposal, readOnly }: { proposal: FollowerProposal; readOnly: boolean }) {
  return (
    <div class="cell-proposal">
      <p>
        LINEの統計では {figure(proposal.followers, proposal.indicator)}（{proposal.asOf}時点）
      </p>
      {readOnly ? null : (
        <Button kind="secondary" name="act" value="line">
          この値を入れる
        </Button>
      )}
    </div>
  );
}
