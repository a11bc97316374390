import type { messagingApi, webhook } from '@line/bot-sdk';
import { describe, expect, test } from 'vitest';
import { followTargets, EMPTY_SEGMENT } from '../../src/domain/broadcasts/audience.ts';
import type { Answer } from '../../src/domain/look-up/answer.ts';
import { answerIntent } from '../../src/domain/look-up/answer-intent.ts';
import type { Intent, View } from '../../src/domain/look-up/intent.ts';
import { lookUpOf } from '../../src/domain/look-up/look-up-count.ts';
import { readPostback, writeFollow } from '../../src/domain/look-up/postback.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import {
  EVERYTHING,
  listFollowItems,
  type FollowTarget,
  type FollowWish,
} from '../../src/domain/residents/follows.ts';
import { NOTHING_TOLD, type ResidentSettings } from '../../src/domain/residents/settings.ts';
import { understandEvents } from '../../src/flows/understand-events.ts';
import { renderAnswer } from '../../src/messages/render-answer.ts';
import { checkMessages } from '../../src/simulator/line-api/rules/check-message.ts';
import { answerTo, context, factsOf, messagesFor, TODAY, wordsIn } from '../helpers/answers.ts';
import { datasetWith, LINE_FRIENDS_ENDED, loadPlan, planOf, SATISFACTION_ROWS } from '../helpers/plan.ts';

const plan = loadPlan();
/** With a KGI, and without the KPI of LINE friends, which has ended. */
const grownPlan = planOf(
  datasetWith({
    ...SATISFACTION_ROWS,
    kpis: [...(SATISFACTION_ROWS['kpis'] ?? []), LINE_FRIENDS_ENDED],
  }),
);

const kpi = (id: string): FollowTarget => ({ kind: 'kpi', id });
const theme = (id: string): FollowTarget => ({ kind: 'theme', id });
const everyTarget = (of: Plan): FollowTarget[] => [
  EVERYTHING,
  ...[...of.themes.keys()].map(theme),
  ...[...of.kpis.keys(), ...of.kgis.keys()].map(kpi),
];

/** What a typed text or a tapped button asks for on a day. */
async function understood(
  event: { text: string } | { data: string },
  of = plan,
): Promise<Intent | undefined> {
  const content =
    'text' in event
      ? { type: 'message', message: { type: 'text', id: '1', text: event.text } }
      : { type: 'postback', postback: event };
  const whole = {
    mode: 'active',
    timestamp: Date.parse(`${TODAY}T03:00:00Z`),
    source: { type: 'user', userId: 'U1' },
    replyToken: 'r',
    ...content,
  };
  const [first] = await understandEvents([whole as unknown as webhook.Event], {
    town: context.town,
    loadPlan: () => Promise.resolve(of),
    log: () => {},
  });
  return first?.intent;
}

type Circumstances = { follows?: readonly FollowTarget[]; told?: Partial<ResidentSettings>; of?: Plan };

function shown(
  answer: Answer,
  { follows = [], told = {}, of = plan }: Circumstances = {},
): messagingApi.FlexMessage[] {
  const messages = renderAnswer(answer, {
    ...context,
    told: { ...NOTHING_TOLD, ...told, follows },
    following: listFollowItems(follows, of, TODAY),
  });
  return messages as messagingApi.FlexMessage[];
}

const heard = (messages: readonly messagingApi.FlexMessage[]): string => messages[0]?.altText ?? '';
const dataIn = (messages: unknown): string[] =>
  [...JSON.stringify(messages).matchAll(/"data":"([^"]+)"/g)].map((match) => match[1] ?? '');

/** The answer to a wish, once it has been saved over what was followed. */
function afterWish(
  wish: FollowWish,
  target: FollowTarget,
  {
    before = [],
    now,
    of = plan,
    told = {},
  }: Circumstances & { before?: FollowTarget[]; now: FollowTarget[] },
): string {
  const wasFollowed = before.some(({ kind, id }) => kind === target.kind && id === target.id);
  const answer = answerIntent({ kind: wish, target }, { ...factsOf(of), wasFollowed });
  return heard(shown(answer, { follows: now, told, of }));
}

describe('a button to follow, or to follow no more', () => {
  test('comes back as it was, for every target there is', async () => {
    for (const target of everyTarget(grownPlan)) {
      for (const wish of ['follow', 'unfollow'] as const)
        expect(readPostback(writeFollow(wish, target))).toEqual({ kind: wish, target });
    }
    expect(writeFollow('follow', kpi('line-friends'))).toBe('v=1&a=follow&k=kpi&id=line-friends');
    expect(await understood({ data: 'v=1&a=follow&k=everything&id=' })).toEqual({
      kind: 'follow',
      target: EVERYTHING,
    });
  });
  test.each([
    'v=1&a=follow&k=kpi&id=',
    'v=1&a=follow&k=kpi&id=<script>',
    'v=1&a=follow&k=initiative&id=digital-skills',
    'v=1&a=follow&k=everything&id=all',
    'v=1&a=follow&id=line-friends',
    'v=2&a=follow&k=kpi&id=line-friends',
    'v=1&a=follow&k=kpi&id=never-was',
    'v=1&a=follow&k=theme&id=never-was',
    'v=1&a=follow&k=theme&id=line-friends',
    'v=1&a=unfollow&k=shoe&id=line-friends',
  ])('of what there is not, %s, is outdated', async (data) => {
    expect(await understood({ data })).toEqual({ kind: 'outdated-button' });
  });
  test('of a KPI that has ended is outdated, and to follow it no more is not', async () => {
    const ended = kpi('line-friends');
    expect(await understood({ data: writeFollow('follow', ended) }, grownPlan)).toEqual({
      kind: 'outdated-button',
    });
    const stop = await understood({ data: writeFollow('unfollow', ended) }, grownPlan);
    expect(stop).toEqual({ kind: 'unfollow', target: ended });
    expect(afterWish('unfollow', ended, { before: [ended], now: [], of: grownPlan })).toMatch(
      /^フォローをやめました。町公式LINE登録者数。/,
    );
  });
  test('of what has left the plan is outdated for who did not follow it', () => {
    const gone = kpi('never-was');
    expect(answerTo({ kind: 'unfollow', target: gone }, plan)).toEqual({ kind: 'outdated-button' });
    expect(afterWish('unfollow', gone, { before: [gone], now: [] })).toMatch(
      /^フォローをやめました。計画からなくなったもの。/,
    );
  });
  test('typed as the chat shows it does the same', async () => {
    for (const of of [plan, grownPlan]) {
      for (const target of everyTarget(of)) {
        const isEnded = of === grownPlan && target.id === 'line-friends';
        for (const wish of isEnded ? (['unfollow'] as const) : (['follow', 'unfollow'] as const)) {
          const now = wish === 'follow' ? [] : [target];
          const answer = answerIntent(
            { kind: wish === 'follow' ? 'unfollow' : 'follow', target },
            { ...factsOf(of), wasFollowed: true },
          );
          const action = JSON.stringify(shown(answer, { follows: now, of })).split(writeFollow(wish, target));
          const [, said = ''] = /"displayText":"([^"]+)"/.exec(action[1] ?? '') ?? [];
          expect(await understood({ text: said }, of), said).toEqual({ kind: wish, target });
        }
      }
    }
  });
});

describe('in words', () => {
  test.each([
    ['DXの推進をフォロー', 'follow', theme('dx')],
    ['DXをフォローする', 'follow', theme('dx')],
    ['女性の活躍 フォロー', 'follow', theme('women')],
    ['ﾗｲﾝ登録をﾌｫﾛｰしたいです。', 'follow', kpi('line-friends')],
    ['インスタグラムのフォロワー数をフォローして', 'follow', kpi('instagram-followers')],
    ['すべてフォロー', 'follow', EVERYTHING],
    ['すべてフォローする', 'follow', EVERYTHING],
    ['全部をフォローしてください', 'follow', EVERYTHING],
    ['すべての約束をフォロー', 'follow', EVERYTHING],
    ['DXの推進のフォローをやめる', 'unfollow', theme('dx')],
    ['DXのフォローをやめたい', 'unfollow', theme('dx')],
    ['すべてのフォローをやめる', 'unfollow', EVERYTHING],
    ['育休のフォロー解除', 'unfollow', kpi('paternity-leave')],
    ['育休はフォローしない', 'unfollow', kpi('paternity-leave')],
  ] as const)('「%s」 is to %s', async (text, kind, target) => {
    expect(await understood({ text })).toEqual({ kind, target });
  });
  test('a name that several things have is asked about, with buttons that follow', async () => {
    const intent = await understood({ text: 'フォロワーをフォロー' });
    expect(intent).toEqual({
      kind: 'choose-follow',
      wish: 'follow',
      targets: [kpi('instagram-followers'), kpi('x-followers')],
      more: 0,
    });
    const messages = shown(answerTo(intent ?? { kind: 'leave' }, plan));
    expect(heard(messages)).toBe(
      'どれをフォローしますか？町公式Instagramフォロワー数、町公式Xフォロワー数。',
    );
    expect(dataIn(messages)).toContain(writeFollow('follow', kpi('x-followers')));
    expect(await understood({ text: 'フォロワーのフォローをやめる' })).toMatchObject({
      kind: 'choose-follow',
      wish: 'unfollow',
    });
  });
  test('a name that is only near something is never followed unasked', async () => {
    expect(await understood({ text: 'LINE詐欺をフォロー' })).toMatchObject({ kind: 'choose-follow' });
  });
  test('the name of an initiative asks which of its KPIs is meant', async () => {
    const intent = await understood({
      text: `${plan.initiatives.get('audience-channels')?.name.text}をフォロー`,
    });
    expect(intent).toMatchObject({ kind: 'choose-follow', targets: { length: 4 } });
  });
  test('the name of a KPI that has ended shows its card, which says so', async () => {
    expect(await understood({ text: '町公式LINE登録者数をフォロー' }, grownPlan)).toEqual({
      kind: 'show',
      view: { kind: 'kpi', id: 'line-friends' },
    });
  });
  test.each(['災害時のフォロー', 'フォローアップ研修', 'フォロワー'])('「%s」 is a question', async (text) =>
    expect(await understood({ text })).toEqual({ kind: 'ask', text }),
  );
  test.each(['宇宙エレベーター', '電子決裁'])(
    '「%sをフォロー」 is a question for that name, where nothing of it can be followed',
    async (name) =>
      expect(await understood({ text: `${name}をフォロー` })).toEqual({ kind: 'ask', text: name }),
  );
  test('what the plan has of that very name is meant by it', async () => {
    const renamed = planOf(
      datasetWith({
        synonyms: [{ word: '子育て世代をフォロー', kind: 'kpi', target: 'paternity-leave', note: '' }],
      }),
    );
    expect(await understood({ text: '子育て世代をフォロー' }, renamed)).toMatchObject({ kind: 'ask' });
  });
  test.each(['フォロー', 'フォロー中', 'ふぉろー中', 'フォローする', 'フォローをやめる', '通知'])(
    '「%s」 shows what is followed',
    (text) => expect(answerTo({ kind: 'ask', text }, plan)).toEqual({ kind: 'following', page: 1 }),
  );
});

describe('every card', () => {
  const cards = (view: View, of = plan): string[] => dataIn(messagesFor({ kind: 'show', view }, of));
  test('of a KPI, a KGI and a theme follows it in one tap, and the overview everything', () => {
    for (const target of everyTarget(plan)) {
      const view: View =
        target.kind === 'everything' ? { kind: 'overview' } : { kind: target.kind, id: target.id };
      expect(cards(view), target.id).toContain(writeFollow('follow', target));
    }
    expect(cards({ kind: 'kpi', id: 'satisfaction' }, grownPlan)).toContain(
      writeFollow('follow', kpi('satisfaction')),
    );
  });
  test('of a KPI that has ended does not, since there will be no news of it', () => {
    expect(cards({ kind: 'kpi', id: 'line-friends' }, grownPlan).join()).not.toContain('a=follow');
  });
  test('of a KPI has no more buttons than before it could be followed', () => {
    for (const id of plan.kpis.keys()) {
      const [message] = messagesFor({ kind: 'show', view: { kind: 'kpi', id } }, plan);
      const { contents } = message as messagingApi.FlexMessage;
      expect((contents as messagingApi.FlexBubble).footer?.contents.length).toBeLessThanOrEqual(5);
    }
  });
});

describe('what is said after following', () => {
  const dx = theme('dx');
  test('is what is followed now, how often news come, and that the sending is being prepared', () => {
    expect(afterWish('follow', dx, { now: [dx, EVERYTHING] })).toBe(
      'フォローしました。DXの推進。通知の頻度は「月1回」です。お知らせの仕組みは準備中です。始まったらお届けします。フォローしているものは2件です。',
    );
    const messages = shown({ ...answerTo({ kind: 'follow', target: dx }, plan) }, { follows: [dx] });
    for (const data of [writeFollow('unfollow', dx), 'v=1&a=frequency', 'v=1&a=following'])
      expect(dataIn(messages)).toContain(data);
  });
  test('a second time is that it is followed already, with the way to stop', () => {
    expect(afterWish('follow', dx, { before: [dx], now: [dx] })).toMatch(
      /^もうフォローしています。DXの推進。/,
    );
  });
  test('is that nothing will come, to who wants nothing sent', () => {
    const words = afterWish('follow', dx, { now: [dx], told: { frequency: 'never' } });
    expect(words).toContain('通知の頻度は「送らない」です。フォローは残りますが');
    expect(words).not.toContain('準備中');
  });
  test('too late, when a newer word counts, is how it stands', () => {
    expect(afterWish('follow', dx, { now: [] })).toMatch(/^フォローしていません。DXの推進。このあとで/);
    expect(afterWish('unfollow', dx, { before: [dx], now: [dx] })).toMatch(
      /^もうフォローしています。DXの推進。このあとで/,
    );
  });
});

describe('what is said after following no more', () => {
  const friends = kpi('line-friends');
  test('is so, with the way back', () => {
    expect(afterWish('unfollow', friends, { before: [friends], now: [] })).toBe(
      'フォローをやめました。町公式LINE登録者数。フォローしているものはありません。',
    );
    const messages = shown({ ...answerTo({ kind: 'unfollow', target: friends }, plan) });
    expect(dataIn(messages)).toContain(writeFollow('follow', friends));
  });
  test('is that it was not followed, to who did not', () => {
    expect(afterWish('unfollow', friends, { now: [] })).toMatch(/^フォローしていません。/);
  });
  test('is that news come all the same, by its theme or by everything', () => {
    const after = (...now: FollowTarget[]) => afterWish('unfollow', friends, { before: [friends], now });
    expect(after(theme('services'), EVERYTHING)).toContain('「住民サービス」をフォローしているので');
    expect(after(theme('dx'), EVERYTHING)).toContain('「すべての約束」をフォローしているので');
    expect(after(theme('dx'))).not.toContain('をフォローしているので');
  });
});

describe('the list of what is followed', () => {
  test('leads to the next step when there is nothing', () => {
    const messages = shown({ kind: 'following', page: 1 });
    expect(heard(messages)).toContain('フォロー中のものはありません。');
    expect(dataIn(messages)).toEqual(
      expect.arrayContaining(['v=1&a=overview', writeFollow('follow', EVERYTHING)]),
    );
  });
  test('has everything, then themes, then KPIs as the plan has them, then what has ended or gone, each with やめる', () => {
    const follows = [
      kpi('never-was'),
      kpi('line-friends'),
      kpi('satisfaction'),
      theme('women'),
      theme('dx'),
      EVERYTHING,
    ];
    const messages = shown({ kind: 'following', page: 1 }, { follows, of: grownPlan });
    expect(heard(messages)).toBe(
      'フォロー中。フォローしているものは6件です。通知の頻度は「月1回」です。お知らせの仕組みは準備中です。始まったらお届けします。' +
        'すべての約束、DXの推進、女性の活躍、町公式LINE登録者数、行政サービスの満足度、計画からなくなったもの。',
    );
    expect(wordsIn(messages)).toContain('終了した指標');
    for (const target of follows) expect(dataIn(messages)).toContain(writeFollow('unfollow', target));
    expect(wordsIn(messages).join()).not.toMatch(/never-was|line-friends|satisfaction/);
  });
  test('is taken by LINE however long it is, in several messages, and every item is on one of them', () => {
    const long = 'とても長い名前の指標'.repeat(20);
    const [friends] = plan.kpis.values();
    const kpis = new Map(
      Array.from({ length: 200 }, (_, at) => [
        `kpi-${at}`,
        { ...friends, id: `kpi-${at}`, name: { printed: long, text: long, reading: long }, shortName: long },
      ]),
    );
    const of = { ...plan, kpis } as Plan;
    const follows = everyTarget(of);
    const found = new Set<string>();
    for (let page = 1; page <= 9; page += 1) {
      const messages = shown({ kind: 'following', page }, { follows, of });
      expect(checkMessages(messages, true), `page ${page}`).toEqual([]);
      for (const data of dataIn(messages)) found.add(data);
    }
    for (const target of follows) expect(found).toContain(writeFollow('unfollow', target));
    expect(found).toContain('v=1&a=following&id=7');
    expect(found).not.toContain('v=1&a=following&id=8');
  });
  test('of all 25 KPIs, all themes and everything is a tap or two', () => {
    const follows = everyTarget(plan);
    const first = dataIn(shown({ kind: 'following', page: 1 }, { follows }));
    expect(first.filter((data) => data.includes('a=unfollow'))).toHaveLength(30);
    expect(first).toContain('v=1&a=following&id=2');
  });
  test('that has become shorter since its button was shown gives its last page', () => {
    const messages = shown({ kind: 'following', page: 3 }, { follows: [theme('dx')] });
    expect(dataIn(messages)).toContain(writeFollow('unfollow', theme('dx')));
  });
});

test('answers about following are taken by LINE and are no look-ups', () => {
  const follows = everyTarget(plan);
  const items = listFollowItems(follows, plan, TODAY);
  const answers: Answer[] = [
    ...items.flatMap((item): Answer[] => [
      { kind: 'follow', item, wasFollowed: false },
      { kind: 'unfollow', item, wasFollowed: true },
    ]),
    { kind: 'following', page: 1 },
    { kind: 'choose-follow', wish: 'unfollow', items: items.slice(0, 10), more: 3 },
  ];
  for (const answer of answers) {
    for (const now of [[], follows])
      expect(checkMessages(shown(answer, { follows: now }), true), JSON.stringify(answer)).toEqual([]);
    expect(lookUpOf(answer)).toBeNull();
  }
});

test('who follows a KGI is meant by a segment that names it', () => {
  expect(followTargets({ ...EMPTY_SEGMENT, kpis: ['satisfaction'] }, grownPlan)).toContainEqual(
    kpi('satisfaction'),
  );
});
