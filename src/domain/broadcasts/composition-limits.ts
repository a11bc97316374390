import { RESIDENT_LANGUAGES, type ResidentLanguage } from '../language.ts';
import type { Audience } from './audience.ts';
import type { Composition } from './composition.ts';

/** LINE: a text message, in UTF-16 units. */
const TEXT_MAX = 5_000;

/** Room for the line that says a text is a translation; LINE counts it with the text. */
export const REFERENCE_LINE_MAX = 100;

/** In UTF-16 units: with these a card's spoken text, which holds 1,500, loses nothing of it. */
export const TITLE_MAX = 100;
export const BODY_MAX = 1_000;

/** LINE: the label of a button in a card, in grapheme clusters. */
export const LABEL_MAX = 40;

/** Translations for reference: the Japanese text is the town's word. やさしい日本語 is Japanese. */
export function isReference(language: ResidentLanguage): boolean {
  return language !== 'ja' && language !== 'ja-easy';
}

/** The languages of a composition, Japanese first, each once. */
export function languagesOf({ languages }: Composition): ResidentLanguage[] {
  return RESIDENT_LANGUAGES.filter((language) => language === 'ja' || languages.includes(language));
}

/** To everyone LINE sends Japanese; a card with a button for each other language is one message more. */
export function hasLanguageCard(composition: Composition, audience: Audience): boolean {
  return audience.kind === 'everyone' && languagesOf(composition).length > 1;
}

/** How long the text of a block may be, in UTF-16 units: the first one of a translation bears the line that says so. */
export function textMaxOf({ blocks }: Composition, block: number, language: ResidentLanguage): number {
  const isFirst = blocks.findIndex(({ kind }) => kind === 'text') === block;
  return isFirst && isReference(language) ? TEXT_MAX - REFERENCE_LINE_MAX : TEXT_MAX;
}

/** As LINE counts the characters of a message: UTF-16 units, so that most emoji are two. */
export function textUnits(text: string): number {
  return text.length;
}
