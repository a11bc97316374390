import type { messagingApi } from '@line/bot-sdk';
import type { Block, Texts } from '../../domain/broadcasts/composition.ts';
import { linkAddress } from '../../domain/broadcasts/link-address.ts';
import type { ResidentLanguage } from '../../domain/language.ts';
import type { JapaneseDate } from '../../domain/plan/fiscal-year.ts';
import { bubble, flexMessage, heading, linkButton, text } from '../flex-parts.ts';
import { broadcastWords } from './broadcast-words.ts';

/** A text in a language; Japanese where it is not written yet, so that a preview can be looked at. */
export function textIn(texts: Texts, language: ResidentLanguage): string {
  return texts[language]?.trim() ? texts[language] : (texts.ja ?? '');
}

/** An invitation to a form elsewhere, with its last day. */
export function renderPoll(
  { title, body, url, closesOn }: Extract<Block, { kind: 'poll' }>,
  language: ResidentLanguage,
  today: JapaneseDate,
): messagingApi.FlexMessage | null {
  const words = broadcastWords[language];
  const until = closesOn === null ? [] : [words.until(closesOn, today)];
  return invitation({
    title: textIn(title, language),
    over: words.survey,
    body: textIn(body, language),
    after: until,
    link: { label: words.answer, url },
    language,
  });
}

export function renderLink(
  { title, body, label, url }: Extract<Block, { kind: 'link' }>,
  language: ResidentLanguage,
): messagingApi.FlexMessage | null {
  return invitation({
    title: textIn(title, language),
    over: '',
    body: textIn(body, language),
    after: [],
    link: { label: textIn(label, language), url },
    language,
  });
}

type Invitation = {
  title: string;
  over: string;
  body: string;
  after: readonly string[];
  link: { label: string; url: string };
  language: ResidentLanguage;
};

/** Null while a part is missing that LINE's card cannot be without. */
function invitation({
  title,
  over,
  body,
  after,
  link,
  language,
}: Invitation): messagingApi.FlexMessage | null {
  const words = broadcastWords[language];
  const address = linkAddress(link.url);
  if (title === '' || body === '' || link.label === '' || address === null) return null;
  return flexMessage(
    words.sentences([over === '' ? title : words.named(over, title), body, ...after]),
    bubble(
      heading(title, over),
      [text(body), ...after.map((line) => text(line, { weight: 'bold' }))],
      [linkButton(address, link.label, 'primary')],
    ),
  );
}
