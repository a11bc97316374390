import { isQuiet } from '../../../../domain/broadcasts/send-time.ts';
import { may } from '../../../../domain/staff/roles.ts';
import { BROADCAST_REASON_MAX } from '../../../../flows/broadcasts/edit-broadcast.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import { StepBox } from '../../drafts/step-box.tsx';
import { TextArea } from '../../parts/fields.tsx';
import { Button } from '../../parts/form-parts.tsx';
import { Notice } from '../../parts/notice-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { peopleWords } from '../delivery-figures.ts';
import { PAUSE_STEPS, PAUSE_WORDS } from '../pause-words.ts';
import { clockInJapan } from '../send-time-words.ts';
import { SeenBroadcastForm, whoMay, type StepProps } from '../view/broadcast-step-parts.tsx';
import type { BroadcastView } from '../view/load-broadcast-view.ts';

/** Always at the top: whoever sees that it is wrong must not look for the button. */
export function StopBox({ view, typed, isPlain = false }: StepProps & { isPlain?: boolean }) {
  const { broadcast, staff, roll, delivery } = view;
  if (!may(staff, 'stop-broadcast')) return <p>止められる人：{whoMay(roll, 'stop-broadcast')}</p>;
  const gone = delivery ? goneWords(delivery.figures) : '';
  return (
    <section class="stop-box screen-only" aria-label="配信を止める">
      <SeenBroadcastForm
        broadcast={broadcast}
        step="stop"
        label="配信を止める"
        confirm={`${gone}止めると、残りの人には送りません。もう届いた分は消せません。元には戻せません。`}
        actions={<Button kind="danger">配信を止める</Button>}
      >
        {isPlain ? null : (
          <TextArea
            name="stop-reason"
            label="止める理由（書かなくても止められます）"
            rows={2}
            maxLength={BROADCAST_REASON_MAX}
            value={typed['stop-reason']}
          />
        )}
      </SeenBroadcastForm>
    </section>
  );
}

function goneWords({
  total,
  recipients,
  isSmallPart,
}: NonNullable<BroadcastView['delivery']>['figures']): string {
  const { done } = total;
  if (done.chunks === 0) return 'LINEが受け付けた送信は、まだありません。';
  if (recipients === null) return '友だち全員への送信を、LINEが受け付けました。';
  return isSmallPart
    ? `これまでに${done.chunks}回の送信を、LINEが受け付けました。`
    : `これまでに${peopleWords(done.recipients)}分を、LINEが受け付けました。`;
}

const MINUTE_MS = 60_000;
const STARTS_WITHIN_MINUTES = 5;

/** Approved, and nothing has left yet. */
export function Scheduled({ view }: { view: BroadcastView }) {
  const { broadcast, staff, roll, now } = view;
  const { state } = broadcast;
  if (state.kind !== 'scheduled') return null;
  const lateMinutes = Math.floor((now.getTime() - Date.parse(state.startAt)) / MINUTE_MS);
  return (
    <>
      {lateMinutes >= STARTS_WITHIN_MINUTES ? (
        <Notice
          kind="error"
          title={`送り始めるはずの${momentInJapan(state.startAt)}を${lateMinutes}分過ぎましたが、始まっていません`}
        >
          <p>
            1分ごとに動く自動処理が止まっています。設置の担当者に連絡してください。動きだすと送り始めますが、1時間を過ぎると自動では送らず、人の判断を待ちます。
          </p>
        </Notice>
      ) : null}
      <p class="countdown">{countdown(state.startAt, now)}</p>
      {may(staff, 'stop-broadcast') ? (
        <SeenBroadcastForm
          broadcast={broadcast}
          step="cancel"
          label="承認を取り消す"
          confirm="取り消すと、誰にも送らずに作成中に戻ります。送るには、もう一度承認を依頼します。"
          actions={<Button kind="danger">承認を取り消す</Button>}
        />
      ) : (
        <p>取り消せる人：{whoMay(roll, 'stop-broadcast')}</p>
      )}
    </>
  );
}

function countdown(startAt: string, now: Date): string {
  const left = Date.parse(startAt) - now.getTime();
  if (left <= 0) return 'まもなく送り始めます。始まるまでは取り消せます。';
  const isToday = momentInJapan(startAt).split(' ')[0] === momentInJapan(now.toISOString()).split(' ')[0];
  const when = isToday ? clockInJapan(startAt) : momentInJapan(startAt);
  const minutes = Math.ceil(left / MINUTE_MS);
  return `${when} から送り始めます${isToday && minutes < 60 ? `（あと約${minutes}分）` : ''}。それまでは取り消せます。`;
}

/** Why it waits, what to do, and how it goes on. */
export function Paused(props: StepProps) {
  const { view, typed, faults } = props;
  const { broadcast, staff, roll, now, delivery } = view;
  const { state, schedule } = broadcast;
  if (state.kind !== 'paused') return null;
  const refusal = delivery?.undecided.find(({ fault }) => fault)?.fault;
  const needsReason = isQuiet(now) && schedule.quietReason === '';
  return (
    <>
      <Notice kind="error" title={`配信を一時停止しています：${PAUSE_WORDS[state.why]}`}>
        <p>{momentInJapan(state.pausedAt)}に自動で止まりました。残りの人には、まだ送っていません。</p>
        <ol>
          {PAUSE_STEPS[state.why].map((step) => (
            <li>{step}</li>
          ))}
        </ol>
        {refusal ? (
          <details>
            <summary>LINEのことば（担当者向け）</summary>
            <code class="line-words">{refusal}</code>
          </details>
        ) : null}
      </Notice>
      <h2>次にすること</h2>
      {may(staff, 'resume-broadcast') ? (
        <StepBox title="再開する">
          {needsReason ? (
            <p>いまは夜間・早朝（20:00〜9:00）です。急ぐ理由を書くか、9:00まで待ってください。</p>
          ) : null}
          <SeenBroadcastForm
            broadcast={broadcast}
            step="resume"
            label="再開する"
            confirm="再開すると、まだ送っていない人にだけ、すぐに送り始めます。もう届いた人に2回届くことはありません。"
            actions={<Button>再開する</Button>}
          >
            <TextArea
              name="resume-reason"
              label="再開する理由"
              hint={needsReason ? undefined : '書かなくても再開できます。記録に残ります。'}
              required={needsReason}
              rows={2}
              maxLength={BROADCAST_REASON_MAX}
              value={typed['resume-reason']}
              error={errorOf(faults, 'resume-reason')}
            />
          </SeenBroadcastForm>
        </StepBox>
      ) : (
        <p>再開できる人：{whoMay(roll, 'resume-broadcast')}</p>
      )}
    </>
  );
}
