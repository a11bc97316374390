import type { messagingApi } from '@line/bot-sdk';
import { useEffect, useRef } from 'hono/jsx/dom';

const INPUT_TYPES = { date: 'date', time: 'time', datetime: 'datetime-local' } as const;

/** LINE writes 2026-04-01T09:30 or 2026-04-01t09:30. */
const inputValue = (written: string | undefined) => written?.replace('t', 'T') ?? '';

type DateDialogProps = {
  action: messagingApi.DatetimePickerAction;
  /** The choice, as the postback's `params`; null where the person gave up. */
  onDone: (params: Record<string, string> | null) => void;
};

export function DateDialog({ action, onDone }: DateDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const mode = action.mode ?? 'date';

  useEffect(() => dialog.current?.showModal(), []);

  const choose = (event: Event) => {
    event.preventDefault();
    onDone({ [mode]: field.current?.value ?? '' });
  };
  return (
    <dialog class="date-dialog" ref={dialog} onCancel={() => onDone(null)} aria-label="日時の選択">
      <form onSubmit={choose}>
        <label>
          {action.label || '日時を選んでください'}
          <input
            ref={field}
            type={INPUT_TYPES[mode]}
            required
            value={inputValue(action.initial)}
            min={inputValue(action.min)}
            max={inputValue(action.max)}
          />
        </label>
        <div class="button-row">
          <button type="button" onClick={() => onDone(null)}>
            やめる
          </button>
          <button type="submit" class="strong">
            選ぶ
          </button>
        </div>
      </form>
    </dialog>
  );
}
