import { useEffect, useRef } from 'hono/jsx/dom';
import type { PhoneAct } from './phone-api.ts';

/** LINE's own limit of a text a person sends. */
const TEXT_MAX_LENGTH = 10_000;

/** Asks the composer to take the focus, with a text ready to send or with what is there. A new object asks again. */
export type KeyboardRequest = { text: string | null };

type ComposerProps = {
  request: KeyboardRequest | null;
  onAct: (act: PhoneAct) => void;
  /** Back to the rich menu; null where there is none. */
  onMenu: (() => void) | null;
};

export function Composer({ request, onAct, onMenu }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (request === null || field.current === null) return;
    if (request.text !== null) field.current.value = request.text;
    field.current.focus();
  }, [request]);

  // The field keeps its own text: writing it back while an input method composes would break the composition.
  const send = () => {
    const text = field.current?.value ?? '';
    if (field.current === null || text.trim() === '') return;
    field.current.value = '';
    field.current.focus();
    onAct({ kind: 'text', text });
  };
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event: Event) => {
        event.preventDefault();
        send();
      }}
    >
      {onMenu && (
        <button
          type="button"
          class="icon-button"
          aria-label="メニューに戻る"
          data-testid="show-menu"
          onClick={onMenu}
        >
          <span class="icon icon-menu" aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label="写真を送る"
        data-testid="send-image"
        onClick={() => onAct({ kind: 'image' })}
      >
        <span class="icon icon-image" aria-hidden="true" />
      </button>
      <textarea
        ref={field}
        rows={1}
        maxLength={TEXT_MAX_LENGTH}
        aria-label="メッセージ"
        placeholder="メッセージ"
        enterkeyhint="send"
        data-testid="composer-input"
        onKeyDown={sendByKey}
      />
      <button
        type="button"
        class="icon-button"
        aria-label="スタンプを送る"
        data-testid="send-sticker"
        onClick={() => onAct({ kind: 'sticker' })}
      >
        <span class="icon icon-smile" aria-hidden="true" />
      </button>
      <button type="submit" class="icon-button send" aria-label="送信" data-testid="send">
        <span class="icon icon-send" aria-hidden="true" />
      </button>
    </form>
  );
}
