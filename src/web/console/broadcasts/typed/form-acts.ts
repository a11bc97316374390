import type { BlockKind } from '../../../../domain/broadcasts/composition.ts';
import { emptyBlock, BLOCK_KINDS, type TypedBlock } from './typed-block.ts';
import type { TypedBroadcast } from './typed-broadcast.ts';

/** What a button of the form does besides saving; `block` counts from 0. */
export type FormAct =
  | { kind: 'save' }
  | { kind: 'save-template' }
  | { kind: 'languages' }
  | { kind: 'add'; block: BlockKind }
  | { kind: 'remove' | 'up' | 'down'; block: number };

const OF_BLOCK = /^(remove|up|down):(\d{1,2})$/;

/** Whatever is not known only saves. */
export function readAct(value: string): FormAct {
  const added = BLOCK_KINDS.find((kind) => value === `add:${kind}`);
  if (added) return { kind: 'add', block: added };
  const [, kind, block] = OF_BLOCK.exec(value) ?? [];
  if (kind === 'remove' || kind === 'up' || kind === 'down') return { kind, block: Number(block) };
  return { kind: value === 'save-template' || value === 'languages' ? value : 'save' };
}

export function takeAct(typed: TypedBroadcast, act: FormAct): TypedBroadcast {
  const { blocks } = typed;
  switch (act.kind) {
    case 'save':
    case 'save-template':
    case 'languages':
      return typed;
    case 'add':
      return { ...typed, blocks: [...blocks, emptyBlock(act.block)] };
    case 'remove':
      return { ...typed, blocks: blocks.filter((_, index) => index !== act.block) };
    case 'up':
      return { ...typed, blocks: swapped(blocks, act.block - 1) };
    case 'down':
      return { ...typed, blocks: swapped(blocks, act.block) };
  }
}

/** The block at a place and the next change places; nothing where there are no two. */
function swapped(blocks: readonly TypedBlock[], place: number): readonly TypedBlock[] {
  const [one, other] = [blocks[place], blocks[place + 1]];
  return one && other ? blocks.with(place, other).with(place + 1, one) : blocks;
}

/** Where the page is looked at after it; empty is its top. */
export function anchorAfter(act: FormAct, blocks: number): string {
  switch (act.kind) {
    case 'save':
    case 'save-template':
      return '';
    case 'languages':
      return '#content';
    case 'add':
      return `#block-${blocks}`;
    case 'remove':
      return blocks === 0 ? '#content' : `#block-${Math.min(act.block + 1, blocks)}`;
    case 'up':
      return `#block-${Math.max(1, act.block)}`;
    case 'down':
      return `#block-${Math.min(act.block + 2, blocks)}`;
  }
}
