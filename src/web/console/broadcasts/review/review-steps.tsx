import { scheduleFault } from '../../../../domain/broadcasts/send-time.ts';
import { may } from '../../../../domain/staff/roles.ts';
import { BROADCAST_REASON_MAX } from '../../../../flows/broadcasts/edit-broadcast.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import { Approvers, StepBox } from '../../drafts/step-box.tsx';
import { TextArea } from '../../parts/fields.tsx';
import { Button, ButtonLink } from '../../parts/form-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { broadcastFaultWords } from '../view/broadcast-fault-words.ts';
import { SeenBroadcastForm, type StepProps } from '../view/broadcast-step-parts.tsx';
import { approversOf, barOf } from './review-people.ts';

/** Handing in, for who reads the page rather than the form. */
export function OpenSteps({ view }: StepProps) {
  const { broadcast, staff, roll, selfApproval, review } = view;
  if (!may(staff, 'submit-broadcast'))
    return <p>編集と承認の依頼ができるのは、編集者以上の権限がある人です。</p>;
  const faults = review ? review.fresh.faults.length : 0;
  return (
    <>
      <div class="actions">
        <ButtonLink href={broadcastHref(broadcast.id, '/edit')} kind="primary">
          編集する
        </ButtonLink>
      </div>
      <StepBox title="承認を依頼する">
        {faults > 0 ? (
          <p>直すところが{faults}件残っています。「編集する」から直してから依頼できます。</p>
        ) : (
          <SeenBroadcastForm
            broadcast={broadcast}
            step="submit"
            label="承認を依頼する"
            confirm="いまの内容を固定して、ほかの人が確かめて承認します。依頼すると、承認か差し戻しまで編集できなくなります。"
            actions={<Button>承認を依頼する</Button>}
          />
        )}
        <Approvers others={approversOf(broadcast, staff.email, roll)} selfApproval={selfApproval} />
      </StepBox>
    </>
  );
}

/** Approval for who may give it; for others, whom everybody waits for. */
export function SubmittedSteps(props: StepProps) {
  const { broadcast, staff } = props.view;
  return (
    <>
      <Approve {...props} />
      {may(staff, 'approve-broadcast') ? <SendBack {...props} /> : null}
      {may(staff, 'submit-broadcast') ? (
        <StepBox title="依頼を取り下げる">
          <SeenBroadcastForm
            broadcast={broadcast}
            step="withdraw"
            label="依頼を取り下げる"
            confirm="取り下げると作成中に戻り、また直せます。送るには、もう一度承認を依頼します。"
            actions={<Button kind="secondary">取り下げる</Button>}
          />
        </StepBox>
      ) : null}
    </>
  );
}

function Approve({ view }: StepProps) {
  const { broadcast, staff, roll, selfApproval, now, undoMinutes, review } = view;
  const { state, schedule } = broadcast;
  if (state.kind !== 'submitted') return null;
  const others = approversOf(broadcast, state.submittedBy, roll);
  if (!may(staff, 'approve-broadcast'))
    return (
      <StepBox title="承認を待っています">
        <Approvers others={others} selfApproval={selfApproval} />
      </StepBox>
    );
  const bar = barOf(broadcast, staff, selfApproval, now);
  if (bar)
    return (
      <StepBox title="ほかの人の承認を待っています">
        <p>
          この配信は、ご自身が依頼したか、ご自身が編集したものなので、
          {bar.kind === 'still-waiting'
            ? `ご自身では${momentInJapan(bar.until)}から承認できます。`
            : 'ご自身では承認できません。'}
        </p>
        <Approvers others={others} selfApproval={selfApproval} />
      </StepBox>
    );
  const fault =
    scheduleFault(schedule, now, undoMinutes) ?? (review?.isTooFew ? { kind: 'too-few' as const } : null);
  if (fault)
    return (
      <StepBox title="いまは承認できません">
        <p>{broadcastFaultWords(fault).title}。</p>
        <p>{broadcastFaultWords(fault).help}</p>
      </StepBox>
    );
  return (
    <StepBox title="承認する">
      <SeenBroadcastForm
        broadcast={broadcast}
        step="approve"
        label="承認する"
        confirm={approvalConsequence(schedule.sendAt, undoMinutes)}
        actions={<Button>この内容で承認する</Button>}
      />
    </StepBox>
  );
}

function approvalConsequence(sendAt: string | null, undoMinutes: number): string {
  const when =
    sendAt === null
      ? `${undoMinutes}分後に送り始めます`
      : `${momentInJapan(sendAt)}に送り始めます（早くても、いまから${undoMinutes}分後です）`;
  return `承認すると、送り先をその時点で決め、${when}。それまでは取り消せます。送り始めたあとは、止めることはできますが、届いた分は消せません。`;
}

function SendBack({ view: { broadcast }, typed, faults }: StepProps) {
  return (
    <StepBox title="差し戻す">
      <SeenBroadcastForm
        broadcast={broadcast}
        step="return"
        label="差し戻す"
        confirm="差し戻すと作成中に戻り、理由が配信のページに出ます。"
        actions={<Button kind="secondary">差し戻す</Button>}
      >
        <TextArea
          name="note"
          label="差し戻す理由"
          hint="どこをどう直してほしいか"
          required
          rows={3}
          maxLength={BROADCAST_REASON_MAX}
          value={typed['note']}
          error={errorOf(faults, 'note')}
        />
      </SeenBroadcastForm>
    </StepBox>
  );
}
