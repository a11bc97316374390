import { POSTBACK_DATA_MAX } from './look-up/postback.ts';

/**
 * The rich menu as defined in data/rich-menu: its type, the rules a definition has to keep, and what LINE gets of it.
 * Faults are sentences for whoever edits the definition; each begins with the place in the file.
 */

// LINE: https://developers.line.biz/en/reference/messaging-api/#rich-menu-structure
const RICH_MENU_MIN_WIDTH_PX = 800;
const RICH_MENU_MAX_WIDTH_PX = 2500;
const RICH_MENU_MIN_HEIGHT_PX = 250;
const RICH_MENU_MIN_RATIO = 1.45;
export const RICH_MENU_MAX_IMAGE_BYTES = 1_000_000; // LINE says 1 MB; the smaller reading of it
const RICH_MENU_MAX_AREAS = 20;
const RICH_MENU_MAX_NAME_GRAPHEMES = 300;
const CHAT_BAR_TEXT_MAX_GRAPHEMES = 14;
const RICH_MENU_LABEL_MAX_GRAPHEMES = 20;
const DISPLAY_TEXT_MAX_GRAPHEMES = 300;
const RICH_MENU_ALIAS_PATTERN = /^[a-z0-9_-]{1,32}$/;
/** WCAG 2.2, 1.4.3, for small text; held for icons too, which alone would need 3. */
export const MIN_CONTRAST = 4.5;

/** Rich menus whose name begins so are ours; all others are never touched. */
export const RICH_MENU_NAME_PREFIX = 'ayumi:';
export const PUBLIC_ORIGIN_PLACEHOLDER = '{publicOrigin}';

/** What interpretation understands: version, what is asked for, and of which. */
const POSTBACK_DATA_PATTERN = /^v=1&a=[a-z]+(&id=[a-z0-9-]+)?$/;

export type Bounds = { x: number; y: number; width: number; height: number };
export type PostbackAction = { type: 'postback'; data: string; displayText: string };
type UriAction = { type: 'uri'; uri: string };
type SwitchAction = { type: 'richmenuswitch'; richMenuAliasId: string; data: string };

export type RichMenuTab = { id: string; label: string; icon: string; bounds: Bounds; action: SwitchAction };
export type RichMenuTile = {
  id: string;
  label: string;
  subLabel: string | null;
  /** A name of lucide-static. */
  icon: string;
  /** A name in the theme's colours. */
  colours: string;
  bounds: Bounds;
  action: PostbackAction | UriAction;
};
export type RichMenuDefinition = {
  alias: string;
  name: string;
  /** Shown to everybody to whom no other menu is linked. */
  isDefault: boolean;
  chatBarText: string;
  /** Whether the menu is open when the chat is opened. */
  selected: boolean;
  size: { width: number; height: number };
  tabs: readonly RichMenuTab[];
  areas: readonly RichMenuTile[];
};
export type RichMenuTheme = {
  page: string;
  bar: string;
  tile: { background: string; border: string; label: string; subLabel: string };
  selectedTab: { background: string; label: string; icon: string; mark: string };
  otherTab: { background: string; label: string; icon: string };
  colours: Readonly<Record<string, { icon: string; disc: string }>>;
};

/** What LINE takes to create a rich menu. */
export type RichMenuRequest = {
  size: { width: number; height: number };
  selected: boolean;
  name: string;
  chatBarText: string;
  areas: Array<{ bounds: Bounds; action: (PostbackAction | UriAction | SwitchAction) & { label: string } }>;
};

/** What a screen reader says for a tab or tile; LINE allows 20 graphemes. */
function accessibleLabel(part: RichMenuTab | RichMenuTile): string {
  return 'subLabel' in part && part.subLabel !== null ? `${part.label} ${part.subLabel}` : part.label;
}

/** The alias of a tab that leads to the menu it stands in marks the tab that is open. */
export function isOpenTab(menu: RichMenuDefinition, tab: RichMenuTab): boolean {
  return tab.action.richMenuAliasId === menu.alias;
}

/** The open tab has an area too: a tap on it brings a resident who is still on a replaced menu to the present one. */
export function toRichMenuRequest(
  menu: RichMenuDefinition,
  name: string,
  publicOrigin: string,
): RichMenuRequest {
  const areas = [...menu.tabs, ...menu.areas].map((part) => {
    const action =
      part.action.type === 'uri'
        ? { ...part.action, uri: part.action.uri.replace(PUBLIC_ORIGIN_PLACEHOLDER, publicOrigin) }
        : part.action;
    return { bounds: part.bounds, action: { ...action, label: accessibleLabel(part) } };
  });
  return { size: menu.size, selected: menu.selected, name, chatBarText: menu.chatBarText, areas };
}

/** Everything in one definition that LINE would refuse or that would make a tap miss; empty when it is sound. */
export function findRichMenuFaults(menu: RichMenuDefinition): string[] {
  const parts = [...menu.tabs, ...menu.areas];
  const faults = [...findMenuLimitFaults(menu), ...findAreaFaults(menu)];
  for (const part of parts) {
    const label = accessibleLabel(part);
    if (label.trim() === '') faults.push(`${part.id}/label: is empty`);
    if (countGraphemes(label) > RICH_MENU_LABEL_MAX_GRAPHEMES) {
      faults.push(`${part.id}/label: "${label}" is longer than ${RICH_MENU_LABEL_MAX_GRAPHEMES} characters`);
    }
    faults.push(...findActionFaults(part.action).map((fault) => `${part.id}/action/${fault}`));
  }
  for (const id of findRepeated(parts.map((part) => part.id))) faults.push(`${id}: this id is used twice`);
  const open = menu.tabs.filter((tab) => isOpenTab(menu, tab)).length;
  if (open !== 1) faults.push(`tabs: ${open} tabs lead to ${menu.alias}, exactly one has to`);
  return faults;
}

/** What is wrong with the menus as a set: they have to be distinct, lead to one another, and have one default. */
export function findRichMenuSetFaults(menus: readonly RichMenuDefinition[]): string[] {
  const aliases = menus.map((menu) => menu.alias);
  const faults = [...findRepeated(aliases)].map((alias) => `${alias}: two menus have this alias`);
  for (const name of findRepeated(menus.map((menu) => menu.name)))
    faults.push(`${name}: two menus have this name`);
  const defaults = menus.filter((menu) => menu.isDefault).length;
  if (defaults !== 1) faults.push(`default: ${defaults} menus are the default, exactly one has to be`);
  for (const menu of menus) {
    for (const { id, action } of menu.tabs) {
      if (aliases.includes(action.richMenuAliasId)) continue;
      faults.push(`${menu.alias}: tab ${id} leads to ${action.richMenuAliasId}, which no menu has`);
    }
  }
  return faults;
}

export type ColourPair = { of: string; foreground: string; background: string };

/** Every text and icon of the picture with what it stands on; a colour the theme lacks is undefined. */
export function listColourPairs(menu: RichMenuDefinition, theme: RichMenuTheme): ColourPair[] {
  const tabs = menu.tabs.flatMap((tab): ColourPair[] => {
    if (!isOpenTab(menu, tab)) {
      const { background, label, icon } = theme.otherTab;
      return [
        { of: `${tab.id} label`, foreground: label, background },
        { of: `${tab.id} icon`, foreground: icon, background },
      ];
    }
    const { background, label, icon, mark } = theme.selectedTab;
    return [
      { of: `${tab.id} label`, foreground: label, background },
      { of: `${tab.id} icon`, foreground: icon, background },
      { of: `${tab.id} mark`, foreground: mark, background },
    ];
  });
  const tiles = menu.areas.flatMap((tile): ColourPair[] => {
    const accent = theme.colours[tile.colours];
    const { background, label, subLabel } = theme.tile;
    return [
      { of: `${tile.id} label`, foreground: label, background },
      ...(tile.subLabel === null ? [] : [{ of: `${tile.id} subLabel`, foreground: subLabel, background }]),
      ...(accent ? [{ of: `${tile.id} icon`, foreground: accent.icon, background: accent.disc }] : []),
    ];
  });
  return [...tabs, ...tiles];
}

export function findContrastFaults(menu: RichMenuDefinition, theme: RichMenuTheme): string[] {
  const unknown = menu.areas
    .filter((tile) => theme.colours[tile.colours] === undefined)
    .map((tile) => `${tile.id}/colours: the theme has no "${tile.colours}"`);
  const weak = listColourPairs(menu, theme)
    .filter(({ foreground, background }) => contrastRatio(foreground, background) < MIN_CONTRAST)
    .map(({ of, foreground, background }) => {
      const ratio = contrastRatio(foreground, background).toFixed(2);
      return `${of}: ${foreground} on ${background} has a contrast of ${ratio}, at least ${MIN_CONTRAST} is needed`;
    });
  return [...unknown, ...weak];
}

/** From 1 to 21, of two colours #RRGGBB. Source: WCAG 2.2, definition of contrast ratio. */
export function contrastRatio(one: string, other: string): number {
  const [dark = 0, light = 0] = [relativeLuminance(one), relativeLuminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function relativeLuminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function findMenuLimitFaults({ alias, name, chatBarText, size }: RichMenuDefinition): string[] {
  const faults: string[] = [];
  if (!RICH_MENU_ALIAS_PATTERN.test(alias))
    faults.push(`alias: "${alias}" is not 1 to 32 of a-z, 0-9, _ and -`);
  if (!name.startsWith(RICH_MENU_NAME_PREFIX))
    faults.push(`name: "${name}" does not begin with ${RICH_MENU_NAME_PREFIX}`);
  // At publishing a colon and 12 digits of the content's hash follow.
  if (countGraphemes(name) > RICH_MENU_MAX_NAME_GRAPHEMES - 13) faults.push('name: is too long');
  if (chatBarText === '' || countGraphemes(chatBarText) > CHAT_BAR_TEXT_MAX_GRAPHEMES) {
    faults.push(`chatBarText: "${chatBarText}" is not 1 to ${CHAT_BAR_TEXT_MAX_GRAPHEMES} characters`);
  }
  if (size.width < RICH_MENU_MIN_WIDTH_PX || size.width > RICH_MENU_MAX_WIDTH_PX) {
    faults.push(`size/width: ${size.width} is not ${RICH_MENU_MIN_WIDTH_PX} to ${RICH_MENU_MAX_WIDTH_PX}`);
  }
  if (size.height < RICH_MENU_MIN_HEIGHT_PX) faults.push(`size/height: ${size.height} is too low`);
  if (size.width / size.height < RICH_MENU_MIN_RATIO) faults.push('size: is too high for its width');
  return faults;
}

/** Areas have to lie in the picture, apart from one another, and leave no spot of it dead. */
function findAreaFaults({ tabs, areas, size }: RichMenuDefinition): string[] {
  const parts = [...tabs, ...areas];
  const faults = parts
    .filter(({ bounds: { x, y, width, height } }) => {
      return x < 0 || y < 0 || width < 1 || height < 1 || x + width > size.width || y + height > size.height;
    })
    .map(({ id }) => `${id}/bounds: reach out of the picture`);
  if (parts.length > RICH_MENU_MAX_AREAS)
    faults.push(`areas: ${parts.length}, LINE takes ${RICH_MENU_MAX_AREAS}`);
  parts.forEach((one, index) => {
    for (const other of parts.slice(index + 1)) {
      if (overlap(one.bounds, other.bounds)) faults.push(`${one.id}/bounds: overlap those of ${other.id}`);
    }
  });
  const covered = parts.reduce((sum, { bounds }) => sum + bounds.width * bounds.height, 0);
  if (faults.length === 0 && covered < size.width * size.height)
    faults.push('areas: leave a part of the picture dead');
  return faults;
}

function overlap(a: Bounds, b: Bounds): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function findActionFaults(action: PostbackAction | UriAction | SwitchAction): string[] {
  switch (action.type) {
    case 'uri':
      return action.uri.startsWith(`${PUBLIC_ORIGIN_PLACEHOLDER}/`) || action.uri.startsWith('https://')
        ? []
        : [`uri: "${action.uri}" begins neither with ${PUBLIC_ORIGIN_PLACEHOLDER}/ nor with https://`];
    case 'richmenuswitch':
      return findPostbackDataFaults(action.data);
    case 'postback': {
      const length = countGraphemes(action.displayText);
      const faults = findPostbackDataFaults(action.data);
      if (length < 1 || length > DISPLAY_TEXT_MAX_GRAPHEMES) faults.push('displayText: is empty or too long');
      return faults;
    }
  }
}

function findPostbackDataFaults(data: string): string[] {
  if (data.length > POSTBACK_DATA_MAX) return ['data: is too long'];
  return POSTBACK_DATA_PATTERN.test(data) ? [] : [`data: "${data}" is not v=1&a=… with at most an id`];
}

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

function countGraphemes(text: string): number {
  return [...graphemes.segment(text)].length;
}

function findRepeated(values: readonly string[]): Set<string> {
  return new Set(values.filter((value, index) => values.indexOf(value) !== index));
}
