import type { ResidentLanguage } from '../language.ts';
import type { Status } from '../progress/rate-progress.ts';
import type { FollowTarget, FollowWish } from '../residents/follows.ts';
import type { SettingChange } from '../residents/settings.ts';

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
  /** What the resident follows; in several messages where it is much. */
  | { kind: 'following'; page?: number }
  | { kind: 'settings' }
  | { kind: 'language' }
  | { kind: 'age-band' }
  | { kind: 'district' }
  | { kind: 'monthly-cap' }
  | { kind: 'frequency' }
  | { kind: 'forget' }
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
  | { kind: 'change'; change: SettingChange }
  | { kind: FollowWish; target: FollowTarget }
  /** A name that several things have, of which one is to be followed, or no more. `more` are left out. */
  | { kind: 'choose-follow'; wish: FollowWish; targets: readonly FollowTarget[]; more: number }
  /** Everything that is kept of the resident is to go. */
  | { kind: 'forget-me' }
  /** The resident has blocked the account, and is forgotten too; there is nobody to answer. */
  | { kind: 'leave' }
  /** An officer ties their own LINE to their place on the roll, for test sends. */
  | { kind: 'register-tester'; code: string }
  /** A broadcast once more, in another language. */
  | { kind: 'read-broadcast'; id: string; revision: number; language: ResidentLanguage }
  | { kind: 'outdated-button' }
  | { kind: 'join-group' }
  | { kind: 'nothing'; why: 'no-reply-token' | 'standby' | 'group' | 'tab-switch' | 'unknown-event' };
