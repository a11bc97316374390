import type { Child } from 'hono/jsx';
import type { SelfApproval } from '../../../domain/drafts/draft.ts';
import type { Staff } from '../../../domain/staff/roles.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { Form, type FieldFault } from '../parts/form-parts.tsx';
import { draftHref } from '../plan-edit/edit-page.tsx';

/** What was typed into the page's forms, by field; empty where the page was only opened. */
export type Typed = Readonly<Record<string, string>>;

export type StepsProps = {
  open: OpenDraft;
  staff: Staff;
  roll: readonly Staff[];
  selfApproval: SelfApproval;
  now: Date;
  typed: Typed;
  faults: readonly FieldFault[];
};

type SeenFormProps = {
  open: OpenDraft;
  step: string;
  label: string;
  confirm?: string;
  actions: Child;
  children?: Child;
};

/** A step names what was seen, so that nobody approves or discards what has changed behind the page. */
export function SeenForm({ open, step, label, confirm, actions, children }: SeenFormProps) {
  return (
    <Form
      action={draftHref(open.draft.id, `/${step}`)}
      label={label}
      hidden={{ revision: String(open.draft.revision), sha256: open.sha256 }}
      actions={actions}
      {...(confirm ? { confirm } : {})}
    >
      {children ?? null}
    </Form>
  );
}

export function StepBox({ title, children }: { title: string; children: Child }) {
  return (
    <section class="step" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Whom one can ask. */
export function Approvers({
  others,
  selfApproval,
}: {
  others: readonly Staff[];
  selfApproval: SelfApproval;
}) {
  if (others.length > 0) return <p>承認できる人：{others.map(({ name }) => `${name}さん`).join('、')}</p>;
  return (
    <p>
      {selfApproval
        ? `ほかに承認できる人が名簿にいません。依頼から${selfApproval.waitHours}時間たつと、承認者ならご自身でも承認できます。`
        : 'ほかに承認できる人が名簿にいません。管理者に、承認者の追加を頼んでください。'}
    </p>
  );
}
