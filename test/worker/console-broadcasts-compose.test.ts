import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Row } from '../../src/domain/plan/table-schema.ts';
import { deleteTemplate, loadTemplates } from '../../src/storage/template-store.ts';
import { saveFollowerFigure } from '../../src/storage/follower-store.ts';
import {
  browse,
  enrol,
  openConsole,
  playIdentityProvider,
  type Browser,
  type Page,
} from './console-client.ts';
import { deadEnds, errorAt, formOf, publishRows, wordsOf } from './console-forms.ts';
import { actual, APPROVER, deskOf, EDITOR, SECOND, startAnew } from './draft-desk.ts';
import {
  addResidents,
  beginBroadcast,
  compose,
  countBroadcasts,
  line,
  playGoodLine,
  playLine,
  press,
  stored,
} from './compose-desk.ts';

const UUIDS = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

const MARKUP = '<script>alert("1")</script>&amp;\'"><img src=x onerror=alert(2)>';

let editor: Browser;
let other: Browser;

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, SECOND);
  editor = await browse(EDITOR.email, openConsole({ line }));
  other = await browse(APPROVER.email, openConsole({ line }));
});
afterEach(() => void vi.restoreAllMocks());

const editPage = (id: string): Promise<Page> => editor.get(`/console/broadcasts/${id}/edit`);

/** One with a text in Japanese, saved. */
async function withText(text = '実績を公開しました。'): Promise<string> {
  const id = await beginBroadcast(editor);
  await compose(editor, id, {}, 'add:text');
  await compose(editor, id, { 'b0-text-ja': text }, 'languages');
  return id;
}

describe('a new broadcast', () => {
  test('needs a title, and keeps what else was chosen', async () => {
    const page = await editor.get('/console/broadcasts/new');
    const answer = await editor.post('/console/broadcasts/new', formOf(page, '/new'));
    expect(answer.status).toBe(422);
    expect(errorAt(answer, 'title')).toBe('題名を書いてください。');
    expect(await countBroadcasts()).toBe(0);
  });
  test('has a title of at most 80 letters', async () => {
    const page = await editor.get('/console/broadcasts/new');
    const answer = await editor.post('/console/broadcasts/new', {
      ...formOf(page, '/new'),
      title: 'あ'.repeat(81),
    });
    expect([answer.status, errorAt(answer, 'title')]).toEqual([
      422,
      '題名は80文字までです（いま81文字）。短くしてください。',
    ]);
  });
  test('is made once however often the button is pressed', async () => {
    const fields = { ...formOf(await editor.get('/console/broadcasts/new'), '/new'), title: 'お知らせ' };
    const [one, two] = await Promise.all([
      editor.post('/console/broadcasts/new', fields),
      editor.post('/console/broadcasts/new', fields),
    ]);
    expect(one.location).toBe(two.location);
    expect(await countBroadcasts()).toBe(1);
  });
  test('can start from an earlier one, with its title marked, and not with its time', async () => {
    const id = await withText();
    await compose(editor, id, {
      to: 'segment',
      'age-30s': '30s',
      when: 'later',
      date: '2026-12-01',
      time: '10:15',
    });
    const page = await editor.get(`/console/broadcasts/new?of=${id}`);
    const fields = formOf(page, '/new');
    expect(fields).toMatchObject({ title: 'お知らせ（写し）', start: 'earlier', earlier: id });
    const { location } = await editor.post('/console/broadcasts/new', fields);
    const copy = await stored(/broadcasts\/([^/]+)/.exec(location)?.[1] ?? '');
    const original = await stored(id);
    expect(copy).toMatchObject({
      composition: original.composition,
      audience: original.audience,
      schedule: { sendAt: null, quietReason: '' },
    });
  });
  test('asks again where nothing is chosen to start from, or it is gone', async () => {
    const id = await withText();
    await compose(editor, id, { 'template-name': '実績' }, 'save-template');
    const [template] = await loadTemplates(env.DB);
    const fields = {
      ...formOf(await editor.get('/console/broadcasts/new'), '/new'),
      title: 'T',
      start: 'template',
    };
    expect(errorAt(await editor.post('/console/broadcasts/new', fields), 'template')).toBe(
      '写すものを選んでください。',
    );
    await compose(editor, id, { 'template-name': '別の' }, 'save-template');
    await deleteTemplate(env.DB, template?.id ?? '');
    const gone = await editor.post('/console/broadcasts/new', { ...fields, template: template?.id ?? '' });
    expect([gone.status, errorAt(gone, 'template')]).toEqual([
      422,
      '選んだものは、もうありません。選び直してください。',
    ]);
    expect(await countBroadcasts()).toBe(1);
  });
});

async function kpiRow(id: string): Promise<Row> {
  const { dataset } = await deskOf(EDITOR).versions.newest(env.DB);
  const row = dataset.tables['kpis']?.find((one) => one['id'] === id);
  if (!row) throw new Error(`no kpi ${id}`);
  return row;
}

describe('the blocks', () => {
  test('are added, moved and removed by buttons, and everything typed stays', async () => {
    const id = await beginBroadcast(editor);
    await compose(editor, id, {}, 'add:text');
    await compose(editor, id, { 'b0-text-ja': '一つ目' }, 'add:link');
    await compose(editor, id, { 'b1-title-ja': '見出し', title: '直した題名' }, 'up:1');
    const moved = await stored(id);
    expect(moved.title).toBe('直した題名');
    expect(moved.composition.blocks).toMatchObject([
      { kind: 'link', title: { ja: '見出し' } },
      { kind: 'text', text: { ja: '一つ目' } },
    ]);
    await compose(editor, id, { 'b1-text-ja': '直した' }, 'down:0');
    await compose(editor, id, {}, 'remove:1');
    expect((await stored(id)).composition.blocks).toEqual([{ kind: 'text', text: { ja: '直した' } }]);
  });
  test('are of five kinds, each with its fields', async () => {
    const id = await beginBroadcast(editor);
    for (const kind of ['text', 'kpis', 'changes', 'poll', 'link'])
      await compose(editor, id, {}, `add:${kind}`);
    const page = await editPage(id);
    expect(wordsOf(page)).toContain('LINEで一度に送れるのは5つまでです。');
    expect(page.html).not.toContain('value="add:text"');
    await compose(editor, id, {
      'b0-text-ja': '本文',
      'b1-id-line-friends': 'line-friends',
      'b3-title-ja': 'アンケート',
      'b3-body-ja': 'ご意見を',
      'b3-url': ' https://example.lg.jp/form ',
      'b3-closes': 'R8.12.31',
      'b4-title-ja': '見出し',
      'b4-body-ja': '本文',
      'b4-label-ja': '見る',
      'b4-url': 'tel:0123-45-6789',
    });
    expect((await stored(id)).composition.blocks).toEqual([
      { kind: 'text', text: { ja: '本文' } },
      { kind: 'kpis', ids: ['line-friends'] },
      { kind: 'changes', version: 0, ids: [] },
      {
        kind: 'poll',
        title: { ja: 'アンケート' },
        body: { ja: 'ご意見を' },
        url: 'https://example.lg.jp/form',
        closesOn: '2026-12-31',
      },
      {
        kind: 'link',
        title: { ja: '見出し' },
        body: { ja: '本文' },
        label: { ja: '見る' },
        url: 'tel:0123-45-6789',
      },
    ]);
  });
  test('have a text for each language that is ticked, and keep one whose tick is taken away', async () => {
    const id = await withText('日本語の文');
    await compose(editor, id, { 'language-en': 'en' }, 'languages');
    const page = await compose(editor, id, { 'b0-text-en': 'In English' });
    expect(page.html).toMatch(/<textarea[^>]*lang="en"/);
    const { 'language-en': _, ...fields } = formOf(page, '/edit');
    const without = await press(editor, id, fields);
    expect((await stored(id)).composition).toEqual({
      languages: ['ja'],
      blocks: [{ kind: 'text', text: { ja: '日本語の文', en: 'In English' } }],
    });
    expect(without.html).toMatch(/data-language="en" hidden=""/);
    const again = await compose(editor, id, { 'language-en': 'en' });
    expect(formOf(again, '/edit')['b0-text-en']).toBe('In English');
  });
  test('offer no indicator that is retired, but show one that was chosen, to be taken out', async () => {
    const id = await beginBroadcast(editor);
    await compose(editor, id, {}, 'add:kpis');
    await compose(editor, id, { 'b0-id-line-friends': 'line-friends' });
    const row = { ...(await kpiRow('line-friends')), retired_on: '2026-04-01', retired_reason: '統合のため' };
    await publishRows({ table: 'kpis', key: 'line-friends', row });
    playGoodLine();
    const page = await compose(editor, id);
    expect(wordsOf(page)).toContain('いまは選べない指標');
    expect(errorAt(page, 'b0-ids')).toContain('に終了しています。外してください。');
    const { 'b0-id-line-friends': _, ...fields } = formOf(page, '/edit');
    const after = await press(editor, id, fields);
    expect(after.html).not.toContain('b0-id-line-friends');
  });
  test('offer published versions with how many indicators they changed, and forget choices of another', async () => {
    await publishRows(actual('line-friends', '7400'));
    const id = await beginBroadcast(editor);
    const page = await compose(editor, id, {}, 'add:changes');
    expect(wordsOf(page)).toContain('第2版（2026年11月24日）べつの下書き：1指標');
    const chosen = await compose(editor, id, { 'b0-version': '2' });
    expect(chosen.html).toContain('b0-id-line-friends');
    await compose(editor, id, { 'b0-id-line-friends': 'line-friends' });
    expect((await stored(id)).composition.blocks).toEqual([
      { kind: 'changes', version: 2, ids: ['line-friends'] },
    ]);
    await compose(editor, id, { 'b0-version': '' });
    expect((await stored(id)).composition.blocks).toEqual([{ kind: 'changes', version: 0, ids: [] }]);
  });
  test('count as LINE does: an emoji is two, and the limit of a first translation is shorter', async () => {
    const id = await withText('あ👍');
    const page = await compose(editor, id, { 'language-en': 'en' });
    expect(wordsOf(page)).toContain('3 / 5,000 文字');
    expect(wordsOf(page)).toContain('0 / 4,900 文字');
    const long = await compose(editor, id, { 'b0-text-ja': 'あ'.repeat(5_001) });
    expect(wordsOf(long)).toContain('5,001 / 5,000 文字（1文字多い）');
    expect(errorAt(long, 'b0-text-ja')).toContain('5,000文字までにしてください');
    expect((await stored(id)).composition.blocks).toMatchObject([{ text: { ja: 'あ'.repeat(5_001) } }]);
  });
});

describe('saving', () => {
  test('keeps what has faults, and says by section what must be put right', async () => {
    playGoodLine();
    const id = await withText('');
    const page = await compose(editor, id, {
      to: 'segment',
      when: 'later',
      date: '2026-11-20',
      time: '10:00',
    });
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toContain('保存しました。配信する前に直すところがあります');
    expect(wordsOf(page)).toMatch(/配信する前に直してください（3 件）.*内容 .*だれに .*いつ /);
    expect(errorAt(page, 'b0-text-ja')).toContain('文章がありません');
    expect(errorAt(page, 'to')).toContain('20人未満（配信できません）');
    expect(errorAt(page, 'date')).toContain('この日時は過ぎています');
    expect(deadEnds(page)).toEqual([]);
    expect((await stored(id)).schedule.sendAt).toBe('2026-11-20T01:00:00.000Z');
    expect(page.html).not.toContain(`/broadcasts/${id}/submit`);
  });
  test('calls nothing wrong before it is asked to look it through', async () => {
    const page = await editPage(await beginBroadcast(editor));
    expect(page.html).not.toContain('error-summary');
    expect(wordsOf(page)).toContain('直すところが1件残っています');
  });
  test.each([
    ['date', '13月45日', '送る日を「2026-12-01」のように書いてください。'],
    ['date', '2028-12-01', '予約できるのは1年先までです。年を確かめてください。'],
    ['time', '25:00', '送る時刻を「10:15」のように書いてください。'],
    ['title', ' \u200b ', '題名を書いてください。'],
    ['quiet-reason', 'あ'.repeat(401), '理由は400文字までです（いま401文字）。短くしてください。'],
  ])('asks again where %s cannot be read (%s), and keeps all that is typed', async (name, typed, error) => {
    const id = await withText('はじめの文');
    const before = await stored(id);
    const changes = {
      when: 'later',
      date: '2026-12-01',
      time: '10:15',
      'b0-text-ja': '書きかけの文',
      [name]: typed,
    };
    const page = await compose(editor, id, changes);
    expect([page.status, errorAt(page, name)]).toEqual([422, error]);
    expect(wordsOf(page)).toContain('まだ保存していません');
    expect(formOf(page, '/edit')).toMatchObject({ 'b0-text-ja': '書きかけの文', [name]: typed });
    expect(await stored(id)).toEqual(before);
    const mended = { title: '題名', date: '2026-12-01', time: '10:15', 'quiet-reason': '' };
    await press(editor, id, { ...formOf(page, '/edit'), ...mended });
    expect((await stored(id)).composition.blocks).toMatchObject([{ text: { ja: '書きかけの文' } }]);
  });
  test('reads a day and a time as they are written in a town office', async () => {
    const id = await withText();
    await compose(editor, id, { when: 'later', date: 'Ｒ８．１２．１', time: '１０時１５分' });
    expect((await stored(id)).schedule.sendAt).toBe('2026-12-01T01:15:00.000Z');
    const fields = formOf(await editPage(id), '/edit');
    expect([fields['date'], fields['time']]).toEqual(['2026-12-01', '10:15']);
  });
  test('leaves a day that cannot be read also where a block is added meanwhile', async () => {
    const id = await withText();
    const page = await compose(editor, id, { when: 'later', date: 'あした', time: '10:00' }, 'add:link');
    expect(page.status).toBe(422);
    expect(formOf(page, '/edit')).toMatchObject({ date: 'あした', blocks: '2', 'b1-kind': 'link' });
  });
  test('pressed twice saves once and complains of nothing', async () => {
    const id = await withText();
    const fields = { ...formOf(await editPage(id), '/edit'), 'b0-text-ja': '新しい文', do: 'save' };
    const answers = await Promise.all([
      editor.post(`/console/broadcasts/${id}/edit`, fields),
      editor.post(`/console/broadcasts/${id}/edit`, fields),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const again = await editor.post(`/console/broadcasts/${id}/edit`, { ...fields, do: 'save' });
    expect(again.status).toBe(303);
  });
  test('shows both sides where somebody was quicker, and loses neither', async () => {
    const id = await withText('はじめ');
    const mine = { ...formOf(await editPage(id), '/edit'), 'b0-text-ja': `わたしの文\n${MARKUP}` };
    await compose(other, id, { 'b0-text-ja': '相手の文' });
    const page = await press(editor, id, mine);
    expect(page.status).toBe(409);
    expect(wordsOf(page)).toContain('田中さんが2026年11月24日 10:00に保存しました');
    expect(wordsOf(page)).toContain('相手の文');
    expect(wordsOf(page)).toContain(`わたしの文 ${MARKUP}`);
    expect(page.html).not.toContain('<script>alert');
    expect((await stored(id)).composition.blocks).toMatchObject([{ text: { ja: '相手の文' } }]);
    const over = await editor.post(`/console/broadcasts/${id}/edit`, formOf(page, '/edit'));
    expect(over.status).toBe(303);
    expect((await stored(id)).composition.blocks).toMatchObject([{ text: { ja: `わたしの文\n${MARKUP}` } }]);
  });
  test('makes nobody an author who changed nothing, from an old page either', async () => {
    const id = await withText('はじめ');
    const old = { ...formOf(await editPage(id), '/edit'), 'b0-text-ja': '同じ文' };
    await compose(editor, id, { 'b0-text-ja': '同じ文' });
    const before = await stored(id);
    expect((await press(other, id, old)).status).toBe(200);
    expect((await compose(other, id)).status).toBe(200);
    expect(await stored(id)).toEqual(before);
    expect((await press(other, id, { ...old, title: '別の題' })).status).toBe(409);
    expect(await stored(id)).toEqual(before);
  });
  test('gives what was typed back where the broadcast is discarded meanwhile', async () => {
    const id = await withText('はじめ');
    const mine = { ...formOf(await editPage(id), '/edit'), 'b0-text-ja': '書きかけ' };
    const page = await other.get(`/console/broadcasts/${id}/edit`);
    await other.post(`/console/broadcasts/${id}/discard`, formOf(page, '/discard'));
    const answer = await press(editor, id, mine);
    expect(answer.status).toBe(409);
    expect(wordsOf(answer)).toMatch(/田中さんが.*に破棄したので、もう編集できません.*書きかけ/);
    expect((await editPage(id)).location).toBe(`/console/broadcasts/${id}`);
  });
  test('shows markup in every field as text', async () => {
    playGoodLine();
    const id = await beginBroadcast(editor);
    for (const kind of ['text', 'poll', 'link']) await compose(editor, id, {}, `add:${kind}`);
    const fields = formOf(await editPage(id), '/edit');
    const typed = Object.fromEntries(
      Object.keys(fields)
        .filter((name) => /^b\d-(?:text|title|body|label|url)|^title$|quiet-reason/.test(name))
        .map((name) => [name, MARKUP]),
    );
    const page = await press(editor, id, {
      ...fields,
      ...typed,
      to: 'segment',
      'district-9': MARKUP,
      'theme-x': MARKUP,
      'kpi-x': MARKUP,
    });
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('<script>alert');
    expect(page.html).not.toContain('<img src=x');
    expect(formOf(page, '/edit')).toMatchObject({ title: MARKUP, 'b0-text-ja': MARKUP });
    const unkept = await press(editor, id, {
      ...formOf(page, '/edit'),
      when: 'later',
      date: MARKUP,
      time: MARKUP,
    });
    expect(unkept.status).toBe(422);
    expect(unkept.html).not.toContain('<script>alert');
  });
  test('takes no more than it can keep', async () => {
    const id = await withText();
    const page = await compose(editor, id, { 'b0-text-ja': 'あ'.repeat(300_001) });
    expect([page.status, errorAt(page, 'content')]).toEqual([
      422,
      '文章が長すぎて保存できません。1つ5,000文字までにしてください。',
    ]);
  });
  test('answers 404 of a broadcast that is none', async () => {
    expect((await editPage('unknown')).status).toBe(404);
    expect((await editor.post('/console/broadcasts/unknown/edit', {})).status).toBe(404);
    expect((await editor.post('/console/broadcasts/unknown/test', {})).status).toBe(404);
    expect((await editor.post('/console/broadcasts/unknown/discard', {})).status).toBe(404);
  });
});

describe('whom it is for', () => {
  const segment = { to: 'segment', 'age-30s': '30s' };

  test('is told as a number from 20 people on, with the languages', async () => {
    const id = await withText();
    await addResidents(25, { age: '30s' });
    await addResidents(21, { age: '30s', language: 'en' });
    await addResidents(5, { age: '40s' });
    const page = await compose(editor, id, segment, 'languages');
    expect(wordsOf(page)).toContain('46人');
    expect(wordsOf(page)).toContain('言語ごと：日本語 25人、英語 21人');
  });
  test('never is told as a number where it is fewer than 20: nothing on the page tells one size from another', async () => {
    playGoodLine({ limit: 5_000, used: 1_000 });
    const id = await withText();
    await addResidents(30, { age: '40s' });
    const first = await compose(editor, id, segment);
    const fields = formOf(first, '/edit');
    const shown = async (): Promise<string[]> => [
      (await editor.get(`/console/broadcasts/${id}/edit?done=saved`)).html.replaceAll(UUIDS, ''),
      (await editor.post('/console/broadcasts/figures', fields)).html,
    ];
    const nobody = await shown();
    expect(nobody.join('')).toContain('20人未満（配信できません）');
    for (const more of [1, 12, 6]) {
      await addResidents(more, { age: '30s', cap: 4, language: more === 12 ? 'en' : 'ja' });
      expect(await shown()).toEqual(nobody);
    }
    await addResidents(1, { age: '30s' });
    expect((await shown()).join('')).toContain('20人');
    expect(await shown()).not.toEqual(nobody);
  });
  test('tells no number from which a language of fewer than 20 could be worked out', async () => {
    const id = await withText();
    await addResidents(30, { age: '30s' });
    await addResidents(3, { age: '30s', language: 'vi' });
    const words = wordsOf(await compose(editor, id, segment, 'languages'));
    expect(words).toContain('言語ごと：日本語 20人以上、ベトナム語 20人未満');
    expect(words).not.toContain('30人');
  });
  test('says how many have had as many as they wanted this month, but not how few', async () => {
    const id = await withText();
    await addResidents(25, { age: '30s' });
    await addResidents(4, { age: '30s', cap: 1 });
    await env.DB.prepare(
      `INSERT INTO capped_receipts SELECT user_id, 'earlier', '2026-11' FROM residents WHERE monthly_cap = 1`,
    ).run();
    const few = wordsOf(await compose(editor, id, segment, 'languages'));
    expect(few).toContain('25人');
    expect(few).toContain('「1か月に何通まで」に達したため届かない人：20人未満');
  });
  test('is everyone with the number that LINE told last', async () => {
    const id = await withText();
    expect(wordsOf(await editPage(id))).toContain('友だちの人数は、まだLINEから届いていません');
    const figure = { day: '2026-11-22', followers: 9_000, targetedReaches: 7_402, blocks: 5 };
    await saveFollowerFigure(env.DB, figure, '2026-11-23T00:00:00.000Z');
    expect(wordsOf(await editPage(id))).toContain('友だち 7,402人（2026年11月22日にLINEが知らせた人数）');
  });
  test('is asked for by script without anything being kept', async () => {
    const id = await withText();
    await addResidents(20, { age: '30s' });
    const before = await stored(id);
    const fields = {
      ...formOf(await editPage(id), '/edit'),
      ...segment,
      when: 'later',
      date: 'あした',
      time: '10:00',
    };
    const answer = await editor.post('/console/broadcasts/figures', fields);
    expect(JSON.parse(answer.html)).toEqual({
      audience: [
        { tone: 'figure', text: '20人' },
        { tone: 'note', text: '言語ごと：日本語 20人' },
      ],
      time: [{ tone: 'warning', text: '送る日を「2026-12-01」のように書いてください。' }],
    });
    expect(await stored(id)).toEqual(before);
  });
  test('names what is not in the plan or the town any more, and lets it be taken out', async () => {
    playGoodLine();
    const id = await withText();
    const page = await compose(editor, id, { ...segment, 'theme-gone': 'gone', 'district-9': '廃村' });
    expect(errorAt(page, 'follows')).toContain('いまの計画にありません');
    expect(errorAt(page, 'districts')).toContain('町の地区の一覧にありません');
    const fields = formOf(page, '/edit');
    const kept = Object.entries(fields).filter(([, value]) => value !== 'gone' && value !== '廃村');
    const after = await press(editor, id, Object.fromEntries(kept));
    expect(errorAt(after, 'follows')).toBeUndefined();
  });
});

describe('when it goes out', () => {
  const hintsAt = async (date: string, time: string, reason = ''): Promise<string> =>
    wordsOf(
      await compose(
        editor,
        await withText(),
        { when: 'later', date, time, 'quiet-reason': reason },
        'languages',
      ),
    );

  test('is hinted at on holidays, at weekends and on the hour', async () => {
    expect(await hintsAt('2027-01-01', '10:15')).toContain('祝日（元日）です');
    expect(await hintsAt('2026-11-28', '10:15')).toContain('土曜日か日曜日です');
    expect(await hintsAt('2026-12-01', '12:00')).toContain('ほかの配信と重なって');
    expect(await hintsAt('2026-12-01', '10:15')).toContain('平日の日中です');
  });
  test('needs a reason between 20:00 and 9:00', async () => {
    playGoodLine();
    const id = await withText();
    const night = { when: 'later', date: '2026-12-01', time: '21:30' };
    const page = await compose(editor, id, night);
    expect(errorAt(page, 'quiet-reason')).toContain(
      '2026年12月1日 21:30で、夜間・早朝（20:00〜9:00）にかかります',
    );
    const reasoned = await compose(editor, id, { 'quiet-reason': '避難所を開いたため' });
    expect(errorAt(reasoned, 'quiet-reason')).toBeUndefined();
    expect(formOf(reasoned, '/submit')).toEqual({ revision: String((await stored(id)).revision) });
  });
});

describe('what LINE says', () => {
  test('is shown as good where it takes every language', async () => {
    const calls = playGoodLine({ limit: 5_000, used: 4_990 });
    const id = await withText();
    const figure = { day: '2026-11-22', followers: 100, targetedReaches: 90, blocks: 5 };
    await saveFollowerFigure(env.DB, figure, '2026-11-23T00:00:00.000Z');
    const page = await compose(editor, id, { 'language-en': 'en', 'b0-text-en': 'Hello' });
    expect(wordsOf(page)).toContain('LINEも、この内容を受け付けます');
    expect(calls.filter(({ path }) => path.endsWith('/validate/broadcast'))).toHaveLength(2);
    expect(wordsOf(page)).toMatch(
      /枠 5,000通 今月使った分 4,990通 この配信で使う分 90通 配信したあとの残り 80通 足りません/,
    );
    expect(wordsOf(page)).toContain('今月の送信枠が足りません');
  });
  test.each([
    ['the same as the plan’s', 'light', 5_000, 'ライトプラン（月5,000通） 枠 5,000通', 'none'],
    ['no limit, as the plan', 'local-government', null, '地方公共団体プラン（上限なし） 枠 上限なし', 'none'],
    [
      'more than the standard plan’s',
      'standard',
      45_000,
      'スタンダードプラン（月30,000通） 枠 45,000通',
      'bought',
    ],
    ['less than the plan’s', 'standard', 5_000, 'スタンダードプラン（月30,000通） 枠 5,000通', 'other'],
    ['a limit where the plan has none', 'local-government', 200, '（上限なし） 枠 200通', 'other'],
    ['none where the plan has a limit', 'light', null, 'ライトプラン（月5,000通） 枠 上限なし', 'other'],
    ['more than can be had on the plan', 'communication', 5_000, '（月200通） 枠 5,000通', 'other'],
  ] as const)('of the month is %s', async (_, linePlan, limit, words, note) => {
    playGoodLine({ limit, used: 0 });
    const id = await withText();
    const planned = await browse(EDITOR.email, openConsole({ line, linePlan }));
    const page = wordsOf(await compose(planned, id));
    expect(page).toContain(words);
    expect(page.includes('追加の枠を買っているため')).toBe(note === 'bought');
    expect(page.includes('LINEが知らせた枠が、契約のプランと違います')).toBe(note === 'other');
  });
  test.each([
    ['light', 90, /枠 5,000通 今月使った分 分かりません .* 90通 配信したあとの残り 多くて4,910通/, false],
    ['communication', 290, /枠 200通 今月使った分 分かりません .*あとの残り 少なくとも90通 足りません/, true],
    ['local-government', 290, /枠 上限なし 今月使った分 分かりません/, false],
  ] as const)('where it says nothing, the %s plan stands in', async (linePlan, reached, words, isShort) => {
    playLine(() => Response.json({}, { status: 500 }));
    const figure = { day: '2026-11-22', followers: 300, targetedReaches: reached, blocks: 5 };
    await saveFollowerFigure(env.DB, figure, '2026-11-23T00:00:00.000Z');
    const planned = await browse(EDITOR.email, openConsole({ line, linePlan }));
    const page = wordsOf(await compose(planned, await withText()));
    expect(page).toContain('LINEから返事がなかったので、契約のプランの枠で見積もりました');
    expect(page).toMatch(words);
    expect(page.includes('今月の送信枠が足りません')).toBe(isShort);
    expect(page).not.toContain('契約のプランと違います');
  });
  test('where it says nothing, nothing is worked out of fewer than 20 people by the plan either', async () => {
    playLine(() => Response.json({}, { status: 500 }));
    const planned = await browse(EDITOR.email, openConsole({ line, linePlan: 'light' }));
    const id = await withText();
    await addResidents(19, { age: '30s' });
    const page = wordsOf(await compose(planned, id, { to: 'segment', 'age-30s': '30s' }));
    expect(page).toContain('この配信で使う分 20人未満（配信できません）');
    expect(page).not.toContain('配信したあとの残り');
  });
  test('is asked only when it is looked through', async () => {
    const calls = playGoodLine();
    await editPage(await withText());
    expect(calls).toEqual([]);
  });
  test('is told in plain words where it refuses, with its own words folded away', async () => {
    playLine(({ path }) =>
      path.includes('/validate/')
        ? Response.json(
            { message: 'invalid', details: [{ message: MARKUP, property: 'messages[0].text' }] },
            { status: 400 },
          )
        : Response.json({}, { status: 500 }),
    );
    const page = await compose(editor, await withText());
    expect(wordsOf(page)).toContain('LINEがこの内容を受け付けません（日本語）');
    expect(page.html).toMatch(/<details><summary>LINEの返事.*messages\[0\]\.text/s);
    expect(page.html).not.toContain('<script>alert');
    expect(wordsOf(page)).toContain('LINEから返事がなく、分かりませんでした');
  });
  test.each([
    ['does not answer', () => Promise.reject(new TypeError('no network'))],
    ['answers with garbage', () => new Response('<html>', { status: 502 })],
    ['does not take the token', () => Response.json({ message: 'no' }, { status: 401 })],
  ])('does not matter for saving where it %s', async (_, answer) => {
    playLine(answer);
    const id = await withText();
    const page = await compose(editor, id, { 'b0-text-ja': '保存される文' });
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toContain('LINEに確かめられませんでした');
    expect(wordsOf(page)).toContain('内容の確認はこの画面の検査だけです');
    expect((await stored(id)).composition.blocks).toMatchObject([{ text: { ja: '保存される文' } }]);
  });
  test('is not asked at all where LINE is not set up', async () => {
    const alone = await browse(EDITOR.email, openConsole());
    const id = await beginBroadcast(alone);
    await compose(alone, id, {}, 'add:text');
    const page = await compose(alone, id, { 'b0-text-ja': '文' });
    expect(wordsOf(page)).toContain('LINEに確かめられませんでした');
  });
});

describe('the preview', () => {
  test('draws each message in each language, with what the list of chats says', async () => {
    const id = await withText('お知らせの文です。');
    const page = await compose(editor, id, { 'language-en': 'en', 'b0-text-en': 'News' }, 'add:kpis');
    const more = await compose(editor, id, { 'b1-id-line-friends': 'line-friends', to: 'segment' });
    expect(page.html).toContain('<div class="card-bubble">お知らせの文です。</div>');
    expect(more.html.match(/<details class="phone-preview"/g)).toHaveLength(2);
    expect(wordsOf(more)).toContain('読み上げ：');
    expect(wordsOf(more)).toContain('最後の1通のはじめだけが出て、あとは切れます');
  });
  test('says what is missing where there is nothing to show', async () => {
    const page = await editPage(await beginBroadcast(editor));
    expect(wordsOf(page)).toContain('中身を入れて保存すると、住民に見えるとおりにここに出ます');
  });
});

describe('templates', () => {
  test('keep languages and blocks under a name, once however often the button is pressed', async () => {
    const id = await withText();
    const fields = { ...formOf(await editPage(id), '/edit'), 'template-name': ` ${MARKUP.slice(0, 50)} ` };
    await press(editor, id, { ...fields, do: 'save-template' }, 'save-template');
    await press(editor, id, { ...fields, do: 'save-template' }, 'save-template');
    const templates = await loadTemplates(env.DB);
    expect(templates).toMatchObject([{ savedBy: EDITOR.email, composition: (await stored(id)).composition }]);
    const page = await editor.get('/console/broadcasts/new');
    expect(page.html).not.toContain('<script>alert');
    const begun = await editor.post('/console/broadcasts/new', {
      ...formOf(page, '/new'),
      title: 'ひな型から',
      start: 'template',
      template: templates[0]?.id ?? '',
    });
    const copy = await stored(/broadcasts\/([^/]+)/.exec(begun.location)?.[1] ?? '');
    expect(copy.composition).toEqual((await stored(id)).composition);
  });
  test('need a name that no other one has', async () => {
    const id = await withText();
    const nameless = await compose(editor, id, {}, 'save-template');
    expect([nameless.status, errorAt(nameless, 'template-name')]).toEqual([
      422,
      'ひな型の名前を書いてください。',
    ]);
    await compose(editor, id, { 'template-name': '実績' }, 'save-template');
    const same = await compose(editor, id, { 'b0-text-ja': '別', 'template-name': '実績' }, 'save-template');
    expect(errorAt(same, 'template-name')).toBe('同じ名前のひな型があります。別の名前にしてください。');
    expect(await loadTemplates(env.DB)).toHaveLength(1);
  });
  test('can be deleted, which changes no broadcast', async () => {
    const id = await withText();
    await compose(editor, id, { 'template-name': '実績' }, 'save-template');
    const page = await editor.get('/console/broadcasts/new');
    const [, action = ''] = /action="(\/console\/broadcasts\/templates\/[^"]*)"/.exec(page.html) ?? [];
    const { location } = await editor.post(action, {});
    expect(wordsOf(await editor.get(location))).toContain('ひな型を消しました');
    expect(await loadTemplates(env.DB)).toEqual([]);
    expect((await stored(id)).composition.blocks).toHaveLength(1);
  });
});

describe('discarding', () => {
  test('ends the broadcast, pressed twice too', async () => {
    const id = await withText();
    const fields = formOf(await editPage(id), '/discard');
    expect((await editor.post(`/console/broadcasts/${id}/discard`, fields)).status).toBe(303);
    expect((await editor.post(`/console/broadcasts/${id}/discard`, fields)).status).toBe(303);
    expect((await stored(id)).state).toMatchObject({ kind: 'discarded', by: EDITOR.email });
  });
  test('does not take what somebody has saved since', async () => {
    const id = await withText();
    const fields = formOf(await editPage(id), '/discard');
    await compose(other, id, { 'b0-text-ja': '新しい文' });
    const answer = await editor.post(`/console/broadcasts/${id}/discard`, fields);
    expect(answer.status).toBe(409);
    expect((await stored(id)).state.kind).toBe('open');
  });
});

test('the page has no inline script, and its first button saves, as the Enter key presses it', async () => {
  const page = await editPage(await withText());
  expect(page.html).not.toMatch(/<script(?![^>]*src=)|\son[a-z]+="/);
  const form = /<form[^>]*id="compose".*?<\/form>/s.exec(page.html)?.[0] ?? '';
  expect(/<button[^>]*>/.exec(form)?.[0]).toContain('value="save"');
});
