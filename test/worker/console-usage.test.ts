import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addLookUpCounts, type LookUpCount } from '../../src/storage/usage-store.ts';
import { browse, enrol, playIdentityProvider, type Browser } from './console-client.ts';
import { startAnew } from './draft-desk.ts';

const VIEWER = { email: 'yamada.viewer@example.lg.jp', name: '山田', role: 'viewer' };
const count = (day: string, kind: string, id: string, times: number): LookUpCount => ({
  day,
  kind,
  id,
  count: times,
});

let browser: Browser;

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(VIEWER);
  browser = await browse(VIEWER.email);
});
afterEach(() => void vi.restoreAllMocks());

/** What a person reads of a row of a table, cell by cell. */
function rowOf(html: string, name: string): string[] {
  const row = html.split('<tr').find((part) => part.includes('scope="row"') && part.includes(name)) ?? '';
  return [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
    cell.replace(/<[^>]+>/g, '').trim(),
  );
}

describe('usage', () => {
  test('says so where nothing was looked up', async () => {
    const { html, status } = await browser.get('/console/usage');
    expect(status).toBe(200);
    expect(html).toContain('この期間に調べられたものはありません');
    expect(html).toContain('誰が調べたかは記録していません');
  });
  test('shows the last thirty days, by day, kind and indicator, with names of the plan', async () => {
    await addLookUpCounts(env.DB, [
      count('2026-10-25', 'kpi', 'line-friends', 100),
      count('2026-10-26', 'kpi', 'line-friends', 5),
      count('2026-11-24', 'kpi', 'line-friends', 1200),
      count('2026-11-24', 'arithmetic', 'line-friends', 30),
      count('2026-11-24', 'not-found', '', 2),
    ]);
    const { html } = await browser.get('/console/usage');
    expect(html).toContain('2026年10月26日から2026年11月24日まで');
    expect(html).toContain('1,237 回');
    expect(rowOf(html, '町公式LINE登録者数')).toEqual(['町公式LINE登録者数', '1,205', '30', '1,235']);
    expect(rowOf(html, '答えが見つからなかった')).toEqual(['答えが見つからなかった', '2']);
    expect(rowOf(html, '2026年11月24日')).toEqual(['2026年11月24日', '1,232']);
    expect(rowOf(html, '2026年11月23日')).toEqual(['2026年11月23日', '0']);
    expect(html).not.toContain('2026年10月25日');
  });
  test('shows an indicator that nobody looked up as 0, and by its id one that the plan knows no more', async () => {
    await addLookUpCounts(env.DB, [count('2026-11-24', 'kpi', 'gone-kpi', 7)]);
    const { html } = await browser.get('/console/usage');
    expect(rowOf(html, '町公式LINE登録者数').at(-1)).toBe('0');
    expect(rowOf(html, 'gone-kpi')).toEqual(['gone-kpi', '7', '0', '7']);
  });
  test('takes days as they are written in a town office', async () => {
    await addLookUpCounts(env.DB, [count('2026-04-01', 'help', '', 3), count('2026-03-31', 'help', '', 4)]);
    const { html } = await browser.get('/console/usage?from=R8.4.1&to=2026/4/30');
    expect(html).toContain('2026年4月1日から2026年4月30日まで');
    expect(rowOf(html, '使い方')).toEqual(['使い方', '3']);
  });
  test.each([
    ['from=yesterday', 'はじめの日を読み取れません'],
    ['to=2026-02-30', 'おわりの日を読み取れません'],
    ['from=2026-11-24&to=2026-11-01', 'はじめの日より前です'],
    ['from=2020-01-01&to=2026-01-01', '一度に見られるのは366日まで'],
    ['from=1001-01-01', '一度に見られるのは366日まで'],
    ['from=%22%3E%3Cscript%3Ealert(1)%3C/script%3E', 'はじめの日を読み取れません'],
  ])('says what is wrong with %s and keeps it', async (query, told) => {
    for (const path of ['/console/usage', '/console/usage.csv']) {
      const { html, status } = await browser.get(`${path}?${query}`);
      expect(status).toBe(422);
      expect(html).toContain(told);
      expect(html).not.toContain('<script>alert');
    }
  });
  test('can be downloaded for Excel, with formulas made harmless', async () => {
    await addLookUpCounts(env.DB, [
      count('2026-11-24', 'kpi', 'line-friends', 12),
      count('2026-11-24', 'kpi', '=1+1', 1),
    ]);
    const { response } = await browser.get('/console/usage.csv?from=2026-11-01&to=2026-11-30');
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      await response.arrayBuffer(),
    );
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('2026-11-01_2026-11-30.csv');
    expect(text.split('\r\n')).toEqual([
      '\uFEFF日,種類,種類（記号）,対象,対象（記号）,回数',
      "2026-11-24,指標のカード,kpi,'=1+1,'=1+1,1",
      '2026-11-24,指標のカード,kpi,町公式LINE登録者数,line-friends,12',
      '',
    ]);
  });
});
