import { isControl, type Control } from './controls.ts';
import type { MergedRows } from './read-save-answer.ts';

/**
 * Shows what somebody else has saved meanwhile in the form that was sent. False where one of those cells has been
 * typed in since: nothing is written then, and the next save has to compare from where this one did.
 */
export function showMergedRows(form: HTMLFormElement, sent: FormData, { text, values }: MergedRows): boolean {
  const cells = Object.entries(values).flatMap(([name, value]): { control: Control; value: string }[] => {
    const control = form.elements.namedItem(name);
    return isControl(control) ? [{ control, value }] : [];
  });
  if (cells.some(({ control }) => control.value !== sent.get(control.name))) return false;
  for (const { control, value } of cells) write(control, value);
  say(form, text);
  return true;
}

/** Not as if typed: there is nothing to save. It counts as loaded, so that it is not marked as changed either. */
function write(control: Control, value: string): void {
  if (control instanceof HTMLSelectElement)
    for (const option of control.options) option.defaultSelected = option.value === value;
  else control.defaultValue = value;
  control.value = value;
  control.closest('td')?.classList.remove('changed');
}

function say(form: HTMLFormElement, text: string): void {
  const shown = form.querySelector('[data-merged]');
  const place = shown ?? document.createElement('p');
  place.setAttribute('data-merged', '');
  place.setAttribute('role', 'status');
  place.className = 'sheet-say';
  place.textContent = text;
  if (!shown) form.querySelector('.table-region')?.before(place);
}
