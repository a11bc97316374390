import type { Audience } from '../../../../domain/broadcasts/audience.ts';
import { readDateText } from '../../../../domain/plan/date-text.ts';
import { ok } from '../../../../domain/result.ts';
import { BROADCAST_REASON_MAX, BROADCAST_TITLE_MAX } from '../../../../flows/broadcasts/edit-broadcast.ts';
import type { Composed } from '../../../../storage/broadcast-store.ts';
import { plainLine, plainText } from '../../drafts/draft-form.ts';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { readSendTime } from '../send-time-words.ts';
import type { PlacedFault } from './placed-faults.ts';
import { blockField, blockOf } from './typed-block.ts';
import type { TypedBroadcast } from './typed-broadcast.ts';

/** Many times what LINE takes; beyond it nobody has written by hand. */
const COMPOSITION_MAX = 300_000; // characters of JSON

/**
 * What the form says, as it is kept. `faults` are only what cannot be kept: a day that is none, no title. What cannot
 * be sent is kept all the same, and told when the broadcast is looked through.
 */
export function readComposed(
  typed: TypedBroadcast,
  now: Date,
): { composed: Composed; faults: readonly PlacedFault[] } {
  const days = typed.blocks.map(({ closesOn }) => (closesOn.trim() === '' ? null : readDateText(closesOn)));
  const sendAt = typed.when === 'later' ? readSendTime(typed, now) : ok(null);
  const composed: Composed = {
    title: plainLine(typed.title),
    composition: {
      languages: typed.languages,
      blocks: typed.blocks.map((block, index) => blockOf(block, days[index] ?? null)),
    },
    audience: audienceOf(typed),
    schedule: { sendAt: sendAt.ok ? sendAt.value : null, quietReason: plainText(typed.quietReason) },
  };
  const unread = typed.blocks.flatMap(({ closesOn }, index) =>
    closesOn.trim() !== '' && days[index] === null
      ? [
          {
            section: 'content' as const,
            name: blockField(index, 'closes'),
            text: '締切の日を「2026-12-31」のように書くか、空けてください。',
          },
        ]
      : [],
  );
  return {
    composed,
    faults: [
      ...broadcastTitleFaults(composed.title).map((fault) => ({ ...fault, section: 'title' as const })),
      ...unread,
      ...(sendAt.ok ? [] : sendAt.fault.map((fault) => ({ ...fault, section: 'time' as const }))),
      ...quietReasonFaults(composed.schedule.quietReason),
      ...sizeFaults(composed),
    ],
  };
}

function audienceOf({ to, segment }: TypedBroadcast): Audience {
  return to === 'everyone' ? { kind: 'everyone' } : { kind: 'segment', segment };
}

export function broadcastTitleFaults(title: string): FieldFault[] {
  if (title === '') return [{ name: 'title', text: '題名を書いてください。' }];
  return title.length > BROADCAST_TITLE_MAX
    ? [
        {
          name: 'title',
          text: `題名は${BROADCAST_TITLE_MAX}文字までです（いま${title.length}文字）。短くしてください。`,
        },
      ]
    : [];
}

function quietReasonFaults({ length }: string): PlacedFault[] {
  return length > BROADCAST_REASON_MAX
    ? [
        {
          section: 'time',
          name: 'quiet-reason',
          text: `理由は${BROADCAST_REASON_MAX}文字までです（いま${length}文字）。短くしてください。`,
        },
      ]
    : [];
}

function sizeFaults({ composition, audience }: Composed): PlacedFault[] {
  const { length } = JSON.stringify([composition, audience]);
  return length > COMPOSITION_MAX
    ? [
        {
          section: 'content',
          name: 'content',
          text: '文章が長すぎて保存できません。1つ5,000文字までにしてください。',
        },
      ]
    : [];
}
