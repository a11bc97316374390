import { RESIDENT_LANGUAGES, type ResidentLanguage } from '../language.ts';
import type { FollowTarget } from './follows.ts';

/** Ages as residents may tell them, in years: wide enough that nobody stands out. */
export const AGE_BANDS = ['under-20', '20s', '30s', '40s', '50s', '60s', '70s-up'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** How many broadcasts a month a resident wants at most; what is not chosen has no limit. */
export const MONTHLY_CAPS = [1, 2, 4, 8] as const;
export type MonthlyCap = (typeof MONTHLY_CAPS)[number];

/** How often a resident wants to hear of what they follow. */
export const FREQUENCIES = ['at-once', 'monthly', 'quarterly', 'never'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** For who follows something and has not chosen. */
export const USUAL_FREQUENCY: Frequency = 'monthly';

/** What a resident has told the account, all of it optional; null is what they have not told, or have taken back. */
export type ResidentSettings = {
  language: ResidentLanguage | null;
  ageBand: AgeBand | null;
  /** One of the districts of data/town.json. */
  district: string | null;
  monthlyCap: MonthlyCap | null;
  frequency: Frequency | null;
  /** What they follow now. */
  follows: readonly FollowTarget[];
};

export const NOTHING_TOLD: ResidentSettings = {
  language: null,
  ageBand: null,
  district: null,
  monthlyCap: null,
  frequency: null,
  follows: [],
};

/** One thing a resident asks to be kept, or with null to be taken back. */
export type SettingChange =
  | { setting: 'language'; value: ResidentLanguage | null }
  | { setting: 'age-band'; value: AgeBand | null }
  | { setting: 'district'; value: string | null }
  | { setting: 'monthly-cap'; value: MonthlyCap | null }
  | { setting: 'frequency'; value: Frequency | null };

export type Setting = SettingChange['setting'];

/** LINE's postback data holds 300 units, in which a Japanese letter takes nine. */
export const DISTRICT_LENGTH_MAX = 20;

/** A change as a button carries it, an empty text to take it back; null for what cannot be chosen. */
export function readChange(setting: string, text: string): SettingChange | null {
  const isTakenBack = text === '';
  switch (setting) {
    case 'language': {
      const value = readResidentLanguage(text);
      return value || isTakenBack ? { setting, value } : null;
    }
    case 'age-band': {
      const value = readAgeBand(text);
      return value || isTakenBack ? { setting, value } : null;
    }
    case 'district':
      return text.length <= DISTRICT_LENGTH_MAX ? { setting, value: isTakenBack ? null : text } : null;
    case 'monthly-cap': {
      const value = readMonthlyCap(text);
      return value || isTakenBack ? { setting, value } : null;
    }
    case 'frequency': {
      const value = readFrequency(text);
      return value || isTakenBack ? { setting, value } : null;
    }
    default:
      return null;
  }
}

/** Whether a change can be chosen now: the town may have changed its districts since the button was shown. */
export function isOffered({ setting, value }: SettingChange, districts: readonly string[]): boolean {
  return setting !== 'district' || value === null || districts.includes(value);
}

export function readResidentLanguage(text: string): ResidentLanguage | null {
  return RESIDENT_LANGUAGES.find((language) => language === text) ?? null;
}

export function readAgeBand(text: string): AgeBand | null {
  return AGE_BANDS.find((band) => band === text) ?? null;
}

export function readMonthlyCap(text: string): MonthlyCap | null {
  return MONTHLY_CAPS.find((cap) => String(cap) === text) ?? null;
}

export function readFrequency(text: string): Frequency | null {
  return FREQUENCIES.find((frequency) => frequency === text) ?? null;
}
