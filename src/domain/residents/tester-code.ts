/** What an officer types in front of their code to tie their own LINE to their place on the roll. */
export const TESTER_CODE_WORD = 'テスト登録';
export const TESTER_CODE_LENGTH = 8;

/** The eight digits behind that word, in whatever width they were typed; null for any other text. */
export function readTesterCode(text: string): string | null {
  const [, digits = ''] = CODE.exec(text.normalize('NFKC')) ?? [];
  const code = digits.replace(/\D/g, '');
  return code.length === TESTER_CODE_LENGTH ? code : null;
}

const CODE = new RegExp(`^\\s*${TESTER_CODE_WORD}[\\s:]*([\\d\\s-]+)$`, 'u');
