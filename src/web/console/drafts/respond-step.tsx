import type { Staff } from '../../../domain/staff/roles.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { SeenDraft, StepFault } from '../../../flows/drafts/review-draft.ts';
import type { ConsoleContext } from '../console-env.ts';
import { conflictPage } from '../fault-pages.tsx';
import { loadOfficerNames, type OfficerNames } from '../officer-names.ts';
import { ButtonLink } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { DefinitionList } from '../parts/table-parts.tsx';
import { draftHref } from '../plan-edit/edit-page.tsx';
import { field, respondNotFound } from '../respond.tsx';
import { momentInJapan } from '../time-words.ts';
import { readText } from './draft-form.ts';
import { respondReview } from './respond-review.tsx';
import { StateChip, stateSentence } from './state-words.tsx';
import { stepFaultStatus, stepFaultWords } from './step-words.ts';

/** What the officer saw who pressed the button; a revision that is none fits no draft. */
export function seenDraft(c: ConsoleContext, id: string): SeenDraft {
  const revision = field(c, 'revision');
  return { id, revision: /^\d{1,9}$/.test(revision) ? Number(revision) : -1, sha256: field(c, 'sha256') };
}

export type StepName = 'submit' | 'withdraw' | 'return' | 'approve' | 'cancel' | 'discard';

/**
 * Whether a step that found the draft moved on had been taken before by the same officer, as when a button is pressed
 * twice: then there is nothing to complain about.
 */
export function isTakenAlready(step: StepName, open: OpenDraft, seen: SeenDraft, { email }: Staff): boolean {
  const { state, revision } = open.draft;
  if (revision !== seen.revision) return false;
  switch (step) {
    case 'submit':
      return state.kind === 'submitted' && state.submittedBy === email && state.sha256 === seen.sha256;
    case 'approve':
      return (
        (state.kind === 'published' || state.kind === 'scheduled') &&
        state.approvedBy === email &&
        state.sha256 === seen.sha256
      );
    case 'withdraw':
    case 'cancel':
      return state.kind === 'open' && state.returned === null;
    case 'return':
      return state.kind === 'open' && state.returned?.by === email;
    case 'discard':
      return state.kind === 'discarded' && state.by === email;
  }
}

/** Why a step was not taken, with everything as it is now and everything that was typed. */
export async function respondStepFault(
  c: ConsoleContext,
  fault: StepFault,
  seen: SeenDraft,
): Promise<Response> {
  if (fault.kind === 'not-found') return respondNotFound(c);
  if (fault.kind === 'moved-on') return respondMovedOn(c, fault.open, seen);
  const open = await c.var.desk.opener.open(c.env.DB, seen.id);
  if (!open) return respondNotFound(c);
  const { title, help } = stepFaultWords(fault);
  return respondReview(c, open, {
    status: stepFaultStatus(fault),
    notice: (
      <Notice kind="error" title={title}>
        <p>{help}</p>
      </Notice>
    ),
    typed: typedSteps(c),
  });
}

const TYPED = ['when', 'date', 'time', 'note'] as const;

export function typedSteps(c: ConsoleContext): Record<string, string> {
  return Object.fromEntries(TYPED.map((name) => [name, readText(c, name)]));
}

/** 409: the draft is no longer what was on the page. */
async function respondMovedOn(c: ConsoleContext, open: OpenDraft, seen: SeenDraft): Promise<Response> {
  const { deps, staff, formToken } = c.var;
  const names = await loadOfficerNames(c.env.DB);
  const { draft } = open;
  const note = readText(c, 'note').trim();
  const page = conflictPage({
    town: deps.town,
    staff,
    formToken,
    reason: `${whatMoved(open, seen, names)}。いま押した操作では、何も変えていません`,
    children: (
      <>
        <DefinitionList
          items={[
            { term: '下書き', description: draft.title },
            {
              term: 'いまの状態',
              description: (
                <>
                  <StateChip kind={draft.state.kind} /> {stateSentence(draft, names)}
                </>
              ),
            },
            { term: '変わる行', description: `${open.changes.length} 行` },
            ...(note === '' ? [] : [{ term: '書いた理由（送っていません）', description: note }]),
          ]}
        />
        <p>いまの内容を確かめてから、もう一度操作してください。</p>
        <p>
          <ButtonLink href={draftHref(draft.id)} kind="primary">
            いまの下書きを見る
          </ButtonLink>
        </p>
      </>
    ),
  });
  return c.html(page, 409);
}

/** What happened between the page and the button, as far as it matters: an edit first, then a step, then the plan. */
function whatMoved({ draft, newest }: OpenDraft, seen: SeenDraft, names: OfficerNames): string {
  const { state, revision, updatedBy, updatedAt } = draft;
  if (state.kind === 'published')
    return `${names(state.approvedBy)}さんが先に承認し、第${state.version}版として公開されています`;
  if (state.kind === 'scheduled') return `${names(state.approvedBy)}さんが先に承認し、公開を予約しました`;
  if (state.kind === 'discarded' || state.kind === 'stopped') return stateSentence(draft, names);
  if (revision !== seen.revision)
    return `ページを開いたあとで、${names(updatedBy)}さんが${momentInJapan(updatedAt)}に編集しました`;
  if (state.kind === 'submitted' && state.sha256 === seen.sha256)
    return `${names(state.submittedBy)}さんが先に承認を依頼しました`;
  if (state.kind === 'open' && state.returned) return `${names(state.returned.by)}さんが先に差し戻しました`;
  if (state.kind === 'open' && seen.sha256 !== '') return 'この下書きは、先に編集中に戻されています';
  return `ページを開いたあとで第${newest.head.number}版が公開され、変わるところが変わりました`;
}
