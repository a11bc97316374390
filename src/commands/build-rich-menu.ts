/** node src/commands/build-rich-menu.ts: checks data/rich-menu and makes the pictures in .build/rich-menu. */
import { relative } from 'node:path';
import { buildRichMenus, RICH_MENU_PLACES } from './rich-menu/build.ts';

const build = await buildRichMenus(RICH_MENU_PLACES);
if (build.ok) {
  const output = relative(process.cwd(), RICH_MENU_PLACES.output);
  const { menus, reused } = build.value;
  for (const { menu, png } of menus) {
    const kilobytes = Math.ceil(png.length / 1000);
    console.log(`${reused ? 'unchanged' : 'built'}  ${output}/${menu.alias}.png  ${kilobytes} kB`);
  }
} else {
  console.error('The rich menus cannot be built. In data/rich-menu:');
  for (const fault of build.faults) console.error(`  ${fault}`);
  process.exitCode = 1;
}
