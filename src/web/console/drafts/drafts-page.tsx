import type { Draft, DraftState } from '../../../domain/drafts/draft.ts';
import type { OfficerNames } from '../officer-names.ts';
import { ButtonLink } from '../parts/form-parts.tsx';
import { DataTable, EmptyState } from '../parts/table-parts.tsx';
import { momentInJapan } from '../time-words.ts';
import { StateChip, STATE_WORDS, stateSentence } from './state-words.tsx';

/** What waits for somebody comes first. */
const UNDER_WAY = ['submitted', 'stopped', 'scheduled', 'open'] as const satisfies DraftState['kind'][];

export const CLOSED_SHOWN = 50;

type DraftsPageProps = {
  underWay: readonly Draft[];
  closed: readonly Draft[];
  names: OfficerNames;
  canEdit: boolean;
};

export function DraftsPage({ underWay, closed, names, canEdit }: DraftsPageProps) {
  const begin = canEdit ? (
    <p>
      <ButtonLink href="/console/drafts/new" kind="primary">
        新しい下書き
      </ButtonLink>
    </p>
  ) : null;
  return (
    <>
      {begin}
      {underWay.length === 0 ? (
        <EmptyState title="進んでいる下書きはありません">
          <p>
            {canEdit
              ? '実績を入れるときも計画を直すときも、「新しい下書き」から始めます。'
              : '編集者が下書きを始めると、ここに並びます。'}
          </p>
        </EmptyState>
      ) : null}
      {UNDER_WAY.map((kind) => {
        const drafts = underWay.filter(({ state }) => state.kind === kind);
        return drafts.length === 0 ? null : (
          <section aria-labelledby={`drafts-${kind}`}>
            <h2 id={`drafts-${kind}`}>
              {STATE_WORDS[kind]}（{drafts.length} 件）
            </h2>
            <DraftTable caption={`${STATE_WORDS[kind]}の下書き`} drafts={drafts} names={names} />
          </section>
        );
      })}
      <h2>終わった下書き</h2>
      {closed.length === 0 ? (
        <p>公開した下書きと破棄した下書きは、ここに残ります。まだありません。</p>
      ) : (
        <>
          {closed.length === CLOSED_SHOWN ? (
            <p>
              新しいほうから {CLOSED_SHOWN} 件です。公開したものは、すべて
              <a href="/console/versions">公開の履歴</a>にあります。
            </p>
          ) : null}
          <DraftTable caption="公開した下書きと破棄した下書き" drafts={closed} names={names} />
        </>
      )}
    </>
  );
}

function DraftTable({
  caption,
  drafts,
  names,
}: {
  caption: string;
  drafts: readonly Draft[];
  names: OfficerNames;
}) {
  return (
    <DataTable
      caption={caption}
      columns={[
        {
          heading: '題名',
          names: true,
          cell: ({ id, title }: Draft) => <a href={`/console/drafts/${encodeURIComponent(id)}`}>{title}</a>,
        },
        { heading: '状態', cell: ({ state }) => <StateChip kind={state.kind} /> },
        { heading: 'いまの状態になったとき', cell: (draft) => stateSentence(draft, names) },
        { heading: '理由', cell: ({ reason }) => reason || <span class="hint">（まだありません）</span> },
        {
          heading: '作った人',
          cell: ({ createdBy, createdAt }) => (
            <>
              {names(createdBy)}
              <br />
              <small class="nowrap">{momentInJapan(createdAt)}</small>
            </>
          ),
        },
      ]}
      rows={drafts}
    />
  );
}
