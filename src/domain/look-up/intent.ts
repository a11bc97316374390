import type { Status } from '../progress/rate-progress.ts';

/** What a resident wants to see; buttons carry one, typed words lead to one. */
export type View =
  | { kind: 'home' }
  | { kind: 'overview' }
  | { kind: 'theme'; id: string }
  | { kind: 'initiative'; id: string }
  | { kind: 'kpi'; id: string }
  | { kind: 'arithmetic'; id: string }
  | { kind: 'status'; status: Status }
  | { kind: 'glossary' }
  | { kind: 'term'; id: string }
  | { kind: 'help' }
  | { kind: 'polls' }
  | { kind: 'news' }
  | { kind: 'language' }
  | { kind: 'website' }
  | { kind: 'contact' }
  | { kind: 'privacy' };

/** What was sent instead of words. */
export type Wordless = 'sticker' | 'picture' | 'location' | 'file';

/** One LINE event, understood. Nothing behind this knows LINE's events. */
export type Intent =
  | { kind: 'show'; view: View }
  | { kind: 'ask'; text: string }
  | { kind: 'wordless'; what: Wordless }
  | { kind: 'befriend'; again: boolean }
  | { kind: 'outdated-button' }
  | { kind: 'join-group' }
  | { kind: 'nothing'; why: 'no-reply-token' | 'standby' | 'group' | 'tab-switch' | 'unknown-event' };
