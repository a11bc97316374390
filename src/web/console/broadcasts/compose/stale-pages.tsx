import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import type { Plan } from '../../../../domain/plan/plan.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { conflictPage } from '../../fault-pages.tsx';
import { loadOfficerNames, type OfficerNames } from '../../officer-names.ts';
import { Button, ButtonLink, Form } from '../../parts/form-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { describeTyped, type Part } from '../typed/describe-typed.ts';
import type { FormAct } from '../typed/form-acts.ts';
import { typedOf, type TypedBroadcast } from '../typed/typed-broadcast.ts';
import { fieldsOf } from '../typed/typed-fields.ts';

/** 409: somebody saved it since the page was opened. Nothing typed is lost, whichever side is kept. */
export async function respondStale(
  c: ConsoleContext,
  theirs: Broadcast,
  mine: TypedBroadcast,
  act: FormAct,
): Promise<Response> {
  const [names, plan] = await loadWords(c);
  const pairs = pairParts(describeTyped(typedOf(theirs), plan), describeTyped(mine, plan));
  return respondConflict(c, {
    reason: `この画面を開いたあとで、${lastSave(theirs, names)}。あなたの入力は、まだ保存していません`,
    children: (
      <>
        <p>違うところは次のとおりです。どちらを残すか選んでください。欄の文章は、写して使えます。</p>
        {pairs.map((pair) => (
          <PartPair {...pair} />
        ))}
        <Form
          action={broadcastHref(theirs.id, '/edit')}
          label="自分の内容で上書きする"
          hidden={{
            ...fieldsOf(mine),
            revision: String(theirs.revision),
            do: act.kind === 'save-template' ? act.kind : 'save',
          }}
          confirm="上書きすると、あなたの内容が残ります。相手の内容は残りません。"
          actions={
            <>
              <Button kind="danger">自分の内容で上書きする</Button>
              <ButtonLink href={broadcastHref(theirs.id, '/edit')}>相手の内容を残す</ButtonLink>
            </>
          }
        >
          {null}
        </Form>
      </>
    ),
  });
}

/** 409: it can be edited no longer. What was typed is given back to be copied. */
export async function respondClosed(
  c: ConsoleContext,
  broadcast: Broadcast,
  mine: TypedBroadcast,
): Promise<Response> {
  const [names, plan] = await loadWords(c);
  return respondConflict(c, {
    reason: `${closedWords(broadcast, names)}。いまの入力は保存していません`,
    children: (
      <>
        <p>
          <ButtonLink href={broadcastHref(broadcast.id)} kind="primary">
            配信のページへ
          </ButtonLink>
        </p>
        <h2>入力した内容</h2>
        {describeTyped(mine, plan)
          .filter(({ text }) => text !== '')
          .map(({ heading, text }) => (
            <Copy label={heading} text={text} />
          ))}
      </>
    ),
  });
}

/** 409: a step was not taken because the broadcast is no longer what was on the page. */
export async function respondMovedOn(c: ConsoleContext, broadcast: Broadcast): Promise<Response> {
  const [names] = await loadWords(c);
  const isOpen = broadcast.state.kind === 'open';
  const what = isOpen ? `ページを開いたあとで、${lastSave(broadcast, names)}` : closedWords(broadcast, names);
  return respondConflict(c, {
    reason: `${what}。いま押した操作では、何もしていません`,
    children: (
      <p>
        <ButtonLink href={broadcastHref(broadcast.id, isOpen ? '/edit' : '')} kind="primary">
          いまの配信を見る
        </ButtonLink>
      </p>
    ),
  });
}

type Conflict = Pick<Parameters<typeof conflictPage>[0], 'reason' | 'children'>;

function respondConflict(c: ConsoleContext, conflict: Conflict): Response | Promise<Response> {
  const { deps, staff, formToken } = c.var;
  return c.html(conflictPage({ town: deps.town, staff, formToken, ...conflict }), 409);
}

async function loadWords(c: ConsoleContext): Promise<[OfficerNames, Plan]> {
  const { db, versions } = c.var.broadcastDesk;
  const [names, { plan }] = await Promise.all([loadOfficerNames(db), versions.newest(db)]);
  return [names, plan];
}

function lastSave({ updatedBy, updatedAt }: Broadcast, names: OfficerNames): string {
  return `${names(updatedBy)}さんが${momentInJapan(updatedAt)}に保存しました`;
}

function closedWords({ state }: Broadcast, names: OfficerNames): string {
  switch (state.kind) {
    case 'submitted':
      return `${names(state.submittedBy)}さんが${momentInJapan(state.submittedAt)}に承認を依頼したので、もう編集できません`;
    case 'discarded':
      return `${names(state.by)}さんが${momentInJapan(state.at)}に破棄したので、もう編集できません`;
    default:
      return 'この配信はもう承認されているので、編集できません';
  }
}

type Pair = { heading: string; theirs: string; mine: string };

/** The parts that differ, also those that only one side has. */
function pairParts(theirs: readonly Part[], mine: readonly Part[]): Pair[] {
  const headings = [...new Set([...theirs, ...mine].map(({ heading }) => heading))];
  const textOf = (parts: readonly Part[], heading: string): string =>
    parts.find((part) => part.heading === heading)?.text ?? '（なし）';
  return headings
    .map((heading) => ({ heading, theirs: textOf(theirs, heading), mine: textOf(mine, heading) }))
    .filter((pair) => pair.theirs !== pair.mine);
}

function PartPair({ heading, theirs, mine }: Pair) {
  return (
    <section aria-label={heading}>
      <h2>{heading}</h2>
      <div class="part-pair">
        <Copy label={`相手の${heading}`} text={theirs} />
        <Copy label={`あなたの${heading}`} text={mine} />
      </div>
    </section>
  );
}

function Copy({ label, text }: { label: string; text: string }) {
  const rows = Math.min(10, text.split('\n').length + 1);
  return (
    <label class="copy">
      <span>{label}</span>
      <textarea class="input full" rows={rows} readonly>
        {text.startsWith('\n') ? `\n${text}` : text}
      </textarea>
    </label>
  );
}
