import { isControl, loadedValue, writeValue, type Control } from './controls.ts';

/** What was typed, kept in the browser until the server has it. */
type Kept = { at: string; values: [name: string, value: string][] };

/** These are the page's own and never typed. */
const NOT_TYPED = new Set(['token', 'revision', 'version']);

function keyOf(form: HTMLFormElement): string {
  return `ayumi-input:${location.pathname}:${form.dataset['autosave'] ?? ''}`;
}

/** Cells as they were loaded are left out: brought back later, they would undo what others have saved meanwhile. */
function valuesOf(form: HTMLFormElement): Kept['values'] {
  return [...new FormData(form)].flatMap(([name, value]) => {
    if (typeof value !== 'string' || NOT_TYPED.has(name)) return [];
    const control = form.elements.namedItem(name);
    return isControl(control) && !isTick(control) && value === loadedValue(control) ? [] : [[name, value]];
  });
}

function isTick(control: Control): boolean {
  return control instanceof HTMLInputElement && /^(?:radio|checkbox)$/.test(control.type);
}

function isShown(form: HTMLFormElement, { values }: Kept): boolean {
  const shown = new FormData(form);
  return values.every(([name, value]) => shown.getAll(name).includes(value));
}

/** A browser without storage, or a full one, must not stop anyone from working. */
function inStorage<Value>(act: (storage: Storage) => Value): Value | null {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

export function keepInput(form: HTMLFormElement): void {
  const at = new Date().toLocaleTimeString('ja-JP', { hour: '2-digit', minute: '2-digit' });
  const kept: Kept = { at, values: valuesOf(form) };
  inStorage((storage) => storage.setItem(keyOf(form), JSON.stringify(kept)));
}

export function forgetInput(form: HTMLFormElement): void {
  inStorage((storage) => storage.removeItem(keyOf(form)));
}

/** Where there is unsaved input of before that differs from what was loaded, offers to bring it back. */
export function offerKeptInput(form: HTMLFormElement): void {
  const kept = inStorage((storage) => JSON.parse(storage.getItem(keyOf(form)) ?? 'null') as Kept | null);
  if (kept === null) return;
  if (isShown(form, kept)) return forgetInput(form);
  const offer = document.createElement('div');
  offer.className = 'notice warning';
  offer.setAttribute('role', 'status');
  const words = document.createElement('p');
  words.className = 'notice-title';
  words.textContent = `保存されていない入力があります（${kept.at} まで）`;
  const actions = document.createElement('div');
  actions.className = 'actions';
  actions.append(
    button('戻す', 'primary', () => {
      restore(form, kept);
      offer.remove();
    }),
    button('捨てる', 'secondary', () => {
      forgetInput(form);
      offer.remove();
    }),
  );
  offer.append(words, actions);
  form.before(offer);
}

function restore(form: HTMLFormElement, { values }: Kept): void {
  const typed = new Map<string, string[]>();
  for (const [name, value] of values) typed.set(name, [...(typed.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!isControl(control) || control.name === '' || NOT_TYPED.has(control.name)) continue;
    const kept = typed.get(control.name) ?? [];
    if (control instanceof HTMLInputElement && isTick(control)) {
      const wanted = kept.includes(control.value);
      if (control.checked === wanted) continue;
      control.checked = wanted;
      control.dispatchEvent(new Event('input', { bubbles: true }));
    } else if (kept[0] !== undefined && control.value !== kept[0]) writeValue(control, kept[0]);
  }
}

function button(words: string, kind: 'primary' | 'secondary', act: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = `button ${kind} small`;
  made.textContent = words;
  made.addEventListener('click', act);
  return made;
}
