import type { Chunk } from '../../../../domain/broadcasts/delivery.ts';
import { isQuiet } from '../../../../domain/broadcasts/send-time.ts';
import { may } from '../../../../domain/staff/roles.ts';
import { canBeSettled } from '../../../../flows/broadcasts/control-broadcast.ts';
import { BROADCAST_REASON_MAX } from '../../../../flows/broadcasts/edit-broadcast.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import { RadioGroup, TextArea } from '../../parts/fields.tsx';
import { Button } from '../../parts/form-parts.tsx';
import { Notice } from '../../parts/notice-parts.tsx';
import { figureWords, peopleWords } from '../delivery-figures.ts';
import { SeenBroadcastForm, whoMay, type StepProps } from '../view/broadcast-step-parts.tsx';
import { UNDECIDED_SHOWN } from '../view/load-broadcast-view.ts';
import { languageWords } from './progress-section.tsx';

/** What waits for a person: requests that LINE refused, and those nobody knows of. */
export function SettleSection(props: StepProps) {
  const { broadcast, staff, roll, delivery } = props.view;
  if (!delivery || delivery.figures.undecided === 0 || !canBeSettled(broadcast)) return null;
  const { figures, undecided } = delivery;
  const unknown = undecided.some(({ state }) => state === 'unknown');
  return (
    <section class="screen-only" aria-labelledby="settle">
      <h2 id="settle">決めていない送信（{figureWords(figures.undecided)} 回）</h2>
      <p>
        LINEに断られたか、届いたか分からない送信が残っています。1つずつ、送りなおすか、送らないかを決めてください。
      </p>
      {unknown ? (
        <Notice
          kind="warning"
          title="届いたか分からない送信を送りなおすと、同じ配信が2回届く人がいるかもしれません"
        >
          <p>
            LINEから返事がないまま、同じものと見分けてもらえる時間（24時間）が過ぎたものです。届いているかもしれないので、自動では送りなおしません。
          </p>
        </Notice>
      ) : null}
      {may(staff, 'settle-chunk') ? (
        undecided.map((chunk) => <Settle {...props} chunk={chunk} />)
      ) : (
        <p>決められる人：{whoMay(roll, 'settle-chunk')}</p>
      )}
      {figures.undecided > UNDECIDED_SHOWN ? (
        <p>先の{UNDECIDED_SHOWN}回を出しています。決めると、続きが出ます。</p>
      ) : null}
    </section>
  );
}

function Settle({ view, typed, faults, chunk }: StepProps & { chunk: Chunk }) {
  const { broadcast, now, delivery } = view;
  const { number, state, language, recipients, fault } = chunk;
  const isUnknown = state === 'unknown';
  const isShown = typed['chunk'] === String(number);
  const isQuietNow = isQuiet(now) && broadcast.schedule.quietReason === '';
  const size = recipients === null || !delivery?.figures.isSmallPart ? `、${peopleWords(recipients)}` : '';
  const name = `settle-${number}`;
  return (
    <section class="step" aria-label={`${number}番の送信`} id={name}>
      <h3>
        {number}番の送信（{languageWords(language)}
        {size}）：{isUnknown ? '届いたか分かりません' : 'LINEが断りました'}
      </h3>
      {fault ? (
        <details>
          <summary>LINEのことば（担当者向け）</summary>
          <code class="line-words">{fault}</code>
        </details>
      ) : null}
      {isQuietNow ? <p>いまは夜間・早朝（20:00〜9:00）なので、送りなおせるのは9:00からです。</p> : null}
      <SeenBroadcastForm
        broadcast={broadcast}
        step={`chunks/${number}/settle`}
        label={`${number}番の送信をどうするか`}
        confirm={
          isUnknown
            ? '送りなおすと、もう届いていた人には2回届きます。送らないと、届いていなかった人には届きません。'
            : '送りなおすと、もう一度LINEに頼みます。送らないと、この人たちには届きません。'
        }
        actions={<Button kind="secondary">この送信を決める</Button>}
      >
        <RadioGroup
          name={`decision-${number}`}
          label="どうするか"
          required
          value={isShown ? typed['decision'] : ''}
          error={errorOf(faults, `decision-${number}`)}
          choices={[
            { value: 'send-again', label: '送りなおす' },
            { value: 'give-up', label: '送らない' },
          ]}
        />
        <TextArea
          name={`reason-${number}`}
          label="理由"
          required
          rows={2}
          maxLength={BROADCAST_REASON_MAX}
          value={isShown ? typed['reason'] : ''}
          error={errorOf(faults, `reason-${number}`)}
        />
      </SeenBroadcastForm>
    </section>
  );
}
