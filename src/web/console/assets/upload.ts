import { holdForm, releaseForm } from './submit-guard.ts';

const BYTES_PER_MB = 1_000_000;

/** Sends a file with progress; `render` shows the answer where it is this page's own. */
export function startUpload(form: HTMLFormElement, render: (html: string) => void): void {
  const input = form.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) return;
  const maxBytes = Number(form.dataset['maxBytes'] ?? Number.POSITIVE_INFINITY);
  const state = document.createElement('div');
  state.className = 'upload-state';
  state.setAttribute('role', 'status');
  input.after(state);

  input.addEventListener('change', () => checkSize());
  form.addEventListener('dragover', (event) => {
    event.preventDefault();
    form.classList.add('dropping');
  });
  form.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && form.contains(relatedTarget))) form.classList.remove('dropping');
  });
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    form.classList.remove('dropping');
    const files = event.dataTransfer?.files;
    if (!files || files.length === 0) return;
    if (files.length > 1) return say('一度に送れるファイルは 1 つです。');
    input.files = files;
    checkSize();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if ('held' in form.dataset || !checkSize()) return;
    send(event.submitter);
  });

  function checkSize(): boolean {
    const file = input?.files?.[0];
    const isTooLarge = file !== undefined && file.size > maxBytes;
    if (isTooLarge)
      say(
        `「${file.name}」は ${megabytes(file.size)} MB あります。送れるのは ${megabytes(maxBytes)} MB までです。`,
      );
    else say(file ? `「${file.name}」（${megabytes(file.size)} MB）を送る準備ができました。` : '');
    return !isTooLarge;
  }

  function say(words: string): void {
    state.textContent = words;
  }

  function send(submitter: HTMLElement | null): void {
    const request = new XMLHttpRequest();
    const bar = document.createElement('progress');
    const words = document.createElement('span');
    bar.max = 100;
    bar.setAttribute('aria-label', '送信の進み具合');
    words.textContent = '送っています…';
    state.replaceChildren(words, bar);
    request.open('POST', form.action);
    request.upload.addEventListener('progress', ({ lengthComputable, loaded, total }) => {
      if (!lengthComputable) return;
      bar.value = Math.round((loaded / total) * 100);
      words.textContent = `送っています ${bar.value} %`;
    });
    request.upload.addEventListener('load', () => {
      bar.removeAttribute('value');
      words.textContent = '確かめています…';
    });
    request.addEventListener('load', () => {
      const isElsewhere = new URL(request.responseURL).pathname !== new URL(form.action).pathname;
      if (isElsewhere) location.assign(request.responseURL);
      else render(request.responseText);
    });
    request.addEventListener('error', () => {
      releaseForm(form);
      say('送れませんでした。通信を確かめて、もう一度お試しください。');
    });
    request.send(new FormData(form, submitter));
    holdForm(form);
  }
}

function megabytes(bytes: number): string {
  return (bytes / BYTES_PER_MB).toFixed(1);
}
