import type { messagingApi } from '@line/bot-sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_SEGMENT, type Audience } from '../../src/domain/broadcasts/audience.ts';
import { checkComposition } from '../../src/domain/broadcasts/check-composition.ts';
import { textsOf } from '../../src/domain/broadcasts/check-texts.ts';
import type { Block, Composition, Texts } from '../../src/domain/broadcasts/composition.ts';
import { isReference, REFERENCE_LINE_MAX } from '../../src/domain/broadcasts/composition-limits.ts';
import { indicatorChanges, type IndicatorChange } from '../../src/domain/news/plan-changes.ts';
import { RESIDENT_LANGUAGES, type ResidentLanguage } from '../../src/domain/language.ts';
import { readPostback } from '../../src/domain/look-up/postback.ts';
import type { Kpi, Plan } from '../../src/domain/plan/plan.ts';
import type { BroadcastContext } from '../../src/messages/broadcast/broadcast-context.ts';
import { broadcastWords } from '../../src/messages/broadcast/broadcast-words.ts';
import { renderComposition } from '../../src/messages/broadcast/render-composition.ts';
import { checkMessages } from '../../src/simulator/line-api/rules/check-message.ts';
import { TODAY, wordsIn } from '../helpers/answers.ts';
import { broadcast, EVERYTHING, inEach, observation, planBefore, planWith } from '../helpers/compositions.ts';
import { kpiOf, loadPlan } from '../helpers/plan.ts';

const EVERYONE: Audience = { kind: 'everyone' };
const FEW: Audience = { kind: 'segment', segment: EMPTY_SEGMENT };

function messagesIn(
  language: ResidentLanguage,
  composition: Composition,
  { audience = FEW, ...more }: Partial<BroadcastContext> & { audience?: Audience } = {},
): messagingApi.Message[] {
  const variants = renderComposition(composition, audience, { ...broadcast, ...more });
  const variant = variants.find((each) => each.language === language);
  if (!variant) throw new Error(`no variant in ${language}`);
  return variant.messages;
}

function flex(message: messagingApi.Message | undefined): messagingApi.FlexMessage {
  if (message?.type !== 'flex') throw new Error('is no Flex Message');
  return message;
}

function cardsOf(message: messagingApi.Message | undefined): messagingApi.FlexBubble[] {
  const { contents } = flex(message);
  return contents.type === 'carousel' ? contents.contents : [contents];
}

const only = (block: Block, languages: ResidentLanguage[] = ['ja']): Composition => ({
  languages,
  blocks: [block],
});
const wordsOf = (message: messagingApi.Message | undefined): string[] => (message ? wordsIn([message]) : []);

describe('to everyone', () => {
  test('the Japanese messages end with a button for each other language, which asks for this very revision', () => {
    const card = messagesIn('ja', EVERYTHING, { audience: EVERYONE }).at(-1);
    const actions = [...JSON.stringify(card).matchAll(/"label":"([^"]+)","data":"([^"]+)"/g)];
    expect(actions.map((match) => match[1])).toEqual(['やさしい日本語', 'English', '简体中文', 'Tiếng Việt']);
    expect(actions[1]?.[2]).toBe('v=1&a=read&id=0192d5a0-7c1e-7b3a-9f00-5f3c8a1b2c3d&r=4&l=en');
    expect(flex(card).altText).toBe('ほかのことばで読む：やさしい日本語、English、简体中文、Tiếng Việt。');
  });
  test('the answers to those buttons are the other variants, without buttons for languages', () => {
    const variants = renderComposition(EVERYTHING, EVERYONE, broadcast);
    expect(variants.map(({ language, messages }) => [language, messages.length])).toEqual([
      ['ja', 5],
      ['ja-easy', 4],
      ['en', 4],
      ['zh-Hans', 4],
      ['vi', 4],
    ]);
  });
  test('there is no such card where there is only Japanese, and none to a segment', () => {
    const japanese: Composition = { ...EVERYTHING, languages: ['ja'] };
    expect(messagesIn('ja', japanese, { audience: EVERYONE })).toHaveLength(4);
    expect(messagesIn('ja', EVERYTHING, { audience: FEW })).toHaveLength(4);
  });
});

describe('a translation', () => {
  const card: Block = { kind: 'kpis', ids: ['line-friends'] };
  test('is marked as one in its first text, once', () => {
    const [first, second] = messagesIn('en', {
      languages: ['ja', 'en'],
      blocks: [
        { kind: 'text', text: { ja: '一', en: 'One' } },
        { kind: 'text', text: { ja: '二', en: 'Two' } },
      ],
    });
    expect(first).toEqual({
      type: 'text',
      text: 'Reference translation (the Japanese text is authoritative)\nOne',
    });
    expect(second).toEqual({ type: 'text', text: 'Two' });
  });
  test('is marked in the text also where a card stands before it', () => {
    const [first, second] = messagesIn('vi', {
      languages: ['ja', 'vi'],
      blocks: [card, { kind: 'text', text: { ja: '一', vi: 'Một' } }],
    });
    expect(wordsOf(first).join()).not.toContain('tham khảo');
    expect(wordsOf(second).join()).toMatch(/^Bản dịch tham khảo .*\nMột$/);
  });
  test('is marked in the card, and for those who hear it, where there is no text', () => {
    const [message] = messagesIn('zh-Hans', only(card, ['ja', 'zh-Hans']));
    expect(wordsOf(message)).toContain('参考译文（以日文原文为准）');
    expect(flex(message).altText).toMatch(/^参考译文（以日文原文为准） 町公式LINE登録者数：/);
  });
  test('has a mark no longer than the room that the check leaves for it', () => {
    for (const language of RESIDENT_LANGUAGES) {
      const { reference } = broadcastWords[language];
      expect(reference !== '', language).toBe(isReference(language));
      expect(`${reference}\n`.length).toBeLessThanOrEqual(REFERENCE_LINE_MAX);
    }
  });
  test('gets nothing in Japanese from the bot itself but names, units and what the town wrote', () => {
    const written = new Set(
      [...broadcast.plan.kpis.values()].flatMap(({ name, shortName, initiative }) => [
        name.text,
        shortName,
        initiative.matter.theme.shortName,
      ]),
    );
    const own = messagesIn('en', { ...EVERYTHING, languages: ['ja', 'en'] })
      .flatMap(wordsOf)
      .filter((words) => !written.has(words) && !words.startsWith('Reason: '))
      .filter((words) => /[ぁ-ん]/.test(words));
    expect(own.filter((words) => !words.startsWith('8 indicators'))).toEqual([
      expect.stringContaining('町公式LINE登録者数: On track'), // altText
    ]);
  });
});

describe('cards of indicators', () => {
  test('alone and in Japanese is the card of a look-up, without quick replies', () => {
    const message = flex(messagesIn('ja', only({ kind: 'kpis', ids: ['line-friends'] }))[0]);
    expect(message.altText).toContain('町公式LINE登録者数：順調。基準 7,159人（R6年度末）。');
    expect(wordsOf(message)).toContain('計算と出典を見る');
    expect(message.quickReply).toBeUndefined();
  });
  test('side by side are small, and each leads to its own card', () => {
    const message = messagesIn('ja', only({ kind: 'kpis', ids: ['line-friends', 'women-committee'] }))[0];
    const data = [...JSON.stringify(message).matchAll(/"data":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(data.map((each) => readPostback(each))).toEqual([
      { kind: 'view', view: { kind: 'kpi', id: 'line-friends' } },
      { kind: 'view', view: { kind: 'kpi', id: 'women-committee' } },
    ]);
    expect(flex(message).altText).toMatch(
      /^町公式LINE登録者数：順調、基準 7,159人（R6年度末）、実績 8,120人（R8年度末、速報値）、目標 9,000人（R10年度末）。/,
    );
  });
  test('are told in the language of the reader', () => {
    const message = messagesIn('en', only({ kind: 'kpis', ids: ['line-friends'] }, ['ja', 'en']))[0];
    expect(flex(message).altText).toBe(
      'Reference translation (the Japanese text is authoritative) 町公式LINE登録者数: On track, Baseline 7,159人 (end of FY2024), Result 8,120人 (end of FY2026, provisional), Target 9,000人 (end of FY2028).',
    );
  });
  test('write numbers as the language does', () => {
    const message = messagesIn('vi', only({ kind: 'kpis', ids: ['paternity-leave'] }, ['ja', 'vi']))[0];
    expect(wordsOf(message)).toContain('63,1%');
  });
  test('mark what is made up, to the eye and to the ear, in every language', () => {
    const plan = loadPlan({ withSamples: true });
    for (const language of RESIDENT_LANGUAGES) {
      const { sample } = broadcastWords[language];
      const ids = ['line-friends', 'co2-emissions'];
      const message = messagesIn(language, only({ kind: 'kpis', ids }, [...RESIDENT_LANGUAGES]), { plan })[0];
      for (const card of cardsOf(message)) expect(JSON.stringify(card)).toContain(sample);
      expect(flex(message).altText.split(sample)).toHaveLength(3);
    }
  });
});

describe('cards of what changed', () => {
  const changed = (ids: string[]): messagingApi.Message | undefined =>
    messagesIn('ja', only({ kind: 'changes', version: 2, ids }))[0];
  test('tell the previous and the new figure, how far it moved, and the status', () => {
    expect(flex(changed(['cashless-counters'])).altText).toBe(
      '1件の指標に動きがありました。キャッシュレス決済可能窓口数：基準 5箇所（R6年度末）、今回 8箇所（R7年度末）、+3箇所、判定 順調、前回の判定 実績未公表。',
    );
    expect(wordsOf(changed(['cashless-counters']))).toContain('前回の判定：… 実績未公表');
  });
  test('move rates by points', () => {
    expect(wordsOf(changed(['paternity-leave']))).toContain('+3.1ポイント');
  });
  test('tell a revised target with the day and the reason', () => {
    const words = wordsOf(changed(['x-followers']));
    expect(words).toContain('目標を見直しました（2027年4月1日から）');
    expect(words).toContain('1,000人（R10年度末） → 2,000人（R10年度末）');
    expect(words).toContain('理由：利用する人が減っているため、目標を見直しました。');
  });
  test('tell what is new, what has ended and what was confirmed', () => {
    expect(wordsOf(changed(['town-walks']))).toContain('新しい指標です');
    expect(wordsOf(changed(['facebook-followers']))).toContain('この指標は2026年10月1日で終わりです');
    expect(wordsOf(changed(['copy-paper']))).toEqual(
      expect.arrayContaining(['速報値が確定しました', 'R7年度の1年間：1,500千枚 → 1,480千枚', '−20千枚']),
    );
  });
  test('have no button to a card that is no longer there', () => {
    const changes = indicatorChanges(broadcast.plan, planBefore, TODAY);
    const message = messagesIn('ja', only({ kind: 'changes', version: 5, ids: ['town-walks'] }), {
      plan: planBefore,
      changesOf: () => changes,
    })[0];
    expect(wordsOf(message)).toContain('この指標は計画からなくなりました');
    expect(JSON.stringify(message)).not.toContain('"data"');
  });
  test('are at most twelve; the last says how many more there are and leads to the page', () => {
    const kpi = kpiOf(broadcast.plan, 'line-friends');
    const [change] = broadcast.changesOf(2) ?? [];
    if (!change) throw new Error('nothing changed');
    const many = Array.from({ length: 20 }, (_, n): IndicatorChange => ({
      ...change,
      indicator: { ...kpi, id: `k${n}` },
    }));
    const message = messagesIn('ja', only({ kind: 'changes', version: 2, ids: [] }), {
      changesOf: () => many,
    })[0];
    expect(cardsOf(message)).toHaveLength(12);
    const last = JSON.stringify(cardsOf(message).at(-1));
    expect(last).toContain('ほかに9件あります');
    expect(last).toContain('https://ayumi.example.lg.jp/');
  });
});

describe('an invitation', () => {
  const poll = (closesOn: string | null): Block => ({
    kind: 'poll',
    title: inEach('題'),
    body: inEach('本文'),
    url: 'https://form.example.lg.jp/アンケート',
    closesOn,
  });
  test.each([
    ['ja', '12月10日（木）まで', '2027年1月8日（金）まで'],
    ['ja-easy', '12月10日（木曜日）まで', '2027年1月8日（金曜日）まで'],
    ['en', 'Open until Thursday, 10 December', 'Open until Friday, 8 January 2027'],
    ['zh-Hans', '截止到12月10日（星期四）', '截止到2027年1月8日（星期五）'],
    ['vi', 'Hạn chót: Thứ Năm, 10/12', 'Hạn chót: Thứ Sáu, 8/1/2027'],
  ] as const)(
    'says its last day the way %s does, with the year where it is another one',
    (language, near, far) => {
      for (const [closesOn, words] of [
        ['2026-12-10', near],
        ['2027-01-08', far],
      ] as const)
        expect(wordsOf(messagesIn(language, only(poll(closesOn), [...RESIDENT_LANGUAGES]))[0])).toContain(
          words,
        );
    },
  );
  test('is one sentence after another in altText, and its address is encoded', () => {
    const message = flex(messagesIn('ja', only(poll('2026-12-10')))[0]);
    expect(message.altText).toBe('アンケート：題 [ja]。本文 [ja]。12月10日（木）まで。');
    expect(JSON.stringify(message)).toContain(
      'https://form.example.lg.jp/%E3%82%A2%E3%83%B3%E3%82%B1%E3%83%BC%E3%83%88',
    );
  });
  test('by a link has the label that the officer wrote, and may be a telephone', () => {
    const message = messagesIn(
      'ja',
      only({
        kind: 'link',
        title: inEach('題'),
        body: inEach('文'),
        label: { ja: '電話する' },
        url: 'tel:0123-45-6789',
      }),
    )[0];
    expect(JSON.stringify(message)).toContain('"label":"電話する","uri":"tel:0123-45-6789"');
  });
});

describe('what an officer wrote', () => {
  test.each([
    ['emoji', '🎉👨‍👩‍👧🏳️‍🌈'],
    ['braces and a dollar sign', '{name} {{x}} $ %s'],
    ['line breaks', '一\n\n二'],
    ['right-to-left letters', 'שלום‏ עולם'],
    ['signs of no width', '町\u200B長\u2060の\u200D約束'],
    ['markup', '<b>&amp;"\'\\n'],
  ])('arrives unchanged: %s', (_, words) => {
    const texts: Texts = { ja: words };
    const label = words.replaceAll('\n', ' ');
    const messages = messagesIn('ja', {
      languages: ['ja'],
      blocks: [
        { kind: 'text', text: texts },
        { kind: 'link', title: texts, body: texts, label: { ja: label }, url: 'https://example.jp/' },
      ],
    });
    expect(messages[0]).toEqual({ type: 'text', text: words });
    const written = wordsOf(messages[1]);
    expect(written.filter((each) => each === words).length).toBeGreaterThanOrEqual(2);
    expect(written).toContain(label);
  });
});

test('of a composition with faults, what is there is shown and nothing breaks', () => {
  const blocks: Block[] = [
    { kind: 'text', text: {} },
    { kind: 'kpis', ids: ['no-such'] },
    { kind: 'changes', version: 99, ids: [] },
    { kind: 'poll', title: { ja: '題' }, body: {}, url: '', closesOn: null },
    { kind: 'link', title: {}, body: {}, label: {}, url: 'javascript:alert(1)' },
    { kind: 'text', text: { ja: 'まだ日本語だけ' } },
  ];
  expect(messagesIn('en', { languages: ['ja', 'en'], blocks })).toEqual([
    { type: 'text', text: `${broadcastWords.en.reference}\nまだ日本語だけ` },
  ]);
});

test('every text and button follows the font size of the reader', () => {
  const rigid: unknown[] = [];
  JSON.stringify(renderComposition(EVERYTHING, EVERYONE, broadcast), (_, value: unknown) => {
    const part = value as { type?: string; scaling?: boolean; size?: string } | null;
    const isWritten = part?.type === 'button' || (part?.type === 'text' && part.size !== undefined);
    if (isWritten && !part.scaling) rigid.push(part);
    return value;
  });
  expect(rigid).toEqual([]);
});

/** With the longest names, units and reasons that the plan may have, and something new of every indicator. */
function stretched(plan: Plan): Plan {
  const long = (most: number): string => '長い名前の指標'.repeat(40).slice(0, most);
  const kpis = [...plan.kpis].map(([id, kpi]): [string, Kpi] => [
    id,
    {
      ...kpi,
      name: { ...kpi.name, text: long(80) },
      shortName: long(20),
      unit: '万PV/年度平均人',
      baselinePrinted: long(40),
      targets: [
        kpi.targets[0],
        {
          ...kpi.targets[0],
          revision: 1,
          value: 123_456_789,
          effectiveDate: '2026-12-01',
          reason: long(300),
        },
      ],
      retired: { on: '2027-01-01', reason: long(300) },
    },
  ]);
  return { ...plan, kpis: new Map(kpis) };
}

const actuals = [...loadPlan().kpis.keys()].map((id) => observation(id, 2026, '1', 'provisional'));
const crowded = stretched(planWith({ observations: actuals }));
const crowdedChanges = indicatorChanges(planBefore, crowded, TODAY);
const crowdedFacts = {
  plan: crowded,
  today: TODAY,
  sentOn: TODAY,
  changesOf: (version: number): readonly IndicatorChange[] | null => (version === 2 ? crowdedChanges : null),
  districts: [],
  samplesOnShow: true,
};

const words = (most: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: most }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: most }),
    fc
      .constantFrom('約束', '🎉', '{町}\n', 'שלום')
      .map((part) => part.repeat(Math.floor(most / part.length))),
  );
const texts = (most: number): fc.Arbitrary<Texts> =>
  fc.record(Object.fromEntries(RESIDENT_LANGUAGES.map((language) => [language, words(most)])));
const url = fc.oneof(fc.webUrl({ validSchemes: ['https'] }), fc.constant('https://例え.jp/アンケート?問=１'));
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: texts(4_900) }),
  fc.record({
    kind: fc.constant('kpis' as const),
    ids: fc.subarray([...crowded.kpis.keys()], { minLength: 1, maxLength: 12 }),
  }),
  fc.record({
    kind: fc.constant('changes' as const),
    version: fc.constant(2),
    ids: fc.subarray(crowdedChanges.map(({ indicator }) => indicator.id)),
  }),
  fc.record({
    kind: fc.constant('poll' as const),
    title: texts(100),
    body: texts(1_000),
    url,
    closesOn: fc.constantFrom(null, '2026-12-10', '2027-02-28'),
  }),
  fc.record({
    kind: fc.constant('link' as const),
    title: texts(100),
    body: texts(1_000),
    label: texts(40),
    url: fc.oneof(url, fc.constant('tel:0123-45-6789')),
  }),
);
const composition: fc.Arbitrary<Composition> = fc.record({
  languages: fc.subarray([...RESIDENT_LANGUAGES]),
  blocks: fc.array(block, { minLength: 1, maxLength: 5 }),
});

test('whatever passes the check is accepted by LINE in every language, with every word as it was written', () => {
  let passed = 0;
  fc.assert(
    fc.property(composition, fc.constantFrom(EVERYONE, FEW), (drawn, audience) => {
      if (checkComposition(drawn, audience, crowdedFacts).faults.length > 0) return;
      passed += 1;
      for (const { language, messages } of renderComposition(drawn, audience, {
        ...broadcast,
        ...crowdedFacts,
      })) {
        expect(checkMessages(messages, false)).toEqual([]);
        expect(messages.length).toBeGreaterThanOrEqual(drawn.blocks.length);
        expect(messages.length).toBeLessThanOrEqual(5);
        const said = JSON.stringify(messages);
        for (const each of drawn.blocks)
          for (const [, written] of textsOf(each))
            expect(said).toContain(JSON.stringify(written[language] ?? '').slice(1, -1));
        for (const message of messages) {
          if (message.type !== 'flex') continue;
          const { altText } = message;
          expect(altText.length).toBeLessThanOrEqual(1_500);
          expect(altText).not.toMatch(/undefined|NaN|null/);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(passed).toBeGreaterThan(50); // else it would have shown nothing
});
