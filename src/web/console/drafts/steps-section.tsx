import type { Child } from 'hono/jsx';
import { may, type Action, type Staff } from '../../../domain/staff/roles.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { Button } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import { Approve } from './approve-step.tsx';
import { isOfficeTime } from './publish-time.ts';
import { approversOf } from './review-people.ts';
import { Approvers, SeenForm, StepBox, type StepsProps } from './step-box.tsx';

/** What can be done with the draft now, by whom; only what this officer may do has a button. */
export function Steps(props: StepsProps) {
  const { state } = props.open.draft;
  switch (state.kind) {
    case 'open':
      return (
        <>
          <Submit {...props} />
          <Discard {...props} />
        </>
      );
    case 'submitted':
      return (
        <>
          <Approve {...props} />
          <Withdraw
            {...props}
            title="依頼を取り下げる"
            confirm="取り下げると編集中に戻り、また直せます。公開するには、もう一度承認を依頼します。"
            button="取り下げる"
          />
        </>
      );
    case 'scheduled':
      return <CancelSchedule {...props} publishAt={state.publishAt} />;
    case 'stopped':
      return (
        <>
          <Withdraw
            {...props}
            title="編集中に戻す"
            confirm="編集中に戻すと、また直せます。公開するには、もう一度承認を依頼します。"
            button="編集中に戻す"
          />
          <Discard {...props} />
        </>
      );
    case 'published':
      return (
        <p>
          公開は終わっています。<a href={`/console/versions/${state.version}`}>第{state.version}版</a>
          で、公開した内容を見られます。
        </p>
      );
    case 'discarded':
      return <p>この下書きは破棄されました。入力した内容は、これからもここで見られます。</p>;
  }
}

function Submit(props: StepsProps) {
  const { open, staff, roll, selfApproval } = props;
  if (!may(staff, 'submit-draft')) return <p>承認を依頼できるのは、編集者以上の権限がある人です。</p>;
  const missing = whatIsMissing(open);
  const others = approversOf(open, staff.email, roll);
  return (
    <StepBox title="承認を依頼する">
      {missing ? (
        <p>{missing}</p>
      ) : (
        <SeenForm
          open={open}
          step="submit"
          label="承認を依頼する"
          confirm="依頼すると、承認か差し戻しまで編集できなくなります。承認の前なら、いつでも取り下げられます。"
          actions={<Button>承認を依頼する</Button>}
        />
      )}
      <Approvers others={others} selfApproval={selfApproval} />
    </StepBox>
  );
}

/** Why a draft cannot be handed in yet; null where it can. */
function whatIsMissing(open: OpenDraft): Child {
  if (open.conflicts.length > 0)
    return '公開中の内容との食い違いを解いてから依頼できます。ページの上のお知らせから選んでください。';
  if (open.changes.length === 0)
    return 'まだ変更がありません。実績を入れるか、計画を直してから依頼できます。';
  if (!open.plan.ok) return '直すところが残っています。ページの上の一覧から直してください。';
  if (open.draft.reason === '')
    return (
      <>
        理由がまだありません。<a href="#retitle">「題名と理由を直す」</a>で書いてから依頼できます。
      </>
    );
  return null;
}

type WithdrawProps = StepsProps & { title: string; confirm: string; button: string };

function Withdraw({ open, staff, title, confirm, button }: WithdrawProps) {
  if (!may(staff, 'withdraw-draft')) return null;
  return (
    <StepBox title={title}>
      <SeenForm
        open={open}
        step="withdraw"
        label={title}
        confirm={confirm}
        actions={<Button kind="secondary">{button}</Button>}
      />
    </StepBox>
  );
}

function CancelSchedule({ open, staff, roll, publishAt }: StepsProps & { publishAt: string }) {
  return (
    <StepBox title="公開の予約">
      <p>{momentInJapan(publishAt)}に公開されます。</p>
      {isOfficeTime(publishAt) ? null : (
        <Notice kind="warning" title="公開する日時が、平日の8:30〜17:15の外です">
          <p>問い合わせに答えられる時間かどうか、確かめてください。</p>
        </Notice>
      )}
      {may(staff, 'cancel-schedule') ? (
        <SeenForm
          open={open}
          step="cancel"
          label="公開の予約を取り消す"
          confirm="予約を取り消すと、公開されずに編集中に戻ります。公開するには、もう一度承認を依頼します。"
          actions={<Button kind="danger">予約を取り消す</Button>}
        />
      ) : (
        <p>予約を取り消せる人：{namesOf(roll, 'cancel-schedule')}</p>
      )}
    </StepBox>
  );
}

function namesOf(roll: readonly Staff[], action: Action): string {
  const able = roll.filter((officer) => may(officer, action));
  return able.length > 0 ? able.map(({ name }) => `${name}さん`).join('、') : '名簿にいません';
}

function Discard({ open, staff }: StepsProps) {
  if (!may(staff, 'discard-draft')) return null;
  return (
    <details class="step">
      <summary>この下書きを破棄する</summary>
      <SeenForm
        open={open}
        step="discard"
        label="破棄する"
        confirm="破棄すると、この下書きは編集も公開もできなくなり、元には戻せません。入力した内容は、終わった下書きとして見られます。"
        actions={<Button kind="danger">破棄する</Button>}
      />
    </details>
  );
}
