import { createContext, useContext, type Child } from 'hono/jsx';
import { fieldId } from './fields.tsx';

/** The token of the page that is being rendered; pages are rendered in one go, so none sees another's. */
export const FormToken = createContext<string | null>(null);

type FormProps = {
  action: string;
  id?: string;
  /** The consequence in one plain sentence, shown right before the buttons. */
  confirm?: string;
  /** The row of buttons. */
  actions?: Child;
  /** What goes along unseen. */
  hidden?: Readonly<Record<string, string>>;
  /** A file goes along. `upload` also sends it with progress where there is script. */
  encoding?: 'plain' | 'files';
  upload?: { maxBytes: number };
  /** Where the script posts the whole form after each change. */
  autosave?: string;
  /** The answer is a file: the page stays, so its buttons are not held. */
  download?: boolean;
  label?: string;
  children?: Child;
};

/** A form that changes something: always POST, always with the page's token. */
export function Form(props: FormProps) {
  const { action, id, confirm, actions, hidden = {}, upload, autosave, download, label, children } = props;
  const token = useContext(FormToken);
  if (token === null) throw new Error(`the form to ${action} has no token: give the page its formToken`);
  const hasFile = upload !== undefined || props.encoding === 'files';
  return (
    <form
      method="post"
      action={action}
      id={id}
      enctype={hasFile ? 'multipart/form-data' : undefined}
      novalidate
      aria-label={label}
      data-autosave={autosave}
      data-upload={upload ? '' : undefined}
      data-max-bytes={upload?.maxBytes}
      data-download={download ? '' : undefined}
    >
      <input type="hidden" name="token" value={token} />
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {actions ? children : null}
      {confirm ? <p class="consequence">{confirm}</p> : null}
      {actions ? <div class="actions">{actions}</div> : children}
    </form>
  );
}

export type ButtonKind = 'primary' | 'secondary' | 'danger';

type ButtonProps = {
  kind?: ButtonKind;
  name?: string;
  value?: string;
  /** Sends the form elsewhere than to its own address. */
  formAction?: string;
  children: Child;
};

export function Button({ kind = 'primary', name, value, formAction, children }: ButtonProps) {
  return (
    <button class={`button ${kind}`} type="submit" name={name} value={value} formaction={formAction}>
      {children}
    </button>
  );
}

/** A link that leads to the next step; what changes something is a `Button`. */
export function ButtonLink({
  href,
  kind = 'secondary',
  children,
}: {
  href: string;
  kind?: ButtonKind;
  children: Child;
}) {
  return (
    <a class={`button ${kind}`} href={href}>
      {children}
    </a>
  );
}

export type FieldFault = { name: string; text: string };

/** Everything wrong with what was sent, each line leading to its field. The script moves the focus here. */
export function ErrorSummary({
  faults,
  title = '入力を確かめてください',
}: {
  faults: readonly FieldFault[];
  title?: string;
}) {
  if (faults.length === 0) return null;
  return (
    <div class="error-summary" role="alert" tabindex={-1} data-error-summary="">
      <h2>
        {title}（{faults.length} 件）
      </h2>
      <ul>
        {faults.map(({ name, text }) => (
          <li>
            <a href={`#${fieldId(name)}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
