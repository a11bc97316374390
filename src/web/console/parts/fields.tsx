import type { Child } from 'hono/jsx';

/** What every field has. `error` and `hint` are tied to the field, so that they are read out with it. */
type FieldProps = {
  name: string;
  label: string;
  hint?: Child;
  error?: string | undefined;
  required?: boolean;
};

type Choice = { value: string; label: string };

/** The id of the field with this name; ids may not hold everything that names may. */
export function fieldId(name: string): string {
  return `field-${name.replace(/[^\w-]/g, '-')}`;
}

function ties({ name, hint, error, required }: FieldProps) {
  const id = fieldId(name);
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((part) => part !== '');
  return {
    id,
    name,
    required: required ? true : undefined,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
    'aria-invalid': error ? ('true' as const) : undefined,
  };
}

function RequiredMark({ required }: { required?: boolean | undefined }) {
  return required ? <span class="required">必須</span> : null;
}

function Hint({ name, hint }: { name: string; hint: Child }) {
  return hint ? (
    <p class="hint" id={`${fieldId(name)}-hint`}>
      {hint}
    </p>
  ) : null;
}

function Fault({ name, error }: { name: string; error: string | undefined }) {
  return error ? (
    <p class="field-error" id={`${fieldId(name)}-error`}>
      {error}
    </p>
  ) : null;
}

/** Label, hint and error around one control. */
function Field({ name, label, hint, error, required, children }: FieldProps & { children: Child }) {
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={fieldId(name)}>
        {label}
        <RequiredMark required={required} />
      </label>
      <Hint name={name} hint={hint} />
      <Fault name={name} error={error} />
      {children}
    </div>
  );
}

type TextFieldProps = FieldProps & {
  value?: string | undefined;
  type?: 'text' | 'email' | 'search';
  maxLength?: number;
  autocomplete?: string;
  width?: 'short' | 'middle' | 'full';
  /** Of what is typed into it, where that is not Japanese. */
  lang?: string | undefined;
};

export function TextField(props: TextFieldProps) {
  const { value = '', type = 'text', maxLength, autocomplete = 'off', width = 'middle' } = props;
  return (
    <Field {...props}>
      <input
        {...ties(props)}
        class={`input ${width}`}
        type={type}
        lang={props.lang}
        value={value}
        maxlength={maxLength}
        autocomplete={autocomplete}
      />
    </Field>
  );
}

/** A figure as text: a wheel cannot change it, and what was typed comes back as typed. */
export function NumberField(props: FieldProps & { value?: string | undefined; unit?: string }) {
  const { value = '', unit } = props;
  return (
    <Field {...props} label={unit ? `${props.label}（${unit}）` : props.label}>
      <input
        {...ties(props)}
        class="input short figure"
        type="text"
        inputmode="decimal"
        value={value}
        autocomplete="off"
      />
    </Field>
  );
}

const DATE_HINT = '例：2026-03-31、2026/3/31、R8.3.31';

/** A day as text; see `date-text.ts` for what may be typed. With script, it becomes YYYY-MM-DD when it is left. */
export function DateField(props: FieldProps & { value?: string | undefined }) {
  const told = { ...props, hint: props.hint ?? DATE_HINT };
  return (
    <Field {...told}>
      <input
        {...ties(told)}
        class="input short"
        type="text"
        inputmode="text"
        value={props.value ?? ''}
        autocomplete="off"
        data-date=""
      />
    </Field>
  );
}

/** `blank` is the label of choosing nothing; without it the first choice is taken. */
export function SelectField(
  props: FieldProps & { value?: string | undefined; choices: readonly Choice[]; blank?: string },
) {
  const { value, choices, blank } = props;
  return (
    <Field {...props}>
      <select {...ties(props)} class="input">
        {blank === undefined ? null : <option value="">{blank}</option>}
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function TextArea(
  props: FieldProps & {
    value?: string | undefined;
    rows?: number;
    maxLength?: number;
    /** Of what is typed into it, where that is not Japanese. */
    lang?: string | undefined;
  },
) {
  const { value = '', rows = 4, maxLength } = props;
  return (
    <Field {...props}>
      <textarea {...ties(props)} class="input full" rows={rows} maxlength={maxLength} lang={props.lang}>
        {/* A first line break would be swallowed by the parser. */}
        {value.startsWith('\n') ? `\n${value}` : value}
      </textarea>
    </Field>
  );
}

/** Choices of which one is taken; an error leads to the first. */
export function RadioGroup(
  props: FieldProps & {
    value?: string | undefined;
    choices: readonly (Choice & { hint?: Child })[];
  },
) {
  const { name, label, hint, error, required, value, choices } = props;
  const id = fieldId(name);
  const { 'aria-describedby': described, 'aria-invalid': invalid } = ties(props);
  return (
    <fieldset
      class={error ? 'field wrong' : 'field'}
      role="radiogroup"
      aria-describedby={described}
      aria-invalid={invalid}
    >
      <legend>
        {label}
        <RequiredMark required={required} />
      </legend>
      <Hint name={name} hint={hint} />
      <Fault name={name} error={error} />
      {choices.map((choice, index) => (
        <label class="choice">
          <input
            type="radio"
            id={index === 0 ? id : `${id}-${index}`}
            name={name}
            value={choice.value}
            checked={choice.value === value}
            required={required ? true : undefined}
          />
          <span>
            {choice.label}
            {choice.hint ? <small>{choice.hint}</small> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function CheckBox(props: FieldProps & { value?: string; checked?: boolean }) {
  const { name, label, hint, error, required, value = 'on', checked = false } = props;
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <Fault name={name} error={error} />
      <label class="choice">
        <input {...ties(props)} type="checkbox" value={value} checked={checked} />
        <span>
          {label}
          <RequiredMark required={required} />
        </span>
      </label>
      <Hint name={name} hint={hint} />
    </div>
  );
}

/** A file to be sent; its form has `upload` or `encoding="files"`. `accept` as in HTML: `.csv,.xlsx`. */
export function FileField(props: FieldProps & { accept: string }) {
  return (
    <Field {...props}>
      <input {...ties(props)} class="input full" type="file" accept={props.accept} />
    </Field>
  );
}
