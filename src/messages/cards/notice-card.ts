import type { messagingApi } from '@line/bot-sdk';
import type { View } from '../../domain/look-up/intent.ts';
import { bubble, flexMessage, heading, text, viewButton } from '../flex-parts.ts';
import { quickReplies, type QuickReplyChoice } from '../quick-replies.ts';
import type { Notice } from '../wording/wording.ts';

export type NoticeParts = {
  over?: string;
  /** Full-width buttons; the first is the one most will want. */
  choices: readonly QuickReplyChoice[];
  links?: readonly messagingApi.FlexButton[];
  /** What altText says where the title and body are not enough. */
  spoken?: string;
  /** Words after the choices, such as how many more there are. */
  after?: string;
};

/** Words, and visible buttons under them. Used for everything that is not a figure. */
export function renderNotice(
  notice: Notice,
  { over = '', choices, links = [], spoken = '', after = '' }: NoticeParts,
): messagingApi.FlexMessage {
  const body = [text(notice.body)];
  const footer = [
    ...choices.map(({ view, label }) => viewButton(view, label)),
    ...links,
    ...(after ? [text(after, { size: 'xs' })] : []),
  ];
  const heard = spoken || `${notice.title}。${notice.body.replaceAll('\n', ' ')}`;
  const message = flexMessage(heard, bubble(heading(notice.title, over), body, footer));
  return choices.length > 0 ? { ...message, quickReply: quickReplies(choices) } : message;
}

export function choice(view: View, label: string): QuickReplyChoice {
  return { view, label };
}
