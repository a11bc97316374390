import type { TextField } from '../../../../domain/broadcasts/check-texts.ts';
import type { Block, BlockKind, Texts } from '../../../../domain/broadcasts/composition.ts';
import { RESIDENT_LANGUAGES } from '../../../../domain/language.ts';
import type { JapaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import { tickedIn, textIn } from './form-texts.ts';

/** One block as it stands in the form. What its kind does not use is empty. */
export type TypedBlock = {
  kind: BlockKind;
  /** In every language, also those that are not ticked: a text is kept until the block goes. */
  texts: Readonly<Record<TextField, Texts>>;
  ids: readonly string[];
  version: string;
  url: string;
  closesOn: string;
};

export const BLOCK_KINDS: readonly BlockKind[] = ['text', 'kpis', 'changes', 'poll', 'link'];

const NO_TEXTS: TypedBlock['texts'] = { text: {}, title: {}, body: {}, label: {} };

export function emptyBlock(kind: BlockKind): TypedBlock {
  return { kind, texts: NO_TEXTS, ids: [], version: '', url: '', closesOn: '' };
}

export function typedBlock(block: Block): TypedBlock {
  const blank = emptyBlock(block.kind);
  switch (block.kind) {
    case 'text':
      return { ...blank, texts: { ...NO_TEXTS, text: block.text } };
    case 'kpis':
      return { ...blank, ids: block.ids };
    case 'changes':
      return { ...blank, ids: block.ids, version: block.version > 0 ? String(block.version) : '' };
    case 'poll': {
      const { title, body, url, closesOn } = block;
      return { ...blank, texts: { ...NO_TEXTS, title, body }, url, closesOn: closesOn ?? '' };
    }
    case 'link': {
      const { title, body, label, url } = block;
      return { ...blank, texts: { ...NO_TEXTS, title, body, label }, url };
    }
  }
}

/** The name of a field of a block; blocks are counted from 0, as in `CompositionFault`. */
export function blockField(block: number, field: string): string {
  return `b${block}-${field}`;
}

/** Null where the form says nothing that is a block. */
export function readBlock(form: FormData, index: number): TypedBlock | null {
  const text = (field: string): string => textIn(form, blockField(index, field));
  const kind = BLOCK_KINDS.find((known) => known === text('kind'));
  if (!kind) return null;
  const texts = (field: TextField): Texts =>
    Object.fromEntries(
      RESIDENT_LANGUAGES.map((language) => [language, text(`${field}-${language}`)] as const).filter(
        ([, words]) => words !== '',
      ),
    );
  const version = text('version');
  // Indicators that were chosen of one version say nothing of another.
  const isOfVersion = kind !== 'changes' || text('ids-of') === version;
  return {
    kind,
    texts: { text: texts('text'), title: texts('title'), body: texts('body'), label: texts('label') },
    ids: isOfVersion ? tickedIn(form, blockField(index, 'id-')) : [],
    version,
    url: text('url'),
    closesOn: text('closes'),
  };
}

/** A block as it is kept; `closesOn` is the day that was read, where one was. */
export function blockOf(typed: TypedBlock, closesOn: JapaneseDate | null): Block {
  const { text, title, body, label } = typed.texts;
  const url = typed.url.trim();
  switch (typed.kind) {
    case 'text':
      return { kind: 'text', text };
    case 'kpis':
      return { kind: 'kpis', ids: typed.ids };
    case 'changes':
      return { kind: 'changes', version: readVersion(typed.version), ids: typed.ids };
    case 'poll':
      return { kind: 'poll', title, body, url, closesOn };
    case 'link':
      return { kind: 'link', title, body, label, url };
  }
}

/** 0 where none is chosen: no version has that number. */
function readVersion(typed: string): number {
  return /^[1-9]\d{0,8}$/.test(typed) ? Number(typed) : 0;
}
