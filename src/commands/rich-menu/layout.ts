/** Where everything stands in the picture of a rich menu: a tree of boxes for satori, without JSX as Node runs it as it is. */
import {
  isOpenTab,
  type Bounds,
  type RichMenuDefinition,
  type RichMenuTab,
  type RichMenuTheme,
  type RichMenuTile,
} from '../../domain/rich-menu.ts';

// In pixels of a picture 2500 wide, which a 5-inch phone shows about 64 mm wide: 39 px are 1 mm.
export const LABEL_PX = 120; // about 3 mm, the height of LINE's own message text
export const SUB_LABEL_PX = 76;
/** Longer labels would run into the icon above or out of the tile. */
const MAX_LABEL_LINES = 2;
const LABEL_LINE_HEIGHT = 1.16;

const PAGE_MARGIN_PX = 36;
const TILE_GAP_PX = 28;
const TILE_RADIUS_PX = 48;
const SIDE_PADDING_PX = 24;
const DISC_TOP_PX = 54;
const DISC_PX = 272;
const ICON_PX = 180;
const LABELS_BOTTOM_PX = 24;
const TAB_LABEL_PX = 124;
const TAB_ICON_PX = 124;
const TAB_ICON_GAP_PX = 36;
const OPEN_TAB_TOP_PX = 30;
const OTHER_TAB_TOP_PX = 58;
// lucide draws in 24 units; a small icon beside bold text needs the thicker line
const ICON_STROKE = 1.9;
const TAB_ICON_STROKE = 2.4;
const TAB_RADIUS_PX = 56;
const TAB_MARK_PX = 16;

/** The part of satori's element that is used here. */
export type Box = {
  type: 'div' | 'img';
  key: string | null;
  props: {
    style: Record<string, string | number>;
    children?: readonly Box[] | string;
    src?: string;
    width?: number;
    height?: number;
  };
};

/** Gives a lucide icon of that name as a data URI, drawn in that colour with a line that many of 24 units wide. */
export type DrawIcon = (name: string, colour: string, stroke: number) => string;

/** By the key under which satori reports what a label takes: the label, and the pixels it may take. */
export function listLabelRooms(
  menu: RichMenuDefinition,
): Map<string, { label: string; width: number; height: number }> {
  const body = findBody(menu);
  const tabs = menu.tabs.map(({ id, label, bounds }) => {
    const width = insetTab(bounds, 0).width - 2 * SIDE_PADDING_PX - TAB_ICON_PX - TAB_ICON_GAP_PX;
    return [labelKey(id), { label, width, height: TAB_LABEL_PX * LABEL_LINE_HEIGHT }] as const;
  });
  const tiles = menu.areas.map(({ id, label, bounds }) => {
    const width = insetTile(bounds, body).width - 2 * SIDE_PADDING_PX;
    return [labelKey(id), { label, width, height: MAX_LABEL_LINES * LABEL_PX * LABEL_LINE_HEIGHT }] as const;
  });
  return new Map([...tabs, ...tiles]);
}

export function layOutRichMenu(menu: RichMenuDefinition, theme: RichMenuTheme, drawIcon: DrawIcon): Box {
  const body = findBody(menu);
  const bar = { x: 0, y: 0, width: menu.size.width, height: body.y };
  return box({ position: 'relative', ...menu.size, backgroundColor: theme.page }, [
    box({ ...place(bar), backgroundColor: theme.bar }),
    ...menu.tabs.map((tab) =>
      isOpenTab(menu, tab) ? layOutOpenTab(tab, theme, drawIcon) : layOutOtherTab(tab, theme, drawIcon),
    ),
    ...menu.areas.map((tile) => layOutTile(tile, insetTile(tile.bounds, body), theme, drawIcon)),
  ]);
}

/** The page below the tabs. */
function findBody({ tabs, size }: RichMenuDefinition): Bounds {
  const y = Math.max(0, ...tabs.map(({ bounds }) => bounds.y + bounds.height));
  return { x: 0, y, width: size.width, height: size.height - y };
}

function inset(atEdge: boolean): number {
  return atEdge ? PAGE_MARGIN_PX : TILE_GAP_PX / 2;
}

/** A tile leaves the margin at the body's edges and half of the gap towards its neighbours. */
function insetTile(bounds: Bounds, body: Bounds): Bounds {
  const left = inset(bounds.x === body.x);
  const top = inset(bounds.y === body.y);
  const right = inset(bounds.x + bounds.width === body.x + body.width);
  const bottom = inset(bounds.y + bounds.height === body.y + body.height);
  return {
    x: bounds.x + left,
    y: bounds.y + top,
    width: bounds.width - left - right,
    height: bounds.height - top - bottom,
  };
}

/** The open tab is higher, grows out of the page below it and has a bar under its label: it shows without colours. */
function layOutOpenTab(tab: RichMenuTab, { selectedTab }: RichMenuTheme, drawIcon: DrawIcon): Box {
  const card = insetTab(tab.bounds, OPEN_TAB_TOP_PX);
  const mark = box({
    width: card.width / 2,
    height: TAB_MARK_PX,
    margin: '14px 0 24px 0',
    borderRadius: TAB_MARK_PX / 2,
    backgroundColor: selectedTab.mark,
  });
  return box(
    { ...layOutTabCard(card, selectedTab.background), flexDirection: 'column', justifyContent: 'flex-end' },
    [layOutTabLabel(tab, selectedTab, drawIcon), mark],
  );
}

function layOutOtherTab(tab: RichMenuTab, { otherTab }: RichMenuTheme, drawIcon: DrawIcon): Box {
  const card = insetTab(tab.bounds, OTHER_TAB_TOP_PX);
  return box({ ...layOutTabCard(card, otherTab.background), justifyContent: 'center' }, [
    layOutTabLabel(tab, otherTab, drawIcon),
  ]);
}

function insetTab({ x, y, width, height }: Bounds, top: number): Bounds {
  const side =
    x === 0
      ? { left: PAGE_MARGIN_PX, right: TILE_GAP_PX / 2 }
      : { left: TILE_GAP_PX / 2, right: PAGE_MARGIN_PX };
  return { x: x + side.left, y: y + top, width: width - side.left - side.right, height: height - top };
}

function layOutTabCard(card: Bounds, colour: string): Record<string, string | number> {
  return {
    ...place(card),
    alignItems: 'center',
    backgroundColor: colour,
    borderTopLeftRadius: TAB_RADIUS_PX,
    borderTopRightRadius: TAB_RADIUS_PX,
  };
}

function layOutTabLabel(tab: RichMenuTab, colours: { label: string; icon: string }, drawIcon: DrawIcon): Box {
  return box({ alignItems: 'center', gap: TAB_ICON_GAP_PX }, [
    picture(drawIcon(tab.icon, colours.icon, TAB_ICON_STROKE), TAB_ICON_PX),
    text(labelKey(tab.id), tab.label, {
      color: colours.label,
      fontSize: TAB_LABEL_PX,
      lineHeight: LABEL_LINE_HEIGHT,
    }),
  ]);
}

function layOutTile(tile: RichMenuTile, frame: Bounds, theme: RichMenuTheme, drawIcon: DrawIcon): Box {
  const accent = theme.colours[tile.colours];
  if (!accent) throw new Error(`The theme has no colours "${tile.colours}"; findContrastFaults reports it.`);
  const disc = box(
    {
      width: DISC_PX,
      height: DISC_PX,
      flexShrink: 0,
      alignItems: 'center',
      justifyContent: 'center',
      borderRadius: DISC_PX / 2,
      backgroundColor: accent.disc,
    },
    [picture(drawIcon(tile.icon, accent.icon, ICON_STROKE), ICON_PX)],
  );
  const label = text(labelKey(tile.id), tile.label, {
    color: theme.tile.label,
    fontSize: LABEL_PX,
    lineHeight: LABEL_LINE_HEIGHT,
    textAlign: 'center',
  });
  const subLabel =
    tile.subLabel === null
      ? []
      : [text(null, tile.subLabel, { color: theme.tile.subLabel, fontSize: SUB_LABEL_PX, lineHeight: 1.1 })];
  // Room for two lines, whatever the label: so the icons of a row are level, in every language.
  const labels = box(
    { flexGrow: 1, flexDirection: 'column', alignItems: 'center', justifyContent: 'center' },
    [label, ...subLabel],
  );
  return box(
    {
      ...place(frame),
      flexDirection: 'column',
      alignItems: 'center',
      boxSizing: 'border-box',
      padding: `${DISC_TOP_PX}px ${SIDE_PADDING_PX}px ${LABELS_BOTTOM_PX}px`,
      backgroundColor: theme.tile.background,
      border: `3px solid ${theme.tile.border}`,
      borderRadius: TILE_RADIUS_PX,
    },
    [disc, labels],
  );
}

function labelKey(id: string): string {
  return `label ${id}`;
}

function box(style: Record<string, string | number>, children: readonly Box[] = []): Box {
  return { type: 'div', key: null, props: { style: { display: 'flex', ...style }, children } };
}

function text(key: string | null, content: string, style: Record<string, string | number>): Box {
  return { type: 'div', key, props: { style, children: content } };
}

function picture(src: string, size: number): Box {
  return { type: 'img', key: null, props: { src, width: size, height: size, style: {} } };
}

function place({ x, y, width, height }: Bounds): Record<string, string | number> {
  return { position: 'absolute', left: x, top: y, width, height };
}
