import type { Child } from 'hono/jsx';
import type { CurrentPlan } from '../../../flows/current-plan.ts';
import { Notice } from '../parts/notice-parts.tsx';
import { DefinitionList } from '../parts/table-parts.tsx';
import { dayWords, momentInJapan } from '../time-words.ts';
import type { Health } from './load-health.ts';

const SOURCES: Record<CurrentPlan['source'], string> = {
  published: 'を住民に見せています',
  bundled: '：はじめの版を作っているところです。町の資料の内容を見せています',
  unreadable: '：データベースを読めないため、最後に読めた内容を見せています',
};

/** Whether everything runs; `settingFaults` null: not for this officer. */
export function HealthSection({
  health,
  settingFaults,
}: {
  health: Health;
  settingFaults: readonly string[] | null;
}) {
  const { current, heartbeat, isClockLate, deadLetters } = health;
  return (
    <>
      <h2>しくみの状態</h2>
      {isClockLate ? (
        <Notice kind="error" title="自動処理が止まっています">
          <p>
            {heartbeat === null
              ? 'まだ一度も動いていません。'
              : `最後に動いたのは ${momentInJapan(heartbeat)}です。`}
            公開の予約、配信、LINEの友だち数の記録が進みません。設置の担当者に連絡してください。住民への返事と、この画面は動いています。
          </p>
        </Notice>
      ) : null}
      {deadLetters > 0 ? (
        <Notice
          kind="warning"
          title={`配信の送信のうち${deadLetters}回が、何度試しても処理できませんでした（この1日）`}
        >
          <p>自動処理がもう一度取り上げています。続くときは、設置の担当者に連絡してください。</p>
        </Notice>
      ) : null}
      {settingFaults && settingFaults.length > 0 ? (
        <Notice kind="error" title="設定が足りないため、LINEに返事ができません">
          <p>次の設定を確かめるよう、設置の担当者に伝えてください。</p>
          <ul>
            {settingFaults.map((name) => (
              <li>
                <code>{name}</code>
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <DefinitionList
        items={[
          {
            term: '公開中の計画',
            description: (
              <>
                {current.version > 0 ? `第${current.version}版（${momentInJapan(current.asOf)}）` : ''}
                {SOURCES[current.source]}
              </>
            ),
          },
          {
            term: '自動処理',
            description: isClockLate
              ? '止まっています'
              : `動いています（最後：${momentInJapan(heartbeat ?? '')}）`,
          },
          { term: 'LINEの友だち数の記録', description: followerWords(health) },
          {
            term: 'データベース',
            description: current.source === 'unreadable' ? '応答が遅れています' : '応答しています',
          },
          {
            term: '配信の送信',
            description:
              deadLetters === 0
                ? '滞りはありません'
                : `この1日に${deadLetters}回、処理できずに取り上げ直しました`,
          },
          ...(settingFaults?.length === 0 ? [{ term: 'LINEの設定', description: 'そろっています' }] : []),
        ]}
      />
    </>
  );
}

function followerWords({ followerLook: look, followerFigure: figure }: Health): Child {
  const last = figure
    ? `${dayWords(figure.day)}の終わりに ${figure.followers.toLocaleString('ja-JP')}人`
    : 'まだありません';
  if (!look || look.outcome === 'ok') return last;
  const tried = momentInJapan(look.startedAt);
  return look.outcome === 'unready'
    ? `${last}（${tried}に尋ねたときは、LINEの集計がまだでした。1時間ごとに尋ねます）`
    : `${last}（${tried}に尋ねましたが、LINEから受け取れませんでした。1時間ごとに尋ねます）`;
}
