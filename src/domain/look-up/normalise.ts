/**
 * Words as they are compared: NFKC (full width, ㌔, ＣＯ２ become plain), lower case, katakana as hiragana,
 * without spaces, punctuation, symbols and emoji. The long mark ー stays, since it tells words apart.
 */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - KATAKANA_TO_HIRAGANA))
    .replace(/[^\p{Letter}\p{Number}ー%+]/gu, '');
}

const KATAKANA_TO_HIRAGANA = 0x60; // Unicode: ァ (30A1) − ぁ (3041)

/** Ways of asking that say nothing about what is asked, in normalised form, longest first. */
const ASKING = [
  'についておしえてください',
  'について教えてください',
  'はどうなっていますか',
  'はどうなってますか',
  'はどうなりましたか',
  'についておしえて',
  'について教えて',
  'をおしえてください',
  'を教えてください',
  'の進み具合は',
  'の進みぐあいは',
  'はどうなった',
  'どうなりましたか',
  'どうなっていますか',
  'どうなってますか',
  'はどうですか',
  'の進捗状況',
  'を見せてください',
  'とはなんですか',
  'とは何ですか',
  'ってなんですか',
  'って何ですか',
  'の状況は',
  'の進捗は',
  'はどうなの',
  'はどうなる',
  'どうなった',
  'どうなって',
  'どうですか',
  'をおしえて',
  'を教えて',
  'が知りたい',
  'を知りたい',
  'を見せて',
  'を見たい',
  'がみたい',
  'をみたい',
  'の進捗',
  'の状況',
  'はどう',
  'ってなに',
  'って何',
  'とは何',
  'とはなに',
  'の意味は',
  'の意味',
  'の意味を教えて',
  'なんですか',
  '何ですか',
  'ですか',
  'について',
  'とは',
  'どう',
  '教えて',
  'おしえて',
  'は',
  'って',
  'の',
  'を',
].sort((a, b) => b.length - a.length);

const ASKING_MEANING =
  /(とは|ってなに|って何|とはなに|とは何|なんですか|何ですか|の意味|のいみ|意味は|いみは|意味)$/;

/** Whether a normalised question wants a word explained, rather than the thing it names. */
export function asksForMeaning(normalised: string): boolean {
  return ASKING_MEANING.test(normalised);
}

/** What is asked about: a normalised question without its asking, but never nothing. */
export function subjectOf(normalised: string): string {
  const ending = ASKING.find((words) => normalised.endsWith(words) && normalised.length > words.length);
  return ending ? normalised.slice(0, -ending.length) : normalised;
}
