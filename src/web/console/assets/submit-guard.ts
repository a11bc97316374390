const HELD = 'held';
const DOWNLOAD_HELD_MS = 3_000; // the page stays where the answer is a file

/** A form is sent once: its buttons rest until the next page is there, or this one is shown again. */
export function startSubmitGuard(root: Document): void {
  root.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== 'post') return;
    if (HELD in form.dataset) return event.preventDefault();
    holdForm(form);
    if ('download' in form.dataset || form.target === '_blank')
      setTimeout(() => releaseForm(form), DOWNLOAD_HELD_MS);
  });
  addEventListener('pageshow', () => {
    for (const form of root.querySelectorAll<HTMLFormElement>('form[data-held]')) releaseForm(form);
  });
}

function buttonsOf(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.elements].filter((element) => element instanceof HTMLButtonElement);
}

export function holdForm(form: HTMLFormElement): void {
  form.dataset[HELD] = '';
  // Not before the form's values are taken: a disabled button does not send its own.
  setTimeout(() => {
    if (HELD in form.dataset) for (const button of buttonsOf(form)) button.disabled = true;
  });
}

export function releaseForm(form: HTMLFormElement): void {
  delete form.dataset[HELD];
  for (const button of buttonsOf(form)) button.disabled = false;
}
