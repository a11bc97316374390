import type { messagingApi } from '@line/bot-sdk';
import { useEffect, useRef } from 'hono/jsx/dom';

/** Any part of a Flex message, by its JSON. */
type FlexNode = { [key: string]: unknown };

const isNode = (value: unknown): value is FlexNode => typeof value === 'object' && value !== null;

/** Where Flex keeps what is inside, in the order in which it is drawn. */
const INSIDE = ['header', 'hero', 'body', 'footer', 'altContent', 'contents'] as const;

/** The texts and buttons of a Flex message in the order of the drawn elements `.MdTxt` and `.MdBtn`. */
function drawnTexts(node: FlexNode): FlexNode[] {
  if (node['type'] === 'text' || node['type'] === 'button') return [node];
  return INSIDE.flatMap((key) => {
    const inside = node[key];
    return Array.isArray(inside)
      ? inside.filter(isNode).flatMap(drawnTexts)
      : isNode(inside)
        ? drawnTexts(inside)
        : [];
  });
}

const fontPx = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);

function scaleFont(element: HTMLElement, scale: number) {
  // Sizes are read before any is written: spans inherit from the text around them.
  const sizes = [element, ...element.querySelectorAll<HTMLElement>('a, .MdSpn')].map(
    (part) => [part, fontPx(part)] as const,
  );
  for (const [part, size] of sizes) part.style.fontSize = `${size * scale}px`;
  const button = element.matches('.MdBtn') ? element.querySelector('a') : null;
  if (button !== null) button.style.height = `${button.offsetHeight * scale}px`;
}

/** Does what flex-render leaves out: `scaling` and `lineSpacing`. */
function finishTexts(root: HTMLElement, contents: messagingApi.FlexContainer, scale: number) {
  const drawn = [...root.querySelectorAll<HTMLElement>('.MdTxt, .MdBtn')];
  const texts = drawnTexts(contents);
  // A component that flex-render does not draw would shift the pairs; unscaled is better than wrongly scaled.
  if (drawn.length !== texts.length) return;
  drawn.forEach((element, index) => {
    const text = texts[index];
    if (text?.['scaling'] === true && scale !== 1) scaleFont(element, scale);
    const spacing = text?.['lineSpacing'];
    if (typeof spacing === 'string') element.style.lineHeight = `calc(1.4em + ${spacing})`;
  });
}

/** Makes each tap area answer click, Enter and Space; the innermost one wins, as in LINE. */
function readTapped(event: Event): messagingApi.Action | null {
  const area = event.target instanceof Element ? event.target.closest('[data-action]') : null;
  const written = area?.getAttribute('data-action');
  if (!written) return null;
  const action: messagingApi.Action = JSON.parse(written);
  return action;
}

function labelCarousel(root: HTMLElement) {
  const slider = root.querySelector<HTMLElement>('.LySlider');
  if (slider === null) return;
  const cards = slider.querySelectorAll('.lyItem').length;
  slider.setAttribute('role', 'group');
  slider.setAttribute('aria-label', `横に並んだカード ${cards} 枚`);
  slider.tabIndex = 0;
}

type FlexViewProps = {
  html: string;
  contents: messagingApi.FlexContainer;
  scale: number;
  onTap: (action: messagingApi.Action) => void;
};

/** A Flex message as flex-render drew it on the stand-in; `html` has no script in it (see phone-api.ts). */
export function FlexView({ html, contents, scale, onTap }: FlexViewProps) {
  const root = useRef<HTMLDivElement>(null);

  // Not a layout effect: sizes can only be read once the element is in the document.
  useEffect(() => {
    if (root.current === null) return;
    root.current.innerHTML = html;
    finishTexts(root.current, contents, scale);
    labelCarousel(root.current);
  }, [html, scale]);

  const tap = (event: Event) => {
    const action = readTapped(event);
    if (action === null) return;
    event.preventDefault();
    onTap(action);
  };
  const tapByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') tap(event);
  };
  // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the tap areas inside carry the roles
  return <div class="flex-view" ref={root} onClick={tap} onKeyDown={tapByKey} />;
}
