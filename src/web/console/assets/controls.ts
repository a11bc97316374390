export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function isControl(value: unknown): value is Control {
  return (
    value instanceof HTMLInputElement ||
    value instanceof HTMLSelectElement ||
    value instanceof HTMLTextAreaElement
  );
}

export function isWritable(control: Control): boolean {
  return !control.disabled && !(control instanceof HTMLSelectElement ? false : control.readOnly);
}

/** The value as the server sent it. */
export function loadedValue(control: Control): string {
  if (!(control instanceof HTMLSelectElement)) return control.defaultValue;
  const options = [...control.options];
  return (options.find(({ defaultSelected }) => defaultSelected) ?? options[0])?.value ?? '';
}

/** Writes as if typed; false where a choice has no such value or label. */
export function writeValue(control: Control, text: string): boolean {
  if (control instanceof HTMLSelectElement) {
    const choice = [...control.options].find(({ value, label }) => value === text || label.trim() === text);
    if (!choice) return false;
    control.value = choice.value;
  } else control.value = text;
  control.dispatchEvent(new Event('input', { bubbles: true }));
  control.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}
