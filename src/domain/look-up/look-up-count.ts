import type { Setting } from '../residents/settings.ts';
import type { Answer } from './answer.ts';
import { normalise } from './normalise.ts';

/** Answers that show nothing of the plan: they are not counted. */
type NotCounted =
  | 'greeting'
  | 'silence'
  | 'wordless'
  | 'outdated-button'
  | 'group-notice'
  | 'settings'
  | Setting
  | 'changed'
  | 'following'
  | 'follow'
  | 'unfollow'
  | 'choose-follow'
  | 'forget'
  | 'forgotten'
  | 'tester'
  | 'try-later';

export type CountedKind = Exclude<Answer['kind'], NotCounted>;

/** What an answer is counted as; `id` is empty where there is only one of the kind. Null: not a look-up. */
export function lookUpOf(answer: Answer): { kind: CountedKind; id: string } | null {
  switch (answer.kind) {
    case 'kpi':
    case 'arithmetic':
      return { kind: answer.kind, id: answer.assessed.indicator.id };
    case 'theme':
      return { kind: 'theme', id: answer.theme.id };
    case 'initiative':
      return { kind: 'initiative', id: answer.initiative.id };
    case 'status':
      return { kind: 'status', id: answer.status };
    case 'term':
      return { kind: 'term', id: answer.entry.id };
    case 'greeting':
    case 'silence':
    case 'wordless':
    case 'outdated-button':
    case 'group-notice':
    case 'settings':
    case 'language':
    case 'age-band':
    case 'district':
    case 'monthly-cap':
    case 'frequency':
    case 'changed':
    case 'following':
    case 'follow':
    case 'unfollow':
    case 'choose-follow':
    case 'forget':
    case 'forgotten':
    case 'tester':
    case 'try-later':
      return null;
    default:
      return { kind: answer.kind, id: '' };
  }
}

const WORD_MAX = 30; // longer is a story, and stories are personal
const PERSONAL = [
  /\p{Number}{4}/u, // telephone numbers, dates of birth, postcodes
  /@|＠|https?:/u,
  /\p{Number}(丁目|番地|番|号|ー\p{Number})/u,
  /[丁番][目地]/u,
];

/**
 * A question nobody's search could answer, as it may be counted: normalised; null for whatever could tell something
 * of a person.
 */
export function countableWord(question: string): string | null {
  const word = normalise(question);
  const isPersonal = PERSONAL.some(
    (pattern) => pattern.test(question.normalize('NFKC')) || pattern.test(word),
  );
  return word === '' || word.length > WORD_MAX || isPersonal ? null : word;
}
