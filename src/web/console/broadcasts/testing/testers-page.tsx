import { TESTER_CODE_LENGTH, TESTER_CODE_WORD } from '../../../../domain/residents/tester-code.ts';
import { may, type Staff } from '../../../../domain/staff/roles.ts';
import type { Tester } from '../../../../storage/tester-store.ts';
import type { OfficerNames } from '../../officer-names.ts';
import { Button, Form } from '../../parts/form-parts.tsx';
import { DataTable, EmptyState } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';

export const CODE_MINUTES = 10;

type TestersPageProps = {
  testers: readonly Tester[];
  /** The officer's own, while it is good. */
  code: { code: string; expiresAt: string } | null;
  staff: Staff;
  names: OfficerNames;
};

export function TestersPage({ testers, code, staff, names }: TestersPageProps) {
  const rows = [...Map.groupBy(testers, ({ email }) => email)].map(([email, own]) => ({ email, own }));
  return (
    <>
      <section class="step" aria-labelledby="register">
        <h2 id="register">自分のLINEを登録する</h2>
        {code ? <Code {...code} /> : null}
        <Form
          action="/console/broadcasts/testers/code"
          label="登録の番号を作る"
          actions={
            <Button kind={code ? 'secondary' : 'primary'}>
              {code ? '新しい番号にする' : '登録の番号を作る'}
            </Button>
          }
        >
          <p>
            {code
              ? '番号の期限が切れたら、新しい番号を作ってください。前の番号は使えなくなります。'
              : `押すと、${CODE_MINUTES}分間だけ使える${TESTER_CODE_LENGTH}けたの番号が出ます。それを、ご自分のLINEから町の公式アカウントに送ります。`}
          </p>
        </Form>
      </section>
      <h2>受け取る人</h2>
      {rows.length === 0 ? (
        <EmptyState title="まだ登録した人がいません">
          <p>配信を作る人と承認する人は、登録しておくことをおすすめします。</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={`テスト配信を受け取る人（${rows.length} 人）`}
          columns={[
            { heading: '名前', names: true, cell: ({ email }: (typeof rows)[number]) => names(email) },
            { heading: '登録した台数', numeric: true, cell: ({ own }) => `${own.length} 台` },
            {
              heading: '登録した日時',
              cell: ({ own }) => <span class="nowrap">{momentInJapan(own.at(-1)?.registeredAt ?? '')}</span>,
            },
            { heading: '外す', cell: ({ email }) => <Remove email={email} staff={staff} names={names} /> },
          ]}
          rows={rows}
        />
      )}
    </>
  );
}

function Code({ code, expiresAt }: { code: string; expiresAt: string }) {
  return (
    <>
      <p>LINEで町の公式アカウントのトークを開き、次のことばをそのまま送ってください。</p>
      <p class="tester-code">
        {TESTER_CODE_WORD} <span class="nowrap">{code}</span>
      </p>
      <p>
        {momentInJapan(expiresAt)}
        まで使えます。登録できると、LINEに返事が届きます。そのあと、この画面を開き直すと、下に名前が出ます。
      </p>
    </>
  );
}

/** One's own always; others' only by who looks after the roll. */
function Remove({ email, staff, names }: { email: string; staff: Staff; names: OfficerNames }) {
  const isOwn = email === staff.email;
  if (!isOwn && !may(staff, 'manage-staff')) return <span class="hint">本人か管理者が外せます</span>;
  return (
    <details>
      <summary>外す</summary>
      <Form
        action={isOwn ? '/console/broadcasts/testers/remove' : '/console/broadcasts/testers/remove-other'}
        label={`${names(email)}さんを外す`}
        hidden={isOwn ? {} : { email }}
        confirm="外すと、テスト配信が届かなくなります。もう一度登録すれば、また届きます。"
        actions={<Button kind="danger">{isOwn ? '自分を外す' : `${names(email)}さんを外す`}</Button>}
      >
        {null}
      </Form>
    </details>
  );
}
