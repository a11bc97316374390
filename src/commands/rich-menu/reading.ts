/** Reads data/rich-menu: the only place where its JSON is still unknown. Reports all that is wrong at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findContrastFaults,
  findRichMenuFaults,
  findRichMenuSetFaults,
  type Bounds,
  type RichMenuDefinition,
  type RichMenuTab,
  type RichMenuTheme,
  type RichMenuTile,
} from '../../domain/rich-menu.ts';

const COLOUR_PATTERN = /^#[0-9A-Fa-f]{6}$/;

export type RichMenuSet = { theme: RichMenuTheme; menus: readonly RichMenuDefinition[] };
export type Reading<T> = { ok: true; value: T } | { ok: false; faults: readonly string[] };

/** `folder` holds theme.json and one folder per language with one file per tab. */
export function readRichMenuSet(folder: string): Reading<RichMenuSet> {
  const faults: string[] = [];
  const theme = readFile(join(folder, 'theme.json'), 'theme.json', readRichMenuTheme, faults);
  const menus: RichMenuDefinition[] = [];
  for (const path of listDefinitions(folder)) {
    const menu = readFile(join(folder, path), path, readRichMenu, faults);
    if (!menu) continue;
    menus.push(menu);
    if (theme) faults.push(...findContrastFaults(menu, theme).map((fault) => `${path}: ${fault}`));
  }
  if (faults.length === 0) faults.push(...findRichMenuSetFaults(menus));
  return theme && faults.length === 0 ? { ok: true, value: { theme, menus } } : { ok: false, faults };
}

/** Sorted, so that the same data always gives the same order. */
function listDefinitions(folder: string): string[] {
  const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return languages
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`))
    .filter((path) => path.endsWith('.json'))
    .sort();
}

function readFile<T>(
  path: string,
  shown: string,
  read: (json: unknown) => Reading<T>,
  faults: string[],
): T | null {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    faults.push(`${shown}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
  const reading = read(json);
  if (reading.ok) return reading.value;
  faults.push(...reading.faults.map((fault) => `${shown}: ${fault}`));
  return null;
}

/** One definition, sound by the rules of the domain. */
export function readRichMenu(json: unknown): Reading<RichMenuDefinition> {
  const faults: string[] = [];
  const file = openFields(json, '', faults);
  const size = file.inner('size');
  const menu: RichMenuDefinition = {
    alias: file.text('alias'),
    name: file.text('name'),
    isDefault: file.flag('default'),
    chatBarText: file.text('chatBarText'),
    selected: file.flag('selected'),
    size: { width: size.whole('width'), height: size.whole('height') },
    tabs: file.list('tabs').map((tab) => readTab(tab)),
    areas: file.list('areas').map((tile) => readTile(tile)),
  };
  if (faults.length === 0) faults.push(...findRichMenuFaults(menu));
  return faults.length === 0 ? { ok: true, value: menu } : { ok: false, faults };
}

function readRichMenuTheme(json: unknown): Reading<RichMenuTheme> {
  const faults: string[] = [];
  const file = openFields(json, '', faults);
  const [tile, selectedTab, otherTab] = [
    file.inner('tile'),
    file.inner('selectedTab'),
    file.inner('otherTab'),
  ];
  const colours = file.inner('colours');
  const theme: RichMenuTheme = {
    page: file.colour('page'),
    bar: file.colour('bar'),
    tile: {
      background: tile.colour('background'),
      border: tile.colour('border'),
      label: tile.colour('label'),
      subLabel: tile.colour('subLabel'),
    },
    selectedTab: {
      background: selectedTab.colour('background'),
      label: selectedTab.colour('label'),
      icon: selectedTab.colour('icon'),
      mark: selectedTab.colour('mark'),
    },
    otherTab: {
      background: otherTab.colour('background'),
      label: otherTab.colour('label'),
      icon: otherTab.colour('icon'),
    },
    colours: Object.fromEntries(
      colours.keys().map((name) => {
        const pair = colours.inner(name);
        return [name, { icon: pair.colour('icon'), disc: pair.colour('disc') }];
      }),
    ),
  };
  return faults.length === 0 ? { ok: true, value: theme } : { ok: false, faults };
}

function readTab(tab: Fields): RichMenuTab {
  const action = tab.inner('action');
  action.oneOf('type', ['richmenuswitch']);
  return {
    id: tab.text('id'),
    label: tab.text('label'),
    icon: tab.text('icon'),
    bounds: readBounds(tab.inner('bounds')),
    action: {
      type: 'richmenuswitch',
      richMenuAliasId: action.text('richMenuAliasId'),
      data: action.text('data'),
    },
  };
}

function readTile(tile: Fields): RichMenuTile {
  const action = tile.inner('action');
  return {
    id: tile.text('id'),
    label: tile.text('label'),
    subLabel: tile.has('subLabel') ? tile.text('subLabel') : null,
    icon: tile.text('icon'),
    colours: tile.text('colours'),
    bounds: readBounds(tile.inner('bounds')),
    action:
      action.oneOf('type', ['postback', 'uri']) === 'uri'
        ? { type: 'uri', uri: action.text('uri') }
        : { type: 'postback', data: action.text('data'), displayText: action.text('displayText') },
  };
}

function readBounds(bounds: Fields): Bounds {
  return {
    x: bounds.whole('x'),
    y: bounds.whole('y'),
    width: bounds.whole('width'),
    height: bounds.whole('height'),
  };
}

type Fields = {
  has(key: string): boolean;
  keys(): string[];
  text(key: string): string;
  colour(key: string): string;
  flag(key: string): boolean;
  whole(key: string): number;
  oneOf(key: string, allowed: readonly string[]): string;
  inner(key: string): Fields;
  list(key: string): Fields[];
};

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isColour(value: unknown): value is string {
  return isText(value) && COLOUR_PATTERN.test(value);
}

/** Typed access to a JSON object. What is not as asked for goes to `faults`, and something of the type comes back. */
function openFields(json: unknown, at: string, faults: string[]): Fields {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  if (!isObject) faults.push(`${at || 'file'}: is not an object`);
  const fields = new Map<string, unknown>(isObject ? Object.entries(json) : []);
  const check = <T>(key: string, fits: (value: unknown) => value is T, kind: string, otherwise: T): T => {
    const value = fields.get(key);
    if (fits(value)) return value;
    if (isObject) faults.push(`${at}${key}: ${value === undefined ? 'is missing' : `is not ${kind}`}`);
    return otherwise;
  };
  return {
    has: (key: string) => fields.has(key),
    keys: () => [...fields.keys()],
    text: (key: string) => check(key, isText, 'a text', ''),
    colour: (key: string) => check(key, isColour, 'a colour #RRGGBB', '#000000'),
    flag: (key: string) => check(key, (value) => typeof value === 'boolean', 'true or false', false),
    whole: (key: string) =>
      check(key, (value): value is number => Number.isSafeInteger(value), 'a whole number', 0),
    oneOf: (key: string, allowed: readonly string[]) =>
      check(
        key,
        (value): value is string => isText(value) && allowed.includes(value),
        allowed.join(' or '),
        '',
      ),
    inner: (key: string) => openFields(fields.get(key), `${at}${key}/`, faults),
    list: (key: string) =>
      check(key, (value): value is unknown[] => Array.isArray(value), 'a list', []).map((entry, index) =>
        openFields(entry, `${at}${key}/${index}/`, faults),
      ),
  };
}
