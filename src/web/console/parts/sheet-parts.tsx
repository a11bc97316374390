import type { Child } from 'hono/jsx';
import { fieldId } from './fields.tsx';
import { TableRegion } from './table-parts.tsx';

/** `error` keeps a value out, `ask` wants a second look, `note` only tells. */
export type CellMessage = { level: 'error' | 'ask' | 'note'; text: string };

type CellProps = {
  name: string;
  /** What a screen reader says: the row and the column. */
  label: string;
  value?: string | undefined;
  message?: CellMessage | undefined;
  readOnly?: boolean;
};

/** A table to be filled in as in Excel; the script adds arrow keys, pasting and marks. Rows and cells are the page's. */
export function Sheet({ caption, head, children }: { caption: string; head: Child; children: Child }) {
  return (
    <TableRegion caption={caption}>
      <table class="data sheet" data-sheet="">
        <caption>{caption}</caption>
        <thead>{head}</thead>
        <tbody>{children}</tbody>
      </table>
    </TableRegion>
  );
}

function ties({ name, label, message, readOnly }: CellProps) {
  const id = fieldId(name);
  return {
    id,
    name,
    'aria-label': label,
    readonly: readOnly ? true : undefined,
    'aria-describedby': message ? `${id}-message` : undefined,
    'aria-invalid': message?.level === 'error' ? ('true' as const) : undefined,
  };
}

/** The same element that the script writes after a save. */
function Message({ name, message }: { name: string; message: CellMessage | undefined }) {
  return message ? (
    <p class={`cell-message ${message.level}`} id={`${fieldId(name)}-message`}>
      {message.text}
    </p>
  ) : null;
}

export function SheetInput(props: CellProps & { kind: 'figure' | 'date' | 'text' }) {
  const { kind, name, value = '', message } = props;
  return (
    <>
      <input
        {...ties(props)}
        class={`cell ${kind}`}
        type="text"
        inputmode={kind === 'figure' ? 'decimal' : undefined}
        value={value}
        autocomplete="off"
        data-date={kind === 'date' ? '' : undefined}
      />
      <Message name={name} message={message} />
    </>
  );
}

export function SheetSelect(props: CellProps & { choices: readonly { value: string; label: string }[] }) {
  const { name, value, message, choices } = props;
  return (
    <>
      <select
        {...ties({ ...props, readOnly: false })}
        class="cell"
        disabled={props.readOnly ? true : undefined}
      >
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
      <Message name={name} message={message} />
    </>
  );
}

/** Inside a form with `autosave`: the revision that was loaded, and where the script says how saving goes. */
export function AutosaveState({ revision, saved }: { revision: number; saved?: string }) {
  return (
    <>
      <input type="hidden" name="revision" value={String(revision)} />
      <output class="autosave-state" data-autosave-state="">
        {saved ?? ''}
      </output>
    </>
  );
}
