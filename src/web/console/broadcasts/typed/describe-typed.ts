import type { TextField } from '../../../../domain/broadcasts/check-texts.ts';
import { RESIDENT_LANGUAGES } from '../../../../domain/language.ts';
import { findIndicator, type Plan } from '../../../../domain/plan/plan.ts';
import { AGE_WORDS } from '../audience-text.ts';
import { BLOCK_WORDS, LANGUAGE_WORDS, TEXT_FIELD_WORDS } from '../composition-words.ts';
import type { TypedBlock } from './typed-block.ts';
import type { TypedBroadcast } from './typed-broadcast.ts';

/** A part of what stands in the form, as plain text: to be compared, and to be copied. */
export type Part = { heading: string; text: string };

export function describeTyped(typed: TypedBroadcast, plan: Plan): Part[] {
  return [
    { heading: '題名', text: typed.title },
    { heading: '書く言語', text: typed.languages.map((language) => LANGUAGE_WORDS[language]).join('、') },
    ...typed.blocks.map((block, index) => ({
      heading: `${index + 1}番目`,
      text: describeBlock(block, plan),
    })),
    { heading: 'だれに', text: describeAudience(typed, plan) },
    { heading: 'いつ', text: describeTime(typed) },
  ];
}

const TEXT_FIELDS: readonly TextField[] = ['title', 'text', 'body', 'label'];

function describeBlock(block: TypedBlock, plan: Plan): string {
  const texts = TEXT_FIELDS.flatMap((field) =>
    RESIDENT_LANGUAGES.flatMap((language) => {
      const text = block.texts[field][language] ?? '';
      return text === '' ? [] : [`【${TEXT_FIELD_WORDS[field]}・${LANGUAGE_WORDS[language]}】\n${text}`];
    }),
  );
  return [
    BLOCK_WORDS[block.kind],
    ...texts,
    ...(block.version === '' ? [] : [`第${block.version}版`]),
    ...(block.ids.length > 0 ? [`指標：${block.ids.map((id) => nameOf(id, plan)).join('、')}`] : []),
    ...(block.url === '' ? [] : [`リンク先：${block.url}`]),
    ...(block.closesOn === '' ? [] : [`締切：${block.closesOn}`]),
  ].join('\n');
}

function nameOf(id: string, plan: Plan): string {
  return findIndicator(plan, id)?.name.text ?? '（計画からなくなった指標）';
}

function describeAudience({ to, segment }: TypedBroadcast, plan: Plan): string {
  if (to === 'everyone') return '友だち全員';
  const themes = segment.themes.map(
    (id) => plan.themes.get(id)?.name.text ?? '（計画からなくなった推進項目）',
  );
  const follows = [...themes, ...segment.kpis.map((id) => nameOf(id, plan))];
  const lists: [string, readonly string[]][] = [
    ['フォロー', follows],
    ['言語', segment.languages.map((language) => LANGUAGE_WORDS[language])],
    ['年代', segment.ageBands.map((band) => AGE_WORDS[band])],
    ['地区', segment.districts],
  ];
  const asked = lists.filter(([, chosen]) => chosen.length > 0);
  return ['条件に合う人だけ', ...asked.map(([name, chosen]) => `${name}：${chosen.join('、')}`)].join('\n');
}

function describeTime({ when, date, time, quietReason }: TypedBroadcast): string {
  return [
    when === 'approved' ? '承認されたらすぐ' : `${date} ${time}`,
    ...(quietReason === '' ? [] : [`夜間・早朝に送る理由：${quietReason}`]),
  ].join('\n');
}
