import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildRichMenus, RICH_MENU_PLACES } from '../../src/commands/rich-menu/build.ts';
import { LABEL_PX, SUB_LABEL_PX } from '../../src/commands/rich-menu/layout.ts';
import { RICH_MENU_MAX_IMAGE_BYTES } from '../../src/domain/rich-menu.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rich-menu-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Builds data/rich-menu, with `from` in the look-up menu replaced by `to`. */
async function buildChanged(from: string, to: string) {
  const definitions = join(folder, 'definitions');
  cpSync(RICH_MENU_PLACES.definitions, definitions, { recursive: true });
  const path = join(definitions, 'ja/look-up.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  const build = await buildRichMenus({ definitions, output: join(folder, 'output') });
  return build.ok ? [] : build.faults;
}

describe('building the rich menus', () => {
  it('gives pictures that LINE takes, the same each time, and reuses them', async () => {
    const definitions = RICH_MENU_PLACES.definitions;
    const first = await buildRichMenus({ definitions, output: join(folder, 'one') });
    const again = await buildRichMenus({ definitions, output: join(folder, 'one') });
    const elsewhere = await buildRichMenus({ definitions, output: join(folder, 'two') });
    if (!first.ok || !again.ok || !elsewhere.ok) throw new Error('not built');
    expect([first.value.reused, again.value.reused, elsewhere.value.reused]).toEqual([false, true, false]);
    expect(first.value.menus.length).toBeGreaterThanOrEqual(2);
    for (const [index, { menu, png }] of first.value.menus.entries()) {
      const file = Buffer.from(png);
      expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([2500, 1686]);
      expect(png.length).toBeLessThanOrEqual(RICH_MENU_MAX_IMAGE_BYTES);
      expect(file.equals(Buffer.from(again.value.menus[index]?.png ?? []))).toBe(true);
      expect(file.equals(Buffer.from(elsewhere.value.menus[index]?.png ?? []))).toBe(true);
      const request = JSON.parse(readFileSync(join(folder, 'one', `${menu.alias}.json`), 'utf8'));
      expect(request).toMatchObject({ size: { width: 2500, height: 1686 }, name: menu.name });
    }
  }, 30_000);

  it('builds anew when a picture was touched', async () => {
    const places = { definitions: RICH_MENU_PLACES.definitions, output: folder };
    await buildRichMenus(places);
    writeFileSync(join(folder, 'ayumi-ja-look-up.png'), 'broken');
    const build = await buildRichMenus(places);
    expect(build.ok && build.value.reused).toBe(false);
  }, 30_000);

  it('writes large enough for a small phone', () => {
    expect(LABEL_PX).toBeGreaterThanOrEqual(120);
    expect(SUB_LABEL_PX).toBeGreaterThanOrEqual(72);
  });

  it.each([
    ['names the glyphs that no font has', '人財育成', '人财育成', /has all of ".*财/],
    ['names an icon that lucide lacks', '"sprout"', '"no-such-icon"', /lucide has no "no-such-icon"/],
    ['names a word wider than its tile', '人財育成', 'Donaudampfschiff', /"Donaudampfschiff" does not fit/],
    ['names a label of too many lines', '人財育成', '職員の人財育成と専門性の向上と', /does not fit/],
    ['names a file that is no JSON', '"alias"', 'alias', /ja\/look-up\.json: /],
  ])('%s', async (_what, from, to, fault) => {
    expect((await buildChanged(from, to)).join('\n')).toMatch(fault);
  });
});
