import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import { may, type Staff } from '../../../../domain/staff/roles.ts';
import type { ComposedContent } from '../../../../flows/broadcasts/compose-content.ts';
import type { OfficerNames } from '../../officer-names.ts';
import { Button, Form } from '../../parts/form-parts.tsx';
import { Notice } from '../../parts/notice-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { warningLine } from '../composition-words.ts';
import { ComposeForm, type ComposeFormProps } from '../form/compose-form.tsx';
import { LineVerdicts, type LineSays } from '../preview/check-results.tsx';
import { MessagePreview } from '../preview/message-preview.tsx';
import { QuotaBox } from '../preview/quota-box.tsx';
import { TestSection, type TestSectionProps } from '../testing/test-section.tsx';
import type { PlacedFault } from '../typed/placed-faults.ts';
import { FaultSummary } from './fault-summary.tsx';

export type EditPageProps = Omit<ComposeFormProps, 'faults' | 'id'> & {
  broadcast: Broadcast;
  composed: ComposedContent;
  /** What the page says is wrong now: everything after it was looked through, else what could not be kept. */
  faults: readonly PlacedFault[];
  summaryTitle: string;
  /** What keeps it from being handed in, also where the page does not say so at the fields. */
  missing: readonly PlacedFault[];
  /** Only after it was saved to be looked through. */
  line: LineSays | null;
  tests: TestSectionProps;
  names: OfficerNames;
  staff: Staff;
  accountName: string;
};

/** A broadcast while it is composed: the form, beside it what residents will see, below it what comes next. */
export function EditPage(props: EditPageProps) {
  const { broadcast, composed, faults, summaryTitle, line, accountName } = props;
  const { audience, variants } = composed.content;
  return (
    <>
      <FaultSummary faults={faults} title={summaryTitle} />
      <Returned {...props} />
      <p class="hint">
        最後に保存したのは、{props.names(broadcast.updatedBy)}さん（{momentInJapan(broadcast.updatedAt)}
        ）です。
      </p>
      <ul class="jumps">
        <li>
          <a href="#preview">プレビュー</a>
        </li>
        {line ? (
          <li>
            <a href="#checked">確かめた結果</a>
          </li>
        ) : null}
        <li>
          <a href="#next">次にすること</a>
        </li>
      </ul>
      <div class="compose">
        <ComposeForm {...props} id={broadcast.id} />
        <section class="preview" aria-labelledby="preview">
          <h2 id="preview">プレビュー</h2>
          <p class="hint">保存した内容です。スマートフォンの機種によって、少し違って見えます。</p>
          <MessagePreview variants={variants} audience={audience} accountName={accountName} />
        </section>
      </div>
      {line ? (
        <section aria-labelledby="checked">
          <h2 id="checked">確かめた結果</h2>
          <Warnings {...props} />
          <LineVerdicts verdicts={line.verdicts} />
          <QuotaBox forecast={line.forecast} audience={audience} />
        </section>
      ) : null}
      <h2 id="next">次にすること</h2>
      <TestSection {...props.tests} />
      <Submit {...props} />
      <Discard broadcast={broadcast} />
    </>
  );
}

function Returned({ broadcast: { state }, names }: EditPageProps) {
  if (state.kind !== 'open' || !state.returned) return null;
  return (
    <Notice kind="warning" title={`${names(state.returned.by)}さんが差し戻しました`}>
      <p class="as-typed">{state.returned.reason}</p>
    </Notice>
  );
}

function Warnings({ composed, composition }: EditPageProps) {
  if (composed.warnings.length === 0) return null;
  return (
    <Notice kind="info" title={`見直すとよいところ（${composed.warnings.length} 件）`}>
      <ul>
        {composed.warnings.map((warning) => {
          const { where, what } = warningLine(warning, composition);
          return (
            <li>
              {where === '' ? '' : `${where}：`}
              {what}
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}

function Submit({ broadcast, missing, staff }: EditPageProps) {
  const { id, revision } = broadcast;
  if (!may(staff, 'submit-broadcast')) return null;
  return (
    <section class="step" aria-labelledby="submit">
      <h3 id="submit">承認を依頼する</h3>
      {missing.length > 0 ? (
        <p>
          直すところが{missing.length}
          件残っています。「保存して確かめる」を押して、示されたところを直してから依頼できます。
        </p>
      ) : (
        <Form
          action={broadcastHref(id, '/submit')}
          label="承認を依頼する"
          hidden={{ revision: String(revision) }}
          confirm="最後に保存した内容を、ほかの人が確かめて承認します。依頼すると、承認か差し戻しまで編集できなくなります。"
          actions={<Button>承認を依頼する</Button>}
        >
          {null}
        </Form>
      )}
    </section>
  );
}

function Discard({ broadcast: { id, revision } }: { broadcast: Broadcast }) {
  return (
    <details class="step">
      <summary>この配信を破棄する</summary>
      <Form
        action={broadcastHref(id, '/discard')}
        label="破棄する"
        hidden={{ revision: String(revision) }}
        confirm="破棄すると、この配信は編集も配信もできなくなり、元には戻せません。内容は、終わった配信として見られます。"
        actions={<Button kind="danger">破棄する</Button>}
      >
        {null}
      </Form>
    </details>
  );
}
