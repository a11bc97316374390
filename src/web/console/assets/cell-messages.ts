import { isControl, type Control } from './controls.ts';
import type { CellMessage } from './read-save-answer.ts';

/** Shows each cell's message beside it and takes away what no longer holds; the markup is that of `sheet-parts.tsx`. */
export function showCellMessages(form: HTMLFormElement, messages: Record<string, CellMessage>): void {
  for (const control of form.elements) {
    if (!isControl(control) || control.id === '' || !control.classList.contains('cell')) continue;
    showMessage(control, messages[control.name]);
  }
}

function showMessage(control: Control, message: CellMessage | undefined): void {
  const id = `${control.id}-message`;
  const shown = document.getElementById(id);
  if (!message) {
    shown?.remove();
    control.removeAttribute('aria-describedby');
    control.removeAttribute('aria-invalid');
    return;
  }
  const place = shown ?? control.insertAdjacentElement('afterend', document.createElement('p'));
  if (!place) return;
  place.id = id;
  place.className = `cell-message ${message.level}`;
  place.textContent = message.text;
  control.setAttribute('aria-describedby', id);
  if (message.level === 'error') control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
}
