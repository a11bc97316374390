import type { BroadcastWords } from '../broadcast-words.ts';
import { figuresIn, isSameYear, partsOf, sentencesIn, timesIn } from './language-parts.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function date(on: string): string {
  const { year, month, day } = partsOf(on);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

export const enWords: BroadcastWords = {
  ...figuresIn('en-GB', { same: 'no change', points: ' points' }),
  ...timesIn({
    yearOf: (year) => `FY${year}`,
    endOf: (year) => `end of FY${year}`,
    within: (year) => `during FY${year}`,
    total: (from, to) => `total of FY${from}–FY${to}`,
    unconfirmed: 'counting method being confirmed',
  }),
  baseline: 'Baseline',
  actual: 'Result',
  target: 'Target',
  noBaseline: 'none',
  notPublished: 'not yet published',
  provisional: 'provisional',
  sample: 'Sample (made-up figure)',
  status: {
    achieved: { symbol: '★', label: 'Achieved' },
    on_track: { symbol: '◎', label: 'On track' },
    mostly: { symbol: '○', label: 'Mostly on track' },
    behind: { symbol: '△', label: 'Behind' },
    worse: { symbol: '▼', label: 'Further from the target than before' },
    missed: { symbol: '×', label: 'Not achieved' },
    under_way: { symbol: '→', label: 'Under way' },
    pending: { symbol: '…', label: 'No result yet' },
    unrated: { symbol: '－', label: 'Not rated' },
  },
  unratedCause: ({ kind }) => {
    if (kind === 'basis-unconfirmed') return 'counting method being confirmed';
    return kind === 'no-baseline' ? 'no baseline' : '';
  },
  byNow: (year) => `Expected by end of FY${year}:`,

  reference: 'Reference translation (the Japanese text is authoritative)',
  details: 'Details (in Japanese)',
  page: 'Web page (in Japanese)',

  survey: 'Survey',
  answer: 'Answer',
  until: (on, today) => {
    const { year, month, day, weekday } = partsOf(on);
    return `Open until ${WEEKDAYS[weekday]}, ${day} ${MONTHS[month - 1]}${isSameYear(on, today) ? '' : ` ${year}`}`;
  },

  countOfNews: (count) => (count === 1 ? 'One indicator has changed' : `${count} indicators have changed`),
  more: (count) =>
    `${count === 1 ? 'There is one more.' : `There are ${count} more.`} The rest is on the web page.`,
  previous: 'Previous',
  now: 'Now',
  standing: 'Rating',
  standingBefore: 'Previous rating',
  added: 'This is a new indicator',
  removed: 'This indicator is no longer in the plan',
  retired: (on) => `This indicator ends on ${date(on)}`,
  reinstated: 'This indicator had ended and is used again',
  confirmed: 'The provisional result is now final',
  corrected: 'A result was corrected',
  late: 'A result that was missing is now published',
  withdrawn: 'A result was withdrawn',
  baselineCorrected: 'The baseline was corrected',
  targetCorrected: 'The target was corrected',
  targetRevised: (effective) => `The target was revised${effective ? ` (from ${date(effective)})` : ''}`,
  because: (reason) => `Reason: ${reason}`,

  otherLanguages: 'Read this in another language',

  aside: (words) => ` (${words})`,
  list: (parts) => parts.join(', '),
  named: (name, words) => `${name}: ${words}`,
  sentences: sentencesIn({ stop: '.', gap: ' ' }),
};
