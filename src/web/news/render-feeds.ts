import { html as xml } from 'hono/html';
import type { Feed } from './feed.tsx';

// Written out: of the libraries for feeds, those that are kept up (`feed`, `feedsmith`) add 14 to 22 kB to the bundle
// and let control characters through, which no XML may have and for which readers refuse the whole feed. Hono's tag
// escapes whatever is put in, with entities that XML has as well.

/** Atom 1.0, RFC 4287. `self` is where it is fetched from. */
export async function renderAtom(feed: Feed, self: string): Promise<string> {
  return asDocument(
    await xml`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja">
  <id>${self}</id>
  <title>${feed.title}</title>
  <subtitle>${feed.subtitle}</subtitle>
  <updated>${feed.updatedAt.toISOString()}</updated>
  <author><name>${feed.author}</name></author>
  <link rel="self" type="application/atom+xml" href="${self}"/>
  <link rel="alternate" type="text/html" hreflang="ja" href="${feed.page}"/>${feed.entries.map(
    ({ id, title, link, publishedAt, summary }) => xml`
  <entry>
    <id>${id}</id>
    <title>${title}</title>
    <published>${publishedAt.toISOString()}</published>
    <updated>${publishedAt.toISOString()}</updated>
    <link rel="alternate" type="text/html" hreflang="ja" href="${link}"/>
    <summary type="html">${summary}</summary>
  </entry>`,
  )}
</feed>`,
  );
}

/** RSS 2.0. Its own `author` is an e-mail address, so the town is named as Dublin Core's `creator`. */
export async function renderRss(feed: Feed, self: string): Promise<string> {
  return asDocument(
    await xml`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>${feed.title}</title>
  <link>${feed.page}</link>
  <description>${feed.subtitle}</description>
  <language>ja</language>
  <lastBuildDate>${feed.updatedAt.toUTCString()}</lastBuildDate>
  <atom:link rel="self" type="application/rss+xml" href="${self}"/>${feed.entries.map(
    ({ id, title, link, publishedAt, summary }) => xml`
  <item>
    <title>${title}</title>
    <link>${link}</link>
    <guid isPermaLink="false">${id}</guid>
    <pubDate>${publishedAt.toUTCString()}</pubDate>
    <dc:creator>${feed.author}</dc:creator>
    <description>${summary}</description>
  </item>`,
  )}
</channel>
</rss>`,
  );
}

/** Whatever is no character of XML 1.0 (section 2.2): control signs, and halves of letters. */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function asDocument(element: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${element}\n`.replaceAll(NO_CHARACTER, '');
}
