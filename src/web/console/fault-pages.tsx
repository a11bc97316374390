import type { Child } from 'hono/jsx';
import type { Role, Staff } from '../../domain/staff/roles.ts';
import type { Town } from '../../domain/town.ts';
import { ClosedPage, ConsolePage } from './frame.tsx';
import { DefinitionList } from './parts/table-parts.tsx';
import { Notice } from './parts/notice-parts.tsx';
import { ROLE_WORDS } from './role-words.ts';

type TownName = Pick<Town, 'name'>;
type Inside = { town: TownName; staff: Staff };

function People({ people }: { people: readonly Pick<Staff, 'name' | 'role'>[] }) {
  return (
    <ul>
      {people.map(({ name, role }) => (
        <li>
          {name}（{ROLE_WORDS[role]}）
        </li>
      ))}
    </ul>
  );
}

/** 403: no valid sign-in came along. Behind Cloudflare Access nobody sees this. */
export function signInNeededPage({ town }: { town: TownName }) {
  return (
    <ClosedPage title="サインインが必要です" town={town}>
      <p>
        管理画面は、町の職員としてサインインした方だけが使えます。管理画面の正しいアドレスから開き直してください。
      </p>
    </ClosedPage>
  );
}

/** 403: signed in at the town's identity provider, but not on the console's roll. */
export function notOnTheRollPage({
  town,
  email,
  administrators,
}: {
  town: TownName;
  email: string;
  administrators: readonly Pick<Staff, 'name' | 'role'>[];
}) {
  return (
    <ClosedPage title="名簿にありません" town={town}>
      <p>{email} は、管理画面の名簿にありません。管理者に追加を依頼してください。</p>
      {administrators.length > 0 ? (
        <>
          <h2>管理者</h2>
          <People people={administrators} />
        </>
      ) : null}
    </ClosedPage>
  );
}

/** 403: what it needs, and whom to ask. */
export function roleTooLowPage({
  town,
  staff,
  needed,
  whom,
}: Inside & { needed: Role; whom: readonly Pick<Staff, 'name' | 'role'>[] }) {
  return (
    <ConsolePage title="この操作はできません" town={town} staff={staff} here={null}>
      <p>
        この操作には「{ROLE_WORDS[needed]}」以上の権限が必要です。あなたの権限は「{ROLE_WORDS[staff.role]}
        」です。
      </p>
      {whom.length > 0 ? (
        <>
          <h2>頼める人</h2>
          <People people={whom} />
        </>
      ) : null}
    </ConsolePage>
  );
}

/** 403: the form is too old or was not sent from the console. What was typed is given back to be copied. */
export function formNotTakenPage({
  town,
  staff,
  back,
  posted,
}: Inside & { back: string; posted: readonly { label: string; value: string }[] }) {
  const typed = posted.filter(({ value }) => value !== '');
  return (
    <ConsolePage title="送信を受け付けませんでした" town={town} staff={staff} here={null}>
      <p>
        ページを開いてから時間がたったか、管理画面の外から送られたため、何も変えていません。ページを開き直して、もう一度お試しください。
      </p>
      <p>
        <a class="button primary" href={back}>
          ページを開き直す
        </a>
      </p>
      {typed.length > 0 ? (
        <>
          <h2>入力した内容は次のとおりです</h2>
          <DefinitionList items={typed.map(({ label, value }) => ({ term: label, description: value }))} />
        </>
      ) : null}
    </ConsolePage>
  );
}

/** 404 inside the console. */
export function notFoundPage({ town, staff }: Inside) {
  return (
    <ConsolePage title="ページが見つかりません" town={town} staff={staff} here={null}>
      <p>
        お探しのページはありません。<a href="/console">ホーム</a>からお探しください。
      </p>
    </ConsolePage>
  );
}

/** 409: somebody was faster. `children` shows both sides and the ways on. */
export function conflictPage({
  town,
  staff,
  reason,
  formToken,
  children,
}: Inside & { reason: string; formToken?: string; children?: Child }) {
  return (
    <ConsolePage
      title="先に別の操作が行われました"
      town={town}
      staff={staff}
      here={null}
      formToken={formToken}
      notice={<Notice kind="warning" title={reason} />}
    >
      {children}
    </ConsolePage>
  );
}

/** 413: `limit` in words, e.g. `5 MB`. */
export function tooLargePage({ town, staff, limit, back }: Inside & { limit: string; back: string }) {
  return (
    <ConsolePage title="大きすぎて受け取れません" town={town} staff={staff} here={null}>
      <p>一度に受け取れるのは {limit} までです。何も取り込んでいません。分けて送ってください。</p>
      <p>
        <a class="button primary" href={back}>
          前のページに戻る
        </a>
      </p>
    </ConsolePage>
  );
}

/** 500: the number stands in the log. Nobody may be known by then. */
export function brokenPage({ town, number }: { town: TownName; number: string }) {
  return (
    <ClosedPage title="表示できませんでした" town={town}>
      <p>
        申し訳ありません。しばらくしてから、もう一度お試しください。続くときは、次の番号を管理者に伝えてください。
      </p>
      <DefinitionList items={[{ term: '受付番号', description: number }]} />
      <p>
        <a href="/console">管理画面のホーム</a>
      </p>
    </ClosedPage>
  );
}

/** 503: the identity provider's keys cannot be read, so nobody can be let in. */
export function signInUnreachablePage({ town }: { town: TownName }) {
  return (
    <ClosedPage title="サインインを確かめられません" town={town}>
      <p>
        サインインの仕組みに届かないため、今はどなたも入れません。数分待ってから、もう一度お試しください。入力中だった内容は、保存したところまで残っています。
      </p>
    </ClosedPage>
  );
}

/** 503: the console's settings are missing; the names stand in the log, not here. */
export function notConfiguredPage({ town }: { town: TownName }) {
  return (
    <ClosedPage title="管理画面はまだ使えません" town={town}>
      <p>管理画面の設定が済んでいません。設置の担当者に連絡してください。住民向けの案内は動いています。</p>
    </ClosedPage>
  );
}
