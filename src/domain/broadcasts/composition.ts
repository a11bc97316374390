import type { ResidentLanguage } from '../language.ts';
import type { JapaneseDate } from '../plan/fiscal-year.ts';

/** A text in each language of a broadcast; Japanese stands in for one that is missing nowhere: it is asked for. */
export type Texts = Readonly<Partial<Record<ResidentLanguage, string>>>;

/** One part of a broadcast as an officer composes it; each becomes one LINE message. */
export type Block =
  | { kind: 'text'; text: Texts }
  /** Cards of indicators as they stand when the broadcast is handed in: one, or several to swipe through. */
  | { kind: 'kpis'; ids: readonly string[] }
  /** What a published version changed; `ids` are the indicators to show, none of them means all. */
  | { kind: 'changes'; version: number; ids: readonly string[] }
  /** An invitation to a form of the town's elsewhere; `closesOn` is the last day, if there is one. */
  | { kind: 'poll'; title: Texts; body: Texts; url: string; closesOn: JapaneseDate | null }
  | { kind: 'link'; title: Texts; body: Texts; label: Texts; url: string };

export type BlockKind = Block['kind'];

/** `languages` always has Japanese; each of them needs every text of every block. */
export type Composition = { languages: readonly ResidentLanguage[]; blocks: readonly Block[] };

export const EMPTY_COMPOSITION: Composition = { languages: ['ja'], blocks: [] };

/** LINE: at most five messages in one request. */
export const MESSAGES_MAX = 5;

/** LINE: at most twelve bubbles in a carousel. */
export const CARDS_MAX = 12;
