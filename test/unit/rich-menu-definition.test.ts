import { describe, expect, it } from 'vitest';
import {
  contrastRatio,
  findContrastFaults,
  findRichMenuFaults,
  findRichMenuSetFaults,
  listColourPairs,
  MIN_CONTRAST,
  toRichMenuRequest,
  type PostbackAction,
  type RichMenuDefinition,
  type RichMenuTile,
} from '../../src/domain/rich-menu.ts';
import { RICH_MENU_PLACES } from '../../src/commands/rich-menu/build.ts';
import { readRichMenu, readRichMenuSet } from '../../src/commands/rich-menu/reading.ts';

const reading = readRichMenuSet(RICH_MENU_PLACES.definitions);
if (!reading.ok) throw new Error(reading.faults.join('\n'));
const { menus, theme } = reading.value;

function find(alias: string): RichMenuDefinition {
  const menu = menus.find((one) => one.alias === alias);
  if (!menu) throw new Error(`no menu ${alias}`);
  return structuredClone(menu);
}

type Spoil = (menu: RichMenuDefinition, dx: RichMenuTile) => void;

/** The faults of the Japanese look-up menu after one thing in it, or in its first tile, was spoiled. */
function spoil(change: Spoil): string[] {
  const menu = find('ayumi-ja-look-up');
  const [dx] = menu.areas;
  if (!dx) throw new Error('no tiles');
  change(menu, dx);
  return findRichMenuFaults(menu);
}

function postback(data: string): PostbackAction {
  return { type: 'postback', data, displayText: 'x' };
}

function listAsked(alias: string): string[] {
  return find(alias).areas.map(({ action }) => (action.type === 'postback' ? action.data : action.uri));
}

describe('the rich menus of data/rich-menu', () => {
  it('reach every answer of the product that a tap can ask for', () => {
    expect(listAsked('ayumi-ja-look-up')).toEqual([
      ...['dx', 'sdgs', 'people', 'services', 'women'].map((id) => `v=1&a=theme&id=${id}`),
      'v=1&a=overview',
    ]);
    expect(listAsked('ayumi-ja-take-part')).toEqual([
      'v=1&a=polls',
      'v=1&a=news',
      'v=1&a=language',
      'v=1&a=help',
      '{publicOrigin}/',
      'v=1&a=contact',
    ]);
  });

  it.each(menus)('$alias shows nothing below the contrast needed', (menu) => {
    const pairs = listColourPairs(menu, theme);
    expect(pairs.length).toBeGreaterThanOrEqual(2 * menu.areas.length + 2 * menu.tabs.length);
    for (const { foreground, background } of pairs) {
      expect(contrastRatio(foreground, background)).toBeGreaterThanOrEqual(MIN_CONTRAST);
    }
  });

  it.each(menus)('$alias says in a tap what a resident would type', (menu) => {
    const differing = menu.areas.filter(({ label, action }) => {
      return action.type === 'postback' && action.displayText !== label;
    });
    expect(differing).toEqual([]);
  });

  it('become requests with a label on every area and the public origin filled in', () => {
    const request = toRichMenuRequest(find('ayumi-ja-take-part'), 'ayumi:x:1', 'https://ayumi.example.jp');
    expect(request.name).toBe('ayumi:x:1');
    expect(request.areas).toHaveLength(8);
    expect(request.areas.every(({ action }) => action.label.length > 0)).toBe(true);
    expect(request.areas[0]?.action).toEqual({
      type: 'richmenuswitch',
      richMenuAliasId: 'ayumi-ja-look-up',
      data: 'v=1&a=tab&id=look-up',
      label: 'しらべる',
    });
    expect(request.areas.map(({ action }) => action)).toContainEqual({
      type: 'uri',
      uri: 'https://ayumi.example.jp/',
      label: 'ホームページ',
    });
    expect(request.areas.map(({ action }) => action.label)).toContain('ことば Language');
  });
});

describe('a definition is refused', () => {
  it.each<[string, Spoil, RegExp]>([
    ['an alias LINE does not take', (menu) => (menu.alias = 'Ayumi ja'), /alias: "Ayumi ja"/],
    ['a name that does not mark it as ours', (menu) => (menu.name = 'menu'), /name: .*ayumi:/],
    ['a name too long for its hash', (menu) => (menu.name = `ayumi:${'x'.repeat(282)}`), /name: is too long/],
    ['a long bar text', (menu) => (menu.chatBarText = 'あ'.repeat(15)), /chatBarText/],
    ['a low picture', (menu) => (menu.size.height = 1800), /size: is too high/],
    ['an area beyond the picture', (_, dx) => (dx.bounds.x = -1), /dx\/bounds: reach out/],
    ['areas that overlap', (_, dx) => (dx.bounds.width += 1), /dx\/bounds: overlap those of sdgs/],
    ['a dead spot', (_, dx) => (dx.bounds.width -= 1), /leave a part/],
    ['21 areas', (menu, dx) => (menu.areas = Array.from({ length: 19 }, () => dx)), /21, LINE/],
    ['a long label', (_, dx) => (dx.label = 'が'.repeat(21)), /dx\/label/],
    ['an empty label', (_, dx) => (dx.label = ' '), /dx\/label: is empty/],
    ['postback data of no scheme', (_, dx) => (dx.action = postback('theme=dx')), /dx\/action\/data/],
    [
      'long postback data',
      (_, dx) => (dx.action = postback(`v=1&a=${'x'.repeat(300)}`)),
      /data: is too long/,
    ],
    ['an id used twice', (_, dx) => (dx.id = 'sdgs'), /sdgs: this id is used twice/],
    ['no open tab', (menu) => (menu.alias = 'ayumi-ja-other'), /0 tabs lead to/],
  ])('for %s', (_what, change, fault) => {
    expect(spoil(change).join('\n')).toMatch(fault);
  });

  it('counts graphemes: a family emoji is one', () => {
    expect(spoil((menu) => (menu.chatBarText = '👨‍👩‍👧'.repeat(14)))).toEqual([]);
  });

  it('for a link to somewhere without https', () => {
    const menu = find('ayumi-ja-take-part');
    for (const { action } of menu.areas) if (action.type === 'uri') action.uri = 'http://example.jp/';
    expect(findRichMenuFaults(menu).join('\n')).toMatch(/website\/action\/uri/);
  });

  it('for weak or unknown colours', () => {
    const weak = structuredClone(theme);
    weak.tile.label = '#9AA5A8';
    expect(findContrastFaults(find('ayumi-ja-look-up'), weak)).toHaveLength(6);
    const menu = find('ayumi-ja-look-up');
    menu.areas.forEach((tile) => (tile.colours = 'pink'));
    expect(findContrastFaults(menu, theme)).toContain('dx/colours: the theme has no "pink"');
  });

  it('for what is missing or of another kind, all at once', () => {
    const refused = readRichMenu({ alias: 'a', selected: 'yes', areas: [{ id: 1 }] });
    expect(refused.ok ? [] : refused.faults).toEqual(
      expect.arrayContaining([
        'name: is missing',
        'selected: is not true or false',
        'areas/0/id: is not a text',
      ]),
    );
  });

  it('as a set without a default, or with a tab that leads nowhere', () => {
    expect(findRichMenuSetFaults([{ ...find('ayumi-ja-look-up'), isDefault: false }])).toEqual([
      'default: 0 menus are the default, exactly one has to be',
      'ayumi-ja-look-up: tab take-part leads to ayumi-ja-take-part, which no menu has',
    ]);
  });
});

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrastRatio('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
    expect(contrastRatio('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
    expect(contrastRatio('#FFFFFF', '#777777')).toBe(contrastRatio('#777777', '#FFFFFF'));
  });
});
