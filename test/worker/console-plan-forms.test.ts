import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keyOf, type Row } from '../../src/domain/plan/table-schema.ts';
import { rateProgress } from '../../src/domain/progress/rate-progress.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { View } from '../../src/domain/look-up/intent.ts';
import { answerIntent } from '../../src/domain/look-up/answer-intent.ts';
import { submit } from '../../src/flows/drafts/review-draft.ts';
import { renderAnswer } from '../../src/messages/render-answer.ts';
import { context, factsOf } from '../helpers/answers.ts';
import { browse, enrol, playIdentityProvider, type Browser, type Page } from './console-client.ts';
import { deadEnds, errorAt, formOf, formsOf, publish, publishRows, rowIn, wordsOf } from './console-forms.ts';
import {
  actual,
  APPROVER,
  deskOf,
  EDITOR,
  newDraft,
  open,
  save,
  SECOND,
  seen,
  startAnew,
} from './draft-desk.ts';

const VIEWER = { email: 'mori.viewer@example.lg.jp', name: '森', role: 'viewer' } as const;
const TODAY = '2026-11-24';

let id = '';
let sato: Browser;
const draft = (rest = '') => `/console/drafts/${id}${rest}`;
const formPath = (form: string, kpi: string) => draft(`/${form}?kpi=${kpi}`);

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, SECOND, VIEWER);
  id = await newDraft('計画の直し');
  sato = await browse(EDITOR.email);
});
afterEach(() => void vi.restoreAllMocks());

/** Opens a form about an indicator, types and presses one of its buttons. */
async function fill(
  form: 'targets' | 'baseline' | 'retire',
  kpi: string,
  typed: Record<string, string>,
  step = '',
): Promise<Page> {
  const fields = { ...formOf(await sato.get(formPath(form, kpi)), `/${form}`), ...typed };
  return sato.post(draft(`/${form}`), step === '' ? fields : { ...fields, step });
}

const changesNow = async () =>
  (await open(id)).changes.map(({ table, key }) => `${table} ${key.replace('\t', ' ')}`);
const kpiRow = (kpi: string) => rowIn(id, 'kpis', (row) => row['id'] === kpi);
const answer = (plan: Plan, view: View) => {
  const facts = factsOf(plan, TODAY);
  return JSON.stringify(renderAnswer(answerIntent({ kind: 'show', view }, facts), context));
};
const handIn = async () => submit(deskOf(EDITOR, 2), seen(await open(id)));

describe('the page of what can be done', () => {
  const links = ({ html }: Page) =>
    [...html.matchAll(/href="(\/console\/[^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

  test('leads only to pages that are there, whose forms are taken', async () => {
    const page = await sato.get(draft('/plan'));
    expect(wordsOf(page)).toMatch(/確認が必要です.*庁舎内デジタル推進員の配置.*集計方法は未確認/);
    const hrefs = [...new Set(links(page))];
    expect(hrefs.length).toBeGreaterThan(15);
    for (const href of hrefs) {
      const opened = await sato.get(href);
      const there = opened.status === 303 ? await sato.get(opened.location) : opened;
      expect([href, there.status]).toEqual([href, 200]);
      for (const { action, fields } of formsOf(there)) {
        if (!action.startsWith(draft('/'))) continue;
        const sent = await sato.post(action, fields);
        expect([303, 422], action).toContain(sent.status);
      }
    }
  });
  test.each(['viewer', 'submitted'])('shows who may not edit only what can be looked at: %s', async (who) => {
    await save(id, actual('line-friends', '7400'));
    if (who === 'submitted') await handIn();
    const browser = who === 'viewer' ? await browse(VIEWER.email) : sato;
    const page = await browser.get(draft('/plan'));
    expect(page.html).not.toMatch(/\/(?:targets|baseline|retire|new|row)[?"]/);
    for (const href of links(page))
      expect([href, [200, 303].includes((await browser.get(href)).status)]).toEqual([href, true]);
  });
});

describe('目標の見直し', () => {
  const typed = {
    'targets.value': '９，５００',
    'targets.fiscal_year': '2028',
    'targets.effective_date': 'R8.10.1',
    'targets.reason': '総合振興計画にあわせたため',
  };
  const ofFriends = (revision: string) =>
    rowIn(id, 'targets', (row) => row['kpi'] === 'line-friends' && row['revision'] === revision);

  test('is begun by choosing one of all indicators', async () => {
    const page = await sato.get(draft('/targets'));
    expect(page.html.match(/\/targets\?kpi=/g)).toHaveLength(25);
    expect(wordsOf(page)).toMatch(/町公式LINE登録者数 KPI 9,000人/);
  });
  test('is a further target with what follows from it; the earlier one stays', async () => {
    const earlier = await ofFriends('0');
    const done = await fill('targets', 'line-friends', typed);
    expect([done.status, done.location]).toEqual([
      303,
      `${formPath('targets', 'line-friends')}&done=target-revised`,
    ]);
    expect(await ofFriends('0')).toEqual(earlier);
    expect(await ofFriends('1')).toMatchObject({
      value: '9500',
      era: 'R10',
      printed: '9,500 人',
      effective_date: '2026-10-01',
      reason: '総合振興計画にあわせたため',
    });
    expect(await changesNow()).toEqual(['targets line-friends 1']);
    expect(wordsOf(await sato.get(done.location))).toMatch(
      /最初の目標 9,000人 .*見直し1回目 9,500人 .*変更あり/,
    );
    const plan = await publish(id);
    const card = answer(plan, { kind: 'kpi', id: 'line-friends' });
    expect(card).toContain('9,500人');
    expect(card).toMatch(/以前の目標：9,000人.*理由：総合振興計画にあわせたため/);
  });
  test('is shown as residents will read it before it is kept', async () => {
    const page = await fill('targets', 'line-friends', typed, 'preview');
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toMatch(
      /まだ保存していません.*以前の目標：9,000人）。理由：総合振興計画にあわせたため/,
    );
    expect(formOf(page, '/targets')).toMatchObject({ 'targets.reason': typed['targets.reason'] });
    expect(await changesNow()).toEqual([]);
    expect((await sato.post(draft('/targets'), formOf(page, '/targets'))).status).toBe(303);
  });
  test.each([
    ['value', '', '空白です'],
    ['value', 'たくさん', '半角の数字だけ'],
    ['value', '-5', '小さすぎます'],
    ['value', '100', '悪い値'],
    ['value', '9500.5', '整数'],
    ['fiscal_year', '', '空白です'],
    ['fiscal_year', '1999', '小さすぎます'],
    ['effective_date', '', '空白です'],
    ['effective_date', '2026-02-30', '実際にある日'],
    ['reason', '', '空白です'],
    ['reason', '=1+1', '使えない書き方'],
    ['reason', 'あ'.repeat(10_000), '300文字以内'],
    ['reason', '1行目\r\n2行目', '改行'],
    ['note', 'あ\tい', '使えない書き方'],
  ])('with %s %j is refused at the field, with everything typed', async (column, wrong, words) => {
    const page = await fill('targets', 'line-friends', { ...typed, [`targets.${column}`]: wrong });
    expect(page.status).toBe(422);
    expect(errorAt(page, `targets.${column}`)).toContain(words);
    expect(deadEnds(page)).toEqual([]);
    const kept = formOf(page, '/targets');
    expect(kept['targets.reason']?.replaceAll('\n', '')).toBe(
      (column === 'reason' ? wrong : typed['targets.reason']).replaceAll('\n', ''),
    );
    expect(kept['targets.effective_date']).toBe(column === 'effective_date' ? wrong : '2026-10-01');
    expect(await changesNow()).toEqual([]);
  });
  test('a second time is a third target; one before the second is refused', async () => {
    await fill('targets', 'line-friends', typed);
    const early = await fill('targets', 'line-friends', { ...typed, 'targets.effective_date': '2026-09-30' });
    expect(early.status).toBe(422);
    expect(errorAt(early, 'targets.effective_date')).toContain('より後の日');
    await fill('targets', 'line-friends', {
      ...typed,
      'targets.value': '9800',
      'targets.effective_date': '2027-04-01',
    });
    expect(await ofFriends('1')).toMatchObject({ value: '9500' });
    expect(await ofFriends('2')).toMatchObject({ value: '9800' });
  });
  test('sent twice is one', async () => {
    const fields = { ...formOf(await sato.get(formPath('targets', 'line-friends')), '/targets'), ...typed };
    const sent = await Promise.all([1, 2].map(() => sato.post(draft('/targets'), fields)));
    expect([...sent, await sato.post(draft('/targets'), fields)].map(({ status }) => status)).toEqual([
      303, 303, 303,
    ]);
    expect(await changesNow()).toEqual(['targets line-friends 1']);
  });
  test.each(['0', '7', 'x', '-1', '1\t2'])(
    'that names the number %j cannot write over an earlier target',
    async (number) => {
      const before = await ofFriends('0');
      const sent = await fill('targets', 'line-friends', { ...typed, number });
      expect([303, 422]).toContain(sent.status);
      expect(await ofFriends('0')).toEqual(before);
      expect((await changesNow()).filter((change) => change !== 'targets line-friends 1')).toEqual([]);
    },
  );
  test('from a page of before a target was published comes after that target', async () => {
    await fill('targets', 'line-friends', typed);
    await publish(id);
    id = await newDraft('さらに見直し');
    const later = { ...typed, 'targets.value': '9900', 'targets.effective_date': '2027-04-01', number: '1' };
    expect((await fill('targets', 'line-friends', later)).status).toBe(303);
    expect(await ofFriends('1')).toMatchObject({ value: '9500' });
    expect(await ofFriends('2')).toMatchObject({ value: '9900' });
  });
  test('of two people at once shows both, and loses neither', async () => {
    const fields = formOf(await sato.get(formPath('targets', 'line-friends')), '/targets');
    const takahashi = await browse(SECOND.email);
    await takahashi.post(draft('/targets'), { ...fields, ...typed, 'targets.value': '9900' });
    const late = await sato.post(draft('/targets'), { ...fields, ...typed });
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toMatch(/高橋さんが.*目標値 9,900 9,500/);
    expect((await ofFriends('1'))?.['value']).toBe('9900');
    expect((await sato.post(draft('/targets'), formOf(late, '/targets'))).status).toBe(303);
    expect((await ofFriends('1'))?.['value']).toBe('9500');
  });
});

describe('基準値・数え方の確認', () => {
  const settled = {
    'kpis.basis': 'level',
    'kpis.note': '年度末の人数であることを担当課に確かめた。',
  };

  test('settles 推進員 from the draft to what residents see', async () => {
    await save(id, actual('digital-promoters', '20'));
    const before = await publish(id);
    expect(answer(before, { kind: 'kpi', id: 'digital-promoters' })).toContain(
      '評価対象外（集計方法を確認中）',
    );
    id = await newDraft('推進員の数え方');
    const door = await sato.get(draft('/baseline'));
    expect(door.html.indexOf('kpi=digital-promoters')).toBeLessThan(door.html.indexOf('kpi=line-friends'));
    const page = await fill('baseline', 'digital-promoters', settled, 'preview');
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toMatch(/まだ保存していません.*判定：.*評価対象外（集計方法を確認中） → ◎ 順調/);
    expect(formOf(page, '/baseline')['kpis.basis']).toBe('level');
    expect(await changesNow()).toEqual([]);
    const done = await sato.post(draft('/baseline'), formOf(page, '/baseline'));
    expect([done.status, done.location]).toEqual([
      303,
      `${formPath('baseline', 'digital-promoters')}&done=baseline-saved`,
    ]);
    expect(await changesNow()).toEqual(['kpis digital-promoters']);
    expect(wordsOf(await sato.get(draft('/plan')))).not.toContain('確認が必要です');
    const plan = await publish(id);
    const indicator = plan.kpis.get('digital-promoters');
    expect(indicator && rateProgress(indicator, plan.rules, TODAY).status).toBe('on_track');
    const card = answer(plan, { kind: 'kpi', id: 'digital-promoters' });
    expect(card).toContain('順調');
    expect(card).not.toContain('評価対象外');
    expect(answer(plan, { kind: 'overview' })).not.toContain('集計方法を確認中');
  });
  test('asks how a way of counting was settled: the note that it is not confirmed cannot stay', async () => {
    const page = await fill('baseline', 'digital-promoters', { 'kpis.basis': 'level' });
    expect(page.status).toBe(422);
    expect(wordsOf(page)).toContain('「注記」を書き直してください');
    expect(formOf(page, '/baseline')['kpis.basis']).toBe('level');
    expect(await changesNow()).toEqual([]);
  });
  test('makes the printed baseline follow the figure, unless somebody worded it', async () => {
    await fill('baseline', 'digital-promoters', { 'kpis.baseline_value': '１，２００' });
    expect(await kpiRow('digital-promoters')).toMatchObject({
      baseline_value: '1200',
      baseline_printed: '1,200 人',
    });
    await fill('baseline', 'digital-promoters', { 'kpis.baseline_printed': '約1,200人' });
    await fill('baseline', 'digital-promoters', { 'kpis.baseline_value': '1300' });
    expect((await kpiRow('digital-promoters'))?.['baseline_printed']).toBe('約1,200人');
    await fill('baseline', 'digital-promoters', { 'kpis.baseline_printed': '' });
    expect((await kpiRow('digital-promoters'))?.['baseline_printed']).toBe('1,300 人');
  });
  test.each([
    ['basis', 'sometimes', '選択肢から'],
    ['basis', '', '空白です'],
    ['better', 'sideways', '選択肢から'],
    ['baseline_value', '十五', '半角の数字だけ'],
    ['baseline_value', '15.5', '整数'],
    ['baseline_fiscal_year', '', '空白です'],
    ['baseline_fiscal_year', '2019', '小さすぎます'],
    ['baseline_printed', '<script>'.repeat(2_000), '40文字以内'],
    ['note', '@SUM(A1)', '使えない書き方'],
  ])('with %s %j is refused at the field, with everything typed', async (column, wrong, words) => {
    const page = await fill('baseline', 'digital-promoters', { ...settled, [`kpis.${column}`]: wrong });
    expect(page.status).toBe(422);
    expect(errorAt(page, `kpis.${column}`)).toContain(words);
    expect(deadEnds(page)).toEqual([]);
    expect(page.html).not.toContain('<script>"');
    expect(formOf(page, '/baseline')['kpis.note']).toBe(column === 'note' ? wrong : settled['kpis.note']);
    expect(await changesNow()).toEqual([]);
  });
  test('that another row would contradict names that row', async () => {
    const page = await fill('baseline', 'line-friends', { 'kpis.baseline_value': '9500' });
    expect(page.status).toBe(422);
    expect(wordsOf(page)).toMatch(/目標：町公式LINE登録者数（最初の目標） ：.*悪い値/);
  });
  test('leaves what the form does not ask for as it is, whatever is sent', async () => {
    await fill('baseline', 'digital-promoters', { ...settled, 'kpis.id': 'line-friends' });
    expect(await changesNow()).toEqual(['kpis digital-promoters']);
    expect((await kpiRow('digital-promoters'))?.['source_row']).toBe('15');
  });
});

describe('指標の終了', () => {
  const ended = { 'kpis.retired_on': '2026-11-01', 'kpis.retired_reason': '別の指標に置きかえたため' };

  test('takes it from the counts and keeps its history; taken back, it counts again', async () => {
    await save(id, actual('line-friends', '7400'));
    const total = answer(await publish(id), { kind: 'overview' });
    id = await newDraft('終了');
    const seenFirst = await fill('retire', 'line-friends', ended, 'preview');
    expect(seenFirst.status).toBe(200);
    expect(wordsOf(seenFirst)).toMatch(/まだ保存していません.*→ 終了/);
    expect(await changesNow()).toEqual([]);
    expect((await fill('retire', 'line-friends', ended)).location).toContain('done=retired');
    const plan = await publish(id);
    expect(plan.kpis.get('line-friends')?.observations).toHaveLength(1);
    expect(plan.kpis.get('line-friends')?.targets).toHaveLength(1);
    const overview = answerIntent({ kind: 'show', view: { kind: 'overview' } }, factsOf(plan, TODAY));
    expect(overview).toMatchObject({ counts: { total: 24 } });
    expect(answer(plan, { kind: 'kpi', id: 'line-friends' })).toContain('別の指標に置きかえたため');

    id = await newDraft('終了の取消し');
    expect(wordsOf(await sato.get(formPath('retire', 'line-friends')))).toContain('終了を取り消す');
    const undone = await fill('retire', 'line-friends', {}, 'unretire');
    expect(undone.location).toContain('done=unretired');
    expect(answer(await publish(id), { kind: 'overview' })).toBe(total);
  });
  test('undone in the draft leaves nothing changed', async () => {
    await fill('retire', 'line-friends', ended);
    await fill('retire', 'line-friends', {}, 'unretire');
    expect(await changesNow()).toEqual([]);
    expect(wordsOf(await sato.get(formPath('retire', 'line-friends')))).not.toContain('終了を取り消す');
  });
  test.each([
    [{ 'kpis.retired_on': '', 'kpis.retired_reason': '' }, 'retired_on', '空白です'],
    [{ 'kpis.retired_on': '' }, 'retired_reason', '空白に'],
    [{ 'kpis.retired_reason': '' }, 'retired_reason', '空白です'],
    [{ 'kpis.retired_on': 'きのう' }, 'retired_on', '実際にある日'],
    [{ 'kpis.retired_reason': '+1' }, 'retired_reason', '使えない書き方'],
    [{ 'kpis.retired_reason': 'あ'.repeat(10_000) }, 'retired_reason', '300文字以内'],
  ])('with %j is refused at the field', async (wrong: Record<string, string>, column, words) => {
    const page = await fill('retire', 'line-friends', { ...ended, ...wrong });
    expect(page.status).toBe(422);
    expect(errorAt(page, `kpis.${column}`)).toContain(words);
    expect(formOf(page, '/retire')).toMatchObject({ ...ended, ...wrong });
    expect(await changesNow()).toEqual([]);
  });
  test('of what somebody else changed meanwhile shows both, and goes on', async () => {
    const fields = { ...formOf(await sato.get(formPath('retire', 'line-friends')), '/retire'), ...ended };
    const row = { ...(await kpiRow('line-friends')), note: '別の注' };
    await save(id, { table: 'kpis', key: 'line-friends', row });
    const late = await sato.post(draft('/retire'), fields);
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toMatch(/終了日 （空白） 2026-11-01/);
    expect((await sato.post(draft('/retire'), formOf(late, '/retire'))).status).toBe(303);
    expect(await kpiRow('line-friends')).toMatchObject({ note: '別の注', retired_on: '2026-11-01' });
  });
});

const NEW = {
  'kpis.name': '窓口の待ち時間',
  'kpis.reading': 'マドグチのまちじかん',
  'kpis.short_name': '待ち時間',
  'kpis.unit': '分',
  'kpis.decimals': '0',
  'kpis.basis': 'level',
  'kpis.better': 'lower',
  'kpis.path': 'linear',
  'kpis.baseline_value': '20',
  'kpis.baseline_fiscal_year': '2024',
  'kpis.source': '総合振興計画',
  'kpis.id': 'window-waiting-time',
  'targets.value': '10',
  'targets.fiscal_year': '2028',
};

async function addIndicator(kind: 'kpi' | 'kgi', typed: Record<string, string> = {}): Promise<Page> {
  const page = await sato.get(draft(`/kpis/new?kind=${kind}`));
  const place: Record<string, string> =
    kind === 'kpi'
      ? { 'kpis.initiative': 'dx-procedures' }
      : { 'kpis.priority_item': 'administrative-reform' };
  return sato.post(draft('/kpis/new'), { ...formOf(page, '/kpis/new'), ...NEW, ...place, ...typed });
}

describe('a new indicator', () => {
  test('is there with its first target, and in the plan once published', async () => {
    const done = await addIndicator('kpi');
    expect([done.status, done.location]).toEqual([
      303,
      draft('/tables/kpis/row?key=window-waiting-time&done=indicator-added'),
    ]);
    expect(wordsOf(await sato.get(done.location))).toMatch(/指標を下書きに追加しました.*追加/);
    expect(await changesNow()).toEqual(['kpis window-waiting-time', 'targets window-waiting-time 0']);
    expect(await kpiRow('window-waiting-time')).toMatchObject({
      name_printed: '窓口の待ち時間',
      reading: 'まどぐちのまちじかん',
      unit_printed: '分',
      baseline_printed: '20 分',
      baseline_era: 'R6',
      order: '26',
      kind: 'kpi',
    });
    const plan = await publish(id);
    expect(plan.kpis.get('window-waiting-time')?.targets).toMatchObject([{ value: 10, printed: '10 分' }]);
    expect(answer(plan, { kind: 'kpi', id: 'window-waiting-time' })).toContain('窓口の待ち時間');
    expect(answer(plan, { kind: 'theme', id: 'dx' })).toContain('待ち時間');
  });
  test('of a 重点項目 stands on the overview and is not counted', async () => {
    expect((await addIndicator('kgi')).status).toBe(303);
    const plan = await publish(id);
    expect(plan.kgis.has('window-waiting-time')).toBe(true);
    expect(answer(plan, { kind: 'overview' })).toContain('待ち時間');
    const overview = answerIntent({ kind: 'show', view: { kind: 'overview' } }, factsOf(plan, TODAY));
    expect(overview).toMatchObject({
      counts: { total: 25 },
      kgis: [{ indicator: { id: 'window-waiting-time' } }],
    });
  });
  test('without a baseline has none', async () => {
    await addIndicator('kpi', { 'kpis.baseline_value': '', 'kpis.baseline_fiscal_year': '' });
    expect((await kpiRow('window-waiting-time'))?.['baseline_printed']).toBe('－');
    expect((await publish(id)).kpis.get('window-waiting-time')?.baseline).toBeNull();
  });
  test.each(['kpi', 'kgi'] as const)('%s: sent twice, also at the same moment, is one', async (kind) => {
    const sent = await Promise.all([addIndicator(kind), addIndicator(kind)]);
    expect([...sent, await addIndicator(kind)].map(({ status }) => status)).toEqual([303, 303, 303]);
    expect((await open(id)).dataset.tables['kpis']).toHaveLength(26);
    expect((await open(id)).draft.revision).toBe(1);
  });
  test('sent again with another target is told that it is there, and loses nothing', async () => {
    await addIndicator('kpi');
    const again = await addIndicator('kpi', { 'targets.value': '8' });
    expect(again.status).toBe(422);
    expect(errorAt(again, 'kpis.id')).toContain('使われています');
    expect(formOf(again, '/kpis/new')['targets.value']).toBe('8');
  });
  test.each([
    ['kpis.name', '', '空白です'],
    ['kpis.name', 'あ'.repeat(10_000), '80文字以内'],
    ['kpis.name', '=1+1', '使えない書き方'],
    ['kpis.name', 'ＤＸ', '「DX」と書いて'],
    ['kpis.name', '待ち\t時間', '使えない書き方'],
    ['kpis.reading', '<script>', 'ひらがな'],
    ['kpis.short_name', '庁舎内デジタル推進員', '使われています'],
    ['kpis.short_name', 'あ'.repeat(21), '20文字以内'],
    ['kpis.unit', '3分', '数字や空白'],
    ['kpis.unit', '', '空白です'],
    ['kpis.unit', 'あ'.repeat(10_000), '10文字以内'],
    ['targets.value', '1'.repeat(300), '半角の数字'],
    ['kpis.decimals', '9', '大きすぎます'],
    ['kpis.basis', 'x', '選択肢'],
    ['kpis.better', '', '空白です'],
    ['kpis.baseline_value', '-1', '小さすぎます'],
    ['kpis.baseline_fiscal_year', '', '空白です'],
    ['kpis.initiative', '', '空白です'],
    ['kpis.initiative', 'none-such', '表にありません'],
    ['kpis.source', '', '空白です'],
    ['kpis.id', '', '空白です'],
    ['kpis.id', 'Window', '英小文字'],
    ['kpis.id', 'a\tb', '英小文字'],
    ['kpis.id', 'line-friends', '町公式LINE登録者数'],
    ['targets.value', '', '空白です'],
    ['targets.value', '30', '悪い値'],
    ['targets.value', '1e400', '半角の数字'],
    ['targets.fiscal_year', '2024', '小さすぎます'],
    ['targets.reason', '', '空白です'],
    ['targets.reason', '=HYPERLINK("x")', '使えない書き方'],
  ])('with %s %j is refused at the field, with everything typed', async (name, wrong, words) => {
    const page = await addIndicator('kpi', { 'kpis.note': '書いておいたこと', [name]: wrong });
    expect(page.status).toBe(422);
    expect(errorAt(page, name)).toContain(words);
    expect(deadEnds(page)).toEqual([]);
    expect(formOf(page, '/kpis/new')['kpis.note']).toBe('書いておいたこと');
    // A year that is none of the choices cannot stand in the field.
    expect(formOf(page, '/kpis/new')['targets.fiscal_year']).toBe(
      name === 'targets.fiscal_year' ? '' : '2028',
    );
    expect(await changesNow()).toEqual([]);
  });
  test('with hostile words is kept as words wherever it is shown', async () => {
    const hostile = '<script>alert("&")</script>';
    const done = await addIndicator('kpi', {
      'kpis.name': hostile,
      'kpis.short_name': '"><b>x',
      'kpis.unit': '<i>',
      'kpis.source': `'${hostile}`,
      'kpis.note': hostile,
      'targets.reason': hostile,
    });
    expect(done.status).toBe(303);
    const paths = ['/plan', '/targets', '/baseline', '/retire', '/tables/kpis', '/kpis/new?kind=kpi'];
    const own = ['targets', 'baseline', 'retire'].map((form) => `/${form}?kpi=window-waiting-time`);
    for (const path of [...paths, ...own, '/tables/kpis/row?key=window-waiting-time'])
      expect((await sato.get(draft(path))).html, path).not.toMatch(/<script>alert|<b>x|<i>/);
    const preview = await fill('baseline', 'window-waiting-time', {}, 'preview');
    expect(preview.html).not.toMatch(/<script>alert|<b>x|<i>/);
  });
});

describe('what cannot be done', () => {
  const FORMS = ['targets', 'baseline', 'retire'] as const;

  test('of an indicator or a draft that is not there is not found', async () => {
    for (const form of FORMS) {
      expect((await sato.get(formPath(form, 'none'))).status).toBe(404);
      expect((await sato.post(draft(`/${form}`), { kpi: 'none' })).status).toBe(404);
      expect((await sato.post(draft(`/${form}`), {})).status).toBe(404);
      expect((await sato.get(`/console/drafts/none/${form}`)).status).toBe(404);
      expect((await sato.post(`/console/drafts/none/${form}`, { kpi: 'line-friends' })).status).toBe(404);
    }
    for (const path of ['/kpis/new', '/conflicts', '/plan'])
      expect((await sato.get(`/console/drafts/none${path}`)).status).toBe(404);
    for (const path of ['/kpis/new', '/conflicts'])
      expect((await sato.post(`/console/drafts/none${path}`, {})).status).toBe(404);
  });
  test('by a viewer is refused, and says whom to ask', async () => {
    const viewer = await browse(VIEWER.email);
    for (const form of [...FORMS, 'kpis/new', 'conflicts']) {
      const sent = await viewer.post(draft(`/${form}`), { kpi: 'line-friends', ...NEW });
      expect([form, sent.status]).toEqual([form, 403]);
      expect(wordsOf(sent)).toContain('佐藤');
    }
    expect((await open(id)).draft.revision).toBe(0);
  });
  test('in a draft that was submitted meanwhile gives back what was typed, in words', async () => {
    const sheets: [string, Record<string, string>, RegExp][] = [
      ['/targets', { kpi: 'line-friends', number: '1', 'targets.reason': '理由です' }, /理由 理由です/],
      ['/baseline', { kpi: 'line-friends', 'kpis.basis': 'yearly' }, /集計方法 1年間に数えた数/],
      ['/retire', { kpi: 'line-friends', 'kpis.retired_reason': '<b>終わり' }, /終了の理由 <b>終わり/],
      ['/kpis/new', { kind: 'kpi', ...NEW }, /名称 窓口の待ち時間/],
      ['/conflicts', {}, /承認待ち/],
    ];
    await save(id, actual('line-friends', '7400'));
    await handIn();
    for (const [path, typed, words] of sheets) {
      const late = await sato.post(draft(path), { revision: '1', step: 'preview', ...typed });
      expect([path, late.status]).toEqual([path, 409]);
      expect(wordsOf(late)).toMatch(words);
      expect(late.html).not.toMatch(/>(?:kpi|number|kind|step)</);
    }
    for (const form of FORMS) {
      const page = await sato.get(formPath(form, 'line-friends'));
      expect([page.status, formsOf(page).filter(({ action }) => action.endsWith(`/${form}`))]).toEqual([
        200,
        [],
      ]);
    }
  });
});

describe('rows that were published otherwise meanwhile', () => {
  const named = (name: string, row: Row | undefined) => ({
    table: 'themes',
    key: 'dx',
    row: { ...row, note: name },
  });
  const NAME = 'keep:themes/dx';
  let theme: Row | undefined;

  beforeEach(async () => {
    theme = await rowIn(id, 'themes', (row) => row['id'] === 'dx');
    await save(id, named('下書きの注', theme), actual('line-friends', '7400'));
    await publishRows(named('公開された注', theme));
  });
  const noteNow = async () => (await rowIn(id, 'themes', (row) => row['id'] === 'dx'))?.['note'];

  test('are shown three ways, from every page of the draft', async () => {
    const page = await sato.get(draft('/plan'));
    expect(page.html).toContain(`href="${draft('/conflicts')}"`);
    const words = wordsOf(await sato.get(draft('/conflicts')));
    expect(words).toMatch(
      /下書きを始めたとき いま公開している内容 この下書き 注記 （空白） 公開された注 下書きの注/,
    );
  });
  test.each([
    ['mine', '下書きの注', ['themes dx', 'observations line-friends 2025']],
    ['published', '公開された注', ['observations line-friends 2025']],
  ])('are settled as %s', async (keep, note, changes) => {
    const form = formOf(await sato.get(draft('/conflicts')), '/conflicts');
    const done = await sato.post(draft('/conflicts'), { ...form, [NAME]: keep });
    expect([done.status, done.location]).toEqual([303, `${draft('/plan')}?done=rebased`]);
    expect((await open(id)).conflicts).toEqual([]);
    expect(await noteNow()).toBe(note);
    expect(await changesNow()).toEqual(changes);
    expect(wordsOf(await sato.get(draft('/conflicts')))).toContain('食い違いはありません');
    expect((await publish(id)).kpis.get('line-friends')?.observations).toHaveLength(1);
  });
  test.each(['', 'both', '<script>'])('must be decided on: %j is no choice', async (keep) => {
    const form = formOf(await sato.get(draft('/conflicts')), '/conflicts');
    const page = await sato.post(draft('/conflicts'), { ...form, [NAME]: keep });
    expect(page.status).toBe(422);
    expect(errorAt(page, NAME)).toContain('「推進項目：DXの推進」を、どちらにするか選んでください');
    expect((await open(id)).conflicts).toHaveLength(1);
  });
  test('are asked about again where the draft has changed since, and the choice is kept', async () => {
    const form = formOf(await sato.get(draft('/conflicts')), '/conflicts');
    await save(id, actual('paid-leave', '30'));
    const late = await sato.post(draft('/conflicts'), { ...form, [NAME]: 'mine' });
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toContain('この画面を開いたあとで内容が変わったので、まだ保存していません');
    expect(formOf(late, '/conflicts')[NAME]).toBe('mine');
    expect((await sato.post(draft('/conflicts'), formOf(late, '/conflicts'))).status).toBe(303);
    expect(await changesNow()).toContain('observations paid-leave 2025');
  });
  test('are asked about again where yet another version has been published since', async () => {
    const form = formOf(await sato.get(draft('/conflicts')), '/conflicts');
    await publishRows(named('さらに公開された注', theme));
    const late = await sato.post(draft('/conflicts'), { ...form, [NAME]: 'published' });
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toContain('さらに公開された注');
    expect((await open(id)).conflicts).toHaveLength(1);
    expect((await sato.post(draft('/conflicts'), formOf(late, '/conflicts'))).status).toBe(303);
    expect(await noteNow()).toBe('さらに公開された注');
  });
  test('sent twice are settled once', async () => {
    const form = { ...formOf(await sato.get(draft('/conflicts')), '/conflicts'), [NAME]: 'published' };
    await sato.post(draft('/conflicts'), form);
    expect([303, 409]).toContain((await sato.post(draft('/conflicts'), form)).status);
    expect((await open(id)).draft.revision).toBe(2);
  });
  test('a viewer sees, and cannot settle', async () => {
    const viewer = await browse(VIEWER.email);
    const page = await viewer.get(draft('/conflicts'));
    expect(wordsOf(page)).toContain('公開された注');
    expect(formsOf(page).filter(({ action }) => action.endsWith('/conflicts'))).toEqual([]);
    expect((await viewer.post(draft('/conflicts'), { [NAME]: 'mine' })).status).toBe(403);
  });
  test('of one key with another are told apart', async () => {
    const key = keyOf('line-friends', '2025');
    await publishRows(actual('line-friends', '7777'));
    const page = await sato.get(draft('/conflicts'));
    const names = [...page.html.matchAll(/name="(keep:[^"]*)" value="mine"/g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining([NAME, `keep:observations/${encodeURIComponent(key)}`]));
  });
});
