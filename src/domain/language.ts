/** The languages residents can be answered in; each has a whole catalogue in src/messages/wording. */
export type Language = 'ja';

/**
 * The languages a resident may ask to be written to in, as BCP 47 tags but for やさしい日本語, which has none. A broadcast
 * can be written in each of them; the catalogues of the bot's own words follow.
 */
export const RESIDENT_LANGUAGES = ['ja', 'ja-easy', 'en', 'zh-Hans', 'vi'] as const;
export type ResidentLanguage = (typeof RESIDENT_LANGUAGES)[number];
