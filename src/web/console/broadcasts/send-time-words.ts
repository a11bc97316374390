import type { Schedule } from '../../../domain/broadcasts/broadcast.ts';
import { isQuiet, sendTimeHints, type SendTimeHint } from '../../../domain/broadcasts/send-time.ts';
import { JAPAN_OFFSET_MS } from '../../../domain/plan/fiscal-year.ts';
import { readDateText } from '../../../domain/plan/date-text.ts';
import { ok, refused, type Result } from '../../../domain/result.ts';
import { AHEAD_MAX_MS, readClock } from '../drafts/publish-time.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { momentInJapan } from '../time-words.ts';

const MINUTE_MS = 60_000;

/** What a clock in Japan shows, as the field for it takes it: 「9:00」. */
export function clockInJapan(iso: string): string {
  const there = new Date(Date.parse(iso) + JAPAN_OFFSET_MS).toISOString();
  return there.slice(11, 16).replace(/^0/, '');
}

/**
 * A day and a clock time in Japan as a moment (UTC, ISO 8601). One that is past is read too: that is told when the
 * broadcast is looked through.
 */
export function readSendTime(
  typed: { date: string; time: string },
  now: Date,
): Result<string, readonly FieldFault[]> {
  const day = readDateText(typed.date);
  const clock = readClock(typed.time);
  if (day === null || clock === null) {
    return refused([
      ...(day === null ? [{ name: 'date', text: '送る日を「2026-12-01」のように書いてください。' }] : []),
      ...(clock === null ? [{ name: 'time', text: '送る時刻を「10:15」のように書いてください。' }] : []),
    ]);
  }
  const moment = new Date(`${day}T${clock}:00+09:00`);
  return moment.getTime() - now.getTime() > AHEAD_MAX_MS
    ? refused([{ name: 'date', text: '予約できるのは1年先までです。年を確かめてください。' }])
    : ok(moment.toISOString());
}

/** A line that an officer reads beside what it is about. */
export type Line = { tone: 'figure' | 'note' | 'warning'; text: string };

/** What to think about before this moment is taken. */
export function sendTimeLines({ sendAt, quietReason }: Schedule, now: Date, undoMinutes: number): Line[] {
  if (sendAt === null) return soonLines(quietReason, now, undoMinutes);
  const at = new Date(sendAt);
  if (at <= now) return [{ tone: 'warning', text: `${momentInJapan(sendAt)}は、もう過ぎています。` }];
  const hints = sendTimeHints(at);
  return [
    { tone: 'figure', text: `${momentInJapan(sendAt)}（${weekdayOf(at)}）に送り始めます。` },
    ...hints.map((hint): Line => ({ tone: 'warning', text: hintWords(hint, quietReason !== '') })),
    ...(hints.length === 0 ? [{ tone: 'note' as const, text: '平日の日中です。' }] : []),
  ];
}

function soonLines(quietReason: string, now: Date, undoMinutes: number): Line[] {
  const isQuietNow = isQuiet(new Date(now.getTime() + undoMinutes * MINUTE_MS));
  return [
    {
      tone: 'figure',
      text: `承認されてから${undoMinutes}分後に送り始めます。それまでは、承認を取り消せます。`,
    },
    ...(isQuietNow && quietReason === ''
      ? [
          {
            tone: 'warning' as const,
            text: 'いまは夜間・早朝（20:00〜9:00）です。いま送るには、理由が要ります。',
          },
        ]
      : []),
    ...(quietReason === ''
      ? [
          {
            tone: 'note' as const,
            text: '夜間・早朝（20:00〜9:00）にかかるときは、理由を書いておかないと送れません。',
          },
        ]
      : []),
  ];
}

function weekdayOf(at: Date): string {
  return '日月火水木金土'[new Date(at.getTime() + JAPAN_OFFSET_MS).getUTCDay()] ?? '';
}

function hintWords(hint: SendTimeHint, hasReason: boolean): string {
  switch (hint.kind) {
    case 'quiet':
      return hasReason
        ? '夜間・早朝（20:00〜9:00）です。下に書いた理由は、承認する人に示し、記録に残します。'
        : '夜間・早朝（20:00〜9:00）です。送るには、下に理由を書いてください。';
    case 'holiday':
      return `祝日（${hint.name}）です。問い合わせに答えられるか、確かめてください。`;
    case 'weekend':
      return '土曜日か日曜日です。問い合わせに答えられるか、確かめてください。';
    case 'busy-moment':
      return 'ちょうどの時刻は、ほかの配信と重なって届くのが遅れやすくなります。10分ほどずらすのがおすすめです。';
    case 'holidays-unknown':
      return 'この年の祝日は、まだ登録されていません。祝日でないか、カレンダーで確かめてください。';
  }
}
