/** Builds all rich menus of data/rich-menu, or takes what an earlier run has built from the same input. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  PUBLIC_ORIGIN_PLACEHOLDER,
  RICH_MENU_MAX_IMAGE_BYTES,
  toRichMenuRequest,
  type RichMenuDefinition,
} from '../../domain/rich-menu.ts';
import { readRichMenuSet, type Reading, type RichMenuSet } from './reading.ts';

export type BuiltRichMenu = { menu: RichMenuDefinition; png: Uint8Array };
export type RichMenuBuild = { menus: readonly BuiltRichMenu[]; reused: boolean };
export type RichMenuPlaces = { definitions: string; output: string };

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
export const RICH_MENU_PLACES: RichMenuPlaces = {
  definitions: join(PROJECT, 'data/rich-menu'),
  output: join(PROJECT, '.build/rich-menu'),
};

/** What decides how the picture looks, beside the definitions. */
const PAINTING_CODE = ['src/commands/rich-menu/layout.ts', 'src/commands/rich-menu/picture.ts'];
const PAINTING_PACKAGES = ['satori', '@resvg/resvg-js', '@fontsource/noto-sans-jp', 'lucide-static'];

/** Writes <alias>.png and <alias>.json (LINE's request, the public origin still open) for each menu. */
export async function buildRichMenus(places: RichMenuPlaces): Promise<Reading<RichMenuBuild>> {
  const set = readRichMenuSet(places.definitions);
  if (!set.ok) return set;
  const source = hashSource(set.value);
  const earlier = loadEarlierBuild(set.value.menus, places.output, source);
  if (earlier) return { ok: true, value: { menus: earlier, reused: true } };

  // The painter takes longer to load than everything else here; an unchanged menu does without.
  const { paintRichMenu } = await import('./picture.ts');
  const menus: BuiltRichMenu[] = [];
  const faults: string[] = [];
  for (const menu of set.value.menus) {
    const painting = await paintRichMenu(menu, set.value.theme);
    if (!painting.ok) {
      faults.push(...painting.faults.map((fault) => `${menu.alias}: ${fault}`));
    } else if (painting.png.length > RICH_MENU_MAX_IMAGE_BYTES) {
      faults.push(
        `${menu.alias}: the picture has ${painting.png.length} bytes, LINE takes ${RICH_MENU_MAX_IMAGE_BYTES}`,
      );
    } else {
      menus.push({ menu, png: painting.png });
    }
  }
  if (faults.length > 0) return { ok: false, faults };
  saveBuild(menus, places.output, source);
  return { ok: true, value: { menus, reused: false } };
}

type BuildRecord = { source: string; pictures: Record<string, string> };

const recordPath = (output: string): string => join(output, 'built.json');
const picturePath = (output: string, alias: string): string => join(output, `${alias}.png`);

function saveBuild(menus: readonly BuiltRichMenu[], output: string, source: string): void {
  mkdirSync(output, { recursive: true });
  for (const { menu, png } of menus) {
    const request = toRichMenuRequest(menu, menu.name, PUBLIC_ORIGIN_PLACEHOLDER);
    writeFileSync(picturePath(output, menu.alias), png);
    writeFileSync(join(output, `${menu.alias}.json`), `${JSON.stringify(request, null, 2)}\n`);
  }
  const pictures = Object.fromEntries(menus.map(({ menu, png }) => [menu.alias, hash(png)]));
  const record: BuildRecord = { source, pictures };
  // Last: a run that dies before this leaves nothing that a later one would trust.
  writeFileSync(recordPath(output), `${JSON.stringify(record, null, 2)}\n`);
}

function loadEarlierBuild(
  menus: readonly RichMenuDefinition[],
  output: string,
  source: string,
): BuiltRichMenu[] | null {
  try {
    const record: Partial<BuildRecord> = JSON.parse(readFileSync(recordPath(output), 'utf8'));
    if (record.source !== source) return null;
    const built = menus.map((menu) => ({
      menu,
      png: new Uint8Array(readFileSync(picturePath(output, menu.alias))),
    }));
    readFileSync(join(output, `${menus[0]?.alias}.json`));
    return built.every(({ menu, png }) => hash(png) === record.pictures?.[menu.alias]) ? built : null;
  } catch {
    return null; // nothing built yet, or half of it removed: build anew
  }
}

function hashSource(set: RichMenuSet): string {
  const { resolve } = createRequire(import.meta.url);
  const code = PAINTING_CODE.map((path) => readFileSync(join(PROJECT, path), 'utf8'));
  const versions = PAINTING_PACKAGES.map((name) => {
    const text = readFileSync(resolve(`${name}/package.json`), 'utf8');
    const { version }: { version: string } = JSON.parse(text);
    return `${name}@${version}`;
  });
  return hash(JSON.stringify([set, code, versions]));
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
