import { checkAction } from './check-action.ts';
import {
  byteLength,
  checkHttpsUrl,
  checkOneOf,
  isFields,
  textOf,
  type Fields,
  type Report,
} from './fields.ts';
import { FLEX_STYLES, STYLE_OF_BLOCK, checkStyles } from './flex-styles.ts';

const BUBBLE_MAX = 30 * 1024; // bytes of JSON; LINE: bubble
const CAROUSEL_MAX = 50 * 1024; // bytes of JSON; LINE: carousel
const CAROUSEL_BUBBLES_MAX = 12; // LINE: carousel
const ANIMATED_MAX = 10; // animated images in a message; LINE: image component
const ASPECT_MAX = 100_000; // LINE: aspectRatio, width and height each from 1
const ASPECT_HEIGHT_FACTOR = 3; // LINE: the height is at most three times the width
const DEPTH_MAX = 50; // boxes in boxes; ours, not LINE’s: a bot’s endless recursion ends here and not in a full stack

const BUBBLE_SIZES = ['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga'];
const LAYOUTS = ['horizontal', 'vertical', 'baseline'];
const BLOCKS = ['header', 'hero', 'body', 'footer'] as const;

// LINE: box, "contents": what each layout may hold.
const ALLOWED_IN: Record<string, readonly string[]> = {
  horizontal: ['box', 'button', 'filler', 'image', 'separator', 'text'],
  vertical: ['box', 'button', 'filler', 'image', 'separator', 'text'],
  baseline: ['filler', 'icon', 'text'],
};

export function checkFlexContents(contents: unknown, property: string, report: Report): void {
  if (!isFields(contents)) return report(property, 'May not be empty');
  const animated = JSON.stringify(contents).split('"animated":true').length - 1;
  if (animated > ANIMATED_MAX) report(property, `At most ${ANIMATED_MAX} animated images`);
  if (contents.type === 'bubble') return checkBubble(contents, property, false, report);
  if (contents.type !== 'carousel') {
    return report(`${property}.type`, 'Must be one of the following values: [bubble, carousel]');
  }
  const bubbles = Array.isArray(contents.contents) ? contents.contents : [];
  if (bubbles.length < 1 || bubbles.length > CAROUSEL_BUBBLES_MAX) {
    report(`${property}.contents`, `Size must be between 1 and ${CAROUSEL_BUBBLES_MAX}`);
  }
  if (byteLength(contents) > CAROUSEL_MAX) report(property, 'Must be at most 50 KB');
  const sizes = new Set(
    bubbles.map((bubble: unknown) => (isFields(bubble) ? (bubble.size ?? 'mega') : 'mega')),
  );
  if (sizes.size > 1) report(`${property}.contents`, 'All bubbles must be of the same size');
  bubbles.forEach((bubble: unknown, i: number) => {
    const at = `${property}.contents[${i}]`;
    if (!isFields(bubble) || bubble.type !== 'bubble')
      report(`${at}.type`, 'Must be one of the following values: [bubble]');
    else checkBubble(bubble, at, true, report);
  });
}

function checkBubble(bubble: Fields, property: string, inCarousel: boolean, report: Report): void {
  if (byteLength(bubble) > BUBBLE_MAX) report(property, 'Must be at most 30 KB');
  checkOneOf(bubble.size, BUBBLE_SIZES, `${property}.size`, report);
  checkOneOf(bubble.direction, ['ltr', 'rtl'], `${property}.direction`, report);
  if (BLOCKS.every((name) => bubble[name] === undefined))
    report(property, 'At least one block must be specified');
  for (const name of BLOCKS) {
    const block = bubble[name];
    if (block === undefined) continue;
    const allowed = name === 'hero' ? ['box', 'image', 'video'] : ['box'];
    checkComponent(block, { allowed, depth: 0 }, `${property}.${name}`, report);
    if (isFields(block) && block.type === 'video')
      checkHeroVideo(bubble, inCarousel, `${property}.${name}`, report);
  }
  if (bubble.action !== undefined) checkAction(bubble.action, 'flex', `${property}.action`, report);
  if (!isFields(bubble.styles)) return;
  for (const name of BLOCKS) {
    const style = bubble.styles[name];
    if (isFields(style)) checkStyles(style, STYLE_OF_BLOCK, `${property}.styles.${name}`, report);
  }
}

/** LINE: video, "requirements": only as hero, in a bubble of its own, of the three larger sizes. */
function checkHeroVideo(bubble: Fields, inCarousel: boolean, property: string, report: Report): void {
  if (inCarousel) report(property, 'A video cannot be in a carousel');
  const size = typeof bubble.size === 'string' ? bubble.size : 'mega';
  if (!['kilo', 'mega', 'giga'].includes(size))
    report(property, 'A bubble with a video must be kilo, mega or giga');
}

type Place = { allowed: readonly string[]; depth: number };

function checkComponent(component: unknown, place: Place, property: string, report: Report): void {
  if (!isFields(component)) return report(property, 'May not be empty');
  const type = textOf(component.type);
  if (!place.allowed.includes(type)) {
    return report(`${property}.type`, `Must be one of the following values: [${place.allowed.join(', ')}]`);
  }
  if (place.depth > DEPTH_MAX) return report(property, 'Nested too deep');
  const styles = FLEX_STYLES[type];
  if (styles) checkStyles(component, styles, property, report);
  switch (type) {
    case 'box':
      return checkBox(component, place.depth, property, report);
    case 'text':
      return checkFlexText(component, property, report);
    case 'button':
      return checkAction(component.action, 'flex-button', `${property}.action`, report);
    case 'image':
      checkHttpsUrl(component.url, `${property}.url`, report);
      checkAspectRatio(component.aspectRatio, `${property}.aspectRatio`, report);
      return checkOptionalAction(component, property, report);
    case 'icon':
      checkHttpsUrl(component.url, `${property}.url`, report);
      return checkAspectRatio(component.aspectRatio, `${property}.aspectRatio`, report);
    case 'video':
      checkHttpsUrl(component.url, `${property}.url`, report);
      checkHttpsUrl(component.previewUrl, `${property}.previewUrl`, report);
      checkAspectRatio(component.aspectRatio, `${property}.aspectRatio`, report);
      checkComponent(
        component.altContent,
        { allowed: ['box', 'image'], depth: place.depth + 1 },
        `${property}.altContent`,
        report,
      );
      if (component.action !== undefined)
        checkAction(component.action, 'flex-video', `${property}.action`, report);
      return;
    default: // separator and filler have styles only
  }
}

function checkOptionalAction(component: Fields, property: string, report: Report): void {
  if (component.action !== undefined) checkAction(component.action, 'flex', `${property}.action`, report);
}

function checkBox(box: Fields, depth: number, property: string, report: Report): void {
  checkOneOf(box.layout, LAYOUTS, `${property}.layout`, report, false);
  checkOptionalAction(box, property, report);
  if (isFields(box.background)) {
    checkOneOf(box.background.type, ['linearGradient'], `${property}.background.type`, report, false);
    const styles = FLEX_STYLES.linearGradient;
    if (styles) checkStyles(box.background, styles, `${property}.background`, report);
    for (const name of ['angle', 'startColor', 'endColor']) {
      if (box.background[name] === undefined) report(`${property}.background.${name}`, 'May not be empty');
    }
  }
  if (!Array.isArray(box.contents)) return report(`${property}.contents`, 'May not be empty');
  const allowed = ALLOWED_IN[textOf(box.layout)];
  if (!allowed) return;
  box.contents.forEach((child: unknown, i: number) => {
    checkComponent(child, { allowed, depth: depth + 1 }, `${property}.contents[${i}]`, report);
  });
}

function checkFlexText(text: Fields, property: string, report: Report): void {
  checkOptionalAction(text, property, report);
  const spans = Array.isArray(text.contents) ? text.contents : [];
  spans.forEach((span: unknown, i: number) => {
    checkComponentOfSpan(span, `${property}.contents[${i}]`, report);
  });
  if (spans.length > 0) return;
  if (typeof text.text !== 'string' || text.text === '') report(`${property}.text`, 'must be non-empty text');
}

function checkComponentOfSpan(span: unknown, property: string, report: Report): void {
  if (!isFields(span) || span.type !== 'span') {
    return report(`${property}.type`, 'Must be one of the following values: [span]');
  }
  const styles = FLEX_STYLES.span;
  if (styles) checkStyles(span, styles, property, report);
  if (typeof span.text !== 'string') report(`${property}.text`, 'Must be a string');
}

function checkAspectRatio(value: unknown, property: string, report: Report): void {
  if (value === undefined) return;
  const [, width = 0, height = 0] =
    /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(textOf(value))?.map(Number) ?? [];
  const inRange = Math.min(width, height) >= 1 && Math.max(width, height) <= ASPECT_MAX;
  if (!inRange || height > width * ASPECT_HEIGHT_FACTOR) report(property, 'invalid property');
}
