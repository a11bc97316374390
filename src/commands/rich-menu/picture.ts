/** Paints the picture of a rich menu: satori lays out and turns text into paths, resvg makes the PNG. The same input gives the same bytes. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import satori from 'satori';
import type { RichMenuDefinition, RichMenuTheme } from '../../domain/rich-menu.ts';
import { layOutRichMenu, listLabelRooms, type DrawIcon } from './layout.ts';

export type Painting = { ok: true; png: Uint8Array } | { ok: false; faults: readonly string[] };

const FONT_WEIGHT = 700 as const;
/** In the order in which a glyph is looked for. Each is one file of @fontsource/noto-sans-jp. */
const FONT_SUBSETS = ['japanese', 'latin-ext', 'vietnamese'] as const;

const { resolve } = createRequire(import.meta.url);

/** Fails with the glyphs that no font has, the icons that lucide lacks and the labels that do not fit. */
export async function paintRichMenu(menu: RichMenuDefinition, theme: RichMenuTheme): Promise<Painting> {
  const faults: string[] = [];
  const drawIcon: DrawIcon = (name, colour, stroke) => {
    const icon = readIcon(name);
    if (icon === null) faults.push(`icon: lucide has no "${name}"`);
    return toDataUri(icon ?? '', colour, stroke);
  };
  const tree = layOutRichMenu(menu, theme, drawIcon);
  if (faults.length > 0) return { ok: false, faults };

  const fonts = loadFonts();
  const rooms = listLabelRooms(menu);
  const root = {
    ...tree,
    props: { ...tree.props, style: { ...tree.props.style, fontFamily: FONT_SUBSETS.join(', ') } },
  };
  const svg = await satori(root, {
    ...menu.size,
    fonts,
    loadAdditionalAsset: (_language, segment) => {
      faults.push(
        `text: no font of @fontsource/noto-sans-jp (${FONT_SUBSETS.join(', ')}) has all of "${segment}"`,
      );
      return Promise.resolve([]);
    },
    onNodeDetected: ({ key, width, height }) => {
      const room = rooms.get(String(key));
      // satori rounds what it reports up to whole pixels
      if (!room || (width <= Math.ceil(room.width) && height <= Math.ceil(room.height))) return;
      faults.push(`label: "${room.label}" does not fit; it needs shorter words or fewer of them`);
    },
  });
  if (faults.length > 0) return { ok: false, faults };
  // Text has become paths: fonts of the machine must have no say.
  return { ok: true, png: new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng() };
}

function loadFonts() {
  return FONT_SUBSETS.map((subset) => ({
    name: subset,
    data: readFileSync(
      resolve(`@fontsource/noto-sans-jp/files/noto-sans-jp-${subset}-${FONT_WEIGHT}-normal.woff`),
    ),
    weight: FONT_WEIGHT,
    style: 'normal' as const,
  }));
}

function readIcon(name: string): string | null {
  const path = join(dirname(resolve('lucide-static/package.json')), 'icons', `${name}.svg`);
  return /^[a-z0-9-]+$/.test(name) && existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function toDataUri(svg: string, colour: string, stroke: number): string {
  const drawn = svg.replace('currentColor', colour).replace('stroke-width="2"', `stroke-width="${stroke}"`);
  return `data:image/svg+xml;base64,${Buffer.from(drawn).toString('base64')}`;
}
