import type { TextField } from '../../../../domain/broadcasts/check-texts.ts';
import { RESIDENT_LANGUAGES } from '../../../../domain/language.ts';
import { blockField, type TypedBlock } from './typed-block.ts';
import type { TypedBroadcast } from './typed-broadcast.ts';

/** The fields of the form as they would be sent, for a page that carries them on unseen. */
export function fieldsOf(typed: TypedBroadcast): Record<string, string> {
  const { segment } = typed;
  return {
    title: typed.title,
    ...ticks('language-', typed.languages),
    blocks: String(typed.blocks.length),
    ...Object.assign({}, ...typed.blocks.map(fieldsOfBlock)),
    to: typed.to,
    ...ticks('theme-', segment.themes),
    ...ticks('kpi-', segment.kpis),
    ...ticks('speaks-', segment.languages),
    ...ticks('age-', segment.ageBands),
    ...ticks('district-', segment.districts),
    when: typed.when,
    date: typed.date,
    time: typed.time,
    'quiet-reason': typed.quietReason,
    'template-name': typed.templateName,
  };
}

function ticks(prefix: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value) => [`${prefix}${value}`, value]));
}

const TEXT_FIELDS: readonly TextField[] = ['text', 'title', 'body', 'label'];

function fieldsOfBlock(block: TypedBlock, index: number): Record<string, string> {
  const texts = TEXT_FIELDS.flatMap((field) =>
    RESIDENT_LANGUAGES.map(
      (language) => [`${field}-${language}`, block.texts[field][language] ?? ''] as const,
    ),
  ).filter(([, text]) => text !== '');
  const fields = [
    ['kind', block.kind],
    ...texts,
    ...block.ids.map((id) => [`id-${id}`, id]),
    ['version', block.version],
    ['ids-of', block.version],
    ['url', block.url],
    ['closes', block.closesOn],
  ] as const;
  return Object.fromEntries(fields.map(([field = '', value = '']) => [blockField(index, field), value]));
}
