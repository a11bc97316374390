import { ErrorSummary } from '../../parts/form-parts.tsx';
import { Notice } from '../../parts/notice-parts.tsx';
import { DefinitionList } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { audienceText } from '../audience-text.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { BroadcastChip, broadcastSentence } from '../broadcast-state-words.tsx';
import { Paused, Scheduled, StopBox } from '../delivery/control-steps.tsx';
import { ProgressSection } from '../delivery/progress-section.tsx';
import { SettleSection } from '../delivery/settle-section.tsx';
import { ContentHash, FrozenContent } from '../preview/frozen-content.tsx';
import { RecordPage } from '../record/record-page.tsx';
import { BeforeSending, ReviewNotices } from '../review/before-sending.tsx';
import { OpenSteps, SubmittedSteps } from '../review/review-steps.tsx';
import { TestSection } from '../testing/test-section.tsx';
import type { StepProps } from '../view/broadcast-step-parts.tsx';
import type { BroadcastView } from '../view/load-broadcast-view.ts';
import { HistorySection } from './history-section.tsx';

export type BroadcastPageProps = StepProps & {
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
