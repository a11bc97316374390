import type { CountedKind } from '../../../domain/look-up/look-up-count.ts';
import type { JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { indicatorsOf } from '../../../domain/plan/actuals.ts';
import { findIndicator, inForce, type Plan } from '../../../domain/plan/plan.ts';
import type { LookUpCount } from '../../../storage/usage-store.ts';
import { wordings } from '../../../messages/wording/wordings.ts';
import { STATUSES } from '../../../domain/progress/rate-progress.ts';

type DayCount = { day: JapaneseDate; count: number };
type KindCount = { kind: string; label: string; count: number };
/** How often residents opened the card of an indicator, and its arithmetic. */
type IndicatorCount = { id: string; name: string; card: number; arithmetic: number };

export type Usage = {
  total: number;
  /** Every day of the time, also those without a look-up. */
  days: readonly DayCount[];
  kinds: readonly KindCount[];
  /** Those in force, and whatever else was looked up, the most looked-up first. */
  indicators: readonly IndicatorCount[];
};

const DAY_MS = 86_400_000;

/** What a kind of answer is called. */
const KIND_WORDS: Record<CountedKind | 'language' | 'news', string> = {
  kpi: '指標のカード',
  arithmetic: '計算と出典',
  theme: '推進項目',
  initiative: '取組',
  status: '判定ごとの一覧',
  overview: '全体の状況',
  home: '推進項目の一覧',
  glossary: '用語の一覧',
  term: '用語の説明',
  choices: '候補の提示',
  'not-found': '答えが見つからなかった',
  help: '使い方',
  polls: 'アンケート',
  news: 'お知らせ', // counted until it became what a resident follows, which is not
  language: 'ことばの設定', // counted until it became one of the settings, which are not
  website: '町のホームページ',
  contact: '問い合わせ先',
  privacy: '個人情報の取り扱い',
};

export function kindWords(kind: string): string {
  return Object.hasOwn(KIND_WORDS, kind) ? KIND_WORDS[kind as keyof typeof KIND_WORDS] : kind;
}

/** What was looked up, by name; the id where the plan knows it no more, empty where the kind has none. */
export function lookedUpName({ kind, id }: Pick<LookUpCount, 'kind' | 'id'>, plan: Plan): string {
  switch (kind) {
    case 'kpi':
    case 'arithmetic':
      return findIndicator(plan, id)?.name.text ?? id;
    case 'theme':
      return plan.themes.get(id)?.name.text ?? id;
    case 'initiative':
      return plan.initiatives.get(id)?.name.text ?? id;
    case 'term':
      return plan.glossary.get(id)?.term ?? id;
    case 'status': {
      const status = STATUSES.find((known) => known === id);
      return status ? wordings.ja.status[status].label : id;
    }
    default:
      return id;
  }
}

export function countUsage(
  counts: readonly LookUpCount[],
  plan: Plan,
  { from, to, today }: { from: JapaneseDate; to: JapaneseDate; today: JapaneseDate },
): Usage {
  const byDay = sumBy(counts, ({ day }) => day);
  const kinds = [...sumBy(counts, ({ kind }) => kind)].map(([kind, count]) => ({
    kind,
    label: kindWords(kind),
    count,
  }));
  return {
    total: counts.reduce((sum, { count }) => sum + count, 0),
    days: daysBetween(from, to).map((day) => ({ day, count: byDay.get(day) ?? 0 })),
    kinds: kinds.sort((one, other) => other.count - one.count),
    indicators: countIndicators(counts, plan, today),
  };
}

function countIndicators(counts: readonly LookUpCount[], plan: Plan, today: JapaneseDate): IndicatorCount[] {
  const card = sumBy(
    counts.filter(({ kind }) => kind === 'kpi'),
    ({ id }) => id,
  );
  const arithmetic = sumBy(
    counts.filter(({ kind }) => kind === 'arithmetic'),
    ({ id }) => id,
  );
  const ids = new Set([
    ...inForce(indicatorsOf(plan), today).map(({ id }) => id),
    ...card.keys(),
    ...arithmetic.keys(),
  ]);
  return [...ids]
    .map((id) => ({
      id,
      name: lookedUpName({ kind: 'kpi', id }, plan),
      card: card.get(id) ?? 0,
      arithmetic: arithmetic.get(id) ?? 0,
    }))
    .sort((one, other) => other.card + other.arithmetic - one.card - one.arithmetic);
}

function sumBy(counts: readonly LookUpCount[], nameOf: (count: LookUpCount) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const each of counts) sums.set(nameOf(each), (sums.get(nameOf(each)) ?? 0) + each.count);
  return sums;
}

/** So many days before or after a day. */
export function addDays(day: JapaneseDate, days: number): JapaneseDate {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days there are from one to another, both included. */
export function countDays(from: JapaneseDate, to: JapaneseDate): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

function daysBetween(from: JapaneseDate, to: JapaneseDate): JapaneseDate[] {
  return Array.from({ length: countDays(from, to) }, (_, index) => addDays(from, index));
}
