import { STATUSES } from '../progress/rate-progress.ts';
import type { View } from './intent.ts';

/**
 * Postback data: `v=1&a=<view>[&id=<id>]`. It is ours but comes back from outside, and from cards years old:
 * the version says how to read it, ids are stable, and whatever does not parse is an outdated button.
 */
const VERSION = '1';

/** LINE: the limit of postback data, in UTF-16 units. */
export const POSTBACK_DATA_MAX = 300;

const ID = /^[a-z][a-z0-9-]{0,63}$/;

export function writePostback(view: View): string {
  const parameters = new URLSearchParams({ v: VERSION, a: view.kind });
  if ('id' in view) parameters.set('id', view.id);
  if ('status' in view) parameters.set('id', view.status);
  return parameters.toString();
}

export type Postback = { kind: 'view'; view: View } | { kind: 'tab' } | { kind: 'unreadable' };

export function readPostback(data: string): Postback {
  const unreadable: Postback = { kind: 'unreadable' };
  if (data.length > POSTBACK_DATA_MAX) return unreadable;
  const parameters = new URLSearchParams(data);
  if (parameters.get('v') !== VERSION) return unreadable;
  const action = parameters.get('a') ?? '';
  const id = parameters.get('id') ?? '';
  if (action === 'tab') return { kind: 'tab' };
  const view = readView(action, id);
  return view ? { kind: 'view', view } : unreadable;
}

function readView(action: string, id: string): View | null {
  switch (action) {
    case 'home':
    case 'overview':
    case 'glossary':
    case 'help':
    case 'polls':
    case 'news':
    case 'language':
    case 'website':
    case 'contact':
    case 'privacy':
      return { kind: action };
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
