import {
  autosaveWords,
  dueAt,
  isUnsaved,
  nextAutosave,
  NOT_SENT_YET,
  NOTHING_TO_SAVE,
  type AutosaveEvent,
  type AutosaveState,
} from './autosave-state.ts';
import { showCellMessages } from './cell-messages.ts';
import { forgetInput, keepInput, offerKeptInput } from './kept-input.ts';
import { showMergedRows } from './merged-rows.ts';
import { readSaveAnswer, type ReadAnswer } from './read-save-answer.ts';

/** Saves a form as one works in it. One request at a time, always with the newest text. */
export function startAutosave(form: HTMLFormElement): void {
  const address = form.dataset['autosave'];
  if (!address) return;
  const isUnsent = form.querySelector('[data-unsaved]') !== null;
  let state: AutosaveState = isUnsent ? NOT_SENT_YET : NOTHING_TO_SAVE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leaving = false;

  if (isUnsent) keepInput(form);
  else offerKeptInput(form);
  form.addEventListener('input', () => {
    keepInput(form);
    happen({ kind: 'changed' });
  });
  form.addEventListener('submit', (event) => {
    leaving = !event.defaultPrevented;
  });
  addEventListener('pageshow', () => (leaving = false));
  addEventListener('online', () => happen({ kind: 'online' }));
  addEventListener('beforeunload', (event) => {
    if (isUnsaved(state) && !leaving) event.preventDefault();
  });

  function happen(event: AutosaveEvent): void {
    const before = state;
    state = nextAutosave(before, event, Date.now());
    if (state === before) return;
    clearTimeout(timer);
    const due = dueAt(state);
    if (due !== null) timer = setTimeout(() => happen({ kind: 'due' }), Math.max(due - Date.now(), 0));
    if (state.kind === 'saving' && before.kind !== 'saving') void send();
    if (!isUnsaved(state)) forgetInput(form);
    show(form, state);
  }

  async function send(): Promise<void> {
    const sent = new FormData(form);
    const { answer, form: saved } = await post(address ?? '', sent);
    if (saved) {
      const revision = form.elements.namedItem('revision');
      const isShown = !saved.merged || showMergedRows(form, sent, saved.merged);
      if (isShown && revision instanceof HTMLInputElement) revision.value = String(saved.revision);
      showCellMessages(form, saved.cells);
    }
    happen({ kind: 'answered', answer });
  }
}

async function post(address: string, form: FormData): Promise<ReadAnswer> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
      credentials: 'same-origin',
      redirect: 'manual',
    });
    const body: unknown = await response.json().catch(() => null);
    return readSaveAnswer(response.type, response.status, body);
  } catch {
    return { answer: { kind: 'failed', reason: 'unreachable' }, form: null };
  }
}

function show(form: HTMLFormElement, state: AutosaveState): void {
  const output = form.querySelector<HTMLOutputElement>('[data-autosave-state]');
  if (!output) return;
  const words = autosaveWords(state);
  if (output.textContent !== words) output.textContent = words;
  const isFailing = state.kind === 'failed' || state.kind === 'refused' || state.kind === 'conflict';
  output.classList.toggle('failing', isFailing);
  if (state.kind === 'conflict') showConflict(form, state);
}

/** The way on is the form itself: sent as usual, it shows both versions. */
function showConflict(form: HTMLFormElement, { by, url }: { by: string; url: string }): void {
  const banner = document.createElement('div');
  banner.className = 'notice warning';
  banner.setAttribute('role', 'alert');
  const words = document.createElement('p');
  words.className = 'notice-title';
  words.textContent = `${by}さんがこの内容を先に保存しました。あなたの入力はこの画面に残っています。`;
  const actions = document.createElement('div');
  actions.className = 'actions';
  const compare = document.createElement('button');
  compare.type = 'submit';
  compare.className = 'button primary small';
  compare.textContent = '両方の内容を見比べる';
  const look = document.createElement('a');
  look.className = 'button secondary small';
  look.href = url;
  look.target = '_blank';
  look.rel = 'noopener';
  look.textContent = '保存されている内容を別のタブで見る';
  actions.append(compare, look);
  banner.append(words, actions);
  form.prepend(banner);
}
