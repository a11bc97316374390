import { Notice } from '../../parts/notice-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { Lines } from '../lines.tsx';
import { changedMessages } from '../preview/frozen-content.tsx';
import { QuotaBox } from '../preview/quota-box.tsx';
import { sendTimeLines } from '../send-time-words.ts';
import type { BroadcastView, Review } from '../view/load-broadcast-view.ts';

/** The plan moves on while somebody waits; what is sent is what was handed in. */
export function ReviewNotices({ view, review }: { view: BroadcastView; review: Review }) {
  const { broadcast, content, newest } = view;
  const { state } = broadcast;
  const { fresh } = review;
  if (state.kind !== 'submitted' || !content || fresh.sha256 === state.sha256) return null;
  const changed = changedMessages(content, fresh.content);
  const isNewPlan = newest.head.publishedAt > state.submittedAt;
  return (
    <Notice kind="warning" title="いま作りなおすと、内容が変わります">
      <p>
        {isNewPlan
          ? `承認を依頼したあとで、第${newest.head.number}版が${momentInJapan(newest.head.publishedAt)}に公開されました。`
          : '承認を依頼したあとで、日付や計画の内容が変わりました。'}
        {changed.length > 0 ? `変わるところ：${changed.join('、')}。` : ''}
        送られるのは、下に見えている固定した内容のままです。新しい内容で送るには、差し戻すか取り下げて、もう一度依頼します。
      </p>
    </Notice>
  );
}

/** Whom it would reach, when, and what it takes of the month. */
export function BeforeSending({ view, review }: { view: BroadcastView; review: Review }) {
  const { broadcast, now, undoMinutes } = view;
  return (
    <>
      <h2>送る前に確かめること</h2>
      <Lines title="いま送ると届く人" name="size" lines={review.lines} />
      <Lines title="送る日時" name="time" lines={sendTimeLines(broadcast.schedule, now, undoMinutes)} />
      <QuotaBox forecast={review.forecast} audience={broadcast.audience} />
    </>
  );
}
