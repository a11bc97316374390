/**
 * npm run rich-menu: builds the rich menus and brings LINE up to date with them. Safe to repeat.
 * Exit code: 0 done, 1 stopped on the way (the menus shown so far stay), 2 settings missing or malformed.
 */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { RICH_MENU_NAME_PREFIX, toRichMenuRequest } from '../domain/rich-menu.ts';
import { loadPublishedRichMenus, openRichMenuClient, type RichMenuFault } from '../line/rich-menus.ts';
import { buildRichMenus, RICH_MENU_PLACES, type BuiltRichMenu } from './rich-menu/build.ts';
import { planRichMenuPublication, type WantedRichMenu } from './rich-menu/plan.ts';
import { adviseOnFault, describeFault, publishRichMenus } from './rich-menu/publication.ts';
import { readRichMenuSettings } from './rich-menu/settings.ts';

const NAME_HASH_DIGITS = 12;

function toWanted({ menu, png }: BuiltRichMenu, publicOrigin: string): WantedRichMenu {
  const content = JSON.stringify(toRichMenuRequest(menu, menu.name, publicOrigin));
  const hash = createHash('sha256').update(content).update(png).digest('hex').slice(0, NAME_HASH_DIGITS);
  const name = `${menu.name}:${hash}`;
  const request = toRichMenuRequest(menu, name, publicOrigin);
  return { alias: menu.alias, name, isDefault: menu.isDefault, request, png };
}

function stop(fault: RichMenuFault): number {
  console.error(`\nStopped: ${describeFault(fault)}\n${adviseOnFault(fault)}`);
  return 1;
}

function say(line: string): void {
  console.log(`  ${line}`);
}

async function run(): Promise<number> {
  const settings = readRichMenuSettings(process.env);
  if (!settings.ok) {
    console.error('The rich menus cannot be published. In the environment:');
    for (const fault of settings.faults) console.error(`  ${fault}`);
    return 2;
  }
  const { connection, publicOrigin } = settings.value;
  const build = await buildRichMenus(RICH_MENU_PLACES);
  if (!build.ok) {
    console.error('The rich menus cannot be built. In data/rich-menu:');
    for (const fault of build.faults) console.error(`  ${fault}`);
    return 1;
  }
  const wanted = build.value.menus.map((built) => toWanted(built, publicOrigin));
  const client = await openRichMenuClient(connection, Date.now);
  if (!client.ok) return stop(client.fault);
  const published = await loadPublishedRichMenus(client.value, RICH_MENU_NAME_PREFIX);
  if (!published.ok) return stop(published.fault);

  const ours = published.value.menus.filter(({ name }) => name.startsWith(RICH_MENU_NAME_PREFIX)).length;
  const others = published.value.menus.length - ours;
  console.log(
    `${connection.apiOrigin} has ${ours} rich menus of ours and ${others} of others, which stay as they are.`,
  );
  const steps = planRichMenuPublication(wanted, published.value);
  if (steps.length === 0) {
    console.log('Everything is in place already; nothing was changed.');
    return 0;
  }
  const result = await publishRichMenus({
    client: client.value,
    wanted,
    published: published.value,
    steps,
    say,
    pause,
  });
  switch (result.kind) {
    case 'done':
      console.log(
        `Done, ${result.changes} changes. Residents see the new menu the next time they open the chat.`,
      );
      return 0;
    case 'done but for old menus':
      console.log(
        `The new menus are in place. ${result.left} replaced menus stay for the residents who are still on them,`,
      );
      console.log(
        'where a tap on a tab leads to the new one. Run this again in an hour to move them and tidy up.',
      );
      return 0;
    case 'stopped':
      return stop(result.fault);
  }
}

// A call past its deadline still holds its connection: leave without waiting for it.
process.exit(await run());
