/** LINE's rich menu endpoints, each with a deadline and with its expected faults as values. */
import { HTTPFetchError, type LineBotClient, type messagingApi } from '@line/bot-sdk';
import { DeadlineError, withDeadline } from './deadline.ts';
import { createLineClientSource, type LineConnection } from './line-client.ts';

export const RICH_MENU_CALL_DEADLINE_MS = 10_000;
/** An image has up to 1 MB; this is enough at 0.3 Mbit/s. */
const RICH_MENU_IMAGE_DEADLINE_MS = 30_000;
/** LINE: batch-control-rich-menus-of-users-operations, at most so many in one request, three requests an hour. */
const RICH_MENU_BATCH_MAX_OPERATIONS = 1000;

/** As told in a fault: refused, it means that the channel's id or secret is wrong, whatever the status. */
export const TOKEN_CALL = 'give a channel access token';

export type RichMenuFault =
  | { kind: 'refused'; call: string; status: number; message: string; requestId: string | null }
  | { kind: 'late'; call: string; message: string }
  | { kind: 'unreachable'; call: string; message: string }
  | { kind: 'unreadable'; call: string; message: string };
export type RichMenuOutcome<T> = { ok: true; value: T } | { ok: false; fault: RichMenuFault };

export type PublishedRichMenus = {
  menus: ReadonlyArray<{ id: string; name: string; hasImage: boolean }>;
  aliases: ReadonlyArray<{ alias: string; menuId: string }>;
  defaultMenuId: string | null;
};

/** A client for one run of a command; its token, where it is a stateless one, is good for 15 minutes. */
export function openRichMenuClient(
  connection: LineConnection,
  now: () => number,
): Promise<RichMenuOutcome<LineBotClient>> {
  return callLine(TOKEN_CALL, () => createLineClientSource(connection, now).client());
}

/** Only of menus whose name has the prefix is the image asked for; others are listed with `hasImage: true`. */
export async function loadPublishedRichMenus(
  client: LineBotClient,
  prefix: string,
): Promise<RichMenuOutcome<PublishedRichMenus>> {
  const list = await callLine('list the rich menus', () => client.getRichMenuList());
  if (!list.ok) return list;
  const aliases = await callLine('list the rich menu aliases', () => client.getRichMenuAliasList());
  if (!aliases.ok) return aliases;
  const byDefault = await callLine('get the default rich menu', () => client.getDefaultRichMenuId());
  if (!byDefault.ok && !isNotFound(byDefault.fault)) return byDefault;

  const menus: Array<PublishedRichMenus['menus'][number]> = [];
  for (const { richMenuId: id, name } of list.value.richmenus) {
    const image = name.startsWith(prefix)
      ? await hasRichMenuImage(client, id)
      : { ok: true as const, value: true };
    if (!image.ok) return image;
    menus.push({ id, name, hasImage: image.value });
  }
  return {
    ok: true,
    value: {
      menus,
      aliases: aliases.value.aliases.map((one) => ({ alias: one.richMenuAliasId, menuId: one.richMenuId })),
      defaultMenuId: byDefault.ok ? byDefault.value.richMenuId : null,
    },
  };
}

async function hasRichMenuImage(client: LineBotClient, id: string): Promise<RichMenuOutcome<boolean>> {
  const read = async (): Promise<boolean> => {
    const image = await client.getRichMenuImage(id);
    await image.forEach(() => undefined); // to its end, or the connection stays busy
    return true;
  };
  const image = await callLine(`look for the image of ${id}`, read, RICH_MENU_IMAGE_DEADLINE_MS);
  return !image.ok && isNotFound(image.fault) ? { ok: true, value: false } : image;
}

/** Gives the new menu's id. LINE takes 100 of these an hour. */
export async function createRichMenu(
  client: LineBotClient,
  request: messagingApi.RichMenuRequest,
): Promise<RichMenuOutcome<string>> {
  const created = await callLine('create a rich menu', () => client.createRichMenu(request));
  return created.ok ? { ok: true, value: created.value.richMenuId } : created;
}

/** Once for each menu: LINE does not replace an image. */
export function uploadRichMenuImage(
  client: LineBotClient,
  menuId: string,
  png: Uint8Array,
): Promise<RichMenuOutcome<unknown>> {
  const image = new Blob([new Uint8Array(png)], { type: 'image/png' });
  return callLine(
    `upload the image of ${menuId}`,
    () => client.setRichMenuImage(menuId, image),
    RICH_MENU_IMAGE_DEADLINE_MS,
  );
}

export function createRichMenuAlias(
  client: LineBotClient,
  alias: string,
  menuId: string,
): Promise<RichMenuOutcome<unknown>> {
  const request = { richMenuAliasId: alias, richMenuId: menuId };
  return callLine(`create the alias ${alias}`, () => client.createRichMenuAlias(request));
}

export function updateRichMenuAlias(
  client: LineBotClient,
  alias: string,
  menuId: string,
): Promise<RichMenuOutcome<unknown>> {
  return callLine(`update the alias ${alias}`, () =>
    client.updateRichMenuAlias(alias, { richMenuId: menuId }),
  );
}

/** An alias that is gone already counts as deleted. */
export async function deleteRichMenuAlias(
  client: LineBotClient,
  alias: string,
): Promise<RichMenuOutcome<unknown>> {
  return forgiveNotFound(
    await callLine(`delete the alias ${alias}`, () => client.deleteRichMenuAlias(alias)),
  );
}

export function setDefaultRichMenu(client: LineBotClient, menuId: string): Promise<RichMenuOutcome<unknown>> {
  return callLine(`make ${menuId} the default`, () => client.setDefaultRichMenu(menuId));
}

/** A menu that is gone already counts as deleted. LINE takes 100 of these an hour. */
export async function deleteRichMenu(
  client: LineBotClient,
  menuId: string,
): Promise<RichMenuOutcome<unknown>> {
  return forgiveNotFound(await callLine(`delete ${menuId}`, () => client.deleteRichMenu(menuId)));
}

/** Everybody linked to `from` is linked to `to`. LINE only accepts it here; how it goes is asked for with the id given back. */
export async function startMovingUsers(
  client: LineBotClient,
  moves: ReadonlyArray<{ from: string; to: string }>,
): Promise<RichMenuOutcome<string | null>> {
  const operations = moves
    .slice(0, RICH_MENU_BATCH_MAX_OPERATIONS)
    .map(({ from, to }): messagingApi.RichMenuBatchLinkOperation => ({ type: 'link', from, to }));
  const started = await callLine('move residents to the new menus', () =>
    client.richMenuBatchWithHttpInfo({ operations }),
  );
  if (!started.ok) return started;
  return { ok: true, value: started.value.httpResponse.headers.get('x-line-request-id') };
}

export async function loadMovePhase(
  client: LineBotClient,
  requestId: string,
): Promise<RichMenuOutcome<messagingApi.RichMenuBatchProgressPhase>> {
  const progress = await callLine('ask how the move of residents goes', () =>
    client.getRichMenuBatchProgress(requestId),
  );
  return progress.ok ? { ok: true, value: progress.value.phase } : progress;
}

/** What LINE may still do with a call that came too late is unknown. */
async function callLine<T>(
  call: string,
  send: () => Promise<T>,
  deadlineMs = RICH_MENU_CALL_DEADLINE_MS,
): Promise<RichMenuOutcome<T>> {
  try {
    return { ok: true, value: await withDeadline(send(), deadlineMs) };
  } catch (error) {
    return { ok: false, fault: readFault(call, error) };
  }
}

function readFault(call: string, error: unknown): RichMenuFault {
  if (error instanceof HTTPFetchError) {
    const requestId = error.headers.get('x-line-request-id');
    return {
      kind: 'refused',
      call,
      status: error.status,
      message: error.body || error.statusText,
      requestId,
    };
  }
  if (error instanceof DeadlineError) return { kind: 'late', call, message: error.message };
  // fetch rejects with a TypeError when it reaches nobody; JSON.parse with a SyntaxError when a proxy answers in HTML.
  if (error instanceof SyntaxError) return { kind: 'unreadable', call, message: error.message };
  if (error instanceof TypeError) {
    const cause = error.cause instanceof Error ? `: ${error.cause.message || error.cause.name}` : '';
    return { kind: 'unreachable', call, message: `${error.message}${cause}` };
  }
  throw error;
}

function isNotFound(fault: RichMenuFault): boolean {
  return fault.kind === 'refused' && fault.status === 404;
}

function forgiveNotFound(outcome: RichMenuOutcome<unknown>): RichMenuOutcome<unknown> {
  return !outcome.ok && isNotFound(outcome.fault) ? { ok: true, value: null } : outcome;
}
