import type { messagingApi } from '@line/bot-sdk';
import type { GlossaryEntry } from '../../domain/plan/plan.ts';
import { bubble, CAROUSEL_MAX, carousel, flexMessage, heading, text, viewButton } from '../flex-parts.ts';
import { quickReplies } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import { choice, renderNotice } from './notice-card.ts';

const TERMS_PER_BUBBLE = 8;

/** All terms as buttons. */
export function renderGlossary(
  entries: readonly GlossaryEntry[],
  { wording }: RenderContext,
): messagingApi.FlexMessage {
  const pages = Math.min(CAROUSEL_MAX, Math.ceil(entries.length / TERMS_PER_BUBBLE));
  const bubbles = Array.from({ length: pages }, (_, index) =>
    bubble(
      heading(wording.glossaryTitle, pages > 1 ? wording.page(index + 1, pages) : ''),
      [text(wording.glossaryLead)],
      entries
        .slice(index * TERMS_PER_BUBBLE, (index + 1) * TERMS_PER_BUBBLE)
        .map(({ id, term }) => viewButton({ kind: 'term', id }, term)),
    ),
  );
  const spoken = `${wording.glossaryTitle}。${wording.glossaryLead}${entries.map(({ term }) => term).join('、')}`;
  return {
    ...flexMessage(spoken, carousel(bubbles)),
    quickReply: quickReplies([choice({ kind: 'home' }, wording.buttons.home)]),
  };
}

export function renderTerm(
  { term, explanation }: GlossaryEntry,
  { wording }: RenderContext,
): messagingApi.FlexMessage {
  return renderNotice(
    { title: wording.termTitle(term), body: explanation },
    {
      over: wording.glossaryTitle,
      choices: [
        choice({ kind: 'glossary' }, wording.buttons.glossary),
        choice({ kind: 'home' }, wording.buttons.home),
      ],
    },
  );
}
