/** Carries out a plan at LINE, one step after the other, and says what it did. Stops at the first fault, but for the move of residents. */
import type { LineBotClient } from '@line/bot-sdk';
import {
  createRichMenu,
  createRichMenuAlias,
  deleteRichMenu,
  deleteRichMenuAlias,
  loadMovePhase,
  setDefaultRichMenu,
  startMovingUsers,
  TOKEN_CALL,
  updateRichMenuAlias,
  uploadRichMenuImage,
  type PublishedRichMenus,
  type RichMenuFault,
  type RichMenuOutcome,
} from '../../line/rich-menus.ts';
import { findReadyMenu, type RichMenuStep, type WantedRichMenu } from './plan.ts';

/** How long the command waits for LINE to move residents; LINE promises no time. */
const MOVE_CHECKS = 30;
const MOVE_CHECK_PAUSE_MS = 2_000;

export type Publication = {
  client: LineBotClient;
  wanted: readonly WantedRichMenu[];
  published: PublishedRichMenus;
  steps: readonly RichMenuStep[];
  say: (line: string) => void;
  pause: (ms: number) => Promise<void>;
};
export type PublicationResult =
  | { kind: 'done'; changes: number }
  /** Everything new is in place; menus that were replaced had to stay. */
  | { kind: 'done but for old menus'; changes: number; left: number }
  | { kind: 'stopped'; fault: RichMenuFault };

export async function publishRichMenus(publication: Publication): Promise<PublicationResult> {
  const { client, wanted, published, steps, say } = publication;
  const ids = new Map<string, string>();
  for (const { name } of wanted) {
    const id = findReadyMenu(published, name);
    if (id) ids.set(name, id);
  }
  let hasMoved = true;
  let left = 0;
  let changes = 0;
  for (const step of steps) {
    if (step.kind === 'move users') {
      hasMoved = await moveUsers(publication, step.moves, ids);
      if (hasMoved) changes += 1;
      continue;
    }
    if (step.kind === 'delete menu' && step.onlyAfterMove && !hasMoved) {
      left += 1;
      say(`kept     ${step.name} (${step.id}): residents may still be on it`);
      continue;
    }
    const outcome = await performStep(client, step, wanted, ids);
    if (!outcome.ok) return { kind: 'stopped', fault: outcome.fault };
    changes += 1;
    say(outcome.value);
  }
  return left > 0 ? { kind: 'done but for old menus', changes, left } : { kind: 'done', changes };
}

type SimpleStep = Exclude<RichMenuStep, { kind: 'move users' }>;

/** Gives the line that tells what was done. */
async function performStep(
  client: LineBotClient,
  step: SimpleStep,
  wanted: readonly WantedRichMenu[],
  ids: Map<string, string>,
): Promise<RichMenuOutcome<string>> {
  switch (step.kind) {
    case 'create menu': {
      const created = await createRichMenu(client, findWanted(wanted, step.name).request);
      if (created.ok) ids.set(step.name, created.value);
      return tell(created, `created  ${step.name} (${ids.get(step.name)})`);
    }
    case 'upload image': {
      const { png } = findWanted(wanted, step.name);
      const kilobytes = Math.ceil(png.length / 1000);
      const uploaded = await uploadRichMenuImage(client, idOf(ids, step.name), png);
      return tell(uploaded, `uploaded the picture of ${step.name} (${kilobytes} kB)`);
    }
    case 'create alias':
      return tell(
        await createRichMenuAlias(client, step.alias, idOf(ids, step.name)),
        `created  the alias ${step.alias}`,
      );
    case 'update alias':
      return tell(
        await updateRichMenuAlias(client, step.alias, idOf(ids, step.name)),
        `pointed  the alias ${step.alias} to ${step.name}`,
      );
    case 'set default':
      return tell(
        await setDefaultRichMenu(client, idOf(ids, step.name)),
        `made     ${step.name} the default`,
      );
    case 'delete alias':
      return tell(await deleteRichMenuAlias(client, step.alias), `deleted  the alias ${step.alias}`);
    case 'delete menu':
      return tell(await deleteRichMenu(client, step.id), `deleted  ${step.name} (${step.id})`);
  }
}

/** True when LINE says that all have been moved. Whatever else happens is told and leaves the old menus standing: nobody is harmed by them. */
async function moveUsers(
  { client, say, pause }: Publication,
  moves: ReadonlyArray<{ from: string; to: string }>,
  ids: Map<string, string>,
): Promise<boolean> {
  const started = await startMovingUsers(
    client,
    moves.map(({ from, to }) => ({ from, to: idOf(ids, to) })),
  );
  if (!started.ok) {
    const isRateLimit = started.fault.kind === 'refused' && started.fault.status === 429;
    const reason = isRateLimit ? 'LINE allows this three times an hour' : describeFault(started.fault);
    say(`not moved: residents on replaced menus (${reason})`);
    return false;
  }
  if (started.value === null) {
    say('not moved: LINE accepted the move of residents, but gave no id to ask how it goes');
    return false;
  }
  for (let check = 0; check < MOVE_CHECKS; check += 1) {
    const phase = await loadMovePhase(client, started.value);
    if (!phase.ok || phase.value === 'failed') {
      say(
        `not moved: ${phase.ok ? 'LINE says that the move failed for some residents' : describeFault(phase.fault)}`,
      );
      return false;
    }
    if (phase.value === 'succeeded') {
      say(`moved    residents from ${moves.length} replaced menu${moves.length === 1 ? '' : 's'}`);
      return true;
    }
    await pause(MOVE_CHECK_PAUSE_MS);
  }
  say(`not moved yet: LINE is still at it after ${(MOVE_CHECKS * MOVE_CHECK_PAUSE_MS) / 1000} s`);
  return false;
}

export function describeFault(fault: RichMenuFault): string {
  switch (fault.kind) {
    case 'refused': {
      const id = fault.requestId === null ? '' : ` (request ${fault.requestId})`;
      return `LINE refused to ${fault.call}: ${fault.status} ${fault.message}${id}`;
    }
    case 'late':
      return `LINE was asked to ${fault.call}: ${fault.message}`;
    case 'unreachable':
      return `LINE could not be reached to ${fault.call}: ${fault.message}`;
    case 'unreadable':
      return `the answer could not be read when asked to ${fault.call}: ${fault.message}`;
  }
}

/** What the person at the keyboard can do about it. */
export function adviseOnFault(fault: RichMenuFault): string {
  const again = 'Run the same command again: it goes on from where it stopped.';
  switch (fault.kind) {
    case 'refused':
      if (
        fault.status === 401 ||
        fault.status === 403 ||
        (fault.status === 400 && fault.call === TOKEN_CALL)
      ) {
        return 'Check LINE_CHANNEL_ACCESS_TOKEN (or LINE_CHANNEL_ID and LINE_CHANNEL_SECRET): is it of this channel and still valid?';
      }
      if (fault.status === 429) return `LINE takes 100 new or deleted menus an hour. Wait an hour. ${again}`;
      if (fault.status >= 500) return `That is a fault on LINE's side. ${again}`;
      return 'The details above name the property that LINE does not accept; correct it in data/rich-menu.';
    case 'late':
      return again;
    case 'unreachable':
      return `Check the network and LINE_API_ORIGIN and LINE_DATA_API_ORIGIN. ${again}`;
    case 'unreadable':
      return 'Check that LINE_API_ORIGIN and LINE_DATA_API_ORIGIN lead to LINE and no proxy answers instead.';
  }
}

function tell(outcome: RichMenuOutcome<unknown>, line: string): RichMenuOutcome<string> {
  return outcome.ok ? { ok: true, value: line } : outcome;
}

function findWanted(wanted: readonly WantedRichMenu[], name: string): WantedRichMenu {
  const found = wanted.find((menu) => menu.name === name);
  if (!found) throw new Error(`The plan has a menu that is not wanted: ${name}`);
  return found;
}

function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`The plan uses ${name} before it is created`);
  return id;
}
