import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, test } from 'vitest';
import type { Intent, View } from '../../src/domain/look-up/intent.ts';
import { readPostback } from '../../src/domain/look-up/postback.ts';
import type { Kpi, Plan } from '../../src/domain/plan/plan.ts';
import { PALETTE, STATUS_COLOURS } from '../../src/messages/palette.ts';
import { renderAnswer } from '../../src/messages/render-answer.ts';
import { checkMessages } from '../../src/simulator/line-api/rules/check-message.ts';
import { answerTo, context, everyView, messagesFor, TODAY, wordsIn } from '../helpers/answers.ts';
import {
  datasetWith,
  kgiOf,
  kpiOf,
  LINE_FRIENDS_ENDED,
  loadPlan,
  planOf,
  rowOf,
  SATISFACTION_ROWS,
} from '../helpers/plan.ts';

const plan = loadPlan();
const samplePlan = loadPlan({ withSamples: true });

/** With a KGI, a KPI that has ended, and an initiative whose only KPI has ended. */
const grownPlan = planOf(
  datasetWith({
    ...SATISFACTION_ROWS,
    kpis: [
      ...(SATISFACTION_ROWS['kpis'] ?? []),
      LINE_FRIENDS_ENDED,
      { ...rowOf('kpis', 'women-managers'), retired_on: '2026-10-01', retired_reason: '集計をやめたため' },
    ],
  }),
);

const OTHER_INTENTS: Intent[] = [
  { kind: 'befriend', again: false },
  { kind: 'befriend', again: true },
  { kind: 'ask', text: '町' },
  { kind: 'ask', text: '宇宙エレベーター' },
  { kind: 'wordless', what: 'sticker' },
  { kind: 'wordless', what: 'picture' },
  { kind: 'wordless', what: 'location' },
  { kind: 'wordless', what: 'file' },
  { kind: 'outdated-button' },
  { kind: 'join-group' },
  { kind: 'follow', target: { kind: 'kpi', id: 'co2-emissions' } },
  { kind: 'unfollow', target: { kind: 'theme', id: 'dx' } },
  { kind: 'choose-follow', wish: 'follow', targets: [{ kind: 'everything', id: '' }], more: 2 },
];

function everyIntent(of: Plan): Intent[] {
  return [...everyView(of).map((view): Intent => ({ kind: 'show', view })), ...OTHER_INTENTS];
}

function kpiCard(id: string, of = samplePlan): messagingApi.FlexMessage {
  const [message] = messagesFor({ kind: 'show', view: { kind: 'kpi', id } }, of);
  if (message?.type !== 'flex') throw new Error(`${id} is no Flex Message`);
  return message;
}

describe('every answer there is', () => {
  test('passes the limits of LINE, with and without actuals', () => {
    for (const of of [plan, samplePlan, grownPlan]) {
      for (const intent of everyIntent(of)) {
        expect(checkMessages(messagesFor(intent, of), true), JSON.stringify(intent)).toEqual([]);
      }
    }
  });
  test('passes them also when a KPI has the longest names, notes and figures that may be stored', () => {
    const long = 'とても長い名前の指標'.repeat(20);
    const longest = new Map(
      [...samplePlan.kpis].map(([id, kpi]): [string, Kpi] => [
        id,
        {
          ...kpi,
          name: { ...kpi.name, text: long },
          shortName: long,
          note: long.repeat(4),
          unit: '万PV/年度平均',
        },
      ]),
    );
    const stretched: Plan = { ...samplePlan, kpis: longest };
    for (const view of everyView(stretched)) {
      expect(
        checkMessages(messagesFor({ kind: 'show', view }, stretched), true),
        JSON.stringify(view),
      ).toEqual([]);
    }
  });
  test('stays within the limits with more KPIs in a theme than a carousel can show, and says what is left out', () => {
    const kpi = kpiOf(samplePlan, 'line-friends');
    const many = new Map(Array.from({ length: 100 }, (_, n) => [`kpi-${n}`, { ...kpi, id: `kpi-${n}` }]));
    const messages = messagesFor(
      { kind: 'show', view: { kind: 'theme', id: 'services' } },
      { ...samplePlan, kpis: many },
    );
    expect(checkMessages(messages, true)).toEqual([]);
    expect(wordsIn(messages).join('\n')).toContain('ほかに70件あります');
  });
  test.each([samplePlan, grownPlan])('has buttons that lead on, none dead or outdated (plan %#)', (of) => {
    for (const intent of everyIntent(of)) {
      const messages = messagesFor(intent, of);
      const data = [...JSON.stringify(messages).matchAll(/"data":"([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(intent.kind === 'join-group' || data.length > 0, JSON.stringify(intent)).toBe(true);
      for (const each of data) {
        const postback = readPostback(each);
        if (['change', 'forget-me', 'follow', 'unfollow'].includes(postback.kind)) continue; // they are done, not shown
        if (postback.kind !== 'view') throw new Error(`${each} does not read back`);
        expect(answerTo({ kind: 'show', view: postback.view }, of).kind).not.toBe('outdated-button');
      }
    }
  });
  test('follows the font size of the reader in every text and button', () => {
    for (const intent of everyIntent(samplePlan)) {
      const rigid: unknown[] = [];
      JSON.stringify(messagesFor(intent, samplePlan), (_, value: unknown) => {
        const part = value as { type?: string; scaling?: boolean; size?: string } | null;
        const isWritten = part?.type === 'button' || (part?.type === 'text' && part.size !== undefined);
        if (isWritten && !part?.scaling) rigid.push(part);
        return value;
      });
      expect(rigid).toEqual([]);
    }
  });
  test('never shows an id, an English error or a slip of the program', () => {
    for (const intent of everyIntent(grownPlan)) {
      for (const words of wordsIn(messagesFor(intent, grownPlan))) {
        expect(words).not.toMatch(/undefined|NaN|Infinity|null|\[object|line-friends|Error/);
      }
    }
  });
  test('is the first thing in a chat for LINE for PC too: what quick replies offer is also a button', () => {
    for (const id of samplePlan.kpis.keys()) {
      const { contents, quickReply } = kpiCard(id);
      const buttons = JSON.stringify(contents);
      for (const { action } of quickReply?.items ?? []) {
        const { data, label } = action as messagingApi.PostbackAction;
        expect(label === 'メニュー' || buttons.includes(`"data":"${data}"`), label).toBe(true);
      }
    }
  });
});

describe('a KPI card', () => {
  test('says its status, figures and the mark of an even path in altText, as one sentence', () => {
    expect(kpiCard('line-friends').altText).toBe(
      '町公式LINE登録者数：順調。基準 7,159人（R6年度末）。実績 7,702人（R7年度末、見本（架空の値））。目標 9,000人（R10年度末）。R7年度末のめやす 7,619.3人。',
    );
  });
  test('without an actual says 実績未公表 and never a made-up figure', () => {
    const { altText } = kpiCard('line-friends', plan);
    expect(altText).toContain('実績未公表');
    expect(altText).toContain('実績 未公表');
    expect(altText).not.toContain('見本');
  });
  test('marks every made-up figure, on every card and list that shows one', () => {
    for (const kpi of samplePlan.kpis.values()) {
      if (kpi.observations.length === 0) continue;
      for (const view of [{ kind: 'kpi' }, { kind: 'arithmetic' }] as const) {
        const words = wordsIn(messagesFor({ kind: 'show', view: { ...view, id: kpi.id } }, samplePlan));
        expect(words, kpi.id).toContain('見本（架空の値）');
      }
    }
  });
  test('marks them also in altText and in each row of a list', () => {
    for (const kpi of samplePlan.kpis.values()) {
      if (kpi.observations.length === 0) continue;
      for (const kind of ['kpi', 'arithmetic'] as const) {
        const [message] = messagesFor({ kind: 'show', view: { kind, id: kpi.id } }, samplePlan);
        expect((message as messagingApi.FlexMessage).altText, kpi.id).toContain('見本（架空の値）');
      }
      const list = messagesFor(
        { kind: 'show', view: { kind: 'initiative', id: kpi.initiative.id } },
        samplePlan,
      );
      const rows = wordsIn(list).filter((words) => words.includes('\n目標 '));
      const made = rows.filter((words) => words.startsWith('実績'));
      expect(made.length, kpi.id).toBeGreaterThan(0);
      for (const row of made) expect(row).toContain('見本（架空の値）');
    }
  });
  test('says why, as of when and from where', () => {
    const words = wordsIn([kpiCard('line-friends')]).join('\n');
    expect(words).toContain('判定の理由：R7年度末のめやすは7,619.3人。');
    expect(words).toContain('実績の時点：2026年3月31日');
    expect(words).toContain('基準・目標の出典：町長マニフェスト一覧表の22行目');
  });
  test('repeats its next steps as quick replies, with what tapping them says', () => {
    const items = kpiCard('line-friends').quickReply?.items ?? [];
    const actions = items.map(({ action }) => action as messagingApi.PostbackAction);
    expect(actions.map(({ label }) => label)).toEqual([
      '計算と出典を見る',
      'フォローする',
      '同じ取組の指標',
      '住民サービスの一覧',
      'メニュー',
    ]);
    expect(actions.map(({ displayText }) => displayText)).toEqual(
      actions.map(({ label }) => (label === 'フォローする' ? '町公式LINEの登録者をフォロー' : label)),
    );
    for (const kind of ['home', 'overview', 'help', 'polls'] as const) {
      const [message] = messagesFor({ kind: 'show', view: { kind } }, samplePlan);
      expect(message?.quickReply?.items?.length, kind).toBeGreaterThan(0);
    }
  });
  test.each([
    ['line-friends', '29%', '25%'], // 543 of 1,841, after one of four years
    ['training-attendance', null, '25%'], // worse than the baseline: nothing is filled
    ['paternity-leave', '100%', '25%'], // past the target: capped
    ['x-followers', null, null],
  ])('draws the bar of %s %s full, with the mark at %s', (id, width, mark) => {
    const card = JSON.stringify(kpiCard(id).contents);
    const filled = /"contents":\[\],"width":"(\d+%)","height":"14px"/.exec(card)?.[1] ?? null;
    const marked = /"offsetStart":"(\d+%)"/.exec(card)?.[1] ?? null;
    expect([filled, marked]).toEqual([width, mark]);
  });
  test('marks counts that rest on made-up figures', () => {
    const overview = { kind: 'show', view: { kind: 'overview' } } as const;
    expect(wordsIn(messagesFor(overview, samplePlan))[0]).toContain('見本（架空の値）');
    expect(wordsIn(messagesFor(overview, plan)).join()).not.toContain('見本');
  });
  test('marks provisional actuals as 速報値', () => {
    expect(kpiCard('co2-emissions').altText).toContain(
      '実績 5,900t（R7年度の1年間、速報値、見本（架空の値））',
    );
  });
  test('names the year of a baseline that is not R6, and what a figure without baseline is', () => {
    expect(kpiCard('co2-emissions').altText).toContain('基準 7,072t（R4年度の1年間）');
    expect(kpiCard('x-followers').altText).toContain('評価対象外（基準値なし）。基準 なし');
  });
  test('keeps an unconfirmed case as it was printed', () => {
    const { altText } = kpiCard('digital-promoters');
    expect(altText).toContain('評価対象外（集計方法を確認中）');
    expect(altText).toContain('基準 15人');
    expect(altText).toContain('目標 期間中 30人');
  });
  test('shows rates and years of missing actuals in words', () => {
    expect(wordsIn([kpiCard('paternity-leave', plan)]).join('\n')).toContain(
      'R7年度の実績は、まだ公表されていません。',
    );
  });
});

describe('a KPI that has ended', () => {
  const saidAtTheEnd = 'この指標は2026年10月1日に終了しました。理由：別の指標に置きかえたため。';
  const shown = (view: View, today?: string): string =>
    wordsIn(messagesFor({ kind: 'show', view }, grownPlan, today)).join('\n');

  test.each(['kpi', 'arithmetic'] as const)('says so first on its %s card, before its figures', (kind) => {
    const [message] = messagesFor({ kind: 'show', view: { kind, id: 'line-friends' } }, grownPlan);
    const { altText, contents } = message as messagingApi.FlexMessage;
    expect(altText).toMatch(/^町公式LINE登録者数：この指標は2026年10月1日に終了しました。理由：別の指標/);
    expect(altText).not.toContain('。。');
    expect(altText).toContain('実績 7,702人');
    expect((contents as messagingApi.FlexBubble).body?.contents[0]).toMatchObject({
      contents: [{ text: saidAtTheEnd }],
    });
  });
  test('is on its card, in lists and counted until the day before', () => {
    expect(shown({ kind: 'kpi', id: 'line-friends' }, '2026-09-30')).not.toContain('終了しました');
    expect(shown({ kind: 'theme', id: 'services' }, '2026-09-30')).toContain('町公式LINE登録者数');
    expect(shown({ kind: 'overview' }, '2026-09-30')).toContain('指標は全部で25件です');
  });
  test('has left the list of its theme, of its status, its counts, and those of the overview', () => {
    expect(shown({ kind: 'theme', id: 'services' })).not.toContain('町公式LINE登録者数');
    expect(shown({ kind: 'theme', id: 'services' })).toContain('8件：');
    expect(shown({ kind: 'status', status: 'on_track' })).not.toContain('町公式LINE登録者数');
    expect(shown({ kind: 'overview' })).toContain('指標は全部で23件です');
  });
  test('stands under its initiative as one that has ended, and is no longer counted there', () => {
    const words = shown({ kind: 'initiative', id: kpiOf(grownPlan, 'line-friends').initiative.id });
    expect(words).toContain('この取組の指標は3件です');
    expect(words).toMatch(/終了した指標\n町公式LINE登録者数 ›/);
  });
  test('leaves an initiative without another one among those without an indicator, and it does not say it never had one', () => {
    const { id, name } = kpiOf(grownPlan, 'women-managers').initiative;
    expect(shown({ kind: 'theme', id: 'women' })).toContain(`${name.text} ›`);
    const words = shown({ kind: 'initiative', id });
    expect(words).toContain('この取組には、いま数値の指標（KPI）がありません。');
    expect(words).not.toContain('決められていません');
  });
});

describe('a KGI', () => {
  const { name, priorityItem } = kgiOf(grownPlan, 'satisfaction');
  const words = (view: View): string => wordsIn(messagesFor({ kind: 'show', view }, grownPlan)).join('\n');

  test('has a card like a KPI, under the name of its 重点項目, which leads back to the overview', () => {
    const card = kpiCard('satisfaction', grownPlan);
    expect(JSON.stringify(card.contents)).toContain(priorityItem.name.text);
    expect(card.altText).toBe(
      '行政サービスの満足度：実績未公表。基準 50.0%（R6年度末）。実績 未公表。目標 70.0%（R10年度末）。R7年度末のめやす 55.0%。',
    );
    const labels = card.quickReply?.items?.map(({ action }) => (action as messagingApi.PostbackAction).label);
    expect(labels).toEqual(['計算と出典を見る', 'フォローする', '全体のようす', 'メニュー']);
  });
  test('says its source in words where it has no row', () => {
    for (const kind of ['kpi', 'arithmetic'] as const) {
      expect(words({ kind, id: 'satisfaction' })).toContain('\n出典：総合振興計画（2026年9月）\n');
      expect(words({ kind, id: 'satisfaction' })).not.toContain('行目');
    }
  });
  test('is a row on the overview that opens its card, beside the KPIs and not counted with them', () => {
    const overview = messagesFor({ kind: 'show', view: { kind: 'overview' } }, grownPlan);
    expect(words({ kind: 'overview' })).toContain('重点項目の目標（KGI）：1件');
    expect(words({ kind: 'overview' })).toContain('指標は全部で23件です');
    expect(JSON.stringify(overview)).toContain('"data":"v=1&a=kpi&id=satisfaction"');
    expect((overview[0] as messagingApi.FlexMessage).altText).toContain(name.text);
    expect(words({ kind: 'status', status: 'pending' })).not.toContain(name.text);
  });
  test('is not spoken of while there is none', () => {
    const overview = messagesFor({ kind: 'show', view: { kind: 'overview' } }, samplePlan);
    expect(wordsIn(overview).join()).not.toContain('KGI');
  });
  test('leaves the overview within the limits of LINE however many there are, and says what is left out', () => {
    const long = 'とても長い名前の目標'.repeat(20);
    const kgi = kgiOf(grownPlan, 'satisfaction');
    const kgis = new Map(
      Array.from({ length: 100 }, (_, at) => [
        `kgi-${at}`,
        { ...kgi, id: `kgi-${at}`, name: { ...kgi.name, text: long }, shortName: long },
      ]),
    );
    const messages = messagesFor({ kind: 'show', view: { kind: 'overview' } }, { ...grownPlan, kgis });
    expect(checkMessages(messages, true)).toEqual([]);
    expect(wordsIn(messages).join()).toContain('ほかに94件あります');
  });
});

describe('the arithmetic', () => {
  test('can be followed with the numbers of the card', () => {
    const words = wordsIn(
      messagesFor({ kind: 'show', view: { kind: 'arithmetic', id: 'line-friends' } }, samplePlan),
    );
    expect(words).toContain('どこまで進んだか：(7,702 − 7,159) ÷ (9,000 − 7,159) = 543 ÷ 1,841 = 29.4%');
    expect(words).toContain('今の時点のめやす：4年のうち1年がすぎたので 1 ÷ 4 = 25%');
  });
});

describe('when D1 could not be read', () => {
  test('answers with figures say how old they are, the others need not', () => {
    const stale = { ...context, dataAsOf: '2026-04-01' };
    const card = renderAnswer(
      answerTo({ kind: 'show', view: { kind: 'kpi', id: 'line-friends' } }, plan, TODAY),
      stale,
    );
    expect(card[0]).toMatchObject({
      type: 'text',
      text: expect.stringContaining('2026年4月1日時点') as string,
    });
    expect(renderAnswer({ kind: 'help' }, stale)).toHaveLength(1);
  });
});

describe('colours', () => {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  test('of text reach a contrast of 4.5:1 on what they stand on', () => {
    const pairs = [
      [PALETTE.ink, PALETTE.paper],
      [PALETTE.ink, PALETTE.soft],
      [PALETTE.quiet, PALETTE.paper],
      [PALETTE.quiet, PALETTE.soft],
      [PALETTE.onBrand, PALETTE.brand],
      [PALETTE.onBrandQuiet, PALETTE.brand],
      [PALETTE.sample, PALETTE.sampleBack],
      ...Object.values(STATUS_COLOURS).flatMap(({ ink, back }) => [
        [ink, back],
        [ink, PALETTE.soft],
        [ink, PALETTE.paper],
      ]),
    ];
    for (const [text = '', back = ''] of pairs)
      expect(contrast(text, back), `${text} on ${back}`).toBeGreaterThanOrEqual(4.5);
  });
});
