import type { Child } from 'hono/jsx';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { RadioGroup } from '../parts/fields.tsx';
import type { FieldFault } from '../parts/form-parts.tsx';
import type { IndicatorForm } from './indicators.tsx';
import { cellField } from './read-cells.ts';
import { RowFields, type RowFieldsProps } from './row-form.tsx';

/** A form about a part of one indicator's row. */
export type IndicatorPart = {
  form: IndicatorForm;
  title: string;
  lead: string;
  /** What saving means, said beside the button. */
  consequence: string;
  /** The name of the notice after saving. */
  done: string;
  fields: (form: RowFieldsProps) => Child;
  /** Those that wait for a decision first. */
  inOrder: (rows: readonly Row[]) => readonly Row[];
  /** What the plan does not ask for but this form does. */
  faultsOf: (row: Row, before: Row, step: string) => FieldFault[];
  /** The day for which the result is shown. */
  dayOf: (row: Row, today: string) => string;
  undoStep: string;
  /** Empty where there is nothing to take back. */
  undoLabel: (row: Row) => string;
  isUndone: (step: string) => boolean;
  undone: Row;
  doneUndone: string;
};

const BASES = [
  {
    value: 'level',
    label: '年度末の時点の数',
    hint: '例：登録者数。「R7年度末に7,512人」のように、その時点でいくつあるかを見ます。',
  },
  {
    value: 'yearly',
    label: '1年間の数',
    hint: '例：申請の件数、取得率。「R7年度の1年間に113件」のように、その年度に起きたことだけを数えます。',
  },
  {
    value: 'cumulative',
    label: '期間中の合計',
    hint: '例：期間中30人。R7年度からの合計を見ます。R8年度の実績には、R7年度の分も足して入れます。判定では0から数えはじめます。',
  },
  {
    value: 'unconfirmed',
    label: '確認中',
    hint: 'まだ決められないとき。判定せず、「評価対象外（集計方法を確認中）」と示します。',
  },
];

export const BASELINE_PART: IndicatorPart = {
  form: 'baseline',
  title: '基準値・数え方を確認する',
  lead: '何を数える指標か、基準はいくつかを決めます。担当課に確かめたことを、注記にも書いてください。',
  consequence: '公開すると、この指標の判定と、カードの「基準」の書き方が変わることがあります。',
  done: 'baseline-saved',
  fields: (form) => (
    <>
      <RadioGroup
        name={cellField('kpis', 'basis')}
        label="数え方"
        value={form.row['basis'] ?? ''}
        choices={BASES}
        error={form.errors.get(cellField('kpis', 'basis'))}
        required
      />
      <RowFields
        {...form}
        columns={['path', 'better', 'baseline_value', 'baseline_fiscal_year', 'baseline_printed', 'note']}
      />
    </>
  ),
  inOrder: (rows) =>
    [...rows].sort((one, other) => Number(isUnconfirmed(other)) - Number(isUnconfirmed(one))),
  faultsOf: (row, before) => {
    const isSettled = isUnconfirmed(before) && !isUnconfirmed(row);
    if (!isSettled || (row['note'] && row['note'] !== before['note'])) return [];
    const name = cellField('kpis', 'note');
    return [
      { name, text: '「注記」を書き直してください。数え方をどう確かめたかを、住民にわかるように書きます。' },
    ];
  },
  dayOf: (_, today) => today,
  undoStep: '',
  undoLabel: () => '',
  isUndone: () => false,
  undone: {},
  doneUndone: '',
};

function isUnconfirmed(row: Row): boolean {
  return row['basis'] === 'unconfirmed';
}

const UNDO_RETIREMENT = 'unretire';

export const RETIRE_PART: IndicatorPart = {
  form: 'retire',
  title: '指標を終了する',
  lead: '終了した指標は、一覧や件数から外れます。これまでの実績と目標は残り、ことばで調べれば、終了した日と理由がカードに出ます。',
  consequence: '公開すると、終了した日から、住民に見える一覧と件数に入らなくなります。あとで取り消せます。',
  done: 'retired',
  fields: (form) => <RowFields {...form} columns={['retired_on', 'retired_reason']} />,
  inOrder: (rows) => rows,
  faultsOf: (row, _, step) => {
    if (step === UNDO_RETIREMENT || row['retired_on'] || row['retired_reason']) return [];
    const name = cellField('kpis', 'retired_on');
    return [{ name, text: '「終了した日」が空白です。終了する日を書いてください。' }];
  },
  dayOf: (row, today) => row['retired_on'] || today,
  undoStep: UNDO_RETIREMENT,
  undoLabel: (row) => (row['retired_on'] ? '終了を取り消す' : ''),
  isUndone: (step) => step === UNDO_RETIREMENT,
  undone: { retired_on: '', retired_reason: '' },
  doneUndone: 'unretired',
};
