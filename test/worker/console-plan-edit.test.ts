import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rowsByKey } from '../../src/domain/plan/changes.ts';
import { keyOf, type Row } from '../../src/domain/plan/table-schema.ts';
import { submit } from '../../src/flows/drafts/review-draft.ts';
import { bundledDataPackage } from '../../src/storage/bundled-data.ts';
import {
  browse,
  enrol,
  openConsole,
  playIdentityProvider,
  type Browser,
  type Page,
} from './console-client.ts';
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

let id = '';
let sato: Browser;
let takahashi: Browser;
const draft = (rest = '') => `/console/drafts/${id}${rest}`;
const rowPath = (table: string, key: string) => draft(`/tables/${table}/row?key=${encodeURIComponent(key)}`);

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, SECOND, VIEWER);
  id = await newDraft('計画の直し');
  sato = await browse(EDITOR.email);
  takahashi = await browse(SECOND.email);
});
afterEach(() => void vi.restoreAllMocks());

/** Opens the page of a row, types over some of its cells and saves. */
async function edit(
  table: string,
  key: string,
  cells: Record<string, string>,
  browser: Browser = sato,
): Promise<Page> {
  const form = formOf(await browser.get(rowPath(table, key)), `/tables/${table}/row`);
  return browser.post(draft(`/tables/${table}/row`), { ...form, ...named(table, cells) });
}

/** Opens the page of a new row, types and saves. */
async function add(table: string, cells: Record<string, string>): Promise<Page> {
  const form = formOf(await sato.get(draft(`/tables/${table}/row`)), `/tables/${table}/row`);
  return sato.post(draft(`/tables/${table}/row`), { ...form, ...named(table, cells) });
}

const named = (table: string, cells: Record<string, string>) =>
  Object.fromEntries(Object.entries(cells).map(([column, text]) => [`${table}.${column}`, text]));

async function press(page: Page, ending: string): Promise<Page> {
  return sato.post(draft(ending), formOf(page, ending));
}

const changesNow = async () =>
  (await open(id)).changes.map(({ table, key }) => `${table} ${key.replace('\t', ' ')}`);
const withId = (wanted: string) => (row: Row) => row['id'] === wanted;

const NEW_ROWS: Record<string, { cells: Record<string, string>; key: string; row: Row }> = {
  'priority-items': {
    cells: { id: 'child-rearing', code: '１', name_printed: '子育て', reading: 'コソダテ' },
    key: 'child-rearing',
    row: {
      id: 'child-rearing',
      code: '1',
      name_printed: '子育て',
      name: '子育て',
      reading: 'こそだて',
      order: '6',
    },
  },
  themes: {
    cells: {
      id: 'safety',
      priority_item: 'administrative-reform',
      name_printed: 'ＡＩの安全',
      short_name: 'AIの安全',
      reading: 'えーあいのあんぜん',
    },
    key: 'safety',
    row: { id: 'safety', name_printed: 'ＡＩの安全', name: 'AIの安全', order: '6' },
  },
  matters: {
    cells: { id: 'safe-ai', theme: 'dx', name: '安全な利用', reading: 'あんぜんなりよう' },
    key: 'safe-ai',
    row: { id: 'safe-ai', theme: 'dx', name_printed: '安全な利用', name: '安全な利用' },
  },
  initiatives: {
    cells: {
      id: 'ai-training',
      matter: 'dx-services',
      name: 'AI研修',
      reading: 'えーあいけんしゅう',
      source: '総合振興計画',
    },
    key: 'ai-training',
    row: { id: 'ai-training', matter: 'dx-services', name_printed: 'AI研修', source: '総合振興計画' },
  },
  glossary: {
    cells: { id: 'pdca', term: 'PDCA', reading: 'ぴーでぃーしーえー', explanation: '計画を見直す輪です。' },
    key: 'pdca',
    row: { id: 'pdca', term: 'PDCA', explanation: '計画を見直す輪です。' },
  },
  synonyms: {
    cells: { word: 'つながり', target: 'kpi/line-friends' },
    key: keyOf('つながり', 'line-friends'),
    row: { word: 'つながり', kind: 'kpi', target: 'line-friends', note: '' },
  },
  'source-rows': {
    cells: { source_row: '９９', printed: '欄外の注', kind: 'note' },
    key: '99',
    row: { source_row: '99', printed: '欄外の注', kind: 'note' },
  },
};

describe('the tables of a draft', () => {
  test('are all listed, and open with their rows, also on a further page and by what is looked for', async () => {
    const list = await sato.get(draft('/tables'));
    const links = [...list.html.matchAll(/href="([^"]*\/tables\/[a-z-]+)"/g)].map(([, href = '']) => href);
    expect(links).toHaveLength(11);
    for (const href of links) expect([200, 303]).toContain((await sato.get(href)).status);
    expect(list.html).not.toContain('sample-observations');
    expect((await sato.get(draft('/tables/synonyms?page=2'))).status).toBe(200);
    expect(wordsOf(await sato.get(draft('/tables/kpis?q=ＬＩＮＥ')))).toContain('町公式LINE登録者数');
    expect(wordsOf(await sato.get(draft('/tables/kpis?q=%3Cscript%3E')))).toContain('見つかりませんでした');
  });
  test.each(Object.keys(NEW_ROWS))(
    '%s: a row is edited as its page gives it, and nothing changes',
    async (table) => {
      const [key = ''] = rowsByKey((await open(id)).dataset, table, bundledDataPackage).keys();
      const done = await edit(table, key, {});
      expect([done.status, done.location]).toEqual([303, `${rowPath(table, key)}&done=row-saved`]);
      expect(await changesNow()).toEqual([]);
    },
  );
  test.each(Object.entries(NEW_ROWS))(
    '%s: a row is added, edited, taken out and not there afterwards',
    async (table, { cells, key, row }) => {
      const added = await add(table, cells);
      expect([added.status, added.location]).toEqual([303, `${rowPath(table, key)}&done=row-saved`]);
      const now = async () => rowsByKey((await open(id)).dataset, table, bundledDataPackage).get(key);
      expect(await now()).toMatchObject(row);
      const page = await sato.get(added.location);
      expect(wordsOf(page)).toMatch(/下書きに保存しました.*この下書きで： 追加/);
      const words = WORDED[table] ?? 'note';
      expect((await edit(table, key, { [words]: '書き足しました' })).status).toBe(303);
      expect((await now())?.[words]).toBe('書き足しました');
      const gone = await press(await sato.get(rowPath(table, key)), `/tables/${table}/row/remove`);
      expect([gone.status, gone.location]).toEqual([303, `${draft(`/tables/${table}`)}?done=row-removed`]);
      expect(await changesNow()).toEqual([]);
    },
  );
  test('an edit is shown beside what is published, and taken back', async () => {
    expect((await edit('themes', 'dx', { note: '書き足し' })).status).toBe(303);
    const page = await sato.get(rowPath('themes', 'dx'));
    expect(wordsOf(page)).toMatch(/公開中の内容との違い.*注記 （空白） 書き足し/);
    const back = await press(page, '/tables/themes/row/revert');
    expect(back.location).toContain('done=row-reverted');
    expect(await changesNow()).toEqual([]);
    expect(wordsOf(await sato.get(back.location))).toContain('公開中の内容に戻しました');
  });
  test('a published row is taken out and brought back', async () => {
    const key = keyOf('推進員', 'digital-promoters');
    const gone = await press(await sato.get(rowPath('synonyms', key)), '/tables/synonyms/row/remove');
    expect(gone.location).toBe(`${rowPath('synonyms', key)}&done=row-removed`);
    expect(await changesNow()).toEqual(['synonyms 推進員 digital-promoters']);
    await press(await sato.get(gone.location), '/tables/synonyms/row/revert');
    expect(await changesNow()).toEqual([]);
  });
  test('an indicator goes with its target, and comes back with it', async () => {
    await save(id, ...(await withoutSynonyms('digital-promoters')));
    const gone = await press(await sato.get(rowPath('kpis', 'digital-promoters')), '/tables/kpis/row/remove');
    expect(gone.status).toBe(303);
    expect(await changesNow()).toEqual(
      expect.arrayContaining(['kpis digital-promoters', 'targets digital-promoters 0']),
    );
    expect((await open(id)).plan.ok).toBe(true);
    await press(await sato.get(gone.location), '/tables/kpis/row/revert');
    expect((await changesNow()).filter((change) => !change.startsWith('synonyms'))).toEqual([]);
  });
  test('rows that are referred to are not taken out, and it is said by which', async () => {
    const cases = [
      ['matters', 'dx-services', '取組：各種行政手続きにおけるDXの推進'],
      ['kpis', 'digital-promoters', '言いかえ：「推進員」'],
      ['priority-items', 'administrative-reform', '推進項目：'],
      ['source-rows', '1', 'KPI：行かない窓口での手続き申請件数'],
    ] as const;
    for (const [table, key, words] of cases) {
      expect(wordsOf(await sato.get(rowPath(table, key)))).toContain(words);
      const refused = await sato.post(draft(`/tables/${table}/row/remove`), { key, revision: '0' });
      expect(refused.status).toBe(422);
      expect(wordsOf(refused)).toContain('使われているので、削除していません');
      expect(wordsOf(refused)).toContain(words);
    }
    expect(await changesNow()).toEqual([]);
  });
  test('a first target is not taken out by itself', async () => {
    const refused = await sato.post(draft('/tables/targets/row/remove'), {
      key: keyOf('line-friends', '0'),
      revision: '0',
    });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused)).toContain('保存していません');
  });
});

/** A column of words in tables that have no notes. */
const WORDED: Readonly<Record<string, string>> = {
  glossary: 'explanation',
  'priority-items': 'name_printed',
};

async function withoutSynonyms(target: string): Promise<ReturnType<typeof actual>[]> {
  const rows = (await open(id)).dataset.tables['synonyms'] ?? [];
  return rows
    .filter((row) => row['target'] === target)
    .map((row) => ({
      table: 'synonyms',
      key: keyOf(row['word'] ?? '', target),
      row: null as unknown as Row,
    }));
}

describe('the thresholds', () => {
  const RULES = { version: '2', behind_below_percent: '５０', on_track_from_percent: '90' };

  test('are changed with a new number of the rule, and judge from then on', async () => {
    const door = await sato.get(draft('/tables/rules'));
    expect([door.status, door.location]).toEqual([303, rowPath('rules', 'rules')]);
    expect((await edit('rules', 'rules', RULES)).status).toBe(303);
    const plan = await publish(id);
    expect(plan.rules).toMatchObject({ version: '2', behindBelowPercent: 50, onTrackFromPercent: 90 });
  });
  test.each([
    ['the same number', { version: '1' }, 'version', '公開中の「1」とは別の番号'],
    ['no number', { version: ' ' }, 'version', '空白です'],
    ['too long a number', { version: '2'.repeat(10_000) }, 'version', '20文字以内'],
    ['a formula for a number', { version: '=1+1' }, 'version', '数式'],
    ['words', { behind_below_percent: 'たくさん' }, 'behind_below_percent', '半角の数字だけ'],
    ['both the same', { on_track_from_percent: '50' }, 'behind_below_percent', '1から100まで'],
    ['over a hundred', { on_track_from_percent: '101' }, 'behind_below_percent', '1から100まで'],
    ['nothing', { on_track_from_percent: '' }, 'on_track_from_percent', '半角の数字だけ'],
    ['a short year', { baseline_fiscal_year: '7' }, 'baseline_fiscal_year', '西暦'],
  ])('with %s are refused at the field', async (_, wrong, column, words) => {
    const page = await edit('rules', 'rules', { ...RULES, ...wrong });
    expect(page.status).toBe(422);
    expect(errorAt(page, `rules.${column}`)).toContain(words);
    expect(await changesNow()).toEqual([]);
  });
  test('are neither added nor taken out', async () => {
    expect((await sato.get(draft('/tables/rules/row'))).status).toBe(404);
    const gone = await sato.post(draft('/tables/rules/row/remove'), { key: 'rules', revision: '0' });
    expect(gone.status).toBe(404);
  });
});

describe('what is wrong', () => {
  test.each([
    ['initiatives', 'dx-procedures', { name: '', name_printed: '' }, 'name_printed', '空白です'],
    ['initiatives', 'dx-procedures', { reading: 'abc' }, 'reading', 'ひらがな'],
    ['initiatives', 'dx-procedures', { matter: 'none-such' }, 'matter', '表にありません'],
    ['initiatives', 'dx-procedures', { order: '2' }, 'order', '使われています'],
    ['initiatives', 'dx-procedures', { name: 'ＤＸ' }, 'name', '「DX」と書いてください'],
    ['kpis', 'line-friends', { basis: 'sometimes' }, 'basis', '選択肢から選んでください'],
    ['kpis', 'line-friends', { baseline_value: '－' }, 'baseline_value', '半角の数字だけ'],
    ['kpis', 'line-friends', { baseline_value: '' }, 'baseline_fiscal_year', '空白に'],
    [
      'kpis',
      'line-friends',
      { retired_on: '2026-02-30', retired_reason: '理由' },
      'retired_on',
      '実際にある日',
    ],
    ['targets', keyOf('line-friends', '0'), { value: '1' }, 'value', '悪い値'],
    ['targets', keyOf('line-friends', '0'), { fiscal_year: '1' }, 'fiscal_year', '小さすぎます'],
    ['glossary', 'manifesto', { aliases: '|' }, 'aliases', '縦棒'],
  ])(
    'in %s %s with %j is said at %s, with everything typed kept',
    async (table, key, wrong, column, words) => {
      const kept = table === 'glossary' ? 'explanation' : 'note';
      const typed = { [kept]: '書いておいたこと', ...wrong };
      const page = await edit(table, key, typed);
      expect(page.status).toBe(422);
      expect(errorAt(page, `${table}.${column}`)).toContain(words);
      expect(deadEnds(page)).toEqual([]);
      expect(formOf(page, `/tables/${table}/row`)[`${table}.${kept}`]).toBe('書いておいたこと');
      expect(await changesNow()).toEqual([]);
    },
  );
  test('elsewhere because of this row names the other row and leads to it', async () => {
    await save(id, actual('line-friends', '7400'));
    const page = await edit('kpis', 'line-friends', { baseline_fiscal_year: '2025' });
    expect(page.status).toBe(422);
    expect(wordsOf(page)).toMatch(/保存していません 実績：町公式LINE登録者数 R7年度 ：/);
    expect(page.html).toContain(`href="${rowPath('observations', keyOf('line-friends', '2025'))}"`);
  });
  test('a key that is taken says by which row', async () => {
    const page = await add('glossary', {
      id: 'manifesto',
      term: '別の用語',
      reading: 'べつのようご',
      explanation: '説明。',
    });
    expect(page.status).toBe(422);
    expect(errorAt(page, 'glossary.id')).toContain('「用語：マニフェスト」で使われています');
    expect(formOf(page, '/tables/glossary/row')['glossary.term']).toBe('別の用語');
  });
});

const HOSTILE: readonly [string, string][] = [
  ['a script', `<script>alert(1)</script>`],
  ['quotes', `"' onmouseover="alert(1)`],
  ['a formula', '=1+1'],
  ['a tab', 'あ\tい'],
  ['lines', 'あ\r\nい'],
  ['ten thousand characters', 'あ'.repeat(10_000)],
];

describe('hostile text', () => {
  test.each(HOSTILE)(
    '%s: in every text cell of every table is kept as text or refused at its cell',
    async (_, text) => {
      const newest = (await open(id)).dataset;
      for (const { name: table, schema } of bundledDataPackage.resources) {
        if (table === 'sample-observations') continue;
        if (table === 'observations') await save(id, actual('line-friends', '7400'));
        const [key = ''] = rowsByKey((await open(id)).dataset, table, bundledDataPackage).keys();
        const keys = schema.primaryKey ?? [];
        const columns = schema.fields.filter(({ name, type }) => type === 'string' && !keys.includes(name));
        for (const { name: column } of columns) {
          const page = await edit(table, key, { [column]: text });
          expect([303, 422], `${table}.${column}`).toContain(page.status);
          const shown = page.status === 303 ? await sato.get(page.location) : page;
          expect(shown.html).not.toMatch(/<script>alert|" onmouseover="/);
          expect(deadEnds(shown), `${table}.${column}`).toEqual([]);
        }
      }
      const cells = Object.values((await open(id)).dataset.tables).flatMap((rows) =>
        rows.flatMap((row) => Object.values(row)),
      );
      expect(cells.filter((cell) => /^[=+@-]|[\t\r\n]/.test(cell) || cell.length > 400)).toEqual([]);
      expect(newest.tables['kpis']).toHaveLength(25);
      for (const table of ['themes', 'kpis', 'glossary', 'synonyms']) {
        const page = await sato.get(draft(`/tables/${table}`));
        expect(page.html).not.toMatch(/<script>alert|" onmouseover="/);
      }
    },
    60_000,
  );
  test.each(HOSTILE)('%s: as a word of a new synonym is no key of anything else', async (_, text) => {
    const page = await add('synonyms', { word: text, target: 'kpi/line-friends' });
    expect([303, 422]).toContain(page.status);
    const shown = page.status === 303 ? await sato.get(page.location) : page;
    expect(shown.html).not.toMatch(/<script>alert|" onmouseover="/);
    const isSaid = errorAt(shown, 'synonyms.word') !== undefined;
    expect(isSaid).toBe(page.status === 422);
  });
  test('as the name of what was done says nothing', async () => {
    for (const done of ['constructor', 'toString', '__proto__', '<script>'])
      expect((await sato.get(`${draft('/plan')}?done=${encodeURIComponent(done)}`)).html).not.toContain(
        'notice success',
      );
  });
});

describe('what there is not', () => {
  test('is not found', async () => {
    const paths = [
      '/console/drafts/none/plan',
      '/console/drafts/none/tables',
      '/console/drafts/none/tables/themes/row?key=dx',
      draft('/tables/none'),
      draft('/tables/constructor'),
      draft('/tables/sample-observations'),
      rowPath('themes', 'none'),
      rowPath('none', 'dx'),
    ];
    for (const path of paths) expect([path, (await sato.get(path)).status]).toEqual([path, 404]);
    const posts = [
      ['/console/drafts/none/tables/themes/row', 'dx'],
      [draft('/tables/none/row'), 'dx'],
      [draft('/tables/themes/row'), 'none'],
      [draft('/tables/themes/row/remove'), 'none'],
      [draft('/tables/themes/row/revert'), 'dx'],
      [draft('/tables/sample-observations/row'), 'x'],
    ] as const;
    for (const [path, key] of posts)
      expect([path, (await sato.post(path, { key, revision: '0' })).status]).toEqual([path, 404]);
  });
});

describe('two people at one draft', () => {
  test('at different rows do not get in each other’s way', async () => {
    const form = formOf(await sato.get(rowPath('themes', 'dx')), '/tables/themes/row');
    await edit('themes', 'sdgs', { note: '高橋の注' }, takahashi);
    const mine = await sato.post(draft('/tables/themes/row'), { ...form, 'themes.note': '佐藤の注' });
    expect(mine.status).toBe(303);
    expect(await changesNow()).toEqual(['themes dx', 'themes sdgs']);
  });
  test('at different rows in the very same moment neither', async () => {
    const posts = ['dx', 'sdgs', 'people'].map((key) => edit('themes', key, { note: '同時の注' }));
    expect((await Promise.all(posts)).map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await changesNow()).toEqual(['themes dx', 'themes people', 'themes sdgs']);
  });
  test('at the same row: the second sees both sides, and goes on with either', async () => {
    const form = formOf(await sato.get(rowPath('themes', 'dx')), '/tables/themes/row');
    await edit('themes', 'dx', { note: '高橋の注' }, takahashi);
    const late = await sato.post(draft('/tables/themes/row'), { ...form, 'themes.note': '佐藤の注' });
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toMatch(/高橋さんが2026年11月24日 \d+:\d+に同じところを保存しました/);
    expect(wordsOf(late)).toMatch(/項目 相手の内容（いまの下書き） あなたの内容 注記 高橋の注 佐藤の注/);
    expect(late.html).toContain(`href="${rowPath('themes', 'dx')}"`);
    expect((await rowIn(id, 'themes', withId('dx')))?.['note']).toBe('高橋の注');
    const on = await sato.post(draft('/tables/themes/row'), formOf(late, '/tables/themes/row'));
    expect(on.status).toBe(303);
    expect((await rowIn(id, 'themes', withId('dx')))?.['note']).toBe('佐藤の注');
  });
  test('a removal of what somebody has changed meanwhile asks first', async () => {
    const key = keyOf('推進員', 'digital-promoters');
    const page = await sato.get(rowPath('synonyms', key));
    await edit('synonyms', key, { note: '高橋の注' }, takahashi);
    const late = await press(page, '/tables/synonyms/row/remove');
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toContain('（削除）');
    expect((await press(late, '/tables/synonyms/row/remove')).status).toBe(303);
    expect(await rowIn(id, 'synonyms', (row) => row['word'] === '推進員')).toBeUndefined();
  });
  test('a new row sent twice, also at the same moment, is one', async () => {
    const { cells, key } = NEW_ROWS['synonyms'] ?? { cells: {}, key: '' };
    const sent = await Promise.all([add('synonyms', cells), add('synonyms', cells)]);
    const again = await add('synonyms', cells);
    expect([...sent, again].map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await changesNow()).toEqual([`synonyms ${key.replace('\t', ' ')}`]);
    expect((await open(id)).draft.revision).toBe(1);
  });
});

describe('a draft that is closed', () => {
  test('is only looked at, and gives back what was typed, in words', async () => {
    const form = formOf(await sato.get(rowPath('kpis', 'line-friends')), '/tables/kpis/row');
    await save(id, actual('line-friends', '7400'));
    await submit(deskOf(EDITOR, 2), seen(await open(id)));
    const late = await sato.post(draft('/tables/kpis/row'), { ...form, 'kpis.note': '<b>書いたこと</b>' });
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toMatch(/承認待ち.*入力した内容は次のとおりです.*注記 <b>書いたこと<\/b>/);
    expect(wordsOf(late)).toMatch(/集計方法 年度末の時点の数/);
    expect(late.html).not.toContain('>key<');
    for (const step of ['remove', 'revert'])
      expect([404, 409]).toContain(
        (await sato.post(draft(`/tables/kpis/row/${step}`), { key: 'line-friends', revision: '1' })).status,
      );
    const page = await sato.get(rowPath('kpis', 'line-friends'));
    expect(formsOf(page).filter(({ action }) => action.includes('/tables/'))).toEqual([]);
    expect(wordsOf(page)).toContain('この下書きは承認待ちなので、いまは直せません');
  });
  test('offers nothing to add', async () => {
    await save(id, actual('line-friends', '7400'));
    await submit(deskOf(EDITOR, 2), seen(await open(id)));
    for (const path of ['/plan', '/tables', '/tables/themes', '/tables/themes/row']) {
      const page = await sato.get(draft(path));
      expect(page.html, path).not.toMatch(/href="[^"]*\/(?:row|new)(?:\?kind=[a-z]+)?"/);
      expect(wordsOf(page), path).toContain('いまは直せません');
    }
  });
});

describe('a viewer', () => {
  test('looks at every table and row, and changes nothing', async () => {
    const viewer = await browse(VIEWER.email);
    for (const path of ['/plan', '/tables', '/tables/themes', '/tables/themes/row?key=dx', '/conflicts'])
      expect([path, (await viewer.get(draft(path))).status]).toEqual([path, 200]);
    const page = await viewer.get(rowPath('themes', 'dx'));
    expect(formsOf(page).filter(({ action }) => action.includes('/tables/'))).toEqual([]);
    for (const path of ['/row', '/row/remove', '/row/revert']) {
      const sent = await viewer.post(draft(`/tables/themes${path}`), { key: 'dx', revision: '0' });
      expect([path, sent.status]).toEqual([path, 403]);
    }
    expect(await changesNow()).toEqual([]);
  });
});

test('every draft’s page is served by a console that has just begun', async () => {
  const fresh = await browse(EDITOR.email, openConsole());
  expect((await fresh.get(draft('/plan'))).status).toBe(200);
  expect(await env.DB.prepare('SELECT count(*) AS n FROM draft_rows').first('n')).toBe(0);
  await publishRows(actual('line-friends', '7400'));
  expect((await fresh.get(draft('/plan'))).status).toBe(200);
});
