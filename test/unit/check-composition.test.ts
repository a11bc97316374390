import { describe, expect, test } from 'vitest';
import type { Audience, Segment } from '../../src/domain/broadcasts/audience.ts';
import { EMPTY_SEGMENT } from '../../src/domain/broadcasts/audience.ts';
import {
  checkComposition,
  type CompositionFacts,
  type CompositionFault,
} from '../../src/domain/broadcasts/check-composition.ts';
import type { Block, Composition } from '../../src/domain/broadcasts/composition.ts';
import { textMaxOf, textUnits } from '../../src/domain/broadcasts/composition-limits.ts';
import type { ResidentLanguage } from '../../src/domain/language.ts';
import { faultLine, warningLine } from '../../src/web/console/broadcasts/composition-words.ts';
import { TODAY } from '../helpers/answers.ts';
import { changesOfTwo, EVERYTHING, inEach, planAfter } from '../helpers/compositions.ts';
import { loadPlan } from '../helpers/plan.ts';

const EVERYONE: Audience = { kind: 'everyone' };
const FEW: Audience = { kind: 'segment', segment: { ...EMPTY_SEGMENT, languages: ['en'] } };

const facts: CompositionFacts = {
  plan: planAfter,
  today: TODAY,
  changesOf: (version) => (version === 2 ? changesOfTwo : version === 3 ? [] : null),
  sentOn: TODAY,
  districts: ['中央'],
  samplesOnShow: false,
};

const text = (words: string): Block => ({ kind: 'text', text: inEach(words) });
const link = (url: string, label = '見る'): Block => ({
  kind: 'link',
  title: { ja: '案内' },
  body: { ja: '本文' },
  label: { ja: label },
  url,
});
const poll = (more: Partial<Extract<Block, { kind: 'poll' }>>): Block => ({
  kind: 'poll',
  title: { ja: 'アンケート' },
  body: { ja: '本文' },
  url: 'https://form.example.lg.jp/',
  closesOn: null,
  ...more,
});
const written = (ja: string): Block => ({ kind: 'text', text: { ja } });
const of = (blocks: Block[], languages: ResidentLanguage[] = ['ja']): Composition => ({ languages, blocks });

function faultsOf(
  composition: Composition,
  audience = FEW,
  more: Partial<CompositionFacts> = {},
): CompositionFault[] {
  return checkComposition(composition, audience, { ...facts, ...more }).faults;
}

/** The one fault of one block in Japanese, and how it reads. */
function faultOf(block: Block, more: Partial<CompositionFacts> = {}): string {
  const composition = of([block]);
  const [fault, ...others] = faultsOf(composition, FEW, more);
  if (!fault || others.length > 0) throw new Error(JSON.stringify([fault, ...others]));
  const { where, what } = faultLine(fault, composition);
  return `${where}：${what}`;
}

describe('a composition', () => {
  test('with every kind of block in every language has no fault', () => {
    expect(faultsOf(EVERYTHING, EVERYONE)).toEqual([]);
    expect(faultsOf(EVERYTHING)).toEqual([]);
  });
  test('needs a block', () => {
    expect(faultsOf(of([]))).toEqual([{ kind: 'no-block' }]);
  });
  test('has at most five messages, and four where a card offers everyone the other languages', () => {
    const blocks = (count: number): Block[] => Array.from({ length: count }, (_, n) => text(`文章${n}`));
    expect(faultsOf(of(blocks(5)), EVERYONE)).toEqual([]);
    expect(faultsOf(of(blocks(6)), EVERYONE)).toMatchObject([{ kind: 'too-many-blocks', most: 5 }]);
    expect(faultsOf(of(blocks(4), ['ja', 'en']), EVERYONE)).toEqual([]);
    expect(faultsOf(of(blocks(5), ['ja', 'en']), EVERYONE)).toEqual([
      { kind: 'too-many-blocks', count: 5, most: 4, forLanguages: true },
    ]);
    expect(faultsOf(of(blocks(5), ['ja', 'en']), FEW)).toEqual([]);
  });
  test('needs each text in each of its languages, and says which is missing', () => {
    const composition = of(
      [{ ...poll({}), kind: 'poll', title: { ja: '題', en: ' \u200B\n' } } as Block],
      ['ja', 'en'],
    );
    expect(faultsOf(composition)).toEqual([
      { kind: 'text-missing', block: 0, field: 'title', language: 'en' },
      { kind: 'text-missing', block: 0, field: 'body', language: 'en' },
    ]);
  });
});

describe('a text', () => {
  test('is counted as LINE counts: an emoji is two, a letter is one', () => {
    expect(textUnits('約束🎉')).toBe(4);
  });
  test('has at most 5,000 units', () => {
    expect(faultsOf(of([written('あ'.repeat(5000))]))).toEqual([]);
    expect(faultOf(written(`${'あ'.repeat(4999)}🎉`))).toBe(
      '1番目（文章）・日本語の文章：5,001文字あります。5,000文字までにしてください（絵文字は2文字以上に数えます）。',
    );
  });
  test('leaves room for the line over the first text of a translation, and only there', () => {
    const composition = of([text('一'), text('二')], ['ja', 'ja-easy', 'en']);
    const limits = ([0, 1] as const).map((block) =>
      composition.languages.map((language) => textMaxOf(composition, block, language)),
    );
    expect(limits).toEqual([
      [5000, 5000, 4900],
      [5000, 5000, 5000],
    ]);
    const long = of([{ kind: 'text', text: { ja: '短い', en: 'a'.repeat(4901) } }], ['ja', 'en']);
    expect(faultsOf(long)).toMatchObject([{ kind: 'text-too-long', language: 'en', most: 4900 }]);
  });
  test('may have emoji, line breaks, braces, right-to-left letters and joiners', () => {
    expect(faultsOf(of([written('{町}\n👨‍👩‍👧 שלום‏ \u200B')]))).toEqual([]);
  });
  test.each([
    ['a bell', '\u0007', 'U+0007'],
    ['a tab', '\t', 'U+0009'],
    ['a carriage return', '\r', 'U+000D'],
    ['the first half of an emoji', '\uD83C', 'U+D83C'],
    ['the second half of an emoji', '\uDF89', 'U+DF89'],
  ])('may not have %s', (_, sign, code) => {
    expect(faultsOf(of([written(`町${sign}の`)]))).toEqual([
      { kind: 'unseen-sign', code, block: 0, field: 'text', language: 'ja' },
    ]);
  });
  test('for a card is as long as its altText can say', () => {
    expect(faultsOf(of([{ ...poll({}), title: { ja: '題'.repeat(101) } } as Block]))).toMatchObject([
      { kind: 'text-too-long', field: 'title', most: 100 },
    ]);
    expect(faultsOf(of([{ ...poll({}), body: { ja: '文'.repeat(1001) } } as Block]))).toMatchObject([
      { kind: 'text-too-long', field: 'body', most: 1000 },
    ]);
  });
});

describe('the label of a button', () => {
  test('has at most 40 signs as a reader sees them', () => {
    expect(faultsOf(of([link('https://example.jp', '👨‍👩‍👧'.repeat(40))]))).toEqual([]);
    expect(faultOf(link('https://example.jp', 'あ'.repeat(41)))).toBe(
      '1番目（リンクのボタン）・日本語のボタンの文字：41文字あります。40文字までにしてください。',
    );
  });
  test('cannot hide a whole text behind one sign', () => {
    const pile = `a${'\u0301'.repeat(5000)}`;
    expect(faultsOf(of([link('https://example.jp', pile)]))).toMatchObject([{ field: 'label' }]);
  });
  test('stands on one line and is not empty', () => {
    expect(faultsOf(of([link('https://example.jp', 'くわ\nしく')]))).toMatchObject([
      { kind: 'unseen-sign', code: 'U+000A' },
    ]);
    expect(faultsOf(of([link('https://example.jp', '')]))).toMatchObject([{ kind: 'text-missing' }]);
  });
});

describe('an address', () => {
  test.each([
    'https://example.lg.jp',
    'https://例え.jp/アンケート?a=１#b',
    'tel:0123-45-6789',
    'tel:+81123456789',
  ])('may be %s', (url) => expect(faultsOf(of([link(url)]))).toEqual([]));
  test.each([
    '',
    'example.lg.jp',
    'http://example.lg.jp',
    'line://ti/p/@x',
    'javascript:alert(1)',
    'https://',
    'https://a b.jp/',
    'https://town.lg.jp@evil.example/',
    'https://example.jp/\uD83C',
    'tel:110番',
  ])('may not be %j', (url) =>
    expect(faultsOf(of([link(url)]))).toEqual([{ kind: 'not-an-address', block: 0, forPoll: false }]),
  );
  test('of a survey is a web page', () => {
    expect(faultOf(poll({ url: 'tel:0123-45-6789' }))).toBe(
      '1番目（アンケートの案内）：リンク先は、https:// で始まるアドレスにしてください。',
    );
  });
  test('has at most 1,000 characters once it is encoded', () => {
    expect(faultsOf(of([link(`https://example.jp/${'あ'.repeat(109)}`)]))).toEqual([]);
    expect(faultsOf(of([link(`https://example.jp/${'あ'.repeat(110)}`)]))).toEqual([
      { kind: 'address-too-long', block: 0, length: 1009, most: 1000 },
    ]);
  });
});

describe('a card of an indicator', () => {
  test('is of one that the plan has, still uses, and that was chosen once', () => {
    expect(faultOf({ kind: 'kpis', ids: [] })).toContain('指標が選ばれていません');
    expect(faultOf({ kind: 'kpis', ids: ['no-such'] })).toContain('「no-such」は、いまの計画にありません');
    expect(faultOf({ kind: 'kpis', ids: ['facebook-followers'] })).toContain('2026年10月1日に終了');
    expect(faultOf({ kind: 'kpis', ids: ['line-friends', 'line-friends'] })).toContain('2回選ばれています');
  });
  test('is one of at most twelve', () => {
    const ids = [...planAfter.kpis.keys()].filter((id) => id !== 'facebook-followers');
    expect(faultsOf(of([{ kind: 'kpis', ids: ids.slice(0, 12) }]))).toEqual([]);
    expect(faultOf({ kind: 'kpis', ids: ids.slice(0, 13) })).toContain('指標が13件あります');
  });
  test('shows made-up figures only where the town tries things out', () => {
    const block: Block = { kind: 'kpis', ids: ['line-friends', 'women-managers'] };
    const plan = loadPlan({ withSamples: true });
    expect(faultOf(block, { plan })).toBe(
      '1番目（指標のカード）：「町公式LINE登録者数」の実績は見本（架空の値）です。実績を公表してから送ってください。',
    );
    expect(faultsOf(of([block]), FEW, { plan, samplesOnShow: true })).toEqual([]);
  });
});

describe('cards of what changed', () => {
  test('are of a version that is there and changed something', () => {
    expect(faultOf({ kind: 'changes', version: 9, ids: [] })).toContain(
      '第9版と、その前の版を比べられません',
    );
    expect(faultOf({ kind: 'changes', version: 3, ids: [] })).toContain(
      '第3版で数字の変わった指標はありません',
    );
    expect(faultOf({ kind: 'changes', version: 2, ids: ['line-friends', 'co2-emissions'] })).toContain(
      '「行政事務におけるCO2排出量」は、第2版で変わっていません',
    );
  });
});

test('a survey that has closed is not announced, one that closes today is', () => {
  expect(faultOf(poll({ closesOn: '2026-11-21' }))).toContain(
    '締切の2026年11月21日が、送る日には過ぎています',
  );
  expect(faultsOf(of([poll({ closesOn: TODAY })]))).toEqual([]);
  expect(faultsOf(of([poll({ closesOn: TODAY })]), FEW, { sentOn: '2026-12-31' })).not.toEqual([]);
});

test('a segment names themes, KPIs and districts that there are', () => {
  const to = (segment: Partial<Segment>): CompositionFault[] =>
    faultsOf(of([written('本文')]), { kind: 'segment', segment: { ...EMPTY_SEGMENT, ...segment } });
  expect(to({ themes: ['services'], kpis: ['line-friends'], districts: ['中央'] })).toEqual([]);
  expect(to({ themes: ['x'], kpis: ['y'], districts: ['z'] })).toEqual([
    { kind: 'unknown-theme', id: 'x' },
    { kind: 'unknown-kpi', id: 'y' },
    { kind: 'unknown-district', id: 'z' },
  ]);
});

describe('a warning', () => {
  const warningsOf = (composition: Composition): string[] =>
    checkComposition(composition, FEW, facts).warnings.map((warning) => {
      const { where, what } = warningLine(warning, composition);
      return `${where}：${what}`;
    });
  test('is given for an address alone, a long text and a block that stands twice', () => {
    const blocks = [written('https://example.lg.jp/a'), written('あ'.repeat(501)), written('あ'.repeat(501))];
    expect(warningsOf(of(blocks))).toEqual([
      expect.stringContaining('1番目（文章）・日本語：アドレスだけの文章です'),
      expect.stringContaining('2番目（文章）・日本語：501文字あります'),
      expect.stringContaining('3番目（文章）・日本語：501文字あります'),
      '3番目（文章）：2番目と同じ中身です。',
    ]);
    expect(faultsOf(of(blocks))).toEqual([]);
  });
  test('is not given for what is ordinary', () => {
    expect(warningsOf(EVERYTHING)).toEqual([]);
  });
});

describe('every fault', () => {
  const place = { block: 0, field: 'body', language: 'en' } as const;
  const ALL: Record<CompositionFault['kind'], CompositionFault> = {
    'no-block': { kind: 'no-block' },
    'too-many-blocks': { kind: 'too-many-blocks', count: 5, most: 4, forLanguages: true },
    'text-missing': { kind: 'text-missing', ...place },
    'text-too-long': { kind: 'text-too-long', length: 1001, most: 1000, ...place },
    'unseen-sign': { kind: 'unseen-sign', code: 'U+0007', ...place },
    'not-an-address': { kind: 'not-an-address', block: 0, forPoll: false },
    'address-too-long': { kind: 'address-too-long', block: 0, length: 1001, most: 1000 },
    'no-indicator': { kind: 'no-indicator', block: 0 },
    'too-many-cards': { kind: 'too-many-cards', block: 0, count: 13, most: 12 },
    'unknown-indicator': { kind: 'unknown-indicator', block: 0, id: 'x' },
    'indicator-twice': { kind: 'indicator-twice', block: 0, name: '指標' },
    'retired-indicator': { kind: 'retired-indicator', block: 0, name: '指標', on: TODAY },
    'sample-figures': { kind: 'sample-figures', block: 0, names: ['指標'] },
    'unknown-version': { kind: 'unknown-version', block: 0, version: 2 },
    'nothing-changed': { kind: 'nothing-changed', block: 0, version: 2 },
    'not-changed-there': { kind: 'not-changed-there', block: 0, version: 2, name: '指標' },
    'closing-past': { kind: 'closing-past', block: 0, closesOn: TODAY },
    'unknown-theme': { kind: 'unknown-theme', id: 'x' },
    'unknown-kpi': { kind: 'unknown-kpi', id: 'x' },
    'unknown-district': { kind: 'unknown-district', id: 'x' },
  };
  test.each(Object.values(ALL))('has Japanese words: $kind', (fault) => {
    const { where, what } = faultLine(fault, of([poll({})]));
    expect(what).toMatch(/[ぁ-ん].*。$/);
    expect(what).not.toMatch(/undefined|NaN|null/);
    expect(where === '').toBe(!('block' in fault));
  });
  test('has words of its own', () => {
    const words = Object.values(ALL).map((fault) => faultLine(fault, of([poll({})])).what);
    expect(new Set(words).size).toBe(words.length);
  });
});
