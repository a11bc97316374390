import { raw } from 'hono/html';
import { PERSONAS } from './personas.ts';

const STYLE = `
:root { color-scheme: light; --ink:#1b2733; --quiet:#4f5b66; --brand:#0b5563; --line:#b7c2ca; --soft:#f1f5f7; }
* { box-sizing: border-box; }
body { margin:0; color:var(--ink); background:var(--soft); font:1rem/1.7 "Hiragino Sans","Noto Sans JP","Noto Sans CJK JP",Meiryo,sans-serif; }
main { max-width:28rem; margin:0 auto; padding:1.5rem 1rem 3rem; }
h1 { font-size:1.35rem; line-height:1.4; margin:.75rem 0 .5rem; }
p { margin:0 0 1rem; } small, .email { color:var(--quiet); font-size:.875rem; }
.mark { display:inline-block; background:#fff1e2; color:#8a3b00; font-weight:700; font-size:.875rem; border-radius:.25rem; padding:.1rem .6rem; margin:0; }
ul { list-style:none; margin:0 0 1.5rem; padding:0; }
button { display:block; width:100%; min-height:3.5rem; margin:0 0 .6rem; padding:.6rem 1rem; text-align:left; font:inherit; color:inherit; background:#fff; border:1px solid var(--line); border-radius:.5rem; cursor:pointer; }
button:hover { border-color:var(--brand); background:#e9f3f5; } button:focus-visible { outline:3px solid #0b5563; outline-offset:2px; }
button strong { color:var(--brand); margin-right:.5rem; } .email { display:block; overflow-wrap:anywhere; line-height:1.4; }
`;

/** The identity provider's page: a button for each persona, no password, no script. */
export function signInPage(redirect: string, { isSignedOut }: { isSignedOut: boolean }) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="ja">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>職員のサインイン（開発用）</title>
          <link rel="icon" href="data:," />
          <style>{raw(STYLE)}</style>
        </head>
        <body>
          <main>
            <p class="mark">開発用</p>
            <h1>どの職員としてサインインしますか</h1>
            {isSignedOut ? <p>サインアウトしました。</p> : null}
            <p>
              本番では、ここで役場の認証（Cloudflare Access）が本人を確かめます。人も住所も架空のものです。
            </p>
            <form method="post" action="/cdn-cgi/access/login">
              <input type="hidden" name="redirect" value={redirect} />
              <ul>
                {PERSONAS.map(({ email, name, role }) => (
                  <li>
                    <button type="submit" name="email" value={email}>
                      <strong>{name}</strong>
                      {role}
                      <span class="email">{email}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </form>
            <small>サインインは24時間有効です。npm start をやり直すと、もう一度選ぶことになります。</small>
          </main>
        </body>
      </html>
    </>
  );
}
