import { Hono } from 'hono';
import { dueActuals } from '../../../domain/plan/actuals.ts';
import { eraLabel, japaneseDate, lastEndedFiscalYear } from '../../../domain/plan/fiscal-year.ts';
import { may } from '../../../domain/staff/roles.ts';
import { pendingFollowerProposal } from '../../../flows/follower-proposal.ts';
import { loadUnansweredWords, markHandled, markUnhandled } from '../../../storage/usage-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { selfApprovalOf } from '../drafts/respond-review.tsx';
import { loadOfficerNames } from '../officer-names.ts';
import { ButtonLink } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { field, redirectTo, respondPage } from '../respond.tsx';
import { BroadcastTasks, OtherBroadcasts } from './broadcast-tasks.tsx';
import { HealthSection } from './health-section.tsx';
import { NEW_IMPORT, NEW_PLAN_CHANGE, newActuals } from './home-links.ts';
import { countTurn, loadBroadcastTurn } from './load-broadcast-turn.ts';
import { loadHealth } from './load-health.ts';
import { loadTurn, type Turn } from './load-turn.ts';
import { OtherDrafts, TurnSection } from './turn-section.tsx';
import { HandledNotice, WordsSection } from './words-section.tsx';

const WORDS_SHOWN = 20;

const DONE: ReadonlyMap<string, string> = new Map([
  ['unhandled', 'ことばを一覧に戻しました'],
  ['role-changed', '権限を変えました'],
]);

export function homeRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/', allow('view'), async (c) => {
    const { desk, deps, staff } = c.var;
    const now = deps.now();
    const today = japaneseDate(now);
    const selfApproval = selfApprovalOf(c.var);
    const [{ plan }, current] = await Promise.all([
      desk.versions.newest(desk.db),
      deps.plans.read(desk.db, now),
    ]);
    const [turn, broadcasts, names, words, proposal, health] = await Promise.all([
      loadTurn(desk, selfApproval),
      loadBroadcastTurn(c.var.broadcastDesk, selfApproval),
      loadOfficerNames(desk.db),
      loadUnansweredWords(desk.db, WORDS_SHOWN + 1),
      pendingFollowerProposal(desk.db, plan, today),
      loadHealth(desk.db, current, now),
    ]);
    const due = dueActuals(plan, today);
    const mayEdit = may(staff, 'edit-draft');
    const { done = '', word = '' } = c.req.query();
    const isCalm =
      countOf(turn) + countTurn(broadcasts) === 0 && !(mayEdit && (due.length > 0 || proposal !== null));
    return respondPage(c, {
      title: 'ホーム',
      here: 'home',
      notice: doneNotice(c),
      children: (
        <>
          {done === 'handled' && word !== '' ? <HandledNotice word={word} /> : null}
          <TurnSection {...{ turn, due, proposal, today, names, mayEdit, isCalm }}>
            <BroadcastTasks turn={broadcasts} names={names} />
          </TurnSection>
          <OtherBroadcasts turn={broadcasts} names={names} />
          <WordsSection
            words={words.slice(0, WORDS_SHOWN)}
            more={words.length > WORDS_SHOWN}
            mayEdit={mayEdit}
          />
          <OtherDrafts turn={turn} names={names} />
          {mayEdit ? <QuickStarts year={lastEndedFiscalYear(today)} /> : null}
          <HealthSection
            health={health}
            settingFaults={may(staff, 'manage-staff') ? deps.settingFaults : null}
          />
        </>
      ),
    });
  });

  app.post('/words/handled', allow('edit-draft'), async (c) => {
    const word = field(c, 'word');
    const { staff, deps } = c.var;
    const isDone = await markHandled(c.env.DB, word, { by: staff.email, at: deps.now().toISOString() });
    return isDone
      ? redirectTo(c, `/console?word=${encodeURIComponent(word)}`, 'handled')
      : redirectTo(c, '/console');
  });

  app.post('/words/unhandled', allow('edit-draft'), async (c) => {
    const isDone = await markUnhandled(c.env.DB, field(c, 'word'));
    return redirectTo(c, '/console', isDone ? 'unhandled' : undefined);
  });

  return app;
}

function countOf({ toApprove, returned, stopped, unfinished }: Turn): number {
  return toApprove.length + returned.length + stopped.length + unfinished.length;
}

function doneNotice(c: ConsoleContext) {
  const done = DONE.get(c.req.query('done') ?? '');
  return done ? <Notice kind="success" title={done} /> : null;
}

function QuickStarts({ year }: { year: number }) {
  return (
    <>
      <h2>はじめる</h2>
      <div class="actions">
        <ButtonLink href={newActuals(year)}>{eraLabel(year)}年度の実績を入れる</ButtonLink>
        <ButtonLink href={NEW_PLAN_CHANGE}>計画を直す</ButtonLink>
        <ButtonLink href={NEW_IMPORT}>ファイルを取り込む</ButtonLink>
        <ButtonLink href="/console/broadcasts/new">配信を作る</ButtonLink>
      </div>
    </>
  );
}
