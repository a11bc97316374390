import { may } from '../../../domain/staff/roles.ts';
import { REASON_MAX } from '../../../flows/drafts/edit-draft.ts';
import { DateField, RadioGroup, TextArea, TextField } from '../parts/fields.tsx';
import { Button } from '../parts/form-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import { errorOf } from './draft-form.ts';
import { approversOf, barOf } from './review-people.ts';
import { Approvers, SeenForm, StepBox, type StepsProps } from './step-box.tsx';

/** Approval for who may give it; for others, whom everybody waits for. */
export function Approve(props: StepsProps) {
  const { open, staff, roll, selfApproval, now } = props;
  const { state } = open.draft;
  const submitter = state.kind === 'submitted' ? state.submittedBy : staff.email;
  const others = approversOf(open, submitter, roll);
  if (!may(staff, 'approve-draft'))
    return (
      <StepBox title="承認を待っています">
        <Approvers others={others} selfApproval={selfApproval} />
      </StepBox>
    );
  const bar = barOf(open, staff, selfApproval, now);
  if (bar)
    return (
      <StepBox title="ほかの人の承認を待っています">
        <p>
          この下書きは、ご自身が依頼したか、ご自身が入れた行を含むため、
          {bar.kind === 'still-waiting'
            ? `ご自身では${momentInJapan(bar.until)}から承認できます。`
            : 'ご自身では承認できません。'}
        </p>
        <Approvers others={others} selfApproval={selfApproval} />
      </StepBox>
    );
  const isSound = open.conflicts.length === 0 && open.plan.ok;
  return (
    <>
      {isSound ? (
        <ApproveForm {...props} />
      ) : (
        <p>このままでは公開できません。理由を書いて差し戻してください。</p>
      )}
      <SendBack {...props} />
    </>
  );
}

function ApproveForm({ open, typed, faults }: StepsProps) {
  return (
    <StepBox title="承認して公開する">
      <SeenForm
        open={open}
        step="approve"
        label="承認して公開する"
        confirm="承認すると、このページの変更が新しい版になり、住民に見えます。公開した版は消せませんが、前の版に戻す下書きをいつでも作れます。"
        actions={<Button>承認して公開する</Button>}
      >
        <RadioGroup
          name="when"
          label="公開するとき"
          required
          value={typed['when'] ?? ''}
          error={errorOf(faults, 'when')}
          choices={[
            { value: 'now', label: 'すぐに公開する', hint: '1分以内に住民のトークに反映されます。' },
            {
              value: 'later',
              label: '日時を決めて公開する',
              hint: '下に日時を書きます。その時刻になる前なら取り消せます。',
            },
          ]}
        />
        <DateField name="date" label="公開する日" value={typed['date']} error={errorOf(faults, 'date')} />
        <TextField
          name="time"
          label="公開する時刻（日本時間）"
          hint="例：9:00。8:30〜17:15の外や土日も選べますが、問い合わせに答えられる時間をおすすめします。"
          width="short"
          value={typed['time']}
          error={errorOf(faults, 'time')}
        />
      </SeenForm>
    </StepBox>
  );
}

function SendBack({ open, staff, typed, faults }: StepsProps) {
  if (!may(staff, 'return-draft')) return null;
  return (
    <StepBox title="差し戻す">
      <SeenForm
        open={open}
        step="return"
        label="差し戻す"
        confirm="差し戻すと編集中に戻り、理由が下書きのページに出ます。"
        actions={<Button kind="secondary">差し戻す</Button>}
      >
        <TextArea
          name="note"
          label="差し戻す理由"
          hint="どこをどう直してほしいか"
          required
          rows={3}
          maxLength={REASON_MAX}
          value={typed['note']}
          error={errorOf(faults, 'note')}
        />
      </SeenForm>
    </StepBox>
  );
}
