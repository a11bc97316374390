import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Draft } from '../../../domain/drafts/draft.ts';
import { may, type Staff } from '../../../domain/staff/roles.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { ConsoleContext } from '../console-env.ts';
import type { Crumb } from '../frame.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { respondPage } from '../respond.tsx';

type EditPage = {
  title: string;
  /** Between the plan's own page and this one. */
  trail?: readonly Crumb[];
  lead?: Child;
  notice?: Child;
  children?: Child;
};

export function draftHref(id: string, rest = ''): string {
  return `/console/drafts/${encodeURIComponent(id)}${rest}`;
}

export function planHref(id: string): string {
  return draftHref(id, '/plan');
}

export const PLAN_TITLE = '計画の内容を直す';

/** A page about a draft's plan: it says what was just done, whether it can be edited, and whether rows conflict. */
export function respondEdit(
  c: ConsoleContext,
  open: OpenDraft,
  { title, trail = [], lead, notice, children }: EditPage,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const { id, title: draftTitle } = open.draft;
  const why = readOnlyWhy(open.draft, c.var.staff);
  const done = DONE_WORDS.get(c.req.query('done') ?? '');
  const above = title === PLAN_TITLE ? [] : [{ href: planHref(id), label: PLAN_TITLE }];
  return respondPage(
    c,
    {
      title,
      here: 'drafts',
      help: 'plan',
      trail: [{ href: draftHref(id), label: draftTitle }, ...above, ...trail],
      lead,
      notice: (
        <>
          {done ? <Notice kind="success" title={done} /> : null}
          {why ? <Notice kind="info" title={why} /> : null}
          {!why && open.conflicts.length > 0 ? <ConflictNotice open={open} /> : null}
          {notice}
        </>
      ),
      children,
    },
    status,
  );
}

function ConflictNotice({ open }: { open: OpenDraft }) {
  return (
    <Notice
      kind="warning"
      title={`下書きを始めたあとで、同じところが${open.conflicts.length}件、別に公開されました`}
    >
      <p>
        <a href={draftHref(open.draft.id, '/conflicts')}>どちらを残すか選ぶ</a>
      </p>
    </Notice>
  );
}

const DONE_WORDS: ReadonlyMap<string, string> = new Map([
  ['row-saved', '下書きに保存しました'],
  ['row-removed', '下書きから削除しました。公開するまでは元に戻せます'],
  ['row-reverted', '公開中の内容に戻しました'],
  ['target-revised', '目標の見直しを下書きに保存しました'],
  ['baseline-saved', '基準値・数え方を下書きに保存しました'],
  ['retired', '指標の終了を下書きに保存しました'],
  ['unretired', '指標の終了を取り消しました'],
  ['indicator-added', '指標を下書きに追加しました'],
  ['rebased', '選んだ内容を下書きに保存しました'],
]);

const CLOSED_WORDS: Record<Exclude<Draft['state']['kind'], 'open'>, string> = {
  submitted:
    'この下書きは承認待ちなので、いまは直せません。直すときは、下書きのページで提出を取り下げてください',
  scheduled:
    'この下書きは承認され、公開の予約中なので、いまは直せません。直すときは、承認者に予約の取消しを頼んでください',
  stopped: 'この下書きは公開が止まっています。直すときは、下書きのページで編集中に戻してください',
  published: 'この下書きは公開済みです。直すときは、新しい下書きを作ってください',
  discarded: 'この下書きは破棄されています。直すときは、新しい下書きを作ってください',
};

export function closedWords({ state }: Draft): string {
  return state.kind === 'open' ? '' : CLOSED_WORDS[state.kind];
}

/** Why an officer can only look at a draft; null where they can edit it. */
export function readOnlyWhy(draft: Draft, staff: Staff): string | null {
  if (draft.state.kind !== 'open') return closedWords(draft);
  return may(staff, 'edit-draft') ? null : '見るだけの権限です。直すには、編集者以上の権限が必要です';
}
