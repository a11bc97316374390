import type { messagingApi } from '@line/bot-sdk';
import { isReference } from '../../domain/broadcasts/composition-limits.ts';
import type { ResidentLanguage } from '../../domain/language.ts';
import { writeReadPostback } from '../../domain/look-up/postback.ts';
import { button, column, flexMessage, text } from '../flex-parts.ts';
import { LANGUAGE_NAMES } from '../wording/language-names.ts';
import { broadcastWords } from './broadcast-words.ts';

/** Where a button asks for the same message in another language; a reply costs the town nothing. */
export type ReadAddress = { broadcastId: string; revision: number };

/** One button for each other language, called as its speakers call it, under the same words in each of them. */
export function renderLanguageCard(
  languages: readonly ResidentLanguage[],
  { broadcastId, revision }: ReadAddress,
): messagingApi.FlexMessage {
  const lead = languages.filter(isReference).map((language) => broadcastWords[language].otherLanguages);
  const names = languages.map((language) => LANGUAGE_NAMES[language]);
  return flexMessage(`${broadcastWords.ja.otherLanguages}：${names.join('、')}。`, {
    type: 'bubble',
    size: 'kilo',
    body: column(
      [
        text(broadcastWords.ja.otherLanguages, { weight: 'bold' }),
        ...lead.map((words) => text(words, { size: 'xs' })),
        ...languages.map((language) =>
          button({
            type: 'postback',
            label: LANGUAGE_NAMES[language],
            data: writeReadPostback({ broadcastId, revision, language }),
            displayText: LANGUAGE_NAMES[language],
          }),
        ),
      ],
      { spacing: 'sm', paddingAll: 'lg' },
    ),
  });
}
