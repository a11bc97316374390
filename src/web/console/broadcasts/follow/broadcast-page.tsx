import { ErrorSummary } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { DefinitionList } from '../parts/table-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import { audienceText } from './audience-text.ts';
import { BroadcastChip, broadcastSentence } from './broadcast-state-words.tsx';
import { QuotaBox } from './check-results.tsx';
import { Paused, Scheduled, StopBox, type ControlProps } from './control-steps.tsx';
import { changedMessages, ContentHash, FrozenContent } from './frozen-content.tsx';
import { HistorySection } from './history-section.tsx';
import { Lines } from './lines.tsx';
import type { BroadcastView, Review } from './load-broadcast-view.ts';
import { ProgressSection } from './progress-section.tsx';
import { RecordPage } from './record-page.tsx';
import { OpenSteps, SubmittedSteps } from './review-steps.tsx';
import { sendTimeLines } from './send-time-words.ts';
import { SettleSection } from './settle-section.tsx';
import { TestSection } from './test-section.tsx';
import { broadcastHref } from './broadcast-href.ts';

export type BroadcastPageProps = ControlProps & {
  /** Reloaded by the browser's own clock, for who has no script: then nothing can be typed. */
  isReloading: boolean;
};

/** A broadcast in whatever state it is: where it stands, what it says, and what can be done. */
export function BroadcastPage(props: BroadcastPageProps) {
  const { kind } = props.view.broadcast.state;
  return (
    <>
      <ErrorSummary faults={props.faults} />
      {kind === 'sending' || kind === 'paused' ? <StopBox {...props} isPlain={props.isReloading} /> : null}
      {kind === 'sent' || kind === 'stopped' ? <RecordPage {...props} /> : <UnderWay {...props} />}
      <HistorySection view={props.view} />
    </>
  );
}

function UnderWay(props: BroadcastPageProps) {
  const { view, isReloading } = props;
  const { broadcast, delivery } = view;
  const { kind } = broadcast.state;
  const isMoving = kind === 'sending' || kind === 'scheduled';
  return (
    <>
      {isMoving ? <Reloading view={view} isReloading={isReloading} /> : null}
      {kind === 'paused' ? <Paused {...props} /> : null}
      <div data-live={isMoving ? kind : undefined}>
        {kind === 'scheduled' ? <Scheduled view={view} /> : null}
        {delivery && kind !== 'scheduled' ? (
          <>
            <h2>進みぐあい</h2>
            <ProgressSection broadcast={broadcast} figures={delivery.figures} now={view.now} />
          </>
        ) : null}
      </div>
      <SettleSection {...props} />
      {delivery ? <h2>配信について</h2> : null}
      <Head view={view} />
      {kind === 'open' || kind === 'submitted' ? (
        <p>
          <a href="#steps">次にすることへ</a>
        </p>
      ) : null}
      {view.review ? <ReviewNotices view={view} review={view.review} /> : null}
      <Content view={view} />
      {view.review && kind !== 'discarded' ? <BeforeSending view={view} review={view.review} /> : null}
      {kind === 'open' || kind === 'submitted' ? <h2 id="steps">次にすること</h2> : null}
      {view.review ? <TestSection {...view.review.tests} /> : null}
      {kind === 'open' ? <OpenSteps {...props} /> : null}
      {kind === 'submitted' ? <SubmittedSteps {...props} /> : null}
      {kind === 'discarded' ? <p>この配信は破棄されました。どこにも送っていません。</p> : null}
    </>
  );
}

function Head({ view }: { view: BroadcastView }) {
  const { broadcast, names, newest, content } = view;
  const { state, schedule, audience, createdBy, createdAt } = broadcast;
  return (
    <>
      {state.kind === 'open' && state.returned ? (
        <Notice kind="warning" title={`${names(state.returned.by)}さんが差し戻しました`}>
          <p class="as-typed">{state.returned.reason}</p>
        </Notice>
      ) : null}
      <DefinitionList
        items={[
          {
            term: '状態',
            description: (
              <>
                <BroadcastChip kind={state.kind} /> {broadcastSentence(broadcast, names)}
              </>
            ),
          },
          { term: '送り先', description: audienceText(audience, newest.plan).join('、かつ、') },
          {
            term: '送る日時',
            description: schedule.sendAt === null ? '承認されたらすぐ' : momentInJapan(schedule.sendAt),
          },
          ...(schedule.quietReason === ''
            ? []
            : [{ term: '夜間・早朝に送る理由', description: schedule.quietReason }]),
          { term: '作った人', description: `${names(createdBy)}（${momentInJapan(createdAt)}）` },
          ...('approvedBy' in state
            ? [
                {
                  term: '承認した人',
                  description: `${names(state.approvedBy)}（${momentInJapan(state.approvedAt)}）`,
                },
              ]
            : []),
          ...('sha256' in state && content
            ? [{ term: '内容の指紋', description: <ContentHash sha256={state.sha256} /> }]
            : []),
        ]}
      />
    </>
  );
}

/** With script the page stays and only its figures change; without, the browser can be asked to load it anew. */
function Reloading({ view, isReloading }: { view: BroadcastView; isReloading: boolean }) {
  const href = broadcastHref(view.broadcast.id);
  return isReloading ? (
    <p class="screen-only">
      5秒ごとに更新しています。<a href={href}>更新をやめる</a>
      （止める理由を書くときは、やめてから書いてください）
    </p>
  ) : (
    <noscript>
      <p>
        <a href={href}>いまの状態に更新する</a>　<a href={`${href}?reload=on`}>5秒ごとに更新する</a>
      </p>
    </noscript>
  );
}

function Content({ view: { broadcast, content } }: { view: BroadcastView }) {
  const { kind } = broadcast.state;
  if (!content)
    return kind === 'discarded' ? null : <p>内容の控えが見つかりません。設置の担当者に連絡してください。</p>;
  return (
    <>
      <h2>{kind === 'open' ? 'いまの内容' : '送る内容'}</h2>
      {kind === 'open' || kind === 'discarded' ? null : (
        <p class="hint">承認を依頼したときに固定した内容です。このとおりに届きます。</p>
      )}
      {content.variants.every(({ messages }) => messages.length === 0) ? (
        <p>まだ中身がありません。「編集する」から、文章やカードを入れてください。</p>
      ) : (
        <FrozenContent content={content} />
      )}
    </>
  );
}

/** The plan moves on while somebody waits; what is sent is what was handed in. */
function ReviewNotices({ view, review }: { view: BroadcastView; review: Review }) {
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

function BeforeSending({ view, review }: { view: BroadcastView; review: Review }) {
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
