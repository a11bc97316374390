import type { AuditAction } from '../../../../domain/audit/audit-trail.ts';
import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import { may, type Staff } from '../../../../domain/staff/roles.ts';
import { loadEntriesOf } from '../../../../storage/audit-store.ts';
import { loadBroadcast } from '../../../../storage/broadcast-store.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { readText } from '../../drafts/draft-form.ts';
import { conflictPage } from '../../fault-pages.tsx';
import { loadOfficerNames, type OfficerNames } from '../../officer-names.ts';
import { Button, ButtonLink } from '../../parts/form-parts.tsx';
import { Notice } from '../../parts/notice-parts.tsx';
import { DefinitionList } from '../../parts/table-parts.tsx';
import { field, respondNotFound } from '../../respond.tsx';
import { momentInJapan } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { BroadcastChip, broadcastSentence } from '../broadcast-state-words.tsx';
import { broadcastFaultStatus, broadcastFaultWords, type AnyFault } from '../view/broadcast-fault-words.ts';
import { SeenBroadcastForm } from '../view/broadcast-step-parts.tsx';
import { respondBroadcast } from './respond-broadcast.tsx';

export type StepName = 'submit' | 'withdraw' | 'return' | 'approve' | 'cancel' | 'stop' | 'resume' | 'settle';

export type Seen = { id: string; revision: number; sha256: string };

/** What the officer saw who pressed the button; a revision that is none fits no broadcast. */
export function seenBroadcast(c: ConsoleContext): Seen {
  const revision = field(c, 'revision');
  return {
    id: c.req.param('id') ?? '',
    revision: /^\d{1,9}$/.test(revision) ? Number(revision) : -1,
    sha256: field(c, 'sha256'),
  };
}

/**
 * Whether a step that found the broadcast moved on had been taken before by the same officer, as when a button is pressed
 * twice: then there is nothing to complain about.
 */
export async function isTakenAlready(
  db: D1Database,
  step: StepName,
  { state, revision, id }: Broadcast,
  seen: Seen,
  { email }: Staff,
): Promise<boolean> {
  if (revision !== seen.revision) return false;
  switch (step) {
    case 'submit':
      return state.kind === 'submitted' && state.submittedBy === email;
    case 'approve':
      return 'approvedBy' in state && state.approvedBy === email && state.sha256 === seen.sha256;
    case 'withdraw':
      return state.kind === 'open' && (await isLast(db, id, 'broadcast-withdrawn', email));
    case 'cancel':
      return state.kind === 'open' && (await isLast(db, id, 'broadcast-cancelled', email));
    case 'return':
      return state.kind === 'open' && state.returned?.by === email;
    case 'stop':
      return state.kind === 'stopped' && state.by === email;
    case 'resume':
      return state.kind === 'sending' && (await isLast(db, id, 'broadcast-resumed', email));
    case 'settle':
      return false; // which of the chunks was meant is not in the state: see `isSettledAlready`
  }
}

async function isLast(db: D1Database, id: string, action: AuditAction, email: string): Promise<boolean> {
  const [last] = await loadEntriesOf(db, `broadcast/${id}`, 1);
  return last?.action === action && last.actor === email;
}

const ENTRIES_LOOKED_AT = 20;

/** The same decision of the same officer on a chunk, just before. */
export async function isSettledAlready(
  db: D1Database,
  { id, chunk, decision, email }: { id: string; chunk: number; decision: string; email: string },
): Promise<boolean> {
  const action = decision === 'send-again' ? 'chunk-sent-again' : 'chunk-given-up';
  const after = JSON.stringify({ chunk });
  const entries = await loadEntriesOf(db, `broadcast/${id}`, ENTRIES_LOOKED_AT);
  const last = entries.find((entry) => entry.after === after);
  return last?.action === action && last.actor === email;
}

/** Fields of this page's forms whose faults belong to them. */
const FIELD_OF: Partial<Record<StepName, string>> = { return: 'note', resume: 'resume-reason' };

/** Why a step was not taken, with everything as it is now and everything that was typed. */
export async function respondStepFault(
  c: ConsoleContext,
  step: StepName,
  fault: AnyFault,
  seen: Seen,
): Promise<Response> {
  if (fault.kind === 'not-found') return respondNotFound(c);
  if (fault.kind === 'moved-on') return respondMovedOn(c, fault.broadcast, seen);
  const broadcast = await loadBroadcast(c.env.DB, seen.id);
  if (!broadcast) return respondNotFound(c);
  const { title, help } = broadcastFaultWords(fault);
  const name = fault.kind === 'quiet-hours' || fault.kind === 'no-reason' ? FIELD_OF[step] : undefined;
  return respondBroadcast(c, broadcast, {
    status: broadcastFaultStatus(fault),
    notice: (
      <Notice kind="error" title={title}>
        <p>{help}</p>
      </Notice>
    ),
    typed: typedSteps(c),
    faults: name === undefined ? [] : [{ name, text: `${title}。${help}` }],
  });
}

const TYPED = ['note', 'stop-reason', 'resume-reason'] as const;

export function typedSteps(c: ConsoleContext): Record<string, string> {
  return Object.fromEntries(TYPED.map((name) => [name, readText(c, name)]));
}

/** 409: the broadcast is no longer what was on the page. `written`: a reason that was not sent. */
export async function respondMovedOn(
  c: ConsoleContext,
  broadcast: Broadcast,
  seen: Seen,
  written = '',
): Promise<Response> {
  const { deps, staff, formToken } = c.var;
  const names = await loadOfficerNames(c.env.DB);
  const note = written || (Object.values(typedSteps(c)).find((text) => text.trim() !== '') ?? '').trim();
  const { kind } = broadcast.state;
  const canStop = (kind === 'sending' || kind === 'paused') && may(staff, 'stop-broadcast');
  const page = conflictPage({
    town: deps.town,
    staff,
    formToken,
    reason: `${whatMoved(broadcast, seen, names)}。いま押した操作では、何も変えていません`,
    children: (
      <>
        <DefinitionList
          items={[
            { term: '配信', description: broadcast.title },
            {
              term: 'いまの状態',
              description: (
                <>
                  <BroadcastChip kind={kind} /> {broadcastSentence(broadcast, names)}
                </>
              ),
            },
            ...(note === '' ? [] : [{ term: '書いた理由（送っていません）', description: note }]),
          ]}
        />
        <p>
          <ButtonLink href={broadcastHref(broadcast.id)} kind="primary">
            いまの配信を見る
          </ButtonLink>
        </p>
        {canStop ? (
          <SeenBroadcastForm
            broadcast={broadcast}
            step="stop"
            label="配信を止める"
            confirm="すぐに止めることもできます。残りの人には送りません。もう届いた分は消せません。元には戻せません。"
            actions={<Button kind="danger">配信を止める</Button>}
          />
        ) : null}
      </>
    ),
  });
  return c.html(page, 409);
}

/** What happened between the page and the button: an edit first, then a step. */
function whatMoved(broadcast: Broadcast, seen: Seen, names: OfficerNames): string {
  const { state, revision, updatedBy, updatedAt } = broadcast;
  if (revision !== seen.revision)
    return `ページを開いたあとで、${names(updatedBy)}さんが${momentInJapan(updatedAt)}に編集しました。前の内容への承認は使えません`;
  switch (state.kind) {
    case 'open':
      return state.returned
        ? `${names(state.returned.by)}さんが先に差し戻しました`
        : 'この配信は、先に作成中に戻されています';
    case 'submitted':
      return state.sha256 !== seen.sha256 && seen.sha256 !== ''
        ? 'ページを開いたあとで、取り下げと依頼のやり直しがあり、内容が変わりました'
        : `${names(state.submittedBy)}さんが先に承認を依頼しました`;
    case 'scheduled':
      return `${names(state.approvedBy)}さんが先に承認しました。${momentInJapan(state.startAt)}に送り始めます`;
    case 'sending':
      return `もう送り始めています（${momentInJapan(state.startedAt)}から）`;
    case 'paused':
    case 'stopped':
    case 'sent':
    case 'discarded':
      return broadcastSentence(broadcast, names);
  }
}
