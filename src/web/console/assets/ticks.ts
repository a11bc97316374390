/** A tick says "I have looked at this": it goes as soon as a cell of its row changes. */
export function startTicks(table: HTMLTableElement): void {
  table.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLElement) || !target.classList.contains('cell')) return;
    const tick = target.closest('tr')?.querySelector<HTMLInputElement>('input[data-sure]');
    if (!tick) return;
    tick.checked = false;
    tick.value = TICKED; // no longer that of the figure the page had asked about
  });
}

const TICKED = 'on';
