/** Decides what has to be done at LINE so that it shows the wanted menus. Pure: the same two states give the same steps. */
import { RICH_MENU_NAME_PREFIX, type RichMenuRequest } from '../../domain/rich-menu.ts';
import type { PublishedRichMenus } from '../../line/rich-menus.ts';

export type WantedRichMenu = {
  alias: string;
  /** ayumi:<alias>:<hash of what is published>: another content is another name. */
  name: string;
  isDefault: boolean;
  request: RichMenuRequest;
  png: Uint8Array;
};

/** Wanted menus go by name, as a new one has no id yet; menus that go away by id. */
export type RichMenuStep =
  | { kind: 'create menu'; name: string }
  | { kind: 'upload image'; name: string }
  | { kind: 'create alias'; alias: string; name: string }
  | { kind: 'update alias'; alias: string; name: string }
  | { kind: 'set default'; name: string }
  | { kind: 'move users'; moves: ReadonlyArray<{ from: string; to: string }> }
  | { kind: 'delete alias'; alias: string }
  | { kind: 'delete menu'; id: string; name: string; onlyAfterMove: boolean };

/** Our aliases begin so, our menus with RICH_MENU_NAME_PREFIX. */
const ALIAS_PREFIX = 'ayumi-';

/**
 * Empty when everything wanted is in place and nothing of ours is left over. The order is LINE's: a menu needs its image
 * before an alias or the default points to it, and nobody may be left on a menu when it goes.
 */
export function planRichMenuPublication(
  wanted: readonly WantedRichMenu[],
  published: PublishedRichMenus,
): RichMenuStep[] {
  const steps: RichMenuStep[] = [];
  for (const { name } of wanted) {
    if (findReadyMenu(published, name)) continue;
    steps.push({ kind: 'create menu', name }, { kind: 'upload image', name });
  }
  for (const { alias, name } of wanted) {
    const present = published.aliases.find((one) => one.alias === alias);
    if (!present) steps.push({ kind: 'create alias', alias, name });
    else if (present.menuId !== findReadyMenu(published, name))
      steps.push({ kind: 'update alias', alias, name });
  }
  for (const { name } of wanted.filter((menu) => menu.isDefault)) {
    if (published.defaultMenuId === null || published.defaultMenuId !== findReadyMenu(published, name)) {
      steps.push({ kind: 'set default', name });
    }
  }
  return [...steps, ...planRemoval(wanted, published)];
}

/** The id of the published menu of that very content, with its image. */
export function findReadyMenu(published: PublishedRichMenus, name: string): string | undefined {
  return published.menus.find((menu) => menu.name === name && menu.hasImage)?.id;
}

function planRemoval(wanted: readonly WantedRichMenu[], published: PublishedRichMenus): RichMenuStep[] {
  const kept = new Set(wanted.map(({ name }) => findReadyMenu(published, name)));
  const ours = published.menus.filter(({ name }) => name.startsWith(RICH_MENU_NAME_PREFIX));
  const leaving = ours
    .filter(({ id }) => !kept.has(id))
    // A menu without image was never shown to anybody.
    .map((menu) => ({ ...menu, successor: menu.hasImage ? findSuccessor(wanted, menu.name) : undefined }));

  const moves = leaving.flatMap(({ id, successor }) => (successor ? [{ from: id, to: successor.name }] : []));
  const foreign = new Set(published.menus.filter((menu) => !ours.includes(menu)).map(({ id }) => id));
  const leftAliases = published.aliases.filter(({ alias, menuId }) => {
    return (
      alias.startsWith(ALIAS_PREFIX) && !foreign.has(menuId) && !wanted.some((menu) => menu.alias === alias)
    );
  });
  return [
    ...(moves.length > 0 ? [{ kind: 'move users' as const, moves }] : []),
    ...leftAliases.map(({ alias }) => ({ kind: 'delete alias' as const, alias })),
    ...leaving.map(({ id, name, successor }) => {
      return { kind: 'delete menu' as const, id, name, onlyAfterMove: successor !== undefined };
    }),
  ];
}

/** The wanted menu of the same tab and language: the same name up to the hash. */
function findSuccessor(wanted: readonly WantedRichMenu[], name: string): WantedRichMenu | undefined {
  return wanted.find((menu) => withoutHash(menu.name) === withoutHash(name));
}

function withoutHash(name: string): string {
  return name.slice(0, name.lastIndexOf(':'));
}
