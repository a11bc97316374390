import type { messagingApi } from '@line/bot-sdk';
import { graphemesOf } from '../domain/graphemes.ts';
import type { View } from '../domain/look-up/intent.ts';
import { writePostback } from '../domain/look-up/postback.ts';
import { PALETTE } from './palette.ts';

/**
 * The few building blocks all cards share. Every text wraps and follows the reader's font size (`scaling`).
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-elements/
 */

/** LINE: action labels in Flex Messages hold 40 grapheme clusters, those of quick replies and templates 20. */
const FLEX_LABEL_MAX = 40;
export const QUICK_REPLY_LABEL_MAX = 20;
/** LINE allows 300 grapheme clusters in displayText; it is shown as if typed, so it is kept to a line or two. */
const DISPLAY_TEXT_MAX = 60;

type TextStyle = Partial<Omit<messagingApi.FlexText, 'type' | 'text'>>;
type BoxStyle = Partial<Omit<messagingApi.FlexBox, 'type' | 'layout' | 'contents'>>;

export function text(words: string, style: TextStyle = {}): messagingApi.FlexText {
  return { type: 'text', text: words, wrap: true, scaling: true, size: 'sm', color: PALETTE.ink, ...style };
}

export function column(contents: messagingApi.FlexComponent[], style: BoxStyle = {}): messagingApi.FlexBox {
  return { type: 'box', layout: 'vertical', contents, ...style };
}

export function row(contents: messagingApi.FlexComponent[], style: BoxStyle = {}): messagingApi.FlexBox {
  return { type: 'box', layout: 'horizontal', contents, ...style };
}

export function separator(margin = 'md'): messagingApi.FlexSeparator {
  return { type: 'separator', color: PALETTE.line, margin };
}

/** A postback that shows in the chat what typing would have said. */
export function viewAction(view: View, label: string, displayText = label): messagingApi.PostbackAction {
  return postbackAction(writePostback(view), label, displayText);
}

export function postbackAction(
  data: string,
  label: string,
  displayText = label,
): messagingApi.PostbackAction {
  return {
    type: 'postback',
    label: cutGraphemes(label, FLEX_LABEL_MAX),
    data,
    displayText: cutGraphemes(displayText, DISPLAY_TEXT_MAX),
  };
}

/** A full-width button; it stays where quick replies vanish, and works in LINE for PC. */
export function button(
  action: messagingApi.Action,
  style: 'primary' | 'secondary' | 'link' = 'secondary',
): messagingApi.FlexButton {
  const colour = style === 'primary' ? { color: PALETTE.brand } : {};
  return {
    type: 'button',
    action,
    style,
    height: 'sm',
    scaling: true,
    adjustMode: 'shrink-to-fit',
    ...colour,
  };
}

export function viewButton(
  view: View,
  label: string,
  style?: 'primary' | 'secondary',
): messagingApi.FlexButton {
  return button(viewAction(view, label), style);
}

export function linkButton(
  uri: string,
  label: string,
  style: 'primary' | 'link' = 'link',
): messagingApi.FlexButton {
  return button({ type: 'uri', label: cutGraphemes(label, FLEX_LABEL_MAX), uri }, style);
}

/** The coloured head of a card: what it is about, and where it belongs. */
export function heading(title: string, over = ''): messagingApi.FlexBox {
  const lines = [text(title, { color: PALETTE.onBrand, weight: 'bold', size: 'lg' })];
  if (over !== '') lines.unshift(text(over, { color: PALETTE.onBrandQuiet, size: 'xs' }));
  return column(lines, { backgroundColor: PALETTE.brand, paddingAll: 'lg', spacing: 'xs' });
}

export function bubble(
  header: messagingApi.FlexBox,
  body: messagingApi.FlexComponent[],
  footer: messagingApi.FlexComponent[] = [],
): messagingApi.FlexBubble {
  return {
    type: 'bubble',
    size: 'mega',
    header,
    body: column(body, { spacing: 'md', paddingAll: 'lg' }),
    ...(footer.length > 0 ? { footer: column(footer, { spacing: 'sm', paddingAll: 'md' }) } : {}),
  };
}

/** LINE: altText holds 1,500 UTF-16 units; it is what a screen reader and the list of chats give. */
const ALT_TEXT_MAX = 1_500;

export function flexMessage(altText: string, contents: messagingApi.FlexContainer): messagingApi.FlexMessage {
  return { type: 'flex', altText: cutUnits(altText, ALT_TEXT_MAX), contents };
}

/** Up to 12 bubbles side by side (LINE's limit), or the only one by itself. */
export function carousel(bubbles: messagingApi.FlexBubble[]): messagingApi.FlexContainer {
  const [only] = bubbles;
  if (only && bubbles.length === 1) return only;
  return { type: 'carousel', contents: bubbles.slice(0, CAROUSEL_MAX) };
}

export const CAROUSEL_MAX = 12;

/** At most `most` grapheme clusters, the last one `…` where something was cut. */
export function cutGraphemes(words: string, most: number): string {
  if (words.length <= most) return words; // there are never more clusters than units
  const clusters = graphemesOf(words);
  return clusters.length <= most ? words : `${clusters.slice(0, most - 1).join('')}…`;
}

/** At most `most` UTF-16 units, cut between grapheme clusters. */
function cutUnits(words: string, most: number): string {
  if (words.length <= most) return words;
  let cut = '';
  for (const segment of graphemesOf(words)) {
    if (cut.length + segment.length >= most) break;
    cut += segment;
  }
  return `${cut}…`;
}
