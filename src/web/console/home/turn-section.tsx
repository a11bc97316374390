import type { Child } from 'hono/jsx';
import type { Draft } from '../../../domain/drafts/draft.ts';
import { eraLabel, lastEndedFiscalYear, type JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { Kgi, Kpi } from '../../../domain/plan/plan.ts';
import type { FollowerProposal } from '../../../flows/follower-proposal.ts';
import { wordings } from '../../../messages/wording/wordings.ts';
import type { OfficerNames } from '../officer-names.ts';
import { ButtonLink } from '../parts/form-parts.tsx';
import { Chip } from '../parts/notice-parts.tsx';
import { EmptyState } from '../parts/table-parts.tsx';
import { dayWords, momentInJapan } from '../time-words.ts';
import { draftHref, newActuals } from './home-links.ts';
import type { Turn } from './load-turn.ts';

type TurnProps = {
  turn: Turn;
  due: readonly (Kpi | Kgi)[];
  proposal: FollowerProposal | null;
  today: JapaneseDate;
  names: OfficerNames;
  mayEdit: boolean;
  isCalm: boolean;
  /** Tasks of other kinds, before those of drafts. */
  children?: Child;
};

const NAMED_MAX = 5; // of the indicators that are due; the others open under them

/** What does not go on without this officer. */
export function TurnSection(props: TurnProps) {
  const { turn, due, proposal, today, names, mayEdit, isCalm, children } = props;
  const year = lastEndedFiscalYear(today);
  return (
    <>
      <h2>あなたの番です</h2>
      {isCalm ? <EmptyState title="いま、することはありません" /> : null}
      {isCalm ? null : (
        <ul class="tasks">
          {children}
          {turn.stopped.map((draft) => (
            <Task
              chip={<Chip tone="error">公開停止（要確認）</Chip>}
              draft={draft}
              action="確かめる"
              detail={`${momentInJapan(draft.state.at)}に公開する予約でしたが、止まりました。${
                draft.state.why === 'conflict'
                  ? '承認のあとで、同じところが別に公開されたためです。'
                  : '公開すると、計画のきまりに合わなくなるためです。'
              }`}
            />
          ))}
          {turn.toApprove.map((draft) => (
            <Task
              chip={<Chip tone="warning">承認待ち</Chip>}
              draft={draft}
              action="内容を見て承認する"
              detail={`${names(draft.state.submittedBy)}さんが、${momentInJapan(draft.state.submittedAt)}に承認を依頼しました。`}
            />
          ))}
          {turn.returned.map((draft) => (
            <Task
              chip={<Chip tone="warning">差し戻し</Chip>}
              draft={draft}
              action="直す"
              detail={
                draft.state.returned
                  ? `${names(draft.state.returned.by)}さんが、${momentInJapan(draft.state.returned.at)}に差し戻しました。理由：${draft.state.returned.reason}`
                  : ''
              }
            />
          ))}
          {turn.unfinished.map((draft) => (
            <Task
              chip={<Chip>編集中</Chip>}
              draft={draft}
              action="続ける"
              detail={`${momentInJapan(draft.updatedAt)}に、あなたが最後に保存しました。`}
            />
          ))}
          {mayEdit && due.length > 0 ? (
            <li>
              <div>
                <p class="task-title">
                  {eraLabel(year)}年度の実績がまだの指標が {due.length} 件あります
                </p>
                <p>
                  {due
                    .slice(0, NAMED_MAX)
                    .map(({ name }) => name.text)
                    .join('、')}
                  {due.length > NAMED_MAX ? ' など' : ''}
                </p>
                {due.length > NAMED_MAX ? (
                  <details>
                    <summary>すべて見る</summary>
                    <ul>
                      {due.map(({ id, name }) => (
                        <li>
                          <a href={`/console/kpis/${encodeURIComponent(id)}`}>{name.text}</a>
                        </li>
                      ))}
                    </ul>
                  </details>
                ) : null}
                <p class="hint">下書きに入れた値も、公開されるまではここに数えます。</p>
              </div>
              <ButtonLink href={newActuals(year)}>実績を入れる</ButtonLink>
            </li>
          ) : null}
          {mayEdit && proposal ? (
            <li>
              <div>
                <p class="task-title">
                  {proposal.indicator.name.text}：LINEの集計では {dayWords(proposal.asOf)}に{' '}
                  {wordings.ja.figure(proposal.followers, proposal.indicator)}
                </p>
                <p>
                  {eraLabel(proposal.fiscalYear)}年度の実績は、まだ公開していません。
                  {proposal.status === 'confirmed'
                    ? '年度の最後の日の数なので、確定値として使えます。'
                    : '年度の最後の日の数ではないので、速報値として使えます。'}
                </p>
              </div>
              <ButtonLink href={newActuals(proposal.fiscalYear)}>実績の表で使う</ButtonLink>
            </li>
          ) : null}
        </ul>
      )}
    </>
  );
}

function Task({
  draft,
  chip,
  detail,
  action,
}: {
  draft: Draft;
  chip: Child;
  detail: string;
  action: string;
}) {
  return (
    <li>
      <div>
        <p class="task-title">
          {chip} <a href={draftHref(draft.id)}>{draft.title}</a>
        </p>
        <p>{detail}</p>
      </div>
      <ButtonLink href={draftHref(draft.id)}>
        {action}
        <span class="unseen">：{draft.title}</span>
      </ButtonLink>
    </li>
  );
}

/** What goes on without this officer. */
export function OtherDrafts({ turn, names }: Pick<TurnProps, 'turn' | 'names'>) {
  return (
    <>
      {turn.scheduled.length > 0 ? (
        <>
          <h2>公開の予約</h2>
          <ul>
            {turn.scheduled.map(({ id, title, state }) => (
              <li>
                {momentInJapan(state.publishAt)}：<a href={draftHref(id)}>{title}</a>（
                {names(state.approvedBy)}さんが承認）
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {turn.withOthers.length > 0 ? (
        <>
          <h2>ほかの人の承認を待っているもの</h2>
          <ul>
            {turn.withOthers.map(({ id, title, state }) => (
              <li>
                <a href={draftHref(id)}>{title}</a>（{names(state.submittedBy)}さんが{' '}
                {momentInJapan(state.submittedAt)}に依頼）
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}
