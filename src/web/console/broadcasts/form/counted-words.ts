/** How long a text is, as it stands under its field; the script writes the same. */
export function countWords(length: number, most: number): string {
  const words = `${length.toLocaleString('ja-JP')} / ${most.toLocaleString('ja-JP')} 文字`;
  return length > most ? `${words}（${(length - most).toLocaleString('ja-JP')}文字多い）` : words;
}

/** How many of a folded group are ticked. */
export function chosenWords(count: number): string {
  return count === 0 ? '' : `・${count}件を選択中`;
}
