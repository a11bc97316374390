import type { Intent, View } from '../look-up/intent.ts';
import { search, type SearchIndex } from '../look-up/search.ts';
import type { JapaneseDate } from '../plan/fiscal-year.ts';
import { inForce, kpisOfInitiative, type Plan } from '../plan/plan.ts';
import { canBeFollowed, EVERYTHING, findFollowItem, type FollowTarget, type FollowWish } from './follows.ts';

/** Something to be followed, or no more, by a name that may be anything. */
export type FollowRequest = { wish: FollowWish; name: string };

/** 「〇〇をフォロー」 and 「〇〇のフォローをやめる」 as people may put them; null for any other text. */
export function readFollowRequest(text: string): FollowRequest | null {
  const plain = text.normalize('NFKC').trim();
  const [, unwanted = ''] = UNFOLLOW.exec(plain) ?? [];
  if (unwanted !== '') return { wish: 'unfollow', name: unwanted };
  const [, wanted = ''] = FOLLOW.exec(plain) ?? [];
  // 「災害時のフォロー」 is something somebody may look up.
  return wanted === '' || wanted.endsWith('の') ? null : { wish: 'follow', name: wanted };
}

const END = '[\\s。、.!！]*$';
const FOLLOW = new RegExp(
  `^(.+?)\\s*[をも]?\\s*(?:フォロー|ふぉろー)\\s*(?:する|して|します|したい|お願いします)?(?:です|ください|ほしい|ね|よ)?${END}`,
  'u',
);
const UNFOLLOW = new RegExp(
  `^(.+?)\\s*[のをは]?\\s*(?:フォロー|ふぉろー)\\s*(?:[をは]?\\s*(?:やめ|止め|辞め|取り?やめ)(?:る|て|ます|たい)?|[をは]?\\s*(?:解除|停止|中止)(?:する|して|します|したい)?|しない|しません)(?:です|ください|ほしい|ね|よ)?${END}`,
  'u',
);

/** What is on offer where a name fits several; LINE takes 13 quick replies, of which some lead on. */
const CHOICES_MAX = 10;

/**
 * What a request asks for, by the search that answers questions: only what the name certainly means is done at once, what
 * it may mean is asked about. A name of nothing that can be followed is a question: its answer says what there is of it.
 */
export function understandFollowRequest(
  { wish, name }: FollowRequest,
  { plan, searchIndex, today }: { plan: Plan; searchIndex: SearchIndex; today: JapaneseDate },
): Intent {
  const found = search(searchIndex, name);
  if (found.kind === 'none') return { kind: 'ask', text: name };
  const views = found.kind === 'one' ? [found.view] : found.choices.map(({ view }) => view);
  const [first] = views;
  const isCertain = found.kind === 'one' && first?.kind !== 'initiative';
  const meant = unique(views.flatMap((view) => targetsOf(view, plan, today)));
  const targets = wish === 'unfollow' ? meant : meant.filter((target) => isFollowable(target, plan, today));
  const [only] = targets;
  if (isCertain && only) return { kind: wish, target: only };
  if (isCertain && meant.length > 0 && first) return { kind: 'show', view: first }; // its card says that it has ended
  const more = (found.kind === 'one' ? 0 : found.more) + Math.max(0, targets.length - CHOICES_MAX);
  return only
    ? { kind: 'choose-follow', wish, targets: targets.slice(0, CHOICES_MAX), more }
    : { kind: 'ask', text: name };
}

export function isFollowable(target: FollowTarget, plan: Plan, today: JapaneseDate): boolean {
  return canBeFollowed(findFollowItem(target, plan, today));
}

function targetsOf(view: View, plan: Plan, today: JapaneseDate): FollowTarget[] {
  switch (view.kind) {
    case 'overview':
      return [EVERYTHING];
    case 'theme':
    case 'kpi':
      return [{ kind: view.kind, id: view.id }];
    case 'initiative':
      return inForce(kpisOfInitiative(plan, view.id), today).map(({ id }) => ({ kind: 'kpi', id }));
    default:
      return [];
  }
}

function unique(targets: readonly FollowTarget[]): FollowTarget[] {
  return [...new Map(targets.map((target) => [`${target.kind} ${target.id}`, target])).values()];
}
