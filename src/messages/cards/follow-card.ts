import type { messagingApi } from '@line/bot-sdk';
import type { Answer } from '../../domain/look-up/answer.ts';
import { canBeFollowed, coveringFollow, isFollowed } from '../../domain/residents/follows.ts';
import { USUAL_FREQUENCY } from '../../domain/residents/settings.ts';
import { bubble, button, flexMessage, heading, text, viewButton } from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import { quickReplies } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import { nameOf, shortNameOf, wishAction } from './follow-actions.ts';
import { choice } from './notice-card.ts';

/**
 * To a tap on フォローする or やめる: how it stands now, which is not what the tap said where a newer one has come in
 * between; how often news come; and the way back.
 */
export function renderWish(
  { kind: wish, item, wasFollowed }: Extract<Answer, { kind: 'follow' | 'unfollow' }>,
  context: RenderContext,
): messagingApi.FlexMessage {
  const { wording, told, following } = context;
  const { follows, buttons } = wording;
  const isFollowing = isFollowed(item.target, told.follows);
  const isLate = isFollowing !== (wish === 'follow');
  const cover = isFollowing ? null : coveringFollow(item, following);
  const name = nameOf(follows, item);
  const title = follows.titles[titleOf(isFollowing, { isLate, wasFollowed })];
  const lines = [
    ...(isLate ? [follows.lateWord[wish]] : []),
    ...(isFollowing ? newsLines(context) : []),
    ...(cover ? [follows.covered(nameOf(follows, cover))] : []),
    `${follows.isCounted(told.follows.length)}。`,
  ];
  const back = isFollowing
    ? [wishAction(wording, { wish: 'unfollow', item, label: follows.stopThis })]
    : [wishAction(wording, { wish: 'follow', item, label: follows.again })].filter(() => canBeFollowed(item));
  const onward = [
    ...(isFollowing ? [choice({ kind: 'frequency' }, buttons.frequency)] : []),
    choice({ kind: 'following' }, buttons.following),
    choice({ kind: 'home' }, buttons.home),
  ];
  const body = [text(name, { weight: 'bold', size: 'md' }), ...lines.map((line) => text(line))];
  const footer = [
    ...back.map((action) => button(action)),
    ...onward.map(({ view, label }) => viewButton(view, label)),
  ];
  return {
    ...flexMessage(
      `${title}。${name}。${lines.join('')}`,
      bubble(heading(title, follows.title), body, footer),
    ),
    quickReply: quickReplies([...back, ...onward]),
  };
}

function titleOf(
  isFollowing: boolean,
  { isLate, wasFollowed }: { isLate: boolean; wasFollowed: boolean },
): keyof RenderContext['wording']['follows']['titles'] {
  if (isFollowing) return isLate || wasFollowed ? 'already' : 'followed';
  return isLate || !wasFollowed ? 'notFollowed' : 'stopped';
}

/** How often news come; that none will, or while there is nothing that sends them, none yet. */
export function newsLines({ wording, told }: Pick<RenderContext, 'wording' | 'told'>): string[] {
  const { follows, settings } = wording;
  const frequency = told.frequency ?? USUAL_FREQUENCY;
  return [
    follows.frequency(settings.frequencies[frequency]),
    frequency === 'never' ? follows.never : follows.preparing,
  ];
}

/** Which of several things that a typed name may mean is to be followed, or no more. */
export function renderFollowChoices(
  { wish, items, more }: Extract<Answer, { kind: 'choose-follow' }>,
  { wording }: RenderContext,
): messagingApi.FlexMessage {
  const { follows, buttons } = wording;
  const { title, body } = follows.choose[wish];
  const actions = items.map((item) => wishAction(wording, { wish, item, label: shortNameOf(follows, item) }));
  const onward = [choice({ kind: 'following' }, buttons.following), choice({ kind: 'home' }, buttons.home)];
  const footer = [
    ...actions.map((action) => button(action)),
    ...(more > 0 ? [text(wording.moreChoices(more), { size: 'xs', color: PALETTE.quiet })] : []),
    ...onward.map(({ view, label }) => viewButton(view, label)),
  ];
  const names = items.map((item) => nameOf(follows, item)).join('、');
  return {
    ...flexMessage(`${title}${names}。`, bubble(heading(title, follows.title), [text(body)], footer)),
    quickReply: quickReplies([...actions, ...onward]),
  };
}
