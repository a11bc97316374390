import { RESIDENT_LANGUAGES } from '../../domain/language.ts';
import type { ChoiceWord } from '../../domain/residents/find-choice.ts';
import {
  AGE_BANDS,
  FREQUENCIES,
  MONTHLY_CAPS,
  type Setting,
  type SettingChange,
} from '../../domain/residents/settings.ts';
import type { Wording } from './wording.ts';

/** A choice on its screen: what it is called, and what it changes. */
export type LabelledChange = { label: string; change: SettingChange };

/** What can be chosen for a setting. */
export function choicesFor(
  setting: Setting,
  { settings }: Pick<Wording, 'settings'>,
  districts: readonly string[],
): LabelledChange[] {
  switch (setting) {
    case 'language':
      return RESIDENT_LANGUAGES.map((value) => ({
        label: settings.languages[value],
        change: { setting, value },
      }));
    case 'age-band':
      return AGE_BANDS.map((value) => ({ label: settings.ageBands[value], change: { setting, value } }));
    case 'district':
      return districts.map((value) => ({ label: value, change: { setting, value } }));
    case 'monthly-cap':
      return MONTHLY_CAPS.map((value) => ({ label: settings.monthlyCap(value), change: { setting, value } }));
    case 'frequency':
      return FREQUENCIES.map((value) => ({ label: settings.frequencies[value], change: { setting, value } }));
  }
}

export const SETTINGS: readonly Setting[] = ['language', 'age-band', 'district', 'frequency', 'monthly-cap'];

/** The words of every button that changes something, for those who type. */
export function choiceWords(
  wording: Pick<Wording, 'settings'>,
  districts: readonly string[],
): readonly ChoiceWord[] {
  const words = SETTINGS.flatMap((setting) => [
    ...choicesFor(setting, wording, districts),
    { label: wording.settings.takeBack[setting], change: { setting, value: null } },
  ]);
  return [
    ...words.map(({ label, change }): ChoiceWord => ({ word: label, intent: { kind: 'change', change } })),
    { word: wording.settings.forgetMe, intent: { kind: 'forget-me' } },
  ];
}
