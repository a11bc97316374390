import { normalise } from './normalise.ts';

/** What a letter is written in; Japanese has no spaces, so a change of script is where words meet. */
type Script = 'kanji' | 'hiragana' | 'katakana' | 'latin' | 'digit' | 'other';

/** A text as it is compared, and for each of its letters the script it was typed in and whether a word may begin there. */
export type Letters = { text: string; scripts: readonly Script[]; breaks: readonly boolean[] };

const PARTICLES = new Set('のはがをにでともへやか');

/** Reads a typed text; `text` is what `normalise` gives, `breaks` has one place more, for the end. */
export function readLetters(typed: string): Letters {
  const scripts: Script[] = [];
  const breaks: boolean[] = [];
  let text = '';
  let apart = true;
  let previous = '';
  for (const letter of typed.normalize('NFKC').toLowerCase()) {
    const plain = normalise(letter);
    if (plain === '') {
      apart = true;
      continue;
    }
    const script = scriptOf(letter, scripts.at(-1));
    const isParticle = script === 'hiragana' && (PARTICLES.has(letter) || PARTICLES.has(previous));
    for (let unit = 0; unit < plain.length; unit += 1) {
      breaks.push(unit === 0 && (apart || isParticle || script !== scripts.at(-1)));
      scripts.push(script);
    }
    text += plain;
    previous = letter;
    apart = false;
  }
  return { text, scripts, breaks: [...breaks, true] };
}

function scriptOf(letter: string, before: Script | undefined): Script {
  if (letter === 'ー') return before ?? 'other';
  if (/\p{Script=Han}/u.test(letter)) return 'kanji';
  if (/\p{Script=Hiragana}/u.test(letter)) return 'hiragana';
  if (/\p{Script=Katakana}/u.test(letter)) return 'katakana';
  if (/\p{Script=Latin}/u.test(letter)) return 'latin';
  return /\p{Number}/u.test(letter) ? 'digit' : 'other';
}

/**
 * Whether a word stands in a text as a word: 「らいん」 does not stand in 「オンライン」, nor `ai` in `email`. Kanji are
 * joined freely, so there the edges may lie inside a run.
 */
export function hasWord({ text, scripts, breaks }: Letters, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    const begins = breaks[at] || scripts[at] === 'kanji';
    const ends = breaks[end] || scripts[end - 1] === 'kanji';
    if (begins && ends) return true;
  }
  return false;
}
