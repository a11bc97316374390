import { startAutosave } from './autosave.ts';
import { startCompose } from './compose.ts';
import { startLive } from './live.ts';
import { startDates, startSheet } from './sheet.ts';
import { startSubmitGuard } from './submit-guard.ts';
import { startTicks } from './ticks.ts';
import { startUpload } from './upload.ts';

/** The console works without this; with it, sheets behave as in Excel and nothing typed is lost. */
startDates(document);
startPage();
startSubmitGuard(document);

function startPage(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table[data-sheet]')) {
    startSheet(table);
    startTicks(table);
  }
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-autosave]')) startAutosave(form);
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]'))
    startUpload(form, renderAnswer);
  for (const frame of document.querySelectorAll<HTMLElement>('[data-compose]')) startCompose(frame);
  for (const region of document.querySelectorAll<HTMLElement>('[data-live]')) startLive(region);
  document.querySelector<HTMLElement>('[data-error-summary]')?.focus();
}

/** Shows a page that came as the answer to an upload, as the browser would have. */
function renderAnswer(html: string): void {
  const answer = new DOMParser().parseFromString(html, 'text/html');
  document.title = answer.title;
  document.body.replaceWith(document.adoptNode(answer.body));
  startPage();
  if (!document.querySelector('[data-error-summary]')) document.getElementById('main')?.focus();
  scrollTo(0, 0);
}
