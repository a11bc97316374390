import { buildSearchIndex, search } from '../../src/domain/look-up/search.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import { wordings } from '../../src/messages/wording/wordings.ts';
import { LIMITS } from './limits.ts';
import { median, p99, quantile } from './quantiles.ts';
import { atMost, ms, type Row } from './report-table.ts';

const WARM_UP_ROUNDS = 3;
const ROUNDS = 10;
const INDEX_BUILDS = 30;
const LONGEST_QUESTION = 200; // characters: interpret-event.ts cuts what is longer

/** Words that the plan has nothing for. */
const UNKNOWN_WORDS = [
  '天気',
  'ラーメン屋',
  'zzz',
  'おはようございます',
  '🍣🍣',
  '12345',
  'ＡＢＣＤ',
  'ﾊﾟｿｺﾝ修理',
];

/** Search over the plan as published, in Node: the V8 that workerd has as well. */
export function measureSearch(plan: Plan): Row[] {
  const menuWords = wordings.ja.menuWords;
  const builds = Array.from({ length: INDEX_BUILDS }, () => timed(() => buildSearchIndex(plan, menuWords)));
  const index = buildSearchIndex(plan, menuWords);
  const queries = questionsFor(plan);
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) for (const query of queries) search(index, query);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const query of queries) times.push(timed(() => search(index, query)));
  const none = queries.filter((query) => search(index, query).kind === 'none').length;
  return [
    atMost(
      'search, median',
      median(times),
      LIMITS.searchMs,
      'ms',
      `${queries.length} queries, ${none} without a hit`,
    ),
    atMost('search, p99', p99(times), LIMITS.searchMs, 'ms', `longest ${ms(quantile(times, 1))}`),
    {
      measure: '  search index of a plan, built once',
      town: `${ms(median(builds))}, the first time ${ms(builds[0] ?? Number.NaN)}, ${index.entries.length} words`,
    },
  ];
}

/** About 300 different texts: names, names in questions, parts of names, everyday words, and words that lead nowhere. */
function questionsFor(plan: Plan): string[] {
  const kpis = [...plan.kpis.values()];
  const initiatives = [...plan.initiatives.values()];
  const terms = [...plan.glossary.values()];
  const everything = kpis.map(({ name }) => name.printed).join('と');
  return [
    ...new Set([
      ...kpis.flatMap(({ name, shortName }) => [
        name.printed,
        name.reading,
        `${shortName}はどうなっていますか？`,
        name.text.slice(0, name.text.length / 2),
        `${shortName}ではないもの`.replace(/^./u, ''),
      ]),
      ...initiatives.map(({ name }) => `${name.printed}について教えてください`),
      ...terms.map(({ term }) => `${term}とは`),
      ...plan.synonyms.slice(0, SYNONYMS_ASKED).map(({ word }) => word),
      ...UNKNOWN_WORDS,
      ...UNKNOWN_WORDS.map((word) => `${word}について教えて`),
      everything.slice(0, LONGEST_QUESTION),
      'あ'.repeat(LONGEST_QUESTION),
    ]),
  ];
}

const SYNONYMS_ASKED = 90;

function timed(action: () => unknown): number {
  const startedAt = performance.now();
  action();
  return performance.now() - startedAt;
}
