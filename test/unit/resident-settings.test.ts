import type { messagingApi, webhook } from '@line/bot-sdk';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/domain/look-up/answer.ts';
import type { Intent } from '../../src/domain/look-up/intent.ts';
import { lookUpOf } from '../../src/domain/look-up/look-up-count.ts';
import {
  FORGET_ME,
  POSTBACK_DATA_MAX,
  readPostback,
  writeChange,
  writeReadPostback,
} from '../../src/domain/look-up/postback.ts';
import {
  AGE_BANDS,
  FREQUENCIES,
  MONTHLY_CAPS,
  NOTHING_TOLD,
  type ResidentSettings,
  type Setting,
  type SettingChange,
} from '../../src/domain/residents/settings.ts';
import { readTesterCode } from '../../src/domain/residents/tester-code.ts';
import { understandEvents } from '../../src/flows/understand-events.ts';
import { renderAnswer } from '../../src/messages/render-answer.ts';
import type { RenderContext } from '../../src/messages/render-context.ts';
import { choicesFor, choiceWords, SETTINGS } from '../../src/messages/wording/choice-words.ts';
import { wordings } from '../../src/messages/wording/wordings.ts';
import { checkMessages } from '../../src/simulator/line-api/rules/check-message.ts';
import { answerTo, context, wordsIn } from '../helpers/answers.ts';
import { loadPlan } from '../helpers/plan.ts';

const plan = loadPlan();
const { districts } = context.town;
const ALL_TOLD: ResidentSettings = {
  language: 'vi',
  ageBand: '30s',
  district: '中部',
  monthlyCap: 2,
  frequency: 'quarterly',
  follows: [{ kind: 'theme', id: 'dx' }],
};
const UUID = '3f0c1d2e-aaaa-4bbb-8ccc-0123456789ab';

/** What a typed text or a tapped button asks for, with the words of the choices taken into account. */
async function understood(
  event: { text: string } | { data: string },
  town: Partial<RenderContext['town']> = {},
): Promise<Intent | undefined> {
  const content =
    'text' in event
      ? { type: 'message', message: { type: 'text', id: '1', text: event.text } }
      : { type: 'postback', postback: event };
  const whole = { mode: 'active', source: { type: 'user', userId: 'U1' }, replyToken: 'r', ...content };
  const [first] = await understandEvents([whole as unknown as webhook.Event], {
    town: { ...context.town, ...town },
    loadPlan: () => Promise.resolve(plan),
    log: () => {},
  });
  return first?.intent;
}

function shown(answer: Answer, told = NOTHING_TOLD, more: Partial<RenderContext> = {}) {
  return renderAnswer(answer, { ...context, told, ...more });
}

const altText = (messages: readonly messagingApi.Message[]): string =>
  (messages[0] as messagingApi.FlexMessage).altText;

describe('a choice', () => {
  const changes = SETTINGS.flatMap((setting): SettingChange[] => [
    ...choicesFor(setting, wordings.ja, districts).map(({ change }) => change),
    { setting, value: null },
  ]);
  test('of every setting, and taking each back, comes back from its button as it was', () => {
    const offered = [AGE_BANDS, districts, MONTHLY_CAPS, FREQUENCIES].map((choices) => choices.length);
    expect(changes).toHaveLength(5 + offered.reduce((sum, count) => sum + count) + SETTINGS.length);
    for (const change of changes) {
      const data = writeChange(change);
      expect(readPostback(data), data).toEqual({ kind: 'change', change });
    }
    expect(writeChange({ setting: 'age-band', value: '30s' })).toBe('v=1&a=set&k=age-band&id=30s');
  });
  test('of a district with the longest name fits into a button', () => {
    const data = writeChange({ setting: 'district', value: '𠮷'.repeat(10) });
    expect(data.length).toBeLessThanOrEqual(POSTBACK_DATA_MAX);
    expect(readPostback(data)).toMatchObject({ kind: 'change' });
  });
  test.each([
    'v=1&a=set&k=age-band&id=31',
    'v=1&a=set&k=language&id=klingon',
    'v=1&a=set&k=monthly-cap&id=3',
    'v=1&a=set&k=frequency&id=hourly',
    'v=1&a=set&k=shoe-size&id=42',
    'v=1&a=set&id=30s',
    'v=2&a=set&k=age-band&id=30s',
    `v=1&a=set&k=district&id=${'x'.repeat(21)}`,
  ])('that there is not, %s, is an outdated button', async (data) => {
    expect(await understood({ data })).toEqual({ kind: 'outdated-button' });
  });
  test('of a district that the town no longer has is an outdated button, and taking it back is not', async () => {
    const tapped = (value: string | null) =>
      understood({ data: writeChange({ setting: 'district', value }) }, { districts: ['東部'] });
    expect(await tapped('中部')).toEqual({ kind: 'outdated-button' });
    expect(await tapped('東部')).toMatchObject({ kind: 'change' });
    expect(await tapped(null)).toMatchObject({ kind: 'change' });
  });
  test('typed as its button calls it does the same, in whatever width', async () => {
    for (const { word, intent } of choiceWords(wordings.ja, districts))
      expect(await understood({ text: word }), word).toEqual(intent);
    expect(await understood({ text: ' ３０代 ' })).toEqual({
      kind: 'change',
      change: { setting: 'age-band', value: '30s' },
    });
    expect(await understood({ text: 'はい データを消します。' })).toEqual({ kind: 'forget-me' });
  });
  test('is not found in a longer text, nor where the plan has something of that very name', async () => {
    expect(await understood({ text: '30代の女性' })).toMatchObject({ kind: 'ask' });
    expect(await understood({ text: '女性の活躍' }, { districts: ['女性の活躍'] })).toMatchObject({
      kind: 'ask',
    });
  });
});

describe('every settings screen is reached by typing', () => {
  test.each([
    ['設定', 'settings'],
    ['ことばの設定', 'language'],
    ['年代', 'age-band'],
    ['地区', 'district'],
    ['通知の回数', 'monthly-cap'],
    ['通知の頻度', 'frequency'],
    ['データを消す', 'forget'],
    ['退会', 'forget'],
  ])('%s', (text, kind) => {
    expect(answerTo({ kind: 'ask', text }, plan)).toEqual({ kind });
  });
});

describe('the code of a tester', () => {
  test.each([
    'テスト登録 12345678',
    'テスト登録　１２３４５６７８',
    'ﾃｽﾄ登録12345678',
    'テスト登録：1234-5678',
  ])('is read from 「%s」', async (text) => {
    expect(await understood({ text })).toEqual({ kind: 'register-tester', code: '12345678' });
  });
  test.each(['テスト登録', 'テスト登録 1234567', 'テスト登録 123456789', 'テスト登録 abcdefgh', '12345678'])(
    'is not in 「%s」',
    (text) => expect(readTesterCode(text)).toBeNull(),
  );
  test('is answered with whether it was one, and never with whose', () => {
    const intent: Intent = { kind: 'register-tester', code: '12345678' };
    expect(answerTo(intent, plan)).toEqual({ kind: 'tester', isRegistered: false });
    expect(altText(shown({ kind: 'tester', isRegistered: true }))).toContain('テスト登録をしました');
    expect(altText(shown({ kind: 'tester', isRegistered: false }))).toContain('この番号は使えません');
  });
});

describe('the button under a broadcast', () => {
  const data = writeReadPostback({ broadcastId: UUID, revision: 3, language: 'zh-Hans' });
  test('asks for that revision in that language', async () => {
    expect(await understood({ data })).toEqual({
      kind: 'read-broadcast',
      id: UUID,
      revision: 3,
      language: 'zh-Hans',
    });
  });
  test.each([
    data.replace(UUID, 'x'),
    data.replace('r=3', 'r=-1'),
    data.replace('r=3', 'r=1e3'),
    data.replace('zh-Hans', 'fr'),
  ])('that was tampered with, %s, is an outdated one', async (forged) => {
    expect(await understood({ data: forged })).toEqual({ kind: 'outdated-button' });
  });
});

describe('the settings card', () => {
  test('says in sentences what was told and what was not', () => {
    expect(altText(shown({ kind: 'settings' }))).toMatch(
      /^設定。.*フォローしているものはありません。ことばは選んでいません。年代は選んでいません。地区は選んでいません。通知の頻度は「月1回（選んでいないとき）」です。通知の回数は選んでいません。$/,
    );
    expect(altText(shown({ kind: 'settings' }, ALL_TOLD))).toContain(
      'フォローしているものは1件です。ことばは「Tiếng Việt」です。年代は「30代」です。地区は「中部」です。通知の頻度は「年4回」です。通知の回数は「月2回まで」です。',
    );
  });
  test('leads to every screen, to deletion and to what is kept', () => {
    const buttons = JSON.stringify(shown({ kind: 'settings' }, ALL_TOLD));
    for (const view of ['following', ...SETTINGS, 'forget', 'privacy', 'home'])
      expect(buttons).toContain(`"data":"v=1&a=${view}"`);
  });
  test('asks for no district where the town has none, and still shows the one that was told', () => {
    const town = { ...context.town, districts: [] };
    expect(altText(shown({ kind: 'settings' }, NOTHING_TOLD, { town }))).not.toContain('地区');
    expect(altText(shown({ kind: 'district' }, NOTHING_TOLD, { town }))).toMatch(/^設定。/);
    expect(altText(shown({ kind: 'settings' }, ALL_TOLD, { town }))).toContain(
      '地区は「中部（いまは選べない地区です）」です',
    );
    expect(JSON.stringify(shown({ kind: 'district' }, ALL_TOLD, { town }))).toContain(
      writeChange({ setting: 'district', value: null }),
    );
  });
  test('is on the home menu and in the help', () => {
    for (const kind of ['home', 'help', 'privacy'] as const)
      expect(
        JSON.stringify(renderAnswer(answerTo({ kind: 'show', view: { kind } }, plan), context)),
      ).toContain('"data":"v=1&a=settings"');
  });
});

describe('a screen to choose on', () => {
  const answers: Answer[] = [
    ...SETTINGS.flatMap((setting): Answer[] => [{ kind: setting }, { kind: 'changed', setting }]),
    { kind: 'settings' },
    { kind: 'forget' },
    { kind: 'forgotten' },
    { kind: 'try-later' },
    { kind: 'tester', isRegistered: true },
    { kind: 'tester', isRegistered: false },
  ];
  const manyDistricts = Array.from({ length: 24 }, (_, index) => `${'地'.repeat(18)}${index + 10}`);
  test.each([
    ['nothing told', NOTHING_TOLD, districts],
    ['everything told', ALL_TOLD, districts],
    ['many districts', { ...ALL_TOLD, district: manyDistricts[20] ?? '' }, manyDistricts],
    ['no districts', ALL_TOLD, []],
  ] as const)('is taken by LINE with %s', (_, told, names) => {
    for (const answer of answers) {
      const town = { ...context.town, districts: names };
      expect(checkMessages(shown(answer, told, { town }), true), JSON.stringify(answer)).toEqual([]);
    }
  });
  test('offers every choice as a button whose words can be typed, and the way back', () => {
    for (const setting of SETTINGS) {
      const messages = JSON.stringify(shown({ kind: setting }));
      for (const { label, change } of choicesFor(setting, wordings.ja, districts)) {
        expect(messages, label).toContain(`"data":"${writeChange(change)}","displayText":"${label}"`);
      }
      expect(messages).toContain('"data":"v=1&a=settings"');
    }
  });
  test('says what is chosen now and offers to take it back, once there is something', () => {
    for (const setting of SETTINGS) {
      const takeBack = `"data":"${writeChange({ setting, value: null })}"`;
      expect(JSON.stringify(shown({ kind: setting }))).not.toContain(takeBack);
      const told = shown({ kind: setting }, ALL_TOLD);
      expect(JSON.stringify(told)).toContain(takeBack);
      expect(wordsIn(told).join('\n')).toContain('いまの設定：');
    }
  });
  test('shows all districts, on several bubbles where they are many', () => {
    const words = wordsIn(
      shown({ kind: 'district' }, NOTHING_TOLD, { town: { ...context.town, districts: manyDistricts } }),
    );
    expect(words).toContain('設定　3/3');
    for (const district of manyDistricts) expect(words).toContain(district);
  });
  test('names all five languages in themselves', () => {
    const words = wordsIn(shown({ kind: 'language' }));
    expect(words).toEqual(
      expect.arrayContaining(['日本語', 'やさしい日本語', 'English', '简体中文', 'Tiếng Việt']),
    );
  });
});

describe('what is said after a choice', () => {
  const after = (setting: Setting, told: Partial<ResidentSettings>): string =>
    altText(shown({ kind: 'changed', setting }, { ...NOTHING_TOLD, ...told }));
  test('is how it stands now', () => {
    expect(after('age-band', { ageBand: '70s-up' })).toContain('年代を「70歳以上」にしました');
    expect(after('district', { district: '南部' })).toContain('地区を「南部」にしました');
    expect(after('monthly-cap', { monthlyCap: 4 })).toContain('通知の回数を「月4回まで」にしました');
    expect(after('age-band', {})).toContain('年代の設定を消しました');
    expect(after('frequency', {})).toContain('通知の頻度の設定を消しました。月1回にもどります。');
  });
  test('is, of how often news come, that the sending is being prepared, or that none will come', () => {
    expect(after('frequency', { frequency: 'at-once' })).toContain(
      '通知の頻度を「すぐに」にしました。お知らせの仕組みは準備中です。始まったらお届けします。',
    );
    expect(after('frequency', { frequency: 'never' })).toContain('フォローは残りますが');
    expect(after('frequency', { frequency: 'never' })).not.toContain('準備中');
  });
  test.each([
    ['ja', '日本語でお届けします'],
    ['ja-easy', 'やさしい日本語で 送ります'],
    ['en', 'messages from the town come to you in English'],
    ['zh-Hans', '菜单和回答目前只有日语'],
    ['vi', 'bằng tiếng Việt'],
  ] as const)('is said in the language that was chosen: %s', (language, words) => {
    expect(after('language', { language })).toContain(words);
  });
  test('promises no translation of menus', () => {
    expect(after('language', { language: 'en' })).toContain('Menus and answers are in Japanese only for now');
    expect(after('language', {})).toContain('お知らせは日本語でお届けします');
  });
});

describe('deleting', () => {
  test('is asked about once, and only its own button does it', () => {
    expect(answerTo({ kind: 'ask', text: 'データを消す' }, plan)).toEqual({ kind: 'forget' });
    const data = [...JSON.stringify(shown({ kind: 'forget' })).matchAll(/"data":"([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(data.filter((each) => readPostback(each).kind === 'forget-me')).toEqual([FORGET_ME]);
    for (const answer of [{ kind: 'settings' }, { kind: 'privacy' }, { kind: 'home', themes: [] }] as const)
      expect(JSON.stringify(shown(answer))).not.toContain(FORGET_ME);
  });
  test('and the other answers about settings are not counted as look-ups', () => {
    const answers: Answer[] = [
      { kind: 'settings' },
      { kind: 'language' },
      { kind: 'changed', setting: 'district' },
      { kind: 'forget' },
      { kind: 'forgotten' },
      { kind: 'tester', isRegistered: true },
      { kind: 'try-later' },
    ];
    expect(answers.map(lookUpOf)).toEqual(answers.map(() => null));
  });
});
