import type { TextField as TextName } from '../../../../domain/broadcasts/check-texts.ts';
import {
  BODY_MAX,
  LABEL_MAX,
  textMaxOf,
  textUnits,
  TITLE_MAX,
} from '../../../../domain/broadcasts/composition-limits.ts';
import type { Composition } from '../../../../domain/broadcasts/composition.ts';
import { graphemesOf } from '../../../../domain/graphemes.ts';
import { RESIDENT_LANGUAGES, type ResidentLanguage } from '../../../../domain/language.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import { fieldId, TextArea, TextField } from '../../parts/fields.tsx';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { LANGUAGE_WORDS, TEXT_FIELD_WORDS } from '../composition-words.ts';
import { blockField, type TypedBlock } from '../typed/typed-block.ts';
import { countWords } from './counted-words.ts';

type LanguageTextsProps = {
  block: TypedBlock;
  index: number;
  /** The texts of the block, in the order they are read, each with an example if it needs one. */
  fields: readonly { field: TextName; hint?: string }[];
  composition: Composition;
  faults: readonly FieldFault[];
};

/**
 * The texts of a block, language by language. Those of languages that are not ticked are there unseen, so that nothing
 * typed goes.
 */
export function LanguageTexts(props: LanguageTextsProps) {
  const [japanese, ...others] = RESIDENT_LANGUAGES;
  return (
    <>
      <LanguageFields {...props} language={japanese} />
      {others.map((language) => (
        <OtherLanguage {...props} language={language} />
      ))}
    </>
  );
}

type OfLanguage = LanguageTextsProps & { language: ResidentLanguage };

/** Folded away once it is written, with its first words, so that five languages are no wall of fields. */
function OtherLanguage(props: OfLanguage) {
  const { block, index, fields, composition, faults, language } = props;
  const names = new Set(fields.map(({ field }) => blockField(index, `${field}-${language}`)));
  const texts = fields.map(({ field }) => block.texts[field][language] ?? '');
  const isWrong = faults.some(({ name }) => names.has(name));
  return (
    <details
      class="other-language"
      data-language={language}
      hidden={!composition.languages.includes(language)}
      open={isWrong || texts.includes('')}
    >
      <summary>
        {LANGUAGE_WORDS[language]}
        <span class="choice-count" lang={langOf(language)}>
          　
          {graphemesOf(texts[0] ?? '')
            .slice(0, FIRST_WORDS)
            .join('')}
        </span>
      </summary>
      <LanguageFields {...props} />
    </details>
  );
}

const FIRST_WORDS = 32; // signs

function langOf(language: ResidentLanguage): string | undefined {
  return language === 'ja' || language === 'ja-easy' ? undefined : language;
}

function LanguageFields({ block, index, fields, composition, faults, language }: OfLanguage) {
  return (
    <>
      {fields.map(({ field, hint }) => {
        const name = blockField(index, `${field}-${language}`);
        const value = block.texts[field][language] ?? '';
        const shared = {
          name,
          label: `${TEXT_FIELD_WORDS[field]}（${LANGUAGE_WORDS[language]}）`,
          value,
          error: errorOf(faults, name),
          lang: langOf(language),
          ...(hint && language === 'ja' ? { hint } : {}),
        };
        return (
          <>
            {field === 'text' || field === 'body' ? (
              <TextArea {...shared} rows={field === 'text' ? 5 : 3} />
            ) : (
              <TextField {...shared} width="full" />
            )}
            <TextCount
              name={name}
              value={value}
              isSigns={field === 'label'}
              most={mostOf(field, composition, index, language)}
            />
          </>
        );
      })}
    </>
  );
}

function mostOf(
  field: TextName,
  composition: Composition,
  index: number,
  language: ResidentLanguage,
): number {
  switch (field) {
    case 'text':
      return textMaxOf(composition, index, language);
    case 'title':
      return TITLE_MAX;
    case 'body':
      return BODY_MAX;
    case 'label':
      return LABEL_MAX;
  }
}

type TextCountProps = { name: string; value: string; most: number; isSigns: boolean };

/** As LINE counts; with script it goes along while one types. */
function TextCount({ name, value, most, isSigns }: TextCountProps) {
  const length = isSigns ? graphemesOf(value).length : textUnits(value);
  return (
    <p
      class={length > most ? 'text-count over' : 'text-count'}
      data-count-of={fieldId(name)}
      data-count={isSigns ? 'signs' : 'units'}
      data-most={String(most)}
    >
      {countWords(length, most)}
    </p>
  );
}
