import { normalise } from '../look-up/normalise.ts';
import type { SettingChange } from './settings.ts';

/** What a resident can ask to be done with what is kept of them, by button or in words. */
export type ChoiceIntent = { kind: 'change'; change: SettingChange } | { kind: 'forget-me' };

/** The words of a button that changes something: typing them does the same, since LINE for PC may show no buttons. */
export type ChoiceWord = { word: string; intent: ChoiceIntent };

export type ChoiceIndex = ReadonlyMap<string, ChoiceIntent>;

export function buildChoiceIndex(words: readonly ChoiceWord[]): ChoiceIndex {
  return new Map(words.map(({ word, intent }) => [normalise(word), intent]));
}

/** What a whole typed text asks to be changed; null where it is not the words of a choice. */
export function findChoice(index: ChoiceIndex, text: string): ChoiceIntent | null {
  return index.get(normalise(text)) ?? null;
}
