import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { SelfApproval } from '../../../domain/drafts/draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { loadRoll } from '../../../storage/staff-store.ts';
import type { ConsoleContext } from '../console-env.ts';
import { officerNamesOf } from '../officer-names.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { readDifferencePages } from '../plan-difference/difference-pages.ts';
import { respondPage } from '../respond.tsx';
import { momentInJapan } from '../time-words.ts';
import { ReviewPage } from './review-page.tsx';
import type { Typed } from './step-box.tsx';

type Again = { status: ContentfulStatusCode; notice?: Child; typed?: Typed; faults?: readonly FieldFault[] };

export function selfApprovalOf({ deps }: ConsoleContext['var']): SelfApproval {
  const waitHours = deps.settings?.selfApprovalWaitHours ?? null;
  return waitHours === null ? null : { waitHours };
}

/** The draft's page; once more with what was typed where a step was not taken. */
export async function respondReview(
  c: ConsoleContext,
  open: OpenDraft,
  { status, notice, typed = {}, faults = [] }: Again = { status: 200 },
): Promise<Response> {
  const { deps, desk, staff } = c.var;
  const roll = await loadRoll(c.env.DB);
  return respondPage(
    c,
    {
      title: open.draft.title,
      here: 'drafts',
      help: 'review',
      notice: notice ?? <DoneNotice done={c.req.query('done') ?? ''} open={open} />,
      children: (
        <ReviewPage
          open={open}
          staff={staff}
          roll={roll}
          names={officerNamesOf(roll)}
          selfApproval={selfApprovalOf(c.var)}
          now={desk.now}
          deps={deps}
          pages={readDifferencePages((name) => c.req.query(name))}
          typed={typed}
          faults={faults}
        />
      ),
    },
    status,
  );
}

const DONE_WORDS: Readonly<Record<string, string>> = {
  submitted: '承認を依頼しました',
  withdrawn: '編集中に戻しました',
  returned: '差し戻しました',
  cancelled: '公開の予約を取り消し、編集中に戻しました',
  discarded: '下書きを破棄しました',
  retitled: '題名と理由を保存しました',
  restoring: '前の版に戻す下書きを作りました。変わるところを確かめて、承認を依頼してください',
  imported: 'ファイルの内容を下書きに取り込みました',
  rebased: '選んだ内容を下書きに保存しました',
};

function DoneNotice({ done, open }: { done: string; open: OpenDraft }) {
  const { state } = open.draft;
  if (done === 'published' && state.kind === 'published')
    return (
      <Notice
        kind="success"
        title={`第${state.version}版として公開しました。住民のトークには1分以内に反映されます`}
      >
        <p>
          <a href={`/console/versions/${state.version}`}>第{state.version}版を見る</a>　
          <a href="/">町の公開ページを見る</a>
        </p>
      </Notice>
    );
  if (done === 'scheduled' && state.kind === 'scheduled')
    return <Notice kind="success" title={`承認しました。${momentInJapan(state.publishAt)}に公開されます`} />;
  const words = Object.hasOwn(DONE_WORDS, done) ? DONE_WORDS[done] : undefined;
  return words ? <Notice kind="success" title={words} /> : null;
}
