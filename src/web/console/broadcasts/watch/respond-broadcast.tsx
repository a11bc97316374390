import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import type { ConsoleContext } from '../../console-env.ts';
import type { Typed } from '../../drafts/step-box.tsx';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { Notice } from '../../parts/notice-parts.tsx';
import { respondPage } from '../../respond.tsx';
import { momentInJapan } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { peopleWords } from '../delivery-figures.ts';
import { TestNotice } from '../testing/test-words.tsx';
import { loadBroadcastView } from '../view/load-broadcast-view.ts';
import { BroadcastPage } from './broadcast-page.tsx';

type Again = { status: ContentfulStatusCode; notice?: Child; typed?: Typed; faults?: readonly FieldFault[] };

const RELOAD_SECONDS = 5;

/** The broadcast's page; once more with what was typed where a step was not taken. */
export async function respondBroadcast(
  c: ConsoleContext,
  broadcast: Broadcast,
  { status, notice, typed = {}, faults = [] }: Again = { status: 200 },
): Promise<Response> {
  const { kind } = broadcast.state;
  const isMoving = kind === 'sending' || kind === 'scheduled';
  const isReloading = c.req.method === 'GET' && isMoving && c.req.query('reload') === 'on';
  if (isReloading) c.header('refresh', `${RELOAD_SECONDS};url=${broadcastHref(broadcast.id, '?reload=on')}`);
  const view = await loadBroadcastView(c, broadcast);
  return respondPage(
    c,
    {
      title: broadcast.title,
      here: 'broadcasts',
      help: HELP[kind],
      notice: notice ?? <DoneNotice done={c.req.query('done') ?? ''} broadcast={broadcast} />,
      children: <BroadcastPage view={view} typed={typed} faults={faults} isReloading={isReloading} />,
    },
    status,
  );
}

const HELP: Record<Broadcast['state']['kind'], string> = {
  open: 'broadcast-review',
  submitted: 'broadcast-review',
  scheduled: 'broadcast-progress',
  sending: 'broadcast-progress',
  paused: 'broadcast-stop',
  stopped: 'broadcast-record',
  sent: 'broadcast-record',
  discarded: 'broadcast-record',
};

const DONE_WORDS: Readonly<Record<string, string>> = {
  submitted: '承認を依頼しました',
  withdrawn: '依頼を取り下げ、作成中に戻しました',
  returned: '差し戻しました',
  cancelled: '承認を取り消し、作成中に戻しました。誰にも送っていません',
  stopped: '配信を止めました',
  resumed: '配信を再開しました',
  'sent-again': '送りなおすことにしました。まもなく送ります',
  'given-up': '送らないことにしました',
  discarded: '配信を破棄しました',
};

function DoneNotice({ done, broadcast: { state } }: { done: string; broadcast: Broadcast }) {
  if (done === 'approved' && state.kind === 'scheduled')
    return (
      <Notice
        kind="success"
        title={`承認しました。${momentInJapan(state.startAt)}に、${peopleWords(state.recipients)}に送り始めます`}
      >
        <p>それまでは、このページで取り消せます。</p>
      </Notice>
    );
  const words = Object.hasOwn(DONE_WORDS, done) ? DONE_WORDS[done] : undefined;
  return words ? <Notice kind="success" title={words} /> : <TestNotice done={done} />;
}
