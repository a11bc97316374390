import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyView } from '../helpers/answers.ts';
import { loadPlan } from '../helpers/plan.ts';
import { atPhone, newFriend, viewsOffered } from '../helpers/resident.ts';
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
  test('I add the account as a friend and am told what it does and what it keeps', async () => {
    const residents = await system.simulator.residents();
    const resident = atPhone(system.simulator, residents[4]?.userId ?? '');
    expect(await resident.addsFriend()).toMatch(
      /友だち追加ありがとうございます.*どなたが何を調べたかは記録しません/s,
    );
    expect(resident.offered()).toEqual(
      expect.arrayContaining(['DXの推進', '全体のようす', '個人情報の取り扱い']),
    );
    await resident.blocks();
    expect(await resident.addsFriend()).toContain('おかえりなさい');
  });

  test('I tap the rich menu, a theme, a KPI, its arithmetic, and find my way back', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.menuAreas()).toEqual(expect.arrayContaining(['住民サービス', '全体のようす']));
    expect(await resident.taps('住民サービス')).toContain('住民サービス。9件：');
    expect(await resident.taps('町公式LINEの登録者')).toContain('順調。基準 7,159人');
    expect(await resident.taps('計算と出典を見る')).toContain('543 ÷ 1,841');
    expect(await resident.taps('住民サービスの一覧')).toContain('住民サービス。9件');
    expect(await resident.taps('全体のようす')).toContain('全体のようす。見本（架空の値）。25件：達成 1件');
    expect(await resident.taps('遅れ')).toContain('25件のうち4件');
    expect(await resident.taps('メニュー')).toContain('メニュー');
  });

  test('I change the tab of the rich menu without being answered, and the second tab answers honestly', async () => {
    const resident = await newFriend(system.simulator);
    await resident.doesUnanswered({
      kind: 'switch-rich-menu',
      richMenuAliasId: 'ayumi-ja-take-part',
      data: 'v=1&a=tab&id=take-part',
    });
    expect(await resident.menuAreas()).toEqual(
      expect.arrayContaining(['アンケート', 'お知らせ', '使い方', '問い合わせ']),
    );
    expect(await resident.taps('アンケート')).toContain('いま受け付けているアンケートはありません');
    expect(await resident.taps('お知らせ')).toContain('お知らせの仕組みは準備中です');
    expect(await resident.taps('使い方')).toContain('「メニュー」と送ると');
    expect(await resident.taps('問い合わせ')).toContain('企画担当課');
  });

  test('I type instead, as in LINE for PC where there is no menu', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.types('メニュー')).toContain('メニュー');
    expect(await resident.types('女性の活躍')).toContain('女性の活躍。2件');
    expect(await resident.types('らいん登録')).toContain('町公式LINE登録者数：');
    expect(await resident.types('KPIとは')).toContain('「KPI」とは');
    expect(await resident.types('電子決裁')).toContain('数値の指標（KPI）が決められていません');
    expect(await resident.types('使い方')).toContain('使い方');
  });

  test('I am asked back when several things match, and choose', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.types('研修')).toContain('どれのことですか？');
    expect(await resident.taps('広報研修会の回数')).toContain('広報研修会等の実施回数：取組中');
  });

  test('I am told so when it is not in the plan, and where to go on', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.types('ごみの日はいつ')).toContain('見つかりませんでした');
    expect(await resident.taps('DXの推進')).toContain('DXの推進。4件');
  });

  test('I send a sticker or a picture and get a short kind answer', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.does({ kind: 'sticker' })).toContain('ありがとうございます');
    expect(await resident.does({ kind: 'image' })).toContain('届いたものは保存していません');
  });

  test('I press a button from an old card and am told kindly', async () => {
    const resident = await newFriend(system.simulator);
    expect(await resident.does({ kind: 'postback', data: 'v=0&kpi=7' })).toContain(
      'このボタンの内容は新しくなりました',
    );
    expect(await resident.does({ kind: 'postback', data: 'v=1&a=kpi&id=retired-kpi' })).toContain(
      '新しくなりました',
    );
  });

  test('I am answered once, though LINE delivers my words twice', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('育休');
    await resident.doesUnanswered({ kind: 'deliver-again' });
  });
});

describe('everything can be reached', () => {
  test('by tapping alone: all 25 KPIs, all themes, terms, initiatives and statuses, from the menu', async () => {
    const resident = await newFriend(system.simulator);
    await resident.types('メニュー');
    const open = viewsOffered(resident).map(({ data }) => data);
    const reached = new Set<string>();
    while (open.length > 0) {
      const data = open.pop() ?? '';
      if (reached.has(data)) continue;
      reached.add(data);
      await resident.does({ kind: 'postback', data });
      open.push(...viewsOffered(resident).map((view) => view.data));
    }
    for (const id of plan.kpis.keys()) expect(reached).toContain(`v=1&a=kpi&id=${id}`);
    for (const id of plan.themes.keys()) expect(reached).toContain(`v=1&a=theme&id=${id}`);
    for (const id of plan.glossary.keys()) expect(reached).toContain(`v=1&a=term&id=${id}`);
  });

  test('by typing alone: all 25 KPIs by name', async () => {
    const resident = await newFriend(system.simulator);
    for (const kpi of plan.kpis.values())
      expect(await resident.types(kpi.name.text)).toContain(`${kpi.name.text}：`);
  });

  test('and LINE takes every message: all views of the plan, and all menus', async () => {
    await system.simulator.clear();
    const resident = await newFriend(system.simulator);
    const views = everyView(plan).map((view) =>
      new URLSearchParams({ v: '1', a: view.kind, ...viewId(view) }).toString(),
    );
    for (const data of views) await resident.does({ kind: 'postback', data });
    const sent = await system.simulator.sent();
    expect(sent.filter(({ status }) => status !== 200)).toEqual([]);
    expect(sent.length).toBeGreaterThanOrEqual(views.length);
    mkdirSync('.build', { recursive: true });
    writeFileSync('.build/sent-to-line.json', JSON.stringify(sent)); // for whoever wants to have it judged
  });
});

function viewId(view: object): { id?: string } {
  if ('id' in view) return { id: String(view.id) };
  return 'status' in view ? { id: String(view.status) } : {};
}
