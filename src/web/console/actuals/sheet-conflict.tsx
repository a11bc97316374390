import { ACTUAL_FIELDS, type ActualInput } from '../../../domain/plan/check-actual.ts';
import type { FiscalYear } from '../../../domain/plan/fiscal-year.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { fiscalYear as yearWords } from '../../../messages/wording/ja-figures.ts';
import { RadioGroup } from '../parts/fields.tsx';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { DataTable } from '../parts/table-parts.tsx';
import { actualsHref } from './actuals-page.tsx';
import { cellName } from './posted-sheet.ts';
import { FIELD_WORDS, STATUS_WORDS } from './remark-words.ts';
import { inputOf, type SheetRow } from './year-sheet.ts';

type ConflictView = {
  draftId: string;
  fiscalYear: FiscalYear;
  conflicts: readonly {
    row: SheetRow;
    theirs: Row | null;
    who: string;
    mine: ActualInput | undefined;
    taken: string | undefined;
  }[];
  /** Everything that was sent, with the revision and version of now. */
  hidden: Readonly<Record<string, string>>;
  /** The choices were sent, and some are missing. */
  isUndecided: boolean;
};

const CHOOSE = 'どちらの内容を残すか選んでください';

/** Both sides of every row that two people have changed, and the choice between them. Nothing is chosen beforehand. */
export function SheetConflicts({ draftId, fiscalYear, conflicts, hidden, isUndecided }: ConflictView) {
  const href = actualsHref(draftId, fiscalYear);
  const open = isUndecided ? conflicts.filter(({ taken }) => taken !== 'mine' && taken !== 'theirs') : [];
  const faults: FieldFault[] = open.map(({ row: { indicator } }) => ({
    name: cellName('take', indicator.id),
    text: `${indicator.name.text}：${CHOOSE}`,
  }));
  return (
    <>
      <ErrorSummary faults={faults} />
      <p>
        {conflicts.length > 0
          ? 'あなたの入力はまだ保存していません。行ごとに、どちらの内容を残すか選んでください。ここにない行の入力も、そのまま残っています。'
          : 'ほかの職員の保存が続いています。あなたの入力は残っています。少し待ってから、もう一度保存してください。'}
      </p>
      <Form
        action={href}
        hidden={hidden}
        actions={
          <>
            <Button name="act" value="save">
              選んだ内容で保存する
            </Button>
            <ButtonLink href={href}>自分の入力を捨てて、表に戻る</ButtonLink>
          </>
        }
      >
        {conflicts.map(({ row: { indicator }, theirs, who, mine, taken }) => (
          <section class="conflict">
            <h2>
              {indicator.name.text}（{yearWords(fiscalYear)}）
            </h2>
            <DataTable
              caption={`${indicator.name.text}の二つの内容`}
              rows={ACTUAL_FIELDS.map((field) => ({ field, ours: mine, others: theirs && inputOf(theirs) }))}
              columns={[
                { heading: '欄', names: true, cell: ({ field }) => FIELD_WORDS[field] },
                {
                  heading: who,
                  cell: ({ field, others }) => (others ? cellWords(field, others) : '（消した）'),
                },
                {
                  heading: 'あなた',
                  cell: ({ field, ours }) =>
                    !ours || ours.value === '' ? '（空白）' : cellWords(field, ours),
                },
              ]}
            />
            <RadioGroup
              name={cellName('take', indicator.id)}
              label={`「${indicator.name.text}」に残す内容`}
              required
              value={taken}
              error={open.some(({ row }) => row.indicator === indicator) ? CHOOSE : undefined}
              choices={[
                { value: 'theirs', label: `${who}の内容を残す` },
                { value: 'mine', label: '自分の内容で上書きする' },
              ]}
            />
          </section>
        ))}
      </Form>
    </>
  );
}

function cellWords(field: keyof ActualInput, input: ActualInput): string {
  const cell = input[field];
  if (cell === '') return '（空白）';
  return field === 'status' ? (STATUS_WORDS[cell] ?? cell) : cell;
}
