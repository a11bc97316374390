import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publicationsOf, type Publication } from '../../src/domain/news/publications.ts';
import type { Kpi, Plan } from '../../src/domain/plan/plan.ts';
import { Layout } from '../../src/web/layout.tsx';
import { feedOf } from '../../src/web/news/feed.tsx';
import { MonthSection } from '../../src/web/news/month-section.tsx';
import { renderAtom, renderRss } from '../../src/web/news/render-feeds.ts';
import { context } from '../helpers/answers.ts';
import { openBrowser } from '../helpers/browser.ts';
import { planAfter, planBefore } from '../helpers/compositions.ts';
import { kpiOf, loadPlan } from '../helpers/plan.ts';

/** The public page and its feeds as a browser reads them. Their routes are tested in test/worker. */
const PICTURES = '.build/pictures'; // to be looked at; not compared
const ORIGIN = 'https://ayumi.example.lg.jp';
const { town } = context;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  mkdirSync(PICTURES, { recursive: true });
});
afterAll(() => browser.close());
beforeEach(async () => {
  await page?.close();
  page = await browser.newPage({ locale: 'ja-JP' });
});

const DAYS = ['2026-10-25', '2026-11-05', '2026-11-20'];

type Published = { publications: Publication[]; plan: Plan; asOf: string };

function publish(plans: readonly [Plan, ...Plan[]]): Published {
  const versions = plans.map((plan, index) => ({
    number: index + 1,
    publishedAt: `${DAYS[index]}T01:00:00.000Z`,
    plan,
  }));
  const { plan, publishedAt: asOf } = versions.at(-1) ?? { plan: plans[0], publishedAt: '' };
  return { publications: publicationsOf(versions), plan, asOf };
}

/** The section in the frame of every public page. */
async function openPage(plans: readonly [Plan, ...Plan[]], width: number): Promise<void> {
  const { publications, plan } = publish(plans);
  const section = MonthSection({ month: { publications, untold: 0, areMore: false }, plan });
  const shown = await Layout({ title: '約束のあゆみ', town, children: section });
  await page.setViewportSize({ width, height: 900 });
  await page.setContent(shown.toString());
}

const month = () => page.locator('section[aria-labelledby=last_month]');
const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe('この一か月', () => {
  test.each([
    ['phone', 360],
    ['desktop', 1280],
  ])('is readable at the width of a %s', async (name, width) => {
    await openPage([planBefore, planAfter], width);
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await month().innerText()).toContain(
      '前回 7,702人（R7年度末） → 今回 8,120人（R8年度末、速報値）',
    );
    await month().screenshot({ path: `${PICTURES}/last-month-${name}.png` });
  });
  test('is readable with the letters twice as large', async () => {
    await openPage([planBefore, planAfter], 360);
    await page.addStyleTag({ content: 'html { font-size: 200%; }' });
    expect(await overflow()).toBeLessThanOrEqual(0);
    await month().screenshot({ path: `${PICTURES}/last-month-large.png` });
  });
  test('is printed, without the links to feeds', async () => {
    await openPage([planBefore, planAfter], 794);
    await page.emulateMedia({ media: 'print' });
    expect(await month().getByText('フィード').isVisible()).toBe(false);
    expect(await month().getByText('町公式LINE登録者数').isVisible()).toBe(true);
    await month().screenshot({ path: `${PICTURES}/last-month-print.png` });
  });
  test('says of whatever comes from a figure that is made up that it does', async () => {
    const sampled = loadPlan({ withSamples: true });
    await openPage([sampled, planBefore], 360);
    expect(await month().innerText()).toContain('判定：順調（見本（架空の値）） → 実績未公表');
    await openPage([planBefore, sampled], 360);
    await month().screenshot({ path: `${PICTURES}/last-month-samples.png` });
    const rated = month().locator('.news > li', { hasText: /判定：.+ → (?!実績未公表)/ });
    expect(await rated.count()).toBeGreaterThan(10);
    expect(await rated.getByText('見本（架空の値）').count()).toBe(await rated.count());
  });
  test('is no burden to those who hear it', async () => {
    await openPage([planBefore, planAfter], 1280);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document),
    );
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

/** A feed as the browser's own XML parser reads it; `fault` is empty where it is well-formed. */
async function parse(text: string): Promise<{ fault: string; names: Record<string, string[]> }> {
  return page.evaluate((source) => {
    const xml = new DOMParser().parseFromString(source, 'application/xml');
    const names: Record<string, string[]> = {};
    for (const element of xml.querySelectorAll('*')) {
      const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`);
      (names[element.nodeName] ??= []).push(
        element.childElementCount > 0 || attributes.length > 1
          ? attributes.join(' ')
          : (element.textContent ?? ''),
      );
    }
    return { fault: xml.querySelector('parsererror')?.textContent ?? '', names };
  }, text);
}

async function feeds(
  plans: readonly [Plan, ...Plan[]],
  townName = town.name,
): Promise<{ atom: string; rss: string }> {
  const { publications, plan, asOf } = publish(plans);
  const named = { ...town, name: townName };
  const feed = await feedOf(publications, { plan, asOf, town: named, publicOrigin: ORIGIN });
  return {
    atom: await renderAtom(feed, `${ORIGIN}/feed.atom`),
    rss: await renderRss(feed, `${ORIGIN}/feed.rss`),
  };
}

const HOSTILE = `<b>&amp;]]><script>alert(1)</script>--><!-- "'🎉\u0000\u0007\u001B\uFFFE\uD800x`;
const AS_READ = `<b>&amp;]]><script>alert(1)</script>--><!-- "'🎉x`;

/** The plan with names and reasons that no check has seen. */
function hostile(plan: Plan): Plan {
  const rename = (kpi: Kpi): Kpi => ({
    ...kpi,
    name: { ...kpi.name, text: HOSTILE },
    targets: [kpi.targets[0], ...kpi.targets.slice(1).map((target) => ({ ...target, reason: HOSTILE }))],
  });
  return { ...plan, kpis: new Map([...plan.kpis].map(([id, kpi]) => [id, rename(kpi)])) };
}

describe('the Atom feed', () => {
  test('has what RFC 4287 asks for, once each', async () => {
    const { fault, names } = await parse((await feeds([planBefore, planAfter, planBefore])).atom);
    expect(fault).toBe('');
    expect(names['feed']).toEqual(['xmlns=http://www.w3.org/2005/Atom xml:lang=ja']);
    expect(names['entry']).toHaveLength(2);
    expect(names['id']).toEqual([
      `${ORIGIN}/feed.atom`,
      'tag:ayumi.example.lg.jp,2026-11-20:plan-version-3',
      'tag:ayumi.example.lg.jp,2026-11-05:plan-version-2',
    ]);
    expect(names['title']).toHaveLength(3);
    expect(names['title']?.[2]).toMatch(/^「.+」「.+」ほか\d+件の指標に動きがありました$/);
    expect(names['updated']).toEqual([
      '2026-11-20T01:00:00.000Z',
      '2026-11-20T01:00:00.000Z',
      '2026-11-05T01:00:00.000Z',
    ]);
    expect(names['published']).toHaveLength(2);
    expect(names['name']).toEqual(['○○町']);
    expect(names['link']).toEqual([
      `rel=self type=application/atom+xml href=${ORIGIN}/feed.atom`,
      `rel=alternate type=text/html hreflang=ja href=${ORIGIN}/`,
      `rel=alternate type=text/html hreflang=ja href=${ORIGIN}/#last_month`,
      `rel=alternate type=text/html hreflang=ja href=${ORIGIN}/#last_month`,
    ]);
  });
});

describe('the RSS feed', () => {
  test('has what RSS 2.0 asks for, with dates of RFC 822', async () => {
    const { fault, names } = await parse((await feeds([planBefore, planAfter])).rss);
    expect(fault).toBe('');
    expect(names['rss']?.[0]).toContain('version=2.0');
    expect(names['item']).toHaveLength(1);
    for (const name of ['title', 'link', 'description']) expect(names[name]).toHaveLength(2);
    expect(names['pubDate']).toEqual(['Thu, 05 Nov 2026 01:00:00 GMT']);
    expect(names['guid']).toEqual(['tag:ayumi.example.lg.jp,2026-11-05:plan-version-2']);
    expect(names['dc:creator']).toEqual(['○○町']);
    expect(names['atom:link']).toEqual([`rel=self type=application/rss+xml href=${ORIGIN}/feed.rss`]);
  });
});

describe('either feed', () => {
  test.each(['atom', 'rss'] as const)('%s reads whatever has been typed as words', async (format) => {
    const text = (await feeds([planBefore, hostile(planAfter)], HOSTILE))[format];
    const { fault, names } = await parse(text);
    expect(fault).toBe('');
    expect(Object.keys(names)).not.toContain('script');
    expect(names['title']?.[0]).toBe(`${AS_READ} あゆみ　指標の動き`);
    expect(names['title']?.[1]).toContain(`「${AS_READ}」`);
    const [summary = ''] = (names[format === 'atom' ? 'summary' : 'description'] ?? []).slice(-1);
    const read = await page.evaluate((source) => {
      const body = new DOMParser().parseFromString(source, 'text/html').body;
      return {
        elements: [...new Set([...body.querySelectorAll('*')].map(({ localName }) => localName))].sort(),
        words: body.textContent ?? '',
        links: [...body.querySelectorAll('a')].map(({ href }) => href),
      };
    }, summary);
    expect(read.elements).toEqual(['a', 'b', 'li', 'small', 'ul']);
    expect(read.words).toContain(`理由：${AS_READ}`);
    expect(read.links).toContain(`${ORIGIN}/#line-friends`);
  });
  test.each(['atom', 'rss'] as const)('%s ends a long list with how many more there are', async (format) => {
    const kpis = new Map(planAfter.kpis);
    const friends = kpiOf(planAfter, 'line-friends');
    for (let index = 0; index < 100; index += 1) kpis.set(`new-${index}`, { ...friends, id: `new-${index}` });
    const text = (await feeds([planBefore, { ...planAfter, kpis }]))[format];
    expect(text).toContain('あゆみのページ');
    expect(text.match(/新しい指標です/g)?.length).toBeLessThanOrEqual(30);
  });
});
