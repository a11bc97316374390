import type { ResidentLanguage } from '../../domain/language.ts';

/** Each language as its speakers call it. */
export const LANGUAGE_NAMES: Readonly<Record<ResidentLanguage, string>> = {
  ja: '日本語',
  'ja-easy': 'やさしい日本語',
  en: 'English',
  'zh-Hans': '简体中文',
  vi: 'Tiếng Việt',
};
