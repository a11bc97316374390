import { eraLabel } from '../../../domain/plan/fiscal-year.ts';
import { plainLine } from './draft-form.ts';
import { FIRST_STEPS, type TypedDraft } from './new-draft-page.tsx';

const WORD_MAX = 30; // characters; what residents asked in vain is kept no longer

/** What the form of a new draft begins with: what the page that led here was about. */
export function readBeginning(query: Readonly<Record<string, string>>): TypedDraft {
  const word = plainLine(query['word'] ?? '').slice(0, WORD_MAX);
  if (word !== '')
    return {
      title: `「${word}」を言いかえに加える`,
      reason: `住民が「${word}」と入力して、答えが見つからなかったため`,
      first: 'plan',
    };
  const first = FIRST_STEPS.find(({ value }) => value === query['first']) ?? FIRST_STEPS[0];
  const year = query['year'] ?? '';
  const title =
    first.value === 'actuals' && /^20\d\d$/.test(year) ? `${eraLabel(Number(year))}年度の実績` : '';
  return { title, reason: '', first: first.value };
}
