import type { Child } from 'hono/jsx';
import { broadcastHref } from '../broadcasts/broadcast-href.ts';
import { BroadcastChip, broadcastSentence } from '../broadcasts/broadcast-state-words.tsx';
import { PAUSE_WORDS } from '../broadcasts/pause-words.ts';
import type { OfficerNames } from '../officer-names.ts';
import { ButtonLink } from '../parts/form-parts.tsx';
import { Chip } from '../parts/notice-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import type { BroadcastTurn } from './load-broadcast-turn.ts';

type BroadcastTasksProps = { turn: BroadcastTurn; names: OfficerNames };

/** Broadcasts that do not go on without a person, the pressing ones first. */
export function BroadcastTasks({ turn, names }: BroadcastTasksProps) {
  return (
    <>
      {turn.paused.map((broadcast) => (
        <Task
          {...broadcast}
          chip={<BroadcastChip kind="paused" />}
          action="確かめる"
          detail={`${momentInJapan(broadcast.state.pausedAt)}に止まりました。${PAUSE_WORDS[broadcast.state.why]}ためです。`}
        />
      ))}
      {turn.stuck.map((broadcast) => (
        <Task
          {...broadcast}
          chip={<Chip tone="error">進んでいません</Chip>}
          action="確かめる"
          detail={
            broadcast.state.kind === 'scheduled'
              ? '送り始める時刻を過ぎましたが、始まっていません。設置の担当者に連絡してください。'
              : '配信が5分より長く進んでいません。設置の担当者に連絡してください。'
          }
        />
      ))}
      {turn.undecided.map(({ id, title, chunks }) => (
        <Task
          id={id}
          title={title}
          chip={<Chip tone="warning">要判断</Chip>}
          action="決める"
          detail={`LINEに断られたか、届いたか分からない送信が${chunks}回あります。送りなおすか、送らないかを決めてください。`}
        />
      ))}
      {turn.toApprove.map((broadcast) => (
        <Task
          {...broadcast}
          chip={<Chip tone="warning">配信の承認待ち</Chip>}
          action="内容を見て承認する"
          detail={`${broadcastSentence(broadcast, names)}。`}
        />
      ))}
      {turn.returned.map((broadcast) => (
        <Task
          {...broadcast}
          chip={<Chip tone="warning">差し戻し</Chip>}
          action="直す"
          detail={`${broadcastSentence(broadcast, names)}。理由：${broadcast.state.returned?.reason ?? ''}`}
        />
      ))}
      {turn.unfinished.map((broadcast) => (
        <Task
          {...broadcast}
          chip={<BroadcastChip kind="open" />}
          action="続ける"
          detail={`${momentInJapan(broadcast.updatedAt)}に、あなたが最後に保存した配信です。`}
        />
      ))}
    </>
  );
}

type TaskProps = { id: string; title: string; chip: Child; detail: string; action: string };

function Task({ id, title, chip, detail, action }: TaskProps) {
  return (
    <li>
      <div>
        <p class="task-title">
          {chip} <a href={broadcastHref(id)}>{title}</a>
        </p>
        <p>{detail}</p>
      </div>
      <ButtonLink href={broadcastHref(id)}>
        {action}
        <span class="unseen">：{title}</span>
      </ButtonLink>
    </li>
  );
}

/** What goes on without this officer. */
export function OtherBroadcasts({ turn, names }: BroadcastTasksProps) {
  const { others } = turn;
  if (others.length === 0) return null;
  return (
    <>
      <h2>進んでいる配信</h2>
      <ul>
        {others.map((broadcast) => (
          <li>
            <BroadcastChip kind={broadcast.state.kind} />{' '}
            <a href={broadcastHref(broadcast.id)}>{broadcast.title}</a>（{broadcastSentence(broadcast, names)}
            ）
          </li>
        ))}
      </ul>
    </>
  );
}
