let segmenter: Intl.Segmenter | undefined; // made when first needed: it would take half of the start-up

/** What a reader sees as single signs: a family emoji is one, and eight UTF-16 units. */
export function graphemesOf(words: string): string[] {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'grapheme' });
  return [...segmenter.segment(words)].map(({ segment }) => segment);
}
