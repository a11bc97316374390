import { BROADCAST_REASON_MAX } from '../../../../flows/broadcasts/edit-broadcast.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import { DateField, RadioGroup, TextArea, TextField } from '../../parts/fields.tsx';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { Lines } from '../lines.tsx';
import type { Line } from '../send-time-words.ts';
import type { TypedBroadcast } from '../typed/typed-broadcast.ts';

export type TimeSectionProps = {
  typed: Pick<TypedBroadcast, 'when' | 'date' | 'time' | 'quietReason'>;
  undoMinutes: number;
  lines: readonly Line[];
  faults: readonly FieldFault[];
};

export function TimeSection({ typed, undoMinutes, lines, faults }: TimeSectionProps) {
  return (
    <section class="form-part" aria-labelledby="time" data-time="">
      <h2 id="time">いつ</h2>
      <RadioGroup
        name="when"
        label="送る時期"
        value={typed.when}
        choices={[
          {
            value: 'approved',
            label: '承認されたらすぐ',
            hint: `取り消せるように、承認から${undoMinutes}分待ってから送ります。`,
          },
          { value: 'later', label: '日時を決める', hint: '日本時間です。その前に承認をすませます。' },
        ]}
      />
      <div class="only-later">
        <DateField
          name="date"
          label="送る日"
          hint="例：2026-12-01、R8.12.1"
          value={typed.date}
          error={errorOf(faults, 'date')}
        />
        <TextField
          name="time"
          label="送る時刻"
          hint="例：10:15、14時30分"
          width="short"
          value={typed.time}
          error={errorOf(faults, 'time')}
        />
      </div>
      <Lines title="この日時について" name="time" lines={lines} />
      <TextArea
        name="quiet-reason"
        label="夜間・早朝に送る理由"
        hint={`20:00〜9:00に送るときだけ、書きます。例：避難所を開いたお知らせのため。${BROADCAST_REASON_MAX}文字まで`}
        rows={2}
        value={typed.quietReason}
        error={errorOf(faults, 'quiet-reason')}
      />
    </section>
  );
}
