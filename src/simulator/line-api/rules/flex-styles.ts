import type { Fields, Report } from './fields.ts';

/** What a style property may hold: a written form, one of some words, a whole number from 0, or true and false. */
type StyleRule = RegExp | readonly string[] | 'integer' | 'boolean';

// The forms of LINE's "Flex Message layout" and "Flex Message elements".
const PIXELS = String.raw`\d+(?:\.\d+)?px`;
const PERCENT = String.raw`\d+(?:\.\d+)?%`;
const STEPS = 'none|xs|sm|md|lg|xl|xxl';
const SIZES = 'xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl';
const form = (...parts: string[]): RegExp => new RegExp(`^(?:${parts.join('|')})$`);

const COLOUR = /^#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?$/;
const GAP = form(STEPS, PIXELS);
const PADDING = form(STEPS, PIXELS, PERCENT);
const OFFSET = form(STEPS, `-?${PIXELS}`, `-?${PERCENT}`);
const EXTENT = form(PIXELS, PERCENT);
const FONT_SIZE = form(SIZES, PIXELS);
const IMAGE_SIZE = form(SIZES, 'full', PIXELS, PERCENT);
const BORDER_WIDTH = form('none', 'light', 'normal', 'medium', 'semi-bold', 'bold', PIXELS);
const LINE_SPACING = form(PIXELS);
const ANGLE = /^(?:\d{1,2}|[12]\d\d|3[0-5]\d)(?:\.\d+)?deg$/;
const CENTER_POSITION = /^(?:\d{1,2}(?:\.\d+)?|100(?:\.0+)?)%$/;

const PLACEMENT = {
  position: ['relative', 'absolute'],
  offsetTop: OFFSET,
  offsetBottom: OFFSET,
  offsetStart: OFFSET,
  offsetEnd: OFFSET,
  margin: GAP,
} as const;
const ALIGN = { align: ['start', 'end', 'center'], gravity: ['top', 'bottom', 'center'] } as const;
const LETTERS = {
  size: FONT_SIZE,
  color: COLOUR,
  weight: ['regular', 'bold'],
  style: ['normal', 'italic'],
  decoration: ['none', 'underline', 'line-through'],
} as const;

export const STYLE_OF_BLOCK: Record<string, StyleRule> = {
  backgroundColor: COLOUR,
  separator: 'boolean',
  separatorColor: COLOUR,
};

/** By component type: its style properties. A property that LINE does not know is ignored, as LINE mostly does. */
export const FLEX_STYLES: Record<string, Record<string, StyleRule>> = {
  box: {
    ...PLACEMENT,
    flex: 'integer',
    spacing: GAP,
    backgroundColor: COLOUR,
    borderColor: COLOUR,
    borderWidth: BORDER_WIDTH,
    cornerRadius: GAP,
    width: EXTENT,
    maxWidth: EXTENT,
    height: EXTENT,
    maxHeight: EXTENT,
    paddingAll: PADDING,
    paddingTop: PADDING,
    paddingBottom: PADDING,
    paddingStart: PADDING,
    paddingEnd: PADDING,
    justifyContent: ['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'],
    alignItems: ['center', 'flex-start', 'flex-end'],
  },
  linearGradient: {
    angle: ANGLE,
    startColor: COLOUR,
    centerColor: COLOUR,
    endColor: COLOUR,
    centerPosition: CENTER_POSITION,
  },
  button: {
    ...PLACEMENT,
    flex: 'integer',
    color: COLOUR,
    style: ['primary', 'secondary', 'link'],
    gravity: ALIGN.gravity,
    height: ['md', 'sm'],
    adjustMode: ['shrink-to-fit'],
    scaling: 'boolean',
  },
  image: {
    ...PLACEMENT,
    ...ALIGN,
    flex: 'integer',
    size: IMAGE_SIZE,
    aspectMode: ['fit', 'cover'],
    backgroundColor: COLOUR,
    animated: 'boolean',
  },
  icon: { ...PLACEMENT, size: FONT_SIZE, scaling: 'boolean' },
  text: {
    ...PLACEMENT,
    ...ALIGN,
    ...LETTERS,
    flex: 'integer',
    wrap: 'boolean',
    lineSpacing: LINE_SPACING,
    maxLines: 'integer',
    adjustMode: ['shrink-to-fit'],
    scaling: 'boolean',
  },
  span: LETTERS,
  separator: { margin: GAP, color: COLOUR },
  filler: { flex: 'integer' },
};

export function checkStyles(
  component: Fields,
  rules: Record<string, StyleRule>,
  property: string,
  report: Report,
): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = component[name];
    if (value !== undefined && !holds(value, rule)) report(`${property}.${name}`, 'invalid property');
  }
}

function holds(value: unknown, rule: StyleRule): boolean {
  if (rule === 'boolean') return typeof value === 'boolean';
  if (rule === 'integer') return Number.isInteger(value) && Number(value) >= 0;
  if (typeof value !== 'string') return false;
  return rule instanceof RegExp ? rule.test(value) : rule.includes(value);
}
