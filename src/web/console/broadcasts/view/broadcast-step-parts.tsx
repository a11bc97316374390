import type { Child } from 'hono/jsx';
import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import { may, type Action, type Staff } from '../../../../domain/staff/roles.ts';
import type { Typed } from '../../drafts/step-box.tsx';
import { Form, type FieldFault } from '../../parts/form-parts.tsx';
import { broadcastHref } from '../broadcast-href.ts';
import type { BroadcastView } from './load-broadcast-view.ts';

/** What every step is made of: the broadcast, and where a step was not taken, what was typed and what is wrong with it. */
export type StepProps = { view: BroadcastView; typed: Typed; faults: readonly FieldFault[] };

type SeenFormProps = {
  broadcast: Broadcast;
  step: string;
  label: string;
  confirm?: string;
  actions: Child;
  children?: Child;
};

/** A step names what was seen, so that nobody approves what has changed behind the page. */
export function SeenBroadcastForm({ broadcast, step, label, confirm, actions, children }: SeenFormProps) {
  const { id, revision, state } = broadcast;
  const sha256 = 'sha256' in state ? state.sha256 : '';
  return (
    <Form
      action={broadcastHref(id, `/${step}`)}
      label={label}
      hidden={{ revision: String(revision), sha256 }}
      actions={actions}
      {...(confirm ? { confirm } : {})}
    >
      {children ?? null}
    </Form>
  );
}

/** Whom one can ask for something. */
export function whoMay(roll: readonly Staff[], action: Action): string {
  const able = roll.filter((officer) => may(officer, action));
  return able.length > 0 ? able.map(({ name }) => `${name}さん`).join('、') : '名簿にいません';
}
