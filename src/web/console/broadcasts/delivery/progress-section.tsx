import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import { STUCK_AFTER_MS } from '../../../../domain/broadcasts/broadcast.ts';
import type { DeliveryCounts } from '../../../../domain/broadcasts/delivery.ts';
import { readResidentLanguage } from '../../../../domain/residents/settings.ts';
import { Notice, Progress } from '../../parts/notice-parts.tsx';
import { DataTable } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { LANGUAGE_WORDS } from '../composition-words.ts';
import {
  figureWords,
  peopleWords,
  ratePerMinute,
  type DeliveryFigures,
  type LanguageFigures,
} from '../delivery-figures.ts';
import { clockInJapan } from '../send-time-words.ts';

type ProgressProps = { broadcast: Broadcast; figures: DeliveryFigures; now: Date };

/** How far a broadcast has come, in all and by language. */
export function ProgressSection({ broadcast: { state }, figures, now }: ProgressProps) {
  const { total, chunks, recipients, isSmallPart } = figures;
  const inPeople = recipients !== null && !isSmallPart;
  const rate =
    state.kind === 'sending' && inPeople
      ? ratePerMinute(total.done.recipients, state.startedAt, state.progressAt)
      : null;
  return (
    <>
      {state.kind === 'sending' ? <Stuck progressAt={state.progressAt} now={now} /> : null}
      <Progress
        label={inPeople ? '届けた人数' : '終わった送信'}
        done={inPeople ? total.done.recipients : total.done.chunks}
        total={inPeople ? recipients : chunks}
      />
      {state.kind === 'sending' ? (
        <p>
          {momentInJapan(state.startedAt)}に送り始めました。最後に進んだのは{clockInJapan(state.progressAt)}
          です。
          {rate === null ? '' : `1分に約${figureWords(rate)}人の速さです。`}
        </p>
      ) : null}
      <FiguresTable figures={figures} />
    </>
  );
}

function Stuck({ progressAt, now }: { progressAt: string; now: Date }) {
  const minutes = Math.floor((now.getTime() - Date.parse(progressAt)) / 60_000);
  if (now.getTime() - Date.parse(progressAt) <= STUCK_AFTER_MS) return null;
  return (
    <Notice kind="error" title={`${minutes}分のあいだ、配信が進んでいません`}>
      <p>
        LINEの側が止まっているか、しくみのどこかが止まっています。残りの分は、動きだせば自動で送られ、同じ人に2回届くことはありません。設置の担当者に連絡してください。内容が間に合わなくなるときは、止めてください。
      </p>
    </Notice>
  );
}

/** Done, waiting, refused and unknown, by language; nothing that would single somebody out. */
export function FiguresTable({ figures }: { figures: DeliveryFigures }) {
  const { byLanguage, isSmallPart } = figures;
  const rows = byLanguage.length > 1 ? [...byLanguage, totalOf(figures)] : byLanguage;
  const columns = COLUMNS.filter(
    ({ always, of }) => always || rows.some(({ counts }) => of(counts).chunks > 0),
  );
  return (
    <>
      <DataTable
        caption="送信の進みぐあい（1回の送信は500人まで）"
        columns={[
          {
            heading: '言語',
            names: true,
            cell: ({ language }: LanguageFigures) => languageWords(language),
          },
          ...columns.map(({ heading, of }) => ({
            heading,
            numeric: true,
            cell: ({ counts, language }: LanguageFigures) =>
              cellWords(of(counts), figures, isSmallPart && language !== ALL),
          })),
        ]}
        rows={rows}
      />
      {isSmallPart ? <p class="hint">20人に満たない言語があるため、言語ごとの人数は出しません。</p> : null}
    </>
  );
}

const ALL = '';

function totalOf({ total, chunks, recipients }: DeliveryFigures): LanguageFigures {
  return { language: ALL, counts: total, chunks, recipients: recipients ?? 0 };
}

type Counted = { chunks: number; recipients: number };

const COLUMNS: readonly { heading: string; always: boolean; of: (counts: DeliveryCounts) => Counted }[] = [
  { heading: 'LINEが受け付けた', always: true, of: ({ done }) => done },
  {
    heading: 'これから',
    always: true,
    of: ({ waiting, leased }) => ({
      chunks: waiting.chunks + leased.chunks,
      recipients: waiting.recipients + leased.recipients,
    }),
  },
  { heading: 'LINEが断った', always: true, of: ({ failed }) => failed },
  { heading: '届いたか分からない', always: true, of: ({ unknown }) => unknown },
  { heading: '送らずに止めた', always: false, of: ({ stopped }) => stopped },
];

function cellWords({ chunks, recipients }: Counted, figures: DeliveryFigures, isKept: boolean): string {
  const requests = `${figureWords(chunks)}回`;
  if (figures.recipients === null || isKept) return requests;
  return `${peopleWords(recipients)}（${requests}）`;
}

export function languageWords(language: string): string {
  if (language === ALL) return '合計';
  const known = readResidentLanguage(language);
  return known ? LANGUAGE_WORDS[known] : language;
}
