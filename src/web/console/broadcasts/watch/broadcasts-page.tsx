import type { Broadcast, BroadcastStateKind } from '../../../../domain/broadcasts/broadcast.ts';
import type { BroadcastInsight } from '../../../../storage/insight-store.ts';
import type { OfficerNames } from '../../officer-names.ts';
import { ButtonLink } from '../../parts/form-parts.tsx';
import { Notice } from '../../parts/notice-parts.tsx';
import { DataTable, EmptyState } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { BroadcastChip, BROADCAST_STATE_WORDS, broadcastSentence } from '../broadcast-state-words.tsx';
import { figureWords, peopleWords } from '../delivery-figures.ts';

/** What waits for somebody comes first. */
const UNDER_WAY = [
  'paused',
  'sending',
  'submitted',
  'scheduled',
  'open',
] as const satisfies BroadcastStateKind[];

export const CLOSED_SHOWN = 50;

type BroadcastsPageProps = {
  underWay: readonly Broadcast[];
  closed: readonly Broadcast[];
  undecided: ReadonlyMap<string, number>;
  insights: ReadonlyMap<string, BroadcastInsight>;
  names: OfficerNames;
  canCompose: boolean;
};

export function BroadcastsPage(props: BroadcastsPageProps) {
  const { underWay, closed, undecided, names, canCompose } = props;
  const waiting = closed.filter(({ id }) => undecided.has(id));
  return (
    <>
      <div class="actions">
        {canCompose ? (
          <ButtonLink href="/console/broadcasts/new" kind="primary">
            新しい配信
          </ButtonLink>
        ) : null}
        <ButtonLink href="/console/broadcasts/comparison">配信をくらべる</ButtonLink>
      </div>
      {waiting.map(({ id, title }) => (
        <Notice
          kind="warning"
          title={`「${title}」に、送りなおすか決めていない送信が${figureWords(undecided.get(id) ?? 0)}回あります`}
        >
          <p>
            <a href={broadcastHref(id)}>配信のページで決める</a>
          </p>
        </Notice>
      ))}
      {underWay.length === 0 ? (
        <EmptyState title="進んでいる配信はありません">
          <p>
            {canCompose
              ? '「新しい配信」から作り、テスト配信で見え方を確かめて、承認を依頼します。'
              : '編集者が配信を作ると、ここに並びます。'}
          </p>
        </EmptyState>
      ) : null}
      {UNDER_WAY.map((kind) => {
        const broadcasts = underWay.filter(({ state }) => state.kind === kind);
        return broadcasts.length === 0 ? null : (
          <section aria-labelledby={`broadcasts-${kind}`}>
            <h2 id={`broadcasts-${kind}`}>
              {BROADCAST_STATE_WORDS[kind]}（{broadcasts.length} 件）
            </h2>
            {kind === 'scheduled' ? <p class="hint">送り始めるまでは、取り消せます。</p> : null}
            <UnderWayTable kind={kind} broadcasts={broadcasts} names={names} />
          </section>
        );
      })}
      <h2>終わった配信</h2>
      <History {...props} />
    </>
  );
}

function UnderWayTable({
  kind,
  broadcasts,
  names,
}: {
  kind: BroadcastStateKind;
  broadcasts: readonly Broadcast[];
  names: OfficerNames;
}) {
  return (
    <DataTable
      caption={`${BROADCAST_STATE_WORDS[kind]}のもの`}
      columns={[
        { heading: '題名', names: true, cell: (broadcast: Broadcast) => <TitleLink {...broadcast} /> },
        { heading: '状態', cell: ({ state }) => <BroadcastChip kind={state.kind} /> },
        { heading: 'いまの状態になったとき', cell: (broadcast) => broadcastSentence(broadcast, names) },
        { heading: '送り先', cell: audienceWord },
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
      rows={broadcasts}
    />
  );
}

function History({ closed, insights, names }: BroadcastsPageProps) {
  if (closed.length === 0)
    return <p>送り終えた配信、止めた配信、破棄した配信は、ここに残ります。まだありません。</p>;
  return (
    <>
      {closed.length === CLOSED_SHOWN ? (
        <p>新しいほうから {CLOSED_SHOWN} 件です。それより前のものは、監査記録から開けます。</p>
      ) : null}
      <DataTable
        caption="送った配信、止めた配信、破棄した配信（新しい順）"
        columns={[
          { heading: '題名', names: true, cell: (broadcast: Broadcast) => <TitleLink {...broadcast} /> },
          { heading: '状態', cell: ({ state }) => <BroadcastChip kind={state.kind} /> },
          { heading: 'いつ', cell: (broadcast) => broadcastSentence(broadcast, names) },
          {
            heading: '送り先',
            cell: (broadcast) =>
              'recipients' in broadcast.state
                ? peopleWords(broadcast.state.recipients)
                : audienceWord(broadcast),
          },
          {
            heading: '開封した人',
            numeric: true,
            cell: (broadcast) => figureOf(broadcast, insights, 'seen'),
          },
          {
            heading: '押した人',
            numeric: true,
            cell: (broadcast) => figureOf(broadcast, insights, 'clicked'),
          },
        ]}
        rows={closed}
      />
    </>
  );
}

function TitleLink({ id, title }: Pick<Broadcast, 'id' | 'title'>) {
  return <a href={broadcastHref(id)}>{title}</a>;
}

function audienceWord({ audience }: Broadcast): string {
  return audience.kind === 'everyone' ? '友だち全員' : '条件に合う人';
}

/** What LINE withholds is fewer than 20; of what never went out there is nothing to tell. */
function figureOf(
  { id, state }: Broadcast,
  insights: ReadonlyMap<string, BroadcastInsight>,
  name: 'seen' | 'clicked',
): string {
  const isOut = 'startedAt' in state && state.startedAt !== null;
  const insight = insights.get(id);
  if (!isOut) return '送っていません';
  if (!insight) return '集計はこれから';
  const figure = insight[name];
  return figure === null ? '20人未満' : `${figureWords(figure)}人`;
}
