import {
  isEmptySegment,
  SEGMENT_MIN,
  type Audience,
  type Segment,
} from '../../../domain/broadcasts/audience.ts';
import { RESIDENT_LANGUAGES } from '../../../domain/language.ts';
import { japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { BroadcastDesk } from '../../../flows/broadcasts/broadcast-desk.ts';
import { sizeOf } from '../../../flows/broadcasts/segment-size.ts';
import { loadFollowerFigure } from '../../../storage/follower-store.ts';
import type { SegmentSize } from '../../../storage/segment-store.ts';
import { dayWords } from '../time-words.ts';
import { LANGUAGE_WORDS } from './composition-words.ts';
import type { Line } from './send-time-words.ts';

export const TOO_FEW = `${SEGMENT_MIN}人未満（配信できません）`;

/** How many a broadcast that leaves at a moment reaches, in words: of fewer than 20 people no figure is ever told. */
export async function audienceLines(
  desk: Pick<BroadcastDesk, 'db' | 'versions' | 'now'>,
  audience: Audience,
  startAt: Date,
): Promise<{ lines: Line[]; isTooFew: boolean }> {
  if (audience.kind === 'everyone') {
    const figure = await loadFollowerFigure(desk.db, japaneseDate(desk.now));
    return { lines: everyoneLines(figure), isTooFew: false };
  }
  const size = await sizeOf(desk, audience.segment, startAt);
  return { lines: segmentLines(size, audience.segment), isTooFew: size.total < SEGMENT_MIN };
}

function everyoneLines(figure: { day: string; targetedReaches: number } | null): Line[] {
  return [
    {
      tone: 'figure',
      text: figure
        ? `友だち ${people(figure.targetedReaches)}（${dayWords(figure.day)}にLINEが知らせた人数）`
        : '友だちの人数は、まだLINEから届いていません。届くと、ここに出ます。',
    },
    {
      tone: 'note',
      text: '友だち全員に届きます。「1か月に何通まで」を選んだ人にも、その数をこえて届きます。',
    },
  ];
}

function segmentLines(size: SegmentSize, segment: Segment): Line[] {
  const meant: Line[] = isEmptySegment(segment)
    ? [{ tone: 'note', text: '条件を選んでいないので、LINEで設定をしたことのある人すべてが入ります。' }]
    : [];
  if (size.total < SEGMENT_MIN)
    return [
      { tone: 'warning', text: TOO_FEW },
      { tone: 'note', text: '誰に送ったかが分かってしまわないよう、条件をゆるめてください。' },
      ...meant,
    ];
  return [
    { tone: 'figure', text: people(size.total) },
    ...meant,
    { tone: 'note', text: `言語ごと：${partsOf(size).join('、')}` },
    ...(size.overCap === 0
      ? []
      : [
          {
            tone: 'note' as const,
            text: `ほかに、「1か月に何通まで」に達したため届かない人：${size.overCap < SEGMENT_MIN ? FEW : people(size.overCap)}`,
          },
        ]),
  ];
}

const FEW = `${SEGMENT_MIN}人未満`;

/**
 * The parts by language. Where the small ones together could be worked out from the total, the others are not told as
 * figures either.
 */
function partsOf({ byLanguage }: SegmentSize): string[] {
  const parts = RESIDENT_LANGUAGES.map((language) => ({
    language,
    count: byLanguage.get(language) ?? 0,
  })).filter(({ count }) => count > 0);
  const small = parts.filter(({ count }) => count < SEGMENT_MIN);
  const kept = small.reduce((sum, { count }) => sum + count, 0);
  const canBeWorkedOut = small.length === 1 || (small.length > 0 && kept < SEGMENT_MIN);
  return parts.map(({ language, count }) => {
    const figure = count < SEGMENT_MIN ? FEW : canBeWorkedOut ? `${SEGMENT_MIN}人以上` : people(count);
    return `${LANGUAGE_WORDS[language]} ${figure}`;
  });
}

function people(count: number): string {
  return `${count.toLocaleString('ja-JP')}人`;
}
