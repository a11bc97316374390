import type { messagingApi } from '@line/bot-sdk';
import type { Audience } from '../../domain/broadcasts/audience.ts';
import type { Block, Composition } from '../../domain/broadcasts/composition.ts';
import { hasLanguageCard, languagesOf } from '../../domain/broadcasts/composition-limits.ts';
import type { ResidentLanguage } from '../../domain/language.ts';
import { flexMessage, text } from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import type { BroadcastContext } from './broadcast-context.ts';
import { broadcastWords } from './broadcast-words.ts';
import { renderChanges } from './change-cards.ts';
import { renderLink, renderPoll, textIn } from './invitation-cards.ts';
import { renderKpis } from './kpi-cards.ts';
import { renderLanguageCard } from './language-card.ts';

export type BroadcastVariant = { language: ResidentLanguage; messages: messagingApi.Message[] };

/**
 * The LINE messages of a composition in each of its languages, Japanese first. A composition without faults gives one
 * to five valid ones in each; of one with faults, what can be shown already.
 */
export function renderComposition(
  composition: Composition,
  audience: Audience,
  context: BroadcastContext,
): BroadcastVariant[] {
  const [, ...others] = languagesOf(composition);
  return languagesOf(composition).map((language) => {
    const messages = composition.blocks.flatMap((block) => renderBlock(block, language, context) ?? []);
    const isToAll = language === 'ja' && hasLanguageCard(composition, audience);
    return {
      language,
      messages: [
        ...withReference(messages, broadcastWords[language].reference),
        ...(isToAll ? [renderLanguageCard(others, context)] : []),
      ],
    };
  });
}

type ShownMessage = messagingApi.TextMessage | messagingApi.FlexMessage;

function renderBlock(
  block: Block,
  language: ResidentLanguage,
  context: BroadcastContext,
): ShownMessage | null {
  switch (block.kind) {
    case 'text': {
      const words = textIn(block.text, language);
      return words === '' ? null : { type: 'text', text: words };
    }
    case 'kpis':
      return renderKpis(block.ids, language, context);
    case 'changes':
      return renderChanges(block, language, context);
    case 'poll':
      return renderPoll(block, language, context.today);
    case 'link':
      return renderLink(block, language);
  }
}

/** The line that marks a translation stands once: over the first text, or where there is none, in the first card. */
function withReference(messages: readonly ShownMessage[], reference: string): ShownMessage[] {
  if (reference === '') return [...messages];
  const firstText = messages.findIndex(({ type }) => type === 'text');
  const place = Math.max(0, firstText);
  return messages.map((message, index) => {
    if (index !== place) return message;
    return message.type === 'text'
      ? { ...message, text: `${reference}\n${message.text}` }
      : flexMessage(`${reference} ${message.altText}`, markCard(message.contents, reference));
  });
}

function markCard(contents: messagingApi.FlexContainer, reference: string): messagingApi.FlexContainer {
  if (contents.type === 'bubble') return markBubble(contents, reference);
  const [first, ...rest] = contents.contents;
  return first ? { type: 'carousel', contents: [markBubble(first, reference), ...rest] } : contents;
}

function markBubble(card: messagingApi.FlexBubble, reference: string): messagingApi.FlexBubble {
  const mark = text(reference, { size: 'xs', color: PALETTE.quiet });
  return card.body ? { ...card, body: { ...card.body, contents: [mark, ...card.body.contents] } } : card;
}
