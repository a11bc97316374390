import { graphemesOf } from '../graphemes.ts';
import type { ResidentLanguage } from '../language.ts';
import type { Block, Composition, Texts } from './composition.ts';
import { BODY_MAX, LABEL_MAX, languagesOf, textMaxOf, textUnits, TITLE_MAX } from './composition-limits.ts';

/** The texts of a block that an officer writes. */
export type TextField = 'text' | 'title' | 'body' | 'label';

/** Where a text stands; `block` counts from 0. */
export type TextPlace = { block: number; field: TextField; language: ResidentLanguage };

export type TextFault =
  | ({ kind: 'text-missing' } & TextPlace)
  /** In UTF-16 units; a label in grapheme clusters. */
  | ({ kind: 'text-too-long'; length: number; most: number } & TextPlace)
  /** A control character, or half of a pair of surrogates: `U+0007`. */
  | ({ kind: 'unseen-sign'; code: string } & TextPlace);

/** The texts of a block that need every language. */
export function textsOf(block: Block): [field: TextField, texts: Texts][] {
  switch (block.kind) {
    case 'text':
      return [['text', block.text]];
    case 'poll':
      return [
        ['title', block.title],
        ['body', block.body],
      ];
    case 'link':
      return [
        ['title', block.title],
        ['body', block.body],
        ['label', block.label],
      ];
    case 'kpis':
    case 'changes':
      return [];
  }
}

const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}]/u;
const UNSEEN = /(?!\n)[\p{Cc}\p{Cs}]/u;
const UNSEEN_IN_LABEL = /[\p{Cc}\p{Cs}]/u;

/** What is wrong with the texts of one block, in each language of the composition. */
export function checkTexts(composition: Composition, block: Block, index: number): TextFault[] {
  return textsOf(block).flatMap(([field, texts]) =>
    languagesOf(composition).flatMap((language): TextFault[] => {
      const place = { block: index, field, language };
      const text = texts[language] ?? '';
      if (!VISIBLE.test(text)) return [{ kind: 'text-missing', ...place }];
      const most = { text: textMaxOf(composition, index, language), title: TITLE_MAX, body: BODY_MAX };
      const length = field === 'label' ? labelLength(text) : textUnits(text);
      const limit = field === 'label' ? LABEL_MAX : most[field];
      const [unseen] = (field === 'label' ? UNSEEN_IN_LABEL : UNSEEN).exec(text) ?? [];
      return [
        ...(length > limit ? [{ kind: 'text-too-long' as const, length, most: limit, ...place }] : []),
        ...(unseen === undefined ? [] : [{ kind: 'unseen-sign' as const, code: codeOf(unseen), ...place }]),
      ];
    }),
  );
}

/** No emoji needs more; without a bound one cluster could fill a whole card. */
const CLUSTER_UNITS_MAX = 32;

function labelLength(label: string): number {
  return graphemesOf(label).reduce(
    (length, cluster) => length + Math.ceil(cluster.length / CLUSTER_UNITS_MAX),
    0,
  );
}

function codeOf(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
