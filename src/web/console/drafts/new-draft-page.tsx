import { REASON_MAX, TITLE_MAX } from '../../../flows/drafts/edit-draft.ts';
import { RadioGroup, TextArea, TextField } from '../parts/fields.tsx';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { errorOf } from './draft-form.ts';

/** What can be done first, by the page it is done on. */
export const FIRST_STEPS = [
  { value: 'actuals', label: '実績を入れる', hint: '1年度分の実績を、1枚の表に入れます。' },
  { value: 'plan', label: '計画を直す', hint: '目標の見直し、指標の追加や終了、ことばの追加など。' },
  { value: 'import', label: 'ファイルを取り込む', hint: 'ExcelやCSVに入れた内容を取り込みます。' },
] as const;

export const REASON_HINT = 'なぜ変えるのか。公開の履歴に残ります';

export type TypedDraft = { title: string; reason: string; first: string };

type NewDraftFormProps = { draftId: string; typed: TypedDraft; faults: readonly FieldFault[] };

export function NewDraftForm({ draftId, typed, faults }: NewDraftFormProps) {
  return (
    <>
      <ErrorSummary faults={faults} />
      <Form
        action="/console/drafts"
        hidden={{ draft: draftId }}
        label="新しい下書き"
        actions={
          <>
            <Button>下書きを作って進む</Button>
            <ButtonLink href="/console/drafts">やめる</ButtonLink>
          </>
        }
      >
        <TextField
          name="title"
          label="題名"
          hint={`例：R7年度の実績。${TITLE_MAX}文字まで`}
          required
          width="full"
          maxLength={TITLE_MAX}
          value={typed.title}
          error={errorOf(faults, 'title')}
        />
        <TextArea
          name="reason"
          label="理由"
          hint={`${REASON_HINT}。承認を依頼するときまで空けておけます。${REASON_MAX}文字まで`}
          maxLength={REASON_MAX}
          value={typed.reason}
          error={errorOf(faults, 'reason')}
        />
        <RadioGroup
          name="first"
          label="最初にすること"
          hint="あとで、ほかのこともできます。"
          value={typed.first}
          error={errorOf(faults, 'first')}
          choices={FIRST_STEPS}
        />
      </Form>
    </>
  );
}
