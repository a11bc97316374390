import { graphemesOf } from '../../../domain/graphemes.ts';
import { chosenWords, countWords } from '../broadcasts/form/counted-words.ts';
import { forgetInput, keepInput, offerKeptInput } from './kept-input.ts';

type Line = { tone: string; text: string };

const QUIET_MS = 400; // after the last change
const SAVED = new Set(['saved', 'changed', 'template', 'begun']); // what `done` says once the server has it

/** Composing works without this; with it, counts and figures go along with what one types. */
export function startCompose(frame: HTMLElement): void {
  const form = frame.querySelector('form');
  if (!form) return;
  for (const replaced of frame.querySelectorAll<HTMLElement>('.without-script')) replaced.hidden = true;
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === 'checkbox') {
      showLanguage(form, target);
      showChosen(target);
    }
    if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) showCount(target);
  });
  startFigures(form, frame.dataset['figures'] ?? '');
  startKeeping(form, 'unsaved' in frame.dataset);
}

function showLanguage(form: HTMLFormElement, { name, value, checked }: HTMLInputElement): void {
  if (name !== `language-${value}`) return;
  for (const field of form.querySelectorAll<HTMLElement>(`[data-language="${value}"]`))
    field.hidden = !checked;
}

function showChosen(tick: HTMLInputElement): void {
  const group = tick.closest('.choice-group');
  const said = group?.querySelector('[data-chosen]');
  if (said) said.textContent = chosenWords(group?.querySelectorAll('input:checked').length ?? 0);
}

function showCount({ id, value }: HTMLTextAreaElement | HTMLInputElement): void {
  const count = document.querySelector<HTMLElement>(`[data-count-of="${id}"]`);
  if (!count) return;
  const length = count.dataset['count'] === 'signs' ? graphemesOf(value).length : value.length;
  const most = Number(count.dataset['most']);
  count.textContent = countWords(length, most);
  count.classList.toggle('over', length > most);
}

/** Asks the server whom and when, after each change of either; only the newest answer is shown. */
function startFigures(form: HTMLFormElement, address: string): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  for (const section of form.querySelectorAll('[data-audience], [data-time]'))
    section.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), QUIET_MS);
    });

  async function ask(): Promise<void> {
    asked += 1;
    const own = asked;
    const figures = await fetchFigures(address, new FormData(form));
    if (own === asked) for (const [name, lines] of Object.entries(figures)) showLines(form, name, lines);
  }
}

async function fetchFigures(address: string, form: FormData): Promise<Record<string, Line[]>> {
  try {
    const response = await fetch(address, { method: 'POST', body: form, credentials: 'same-origin' });
    if (response.ok) return (await response.json()) as Record<string, Line[]>;
  } catch {
    // told below
  }
  const unknown = { tone: 'warning', text: '確かめられませんでした。「保存して確かめる」を押してください。' };
  return { audience: [unknown], time: [unknown] };
}

function showLines(form: HTMLFormElement, name: string, lines: readonly Line[]): void {
  const shown = lines.map(({ tone, text }) => {
    const line = document.createElement('span');
    line.className = tone;
    line.textContent = text;
    return line;
  });
  form.querySelector(`[data-lines="${name}"]`)?.replaceChildren(...shown);
}

/** What is typed stays in the browser until the server has it, and the page is not left by mistake. */
function startKeeping(form: HTMLFormElement, isUnsaved: boolean): void {
  let dirty = isUnsaved;
  let leaving = false;
  if (isUnsaved) keepInput(form);
  else if (SAVED.has(new URLSearchParams(location.search).get('done') ?? '')) forgetInput(form);
  else offerKeptInput(form);
  form.addEventListener('input', () => {
    dirty = true;
    keepInput(form);
  });
  form.addEventListener('submit', (event) => {
    leaving = !event.defaultPrevented;
  });
  addEventListener('pageshow', () => (leaving = false));
  addEventListener('beforeunload', (event) => {
    if (dirty && !leaving) event.preventDefault();
  });
}
