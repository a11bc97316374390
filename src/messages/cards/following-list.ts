import type { messagingApi } from '@line/bot-sdk';
import type { View } from '../../domain/look-up/intent.ts';
import type { FollowItem } from '../../domain/residents/follows.ts';
import {
  bubble,
  button,
  carousel,
  column,
  cutGraphemes,
  flexMessage,
  heading,
  row,
  text,
  viewAction,
  viewButton,
} from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import { quickReplies } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import type { Wording } from '../wording/wording.ts';
import { EVERYTHING_ITEM, followAction, nameOf, shortNameOf, wishAction } from './follow-actions.ts';
import { newsLines } from './follow-card.ts';
import { choice } from './notice-card.ts';

const ROWS_PER_BUBBLE = 5;
/** Six bubbles: with the longest names that still stays under LINE's 50 KB for a carousel. */
const ROWS_PER_MESSAGE = 30;
const ROW_NAME_MAX = 40;

/** What a resident follows, each with the way to its card and the way to stop; and how often news come. */
export function renderFollowing(page: number, context: RenderContext): messagingApi.FlexMessage {
  const { wording, following } = context;
  const { follows, buttons } = wording;
  if (following.length === 0) return renderNothingFollowed(context);
  const pages = Math.ceil(following.length / ROWS_PER_MESSAGE);
  const at = Math.min(page, pages); // what was followed may have become less
  const shown = following.slice((at - 1) * ROWS_PER_MESSAGE, at * ROWS_PER_MESSAGE);
  const next = at < pages ? [choice({ kind: 'following', page: at + 1 }, follows.next)] : [];
  const onward = [
    ...next,
    choice({ kind: 'frequency' }, buttons.frequency),
    choice({ kind: 'settings' }, buttons.settings),
    choice({ kind: 'home' }, buttons.home),
  ];
  const lead = [
    text(`${follows.isCounted(following.length)}。`, { weight: 'bold' }),
    text(newsLines(context).join(''), { size: 'xs', color: PALETTE.quiet }),
  ];
  const chunks = chunksOf(shown);
  const first = ((at - 1) * ROWS_PER_MESSAGE) / ROWS_PER_BUBBLE;
  const bubblesInAll = Math.ceil(following.length / ROWS_PER_BUBBLE);
  const bubbles = chunks.map((items, index) =>
    bubble(
      heading(follows.title, bubblesInAll > 1 ? wording.page(first + index + 1, bubblesInAll) : ''),
      [...(index === 0 ? lead : []), ...items.map((item) => followRow(wording, item))],
      onward.map(({ view, label }) => viewButton(view, label)),
    ),
  );
  const names = shown.map((item) => nameOf(follows, item)).join('、');
  const spoken = `${follows.title}。${follows.isCounted(following.length)}。${newsLines(context).join('')}${names}。`;
  return { ...flexMessage(spoken, carousel(bubbles)), quickReply: quickReplies(onward) };
}

function followRow(wording: Wording, item: FollowItem): messagingApi.FlexBox {
  const { follows } = wording;
  const kind = follows.kinds[item.kind === 'kpi' && item.isRetired ? 'ended' : item.kind];
  const view = viewOf(item);
  const open = view ? { action: viewAction(view, shortNameOf(follows, item)) } : {};
  const name = cutGraphemes(nameOf(follows, item), ROW_NAME_MAX);
  const stop = wishAction(wording, { wish: 'unfollow', item, label: follows.stop });
  return row(
    [
      column(
        [
          ...(kind === '' ? [] : [text(kind, { size: 'xs', color: PALETTE.quiet })]),
          text(view ? `${name} ›` : name, { weight: 'bold' }),
        ],
        { flex: 1, paddingAll: 'md', justifyContent: 'center', ...open },
      ),
      column([text(follows.stop, { color: PALETTE.brand, weight: 'bold', align: 'center' })], {
        flex: 0,
        paddingAll: 'lg',
        justifyContent: 'center',
        action: stop,
      }),
    ],
    { backgroundColor: PALETTE.soft, cornerRadius: 'md' },
  );
}

function viewOf(item: FollowItem): View | null {
  switch (item.kind) {
    case 'everything':
      return { kind: 'overview' };
    case 'theme':
      return { kind: 'theme', id: item.theme.id };
    case 'kpi':
      return { kind: 'kpi', id: item.indicator.id };
    case 'gone':
      return null;
  }
}

/** The next step is a card to follow, or everything at once. */
function renderNothingFollowed({ wording, town }: RenderContext): messagingApi.FlexMessage {
  const { follows, buttons } = wording;
  const { title, body } = follows.empty;
  const everything = followAction(wording, EVERYTHING_ITEM);
  const onward = [
    choice({ kind: 'overview' }, buttons.overview),
    choice({ kind: 'settings' }, buttons.settings),
    choice({ kind: 'home' }, buttons.home),
  ];
  const footer = [button(everything), ...onward.map(({ view, label }) => viewButton(view, label))];
  return {
    ...flexMessage(
      `${title}。${body}${follows.preparing}`,
      bubble(heading(title, town.planTitle), [text(body), text(follows.preparing)], footer),
    ),
    quickReply: quickReplies([everything, ...onward]),
  };
}

function chunksOf(items: readonly FollowItem[]): FollowItem[][] {
  return Array.from({ length: Math.ceil(items.length / ROWS_PER_BUBBLE) }, (_, index) =>
    items.slice(index * ROWS_PER_BUBBLE, (index + 1) * ROWS_PER_BUBBLE),
  );
}
