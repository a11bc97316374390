import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORGET_ME, writeChange } from '../../src/domain/look-up/postback.ts';
import { newFriend, type ResidentAtPhone } from '../helpers/resident.ts';
import { startSystem, type System } from '../helpers/system.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
  await system.publishRichMenu();
});

afterAll(async () => {
  await system.close();
});

const NOTHING_TOLD =
  'フォローしているものはありません。ことばは選んでいません。年代は選んでいません。地区は選んでいません。通知の頻度は「月1回（選んでいないとき）」です。通知の回数は選んでいません。';

describe('as a resident', () => {
  test('I choose, change, look, take back, and delete everything, by tapping', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('メニュー');
    expect(await resident.taps('設定')).toContain(NOTHING_TOLD);
    expect(await resident.taps('年代')).toContain('同じ年代の方へのお知らせ');
    expect(await resident.taps('30代')).toContain('年代を「30代」にしました');
    expect(await resident.taps('年代')).toContain('いまの設定：30代');
    expect(await resident.taps('40代')).toContain('年代を「40代」にしました');
    await resident.taps('地区');
    await resident.taps('中部');
    await resident.taps('通知の回数');
    expect(await resident.taps('月2回まで')).toContain(
      '年代は「40代」です。地区は「中部」です。通知の頻度は「月1回（選んでいないとき）」です。通知の回数は「月2回まで」です。',
    );
    await resident.taps('地区');
    expect(await resident.taps('地区の設定を消す')).toContain('地区の設定を消しました');
    expect(await resident.types('設定')).toContain('年代は「40代」です。地区は選んでいません。');
    expect(await resident.taps('データを消す')).toContain('すべて消します。元にはもどせません。');
    expect(await resident.taps('設定')).toContain('年代は「40代」です'); // asked, and thought better of it
    await resident.taps('データを消す');
    expect(await resident.taps('はい、データを消します')).toContain('消しました');
    expect(await resident.types('設定')).toContain(NOTHING_TOLD);
  });

  test('I do all of it by typing, as in LINE for PC', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.types('年代')).toContain('20歳未満、20代、30代');
    expect(await resident.types('７０歳以上')).toContain('年代を「70歳以上」にしました');
    expect(await resident.types('地区')).toContain('北部、中部、南部');
    expect(await resident.types('北部')).toContain('地区を「北部」にしました');
    expect(await resident.types('通知の回数')).toContain('月1回まで');
    expect(await resident.types('月８回まで')).toContain('月8回まで');
    expect(await resident.types('回数の設定を消す')).toContain('回数を限らずにお届けします');
    expect(await resident.types('データを消す')).toContain('元にはもどせません');
    expect(await resident.types('はい、データを消します')).toContain('消しました');
    expect(await resident.types('設定')).toContain(NOTHING_TOLD);
  });

  test('I choose my language from the rich menu or in words, and am told in it what to expect', async () => {
    const resident = await newFriend(system.simulator);
    await resident.doesUnanswered({
      kind: 'switch-rich-menu',
      richMenuAliasId: 'ayumi-ja-take-part',
      data: 'v=1&a=tab&id=take-part',
    });
    expect(await resident.does({ kind: 'postback', data: 'v=1&a=language' })).toContain(
      'Choose the language of messages from the town.',
    );
    expect(await resident.taps('Tiếng Việt')).toContain('bằng tiếng Việt');
    expect(await resident.types('ことばの設定')).toContain('いまの設定：Tiếng Việt');
    expect(await resident.taps('English')).toContain('Menus and answers are in Japanese only for now');
    expect(await resident.types('简体中文')).toContain('菜单和回答目前只有日语');
    expect(await resident.types('設定')).toContain('ことばは「简体中文」です');
    expect(await resident.types('育休')).toContain('男性の育'); // answers go on in Japanese
  });

  test('I press a button from an old card and am told kindly, and nothing changes', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('南部');
    const old = writeChange({ setting: 'district', value: '旧町域' });
    for (const data of [old, 'v=1&a=set&k=age-band&id=31', 'v=0&a=set&k=age-band&id=30s'])
      expect(await resident.does({ kind: 'postback', data })).toContain('新しくなりました');
    expect(await resident.types('設定')).toContain('年代は選んでいません。地区は「南部」です');
  });

  test('I am answered once and nothing is done twice, though LINE delivers my choice twice', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('30代');
    await resident.doesUnanswered({ kind: 'deliver-again' });
    expect(await resident.types('設定')).toContain('年代は「30代」です');
  });

  test('I block the account and come back, and nothing is left of what I had chosen', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('50代');
    await resident.blocks();
    expect(await resident.addsFriend()).toContain('おかえりなさい');
    expect(await resident.types('設定')).toContain(NOTHING_TOLD);
  });

  test('I read what is kept and how to delete it, in the help, the notice and on the page', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.types('使い方')).toContain('「データを消す」');
    expect(await resident.types('個人情報の取り扱い')).toContain('ブロックすると、すべて消えます');
    expect(resident.offered()).toContain('データを消す');
    const page = await (await fetch(new URL('/privacy', system.townOrigin))).text();
    expect(page).toContain('「設定」で選んでいただいたこと');
    expect(page).toContain('フォローしていただいた指標やテーマ');
    expect(page).toContain('データを消す');
  });
});

describe('however LINE delivers it', () => {
  const T = Date.now();
  const deliver = (resident: ResidentAtPhone, ...acts: [data: string, secondsAgo: number][]) =>
    system.simulator.deliver(
      acts.map(([data, secondsAgo]) => ({
        type: 'postback',
        source: { type: 'user', userId: resident.userId },
        timestamp: T - secondsAgo * 1_000,
        postback: { data },
      })),
    );
  const age = (value: '30s' | '40s' | null): string => writeChange({ setting: 'age-band', value });

  test('the newest choice counts, in one body or in several, in any order', async () => {
    const resident = await newFriend(system.simulator);
    await deliver(resident, [age('40s'), 10], [age('30s'), 20]);
    await deliver(resident, [age(null), 30]);
    expect(await resident.types('設定')).toContain('年代は「40代」です');
  });

  test('a deletion is not undone by what came before it and arrives late', async () => {
    const resident = await newFriend(system.simulator);
    await deliver(resident, [FORGET_ME, 10]);
    await deliver(resident, [age('30s'), 20]);
    expect(await resident.types('設定')).toContain(NOTHING_TOLD);
    await deliver(resident, [age('40s'), 5]);
    expect(await resident.types('設定')).toContain('年代は「40代」です');
  });
});
