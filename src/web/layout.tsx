import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Town } from '../domain/town.ts';

const STYLE = `
:root { color-scheme: light; --ink:#1b2733; --quiet:#4f5b66; --brand:#0b5563; --line:#d5dce1; --soft:#f1f5f7; }
* { box-sizing: border-box; }
body { margin:0; color:var(--ink); background:#fff; font:1rem/1.7 "Hiragino Sans","Noto Sans JP","Noto Sans CJK JP",Meiryo,sans-serif; }
.skip { position:absolute; left:-999px; } .skip:focus { left:.5rem; top:.5rem; background:#fff; padding:.5rem; }
header { background:var(--brand); color:#fff; padding:1rem; } header a { color:#fff; }
header p { margin:.25rem 0 0; }
main { max-width:64rem; margin:0 auto; padding:1rem; }
footer { border-top:1px solid var(--line); padding:1rem; color:var(--quiet); font-size:.9rem; }
footer p { max-width:64rem; margin:.25rem auto; }
h1 { font-size:1.4rem; margin:0; line-height:1.4; } h2 { font-size:1.2rem; margin:2rem 0 .5rem; } h3 { font-size:1rem; margin:0; }
a { color:var(--brand); } a:focus-visible, summary:focus-visible { outline:3px solid #f2a900; outline-offset:2px; }
.counts { display:flex; flex-wrap:wrap; gap:.5rem; padding:0; list-style:none; }
.counts li { background:var(--soft); border-radius:.5rem; padding:.25rem .75rem; }
table { border-collapse:collapse; width:100%; font-size:.95rem; }
caption { text-align:left; color:var(--quiet); padding:.25rem 0; }
th, td { border-bottom:1px solid var(--line); padding:.6rem .5rem; text-align:left; vertical-align:top; }
thead th { background:var(--soft); white-space:nowrap; } td.figure { text-align:right; min-width:7rem; }
small { color:var(--quiet); display:block; white-space:normal; font-weight:400; line-height:1.5; }
.status { font-weight:700; }
.sample { color:#8a3b00; background:#fff1e2; border-radius:.25rem; padding:0 .25rem; font-weight:700; display:inline-block; }
.notice { background:#fff1e2; color:#8a3b00; padding:.75rem 1rem; border-radius:.5rem; }
tr:target, li:target { background:#fff8e1; }
article { margin:1rem 0; } article h3 { border-bottom:1px solid var(--line); padding-bottom:.25rem; }
.news, .news ul { padding:0; margin:0; list-style:none; overflow-wrap:anywhere; } .news > li { padding:.6rem .5rem; }
.news > li + li { border-top:1px dotted var(--line); } .news li li { border-left:3px solid var(--line); padding-left:.75rem; margin:.35rem 0; }
.news .sample { margin-left:.5rem; } .news b { white-space:nowrap; } .feeds { font-size:.9rem; color:var(--quiet); }
@media (max-width: 48rem) {
  table, caption, tbody, tr, th, td { display:block; } thead { position:absolute; left:-9999px; }
  tr { border:1px solid var(--line); border-radius:.5rem; margin:.75rem 0; padding:.5rem; }
  th, td, td.figure { border:0; padding:.15rem .25rem; text-align:left; white-space:normal; }
  td::before { content:attr(data-label) "："; color:var(--quiet); }
}
@media print { header { background:none; color:#000; } header a { color:#000; } tr, .news > li { break-inside:avoid; } .feeds { display:none; } h2, h3, caption, thead { break-after:avoid; } }
`;

/** The frame of every public page: no script, one style, works without JavaScript and on paper. */
export function Layout({ title, town, children }: { title: string; town: Town; children: Child }) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="ja">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{`${title}｜${town.name} あゆみ`}</title>
          <link rel="alternate" type="application/atom+xml" title="指標の動き（Atom）" href="/feed.atom" />
          <link rel="alternate" type="application/rss+xml" title="指標の動き（RSS）" href="/feed.rss" />
          <style>{raw(STYLE)}</style>
        </head>
        <body>
          <a class="skip" href="#main">
            本文へ移動
          </a>
          <header>
            <h1>{title}</h1>
            <p>
              <a href="/">{town.name} あゆみ</a>　{town.planTitle}
            </p>
          </header>
          <main id="main">{children}</main>
          <footer>
            <p>
              <a href="/">すべての指標</a>　<a href="/privacy">個人情報の取り扱い</a>
            </p>
            <p>
              お問い合わせ：{town.name} {town.office}
              {town.telephone ? `（電話 ${town.telephone}）` : ''}
            </p>
          </footer>
        </body>
      </html>
    </>
  );
}
