import type { Approval } from '../../../../domain/broadcasts/broadcast.ts';
import { momentInJapan } from '../../time-words.ts';
import { audienceText } from '../audience-text.ts';
import { BROADCAST_STATE_WORDS, broadcastSentence } from '../broadcast-state-words.tsx';
import { figureWords, peopleWords } from '../delivery-figures.ts';
import type { BroadcastView } from '../view/load-broadcast-view.ts';

export type RecordItem = { term: string; description: string };

/** What the council is told of a broadcast: who, when, to whom, how many, and what became of it. */
export function recordItems(view: BroadcastView): RecordItem[] {
  const { broadcast, names, newest } = view;
  const { state, audience, schedule } = broadcast;
  return [
    { term: '題名', description: broadcast.title },
    {
      term: '状態',
      description: `${BROADCAST_STATE_WORDS[state.kind]}：${broadcastSentence(broadcast, names)}`,
    },
    { term: '送り先', description: audienceText(audience, newest.plan).join('、かつ、') },
    ...('approvedBy' in state ? peopleItems(view, state) : []),
    {
      term: '希望した日時',
      description: schedule.sendAt === null ? '承認されたらすぐ' : momentInJapan(schedule.sendAt),
    },
    ...(schedule.quietReason === ''
      ? []
      : [{ term: '夜間・早朝に送る理由', description: schedule.quietReason }]),
    ...timeItems(view),
    ...(view.delivery ? outcomeItems(view) : []),
  ];
}

function peopleItems({ broadcast, names }: BroadcastView, approval: Approval): RecordItem[] {
  const { createdBy, createdAt, authors } = broadcast;
  const others = authors.filter((email) => email !== createdBy);
  return [
    { term: '作った人', description: `${names(createdBy)}（${momentInJapan(createdAt)}）` },
    ...(others.length > 0 ? [{ term: 'ほかに編集した人', description: others.map(names).join('、') }] : []),
    {
      term: '承認を依頼した人',
      description: `${names(approval.submittedBy)}（${momentInJapan(approval.submittedAt)}）`,
    },
    {
      term: '承認した人',
      description: `${names(approval.approvedBy)}（${momentInJapan(approval.approvedAt)}）`,
    },
  ];
}

function timeItems({ broadcast: { state }, names, entries }: BroadcastView): RecordItem[] {
  const stopReason = entries.find(({ action }) => action === 'broadcast-stopped')?.reason ?? '';
  const started = 'startedAt' in state && state.startedAt ? momentInJapan(state.startedAt) : null;
  return [
    ...(started ? [{ term: '送り始めた日時', description: started }] : []),
    ...(state.kind === 'sent' ? [{ term: '送り終えた日時', description: momentInJapan(state.at) }] : []),
    ...(state.kind === 'stopped'
      ? [
          { term: '止めた人', description: `${names(state.by)}（${momentInJapan(state.at)}）` },
          ...(stopReason === '' ? [] : [{ term: '止めた理由', description: stopReason }]),
        ]
      : []),
  ];
}

function outcomeItems({ broadcast: { state }, delivery }: BroadcastView): RecordItem[] {
  if (!delivery || !('recipients' in state)) return [];
  const { total, recipients, chunks, undecided } = delivery.figures;
  const frozen = state.recipients;
  const people = (counted: { chunks: number; recipients: number }): string =>
    recipients === null ? `${figureWords(counted.chunks)}回` : peopleWords(counted.recipients);
  const gone = frozen === null || recipients === null ? null : frozen - recipients;
  return [
    { term: '承認したときに決めた送り先', description: peopleWords(frozen) },
    ...(gone === null ? [] : [{ term: '送る前にやめた人', description: goneWords(gone) }]),
    { term: 'LINEへの送信', description: `${figureWords(chunks)}回` },
    { term: 'LINEが受け付けた', description: people(total.done) },
    { term: 'LINEが断った', description: people(total.failed) },
    { term: '届いたか分からない', description: people(total.unknown) },
    ...(total.stopped.chunks > 0 ? [{ term: '送らずに止めた', description: people(total.stopped) }] : []),
    ...(undecided > 0 ? [{ term: '決めていない送信', description: `${figureWords(undecided)}回` }] : []),
  ];
}

/** Those who left before their request was made up are taken out; of who blocks the account later LINE tells nothing. */
function goneWords(gone: number): string {
  return gone === 0 ? '0人' : `${peopleWords(gone)}（友だちをやめたか、設定を消したため、送っていません）`;
}
