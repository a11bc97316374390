const EVERY_MS = 5_000;

/** A part of a page that is brought up to date by itself; nothing around it changes, so that nothing typed is lost. */
export function startLive(region: HTMLElement): void {
  const timer = setInterval(() => void look(), EVERY_MS);
  async function look(): Promise<void> {
    if (!region.isConnected) return clearInterval(timer);
    if (document.hidden) return;
    const found = await load().catch(() => undefined);
    if (found === undefined) return; // off the net or signed out: the next look tells
    if (found && found.dataset['live'] === region.dataset['live']) {
      region.replaceChildren(...document.adoptNode(found).childNodes);
      return;
    }
    clearInterval(timer);
    if (isUntouched()) location.assign(location.pathname);
    else tellOfChange(region);
  }
}

/** The region as it is now; null where the page has none any more, undefined where there was no page. */
async function load(): Promise<HTMLElement | null | undefined> {
  const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } });
  if (!answer.ok) return undefined;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector<HTMLElement>('[data-live]');
}

function isUntouched(): boolean {
  return [...document.querySelectorAll('textarea')].every((area) => area.value === area.defaultValue);
}

function tellOfChange(region: HTMLElement): void {
  const told = document.createElement('p');
  const link = document.createElement('a');
  link.href = location.pathname;
  link.textContent = 'いまの状態を見る';
  told.setAttribute('role', 'status');
  told.append('配信の状態が変わりました。', link);
  region.replaceChildren(told);
}
