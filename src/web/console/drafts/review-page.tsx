import { isEditable, type Draft } from '../../../domain/drafts/draft.ts';
import { japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { RowChange } from '../../../domain/plan/changes.ts';
import { may } from '../../../domain/staff/roles.ts';
import { REASON_MAX, TITLE_MAX } from '../../../flows/drafts/edit-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { ConsoleDependencies } from '../console-env.ts';
import type { OfficerNames } from '../officer-names.ts';
import { TextArea, TextField } from '../parts/fields.tsx';
import { Button, ButtonLink, ErrorSummary, Form } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { DefinitionList } from '../parts/table-parts.tsx';
import type { DifferencePages } from '../plan-difference/difference-pages.ts';
import { PlanDifference } from '../plan-difference/plan-difference.tsx';
import { draftFaults } from '../plan-edit/check-rows.ts';
import { draftHref } from '../plan-edit/edit-page.tsx';
import { rowHref } from '../plan-edit/fault-list.tsx';
import { plansOf } from '../plan-edit/draft-rows.ts';
import { rowName } from '../row-names.ts';
import { momentInJapan } from '../time-words.ts';
import { errorOf } from './draft-form.ts';
import { REASON_HINT } from './new-draft-page.tsx';
import { StateChip, stateSentence } from './state-words.tsx';
import type { StepsProps } from './step-box.tsx';
import { Steps } from './steps-section.tsx';
import { suddenJumps } from './sudden-jumps.ts';

export type ReviewPageProps = StepsProps & {
  names: OfficerNames;
  deps: ConsoleDependencies;
  pages: DifferencePages;
};

/** A draft as who hands it in and who approves it see it: what changes for residents, every row, and the next step. */
export function ReviewPage(props: ReviewPageProps) {
  const { open, staff, names, deps, pages, now, faults } = props;
  const { draft, plan, newest, changes } = open;
  const canEdit = isEditable(draft) && may(staff, 'edit-draft');
  return (
    <>
      <ErrorSummary faults={faults} />
      <Head open={open} names={names} />
      {canEdit ? <EditLinks draft={draft} /> : null}
      {canEdit ? <Retitle {...props} /> : null}
      <Troubles open={open} deps={deps} canEdit={canEdit} now={now} />
      {changes.length === 0 ? (
        <p>公開中の内容から変わるところは{canEdit ? '、まだ' : ''}ありません。</p>
      ) : (
        <PlanDifference
          plans={{ before: newest.plan, after: plan.ok ? plan.value : null }}
          changes={changes}
          sides={{ before: 'いま', after: draft.state.kind === 'published' ? '公開した内容' : '公開後' }}
          today={japaneseDate(now)}
          place={deps}
          dataPackage={deps.dataPackage}
          enteredBy={enteredBy(open, names)}
          pages={pages}
          path={draftHref(draft.id)}
        />
      )}
      <h2 id="steps">次にすること</h2>
      <Steps {...props} />
    </>
  );
}

function Head({ open, names }: { open: OpenDraft; names: OfficerNames }) {
  const { draft, newest } = open;
  const { state } = draft;
  const base =
    state.kind === 'published'
      ? `第${newest.head.number}版`
      : `第${newest.head.number}版（いま公開している内容）`;
  return (
    <>
      <DefinitionList
        items={[
          {
            term: '状態',
            description: (
              <>
                <StateChip kind={state.kind} /> {stateSentence(draft, names)}
              </>
            ),
          },
          {
            term: '理由',
            description: draft.reason || <span class="hint">（まだありません）</span>,
          },
          {
            term: '作った人',
            description: `${names(draft.createdBy)}（${momentInJapan(draft.createdAt)}）`,
          },
          {
            term: '最後に編集した人',
            description: (
              <>
                {lastEdit(draft, names)}　<a href={draftHref(draft.id, '/history')}>保存の記録</a>
              </>
            ),
          },
          { term: 'くらべている版', description: base },
        ]}
      />
      {state.kind === 'open' && state.returned ? (
        <Notice kind="warning" title={`${names(state.returned.by)}さんが差し戻しました`}>
          <p class="as-typed">{state.returned.reason}</p>
        </Notice>
      ) : null}
      <p>
        <a href="#steps">次にすることへ</a>
      </p>
    </>
  );
}

/** Publishing sets the same moment, and is no edit. */
function lastEdit({ state, updatedBy, updatedAt }: Draft, names: OfficerNames): string {
  return state.kind === 'published' ? names(updatedBy) : `${names(updatedBy)}（${momentInJapan(updatedAt)}）`;
}

function EditLinks({ draft }: { draft: Draft }) {
  return (
    <div class="actions">
      <ButtonLink href={draftHref(draft.id, '/actuals')}>実績を入れる</ButtonLink>
      <ButtonLink href={draftHref(draft.id, '/plan')}>計画を直す</ButtonLink>
      <ButtonLink href={draftHref(draft.id, '/import')}>ファイルを取り込む</ButtonLink>
    </div>
  );
}

function Retitle({ open: { draft }, typed, faults }: ReviewPageProps) {
  const isAsked = draft.reason === '' || faults.some(({ name }) => name === 'title' || name === 'reason');
  return (
    <details class="step" id="retitle" open={isAsked}>
      <summary>題名と理由を直す</summary>
      <Form
        action={draftHref(draft.id, '/retitle')}
        label="題名と理由を直す"
        hidden={{ revision: String(draft.revision), 'title-seen': draft.title, 'reason-seen': draft.reason }}
        actions={<Button kind="secondary">題名と理由を保存する</Button>}
      >
        <TextField
          name="title"
          label="題名"
          required
          width="full"
          maxLength={TITLE_MAX}
          value={typed['title'] ?? draft.title}
          error={errorOf(faults, 'title')}
        />
        <TextArea
          name="reason"
          label="理由"
          hint={REASON_HINT}
          maxLength={REASON_MAX}
          value={typed['reason'] ?? draft.reason}
          error={errorOf(faults, 'reason')}
        />
      </Form>
    </details>
  );
}

const SHOWN_MAX = 20;

type TroublesProps = Pick<ReviewPageProps, 'open' | 'deps' | 'now'> & { canEdit: boolean };

/** What stands in the way of publishing, and what an approver should look at twice. */
function Troubles({ open, deps, canEdit, now }: TroublesProps) {
  const { draft, conflicts, changes } = open;
  if (draft.state.kind === 'published' || draft.state.kind === 'discarded') return null;
  const faults = changes.length > 0 ? draftFaults(open, deps.dataPackage) : [];
  const jumps = suddenJumps(open, japaneseDate(now), deps.dataPackage);
  return (
    <>
      {conflicts.length > 0 ? (
        <Notice
          kind="warning"
          title={`公開中の内容と食い違っています：下書きを始めたあとで、同じところが${conflicts.length}件、別に公開されました`}
        >
          {canEdit ? (
            <p>
              <a href={draftHref(draft.id, '/conflicts')}>どちらを残すか選ぶ</a>
            </p>
          ) : (
            <p>編集中に戻してから、どちらを残すか選びます。</p>
          )}
        </Notice>
      ) : null}
      {faults.length > 0 ? (
        <Notice kind="error" title={`このままでは公開できません。直すところが${faults.length}件あります`}>
          <ul>
            {faults.slice(0, SHOWN_MAX).map((fault) => (
              <li>
                <a href={rowHref(draft.id, fault)}>{rowName(fault.table, fault.key, plansOf(open))}</a>：
                {fault.text}
              </li>
            ))}
          </ul>
          {faults.length > SHOWN_MAX ? <p>ほかに{faults.length - SHOWN_MAX}件あります。</p> : null}
        </Notice>
      ) : null}
      {jumps.length > 0 ? (
        <Notice kind="warning" title={`確かめてほしい値が${jumps.length}件あります`}>
          <ul>
            {jumps.slice(0, SHOWN_MAX).map(({ name, text }) => (
              <li>
                {name}：{text}
              </li>
            ))}
          </ul>
          {jumps.length > SHOWN_MAX ? <p>ほかに{jumps.length - SHOWN_MAX}件あります。</p> : null}
        </Notice>
      ) : null}
    </>
  );
}

function enteredBy({ rows }: OpenDraft, names: OfficerNames): (change: RowChange) => string {
  const saves = new Map(rows.map((row) => [`${row.table}/${row.key}`, row]));
  return ({ table, key }) => {
    const row = saves.get(`${table}/${key}`);
    return row ? `${names(row.savedBy)}（${momentInJapan(row.savedAt)}）` : '';
  };
}
