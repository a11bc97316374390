import type { Chunk, ChunkStateKind } from '../../../../domain/broadcasts/delivery.ts';
import type { OfficerNames } from '../../officer-names.ts';
import { DataTable, Pager } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { figureWords, peopleWords } from '../delivery-figures.ts';
import { languageWords } from '../delivery/progress-section.tsx';
import { CHUNKS_SHOWN, type Delivery } from '../view/load-broadcast-view.ts';

const OUTCOMES: Record<ChunkStateKind, string> = {
  waiting: 'これから',
  leased: '送っているところ',
  done: 'LINEが受け付けた',
  failed: 'LINEが断った',
  unknown: '届いたか分からない',
  stopped: '送らずに止めた',
};

/** LINE: 409 says that the same request had been accepted before. */
const ACCEPTED_BEFORE = 409;

export function outcomeWords({ state, status, settledBy, requestId }: Chunk, names: OfficerNames): string {
  if (state === 'done' && requestId === null) return '送る相手がいなくなった';
  if (state === 'done' && status === ACCEPTED_BEFORE) return 'LINEが受け付けた（確かめなおして分かった）';
  return settledBy ? `${OUTCOMES[state]}（${names(settledBy)}さんが、送らないと決めた）` : OUTCOMES[state];
}

/** Where one of the languages is read by very few, nobody is told how many get a request. */
export function recipientWords({ recipients }: Chunk, isSmallPart: boolean): string {
  return recipients !== null && isSmallPart ? '出しません' : peopleWords(recipients);
}

/** Every request to LINE there was. */
export function ChunkTable({
  delivery,
  names,
  path,
}: {
  delivery: Delivery;
  names: OfficerNames;
  path: string;
}) {
  const { chunks, figures, page } = delivery;
  const pages = Math.max(1, Math.ceil(figures.chunks / CHUNKS_SHOWN));
  return (
    <>
      <DataTable
        caption={`LINEへの送信（全${figureWords(figures.chunks)}回）`}
        columns={[
          { heading: '番号', names: true, cell: ({ number }: Chunk) => number },
          { heading: '言語', cell: ({ language }) => languageWords(language) },
          { heading: '人数', numeric: true, cell: (chunk) => recipientWords(chunk, figures.isSmallPart) },
          { heading: '試した回数', numeric: true, cell: ({ attempts }) => attempts },
          { heading: '結果', cell: (chunk) => outcomeWords(chunk, names) },
          {
            heading: 'いつ',
            cell: ({ settledAt }) =>
              settledAt ? <span class="nowrap">{momentInJapan(settledAt)}</span> : 'まだ',
          },
          {
            heading: 'LINEの受付番号',
            cell: ({ requestId }) => (requestId ? <code class="request-id">{requestId}</code> : 'なし'),
          },
        ]}
        rows={chunks}
      />
      <Pager
        page={page}
        pages={pages}
        total={figures.chunks}
        href={(other) => `${path}?page=${other}#chunks`}
      />
    </>
  );
}
