import type { Child } from 'hono/jsx';
import type { Broadcast } from '../../../domain/broadcasts/broadcast.ts';
import { Form } from '../parts/form-parts.tsx';
import { broadcastHref } from './broadcast-href.ts';

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
