import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORGET_ME, writeFollow } from '../../src/domain/look-up/postback.ts';
import type { FollowTarget } from '../../src/domain/residents/follows.ts';
import { loadPlan } from '../helpers/plan.ts';
import { newFriend, type ResidentAtPhone } from '../helpers/resident.ts';
import { startSystem, type System } from '../helpers/system.ts';

let system: System;
const plan = loadPlan();

beforeAll(async () => {
  system = await startSystem({ withSamples: true });
  await system.publishRichMenu();
});

afterAll(async () => {
  await system.close();
});

describe('as a resident', () => {
  test('I follow from a card in one tap, see it in the list, and stop', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('町公式LINE登録者数');
    expect(await resident.taps('フォローする')).toMatch(
      /^フォローしました。町公式LINE登録者数。通知の頻度は「月1回」です。お知らせの仕組みは準備中です。/,
    );
    expect(await resident.taps('フォロー中')).toMatch(
      /フォローしているものは1件です。.*町公式LINE登録者数。$/,
    );
    expect(await resident.taps('町公式LINEの登録者')).toContain('町公式LINE登録者数：順調');
    expect(await resident.taps('フォローする')).toMatch(/^もうフォローしています。/);
    await resident.taps('フォロー中');
    expect(await resident.taps('やめる')).toMatch(/^フォローをやめました。町公式LINE登録者数。/);
    expect(await resident.taps('もう一度フォローする')).toMatch(/^フォローしました。/);
    expect(await resident.taps('フォローをやめる')).toMatch(/^フォローをやめました。/);
    expect(await resident.taps('フォロー中')).toContain('フォロー中のものはありません');
  });

  test('I follow a theme and everything, choose how often to hear of it, and see it all in the settings', async () => {
    const resident = await newFriend(system.simulator);
    await resident.taps('DXの推進');
    expect(await resident.taps('テーマをフォローする')).toContain('フォローしました。DXの推進。');
    await resident.types('全体のようす');
    expect(await resident.taps('すべてフォローする')).toContain('フォローしているものは2件です。');
    await resident.taps('通知の頻度');
    expect(await resident.taps('年4回')).toContain('通知の頻度を「年4回」にしました');
    expect(resident.offered()).toContain('フォロー中');
    expect(await resident.types('設定')).toContain('フォローしているものは2件です。ことばは選んでいません。');
    await resident.taps('通知の頻度');
    expect(await resident.taps('送らない')).toContain('フォローは残りますが');
    expect(await resident.types('フォロー中')).toMatch(
      /は2件です。通知の頻度は「送らない」です。フォローは残りますが/,
    );
    expect(await resident.types('すぐに')).toContain('通知の頻度を「すぐに」にしました');
    expect(await resident.types('頻度の設定を消す')).toContain('月1回にもどります');
  });

  test('I do all of it by typing, as in LINE for PC', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.types('フォロー')).toContain('フォロー中のものはありません');
    expect(await resident.types('育休をフォロー')).toContain('フォローしました。男性の育');
    expect(await resident.types('すべてフォロー')).toContain('フォローしました。すべての約束。');
    expect(await resident.types('フォロワーをフォロー')).toContain('どれをフォローしますか？');
    expect(await resident.taps('町公式Xのフォロワー')).toContain('フォローしました。町公式Xフォロワー数。');
    expect(await resident.types('通知の頻度')).toContain('すぐに、月1回、年4回、送らない。');
    expect(await resident.types('月１回')).toContain('通知の頻度を「月1回」にしました');
    expect(await resident.types('育休のフォローをやめる')).toContain(
      '「すべての約束」をフォローしているので、これについてのお知らせも届きます。',
    );
    expect(await resident.types('すべてのフォローをやめる')).toContain('フォローしているものは1件です。');
    expect(await resident.types('フォロー中')).toMatch(/町公式Xフォロワー数。$/);
  });

  test('I follow all there is, page through the list, and LINE takes every message', async () => {
    await system.simulator.clear();
    const resident = await newFriend(system.simulator);
    const everything: FollowTarget[] = [
      { kind: 'everything', id: '' },
      ...[...plan.themes.keys()].map((id): FollowTarget => ({ kind: 'theme', id })),
      ...[...plan.kpis.keys()].map((id): FollowTarget => ({ kind: 'kpi', id })),
    ];
    for (const target of everything)
      expect(await resident.does({ kind: 'postback', data: writeFollow('follow', target) })).toMatch(
        /^フォローしました。/,
      );
    expect(await resident.types('フォロー中')).toContain(`${everything.length}件です`);
    const { name } = [...plan.kpis.values()].at(-1) ?? { name: { text: '' } };
    expect(await resident.taps('つづきを見る')).toContain(name.text);
    expect(await resident.taps('やめる')).toContain('フォローをやめました');
    const sent = await system.simulator.sent();
    expect(sent.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('I press an old button of what there no longer is and am told kindly', async () => {
    const resident = await newFriend(system.simulator);
    for (const data of [
      'v=1&a=follow&k=kpi&id=never-was',
      'v=1&a=unfollow&k=kpi&id=never-was',
      'v=1&a=follow&k=x',
    ])
      expect(await resident.does({ kind: 'postback', data })).toContain('新しくなりました');
    expect(await resident.types('フォロー中')).toContain('フォロー中のものはありません');
  });

  test('I delete everything, or block the account, and follow nothing any more', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('DXの推進をフォロー');
    expect(await resident.types('データを消す')).toContain('フォローしているもの');
    await resident.taps('はい、データを消します');
    expect(await resident.types('フォロー中')).toContain('フォロー中のものはありません');
    await resident.types('DXの推進をフォロー');
    await resident.blocks();
    await resident.addsFriend();
    expect(await resident.types('フォロー中')).toContain('フォロー中のものはありません');
  });
});

describe('however LINE delivers it', () => {
  const T = Date.now();
  const DX: FollowTarget = { kind: 'theme', id: 'dx' };
  const [follow, unfollow] = [writeFollow('follow', DX), writeFollow('unfollow', DX)];
  const deliver = (resident: ResidentAtPhone, ...acts: [data: string, secondsAgo: number][]) =>
    system.simulator.deliver(
      acts.map(([data, secondsAgo]) => ({
        type: 'postback',
        source: { type: 'user', userId: resident.userId },
        timestamp: T - secondsAgo * 1_000,
        postback: { data },
      })),
    );

  test('the newest word counts, in one body or in several, in any order', async () => {
    const resident = await newFriend(system.simulator);
    await deliver(resident, [unfollow, 10], [follow, 20]);
    await deliver(resident, [follow, 30]);
    expect(await resident.types('フォロー中')).toContain('フォロー中のものはありません');
    await deliver(resident, [follow, 5]);
    await deliver(resident, [unfollow, 8], [FORGET_ME, 9]);
    expect(await resident.types('フォロー中')).toMatch(/1件です。.*DXの推進。$/);
  });

  test('a follow delivered twice is one, answered once', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('DXの推進をフォロー');
    await resident.doesUnanswered({ kind: 'deliver-again' });
    expect(await resident.types('フォロー中')).toContain('は1件です');
  });
});
