import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { openPages, T0 } from './public-pages.ts';
import { actual, publish, publishAfter, publishAll, renamed, revised, type Edit } from './published-plans.ts';

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
});

/** この一か月 alone, without tags. */
function monthOf(page: string): string {
  const [, section = ''] = page.split('id="last_month"');
  const [inner = ''] = section.split('</section>');
  return inner.replaceAll(/<[^>]*>/g, '');
}

const friends = (value: string): Edit => actual('line-friends', value);
const LATELY = '2026-11-10T03:00:00.000Z';

describe('この一か月 on the public page', () => {
  test('says what was published with day, indicator, figures from and to, and the status', async () => {
    await publishAll([{ at: LATELY, edit: friends('7702') }]);
    const { text } = await openPages().get('/');
    expect(text).toContain('<time datetime="2026-11-10">2026年11月10日</time>（第2版）');
    expect(text).toContain('<a href="#line-friends">町公式LINE登録者数</a>');
    expect(text).toContain('<tr id="line-friends">');
    const month = monthOf(text);
    expect(month).toContain('基準 7,159人（R6年度末） → 今回 7,702人（R7年度末）');
    expect(month).toContain('+543人');
    expect(month).toContain('判定：実績未公表 → 順調');
  });
  test('tells a revised target with its reason, and a rate in points', async () => {
    await publishAll([
      { at: '2026-11-09T03:00:00.000Z', edit: actual('paternity-leave', '60.0') },
      { at: LATELY, edit: revised('x-followers', '2000', '利用が減っているため。') },
    ]);
    const month = monthOf((await openPages().get('/')).text);
    expect(month).toMatch(/目標を見直しました（2026年11月1日から）。.+ → 2,000/);
    expect(month).toContain('理由：利用が減っているため。');
    expect(month).toContain('ポイント');
    expect(month.indexOf('11月10日')).toBeLessThan(month.indexOf('11月9日'));
  });
  test('says that nothing changed: for the first version, for wording alone, and once a month is over', async () => {
    const none = 'この一か月に変わった指標はありません。';
    await publishAll([]);
    expect(monthOf((await openPages().get('/')).text)).toContain(none);
    await reset();
    await applyD1Migrations(env.DB, env.MIGRATIONS);
    await publishAll([
      { at: '2026-10-21T14:59:59.000Z', edit: friends('7702') }, // 21 October in Japan
      { at: LATELY, edit: renamed('line-friends', '町公式LINEの友だち') },
    ]);
    expect(monthOf((await openPages().get('/')).text)).toContain(none);
    const { get, state } = openPages();
    state.now = new Date('2026-11-21T14:59:59Z'); // the last second of 21 November in Japan
    expect(monthOf((await get('/')).text)).toContain('7,702人');
    state.now = new Date('2026-11-21T15:00:00Z');
    expect(monthOf((await get('/')).text)).toContain(none);
  });
  test('of a new installation is there before its first version is', async () => {
    expect(monthOf((await openPages().get('/')).text)).toContain('変わった指標はありません');
  });
  test('tells nothing that the tables of the page do not show yet', async () => {
    await publishAll([{ at: LATELY, edit: friends('7702') }]);
    const { get, state } = openPages();
    await get('/healthz');
    await publishAfter(2, '7702', '7720');
    expect(monthOf((await get('/')).text)).not.toContain('7,720人');
    state.now = new Date(T0.getTime() + 20_000);
    expect(monthOf((await get('/')).text)).toContain('7,720人');
  });
  test('links no indicator that the plan no longer has', async () => {
    const without: Edit = ({ tables, rules }) => {
      const drop = (name: string, column: string) =>
        (tables[name] ?? []).filter((row) => row[column] !== 'facebook-followers');
      return {
        tables: {
          ...tables,
          kpis: drop('kpis', 'id'),
          targets: drop('targets', 'kpi'),
          'source-rows': tables['source-rows'] ?? [],
          synonyms: drop('synonyms', 'target'),
        },
        rules,
      };
    };
    await publishAll([{ at: LATELY, edit: without }]);
    const { text } = await openPages().get('/');
    expect(monthOf(text)).toContain('この指標は計画からなくなりました');
    expect(text).not.toContain('href="#facebook-followers"');
  });
  test('escapes whatever an officer has typed', async () => {
    await publishAll([{ at: LATELY, edit: revised('x-followers', '2000', `<script>alert(1)</script>&"'`) }]);
    const { text } = await openPages().get('/');
    expect(text).not.toContain('<script');
    expect(text).toContain('理由：&lt;script&gt;alert(1)&lt;/script&gt;&amp;');
  });
  test('tells of ten versions at most, and how many more there are', async () => {
    const day = (index: number): string => `2026-11-${String(index + 1).padStart(2, '0')}T03:00:00.000Z`;
    await publishAll(
      Array.from({ length: 13 }, (_, index) => ({ at: day(index), edit: friends(String(7700 + index)) })),
    );
    const { get } = openPages();
    const { text } = await get('/');
    expect(text.match(/<article>/g)).toHaveLength(10);
    expect(monthOf(text)).toContain('ほかに3回の公開があります。');
  });
});

describe('what it costs', () => {
  test('a page asks D1 for the heads and the versions of the month once, then nothing until a publication', async () => {
    await publishAll([
      { at: '2026-11-09T03:00:00.000Z', edit: friends('7702') },
      { at: LATELY, edit: friends('7710') },
    ]);
    const { get, asked, state } = openPages();
    await get('/');
    expect(asked.filter((sql) => sql.includes('plan_versions'))).toHaveLength(4); // the plan, heads, two of versions
    asked.length = 0;
    await get('/');
    expect(asked).toEqual([]);
    await publishAfter(3, '7710', '7720');
    state.now = new Date(T0.getTime() + 20_000);
    expect(monthOf((await get('/')).text)).toContain('7,710人 → 7,720人');
    expect(asked).toHaveLength(4); // the plan, heads, the version before and the new one
  });
  test('thirty versions cost the feed eight look-ups, and one of 20 entries', async () => {
    const at = (index: number): string => new Date(T0.getTime() - (40 - index) * 3_600_000).toISOString();
    await publishAll(
      Array.from({ length: 35 }, (_, index) => ({ at: at(index), edit: friends(String(7700 + index)) })),
    );
    const { get, asked } = openPages();
    const { text } = await get('/feed.atom');
    expect(text.match(/<entry>/g)).toHaveLength(20);
    expect(asked.filter((sql) => sql.includes('plan_versions'))).toHaveLength(9); // the plan's reader asks as well
    asked.length = 0;
    await get('/feed.rss');
    expect(asked).toEqual([]);
    expect(monthOf((await get('/')).text)).toContain('ほかに20回以上の公開があります。');
  });
});

describe('when D1 fails', () => {
  test('for the versions alone, the page says so and has all its tables; the feed asks to come again', async () => {
    await publishAll([{ at: LATELY, edit: friends('7702') }]);
    const { get, state, logged } = openPages();
    state.fails = 'news';
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(monthOf(page.text)).toContain('いま、変わったことを読み込めません');
    expect(monthOf(page.text)).not.toContain('変わった指標はありません');
    expect(page.text.match(/<tr id=/g)).toHaveLength(25);
    const feed = await get('/feed.atom');
    expect(feed.status).toBe(503);
    expect(feed.headers.get('retry-after')).toBe('60');
    expect(feed.headers.get('cache-control')).toBe('no-store');
    expect(feed.headers.get('etag')).toBeNull();
    expect(logged.map(({ event }) => event)).toEqual(['news-unreadable', 'news-unreadable']);
    state.fails = '';
    expect(monthOf((await get('/')).text)).toContain('7,702人');
  });
  test('to answer, the page waits no longer than two seconds', async () => {
    await publishAll([{ at: LATELY, edit: friends('7702') }]);
    const { get, state } = openPages();
    state.fails = 'hangs';
    const start = Date.now();
    expect(monthOf((await get('/')).text)).toContain('読み込めません');
    expect(Date.now() - start).toBeLessThan(2_000);
  });
  test('from the start, there is no feed, and the page claims nothing', async () => {
    const { get, state } = openPages();
    state.fails = 'all';
    expect(monthOf((await get('/')).text)).toContain('読み込めません');
    expect((await get('/feed.rss')).status).toBe(503);
  });
  test('later, what is in memory goes on being told', async () => {
    await publishAll([{ at: LATELY, edit: friends('7702') }]);
    const { get, state, asked } = openPages();
    await get('/feed.atom');
    state.fails = 'all';
    state.now = new Date(T0.getTime() + 60_000);
    asked.length = 0;
    expect(monthOf((await get('/')).text)).toContain('7,702人');
    expect((await get('/feed.atom')).status).toBe(200);
    expect(asked.filter((sql) => sql.includes('number < ?1'))).toEqual([]); // D1 was found failing already
  });
  test('and nothing is in memory yet, D1 is not asked what the last look at the plan has found failing', async () => {
    await publishAll([{ at: LATELY, edit: friends('7702') }]);
    const { get, state, asked, logged } = openPages();
    await get('/healthz');
    state.fails = 'all';
    state.now = new Date(T0.getTime() + 60_000);
    asked.length = 0;
    expect(monthOf((await get('/')).text)).toContain('読み込めません');
    expect(asked).toHaveLength(1);
    expect(logged.map(({ event }) => event)).toEqual(['plan-unreadable']);
  });
  test('or a version is not what was published, the others are told and nothing is claimed of this one', async () => {
    await publishAll([{ at: '2026-11-02T03:00:00.000Z', edit: friends('7702') }]);
    await publish(3, '{"format":99}', '2026-11-03T03:00:00.000Z');
    await publishAfter(2, '7702', '7710', 4);
    const { get, logged } = openPages();
    const month = monthOf((await get('/')).text);
    expect(month).toContain('7,702人');
    expect(month).toContain('ほかに2回の公開があります。'); // the one that does not read, and the one after it
    expect(logged).toMatchObject([{ event: 'version-unreadable' }]);
    expect((await get('/feed.atom')).text.match(/<entry>/g)).toHaveLength(1);
  });
});
