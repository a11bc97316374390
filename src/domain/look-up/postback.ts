import type { ResidentLanguage } from '../language.ts';
import { STATUSES } from '../progress/rate-progress.ts';
import { EVERYTHING, type FollowTarget, type FollowWish } from '../residents/follows.ts';
import { readChange, readResidentLanguage, type SettingChange } from '../residents/settings.ts';
import type { View } from './intent.ts';

/**
 * Postback data: `v=1&a=<view>[&id=<id>]`; `v=1&a=set&k=<setting>&id=<choice>` changes something, an empty `id` takes it
 * back; `v=1&a=follow&k=<kind>&id=<id>` and `a=unfollow` too. It is ours but comes back from outside, and from cards years old:
 * the version says how to read it, ids are stable, and whatever does not parse is an outdated button.
 */
const VERSION = '1';

/** LINE: the limit of postback data, in UTF-16 units. */
export const POSTBACK_DATA_MAX = 300;

const ID = /^[a-z][a-z0-9-]{0,63}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PAGE = /^[1-9]\d?$/;
const REVISION = /^\d{1,9}$/;

export function writePostback(view: View): string {
  const parameters = new URLSearchParams({ v: VERSION, a: view.kind });
  if ('id' in view) parameters.set('id', view.id);
  if ('status' in view) parameters.set('id', view.status);
  if ('page' in view) parameters.set('id', String(view.page));
  return parameters.toString();
}

/** The button under a broadcast that answers with the same message in another language. */
export function writeReadPostback(broadcast: {
  broadcastId: string;
  revision: number;
  language: ResidentLanguage;
}): string {
  return new URLSearchParams({
    v: VERSION,
    a: 'read',
    id: broadcast.broadcastId,
    r: String(broadcast.revision),
    l: broadcast.language,
  }).toString();
}

export function writeChange({ setting, value }: SettingChange): string {
  return new URLSearchParams({ v: VERSION, a: 'set', k: setting, id: String(value ?? '') }).toString();
}

export function writeFollow(wish: FollowWish, { kind, id }: FollowTarget): string {
  return new URLSearchParams({ v: VERSION, a: wish, k: kind, id }).toString();
}

/** The button that has everything deleted; the one that asks whether to is a view. */
export const FORGET_ME = new URLSearchParams({ v: VERSION, a: 'forget-me' }).toString();

export type Postback =
  | { kind: 'view'; view: View }
  | { kind: 'change'; change: SettingChange }
  | { kind: FollowWish; target: FollowTarget }
  | { kind: 'forget-me' }
  | { kind: 'read-broadcast'; id: string; revision: number; language: ResidentLanguage }
  | { kind: 'tab' }
  | { kind: 'unreadable' };

export function readPostback(data: string): Postback {
  const unreadable: Postback = { kind: 'unreadable' };
  if (data.length > POSTBACK_DATA_MAX) return unreadable;
  const parameters = new URLSearchParams(data);
  if (parameters.get('v') !== VERSION) return unreadable;
  const action = parameters.get('a') ?? '';
  const id = parameters.get('id') ?? '';
  switch (action) {
    case 'tab':
    case 'forget-me':
      return { kind: action };
    case 'set': {
      const change = readChange(parameters.get('k') ?? '', id);
      return change ? { kind: 'change', change } : unreadable;
    }
    case 'follow':
    case 'unfollow': {
      const target = readTarget(parameters.get('k') ?? '', id);
      return target ? { kind: action, target } : unreadable;
    }
    case 'read': {
      const revision = parameters.get('r') ?? '';
      const language = readResidentLanguage(parameters.get('l') ?? '');
      const isWhole = UUID.test(id) && REVISION.test(revision) && language;
      return isWhole ? { kind: 'read-broadcast', id, revision: Number(revision), language } : unreadable;
    }
    default: {
      const view = readView(action, id);
      return view ? { kind: 'view', view } : unreadable;
    }
  }
}

function readTarget(kind: string, id: string): FollowTarget | null {
  switch (kind) {
    case 'everything':
      return id === '' ? EVERYTHING : null;
    case 'theme':
    case 'kpi':
      return ID.test(id) ? { kind, id } : null;
    default:
      return null;
  }
}

function readView(action: string, id: string): View | null {
  switch (action) {
    case 'home':
    case 'overview':
    case 'glossary':
    case 'help':
    case 'polls':
    case 'settings':
    case 'language':
    case 'age-band':
    case 'district':
    case 'monthly-cap':
    case 'frequency':
    case 'forget':
    case 'website':
    case 'contact':
    case 'privacy':
      return { kind: action };
    case 'news': // as the rich menu calls it
    case 'following':
      return PAGE.test(id) ? { kind: 'following', page: Number(id) } : { kind: 'following' };
    case 'theme':
    case 'initiative':
    case 'kpi':
    case 'arithmetic':
    case 'term':
      return ID.test(id) ? { kind: action, id } : null;
    case 'status': {
      const status = STATUSES.find((known) => known === id);
      return status ? { kind: 'status', status } : null;
    }
    default:
      return null;
  }
}
