import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Staff } from '../../domain/staff/roles.ts';
import type { Town } from '../../domain/town.ts';
import { FormToken } from './parts/form-parts.tsx';
import { ROLE_WORDS } from './role-words.ts';

/** The part of the console a page belongs to; also the name of its page in the manual, unless the page has its own. */
type Place = (typeof PLACES)[number]['place'];

export type Crumb = { href: string; label: string };

const PLACES = [
  { place: 'home', href: '/console', label: 'ホーム' },
  { place: 'drafts', href: '/console/drafts', label: '下書き' },
  { place: 'broadcasts', href: '/console/broadcasts', label: '配信' },
  { place: 'kpis', href: '/console/kpis', label: '指標' },
  { place: 'versions', href: '/console/versions', label: '公開の履歴' },
  { place: 'export', href: '/console/export', label: '取り込みと書き出し' },
  { place: 'usage', href: '/console/usage', label: '利用状況' },
  { place: 'audit', href: '/console/audit', label: '監査記録' },
  { place: 'staff', href: '/console/staff', label: '職員' },
  { place: 'help', href: '/console/help', label: '手引き' },
] as const;

/** Cloudflare Access: this path ends the officer's sign-in, whatever application it is asked under. */
const SIGN_OUT = '/cdn-cgi/access/logout';

export type ConsolePageProps = {
  title: string;
  town: Pick<Town, 'name'>;
  staff: Staff;
  /** Null: the page says what went wrong, and belongs to no part. */
  here: Place | null;
  /** Between the place and this page, e.g. the draft that a comparison belongs to. */
  trail?: readonly Crumb[];
  /** The page of the manual, where it is not the place's. */
  help?: string;
  /** Every `Form` on the page carries it. */
  formToken?: string | undefined;
  lead?: Child;
  notice?: Child;
  children?: Child;
};

/** A page for somebody who is signed in. */
export function ConsolePage(props: ConsolePageProps) {
  const { title, town, staff, here, trail = [], help = here, formToken, lead, notice, children } = props;
  return (
    <ConsoleDocument title={title} town={town}>
      <a class="skip" href="#main">
        本文へ移動
      </a>
      <header class="masthead">
        <p class="masthead-name">
          <a href="/console">{town.name} あゆみ 管理画面</a>
        </p>
        <p class="masthead-staff">
          <span>
            {staff.name}（{ROLE_WORDS[staff.role]}）
          </span>
          <a href={SIGN_OUT}>ログアウト</a>
        </p>
      </header>
      <Navigation staff={staff} here={here} title={title} />
      <Breadcrumbs title={title} here={here} trail={trail} />
      <main id="main" tabindex={-1}>
        {notice}
        <div class="page-head">
          <h1>{title}</h1>
          {help === null || here === 'help' ? null : (
            <a class="page-help" href={`/console/help/${encodeURIComponent(help)}`}>
              この画面の手引き
            </a>
          )}
        </div>
        {lead ? <p class="lead">{lead}</p> : null}
        <FormToken.Provider value={formToken ?? null}>{children}</FormToken.Provider>
      </main>
      <footer class="page-foot">
        <p>{town.name} あゆみ 管理画面</p>
        <p>
          <a href="/">町の公開ページ</a>
        </p>
      </footer>
    </ConsoleDocument>
  );
}

/** A page for somebody who is not signed in or not on the roll: nothing in it leads further into the console. */
export function ClosedPage({
  title,
  town,
  children,
}: {
  title: string;
  town: Pick<Town, 'name'>;
  children: Child;
}) {
  return (
    <ConsoleDocument title={title} town={town}>
      <header class="masthead">
        <p class="masthead-name">{town.name} あゆみ 管理画面</p>
      </header>
      <main id="main">
        <div class="page-head">
          <h1>{title}</h1>
        </div>
        {children}
      </main>
    </ConsoleDocument>
  );
}

function ConsoleDocument({
  title,
  town,
  children,
}: {
  title: string;
  town: Pick<Town, 'name'>;
  children: Child;
}) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="ja">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex, nofollow" />
          <title>{`${title}｜${town.name} あゆみ 管理画面`}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/assets/console.css" />
          <script type="module" src="/assets/console.js"></script>
        </head>
        <body>{children}</body>
      </html>
    </>
  );
}

function Navigation({ staff, here, title }: { staff: Staff; here: Place | null; title: string }) {
  const shown = PLACES.filter(({ place }) => place !== 'staff' || staff.role === 'administrator');
  return (
    <nav class="places" aria-label="管理画面">
      <ul>
        {shown.map(({ place, href, label }) => (
          <li>
            <a href={href} aria-current={place === here ? (label === title ? 'page' : 'true') : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Breadcrumbs({ title, here, trail }: { title: string; here: Place | null; trail: readonly Crumb[] }) {
  if (here === 'home' || here === null) return null;
  const above = PLACES.filter(({ place, label }) => place === 'home' || (place === here && label !== title));
  return (
    <nav class="crumbs" aria-label="現在の場所">
      <ol>
        {[...above, ...trail].map(({ href, label }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
        <li aria-current="page">{title}</li>
      </ol>
    </nav>
  );
}
