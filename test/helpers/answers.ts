import type { messagingApi } from '@line/bot-sdk';
import type { Answer } from '../../src/domain/look-up/answer.ts';
import { answerIntent, type Facts } from '../../src/domain/look-up/answer-intent.ts';
import type { Intent, View } from '../../src/domain/look-up/intent.ts';
import { buildSearchIndex } from '../../src/domain/look-up/search.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import { STATUSES } from '../../src/domain/progress/rate-progress.ts';
import { renderAnswer } from '../../src/messages/render-answer.ts';
import { contextFor, type RenderContext } from '../../src/messages/render-context.ts';
import { wordings } from '../../src/messages/wording/wordings.ts';

export const TODAY = '2026-11-22';

export function factsOf(plan: Plan, today = TODAY): Facts {
  return { plan, today, searchIndex: buildSearchIndex(plan, wordings.ja.menuWords) };
}

export const context: RenderContext = contextFor('ja', {
  town: {
    name: '○○町',
    office: '企画担当課',
    telephone: '',
    contactUrl: '',
    websiteUrl: '',
    planTitle: '町長マニフェスト',
    districts: ['北部', '中部', '南部'],
  },
  publicOrigin: 'https://ayumi.example.lg.jp',
  dataAsOf: null,
});

/** Every view a button can lead to, for this plan. */
export function everyView(plan: Plan): View[] {
  const kinds = [
    'home',
    'overview',
    'glossary',
    'help',
    'polls',
    'following',
    'settings',
    'language',
    'age-band',
    'district',
    'monthly-cap',
    'frequency',
    'forget',
    'website',
    'contact',
    'privacy',
  ] as const;
  return [
    ...kinds.map((kind): View => ({ kind })),
    ...[...plan.themes.keys()].map((id): View => ({ kind: 'theme', id })),
    ...[...plan.initiatives.keys()].map((id): View => ({ kind: 'initiative', id })),
    ...[...plan.kpis.keys(), ...plan.kgis.keys()].flatMap((id): View[] => [
      { kind: 'kpi', id },
      { kind: 'arithmetic', id },
    ]),
    ...[...plan.glossary.keys()].map((id): View => ({ kind: 'term', id })),
    ...STATUSES.map((status): View => ({ kind: 'status', status })),
  ];
}

export function answerTo(intent: Intent, plan: Plan, today = TODAY): Answer {
  return answerIntent(intent, factsOf(plan, today));
}

export function messagesFor(intent: Intent, plan: Plan, today = TODAY): messagingApi.Message[] {
  return renderAnswer(answerTo(intent, plan, today), context);
}

/** Every text and altText in a message, as one reads it from top to bottom. */
export function wordsIn(messages: readonly messagingApi.Message[]): string[] {
  const words: string[] = [];
  JSON.stringify(messages, (key, value: unknown) => {
    if (typeof value === 'string' && ['text', 'label', 'altText', 'displayText'].includes(key))
      words.push(value);
    return value;
  });
  return words;
}
