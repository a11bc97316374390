import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { refused } from '../../src/domain/result.ts';
import { openPages } from './public-pages.ts';
import { actual, publishAfter, publishAll, revised, type Edit } from './published-plans.ts';

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
});

const friends = (value: string): Edit => actual('line-friends', value);

describe('a feed', () => {
  const FEEDS = [
    ['/feed.atom', 'application/atom+xml; charset=utf-8'],
    ['/feed.rss', 'application/rss+xml; charset=utf-8'],
  ] as const;
  const publishTwo = () =>
    publishAll([
      { at: '2026-11-09T03:00:00.000Z', edit: friends('7702') },
      { at: '2026-11-09T15:30:00.500Z', edit: revised('x-followers', '2000', '利用が減っているため。') },
    ]);

  test.each(FEEDS)('at %s is announced on every page and served as %s', async (path, type) => {
    await publishTwo();
    const { get } = openPages();
    const link = new RegExp(
      `<link rel="alternate" type="${type.split(';')[0]?.replace('+', '\\+')}"[^>]* href="${path}"/>`,
    );
    for (const page of ['/', '/privacy', '/nowhere']) expect((await get(page)).text).toMatch(link);
    const feed = await get(path);
    expect(feed.status).toBe(200);
    expect(feed.headers.get('content-type')).toBe(type);
    expect(feed.headers.get('cache-control')).toBe('public, max-age=900');
    expect(feed.headers.get('last-modified')).toBe('Mon, 09 Nov 2026 15:30:00 GMT');
    expect(feed.headers.get('etag')).toMatch(/^"[0-9a-f]{40}"$/);
    expect(await get(path, {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  test.each(FEEDS)(
    'at %s is the same, byte for byte, on another day and in another isolate',
    async (path) => {
      await publishTwo();
      const today = openPages();
      const later = openPages();
      later.state.now = new Date('2027-06-01T00:00:00Z');
      expect((await today.get(path)).text).toBe((await later.get(path)).text);
    },
  );

  test.each(FEEDS)('at %s is not sent again to a reader that has it', async (path) => {
    await publishTwo();
    const { get } = openPages();
    const etag = (await get(path)).headers.get('etag') ?? '';
    const modified = 'Mon, 09 Nov 2026 15:30:00 GMT';
    const unchanged = [
      { 'if-none-match': etag },
      { 'if-none-match': `"other", W/${etag}` },
      { 'if-modified-since': modified },
      { 'if-modified-since': 'Sun, 22 Nov 2026 00:00:00 GMT' },
      { 'if-none-match': etag, 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' },
    ];
    for (const headers of unchanged) {
      const response = await get(path, headers);
      expect(response).toMatchObject({ status: 304, text: '' });
      expect(response.headers.get('etag')).toBe(etag);
      expect(response.headers.get('cache-control')).toBe('public, max-age=900');
      expect(response.headers.get('content-type')).toBeNull();
    }
    const changed = [
      { 'if-none-match': '"other"' },
      { 'if-none-match': '"other"', 'if-modified-since': modified },
      { 'if-modified-since': 'Mon, 09 Nov 2026 15:29:59 GMT' },
      { 'if-modified-since': 'yesterday' },
    ];
    for (const headers of changed) expect(await get(path, headers)).toMatchObject({ status: 200 });
  });

  test('keeps its ids when more is published', async () => {
    await publishTwo();
    const ids = (text: string): string[] =>
      [...text.matchAll(/<id>(tag:[^<]+)<\/id>/g)].map(([, id]) => id ?? '');
    const before = ids((await openPages().get('/feed.atom')).text);
    expect(before).toEqual([
      'tag:ayumi.example.lg.jp,2026-11-10:plan-version-3', // already the 10th in Japan
      'tag:ayumi.example.lg.jp,2026-11-09:plan-version-2',
    ]);
    await publishAfter(3, '"7702"', '"7720"');
    const after = ids((await openPages().get('/feed.atom')).text);
    expect(after.slice(1)).toEqual(before);
    expect(after).toHaveLength(3);
  });

  test('is there, valid and without entries while nothing has changed', async () => {
    await publishAll([]);
    const atom = await openPages().get('/feed.atom');
    expect(atom.text).toContain('<updated>2026-04-01T00:00:00.000Z</updated>');
    expect(atom.text).not.toContain('<entry>');
    expect((await openPages().get('/feed.rss')).text).not.toContain('<item>');
  });

  test('answers 503 while it is not set where the pages are seen', async () => {
    const settings = refused([{ name: 'PUBLIC_ORIGIN', reason: 'is missing' }]);
    expect((await openPages({ settings }).get('/feed.atom')).status).toBe(503);
  });
});
